"""One agent, many users: each gets their own memory, and nobody another's."""

import asyncio
import gc
import threading
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from remembering import agent_with, memory_of, texts, thread

import memorykinds as mk
from memorykinds.agent import Memories
from memorykinds.kinds import InputError, StoreError


@dataclass
class Context:
    user_id: str


def shared():
    """A function that opens the memory of any user in one store."""
    store = memory_of().store
    return lambda user: mk.open(store=store, user=user)


def test_a_run_says_in_its_context_whose_it_is():
    opening = shared()
    agent, _, _ = agent_with(opening, "A", "B")
    agent.invoke({"messages": "I live in Turin."}, thread("a"), context={"user_id": "ada"})
    agent.invoke({"messages": "I live in Lyon."}, thread("b"), context=Context("bob"))
    assert texts(opening("ada").semantic.all()) == ["The user lives in Turin."]
    assert texts(opening("bob").semantic.all()) == ["The user lives in Lyon."]


def test_a_run_may_say_it_in_its_config():
    opening = shared()
    agent, _, own = agent_with(opening, "A")
    agent.invoke({"messages": "I live in Turin."}, thread(user_id="ada@example.org"))
    assert own.last().user == "ada@example.org"
    assert len(opening("ada@example.org").semantic) == 1


def test_recall_is_from_the_users_own_memory():
    opening = shared()
    opening("ada").learn("I live in Turin.")
    agent, model, own = agent_with(opening, "A", "B")
    for user in ("ada", "bob"):
        agent.invoke({"messages": "Where do I live?"}, thread(user), context={"user_id": user})
    assert ["Turin" in shown[-1].text for shown in model.history] == [True, False]
    assert own.last(user="ada").thread == "ada"


@pytest.mark.parametrize("user", [None, "", "  ", 7, ["ada"], "a\0", "a\nb", "x" * 300, "{a}"])
def test_a_run_without_a_usable_user_is_refused_before_the_model_is_asked(user):
    opened = []
    agent, model, _ = agent_with(opened.append, "A")
    with pytest.raises(InputError, match="user_id") as refused:
        agent.invoke({"messages": "Hello!"}, thread(), context={"user_id": user})
    assert "\n" not in str(refused.value)
    assert (model.history, opened) == ([], [])


def test_an_async_run_without_a_user_is_refused_as_well():
    agent, model, _ = agent_with(shared(), "A")
    with pytest.raises(InputError, match="does not say whose memory"):
        asyncio.run(agent.ainvoke({"messages": "Hello!"}, thread()))
    assert model.history == []


def test_an_agent_of_one_user_refuses_others_and_needs_no_user():
    agent, model, own = agent_with(memory_of("ada"), "A", "B")
    with pytest.raises(InputError, match="one user only"):
        agent.invoke({"messages": "Hello!"}, thread(), context={"user_id": "bob"})
    agent.invoke({"messages": "Hello!"}, thread())
    agent.invoke({"messages": "Hello!"}, thread(), context={"user_id": "ada"})
    assert len(model.history) == 2
    assert own.last().user == "ada"


def test_a_thread_of_another_user_is_refused():
    opening = shared()
    agent, model, _ = agent_with(opening, "A", "B")
    agent.invoke({"messages": "I live in Turin."}, thread(), context={"user_id": "ada"})
    with pytest.raises(InputError, match="belongs to another user"):
        agent.invoke({"messages": "Where do I live?"}, thread(), context={"user_id": "bob"})
    assert len(model.history) == 1
    assert opening("bob").history() == []


@pytest.mark.parametrize("opening", [lambda _: memory_of("bob"), lambda _: None])
def test_a_function_that_opens_the_wrong_memory_is_refused_though_failures_are_tolerated(opening):
    agent, model, _ = agent_with(opening, "A")
    with pytest.raises(InputError, match=r"returned .* for the user 'ada'"):
        agent.invoke({"messages": "Hello!"}, thread(), context={"user_id": "ada"})
    assert model.history == []


