"""LangMem's own tools and managers on our store, and ours on what they wrote."""

import json

import pytest
from langchain_core.messages import AIMessage
from langgraph.func import entrypoint

import memorykinds as mk
from memorykinds.agent import manage_memory_tool, search_memory_tool

langmem = pytest.importorskip("langmem", reason="missing part: the Python package langmem")

SPACE = ("{user_id}", "semantic")
ADA = {"configurable": {"user_id": "ada"}}
TEA = mk.Fact(subject="user", predicate="likes", object="tea", text="The user likes tea.")


@pytest.fixture
def memory():
    return mk.open(user="ada", embeddings="hash", ids=mk.counted_ids())


def in_graph(memory, runnable, *inputs):
    """Invoke it within a graph that has the memory's store, with each of the inputs."""

    @entrypoint(store=memory.store)
    def workflow(asked):
        return [runnable.invoke(one) for one in asked]

    return workflow.invoke(list(inputs), ADA)


def test_what_its_tool_wrote_is_listed_shown_and_forgotten(memory):
    in_graph(memory, langmem.create_manage_memory_tool(SPACE), {"content": "Ada likes tea."})
    (record,) = memory.semantic.all(active=False)
    assert (record.text, record.provenance.conversation) == ("Ada likes tea.", "elsewhere")
    assert memory.get(record.id) == record
    assert memory.recall("tea").hits == ()
    memory.forget(record.id)
    assert memory.semantic.all(active=False) == []


def test_what_its_tool_wrote_is_recalled_once_it_is_adopted(memory):
    tool = langmem.create_manage_memory_tool(SPACE)
    in_graph(memory, tool, {"content": "Ada likes tea."}, {"content": "Ada rows a boat."})
    update = memory.semantic.adopt()
    assert len(update.events) == 2
    assert memory.recall("Ada likes tea.").hits[0].record.text == "Ada likes tea."
    found = in_graph(memory, search_memory_tool(), {"query": "a boat"})[0]
    assert "Ada rows a boat." in found
    assert memory.semantic.adopt().events == ()


def test_a_secret_that_its_tool_wrote_is_not_adopted(memory):
    tool = langmem.create_manage_memory_tool(SPACE)
    in_graph(memory, tool, {"content": "Ada's password is hunter22."})
    update = memory.semantic.adopt()
    assert [decision.reason for decision in update.decisions] == ["secret"]
    assert update.events == ()


def test_what_its_manager_wrote_is_recalled_and_still_its_own(memory):
    call = {"name": "Memory", "args": {"content": "Ada lives in Turin."}, "id": "1"}
    replies = [AIMessage("", tool_calls=[{**call, "type": "tool_call"}]), *["Done."] * 3]
    manager = langmem.create_memory_store_manager(
        mk.ScriptedChatModel(replies), namespace=SPACE, store=memory.store
    )
    in_graph(memory, manager, {"messages": [("user", "I live in Turin.")]})
    memory.semantic.adopt()
    (hit,) = memory.recall("Where does Ada live?").hits
    assert hit.record.text == "Ada lives in Turin."
    (item,) = memory.store.search(("ada", "semantic"))
    assert (item.value["kind"], item.value["content"]) == (
        "Memory",
        {"content": "Ada lives in Turin."},
    )


def test_its_search_finds_what_ours_wrote(memory):
    memory.semantic.add(TEA)
    tool = langmem.create_search_memory_tool(SPACE)
    (found,) = in_graph(memory, tool, {"query": "What does the user like?"})
    (item,) = json.loads(found)
    assert item["value"]["content"]["text"] == "The user likes tea."


def test_ours_deletes_what_its_tool_wrote(memory):
    in_graph(memory, langmem.create_manage_memory_tool(SPACE), {"content": "Ada likes tea."})
    (record,) = memory.semantic.all(active=False)
    (told,) = in_graph(memory, manage_memory_tool(), {"action": "delete", "id": record.id})
    assert told.startswith(f"deleted {record.id}")
    assert [event.action for event in memory.history(record.id)] == ["forget"]


def test_learning_goes_on_beside_what_its_tool_wrote(memory):
    in_graph(memory, langmem.create_manage_memory_tool(SPACE), {"content": "Ada likes tea."})
    memory.learn("I live in Turin.")
    assert [record.text for record in memory.semantic.all()] == ["The user lives in Turin."]


def test_a_fact_that_its_tool_overwrote_is_adopted_as_a_fact(memory):
    memory.semantic.add(TEA)
    name, content = TEA.with_(object="coffee", text="The user likes coffee.").envelope()
    memory.store.put(("ada", "semantic"), "fact-1", {"kind": name, "content": content})
    memory.semantic.adopt()
    (record,) = memory.semantic.all()
    assert (record.content.object, record.slot) == ("coffee", "user|likes")
