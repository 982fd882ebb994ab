"""Pages of memories: sorted, filtered, counted, on the library's store and on another."""

import asyncio

import pytest
from langgraph.store.memory import InMemoryStore
from memory_behaviours import opened

import memorykinds as mk
from memorykinds.kinds import InputError


def fact(number, **more):
    told = {"subject": f"thing {number}", "predicate": "is", "object": f"no. {number}"}
    return mk.Fact(**told, text=f"Thing {number} is No. {number:03}.", **more)


@pytest.fixture(params=["own", "another"])
def ada(request):
    clock, ids = mk.LessonClock("2026-05-03T09:00"), mk.counted_ids()
    store = InMemoryStore() if request.param == "another" else None
    memory = mk.open(store=store, user="ada", clock=clock, ids=ids, embeddings="hash")
    for number in range(7):
        memory.semantic.add(fact(number, confidence=1 - number / 10))
        clock.advance(days=1)
    memory.procedural.add(mk.Rule(text="Answer in French.", priority=90))
    memory.semantic.change("fact-1", fact(0).with_(object="zero", text="Thing 0 is zero."))
    return memory


def ids_of(page):
    return [record.id for record in page.records]


def test_a_page_has_the_newest_first(ada):
    assert ids_of(ada.browse(limit=3, kinds=["semantic"])) == ["fact-8", "fact-7", "fact-6"]


def test_pages_one_after_the_other_are_the_whole_list(ada):
    pages = [ada.browse(start=start, limit=3, state="all") for start in (0, 3, 6, 9)]
    every = [memory_id for page in pages for memory_id in ids_of(page)]
    assert every == ids_of(ada.browse(state="all"))
    assert len(set(every)) == len(every) == pages[0].total
    assert repr(pages[1]) == "Page(4 to 6 of 9)"


def test_words_are_found_to_the_letter_but_for_case(ada):
    assert [r.text for r in ada.browse("no. 00").records][-1] == "Thing 1 is No. 001."
    assert ada.browse("NO. 003").total == 1
    assert ada.browse("no.*3").total == 0


def test_counts_are_of_all_whatever_the_filters(ada):
    counts = {c.kind: (c.active, c.superseded, c.all) for c in ada.browse("nothing").counts}
    assert counts == {"semantic": (7, 1, 8), "episodic": (0, 0, 0), "procedural": (1, 0, 1)}


def test_kinds_and_states_are_chosen(ada):
    assert ids_of(ada.browse(kinds=["procedural"])) == ["rule-1"]
    assert ids_of(ada.browse(state="superseded")) == ["fact-1"]
    assert ada.browse(kinds=[]).total == 0


def test_a_date_means_the_whole_of_it(ada):
    assert ids_of(ada.browse(since="2026-05-04", until="2026-05-05")) == ["fact-3", "fact-2"]


@pytest.mark.parametrize(
    ("sort", "descending", "first"),
    [
        ("text", False, "Answer in French."),
        ("importance", True, "Answer in French."),
        ("kind", True, "Answer in French."),
        ("time", False, "Thing 1 is No. 001."),
        ("importance", False, "Thing 6 is No. 006."),
    ],
)
def test_each_order_begins_with_its_own(ada, sort, descending, first):
    assert ada.browse(sort=sort, descending=descending).records[0].text == first


def test_what_was_used_most_stands_first(ada):
    ada.mark_used(ada.recall("Thing 4 is No. 004.", k=1))
    assert ada.browse(sort="use").records[0].accesses == 1


def test_states_are_a_sort_too(ada):
    assert ids_of(ada.browse(state="all", sort="state"))[0] == "fact-1"


def test_what_was_forgotten_and_what_changed_meanwhile_is_seen_at_once(ada):
    ada.browse()
    other = mk.open(store=ada.store, user="ada")
    other.forget("fact-2")
    other.correct("fact-3", ada.get("fact-3").content.with_(text="Something else."))
    assert "fact-2" not in ids_of(ada.browse())
    assert ids_of(ada.browse("something else")) == ["fact-3"]


def test_another_users_memories_are_not_there(ada):
    assert mk.open(store=ada.store, user="ben").browse(state="all").total == 0


def test_one_memory_that_cannot_be_read_does_not_hide_the_others(ada):
    ada.store.put(("ada", "semantic"), "odd", {"kind": "Fact", "content": {}, "v": 99})
    page = ada.browse(state="all")
    assert page.total == 10
    assert len(page.records) == 9
    assert "newer memorykinds" in page.unreadable[0]


def test_what_another_program_wrote_is_listed(ada):
    ada.store.put(("ada", "semantic"), "odd", {"content": "From elsewhere."})
    assert ids_of(ada.browse("from elsewhere")) == ["odd"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": 7},
        {"kinds": "semantic"},
        {"kinds": ["facts"]},
        {"state": "gone"},
        {"sort": "beauty"},
        {"start": -1},
        {"limit": 0},
        {"limit": 1001},
        {"since": "soon"},
        {"since": "2026-05-05", "until": "2026-05-04"},
    ],
)
def test_what_cannot_be_asked_is_refused(ada, wrong):
    with pytest.raises(InputError):
        ada.browse(**wrong)


def test_the_async_twin_does_the_same():
    memory = opened(InMemoryStore())
    memory.learn("I live in Turin.")
    assert asyncio.run(memory.abrowse()) == memory.browse()
