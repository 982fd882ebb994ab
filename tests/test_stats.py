"""How fast a store answers, and what it holds: `memory.stats()`."""

import asyncio
import threading

import pytest
from proposals import START, fact, says, scripted_memory, vector_store

import memorykinds as mk
from memorykinds.kinds import InputError
from memorykinds.kinds.clock import LessonClock
from memorykinds.latencies import Latencies, latencies_of
from memorykinds.stats import NOTHING_HELD, NOTHING_TIMED, Held

STAGES = ["embed", "meaning", "words", "rank", "read", "fit", "total"]


class Ticking:
    """A clock on which every look takes a millisecond."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        self.seconds += 0.001
        return self.seconds


def stages(stats, call):
    return [one.stage for one in stats.latencies if one.call == call]


def test_a_memory_in_which_nothing_happened_says_so():
    with mk.open(embeddings="hash", clock=LessonClock(START)) as memory:
        stats = memory.stats()
        assert (stats.held, stats.latencies) == ((), ())
        for told in (str(stats), stats._repr_html_()):
            assert NOTHING_HELD in told
            assert NOTHING_TIMED in told


def test_every_stage_of_a_recall_and_of_a_lesson_is_timed_and_the_total_is_their_sum():
    with mk.open(embeddings="hash") as memory:
        latencies_of(memory.store).clock = Ticking()
        memory.learn("I live in Turin.")
        memory.recall("Where do I live?")
        stats = memory.stats()
        assert stages(stats, "recall") == STAGES
        assert stages(stats, "learn") == ["draft", "wait", "settle", "write", "total"]
        parts = [stats.latency("recall", stage).p50 for stage in STAGES[:-1]]
        assert parts == pytest.approx([1.0] * len(parts))
        assert stats.latency("recall").p95 == pytest.approx(sum(parts))


def test_over_another_store_its_search_is_one_stage():
    memory, _ = scripted_memory(says(fact("user", "likes", "tea")), store=vector_store())
    memory.learn("I like tea.", kinds=["semantic"])
    memory.recall("tea")
    stats = memory.stats()
    assert stages(stats, "recall") == ["search", "words", "rank", "fit", "total"]
    assert stats.held == (Held(kind="semantic", state="active", count=1),)


def test_percentiles_are_nearest_ranks_over_the_last_calls_and_all_calls_are_counted():
    latencies = Latencies(kept=100)
    for milliseconds in [9_999.0, *range(100, 0, -1)]:  # the first is no more among the last
        latencies.note("recall", [("rank", milliseconds / 1000)])
    (rank,) = latencies.read()
    assert (rank.count, rank.p50, rank.p95) == (101, pytest.approx(50.0), pytest.approx(95.0))


def test_what_failed_is_not_timed():
    with mk.open(embeddings="hash") as memory:
        with pytest.raises(InputError):
            memory.recall(" ")
        assert memory.stats().latencies == ()


def test_users_of_one_store_share_its_times_and_no_counts():
    with mk.open(embeddings="hash", user="ada") as ada:
        ada.learn("I live in Turin.")
        ada.recall("Turin")
        stats = mk.open(store=ada.store, user="max").stats()
        assert stats.held == ()
        assert stats.latency("recall").count == 1
        assert "Turin" not in str(stats)


def test_memories_are_counted_by_kind_and_state():
    memory, _ = scripted_memory(
        says(fact("user", "lives_in", "Turin"), fact("user", "likes", "tea")),
        says(fact("user", "lives_in", "Berlin")),
    )
    memory.learn("…", kinds=["semantic"])
    memory.learn("… …", kinds=["semantic"])
    stats = memory.stats()
    assert stats.held == (
        Held(kind="semantic", state="active", count=2),
        Held(kind="semantic", state="superseded", count=1),
    )
    assert repr(stats) == "Stats('ada': 3 memories, 2 x learn)"


def test_many_threads_lose_no_time():
    latencies = Latencies(clock=Ticking())

    def note():
        for _ in range(200):
            latencies.note("recall", [("rank", 0.001)])

    threads = [threading.Thread(target=note) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert latencies.read()[0].count == 1600


def test_the_awaited_calls_are_timed_alike():
    async def calls():
        with mk.open(embeddings="hash") as memory:
            await memory.alearn("I live in Turin.")
            await memory.arecall("Where do I live?")
            return await memory.astats()

    stats = asyncio.run(calls())
    assert stages(stats, "recall") == STAGES
    assert stages(stats, "learn") == ["draft", "wait", "settle", "write", "total"]


def test_names_are_escaped_in_a_notebook():
    with mk.open(embeddings="hash", user="<b>ada") as memory:
        memory.learn("I live in Turin.")
        assert "<b>" not in memory.stats()._repr_html_()
