"""One program, two drivers."""

import asyncio

import pytest
from langgraph.store.base import GetOp, PutOp
from langgraph.store.memory import InMemoryStore
from proposals import says

from memorykinds.bridge import Ask, Batch, Bridge
from memorykinds.kinds import FactProposal, ModelError
from memorykinds.models import ScriptedChatModel


def make(*replies):
    model = ScriptedChatModel(replies)
    return Bridge(InMemoryStore(), lambda: model)


def both(bridge, program):
    """Run a program's two incarnations: blocking and awaited."""
    return bridge.run(program()), asyncio.run(bridge.arun(program()))


def test_a_program_gets_the_stores_and_the_models_answers():
    def program():
        yield Batch([PutOp(("a",), "k", {"v": 1})])
        (item,) = yield Batch([GetOp(("a",), "k")])
        answer = yield Ask((("human", "x"),), FactProposal, "semantic")
        return item.value, answer.data

    expected = ({"v": 1}, {"candidates": []})
    assert both(make(says(), says()), program) == (expected, expected)


def test_a_program_that_needs_nothing_returns_at_once():
    def program():
        return 7
        yield

    assert both(make(), program) == (7, 7)


def test_a_failure_is_thrown_where_the_request_was_made():
    def program():
        try:
            yield Ask((("human", "x"),), FactProposal, "semantic")
        except ModelError:
            return "caught"

    assert both(make(TimeoutError(), TimeoutError()), program) == ("caught", "caught")


def test_a_failure_that_is_not_caught_surfaces_as_itself():
    def program():
        yield Batch([GetOp(("a",), "k")])
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        make().run(program())
    with pytest.raises(RuntimeError, match="mine"):
        asyncio.run(make().arun(program()))


def test_the_model_is_made_only_when_a_program_asks_it():
    def never():
        raise AssertionError("the model was made")

    bridge = Bridge(InMemoryStore(), never)

    def program():
        yield Batch([GetOp(("a",), "k")])
        return "done"

    assert bridge.run(program()) == "done"


def test_the_purpose_decides_which_model_is_asked():
    reader, thinker = ScriptedChatModel([says()] * 3), ScriptedChatModel([says()] * 2)
    bridge = Bridge(InMemoryStore(), lambda: reader, lambda: thinker)

    def program():
        for purpose in ("semantic", "episodic", "procedural", "consolidation", "judge"):
            yield Ask((("human", purpose),), FactProposal, purpose)

    bridge.run(program())
    assert [m[0].text for m in reader.history] == ["semantic", "episodic", "procedural"]
    assert [m[0].text for m in thinker.history] == ["consolidation", "judge"]


def test_without_a_second_model_the_first_is_asked_for_everything():
    model = ScriptedChatModel([says()])
    bridge = Bridge(InMemoryStore(), lambda: model)

    def program():
        return (yield Ask((("human", "x"),), FactProposal, "consolidation"))

    assert bridge.run(program()).data == says()
