"""`Recall.why_not`: what lost a memory, and changes that are true."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langgraph.store.memory import InMemoryStore
from recalled import NOW, at, fact, hashed, ids, memory_of, turn

import memorykinds as mk
from memorykinds.kinds import InputError, NotFoundError
from memorykinds.recall import Weights
from memorykinds.recall.weights import TERMS
from memorykinds.store import FaissStore

SAID = ("a lake", "a train", "the choir sings", "is it late?", "the train sings a song", "so long")
MEMORIES = (
    *(turn(f"t{n}", "Ada", f"{SAID[n % 6]} {n}", at(n % 9, n), f"c{n // 5}") for n in range(30)),
    *(
        fact(f"f{n}", f"{SAID[n % 5]} {n % 7}" * (1 + n % 3), at(n), importance=n % 4 / 4)
        for n in range(30)
    ),
)
IDS = [one.id for one in MEMORIES]
MEMORY = memory_of(*MEMORIES, store=FaissStore(None, index=hashed()))
NUMBERS = st.sampled_from([0.0, 0.02, 0.3, 1.0])
WEIGHTS = st.builds(
    lambda numbers: Weights(**numbers),
    st.fixed_dictionaries(dict.fromkeys(TERMS, NUMBERS)).filter(lambda n: any(n.values())),
)
RECALLS = st.builds(
    MEMORY.recall,
    st.sampled_from(["lake", "the train in May", "Ada choir song", "zzz"]),
    k=st.sampled_from([1, 4, 12]),
    pool=st.sampled_from([4, 32]),
    weights=st.one_of(st.none(), WEIGHTS),
    fusion=st.sampled_from(["minmax", "zscore", "rrf", "interleave"]),
    budget=st.sampled_from([None, 45, 120]),
    diversity=st.sampled_from([0.0, 0.0, 0.4]),
    shares=st.sampled_from([None, {"episodic": 0.5, "semantic": 0.3}]),
)


@settings(max_examples=50, deadline=None)
@given(recall=RECALLS, memory_id=st.sampled_from(IDS))
def test_with_each_change_the_memory_is_recalled_and_with_less_it_is_not(recall, memory_id):
    why = recall.why_not(memory_id)
    assert (why.gate == "passed") == (memory_id in ids(recall))
    for change in why.changes:
        assert memory_id in ids(recall.with_(**change.settings)), change
        if change.k and not change.budget and change.k > recall.k:
            assert memory_id not in ids(recall.with_(k=change.k - 1))
        if change.budget and not change.k:
            assert memory_id not in ids(recall.with_(budget=change.budget - 1))
    assert why.changes or why.gate == "passed" or recall.budget is not None


@settings(max_examples=40, deadline=None)
@given(
    recall=RECALLS,
    memory_id=st.sampled_from(IDS),
    term=st.sampled_from(TERMS),
    value=st.floats(0, 50),
)
def test_where_it_says_that_no_weight_admits_the_memory_none_does(recall, memory_id, term, value):
    why = recall.why_not(memory_id)
    if why.gate == "passed" or any(change.term for change in why.changes):
        return
    assert "no change of a single weight was found" in str(why).lower()
    kind = "episodic" if memory_id[0] == "t" else "semantic"
    changed = {**recall.weights[kind].model_dump(), term: value}
    if any(changed[name] for name in TERMS):
        again = recall.with_(weights={kind: Weights(**changed)})
        assert memory_id not in ids(again)


@settings(max_examples=40, deadline=None)
@given(recall=RECALLS, memory_id=st.sampled_from(IDS))
def test_its_rank_and_score_are_those_of_a_recall_of_everything(recall, memory_id):
    why = recall.why_not(memory_id)
    everything = recall.with_(k=len(IDS), budget=None, diversity=0.0)
    (hit,) = [hit for hit in everything.hits if hit.record.id == memory_id]
    assert (why.rank, why.score, why.terms) == (hit.rank, hit.score, hit.terms)
    assert why.of == len(IDS)


def two():
    return memory_of(
        fact("a", "Ada sings in a choir."),
        fact("b", "Max has a train."),
        fact("c", "Nobody is late."),
        store=FaissStore(None, index=hashed(64)),
    )


def test_it_tells_the_rank_in_both_arms_and_the_term_that_lost_most():
    why = two().recall("Who sings in the choir?", k=1).why_not("b")
    assert (why.gate, why.of, why.lexical_rank) == ("k", 3, None)
    assert why.dense_rank in {2, 3}
    assert "no shared word" in why.reason
    assert (why.loss.term, why.loss.other_id) == ("similarity", "a")
    assert why.loss.points < why.loss.other_points
    first = two().recall("Who sings in the choir?").why_not("a")
    assert (first.dense_rank, first.lexical_rank, first.rank) == (1, 1, 1)
    assert (first.loss, first.changes, first.change) == (None, (), "")
    assert str(first).endswith("and was recalled.")


def test_the_one_weight_that_is_named_is_the_only_one_that_differs():
    memory = memory_of(
        fact("old", "Ada likes the green train", at(90)), fact("new", "Ada sings a song", at(0))
    )
    recall = memory.recall("train", k=1)
    (change,) = [change for change in recall.why_not("new").changes if change.term]
    before, after = recall.weights["semantic"], change.weights["semantic"]
    differing = [n for n in Weights.model_fields if getattr(before, n) != getattr(after, n)]
    assert differing == [change.term]
    assert ids(recall.with_(**change.settings)) == ["new"]
    assert f"{change.term}={getattr(after, change.term):g}" in str(recall.why_not("new"))


def test_where_no_term_counts_it_still_tells_the_rank():
    only = dict.fromkeys(TERMS, 0.0) | {"time": 1.0}
    why = MEMORY.recall("train", k=1, weights=Weights(**only)).why_not("t0")
    assert (why.gate, why.score, why.terms, why.loss) == ("k", 0, (), None)
    assert why.changes[0].k == why.rank > 1


def test_what_is_worse_in_every_term_is_admitted_by_no_weight_and_that_is_said():
    memory = memory_of(
        fact("good", "the train", at(0), importance=1, accesses=3),
        fact("bad", "nothing", at(50), importance=0),
    )
    why = memory.recall("train", k=1).why_not("bad")
    assert [change.settings for change in why.changes] == [{"k": 2}]
    assert why.change == "k=2 admits it; no change of a single weight was found that does."


def test_the_budget_that_admits_it_is_told_to_the_token():
    memory = memory_of(*(fact(f"f{n}", f"Ada likes train number {n}.") for n in range(4)))
    recall = memory.recall("train", budget=60)
    (lost, *_) = [hit for hit in recall.lost if hit.gate == "budget"]
    change = recall.why_not(lost.record.id).changes[0]
    assert lost.record.id in ids(recall.with_(budget=change.budget))
    assert lost.record.id not in ids(recall.with_(budget=change.budget - 1))
    assert f"budget={change.budget}" in str(recall.why_not(lost.record.id))


def test_beyond_the_pool_the_rank_is_among_all_that_were_searched():
    recall = MEMORY.recall("choir", k=1, pool=1)
    last = MEMORY.recall("choir", k=len(IDS)).hits[-1].record.id
    why = recall.why_not(last)
    assert (why.rank, why.of) == (len(IDS), len(IDS))
    assert why.changes[0].k == len(IDS)


def test_of_a_superseded_memory_it_tells_when_it_would_be_recalled():
    memory = memory_of(
        fact("old", "Ada lives in Turin.", at(90), state="superseded", valid_to=at(10)),
        fact("never", "Ada lives in Turin.", at(9), state="superseded", valid_to=at(9)),
        fact("wrong", "Ada lives in Rome.", at(90), state="retracted"),
        fact("new", "Ada lives in Berlin.", at(10)),
    )
    recall = memory.recall("Where does Ada live?", k=1)
    why = recall.why_not("old")
    assert (why.gate, why.rank) == ("state", None)
    assert "superseded since 2026-04-23" in why.reason
    (change,) = why.changes
    assert change.searches
    assert "old" in ids(memory.recall("Where does Ada live?", **{"k": 1, **change.settings}))
    assert recall.why_not("wrong").gate == "state"
    assert recall.why_not("wrong").changes == recall.why_not("never").changes == ()
    then = memory.recall("Where does Ada live?", as_of=at(30)).why_not("new")
    assert then.gate == "validity"
    assert then.changes[0].as_of == at(10)


def test_as_of_then_more_may_be_needed_as_well_and_that_is_told():
    rivals = [fact(f"r{n}", "Turin", at(90), valid_to=at(9)) for n in range(3)]
    memory = memory_of(*rivals, fact("old", "Ada was once in Turin.", at(90), valid_to=at(9)))
    (change,) = memory.recall("Turin", k=1).why_not("old").changes
    assert (change.k, change.as_of < at(9)) == (4, True)
    assert "old" in ids(memory.recall("Turin", **change.settings))


def test_of_another_kind_it_tells_which_kinds_to_search():
    memory = memory_of(*MEMORIES[:3], fact("f", "the choir sings"))
    recall = memory.recall("choir", kinds=["episodic"], k=3)
    why = recall.why_not("f")
    assert why.gate == "kind"
    assert "f" in ids(memory.recall("choir", **{"k": 3, **why.changes[0].settings}))
    assert str(why).startswith("It is semantic; only episodic memories were searched.")


def test_of_a_conversations_turns_a_new_search_looks_for_all_of_them_as_well():
    memory = memory_of(*MEMORIES[:3], fact("f", "the choir sings"))
    talk = ("Tell me of the choir.", "And when was that?")
    asked = [{"role": "user", "content": text} for text in talk]
    recall = memory.recall(asked, kinds=["episodic"], k=1)
    (change,) = recall.why_not("f").changes
    assert "f" in ids(memory.recall(asked, **{"k": 1, **change.settings}))


def test_no_memory_of_the_id_is_an_error_and_so_is_one_that_is_gone():
    memory = memory_of(*MEMORIES[:8])
    recall = memory.recall("choir", k=1, pool=1)
    with pytest.raises(NotFoundError, match="'nobody'"):
        recall.why_not("nobody")
    memory.forget("t0")
    with pytest.raises(NotFoundError, match="'t0'"):
        recall.why_not("t0")


def test_what_was_written_later_was_not_there_to_be_found():
    memory = memory_of(fact("a", "the train"))
    recall = memory.recall("train")
    (event,) = memory.semantic.add(fact("b", "a train", NOW + timedelta(days=1)).content).events
    why = recall.why_not(event.memory_id)
    assert why.gate == "search"
    assert "after this was asked" in str(why)


def test_over_a_store_that_cannot_look_it_tells_what_was_not_among_the_nearest():
    memory = memory_of(
        *(fact(f"f{n}", f"train number {n}") for n in range(70)),
        store=InMemoryStore(index=hashed()),
    )
    recall = memory.recall("train number 3")
    places = {
        memory_id: recall.why_not(memory_id).gate for memory_id in map("f{}".format, range(70))
    }
    assert list(places.values()).count("search") == 70 - 64
    assert list(places.values()).count("passed") == 8


def test_over_a_store_without_vectors_nothing_is_called_near():
    facts = (fact(f"f{n}", f"train number {n}") for n in range(70))
    recall = memory_of(*facts, store=InMemoryStore()).recall("train number 3")
    assert "those that it lists first were weighed, 64 at most" in recall.explain()
    told = [str(recall.why_not(f"f{n}")) for n in range(70)]
    assert sum("not among the first 64 that the store lists" in one for one in told) == 70 - 64


def test_it_searches_nothing_that_was_searched(monkeypatch):
    store = FaissStore(None, index=hashed())
    recall = memory_of(*MEMORIES, store=store).recall("train", k=2)
    monkeypatch.setattr(store, "look", None)
    for memory_id in IDS[::7]:
        recall.why_not(memory_id)


def test_the_async_twin_says_the_same():
    recall = MEMORY.recall("train", k=2)
    assert asyncio.run(recall.awhy_not("t3")) == recall.why_not("t3")


def test_a_recall_read_from_json_says_that_it_cannot_tell():
    recall = MEMORY.recall("train", k=2)
    again = mk.Recall.model_validate_json(recall.model_dump_json())
    with pytest.raises(InputError, match="Only a recall that"):
        again.why_not("t3")
