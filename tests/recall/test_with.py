"""`Recall.with_`: the same search, ranked anew."""

import asyncio
import pickle
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langgraph.store.memory import InMemoryStore
from recalled import NOW, at, fact, hashed, ids, memory_of, turn

from memorykinds.kinds import InputError
from memorykinds.models.hashing import HashEmbeddings
from memorykinds.recall import Weights
from memorykinds.recall.weights import TERMS
from memorykinds.store import FaissStore

SAID = ("a lake", "a train", "the choir sings", "is it late?", "?", "the train sings a song")
FUSIONS = st.sampled_from(["minmax", "zscore", "rrf", "interleave"])
NUMBERS = st.sampled_from([0.0, 0.01, 0.3, 1.0, 7.0])
WEIGHTS = st.builds(
    lambda numbers, half_life: Weights(**numbers, half_life=half_life),
    st.fixed_dictionaries(dict.fromkeys(TERMS, NUMBERS)).filter(lambda n: any(n.values())),
    st.sampled_from([0.5, 30.0, 4000.0]),
)


class Counting(HashEmbeddings):
    def __init__(self):
        super().__init__(32)
        self.queries = 0

    def embed_query(self, text):
        self.queries += 1
        return super().embed_query(text)


def many(number, store=None):
    return memory_of(
        *(turn(f"t{n}", "Ada", SAID[n % 6], at(2, n), f"c{n // 5}") for n in range(number)),
        *(
            fact(f"f{n}", f"{SAID[n % 5]} {n % 7}", at(n), importance=n % 4 / 4, accesses=n % 3)
            for n in range(number)
        ),
        store=store or FaissStore(None, index=hashed()),
    )


MEMORY = many(40)


@settings(max_examples=40, deadline=None)
@given(
    query=st.sampled_from(["lake", "the train in May", "Ada choir song", "zzz"]),
    weights=st.one_of(
        st.none(), WEIGHTS, st.dictionaries(st.sampled_from(["semantic", "episodic"]), WEIGHTS)
    ),
    k=st.sampled_from([1, 3, 8, 31, 32, 33, 200]),
    fusion=FUSIONS,
    diversity=st.sampled_from([0.0, 0.3]),
    budget=st.sampled_from([None, 60, 400]),
    first=WEIGHTS,
)
def test_it_is_what_a_search_with_these_settings_would_have_returned(  # noqa: PLR0917
    query, weights, k, fusion, diversity, budget, first
):
    changed = {"k": k, "fusion": fusion, "diversity": diversity, "budget": budget}
    fresh = MEMORY.recall(query, weights=weights, **changed)
    if isinstance(weights, dict) or weights is None:
        again = MEMORY.recall(query).with_(weights=weights, **changed)
    else:
        again = MEMORY.recall(query, weights=first, k=2).with_(weights=weights, **changed)
    assert [(h.record.id, h.score, h.rank) for h in again.hits] == [
        (h.record.id, h.score, h.rank) for h in fresh.hits
    ]
    assert again == fresh


@pytest.mark.parametrize("pool", [0, "many", None])
def test_a_pool_of_nothing_is_refused_in_one_sentence(pool):
    with pytest.raises(InputError, match="pool= must be at least 1"):
        MEMORY.recall("train", pool=pool)


def test_what_is_not_named_stays_as_it_was():
    recall = MEMORY.recall("train", k=3, fusion="rrf", budget=90, diversity=0.2)
    assert recall.with_() == recall
    only = recall.with_(k=2)
    assert (only.k, only.fusion, only.budget, only.diversity) == (2, "rrf", 90, 0.2)
    assert recall.with_(budget=None).budget is None


def test_weights_of_one_kind_leave_the_others_as_they_were():
    own = Weights(lexical=1)
    recall = MEMORY.recall("train", weights=own).with_(weights={"semantic": Weights(recency=9)})
    assert recall.weights == {"semantic": Weights(recency=9), "episodic": own}
    assert recall.with_(weights=None).weights == MEMORY.recall("train").weights


def test_it_neither_searches_nor_embeds_again_and_reads_nothing_twice(monkeypatch):
    embed = Counting()
    store = FaissStore(None, index={"dims": 32, "embed": embed, "fields": ["text"]})
    memory = many(40, store)
    embed.queries = 0
    recall = memory.recall("train", pool=4, k=2)
    assert embed.queries == 1
    asked = []
    batch = store.batch
    monkeypatch.setattr(store, "batch", lambda ops: asked.append(list(ops)) or batch(ops))
    monkeypatch.setattr(store, "look", None)
    recall.with_(weights=Weights(recency=0.5), k=1)
    wider = recall.with_(k=9)
    assert len(wider.hits) == 9
    assert embed.queries == 1
    (read,) = [ops for ops in asked if len(ops) > 1]
    assert {type(op).__name__ for op in read} == {"GetOp"}
    assert recall.with_(k=9) == wider
    assert [ops for ops in asked if len(ops) > 1] == [read]


