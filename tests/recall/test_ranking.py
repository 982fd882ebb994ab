"""How scores come about: two arms, their fusion, what the conversation adds, and when."""

import asyncio
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langgraph.store.memory import InMemoryStore
from recalled import NOW, at, fact, ids, memory_of, terms, turn

from memorykinds.kinds import InputError
from memorykinds.models.hashing import HashEmbeddings
from memorykinds.recall import Weights
from memorykinds.recall.context import context
from memorykinds.recall.diversity import diversified
from memorykinds.recall.fusion import fused, ranks
from memorykinds.recall.times import span_of
from memorykinds.store import FaissStore

CONTEXT = {"before", "after", "around", "conversation"}


TALK = (
    turn("t1", "Ada", "Where did you buy the greyhound's basket?", at(9, 1)),
    turn("t2", "Max", "In a small shop at the station.", at(9, 2)),
    turn("t3", "Ada", "I see.", at(9, 3)),
    turn("t4", "Ada", "My sister sings in a choir.", at(9, 4)),
    turn("o1", "Max", "A train was late.", at(3, 1), "other"),
    turn("o2", "Max", "It came at last.", at(3, 2), "other"),
)


def test_an_answer_inherits_the_words_of_its_question():
    found = memory_of(*TALK).recall("Where is the basket of the greyhound from?", k=2)
    assert ids(found) == ["t1", "t2"]
    before = terms(found.hits[1])["before"]
    assert before.value > terms(found.hits[1])["lexical"].value == 0
    assert before.raw == "it is a question"


def test_no_neighbour_reaches_over_the_end_of_a_conversation():
    found = memory_of(*TALK).recall("sister choir", k=6)
    other = next(hit for hit in found.hits if hit.record.id == "o1")
    assert all(terms(other)[name].value == 0 for name in CONTEXT)


def test_who_is_named_in_the_query_counts_as_speaker():
    found = memory_of(*TALK).recall("What did Max say?", k=6)
    named = {hit.record.id for hit in found.hits if terms(hit)["speaker"].value}
    assert named == {"t2", "o1", "o2"}


def test_a_fact_is_complete_in_itself_and_an_episode_alone_has_no_neighbours():
    memory = memory_of(
        fact("f", "Ada sings in a choir."), turn("alone", "Ada", "We sang all night.", at(1), "x")
    )
    names = {hit.record.id: set(terms(hit)) for hit in memory.recall("choir").hits}
    assert names["f"] == {"lexical", "recency", "importance"}
    assert names["alone"] == {"lexical", "speaker", "recency", "importance"}


def test_explain_marks_a_term_that_does_not_apply():
    memory = memory_of(fact("f", "Ada sings in a choir."), *TALK)
    recall = memory.recall("choir", k=3)
    head, *rows = recall.explain().splitlines()
    column = head.split().index("before")
    (row,) = [row for row in rows if row.endswith("[f]")]
    assert row.split()[column] == "-"
    assert "does not apply" in recall._repr_html_()
    assert "BM25" in recall._repr_html_()


@given(
    st.lists(
        st.sampled_from(["a lake", "a train", "the choir sings", "is it late?", "?"]), max_size=12
    ),
    st.sampled_from(["lake", "the train in May", "choir choir", "zzz"]),
    st.sampled_from(["minmax", "zscore", "rrf", "interleave"]),
    st.booleans(),
)
def test_whatever_is_recalled_a_score_is_the_sum_of_its_points_from_0_to_1(
    said, query, fusion, dense
):
    index = {"dims": 32, "embed": HashEmbeddings(32), "fields": ["text"]}
    memory = memory_of(
        *(turn(f"t{n}", "Ada", text, at(2, n), f"c{n // 5}") for n, text in enumerate(said)),
        *(fact(f"f{n}", text, at(n)) for n, text in enumerate(said)),
        store=FaissStore(None, index=index if dense else None),
    )
    found = memory.recall(query, k=50, fusion=fusion)
    assert len(found.hits) == 2 * len(said)
    for hit in found.hits:
        assert hit.score == pytest.approx(sum(term.points for term in hit.terms))
        assert -1e-9 <= hit.score <= 1 + 1e-9
        assert all(-1e-9 <= term.value <= 1 + 1e-9 for term in hit.terms)
        assert sum(term.weight for term in hit.terms) == pytest.approx(1)
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)


