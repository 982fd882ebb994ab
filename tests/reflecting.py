"""What the tests of background reflection share: a clock to move, and other processes."""

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from langgraph.store.memory import InMemoryStore

import memorykinds as mk
from memorykinds.agent import Reflection
from memorykinds.kinds.clock import LessonClock, system_clock

TESTS = Path(__file__).parent
START = "2026-05-03T09:00Z"

RUN = """
import sys, memorykinds as mk
from memorykinds.agent import Reflection
first = mk.open(sys.argv[1], embeddings="hash")
def memories(user):
    return mk.open(store=first.store, user=user)
reflection = Reflection(memories, store=first.store, after=0, kinds=["semantic"],
                        on_update=lambda job, update: print(job.user, job.key, flush=True))
print("ready", flush=True)
sys.stdin.readline()
reflection.run_due()
"""
"""A process that runs what is due, once it is told to, and prints what it has learned."""


def reflection_of(store=None, *, clock=None, **options):
    """Return a reflection that serves all users of a store, started by nobody, and its clock."""
    store = InMemoryStore() if store is None else store
    clock = clock or LessonClock(START)
    options = {"kinds": ["semantic"], "jitter": lambda: 1.0, "clock": clock, **options}
    memories = options.pop("memories", lambda user: mk.open(store=store, user=user, clock=clock))
    return Reflection(memories, store=store, **options), clock


def texts(store, user):
    """Return what a user's memory believes, sorted."""
    return sorted(record.text for record in mk.open(store=store, user=user).semantic.all())


@contextmanager
def process(code, *arguments):
    """Start a process that has said "ready"; it is killed at the end."""
    started = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (TESTS, TESTS.parent)))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert started.stdout.readline() == "ready\n"
        yield started
    finally:
        started.kill()
        started.communicate()


def tell(*processes):
    """Let processes go on."""
    for each in processes:
        each.stdin.write("go\n")
        each.stdin.flush()


def each_job_runs_in_one_of_two_processes(location):
    """Let two processes work on one queue at once, and look who has learned what."""
    with mk.open(location, embeddings="hash") as first:
        # It lives some hours ago, so that for the processes a consolidation is due as well.
        reflection = Reflection(
            lambda user: mk.open(store=first.store, user=user),
            store=first.store,
            after=0,
            clock=lambda: system_clock() - timedelta(hours=3),
        )
        things = ("tea", "jazz", "chess")
        for user in ("ada", "bob", "cleo"):
            for thing in things:
                reflection.submit(f"I like {thing}.", user=user, thread=thing)
            reflection.schedule_consolidation(3600, user=user)
        with process(RUN, location) as one, process(RUN, location) as other:
            tell(one, other)
            learned = [line for p in (one, other) for line in p.stdout.read().splitlines()]
        assert len(learned) == len(set(learned)) == 9 + 3
        assert [job.key for job in reflection.pending()] == ["consolidate"] * 3
        assert reflection.failed() == []
        for user in ("ada", "bob", "cleo"):
            assert texts(first.store, user) == sorted(f"The user likes {t}." for t in things)
