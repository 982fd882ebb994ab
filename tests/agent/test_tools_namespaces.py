"""Whose memories a tool touches: the user whom the run names, and never anybody else."""

from dataclasses import dataclass
from typing import TypedDict

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, ToolMessage

import memorykinds as mk
from memorykinds.agent import manage_memory_tool, search_memory_tool
from memorykinds.agent.tools.namespaces import NamespaceTemplate

TEA = {"subject": "user", "predicate": "likes", "object": "tea", "text": "The user likes tea."}


@pytest.fixture
def store():
    return mk.open(embeddings="hash").store


def run(store, configurable, *, namespace="{user_id}", context=None, **more):
    """Let an agent store a fact in a run with this config; return what the tool told."""
    call = {"name": "manage_memory", "args": {"action": "create", "content": TEA}, "id": "1"}
    model = mk.ScriptedChatModel([AIMessage("", tool_calls=[call]), "Done."])
    agent = create_agent(model, [manage_memory_tool(namespace=namespace)], store=store, **more)
    given = {} if context is None else {"context": context}
    ended = agent.invoke({"messages": ["Hi"]}, {"configurable": configurable}, **given)
    (result,) = [m for m in ended["messages"] if isinstance(m, ToolMessage)]
    return result


def facts_of(store, user):
    return mk.open(store=store, user=user).semantic.all()


@pytest.mark.parametrize(
    "user",
    [
        "ada",
        "ada@example.com",
        "Ada Lovelace",
        "阿达",
        "50%",
        "a.b.c",
        "*",
        "langgraph",
        "semantic",
    ],
)
def test_a_user_is_who_is_named_and_a_memory_opened_for_them_reads_it(store, user):
    assert run(store, {"user_id": user}).status == "success"
    assert len(facts_of(store, user)) == 1
    assert facts_of(store, "other") == []


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        7.0,
        True,
        "",
        "  ",
        "{user_id}",
        "}{",
        "a{b",
        ["ada"],
        ("ada",),
        {"id": "ada"},
        b"ada",
        "a\x00b",
        "x" * 300,
        "ada\n",
        "ada\u200b",
        "team-{red}",
    ],
)
def test_a_value_that_is_no_name_is_refused_in_a_sentence_and_nothing_is_written(store, value):
    result = run(store, {"user_id": value})
    assert result.status == "error"
    assert "whose memories" in result.text
    assert "\n" not in result.text
    assert store.list_namespaces() == []


def test_a_run_that_names_nobody_is_refused(store):
    result = run(store, {"thread_id": "7"})
    assert result.status == "error"
    assert "'user_id'" in result.text
    assert store.list_namespaces() == []


def test_several_users_share_one_agent(store):
    tools = [manage_memory_tool(), search_memory_tool()]
    for user, drink in (("ada", "tea"), ("bob", "beer")):
        content = {**TEA, "object": drink, "text": f"The user likes {drink}."}
        call = {
            "name": "manage_memory",
            "args": {"action": "create", "content": content},
            "id": "1",
        }
        look = {"name": "search_memory", "args": {"query": "drinks"}, "id": "2"}
        replies = [AIMessage("", tool_calls=[call]), AIMessage("", tool_calls=[look]), "Done."]
        agent = create_agent(mk.ScriptedChatModel(replies), tools, store=store)
        ended = agent.invoke({"messages": ["Hi"]}, {"configurable": {"user_id": user}})
        found = ended["messages"][-2]
        assert [record.content.object for record in found.artifact] == [drink]


def test_a_user_may_be_named_by_the_context(store):
    @dataclass
    class Context:
        user_id: str

    run(store, {}, context=Context("ada"), context_schema=Context)
    assert len(facts_of(store, "ada")) == 1


def test_a_context_may_be_a_dict(store):
    class Context(TypedDict):
        user_id: str

    run(store, {}, context={"user_id": "ada"}, context_schema=Context)
    assert len(facts_of(store, "ada")) == 1


def test_config_and_context_that_name_two_users_are_refused(store):
    class Context(TypedDict):
        user_id: str

    result = run(store, {"user_id": "ada"}, context={"user_id": "bob"}, context_schema=Context)
    assert result.status == "error"
    assert store.list_namespaces() == []


def test_a_place_within_a_label(store):
    run(store, {"team": "red"}, namespace=("team-{team}", "semantic"))
    assert len(facts_of(store, "team-{red}")) == 1
    assert facts_of(store, "team-red") == []


def test_no_user_is_ever_called_like_a_team(store):
    run(store, {"team": "red"}, namespace="team-{team}")
    run(store, {"user_id": "team-red"})
    assert [space[0] for space in store.list_namespaces() if "semantic" in space] == [
        "team-red",
        "team-{red}",
    ]
    assert run(store, {"user_id": "team-{red}"}).status == "error"


def test_two_templates_never_meet():
    names = {
        NamespaceTemplate(template).user(values)
        for template, values in (
            ("team-{team}", {"team": "lead-ada"}),
            ("team-lead-{team}", {"team": "ada"}),
            ("{user_id}", {"user_id": "team-lead-ada"}),
            ("{org}:{user_id}", {"org": "a:b", "user_id": "c"}),
            ("{org}:{user_id}", {"org": "a", "user_id": "b:c"}),
            ("{org}:b:{user_id}", {"org": "a", "user_id": "c"}),
            ("{org}{user_id}", {"org": "a:b", "user_id": "c"}),
            ("{org}{user_id}", {"org": "a", "user_id": ":bc"}),
        )
    }
    assert len(names) == 8


def test_what_a_team_wrote_before_its_name_had_braces_can_be_read_and_moved(store, tmp_path):
    before = mk.open(store=store, user="team-red")
    before.semantic.add(mk.Fact(**TEA, confidence=1))
    before.export(tmp_path / "red.jsonl")
    now = mk.open(store=store, user="team-{red}")
    now.import_(tmp_path / "red.jsonl")
    assert [record.text for record in now.semantic.all()] == [TEA["text"]]


@dataclass
class Identity:
    identity: str


@pytest.mark.parametrize("authenticated", [Identity("ada"), {"identity": "ada"}])
def test_whom_the_server_has_authenticated_goes_before_a_forged_user_id(store, authenticated):
    config = {"user_id": "bob", "langgraph_auth_user": authenticated}
    run(store, config)
    assert len(facts_of(store, "ada")) == 1
    assert facts_of(store, "bob") == []


def test_a_value_is_not_filled_in_twice():
    with pytest.raises(mk.InputError):
        NamespaceTemplate("{a}-{b}").user({"a": "{b}", "b": "bob"})


@pytest.mark.parametrize(
    "labels",
    [
        "",
        (),
        ("memories", "{user_id}"),
        ("{org}", "{user_id}", "semantic"),
        "{}",
        "{user id}",
        "{user.id}",
        "{user_id",
        "user_id}",
        "{{user_id}}",
        "{__pregel_task_id}",
        ("{user_id}", 7),
    ],
)
def test_a_template_that_cannot_be_meant_is_refused_when_the_tool_is_made(labels):
    with pytest.raises(mk.InputError) as caught:
        manage_memory_tool(namespace=labels)
    assert "\n" not in str(caught.value)


def test_a_fixed_namespace_needs_no_config(store):
    run(store, {}, namespace="everybody")
    assert len(facts_of(store, "everybody")) == 1
