"""Processes that learn for the same user from one file: one decides at a time."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import memorykinds as mk

TESTS = Path(__file__).parent
LEARN = """
import sys, memorykinds as mk
with mk.open(sys.argv[1], user=sys.argv[2], embeddings="hash") as memory:
    print("ready", flush=True)
    sys.stdin.readline()
    for sentence in sys.argv[3:]:
        print(len(memory.learn(sentence).events), flush=True)
"""
# The model answers at once, so that the processes do little else than decide and write.
LEARN_FAST = """
import sys, memorykinds as mk
from memorykinds.kinds.clock import random_id
from proposals import fact, says, scripted_memory
with mk.open(sys.argv[1], embeddings="hash").store as store:
    replies = [says(fact("user", "likes", what)) for what in sys.argv[3:]]
    memory, _ = scripted_memory(*replies, store=store, user=sys.argv[2], ids=random_id)
    print("ready", flush=True)
    sys.stdin.readline()
    for what in sys.argv[3:]:
        print(len(memory.learn(f"I like {what}.", kinds=["semantic"]).events), flush=True)
"""


def learner(code, path, user, *said):
    return subprocess.Popen(
        [sys.executable, "-c", code, path, user, *said],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (TESTS, TESTS.parent)))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def learners(code, path, user, *said, count=3):
    """Start processes that learn the same at the same moment; return how much each added."""
    processes = [learner(code, path, user, *said) for _ in range(count)]
    try:
        assert [process.stdout.readline() for process in processes] == ["ready\n"] * count
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [process.communicate(timeout=60)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
    assert [process.returncode for process in processes] == [0] * count
    return [sum(map(int, added.split())) for added in said]


@pytest.fixture
def path(tmp_path):
    mk.open(tmp_path / "ada.db", embeddings="hash").close()
    return tmp_path / "ada.db"


def test_processes_that_say_the_same_at_once_leave_one_fact(path):
    added = learners(LEARN, path, "ada", "I live in Turin.")
    with mk.open(path, user="ada", embeddings="hash") as memory:
        (record,) = memory.semantic.all(active=False)
        assert record.text == "The user lives in Turin."
        assert sum(added) == len(memory.history()) == 1


def test_processes_that_say_the_same_many_things_leave_each_memory_once(path):
    said = [f"thing {n}" for n in range(40)]
    added = learners(LEARN_FAST, path, "ada", *said)
    with mk.open(path, user="ada", embeddings="hash") as memory:
        liked = [record.content.object for record in memory.semantic.all(active=False)]
        assert sum(added) == len(memory.history()) == len(said)
    assert sorted(liked) == sorted(said)


def test_users_of_one_file_do_not_wait_for_each_other(path):
    with mk.open(path, user="ada", embeddings="hash") as memory, memory.store.exclusive("ada"):
        memory.learn("I like tea.")
        assert learners(LEARN, path, "bob", "I live in Turin.", count=1) == [1]
        assert [r.text for r in memory.semantic.all()] == ["The user likes tea."]


def test_who_learns_while_another_holds_the_user_decides_on_what_that_one_wrote(path):
    with mk.open(path, user="ada", embeddings="hash") as memory:
        with memory.store.exclusive("ada"):
            memory.learn("I live in Turin.")
            other = learner(LEARN, path, "ada", "I live in Turin.")
            assert other.stdout.readline() == "ready\n"
            other.stdin.write("go\n")
            other.stdin.flush()
        assert other.communicate(timeout=60)[0] == "0\n"
        assert len(memory.history()) == 1


def test_a_block_of_ones_own_around_learning_waits_for_nobody_who_waits_for_it(path):
    with mk.open(path, user="ada", embeddings="hash") as memory:
        begun = threading.Event()

        def learn():
            begun.set()
            memory.learn("I like tea.")

        other = threading.Thread(target=learn)
        with memory.store.exclusive("ada"):
            other.start()
            assert begun.wait(timeout=60)
            memory.learn("I like tea.")
        other.join(timeout=60)
        assert not other.is_alive()
        assert len(memory.history()) == 1
