"""The journal on whatever store tells what was believed when, and takes changes back.

A module that imports these tests says on which store, by a fixture `new_store`.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proposals import START, fact, says, scripted_memory

from memorykinds.kinds import InputError, NotFoundError, StoreError
from memorykinds.kinds.clock import LessonClock
from memorykinds.kinds.names import journal_namespace
from memorykinds.reading import PAGE

CITIES = ("Turin", "Berlin", "Lyon", "Oslo")


def moved_through(new_store, *cities):
    """Return a memory that learned one city a month, and its clock."""
    clock = LessonClock(START)
    memory, _ = scripted_memory(
        *[says(fact("user", "lives_in", city, f"The user lives in {city}.")) for city in cities],
        store=new_store(),
        clock=clock,
    )
    for city in cities:
        memory.learn(f"I live in {city}.", kinds=["semantic"])
        clock.advance(days=30)
    return memory


def objects(records):
    return [record.content.object for record in records]


def test_history_tells_a_memorys_changes_in_order(new_store):
    memory = moved_through(new_store, "Turin", "Berlin")
    added, closed = memory.history("fact-1")
    assert (added.action, added.before, added.after.state) == ("add", None, "active")
    assert (closed.action, closed.reason, closed.after.state) == (
        "close",
        "newer_value",
        "superseded",
    )
    assert closed.before == added.after


def test_at_returns_what_was_believed_then(new_store):
    memory = moved_through(new_store, "Turin", "Berlin")
    assert memory.at("2026-05-02").records == ()
    assert objects(memory.at("2026-05-20").of("semantic")) == ["Turin"]
    assert objects(memory.at("2026-06-20").of("semantic")) == ["Berlin"]
    assert objects(memory.at("2026-06-20").of("semantic", active=False)) == ["Turin", "Berlin"]


def test_believed_on_and_true_on_are_two_questions(new_store):
    memory = moved_through(new_store, "Turin", "Berlin")
    now = memory.at("2026-07-01")
    may = now.at.replace(month=5, day=20)
    assert objects(now.true_on(may)) == ["Turin"], "known today: in May it was Turin"
    assert objects(now.true_on(now.at)) == ["Berlin"]


def test_diff_tells_what_changed_between_two_times(new_store):
    memory = moved_through(new_store, "Turin", "Berlin")
    change = memory.diff("2026-05-20", "2026-06-20")
    assert objects(change.added) == ["Berlin"]
    assert [after.state for _, after in change.changed] == ["superseded"]
    assert change.removed == ()


def test_the_replayed_journal_is_the_store(new_store):
    memory = moved_through(new_store, "Turin", "Berlin", "Turin")
    replayed = memory.at("2100-01-01").of("semantic", active=False)
    assert list(replayed) == memory.semantic.all(active=False)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(CITIES), min_size=1, max_size=6), st.data())
def test_undoing_every_update_backwards_leaves_nothing(new_store, cities, data):
    clock = LessonClock(START)
    memory, _ = scripted_memory(
        *[says(fact("user", "lives_in", city)) for city in cities], store=new_store(), clock=clock
    )
    states = []
    updates = []
    for city in cities:
        states.append(memory.semantic.all(active=False))
        updates.append(memory.learn(f"I live in {city}.", kinds=["semantic"]))
        clock.advance(days=1)
    stop = data.draw(st.integers(0, len(cities) - 1))
    for update in reversed(updates[stop:]):
        memory.undo(update)
    assert memory.semantic.all(active=False) == states[stop]
    assert list(memory.at("2100-01-01").records) == states[stop]


def test_an_update_that_was_overtaken_is_not_undone(new_store):
    memory, _ = scripted_memory(
        says(fact("user", "lives_in", "Turin")),
        says(fact("user", "lives_in", "Berlin")),
        store=new_store(),
    )
    first = memory.learn("a", kinds=["semantic"])
    memory.learn("b", kinds=["semantic"])
    with pytest.raises(InputError, match="has changed"):
        memory.undo(first)
    assert objects(memory.semantic.all()) == ["Berlin"]


def test_forgetting_removes_the_memory_and_keeps_its_history(new_store):
    memory = moved_through(new_store, "Turin")
    update = memory.forget("fact-1")
    assert memory.semantic.all(active=False) == []
    assert [event.action for event in memory.history("fact-1")] == ["add", "forget"]
    assert objects(memory.at("2026-05-20").of("semantic")) == ["Turin"]
    memory.undo(update)
    assert objects(memory.semantic.all()) == ["Turin"]


def test_erasing_leaves_no_word_in_the_store(new_store):
    memory = moved_through(new_store, "Turin")
    update = memory.forget("fact-1", erase=True)
    everything = "".join(str(item.dict()) for item in memory.store.search((), limit=1000))
    assert "Turin" not in everything
    assert [event.action for event in memory.history("fact-1")] == ["add", "erase"]
    with pytest.raises(InputError, match="cannot be undone"):
        memory.undo(update)


def test_erasing_takes_the_words_out_of_the_excerpts_of_others(new_store):
    memory, _ = scripted_memory(
        says(fact("user", "lives_in", "Turin"), fact("user", "likes", "tea")),
        says(fact("user", "likes", "jazz")),
        store=new_store(),
    )
    memory.learn("I live in Turin and like tea.", kinds=["semantic"])
    memory.learn("I like jazz.", kinds=["semantic"])
    memory.forget("fact-1", erase=True)
    assert objects(memory.semantic.all()) == ["tea", "jazz"]
    assert [r.provenance.excerpt for r in memory.semantic.all()] == ["[erased]", "I like jazz."]
    everything = "".join(str(item.dict()) for item in memory.store.search((), limit=1000))
    assert "Turin" not in everything


def test_what_was_forgotten_can_still_be_erased(new_store):
    memory = moved_through(new_store, "Turin")
    memory.forget("fact-1")
    memory.forget("fact-1", erase=True)
    assert "Turin" not in "".join(e.model_dump_json() for e in memory.history())


@pytest.mark.parametrize("erase", [False, True])
def test_forgetting_what_is_not_there_says_so(new_store, erase):
    memory = moved_through(new_store, "Turin")
    with pytest.raises(NotFoundError, match="fact-9"):
        memory.forget("fact-9", erase=erase)


def test_a_journal_longer_than_a_page_is_read_whole(new_store):
    memory, _ = scripted_memory(store=new_store())
    template = moved_through(new_store, "Turin").history()[0]
    count = PAGE + 7
    events = [template.with_(id=f"event-{n:06d}", memory_id=f"fact-{n}") for n in range(count)]
    memory.store.batch(memory.journal.writes(events))
    assert [event.id for event in memory.history()] == [event.id for event in events]


def test_a_foreign_entry_in_the_journal_is_one_sentence(new_store):
    memory = moved_through(new_store, "Turin")
    memory.store.put(journal_namespace("ada"), "event-x", {"memory_id": "fact-1"})
    with pytest.raises(StoreError, match="event-x") as caught:
        memory.history()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("erase", [False, True])
def test_what_was_forgotten_is_not_learned_from_the_same_words_again(new_store, erase):
    home = says(fact("user", "lives_in", "Turin"))
    memory, _ = scripted_memory(home, home, home, store=new_store())
    memory.learn("I live in Turin.", kinds=["semantic"])
    memory.forget("fact-1", erase=erase)
    update = memory.learn("I live in Turin.", kinds=["semantic"])
    assert memory.semantic.all(active=False) == []
    assert [decision.reason for decision in update.decisions] == ["forgotten"]
    memory.learn("I live in Turin again.", kinds=["semantic"])
    assert objects(memory.semantic.all()) == ["Turin"]