def test_the_rank_and_raw_score_of_both_arms_are_shown():
    index = {"dims": 64, "embed": HashEmbeddings(64), "fields": ["text"]}
    memory = memory_of(
        fact("a", "Ada sings in a choir."),
        fact("b", "Max has a train."),
        store=FaissStore(None, index=index),
    )
    first, second = memory.recall("Who sings in the choir?").hits
    assert terms(first)["similarity"].raw.endswith("rank 1")
    assert terms(first)["lexical"].raw.startswith("BM25 ")
    assert terms(first)["lexical"].raw.endswith("rank 1")
    assert terms(second)["lexical"].raw == "no word of the query"


def test_a_weight_of_0_leaves_its_term_out():
    found = memory_of(*TALK).recall("choir", weights=Weights(before=0, after=0, recency=0))
    assert not {"before", "after", "recency"} & set(terms(found.hits[0]))
    assert found.weights["episodic"].before == 0


def test_what_was_said_in_the_time_that_the_query_names_counts_more():
    memory = memory_of(
        fact("march", "Ada was in Rome.", datetime(2026, 3, 20, tzinfo=UTC)),
        fact("april", "Ada was in Rome.", datetime(2026, 4, 20, tzinfo=UTC)),
    )
    assert ids(memory.recall("Where was Ada?"))[0] == "april"
    found = memory.recall("Where was Ada in March 2026?")
    assert ids(found)[0] == "march"
    assert terms(found.hits[0])["time"].raw == "in March 2026"
    assert "time" not in terms(memory.recall("Where was Ada?").hits[0])


@pytest.mark.parametrize(
    ("query", "first", "after"),
    [
        ("in March 2026", "2026-03-01", "2026-04-01"),
        ("in December 2025", "2025-12-01", "2026-01-01"),
        ("What happened last March?", "2026-03-01", "2026-04-01"),
        ("in 2024", "2024-01-01", "2025-01-01"),
        ("on 7 May 2023", "2023-05-07", "2023-05-08"),
        ("yesterday", "2026-05-02", "2026-05-03"),
    ],
)
def test_a_time_is_the_whole_of_what_is_named(query, first, after):
    span = span_of(query, NOW)
    days = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (first, after)]
    assert (span.start, span.end) == tuple(day.timestamp() for day in days)


def test_since_a_time_is_until_now_and_most_queries_name_none():
    assert span_of("since March", NOW).end == NOW.timestamp()
    assert span_of("What does she like?", NOW) is None
    assert not span_of("in 2024", NOW).holds(np.array([np.nan, -np.inf])).any()


def test_as_of_recalls_what_was_true_then():
    moved = at(10)
    memory = memory_of(
        fact("old", "Ada lives in Turin.", at(90), state="superseded", valid_to=moved),
        fact("new", "Ada lives in Berlin.", moved),
        fact("wrong", "Ada lives in Rome.", at(90), state="retracted"),
    )
    assert ids(memory.recall("Where does Ada live?")) == ["new"]
    then = memory.recall("Where does Ada live?", as_of=at(30))
    assert ids(then) == ["old"]
    assert [hit.gate for hit in then.lost] == ["validity"]
    assert ids(asyncio.run(memory.arecall("Where does Ada live?", as_of="2026-04-01"))) == ["old"]


def test_why_not_says_of_as_of_what_was_true_when():
    memory = memory_of(fact("new", "Ada lives in Berlin.", at(10)))
    why = memory.recall("Ada", as_of=at(30)).why_not("new")
    assert (why.gate, why.reason) == ("validity", "It is true since 2026-04-23 only.")


def test_diversity_puts_what_says_the_same_behind():
    memory = memory_of(
        fact("a1", "Ada likes green tea very much"),
        fact("a2", "Ada likes green tea very much indeed"),
        fact("b", "Ada likes long walks"),
    )
    assert set(ids(memory.recall("Ada likes green tea", k=2))) == {"a1", "a2"}
    assert "b" in ids(memory.recall("Ada likes green tea", k=2, diversity=0.7))


def test_diversity_orders_and_drops_nothing():
    texts = ["one lake", "one lake", "a train", ""]
    assert list(diversified([0, 1, 2, 3], [0.9, 0.8, 0.5, 0.1], texts, 0.0)) == [0, 1, 2, 3]
    assert list(diversified([0, 1, 2, 3], [0.9, 0.8, 0.5, 0.1], texts, 0.6)) == [0, 2, 3, 1]


