"""The test server itself: it must refuse what the real one refuses."""

import base64
import copy
import http.client
import json
import struct

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from models.openai_schemas import conforms, smallest
from openai_server import Malformed, OpenAIServer, ToolCalls

from memorykinds.kinds import EpisodeProposal, FactProposal, RuleProposal
from memorykinds.models import chat_model

CITY = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "size": {"type": ["integer", "null"]}},
    "required": ["name", "size"],
    "additionalProperties": False,
}
USER = {"role": "user", "content": "Hello"}


def post(server, body, *, path="/v1/chat/completions", key=None):
    """Send one request; return the status and the JSON of the answer."""
    connection = http.client.HTTPConnection(server.url.split("/")[2], timeout=10)
    key = server.key if key is None else key
    headers = {"Content-Type": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    content = body if isinstance(body, str) else json.dumps(body)
    method = "GET" if body is None else "POST"
    try:
        connection.request(method, path, content, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def chat(**changes):
    return {"model": "gpt-4o-mini", "messages": [USER], **changes}


def form(schema, *, name="City", strict=True):
    inner = {"name": name, "schema": schema, "strict": strict}
    return chat(response_format={"type": "json_schema", "json_schema": inner})


def function(schema, **changes):
    inner = {"name": "city", "parameters": schema, "strict": True, **changes}
    return chat(tools=[{"type": "function", "function": inner}])


def changed(*path, to):
    """Return CITY with the value at `path` replaced, or removed where `to` is None."""
    schema = copy.deepcopy(CITY)
    *way, last = path
    node = schema
    for step in way:
        node = node[step]
    if to is None:
        del node[last]
    else:
        node[last] = to
    return schema


def nested(levels):
    schema = CITY
    for _ in range(levels - 1):
        schema = changed("properties", "name", to=schema)
    return schema


WIDE = {**CITY, "properties": {f"p{i}": {"type": "string"} for i in range(5001)}}
WIDE["required"] = list(WIDE["properties"])

REFUSED_SCHEMAS = [
    ({"type": "array", "items": CITY}, "got 'type: \"array\"'"),
    ({"anyOf": [CITY]}, "schema must be a JSON Schema of 'type: \"object\"'"),
    (changed("required", to=["name"]), "including every key in properties. Missing 'size'"),
    (changed("required", to=None), "Missing 'name'"),
    (changed("required", to=["name", "size", "x"]), "extra key: 'x'"),
    (changed("additionalProperties", to=None), "'additionalProperties' is required"),
    (changed("additionalProperties", to=True), "'additionalProperties' is required"),
    (changed("properties", "name", to={"type": "string", "default": ""}), "'default' is not"),
    (changed("properties", "name", to={"type": "string", "minLength": 1}), "'minLength' is not"),
    (changed("properties", "name", to={"allOf": [{"type": "string"}]}), "'allOf' is not"),
    (changed("properties", "name", to={"oneOf": [{"type": "string"}]}), "'oneOf' is not"),
    (changed("properties", "name", to={"type": "string", "format": "uri"}), "'uri' is not a valid"),
    (changed("properties", "name", to={}), "schema must have a 'type' key"),
    (changed("properties", "name", to={"type": "array"}), "array schema missing items"),
    (changed("properties", "name", to={"type": "object"}), "('properties', 'name')"),
    (changed("properties", "name", to={"$ref": "#/$defs/X"}), "'#/$defs/X' which was not found"),
    (
        {**changed("properties", "name", to={"$ref": "#", "description": "d"})},
        "$ref cannot have keywords {'description'}",
    ),
    (changed("properties", "name", to={"anyOf": [{"type": "string", "not": {}}]}), "'not' is not"),
    ({**CITY, "$defs": {"X": {"type": "object"}}}, "('$defs', 'X')"),
    (nested(11), "more than 10 levels of nesting"),
    (WIDE, "5001 properties in total"),
    (
        changed("properties", "name", to={"type": "string", "enum": [str(i) for i in range(1001)]}),
        "1001 values in total",
    ),
    (
        changed("properties", "name", to={"type": "string", "enum": ["x" * 120_001]}),
        "characters in total",
    ),
]


@pytest.mark.parametrize(("schema", "words"), REFUSED_SCHEMAS)
@pytest.mark.parametrize("wrap", [form, function])
def test_a_schema_that_strict_mode_forbids_is_a_400(server, schema, words, wrap):
    status, answer = post(server, wrap(schema))
    assert status == 400
    assert words in answer["error"]["message"]
    assert answer["error"]["message"].startswith("Invalid schema for ")
    assert answer["error"]["type"] == "invalid_request_error"


def test_without_strict_the_same_schema_passes(server):
    assert post(server, form(changed("required", to=None), strict=False))[0] == 200


@pytest.mark.parametrize(
    "schema", [CITY, nested(10), changed("properties", "name", to={"$ref": "#"})]
)
def test_a_schema_within_the_rules_passes(server, schema):
    server.script(Malformed("{}"))
    assert post(server, form(schema))[0] == 200


@pytest.mark.parametrize("name", ["", "a b", "é", "x" * 65, None, 3])
def test_a_form_needs_a_name_of_allowed_letters(server, name):
    assert post(server, form(CITY, name=name))[0] == 400
    assert post(server, function(CITY, name=name))[0] == 400


BAD_REQUESTS = [
    (chat(foo=1), "Unknown parameter: 'foo'."),
    (chat(temperature="hot"), "Invalid type for 'temperature'"),
    (chat(temperature=3), "between 0 and 2"),
    (chat(stream=1), "Invalid type for 'stream'"),
    (chat(model="o3-mini", temperature=0), "'temperature' does not support 0 with this model"),
    (chat(stream_options={"include_usage": True}), "only allowed when 'stream' is enabled"),
    ({"model": "gpt-4o-mini"}, "Missing required parameter: 'messages'."),
    ({"messages": [USER]}, "you must provide a model parameter"),
    (chat(model=7), "Invalid type for 'model'"),
    (chat(messages=[]), "Invalid 'messages': empty array"),
    (chat(messages=["Hello"]), "Invalid type for 'messages[0]'"),
    (chat(messages=[{"role": "robot", "content": ""}]), "Invalid value: 'robot'"),
    (chat(messages=[{"role": "user"}]), "Invalid type for 'messages[0].content'"),
    (chat(messages=[{"role": "user", "content": [{"type": "x"}]}]), "content[0].type"),
    (chat(messages=[{"role": "user", "content": [{"type": "text"}]}]), "content[0].text"),
    (
        chat(messages=[{"role": "tool", "content": "", "tool_call_id": "1"}]),
        "must be a response to a preceeding message with 'tool_calls'",
    ),
    (
        chat(messages=[{"role": "assistant", "tool_calls": [{"id": "c1"}]}, USER]),
        "did not have response messages: c1",
    ),
    (
        chat(messages=[{"role": "assistant", "tool_calls": [{"id": "c1"}]}]),
        "did not have response messages: c1",
    ),
    (chat(tools=[]), "Invalid 'tools': empty array"),
    (chat(tools=[{"type": "x"}]), "Missing required parameter: 'tools[0].function'"),
    (chat(tool_choice="auto"), "'tool_choice' is only allowed when 'tools' are specified"),
    (chat(parallel_tool_calls=False), "only allowed when 'tools' are specified"),
    ({**function(CITY), "tool_choice": "any"}, "Invalid value: 'any'"),
    (
        {**function(CITY), "tool_choice": {"type": "function", "function": {"name": "x"}}},
        "not found in 'tools'",
    ),
    (chat(response_format={"type": "json_object"}), "must contain the word 'json'"),
    (chat(response_format={"type": "json_schema"}), "'response_format.json_schema'"),
    (
        chat(response_format={"type": "json_schema", "json_schema": {"name": "a", "x": 1}}),
        "Unknown parameter: 'response_format.json_schema.x'",
    ),
    ("{no json", "We could not parse the JSON body"),
    ("[]", "We could not parse the JSON body"),
]


@pytest.mark.parametrize(("body", "words"), BAD_REQUESTS)
def test_a_request_out_of_shape_is_a_400(server, body, words):
    status, answer = post(server, body)
    assert status == 400
    assert words in answer["error"]["message"]


def test_a_missing_and_a_wrong_key_are_a_401(server):
    for key, words in (("", "You didn't provide an API key"), ("sk-x", "Incorrect API key")):
        status, answer = post(server, chat(), key=key)
        assert status == 401
        assert words in answer["error"]["message"]


def test_an_unknown_model_and_an_unknown_path_are_a_404(server):
    status, answer = post(server, chat(model="gpt-99"))
    assert (status, answer["error"]["code"]) == (404, "model_not_found")
    assert post(server, chat(), path="/v1/completions")[0] == 404
    assert post(server, None, path="/v1/nothing")[0] == 404


def test_models_are_listed(server):
    status, answer = post(server, None, path="/v1/models")
    assert status == 200
    assert "gpt-4o-mini" in [row["id"] for row in answer["data"]]


def test_a_scripted_answer_outside_its_schema_fails_the_test():
    with pytest.raises(AssertionError, match="does not conform"), OpenAIServer() as server:  # noqa: PT012
        server.script({"name": 7})
        assert post(server, form(CITY))[0] == 500


def test_the_unscripted_answer_is_the_smallest_that_conforms(server):
    _, answer = post(server, form(CITY))
    assert json.loads(answer["choices"][0]["message"]["content"]) == {"name": "", "size": 0}


@pytest.mark.parametrize("schema", [FactProposal, EpisodeProposal, RuleProposal])
def test_the_smallest_value_of_each_proposals_candidate_conforms(schema):
    root = schema.model_json_schema()
    candidate = root["properties"]["candidates"]["items"]
    value = {"candidates": [smallest(candidate, root)]}
    assert conforms(value, root)
    assert not conforms({"candidates": [{}]}, root)


@pytest.mark.parametrize(
    ("value", "schema", "fits"),
    [
        (True, {"type": "integer"}, False),
        (True, {"type": "boolean"}, True),
        (1, {"type": "number", "maximum": 0}, False),
        (None, {"anyOf": [{"type": "string"}, {"type": "null"}]}, True),
        ("b", {"type": "string", "enum": ["a"]}, False),
        ("a", {"const": "b"}, False),
        ("a1", {"type": "string", "pattern": r"^\d"}, False),
        ([1], {"type": "array", "items": {"type": "integer"}, "maxItems": 0}, False),
        ({"x": 1}, {"type": "object", "properties": {}, "additionalProperties": False}, False),
    ],
)
def test_conforming_is_told_from_not_conforming(value, schema, fits):
    assert conforms(value, schema) is fits


@tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


def test_tool_calls_go_there_and_back_and_stream(server, model):
    calls = ToolCalls((("add", {"a": 1, "b": 2}), ("add", {"a": 3, "b": 4})))
    server.script(calls, calls, "3 and 7")
    bound = model.bind_tools([add], strict=True)
    asked = bound.invoke([HumanMessage("Add")])
    assert [call["args"] for call in asked.tool_calls] == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]
    streamed = None
    for chunk in bound.stream([HumanMessage("Add")]):
        streamed = chunk if streamed is None else streamed + chunk
    assert streamed.tool_calls == asked.tool_calls
    results = [ToolMessage("3", tool_call_id=c["id"]) for c in asked.tool_calls]
    assert bound.invoke([HumanMessage("Add"), asked, *results]).text == "3 and 7"


def test_a_result_for_no_call_is_refused(model):
    with pytest.raises(Exception, match="must be a response to a preceeding"):
        model.invoke([HumanMessage("x"), AIMessage("y"), ToolMessage("z", tool_call_id="c9")])


def test_a_stream_ends_with_its_usage_where_that_is_asked_for(server):
    model = chat_model(
        "openai:gpt-4o-mini", base_url=server.url, api_key=server.key, stream_usage=True
    )
    server.script("one two")
    whole = None
    for chunk in model.stream("a b c"):
        whole = chunk if whole is None else whole + chunk
    assert whole.text == "one two"
    assert whole.response_metadata["finish_reason"] == "stop"
    assert whole.usage_metadata["input_tokens"] == 3


def embed(server, **body):
    path = "/v1/embeddings"
    return post(server, {"model": "text-embedding-3-small", **body}, path=path)


def test_embeddings_are_deterministic_in_both_encodings_and_any_length(server):
    _, floats = embed(server, input=["green tea", "tea"], dimensions=8)
    _, packed = embed(server, input="tea", dimensions=8, encoding_format="base64")
    vector = floats["data"][1]["embedding"]
    unpacked = struct.unpack("<8f", base64.b64decode(packed["data"][0]["embedding"]))
    assert unpacked == pytest.approx(vector)
    assert sum(value * value for value in vector) == pytest.approx(1)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"input": ""},
        {"input": []},
        {"input": ["a", ""]},
        {"input": ["a"] * 2049},
        {"input": 3},
        {"input": "a", "dimensions": 0},
        {"input": "a", "dimensions": 1537},
        {"input": "a", "dimensions": "8"},
        {"input": "a", "encoding_format": "hex"},
        {"input": "a", "foo": 1},
    ],
)
def test_an_embeddings_request_out_of_shape_is_a_400(server, body):
    assert embed(server, **body)[0] == 400


def test_token_ids_are_accepted_as_input(server):
    assert len(embed(server, input=[1, 2, 3])[1]["data"]) == 1
    assert len(embed(server, input=[[1, 2], [3]])[1]["data"]) == 2
