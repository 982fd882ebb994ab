"""Reflection in threads and on event loops. Nothing sleeps: each waits for what it is told."""

import asyncio
import subprocess
import sys
import threading

import pytest
from langgraph.store.memory import InMemoryStore
from reflecting import reflection_of, texts

import memorykinds as mk
from memorykinds.agent.reflection import ThreadWaiter

PATIENCE = 60  # seconds until a test that hangs fails
THINGS = [f"thing {number}" for number in range(3)]


@pytest.fixture
def store():
    return InMemoryStore()


class Hanging:
    """Memories of which some users' never answer, until the end of the test.

    Attributes:
        begun: Set once one of them hangs.
        free: Set to let all go on.
    """

    def __init__(self, store, *users):
        self.begun, self.free = threading.Event(), threading.Event()
        self._store, self._users = store, users

    def __call__(self, user):
        if user in self._users:
            self.begun.set()
            assert self.free.wait(PATIENCE)
        return mk.open(store=self._store, user=user)


@pytest.fixture
def hanging(store):
    hanging = Hanging(store, "slow")
    yield hanging
    hanging.free.set()


def own_threads():
    return [t for t in threading.enumerate() if t.name.startswith("reflection")]


def test_no_thread_runs_before_it_is_started_or_after_it_is_closed(store):
    reflection, _ = reflection_of(store)
    reflection.submit("I like tea.", user="ada", thread=1)
    assert own_threads() == []
    with reflection:
        reflection.start()  # a second time is fine
        assert [(t.name, t.daemon) for t in own_threads()] == [("reflection", True)]
    assert own_threads() == []
    reflection.close()


def test_what_is_due_is_learned_by_a_thread(store):
    learned = threading.Event()
    reflection, _ = reflection_of(store, on_update=lambda *_: learned.set(), after=0)
    with reflection:
        reflection.submit("I like tea.", user="ada", thread=1)
        assert learned.wait(PATIENCE)
    assert texts(store, "ada") == ["The user likes tea."]


def test_what_waits_is_learned_when_its_time_has_come(store):
    learned = threading.Event()
    waiter = ThreadWaiter()
    reflection, clock = reflection_of(store, on_update=lambda *_: learned.set(), waiter=waiter)
    with reflection:
        reflection.submit("I like tea.", user="ada", thread=1)
        assert reflection.drain(PATIENCE) is True
        assert not learned.is_set()
        clock.advance(minutes=1)
        waiter.wake()
        assert learned.wait(PATIENCE)


def test_closing_leaves_what_waits_for_its_time(store):
    reflection, _ = reflection_of(store)
    with reflection:
        reflection.submit("I like tea.", user="ada", thread=1)
    assert len(reflection.pending()) == 1
    assert texts(store, "ada") == []


def test_it_can_be_started_again_after_it_was_closed(store):
    reflection, _ = reflection_of(store, after=0)
    for thing in ("tea", "jazz"):
        with reflection:
            reflection.submit(f"I like {thing}.", user="ada", thread=thing)
            assert reflection.drain(PATIENCE) is True
    assert texts(store, "ada") == ["The user likes jazz.", "The user likes tea."]


def test_fifty_users_who_talk_at_once_are_each_learned_and_nothing_crosses(store):
    reflection, _ = reflection_of(store, after=0, workers=4)
    users = [f"user {number}" for number in range(50)]

    def talk(user):
        for thing in THINGS:
            reflection.submit(f"I like {user} {thing}.", user=user, thread=thing)

    with reflection:
        talkers = [threading.Thread(target=talk, args=(user,)) for user in users]
        for talker in talkers:
            talker.start()
        for talker in talkers:
            talker.join(PATIENCE)
        assert reflection.drain(PATIENCE) is True
    assert reflection.pending() == reflection.failed() == []
    for user in users:
        assert texts(store, user) == [f"The user likes {user} {thing}." for thing in THINGS]


def test_a_user_whose_model_hangs_holds_up_nobody_else(store, hanging):
    learned = threading.Event()
    options = {"memories": hanging, "after": 0, "workers": 2}
    reflection, _ = reflection_of(
        store, on_update=lambda job, _: job.user == "quick" and learned.set(), **options
    )
    with reflection:
        for thread in range(5):
            reflection.submit(f"I like thing {thread}.", user="slow", thread=thread)
        assert hanging.begun.wait(PATIENCE)
        reflection.submit("I like tea.", user="quick", thread=1)
        assert learned.wait(PATIENCE)
        assert len(reflection.pending("slow")) == 5
        hanging.free.set()
        assert reflection.drain(PATIENCE) is True
    assert len(texts(store, "slow")) == 5


def test_a_thread_beyond_its_limit_no_longer_counts(store, hanging):
    waiter = ThreadWaiter()
    reflection, clock = reflection_of(
        store, memories=hanging, after=0, workers=1, limit=60, waiter=waiter
    )
    with reflection:
        reflection.submit("I like tea.", user="slow", thread=1)
        assert hanging.begun.wait(PATIENCE)
        job = reflection.submit("I like jazz.", user="quick", thread=1)
        assert reflection.drain(0) is False
        assert job in reflection.pending()
        clock.advance(minutes=2)
        waiter.wake()
        assert reflection.drain(PATIENCE) is False  # the slow user's job is still due
        assert texts(store, "quick") == ["The user likes jazz."]
        assert [job.user for job in reflection.pending()] == ["slow"]
        hanging.free.set()
        (lost,) = (t for t in own_threads() if t.name == "reflection of slow")
        lost.join(PATIENCE)
        assert reflection.drain(PATIENCE) is True
    assert texts(store, "slow") == ["The user likes tea."]


