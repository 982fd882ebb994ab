"""`ScriptedChatModel`: says what it is told to, and remembers what it was asked."""

import asyncio

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.tools import tool
from pydantic import BaseModel

from memorykinds.kinds import InputError, ModelError
from memorykinds.models import ScriptedChatModel


@tool
def look_up(name: str) -> str:
    """Look a name up."""
    return name


@tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


class City(BaseModel):
    """A city."""

    name: str


def test_each_call_gets_the_next_reply_and_is_remembered():
    model = ScriptedChatModel(["one", AIMessage("two", id="m2")])
    assert model.invoke("first").text == "one"
    second = model.invoke([SystemMessage("Be brief."), HumanMessage("second")])
    assert (second.text, second.id) == ("two", "m2")
    assert [[message.text for message in call] for call in model.history] == [
        ["first"],
        ["Be brief.", "second"],
    ]


def test_a_script_at_its_end_is_one_sentence():
    model = ScriptedChatModel(["one"])
    model.invoke("first")
    with pytest.raises(ModelError) as caught:
        model.invoke("second")
    assert str(caught.value) == "The script is at its end: call 2 came after 1 replies."
    assert len(model.history) == 2


def test_an_exception_is_raised():
    with pytest.raises(TimeoutError, match="too slow"):
        ScriptedChatModel([TimeoutError("too slow")]).invoke("x")


def test_a_dict_calls_the_tool_that_is_demanded_else_the_first():
    model = ScriptedChatModel([{"a": 1, "b": 2}, {"name": "Ada"}, {"name": "Ada"}])
    tools = [look_up, add]
    for choice, name in (("add", "add"), ("any", "look_up"), (None, "look_up")):
        call = model.bind_tools(tools, tool_choice=choice).invoke("x").tool_calls[0]
        assert call["name"] == name
    assert call == {"name": "look_up", "args": {"name": "Ada"}, "id": "call-3", "type": "tool_call"}


def test_a_dict_without_tools_is_json():
    assert ScriptedChatModel([{"name": "é"}]).invoke("x").text == '{"name": "é"}'


def test_structured_output_of_a_class_and_of_a_schema():
    model = ScriptedChatModel([{"name": "Paris"}, {"name": "Rome"}])
    assert model.with_structured_output(City).invoke("x") == City(name="Paris")
    schema = City.model_json_schema()
    assert model.with_structured_output(schema).invoke("x") == {"name": "Rome"}


def test_text_streams_word_by_word():
    chunks = list(ScriptedChatModel([" one  two\nthree "]).stream("x"))
    assert "".join(chunk.text for chunk in chunks) == " one  two\nthree "
    assert sum(bool(chunk.text) for chunk in chunks) == 3


def test_tool_calls_stream():
    model = ScriptedChatModel([{"a": 1, "b": 2}]).bind_tools([add])
    chunks = list(model.stream("x"))
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk
    assert whole.tool_calls[0]["args"] == {"a": 1, "b": 2}


def test_usage_survives_a_stream():
    usage = {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}
    chunks = list(ScriptedChatModel([AIMessage("a b", usage_metadata=usage)]).stream("x"))
    assert chunks[-1].usage_metadata == usage


def test_async_answers_and_streams_the_same():
    async def run():
        model = ScriptedChatModel(["one", "two three"])
        first = await model.ainvoke("x")
        rest = [chunk.text async for chunk in model.astream("y")]
        return first.text, "".join(rest), len(model.history)

    assert asyncio.run(run()) == ("one", "two three", 2)


def test_two_models_do_not_share_a_history():
    one, two = ScriptedChatModel(["a"]), ScriptedChatModel(["b"])
    one.invoke("x")
    assert (len(one.history), two.history) == (1, [])


def test_a_bound_model_shares_the_history_of_its_model():
    model = ScriptedChatModel([{"a": 1, "b": 2}, "text"])
    model.bind_tools([add]).invoke("x")
    model.invoke("y")
    assert len(model.history) == 2


def test_a_reply_that_cannot_be_given_is_refused_when_the_script_is_written():
    with pytest.raises(InputError, match="Reply 2 is a list"):
        ScriptedChatModel(["Hello!", []])
