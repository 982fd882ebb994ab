"""The offline model calls memory tools in the form of their schemas, or says why it does not."""

import jsonschema
import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_core.utils.function_calling import convert_to_openai_tool
from profile_cases import UserProfile
from pydantic import BaseModel

import memorykinds as mk
from memorykinds.agent import manage_memory_tool, memory_tools, search_memory_tool

langmem = pytest.importorskip("langmem", reason="missing part: the Python package langmem")

MODEL = mk.chat_model("offline")
SPACE = ("{user_id}", "semantic")
BOB = {"configurable": {"user_id": "bob"}}


class Car(BaseModel):
    """A car."""

    brand: str
    seats: int


class Home(BaseModel):
    """Where somebody lives."""

    city: str
    job: str | None = None


def langmems(schema=str):
    """LangMem's two tools on a new store."""
    store = mk.open(embeddings="hash").store
    return [
        langmem.create_manage_memory_tool(SPACE, store=store, schema=schema),
        langmem.create_search_memory_tool(SPACE, store=store),
    ]


def calls_of(said, *tools):
    """What the model calls, each call checked against the schema of its tool."""
    forms = {t.name: convert_to_openai_tool(t)["function"]["parameters"] for t in tools}
    answer = MODEL.bind_tools(tools).invoke(said)
    for call in answer.tool_calls:
        jsonschema.validate(call["args"], forms[call["name"]])
    return [(call["name"], call["args"]) for call in answer.tool_calls]


def said_to(agent, text, config=None):
    """The new messages of a run, from the model's first one on."""
    return agent.invoke({"messages": [HumanMessage(text)]}, config)["messages"][1:]


@pytest.mark.parametrize("actions", [{"create"}, {"create", "update"}, {"create", "delete"}])
def test_a_stated_fact_is_created_in_the_form_of_a_fact(actions):
    ((name, args),) = calls_of("I live in Turin.", manage_memory_tool(actions=actions))
    assert (name, args["action"], args.get("id")) == ("manage_memory", "create", None)
    content = args["content"]
    assert (content["predicate"], content["object"]) == ("lives_in", "Turin")
    assert content["text"] == "The user lives in Turin."


def test_two_facts_are_two_calls_with_ids_of_their_own():
    answer = MODEL.bind_tools([manage_memory_tool()]).invoke("I live in Turin and I like tea.")
    assert [call["args"]["content"]["object"] for call in answer.tool_calls] == ["Turin", "tea"]
    assert len({call["id"] for call in answer.tool_calls}) == 2


def test_a_rule_is_created_in_the_form_of_a_rule():
    ((_, args),) = calls_of("Always answer in bullet points.", manage_memory_tool("procedural"))
    assert args["content"]["text"] == "Answer in bullet points."


def test_a_profile_is_changed_in_the_form_of_its_fields():
    ((_, args),) = calls_of("I live in Turin.", manage_memory_tool(UserProfile))
    assert args["action"] == "update"
    assert {k: v for k, v in args["changes"].items() if v is not None} == {"city": "Turin"}


def test_langmems_tool_is_given_plain_words():
    ((_, args),) = calls_of("I live in Turin.", *langmems())
    assert args == {"action": "create", "content": "I live in Turin."}


def test_langmems_tool_is_given_its_schema():
    ((_, args),) = calls_of("I live in Turin.", *langmems(mk.Fact))
    assert args["content"]["object"] == "Turin"
    ((_, args),) = calls_of("I live in Turin.", *langmems(Home))
    assert args["content"] == {"city": "Turin"}


@pytest.mark.parametrize("tool_of", [manage_memory_tool, lambda: langmems(Car)[0]])
def test_what_cannot_be_put_into_the_form_is_not_called_and_it_is_said(tool_of):
    answer = MODEL.bind_tools([tool_of()]).invoke("I am under the weather, and then some.")
    assert answer.tool_calls == []
    assert "did not store" in answer.text


