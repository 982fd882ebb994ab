"""Timeline without a browser: what is held at a point of two axes, and what differs of two."""

import gc
import json
from datetime import UTC, datetime, timedelta

import pytest
from fragments import Fragment
from hypothesis import given, settings
from hypothesis import strategies as st

import memorykinds as mk
from memorykinds.journal import Snapshot, replay
from memorykinds.kinds import Event, InputError, NotFoundError
from memorykinds.widgets import Timeline
from memorykinds.widgets.timeline import MOST, PAGE
from memorykinds.widgets.timeline_states import State, States

MAY = datetime(2026, 5, 3, tzinfo=UTC)


def texts(records):
    return sorted(record.text for record in records)


def day(number):
    return MAY + timedelta(days=number)


@pytest.fixture
def memory():
    """Turin on 3 May; Berlin, said on 5 May, since 1 May; tea forgotten on 7 May."""
    clock = mk.LessonClock("2026-05-03")
    memory = mk.open(user="ada", embeddings="hash", clock=clock, ids=mk.counted_ids())
    since = {"at": "2026-04-01T00:00Z"}
    memory.learn([{"role": "user", "content": "I live in Turin. I like green tea.", **since}])
    clock.advance(days=2)
    memory.learn([{"role": "user", "content": "I moved to Berlin.", "at": "2026-05-01T00:00Z"}])
    clock.advance(days=2)
    tea = next(r for r in memory.semantic.all() if "tea" in r.text)
    memory.forget(tea.id)
    return memory


def test_it_opens_at_what_is_believed_now(memory):
    timeline = memory.timeline()
    assert repr(timeline) == "Timeline(moment 3 of 3, believed on 2026-05-07 00:00: 1 memories)"
    assert texts(timeline.held) == texts(memory.semantic.all())


def test_one_goes_from_change_to_change_and_no_further(memory):
    timeline = memory.timeline()
    with pytest.raises(NotFoundError, match="Nothing was written after"):
        timeline.next()
    told = [timeline.previous() for _ in range(3)]
    assert [line.split(",")[0] for line in told] == [f"moment {n} of 3" for n in (2, 1, 0)]
    assert timeline.held == []
    with pytest.raises(NotFoundError, match="Nothing was written before"):
        timeline.previous()
    assert timeline.next().startswith("moment 1 of 3")


def test_what_is_held_is_what_the_journal_replays(memory):
    timeline, events = memory.timeline(), memory.history()
    for number in range(len(timeline.states.moments) + 1):
        timeline.believe(number)
        at = timeline.moment.at if timeline.moment else day(-1)
        active = [r for r in replay(events, at).records if r.state == "active"]
        assert texts(timeline.held) == texts(active)


def test_both_axes_answer_what_was_true_when_by_what_belief(memory):
    timeline = memory.timeline()
    timeline.go("2026-05-03", "2026-05-02")
    assert texts(timeline.held) == ["The user likes green tea.", "The user lives in Turin."]
    timeline.go("2026-05-05", "2026-05-02")
    assert texts(timeline.held) == ["The user likes green tea.", "The user lives in Berlin."]
    timeline.go("2026-05-05", "2026-04-15")
    assert texts(timeline.held) == ["The user likes green tea.", "The user lives in Turin."]
    timeline.go("2026-05-05", "2026-03-01")
    assert timeline.held == []


def test_a_date_means_its_end_and_no_date_means_now(memory):
    timeline = memory.timeline()
    assert timeline.go("2026-05-04").startswith("moment 1 of 3")
    assert timeline.go("2026-05-05T00:00").startswith("moment 2 of 3")
    assert timeline.go("2026-05-04T23:59:59").startswith("moment 1 of 3")
    assert timeline.go("2020-01-01").startswith("moment 0 of 3, before all")
    assert timeline.go().startswith("moment 3 of 3")


@pytest.mark.parametrize("dates", [("tomorrow", ""), ("", "2026-13-01"), ("5", "")])
def test_what_is_no_date_is_refused_and_nothing_moves(memory, dates):
    timeline = memory.timeline()
    with pytest.raises(InputError, match="no date or time"):
        timeline.go(*dates)
    assert timeline.state == State(3)


