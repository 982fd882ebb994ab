"""The store and the offline model stand where LangGraph and LangChain expect theirs."""

import asyncio

import pytest
from langchain.agents import create_agent
from langchain.tools import ToolRuntime
from langchain_core.messages import AIMessage
from langchain_core.tools import tool
from langgraph.config import get_store
from langgraph.graph import START as ENTRY
from langgraph.graph import MessagesState, StateGraph

import memorykinds as mk
from memorykinds.kinds.names import memory_namespace


@pytest.fixture
def memory():
    with mk.open(user="ada", ids=mk.counted_ids()) as opened:
        opened.learn("I live in Turin.")
        yield opened


def recall_node(state):
    """Search the store that the graph was compiled with, as a node does."""
    query = state["messages"][-1].text
    (hit,) = get_store().search(memory_namespace("ada", "semantic"), query=query, limit=1)
    return {"messages": [AIMessage(hit.value["text"])]}


async def async_recall_node(state):
    query = state["messages"][-1].text
    (hit,) = await get_store().asearch(memory_namespace("ada", "semantic"), query=query, limit=1)
    return {"messages": [AIMessage(hit.value["text"])]}


def graph_of(node, store):
    graph = StateGraph(MessagesState)
    graph.add_node("recall", node)
    graph.add_edge(ENTRY, "recall")
    return graph.compile(store=store)


def test_a_compiled_graph_reads_what_the_managers_wrote(memory):
    ended = graph_of(recall_node, memory.store).invoke({"messages": ["Where does the user live?"]})
    assert ended["messages"][-1].text == "The user lives in Turin."


def test_a_compiled_graph_reads_it_asynchronously(memory):
    graph = graph_of(async_recall_node, memory.store)
    ended = asyncio.run(graph.ainvoke({"messages": ["Where does the user live?"]}))
    assert ended["messages"][-1].text == "The user lives in Turin."


def test_an_agent_of_langchain_searches_the_store_with_a_tool(memory):
    @tool
    def search_memory(query: str, runtime: ToolRuntime) -> str:
        """Search the user's memories."""
        hits = runtime.store.search(memory_namespace("ada", "semantic"), query=query, limit=1)
        return "\n".join(hit.value["text"] for hit in hits)

    agent = create_agent(mk.chat_model("offline"), [search_memory], store=memory.store)
    ended = agent.invoke({"messages": [("user", "Where do I live?")]})
    asked = [call["name"] for message in ended["messages"] for call in _calls(message)]
    assert asked == ["search_memory"]
    assert "Turin" in ended["messages"][-1].text


def _calls(message):
    return message.tool_calls if isinstance(message, AIMessage) else []