@pytest.mark.parametrize("schema", [str, mk.Fact])
def test_a_secret_is_not_handed_to_any_tool(schema):
    answer = MODEL.bind_tools(langmems(schema)).invoke("My password is hunter2.")
    assert answer.tool_calls == []
    assert "hunter2" not in answer.text


@pytest.mark.parametrize("tools", [langmems, lambda: [manage_memory_tool(), search_memory_tool()]])
def test_a_question_is_searched_for_in_the_form_of_the_search(tools):
    ((name, args),) = calls_of("Where do I live?", *tools())
    assert (name, args["query"]) == ("search_memory", "Where do I live?")


@pytest.mark.parametrize("choice", ["any", "manage_memory"])
def test_a_call_that_must_be_made_keeps_to_the_schema(choice):
    form = convert_to_openai_tool(manage_memory_tool())["function"]["parameters"]
    answer = MODEL.bind_tools([manage_memory_tool()], tool_choice=choice).invoke("Hello!")
    jsonschema.validate(answer.tool_calls[0]["args"], form)


def test_a_tool_that_cannot_create_is_not_called_for_a_fact():
    answer = MODEL.bind_tools([manage_memory_tool(actions={"delete"})]).invoke("I live in Turin.")
    assert answer.tool_calls == []
    assert "did not store" in answer.text


def test_an_agent_stores_finds_and_forgets_by_the_librarys_tools():
    memory = mk.open(embeddings="hash")
    agent = create_agent(MODEL, memory_tools(memory))
    assert "stored as fact-" in said_to(agent, "I live in Turin.")[-1].text
    said_to(agent, "I like tea.")
    assert said_to(agent, "Where do I live?")[-1].text == "From memory: The user lives in Turin."
    messages = said_to(agent, "Please forget that I live in Turin.")
    assert [call["name"] for m in messages for call in getattr(m, "tool_calls", [])] == [
        "search_memory",
        "manage_memory",
    ]
    assert [record.text for record in memory.semantic.all()] == ["The user likes tea."]
    assert "deleted fact-" in messages[-1].text


@pytest.mark.parametrize("schema", [str, mk.Fact])
def test_an_agent_stores_finds_and_forgets_by_langmems_tools(schema):
    agent = create_agent(MODEL, langmems(schema))
    said_to(agent, "I live in Turin.", BOB)
    assert "Turin" in said_to(agent, "Where do I live?", BOB)[-1].text
    assert "Deleted memory" in said_to(agent, "Forget that I live in Turin.", BOB)[-1].text
    assert "don't know" in said_to(agent, "Where do I live?", BOB)[-1].text


def test_what_is_not_there_is_said_not_to_be_forgotten():
    agent = create_agent(MODEL, memory_tools(mk.open(embeddings="hash")))
    assert "forgot nothing" in said_to(agent, "Forget that I live in Turin.")[-1].text


def test_without_a_search_nothing_is_forgotten_and_it_is_said():
    answer = MODEL.bind_tools([manage_memory_tool()]).invoke("Forget that I live in Turin.")
    assert answer.tool_calls == []
    assert "did not forget" in answer.text


def test_an_id_that_the_tool_does_not_take_is_not_handed_to_it():
    asked = HumanMessage("Forget that I live in Turin.")
    call = AIMessage(
        "", tool_calls=[{"name": "search_memory", "args": {"query": "home"}, "id": "1"}]
    )
    found = ToolMessage('[{"key": "fact-1", "value": "I live in Turin."}]', tool_call_id="1")
    answer = MODEL.bind_tools(langmems()).invoke([asked, call, found])
    assert answer.tool_calls == []
    assert "did not forget" in answer.text


def test_what_a_tool_refused_is_not_told_as_done():
    @tool
    def manage_memory(content: str) -> str:
        """Keep a memory."""
        return f"refused (full), nothing was changed: {content}"

    answer = said_to(create_agent(MODEL, [manage_memory]), "I live in Turin.")[-1].text
    assert answer.startswith("The memory says: refused")
