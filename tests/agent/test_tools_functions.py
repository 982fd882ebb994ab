"""The same tools as plain functions, and with the bare OpenAI client."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from langgraph.graph import START, StateGraph
from models.openai_schemas import check_schema
from openai_server import OpenAIServer, ToolCalls
from profile_cases import UserProfile

import memorykinds as mk
from memorykinds.agent import functions

EXAMPLE = Path(__file__).parents[2] / "examples" / "openai_client.py"
TURIN = {
    "subject": "user",
    "predicate": "lives_in",
    "object": "Turin",
    "text": "The user lives in Turin.",
    "confidence": 1.0,
    "valid_from": None,
    "valid_to": None,
}
CREATE = {"action": "create", "id": None, "content": TURIN}


@pytest.fixture
def memory():
    return mk.open(user="ada", embeddings="hash", ids=mk.counted_ids())


def test_functions_take_a_dict_or_the_json_text_of_openai(memory):
    manage, search = functions(memory)
    assert manage["call"](json.dumps(CREATE)).startswith("stored as fact-1")
    assert manage["call"](CREATE).startswith("kept: known already as fact-1")
    assert "Turin" in search["call"]('{"query": "home", "limit": 3}')


def test_functions_can_be_awaited(memory):
    manage, _ = functions(memory)
    assert asyncio.run(manage["acall"](CREATE)).startswith("stored as fact-1")


@pytest.mark.parametrize("kind", ["semantic", "episodic", "procedural", UserProfile])
def test_their_schemas_are_strict_as_they_stand(memory, kind):
    for function in functions(memory, kind):
        check_schema(function["parameters"], function["name"], strict=True, param="tools")


@pytest.mark.parametrize(
    "arguments", ["", "{", "[]", "null", "7", None, [], b"\xff", "[" * 10_000, {"action": "create"}]
)
def test_arguments_that_make_no_sense_are_told_in_a_sentence(memory, arguments):
    for function in functions(memory):
        told = function["call"](arguments)
        assert told.startswith("error: ")
        assert "\n" not in told


def test_who_calls_them_stands_in_the_provenance(memory):
    manage, _ = functions(memory, by="robot")
    manage["call"](CREATE)
    assert memory.get("fact-1").provenance.conversation.startswith("robot:")


def test_a_profile_needs_a_memory_that_keeps_it(memory):
    manage, _ = functions(memory, UserProfile)
    told = manage["call"]({"action": "create", "changes": {"city": "Turin"}, "clear": []})
    assert told.startswith("error: UserProfile is no profile of this memory")


def test_the_example_runs_with_the_bare_openai_client(tmp_path):
    with OpenAIServer() as server:
        server.script(
            ToolCalls((("manage_memory", CREATE),)),
            "I will remember that.",
            ToolCalls((("search_memory", {"query": "home", "limit": None}),)),
            "In Turin.",
        )
        env = {**os.environ, "OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": server.key}
        env["PYTHONPATH"] = str(EXAMPLE.parents[1])
        command = [sys.executable, str(EXAMPLE), "I live in Turin.", "Where do I live?"]
        done = subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, text=True, check=True, timeout=120
        )
        assert all(tool["function"]["strict"] for tool in server.requests[0].body["tools"])
        searched = server.requests[-1].body["messages"][-1]["content"]
    assert "The user lives in Turin." in searched
    assert done.stdout.rstrip().endswith("In Turin.")


def test_without_a_key_the_example_says_what_to_set(tmp_path):
    env = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI")}
    env["PYTHONPATH"] = str(EXAMPLE.parents[1])
    command = [sys.executable, str(EXAMPLE), "I live in Turin."]
    done = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "There is no key: set OPENAI_API_KEY, and for a server of your own OPENAI_BASE_URL."
    ]


def test_called_in_a_run_of_another_user_they_refuse():
    memory = mk.open(user="ada", embeddings="hash")
    manage, _ = functions(memory)
    graph = StateGraph(dict)
    graph.add_node("write", lambda _: {"told": manage["call"](CREATE)})
    graph.add_edge(START, "write")
    agent = graph.compile()
    forged = {"user_id": "ada", "langgraph_auth_user": {"identity": "bob"}}
    for named in ({"user_id": "bob"}, forged):
        assert "one user only" in agent.invoke({}, {"configurable": named})["told"]
    assert memory.semantic.all() == []
    assert "stored" in agent.invoke({}, {"configurable": {"user_id": "ada"}})["told"]