@pytest.mark.parametrize("wrong", [{"fusion": "magic"}, {"diversity": 2}, {"diversity": -0.1}])
def test_an_option_that_there_is_not_is_refused_in_one_sentence(wrong):
    with pytest.raises(InputError, match=f"{next(iter(wrong))}=") as caught:
        memory_of().recall("x", **wrong)
    assert "\n" not in str(caught.value)


def test_reciprocal_ranks_have_60_as_their_constant():
    values = fused("rrf", np.array([0.1, 0.9, np.nan]))
    assert values.tolist() == pytest.approx([61 / 62, 1, 0])


def test_min_max_of_few_begins_at_0_and_of_many_at_the_least():
    few = fused("minmax", np.array([0.4, 0.8]))
    assert few.tolist() == pytest.approx([0.5, 1])
    many = fused("minmax", np.linspace(0.5, 0.9, 30))
    assert (many[0], many[-1]) == (0, 1)


def test_a_z_score_counts_what_is_above_the_mean_by_four_deviations():
    values = fused("zscore", np.array([1.0, 2.0, 3.0]))
    assert values.tolist() == pytest.approx([0, 0, np.sqrt(3 / 2) / 4])


def test_interleaving_takes_the_first_of_each_arm_alike():
    assert fused("interleave", np.array([3.0, 7.0, 5.0])).tolist() == pytest.approx(
        [1 / 3, 1, 2 / 3]
    )


def test_words_that_do_not_occur_have_no_rank_to_fuse_by():
    for fusion in ("rrf", "interleave"):
        assert fused(fusion, np.array([0.0, 0.5]), 1.0)[0] == 0


def test_a_rank_is_of_what_the_arm_found():
    assert ranks(np.array([0.2, np.nan, 0.9])).tolist() == [2, 0, 1]


def test_neighbours_by_hand():
    own = np.array([0.1, 0.2, 0.4, 0.8])
    asks = np.array([False, True, False, False])
    talk = np.array([0, 0, 0, 1])
    found = context(own, asks, talk, np.array([0, 1, 2, 3]))
    assert found.before.tolist() == pytest.approx([0, 0.1 * 0.2, 0.2, 0])
    assert found.after.tolist() == pytest.approx([0.2, 0.4, 0, 0])
    assert found.around.tolist() == pytest.approx([0.4 / 4, 0, 0.1 / 4, 0])
    assert found.conversation.tolist() == pytest.approx([0.4, 0.4, 0.4, 0.8])
    assert found.company.tolist() == [3, 3, 3, 1]


def test_neighbours_follow_the_time_and_not_the_order_of_writing():
    own, asks = np.array([0.1, 0.2]), np.array([False, False])
    found = context(own, asks, np.array([0, 0]), np.array([1, 0]))
    assert found.after.tolist() == pytest.approx([0, 0.1])


def test_no_memory_has_no_neighbour():
    empty = np.zeros(0)
    assert all(len(column) == 0 for column in context(empty, empty > 0, empty, empty.astype(int)))


def test_over_a_store_that_cannot_look_the_nearest_are_ranked_and_that_is_said():
    index = {"dims": 64, "embed": HashEmbeddings(64), "fields": ["text"]}
    memory = memory_of(*TALK, store=InMemoryStore(index=index))
    found = memory.recall("Where is the basket of the greyhound from?", k=2)
    assert set(ids(found)) == {"t1", "t2"}
    assert found.notes[0].startswith("This store cannot rank all memories by their words")
    assert memory_of(*TALK).recall("basket").notes == (
        "This store has no vectors, so similarity does not count.",
    )


def test_a_word_is_found_that_no_vector_is_near_to():
    many = [fact(f"f{n:03}", f"Note number {n} on the weather", at(1)) for n in range(200)]
    memory = memory_of(*many, fact("z", "Zeynep called", at(400)))
    assert ids(memory.recall("Zeynep?", k=1)) == ["z"]


def test_text_without_words_and_a_query_in_another_script_are_no_trouble():
    memory = memory_of(fact("a", "东京很大"), fact("b", "…!"), fact("c", "Ада живёт в Турине"))
    assert ids(memory.recall("东京", k=1)) == ["a"]
    assert ids(memory.recall("Где живёт Ада?", k=1)) == ["c"]
    assert len(memory.recall("?!").hits) == 3