def test_a_run_that_names_two_users_is_refused():
    agent, model, _ = agent_with(shared(), "A")
    config = thread(user_id="ada")
    with pytest.raises(InputError, match="two different 'user_id'"):
        agent.invoke({"messages": "Hello!"}, config, context={"user_id": "bob"})
    assert model.history == []


def test_whom_the_server_has_authenticated_goes_before_what_the_client_says():
    known = SimpleNamespace(identity="ada")
    agent, _, own = agent_with(shared(), "A")
    forged = thread(user_id="bob", langgraph_auth_user=known)
    agent.invoke({"messages": "I live in Turin."}, forged, context={"user_id": "carl"})
    assert own.last().user == "ada"


def test_an_agent_of_one_user_refuses_whom_the_server_knows_as_another():
    agent, model, _ = agent_with(memory_of("ada"), "A")
    forged = thread(user_id="ada", langgraph_auth_user=SimpleNamespace(identity="bob"))
    with pytest.raises(InputError, match="one user only"):
        agent.invoke({"messages": "Hello!"}, forged)
    assert model.history == []


def test_a_thread_cannot_be_claimed_by_writing_into_its_state():
    agent, model, _ = agent_with(shared(), "A", "B")
    agent.invoke({"messages": "I live in Turin."}, thread(), context={"user_id": "ada"})
    agent.update_state(thread(), {"memorykinds_user": "bob"})
    with pytest.raises(InputError, match="belongs to another user"):
        agent.invoke({"messages": "Where do I live?"}, thread(), context={"user_id": "bob"})
    assert len(model.history) == 1


# -- the cache ---------------------------------------------------------------------------


def test_a_memory_is_opened_once():
    opened = []
    opening = shared()
    memories = Memories(lambda user: opened.append(user) or opening(user))
    assert memories("ada") is memories("ada")
    assert memories("bob") is not memories("ada")
    assert opened == ["ada", "bob"]


def test_threads_that_ask_for_one_user_at_once_open_one_memory():
    opened, opening = [], shared()
    both = threading.Barrier(2)

    def slowly(user):
        opened.append(user)
        return opening(user)

    memories = Memories(slowly)
    found = []

    def ask():
        both.wait(timeout=60)
        found.append(memories("ada"))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    assert opened == ["ada"]
    assert found[0] is found[1]


def test_a_user_whose_memory_opens_slowly_holds_up_nobody_else():
    go, opening = threading.Event(), shared()

    def opened(user):
        if user == "slow":
            go.wait(timeout=60)
        return opening(user)

    memories = Memories(opened)
    slow = threading.Thread(target=memories, args=("slow",))
    slow.start()
    try:
        assert memories("ada").user == "ada"
        assert slow.is_alive()
    finally:
        go.set()
        slow.join(timeout=60)


def test_a_memory_that_could_not_be_opened_is_tried_again():
    answers = iter([StoreError("The store is down."), memory_of("ada")])

    def opening(_):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    memories = Memories(opening)
    with pytest.raises(StoreError):
        memories("ada")
    assert memories("ada").user == "ada"


def test_the_memory_used_longest_ago_is_closed_when_nobody_holds_it_any_more(tmp_path):
    memories = Memories(lambda user: mk.open(tmp_path / f"{user}.db", user=user), most=1)
    store = memories("ada").store
    held = memories("ada")
    memories("bob")
    gc.collect()
    assert held.semantic.all() == [], "who still holds it can use it"
    del held
    gc.collect()
    with pytest.raises(StoreError, match="closed"):
        store.search(("ada", "semantic"))
    assert memories("ada").semantic.all() == [], "and it is opened again when it is needed"


def test_no_memories_at_all_are_refused():
    with pytest.raises(InputError, match="most= must be at least 1"):
        Memories(shared(), most=0)