def test_moments_of_one_time_are_told_apart():
    clock = mk.LessonClock("2026-05-03")
    memory = mk.open(user="ada", embeddings="hash", clock=clock, ids=mk.counted_ids())
    for text in ("I live in Turin.", "I like tea.", "I have a cat."):
        memory.learn(text)
    timeline = memory.timeline()
    timeline.believe(2)
    timeline.go("2026-05-03T00:00", "2026-05-04")  # the date field as it stood there
    assert timeline.state.believed == 2
    timeline.go("2026-05-03")
    assert timeline.state.believed == 3


def test_the_positions_of_truth_are_the_times_at_which_something_turns(memory):
    timeline = memory.timeline()
    assert [f"{turn:%m-%d}" for turn in timeline.states.turns] == ["04-01", "05-01"]
    timeline.believe(2)
    timeline.true_at(1)
    assert "The user lives in Turin." in texts(timeline.held)
    timeline.true_at(2)
    assert "The user lives in Berlin." in texts(timeline.held)
    timeline.true_at(0)
    assert timeline.state.true_on is None


@pytest.mark.parametrize("call", ["believe", "true_at", "turn_to"])
def test_a_position_that_is_none_is_refused(memory, call):
    with pytest.raises(NotFoundError):
        getattr(memory.timeline(), call)(99)
    with pytest.raises(InputError):
        getattr(memory.timeline(), call)(-1)


def test_each_moment_shows_what_it_changed_and_why(memory):
    timeline = memory.timeline()
    timeline.believe(2)
    found = timeline.changes
    assert texts(found.added) == ["The user lives in Berlin."]
    ((was, now),) = found.closed
    assert (was.state, now.state) == ("active", "superseded")
    shown = Fragment(timeline.live_html()).text
    assert "One value at a time" in shown
    assert "state: removed: activeadded: superseded" in shown


def test_what_was_forgotten_is_gone(memory):
    timeline = memory.timeline()
    assert texts(timeline.changes.gone) == ["The user likes green tea."]
    assert "removed: The user likes green tea." in Fragment(timeline.live_html()).text


def test_what_was_erased_is_in_no_state_and_no_html(memory):
    (berlin,) = memory.semantic.all()
    memory.forget(berlin.id, erase=True)
    timeline = memory.timeline()
    for number in range(len(timeline.states.moments) + 1):
        timeline.believe(number)
        assert "Berlin" not in timeline.live_html()
    assert "erase" in timeline.live_html()


def test_any_two_states_can_be_compared(memory):
    timeline = memory.timeline()
    timeline.believe(1)
    assert timeline.keep() == "Kept to compare with: believed on 2026-05-03 00:00."
    timeline.believe(3)
    assert texts(timeline.changes.added) == ["The user lives in Berlin."]
    assert texts(timeline.changes.gone) == ["The user likes green tea."]
    assert timeline.changes.count == 3
    timeline.let_go()
    assert timeline.changes.count == 1


def test_the_same_belief_at_two_times_in_the_world_differs_too(memory):
    timeline = memory.timeline()
    timeline.go("2026-05-05", "2026-04-15")
    timeline.keep()
    timeline.go("2026-05-05", "2026-05-02")
    ((was, now),) = timeline.changes.closed
    assert was is now
    shown = Fragment(timeline.live_html()).text
    assert "The user lives in Turin. (true from 2026-04-01 00:00 until 2026-05-01 00:00)" in shown


def test_a_revised_memory_shows_the_words_that_changed():
    (added,) = many(1)
    content = added.after.content.with_(text="The user likes green tea.")
    after = added.after.model_copy(update={"content": content})
    change = {"at": day(1), "action": "revise", "before": added.after, "after": after}
    timeline = Timeline([added, added.model_copy(update={"id": "event-1", **change})])
    assert timeline.changes.changed == ((added.after, after),)
    assert "text: The user likes added: green tea." in Fragment(timeline.live_html()).text


def test_all_kinds_are_held_and_one_can_be_shown(memory):
    memory.learn("Where is my train?", feedback="Too long. Bullets, please.")
    timeline = memory.timeline()
    assert {record.kind for record in timeline.held} >= {"episodic", "procedural"}
    timeline.show("procedural")
    assert {record.kind for record in timeline.held} == {"procedural"}
    with pytest.raises(InputError):
        timeline.show("working")