def test_hanging_models_never_take_more_than_twice_the_workers(store):
    users = [f"slow {number}" for number in range(6)]
    hanging = Hanging(store, *users)
    reflection, clock = reflection_of(store, memories=hanging, after=0, workers=2, limit=60)
    for user in users:
        reflection.submit("I like tea.", user=user, thread=1)
    pool = reflection._pool
    pool._looker = threading.current_thread()  # this test looks, step by step
    try:
        counts = []
        for _ in range(4):
            pool.begin()
            counts.append(len(pool._busy))
            clock.advance(minutes=2)
        assert counts == [2, 4, 4, 4]
    finally:
        hanging.free.set()
        reflection.close()


def test_a_user_with_many_talks_waits_behind_users_with_few(store):
    order = []
    reflection, _ = reflection_of(
        store, after=0, workers=1, on_update=lambda job, _: order.append(job.user)
    )
    for thread in range(4):
        reflection.submit(f"I like thing {thread}.", user="a busy one", thread=thread)
    reflection.submit("I like tea.", user="cleo", thread=1)
    reflection.submit("I like tea.", user="bob", thread=1)
    with reflection:
        assert reflection.drain(PATIENCE) is True
    assert set(order[:3]) == {"a busy one", "bob", "cleo"}


def test_a_store_that_is_out_of_reach_for_a_while_is_asked_again(store, monkeypatch, caplog):
    waiter = ThreadWaiter()
    reflection, _ = reflection_of(store, after=0, waiter=waiter, poll=3600)
    reflection.submit("I like tea.", user="ada", thread=1)
    queue, asked = reflection._queue, threading.Event()
    in_reach = queue.jobs

    def out_of_reach(_user):
        asked.set()
        raise mk.StoreError("The server is away.")

    monkeypatch.setattr(queue, "jobs", out_of_reach)
    with reflection:
        assert asked.wait(PATIENCE)
        monkeypatch.setattr(queue, "jobs", in_reach)
        waiter.wake()
        assert reflection.drain(PATIENCE) is True
    assert texts(store, "ada") == ["The user likes tea."]
    assert "The server is away." in caplog.text


# -- on an event loop --------------------------------------------------------------------


def test_the_awaited_doors_do_what_the_blocking_ones_do(store):
    async def main():
        reflection, _ = reflection_of(store)
        async with reflection:
            for thread in (1, 2, 3):
                await reflection.asubmit(f"I like {thread} cats.", user="ada", thread=thread)
            assert len(await reflection.apending()) == 3
            assert await reflection.acancel(3, user="ada") is True
            assert len(await reflection.aflush(2)) == 1
            assert await reflection.adrain(PATIENCE, early=True) is True
            assert await reflection.afailed("ada") == []
            job = await reflection.aschedule_consolidation(3600, user="ada")
            assert (await reflection.aretry(job)).due == job.first
            assert len(await reflection.arun_due()) <= 1  # its thread may have been quicker
            assert await reflection.adrop(job) is True
            assert await reflection.aerase("ada") == 0

    asyncio.run(main())
    assert len(texts(store, "ada")) == 2
    assert own_threads() == []


def test_an_event_loop_goes_on_while_a_model_hangs(store, hanging):
    async def main():
        reflection, _ = reflection_of(store, memories=hanging)
        await reflection.asubmit("I like tea.", user="slow", thread=1)
        flushing = asyncio.create_task(reflection.aflush())
        assert await asyncio.to_thread(hanging.begun.wait, PATIENCE)
        hanging.free.set()
        return await flushing

    assert len(asyncio.run(main())) == 1


def test_the_blocking_door_works_inside_a_running_loop_as_in_a_notebook(store):
    async def cell():
        reflection, _ = reflection_of(store, after=0)
        with reflection:
            reflection.submit("I like tea.", user="ada", thread=1)
            return reflection.drain(PATIENCE)

    assert asyncio.run(cell()) is True
    assert texts(store, "ada") == ["The user likes tea."]


def test_an_error_of_awaited_work_is_raised_where_it_is_awaited(store):
    reflection, _ = reflection_of(store)
    with pytest.raises(mk.InputError, match="thread="):
        asyncio.run(reflection.aflush(""))


def test_a_model_that_hangs_does_not_keep_python_from_ending(tmp_path):
    code = """
import sys, threading, memorykinds as mk
from memorykinds.agent import Reflection
memory = mk.open(sys.argv[1], embeddings="hash")
begun = threading.Event()
def memories(user):
    begun.set()
    threading.Event().wait()
Reflection(memories, store=memory.store, after=0).start().submit("I like tea.", user="default")
begun.wait()
print("the end")
"""
    command = [sys.executable, "-c", code, str(tmp_path / "ada.db")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "the end\n", "")
    with mk.open(tmp_path / "ada.db", embeddings="hash") as memory:
        (job,) = mk.agent.Reflection(memory).pending()
    assert job.tries == 1
