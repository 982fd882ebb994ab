"""The queue survives a killed process, and several processes share it."""

from datetime import timedelta

import pytest
from reflecting import each_job_runs_in_one_of_two_processes, process, reflection_of, texts

import memorykinds as mk
from memorykinds.kinds.clock import system_clock

SUBMIT = """
import sys, time, memorykinds as mk
from memorykinds.agent import Reflection
memory = mk.open(sys.argv[1], user="ada", embeddings="hash")
with Reflection(memory, after=3600) as reflection:
    reflection.submit("I like tea.", thread="monday", feedback="Shorter, please.")
    print("ready", flush=True)
    time.sleep(3600)
"""
HANG = """
import sys, time, memorykinds as mk
from memorykinds.agent import Reflection
store = mk.open(sys.argv[1], embeddings="hash").store
def memories(user):
    print("ready", flush=True)
    time.sleep(3600)
with Reflection(memories, store=store, after=0, limit=300) as reflection:
    reflection.submit("I like tea.", user="ada", thread="monday")
    time.sleep(3600)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ada.db"


def after_restart(path, **later):
    """Return the store of a new process, and a reflection that lives so much later."""
    store = mk.open(path, embeddings="hash").store
    return store, reflection_of(store, clock=lambda: system_clock() + timedelta(**later))[0]


def test_what_was_handed_in_before_a_kill_is_learned_once_after_the_restart(path):
    with process(SUBMIT, path) as submitting:
        submitting.kill()
        submitting.wait()
    store, reflection = after_restart(path, minutes=59)
    with store:
        assert reflection.run_due() == []
    store, reflection = after_restart(path, minutes=61)
    with store:
        assert reflection.pending()[0].turns == 2
        assert len(reflection.run_due()) == 1
        assert reflection.run_due() == reflection.pending() == reflection.failed() == []
        assert texts(store, "ada") == ["The user likes tea."]


def test_a_job_whose_process_is_killed_while_it_runs_comes_back_after_its_lease(path):
    with process(HANG, path) as hanging:
        hanging.kill()
        hanging.wait()
    store, reflection = after_restart(path, minutes=4)
    with store:
        assert reflection.run_due() == []
    store, reflection = after_restart(path, minutes=6)
    with store:
        assert reflection.pending()[0].tries == 1
        assert len(reflection.run_due()) == 1
        assert texts(store, "ada") == ["The user likes tea."]


def test_each_job_runs_in_one_of_two_processes_on_a_file(path):
    mk.open(path, embeddings="hash").close()
    each_job_runs_in_one_of_two_processes(path)
