"""Each lesson runs to its end with its switch on a language model, whatever that answers.

The model is a stand-in on 127.0.0.1 (see live_player), which words things otherwise, finds more or
fewer memories and does not always call a tool. What a lesson prints then is another matter; its
exercises are checked on data of their own. A lesson fails here if it takes an answer for granted:
`update.decisions[0]`, `memory.get("fact-2")`, `(one,) = ...`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lesson_program import cells_of, program_of
from live_player import otherwise, same
from openai_server import OpenAIServer

import memorykinds as mk
from memorykinds import workshop

FOLDER = Path(__file__).parents[2] / "notebooks"
SOURCES = sorted((FOLDER / "source").glob("[0-9]*.py"))
MODEL = "openai:gpt-4o-mini"
KINDS = ("semantic", "episodic", "procedural")
LONGEST = 300
"""Seconds for one lesson, on a machine with much else to do; it takes three to eight."""


def run(source, folder, *, answer, solved):
    """Run a lesson in a process of its own; return that and the requests that it made."""
    program = folder / "lesson.py"
    program.write_text(program_of(cells_of(source, MODEL, solved=solved)), encoding="utf-8")
    with OpenAIServer(answer=answer) as server:
        places = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": server.key}
        process = subprocess.run(
            [sys.executable, program],
            check=False,
            cwd=folder,
            env=os.environ | places,
            capture_output=True,
            text=True,
            timeout=LONGEST,
        )
    return process, server.requests


def learned(model):
    """Return what is remembered of Lena's first talks."""
    clock = mk.LessonClock("2026-05-03")
    memory = mk.open(user="lena", model=model, clock=clock, ids=mk.counted_ids())
    for talk in workshop.conversations("support")[:2]:
        memory.learn(talk.messages)
    return [str(record) for kind in KINDS for record in getattr(memory, kind).all()]


def learned_from(answer):
    with OpenAIServer(answer=answer) as server:
        return learned(mk.chat_model(MODEL, base_url=server.url, api_key=server.key))


def test_the_stand_in_answers_as_the_offline_model_or_otherwise_and_always_the_same():
    offline, differing = learned("offline"), learned_from(otherwise)
    assert learned_from(same) == offline
    assert learned_from(otherwise) == differing
    assert not set(offline) <= set(differing)
    assert any("Robin" in text for text in differing)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_lesson_runs_to_its_end_whatever_a_model_answers(source, tmp_path):
    process, requests = run(source, tmp_path, answer=otherwise, solved=False)
    assert process.returncode == 0, process.stderr
    assert requests, "the switch has not led to the model"


def printed(notebook):
    """Return what the cells of a committed notebook printed."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    return "".join("".join(output.get("text", "")) for output in outputs)


@pytest.mark.parametrize("name", ["03_facts_and_profiles", "09_the_agent"])
def test_the_switch_alone_changes_nothing_that_a_lesson_prints(name, tmp_path):
    source, solved = FOLDER / "source" / f"{name}.py", FOLDER / "solutions" / f"{name}.ipynb"
    process, _ = run(source, tmp_path, answer=same, solved=True)
    assert process.returncode == 0, process.stderr
    assert process.stdout.splitlines() == printed(solved).splitlines()
