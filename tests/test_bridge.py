"""One program, two drivers."""

import asyncio
import threading

import pytest
from langgraph.store.base import GetOp, PutOp
from langgraph.store.memory import InMemoryStore
from proposals import says

from memorykinds.bridge import Ask, Batch, Bridge, Call, Say
from memorykinds.kinds import FactProposal, InputError, ModelError
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


def test_a_program_gets_words_and_the_results_of_functions():
    def program():
        words = yield Say((("human", "Hello"),), "trial")
        number = yield Call(len, (words.text,))
        return words.text, words.data, words.problem, number

    expected = ("Hi!", None, None, 3)
    assert both(make("Hi!", "Hi!"), program) == (expected, expected)


def test_a_function_that_must_be_awaited_is_awaited_or_refused():
    async def double(number):
        return 2 * number

    def program():
        return (yield Call(double, (3,)))

    assert asyncio.run(make().arun(program())) == 6
    with pytest.raises(InputError, match="async twin"):
        make().run(program())


def test_a_function_does_not_hold_up_the_loop():
    def program():
        return (yield Call(threading.current_thread))

    assert asyncio.run(make().arun(program())) is not threading.main_thread()


def test_the_error_of_a_function_reaches_the_program():
    def program():
        try:
            yield Call(int, ("x",))
        except ValueError:
            return "caught"

    assert both(make(), program) == ("caught", "caught")