def test_a_memory_that_was_removed_meanwhile_is_left_out_and_that_is_said():
    memory = many(6)
    recall = memory.recall("train", k=1, pool=1)
    memory.forget("f3")
    wider = recall.with_(k=12)
    assert len(wider.hits) == 11
    assert "f3" not in ids(wider)
    assert wider.notes[-1].startswith("1 of the best were removed or given up")
    assert recall.with_(k=1) == recall


def test_what_was_read_stays_although_it_is_removed_meanwhile():
    memory = many(6)
    recall = memory.recall("train", k=1)
    memory.forget(recall.hits[0].record.id)
    assert recall.with_(k=1) == recall


def test_what_is_written_later_is_not_recalled():
    memory = many(3)
    recall = memory.recall("train", k=1, pool=1)
    memory.semantic.add(fact("x", "train train").content)
    assert len(recall.with_(k=50).hits) == 6


def test_over_a_store_that_cannot_look_what_was_found_is_ranked_anew():
    memory = many(6, InMemoryStore(index=hashed()))
    recall = memory.recall("the train sings", k=2)
    again = recall.with_(k=20, weights=Weights(similarity=0, lexical=1, recency=0))
    fresh = memory.recall(
        "the train sings", k=20, weights=Weights(similarity=0, lexical=1, recency=0)
    )
    assert again == fresh
    assert again.notes[0].startswith("This store cannot rank all")


def test_what_has_ended_takes_no_place_of_what_holds():
    ended = [fact(f"old{n}", "Ada lives in Turin", valid_to=at(1)) for n in range(20)]
    memory = memory_of(*ended, fact("new", "Ada lives in Berlin, or so"))
    recall = memory.recall("Does Ada live in Turin?", k=1, pool=4)
    assert ids(recall) == ["new"]
    assert {hit.gate for hit in recall.lost} == {"validity"}
    then = memory.recall("Does Ada live in Turin?", k=30, pool=4, as_of=NOW + timedelta(days=9))
    assert ids(then.with_(k=2)) == ["new"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"k": 0}, "at least 1"),
        ({"k": 2.5}, "at least 1"),
        ({"k": 10**30}, "at least 1"),
        ({"budget": 0}, "at least 1"),
        ({"fusion": "magic"}, "fusion="),
        ({"diversity": float("nan")}, "diversity="),
        ({"weights": {"emotional": Weights()}}, "'emotional' is no kind"),
        ({"weights": {"semantic": 3}}, "weights= must be"),
        ({"weights": 0.5}, "weights= must be"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_in_one_sentence(wrong, said):
    recall = MEMORY.recall("train")
    for refused in (lambda: recall.with_(**wrong), lambda: MEMORY.recall("x", **wrong)):
        with pytest.raises(InputError, match=said) as caught:
            refused()
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"lexical": -0.1}, "lexical must be from 0"),
        ({"lexical": float("nan")}, "lexical must be a number"),
        ({"lexical": float("inf")}, "lexical must be from 0"),
        ({"lexical": "much"}, "lexical must be a number"),
        ({"lexical": 10**400}, "lexical must be from 0"),
        ({"half_life": 10**400}, "half_life must be"),
        ({"half_life": 0}, "half_life must be more than 0"),
        ({"half_life": -3}, "half_life must be more than 0"),
        ({"simmilarity": 1}, "no term 'simmilarity'"),
        (dict.fromkeys(TERMS, 0), "All weights are 0"),
    ],
)
def test_a_weight_that_cannot_be_used_is_refused_in_one_sentence(weights, said):
    for refused in (lambda: Weights(**weights), lambda: Weights().with_(**weights)):
        with pytest.raises(InputError, match=said) as caught:
            refused()
        assert "\n" not in str(caught.value)


def test_the_smallest_and_the_greatest_weights_give_scores_from_0_to_1():
    for weights in (Weights(half_life=1e-300), Weights(lexical=1e6, use=5e-324)):
        recall = MEMORY.recall("train").with_(weights=weights)
        assert all(0 <= hit.score <= 1 for hit in recall.hits)


def test_the_async_twin_ranks_the_same():
    recall = MEMORY.recall("train")
    assert asyncio.run(recall.awith_(k=40)) == recall.with_(k=40)


def test_a_recall_that_was_pickled_can_be_ranked_anew_by_what_was_read():
    recall = MEMORY.recall("train", k=3)
    again = pickle.loads(pickle.dumps(recall))  # noqa: S301 -- our own bytes
    assert again == recall
    assert again.with_(k=5) == recall.with_(k=5)


def test_one_that_was_read_from_json_says_that_it_cannot():
    recall = MEMORY.recall("train")
    again = type(recall).model_validate_json(recall.model_dump_json())
    assert again == recall
    with pytest.raises(InputError, match="Only a recall that"):
        again.with_(k=3)
