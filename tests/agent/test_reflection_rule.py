"""When a job is due: debouncing, back-off, fairness."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from langgraph.store.memory import InMemoryStore

from memorykinds.agent.reflection.job import Job
from memorykinds.agent.reflection.queue import Queue
from memorykinds.agent.reflection.rule import LONGEST_PAUSE, due_at, in_turn, pause
from memorykinds.kinds.clock import LessonClock, counted_ids, parse_instant
from memorykinds.managers import read_transcript

NOON = parse_instant("2026-05-03T12:00")
AFTER, LONGEST = 3, 10
TALKS = [("ada", "one"), ("ada", "two"), ("bob", "one")]
said = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(TALKS)), max_size=25)


def later(seconds):
    return NOON + timedelta(seconds=seconds)


def runs_of(turns):
    """Return when each talk is run, second by second, with the turns that each run has."""
    clock = LessonClock(NOON)
    queue = Queue(InMemoryStore(), clock, counted_ids())
    runs = {}
    for second in range(40 + LONGEST + 1):
        for at, (user, talk) in turns:
            if at == second:
                words = read_transcript(f"said at {at}", now=clock(), conversation=talk)
                queue.add(user, words, talk, after=AFTER, longest=LONGEST, secrets=set())
        for job in queue.jobs():
            claimed = queue.claim(job, seconds=60, most_tries=1)
            if claimed:
                heard = {turn.text for turn in claimed.words.turns}
                runs.setdefault((job.user, job.thread), []).append((second, heard))
                queue.done(claimed.job)
        clock.advance(minutes=1 / 60)
    assert queue.jobs() == []
    return runs


def bursts_of(seconds):
    """Return each burst and when it is learned: when it rests, or has lasted too long."""
    bursts = []
    for second in sorted(seconds):
        # A turn in the very second of a run is in time, and may put it off once more.
        if bursts and second <= min(bursts[-1][-1] + AFTER, bursts[-1][0] + LONGEST):
            bursts[-1].append(second)
        else:
            bursts.append([second])
    return [(min(b[-1] + AFTER, b[0] + LONGEST), {f"said at {at}" for at in b}) for b in bursts]


@given(st.lists(st.integers(0, 40), max_size=25))
def test_a_burst_is_learned_once_with_all_its_turns_when_it_rests(seconds):
    runs = runs_of([(second, TALKS[0]) for second in seconds])
    assert runs.get(TALKS[0], []) == bursts_of(seconds)


@given(said)
def test_talks_neither_hasten_nor_delay_each_other(turns):
    together = runs_of(turns)
    for talk in TALKS:
        assert together.get(talk, []) == runs_of([t for t in turns if t[1] == talk]).get(talk, [])


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_no_turn_waits_longer_than_it_may(after, longest, gap):
    due = due_at(later(gap), NOON, after, longest)
    assert due <= later(gap + after)
    assert due <= later(max(after, longest))


def test_pauses_double_up_to_an_hour():
    pauses = [pause(tries, base=30, jitter=1) for tries in (1, 2, 3, 4)]
    assert pauses == [30, 60, 120, 240]
    assert pause(5000, base=30, jitter=1) == LONGEST_PAUSE == 3600


@given(st.integers(1, 20), st.floats(0, 1))
def test_chance_takes_at_most_a_half_of_a_pause(tries, jitter):
    whole = pause(tries, base=30, jitter=1)
    assert whole / 2 <= pause(tries, base=30, jitter=jitter) <= whole


def test_a_provider_that_asks_for_more_time_gets_it():
    assert pause(1, base=30, jitter=0, asked=90) == 90
    assert pause(1, base=30, jitter=1, asked=2) == 30


def test_who_was_served_least_recently_is_first():
    jobs = [
        Job(user="ada", key="a", first=NOON, due=later(0)),
        Job(user="bob", key="b", first=NOON, due=later(9)),
        Job(user="cleo", key="c", first=NOON, due=later(5)),
    ]
    order = [job.user for job in in_turn(jobs, {"ada": 7, "bob": 2})]
    assert order == ["cleo", "bob", "ada"]