def test_it_is_read_again_when_asked(memory):
    timeline = memory.timeline()
    memory.learn("I have a cat.")
    assert len(timeline.states.moments) == 3
    timeline.reload()
    assert timeline.state.believed == 4


def test_a_memory_that_holds_nothing_says_so():
    timeline = mk.open(user="ada", embeddings="hash").timeline()
    assert "Nothing was ever written" in timeline.to_html()
    assert repr(timeline) == "Timeline(moment 0 of 0, before all: 0 memories)"


def test_events_from_json_make_a_timeline_of_their_own(memory):
    told = [event.model_dump_json() for event in memory.history()]
    timeline = Timeline([Event.model_validate_json(line) for line in told])
    assert timeline.to_html() == memory.timeline().to_html()
    with pytest.raises(InputError, match="a Memory or of its events"):
        Timeline([json.loads(told[0])])


def many(count):
    """A journal of one moment that adds so many facts."""
    memory = mk.open(user="ada", embeddings="hash", clock=mk.LessonClock("2026-05-03"))
    fact = mk.Fact(subject="user", predicate="likes", object="tea", text="The user likes tea.")
    (event,) = memory.semantic.add(fact).events
    return [
        event.model_copy(
            update={
                "id": f"event-{n:05d}",
                "memory_id": f"fact-{n:05d}",
                "after": event.after.model_copy(update={"id": f"fact-{n:05d}"}),
            }
        )
        for n in range(count)
    ]


def test_many_memories_come_in_pages_and_many_changes_are_counted():
    timeline = Timeline(many(MOST + 1))
    assert f"({MOST + 1:,}, of which {MOST} are shown)" in timeline.live_html()
    timeline.turn_to(2)
    assert f"page 2 of {-(-(MOST + 1) // PAGE)}" in timeline.live_html()
    timeline.previous()
    assert timeline.page == 1


steps = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["add", "close", "forget"]), st.integers(0, 9)),
    max_size=12,
)


def journal_of(changes):
    """Events of up to four memories that come, end and go at random."""
    (template,) = many(1)
    events, known = [], {}
    for number, (which, what, since) in enumerate(changes):
        memory_id = f"fact-{which}"
        before = known.get(memory_id)
        if what != "add" and before is None:
            continue
        record = template.after.model_copy(
            update={"id": memory_id, "created_at": day(which), "valid_from": day(since)}
        )
        if what == "close":
            record = before.model_copy(update={"state": "superseded", "valid_to": day(since)})
        after = None if what == "forget" else record
        known[memory_id] = after
        events.append(
            template.model_copy(
                update={
                    "id": f"event-{number:03d}",
                    "update_id": f"update-{number}",
                    "at": day(number),
                    "memory_id": memory_id,
                    "before": before,
                    "after": after,
                }
            )
        )
    return events


@settings(max_examples=40, deadline=None)
@given(steps, st.none() | st.integers(0, 9))
def test_every_state_is_the_replayed_one(changes, since):
    events = journal_of(changes)
    states, on = States(events), None if since is None else day(since)
    for number in range(len(states.moments) + 1):
        held = states.held(State(number, on))
        at = states.moments[number - 1].at if number else day(-9)
        snapshot: Snapshot = replay(events, at)
        expected = (
            [r for r in snapshot.records if r.state == "active"]
            if on is None
            else snapshot.true_on(on)
        )
        assert {r.id: r for r in held} == {r.id: r for r in expected}


@settings(max_examples=40, deadline=None)
@given(steps, st.integers(0, 12), st.integers(0, 12))
def test_what_differs_turns_one_state_into_the_other(changes, first, second):
    states = States(journal_of(changes))
    old, new = (State(min(n, len(states.moments))) for n in (first, second))
    found = states.changes(old, new)
    held = {record.id: record for record in states.held(old)}
    for record in (*found.gone, *(was for was, _ in found.closed)):
        del held[record.id]
    held |= {record.id: record for record in found.added}
    held |= {now.id: now for _, now in found.changed}
    assert held == {record.id: record for record in states.held(new)}


@pytest.mark.parametrize("was", [True, False])
def test_the_garbage_collector_is_as_it_was(was):
    before = gc.isenabled()
    try:
        (gc.enable if was else gc.disable)()
        with pytest.raises(mk.InputError):
            Timeline(["no event"])
        assert gc.isenabled() is was
    finally:
        (gc.enable if before else gc.disable)()
