"""What may be recalled at all: by the fields of a memory, and by when it was said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langgraph.store.memory import InMemoryStore
from recalled import NOW, at, fact, hashed, ids, memory_of, turn

from memorykinds.kinds import InputError
from memorykinds.store import FaissStore

ANY = {"k": 50}


def facts():
    return [
        fact("may", "Ada likes tea.", at(2), importance=0.9),
        fact("april", "Ada likes green tea.", at(30), importance=0.2),
        fact("max", "Max likes tea.", at(60), subject="Max"),
    ]


STORES = {
    "file with vectors": lambda: FaissStore(None, index=hashed()),
    "file without": lambda: FaissStore(None),
    "another store": lambda: InMemoryStore(index=hashed()),
}


@pytest.fixture(params=STORES.values(), ids=STORES)
def memory(request):
    return memory_of(*facts(), store=request.param())


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"filter": {"subject": "Max"}}, {"max"}),
        ({"filter": {"subject": "user"}}, {"may", "april"}),
        ({"filter": {"importance": {"$gte": 0.5}}}, {"may", "max"}),
        ({"filter": {"subject": "user", "importance": {"$lt": 0.5}}}, {"april"}),
        ({"filter": {"subject": {"$ne": "Max"}}}, {"may", "april"}),
        ({"filter": {"kind": "Fact"}}, {"may", "april", "max"}),
        ({"filter": {"kind": "Profile"}}, set()),
        ({"filter": {"no such field": "x"}}, set()),
        ({"filter": {}}, {"may", "april", "max"}),
        ({"since": at(40)}, {"may", "april"}),
        ({"until": at(10)}, {"april", "max"}),
        ({"since": at(40), "until": at(10)}, {"april"}),
        ({"since": at(30), "until": at(30)}, {"april"}),
        ({"since": at(1)}, set()),
        ({"since": at(40), "filter": {"subject": "Max"}}, set()),
    ],
)
def test_only_what_meets_the_filter_and_the_time_is_recalled(memory, asked, found):
    recall = memory.recall("tea", **asked, **ANY)
    assert set(ids(recall)) == found
    assert {hit.record.id for hit in recall.lost} == set()


def test_a_date_at_the_end_means_its_end_and_at_the_beginning_its_beginning():
    memory = memory_of(*facts())
    day = f"{at(30):%Y-%m-%d}"
    assert ids(memory.recall("tea", since=day, until=day)) == ["april"]


def test_what_is_filtered_out_does_not_count_in_the_ranking_of_the_rest():
    alone = memory_of(*facts()[:1]).recall("tea", **ANY)
    among = memory_of(*facts()).recall("tea", filter={"importance": {"$gte": 0.9}}, **ANY)
    assert [hit.score for hit in among.hits] == [hit.score for hit in alone.hits]
    assert among.why_not("may").of == 1


def test_a_filter_finds_the_one_among_thousands_that_are_nearer():
    others = [fact(f"f{n}", f"Ada likes tea {n}.", at(3)) for n in range(1500)]
    far = fact("far", "The harbour opens at nine.", at(200), subject="harbour")
    memory = memory_of(*others, far, store=FaissStore(None, index=hashed()))
    assert ids(memory.recall("Ada likes tea", filter={"subject": "harbour"}, k=1)) == ["far"]
    (hit,) = memory.recall("Ada likes tea", until=at(100), k=1).hits
    assert hit.record.id == "far"
    assert hit.dense_rank == 1, "its vector was compared, however many are nearer"


def test_a_conversation_is_searched_within_the_time():
    turns = [turn(f"t{n}", "Ada", f"Turn {n} of tea.", at(9 - n)) for n in range(9)]
    memory = memory_of(*turns)
    recall = memory.recall("tea", since=at(3), kinds=["episodic"], **ANY)
    assert set(ids(recall)) == {"t6", "t7", "t8"}


@settings(max_examples=40)
@given(
    said=st.lists(st.integers(0, 20), min_size=1, max_size=12),
    since=st.none() | st.integers(0, 20),
    until=st.none() | st.integers(0, 20),
)
def test_a_time_is_kept_exactly(said, since, until):
    memory = memory_of(*(fact(f"f{n}", f"Tea {n}.", at(day)) for n, day in enumerate(said)))
    times = {"since": since, "until": until}
    asked = {name: at(day) for name, day in times.items() if day is not None}
    found = ids(memory.recall("tea", **asked, **ANY))
    earliest = 99 if since is None else since
    latest = -1 if until is None else until
    assert set(found) == {f"f{n}" for n, day in enumerate(said) if latest <= day <= earliest}


def test_why_not_names_the_filter_or_the_time(memory):
    recall = memory.recall("tea", filter={"subject": "user"}, since=at(10))
    assert recall.why_not("max").gate == "filter"
    assert "filter={'subject': 'user'}" in recall.why_not("max").reason
    assert recall.why_not("april").gate == "filter"
    assert f"before since={at(10):%Y-%m-%d}" in recall.why_not("april").reason
    assert "after until=" in memory.recall("tea", until=at(10)).why_not("may").reason


def test_a_recall_says_what_it_was_narrowed_to_and_keeps_it_when_ranked_anew(memory):
    recall = memory.recall("tea", filter={"subject": "user"}, until=NOW, k=1)
    assert (recall.filter, recall.since, recall.until) == ({"subject": "user"}, None, NOW)
    anew = recall.with_(k=9)
    assert set(ids(anew)) == {"may", "april"}
    assert anew.filter == {"subject": "user"}


def test_what_why_not_searches_again_is_narrowed_likewise():
    memory = memory_of(*facts())
    (change,) = memory.recall("tea", kinds=["episodic"], since=at(10)).why_not("may").changes
    assert change.kinds == ("episodic", "semantic")
    assert memory.recall("tea", kinds=["episodic"], since=at(10)).why_not("max").changes == ()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"filter": "tea"}, "a dict of conditions"),
        ({"filter": {1: "tea"}}, "a dict of conditions"),
        ({"filter": {"state": "retracted"}}, "as_of="),
        ({"filter": {"$gte": 1}}, "names a field first"),
        ({"filter": {"importance": {"$near": 1}}}, "Unknown filter operator"),
        ({"since": "last spring"}, "last spring"),
        ({"until": 5}, "5"),
    ],
)
def test_what_cannot_be_asked_for_gets_one_sentence(memory, asked, said):
    with pytest.raises(InputError) as refused:
        memory.recall("tea", **asked)
    assert said in str(refused.value)
