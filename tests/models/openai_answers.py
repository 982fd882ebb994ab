"""What the test server answers: the scripted replies, as the API's JSON and as a stream."""

import base64
import json
import math
import re
import struct
import threading
import zlib
from dataclasses import dataclass
from typing import Any

from models.openai_requests import MOST_DIMS
from models.openai_schemas import conforms, smallest


@dataclass(frozen=True)
class ToolCalls:
    """Calls of tools: (name, arguments) each, the arguments as a dict or as raw text.

    Their ids count from `first`.
    """

    calls: tuple[tuple[str, dict[str, Any] | str], ...]
    first: int = 1


@dataclass(frozen=True)
class Malformed:
    """A structured answer that is not checked: sent as it is, as text or as arguments."""

    text: str


@dataclass(frozen=True)
class Refusal:
    """The model declines; the answer has a `refusal` instead of content."""

    text: str


@dataclass(frozen=True)
class CutOff:
    """The answer ends at its token limit: finish_reason 'length'."""

    text: str


@dataclass(frozen=True)
class Dropped:
    """The connection ends in the middle of the answer."""


@dataclass(frozen=True)
class Page:
    """A web page instead of JSON, as from an address that is no API."""

    html: str = "<html><body>It works!</body></html>"


@dataclass(frozen=True)
class Slow:
    """The answer comes once `until` is set, at the latest after 30 s."""

    until: threading.Event
    then: Any = "late"


@dataclass(frozen=True)
class Failure:
    """An HTTP error with OpenAI's JSON body; `retry_after` in seconds goes into the headers."""

    status: int
    message: str = "It failed as scripted."
    code: str | None = None
    retry_after: float | None = None

    @property
    def headers(self):
        """Retry-After; the client takes 0 s for unset, so the shortest wait is 1 ms."""
        if self.retry_after is None:
            return {}
        milliseconds = max(self.retry_after * 1000, 1)
        return {"retry-after": f"{self.retry_after:g}", "retry-after-ms": f"{milliseconds:g}"}


def completion_of(body, reply):
    """Return the completion for a scripted reply; None is the smallest that conforms.

    Raises:
        ValueError: If the reply does not conform to the schema that the request demands.
    """
    message, finish = _message(body, reply)
    prompt = sum(len(str(m.get("content") or "").split()) for m in body["messages"])
    answer = len(json.dumps(message).split())
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_767_225_600,
        "model": body["model"],
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "refusal": None, **message},
                "logprobs": None,
                "finish_reason": finish,
            }
        ],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": answer,
            "total_tokens": prompt + answer,
        },
    }


def _message(body, reply):
    """Return the assistant's message and the finish_reason for a scripted reply."""
    form = (body.get("response_format") or {}).get("json_schema")
    tool = _demanded_tool(body)
    schema = form["schema"] if form else tool["parameters"] if tool else None
    if reply is None:
        reply = smallest(schema) if schema else "Hello from the test server."
    plain = {
        str: lambda: ({"content": reply}, "stop"),
        Refusal: lambda: ({"content": None, "refusal": reply.text}, "stop"),
        CutOff: lambda: ({"content": reply.text}, "length"),
        ToolCalls: lambda: (
            {"content": None, "tool_calls": _calls(reply.calls, reply.first)},
            "tool_calls",
        ),
    }
    if type(reply) in plain:
        return plain[type(reply)]()
    text = reply.text if isinstance(reply, Malformed) else json.dumps(reply)
    if isinstance(reply, dict) and not conforms(reply, schema or {}):
        raise ValueError(f"the scripted {text} does not conform to the schema asked for")
    if form or tool is None:
        return {"content": text}, "stop"
    finish = "stop" if isinstance(body.get("tool_choice"), dict) else "tool_calls"
    return {"content": None, "tool_calls": _calls(((tool["name"], text),))}, finish


def _demanded_tool(body):
    """Return the function that the request demands; the first of all where it demands any."""
    functions = {tool["function"]["name"]: tool["function"] for tool in body.get("tools") or ()}
    choice = body.get("tool_choice")
    if isinstance(choice, dict):
        return functions[choice["function"]["name"]]
    return next(iter(functions.values()), None) if choice == "required" else None


def _calls(calls, first=1):
    return [
        {
            "id": f"call_{number}",
            "type": "function",
            "function": {
                "name": name,
                "arguments": args if isinstance(args, str) else json.dumps(args),
            },
        }
        for number, (name, args) in enumerate(calls, start=first)
    ]


def completion_chunks(body, completion):
    """Yield a completion as the chunks of a stream: role, then pieces, then the end."""
    message, finish = completion["choices"][0]["message"], completion["choices"][0]["finish_reason"]
    deltas = [{"role": "assistant", "content": "" if message["content"] is not None else None}]
    for name in ("content", "refusal"):
        deltas += [{name: piece} for piece in _pieces(message.get(name) or "")]
    for index, call in enumerate(message.get("tool_calls") or ()):
        function = call["function"]
        first = {**call, "function": {"name": function["name"], "arguments": ""}, "index": index}
        deltas.append({"tool_calls": [first]})
        for piece in _pieces(function["arguments"]):
            deltas.append({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    frame = {key: completion[key] for key in ("id", "created", "model")}
    frame["object"] = "chat.completion.chunk"
    for delta in deltas:
        yield {**frame, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    yield {**frame, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}
    if (body.get("stream_options") or {}).get("include_usage"):
        yield {**frame, "choices": [], "usage": completion["usage"]}


def _pieces(text):
    return re.findall(r"\s*\S+\s*\Z|\s*\S+|\s+", text)


def embeddings_of(body):
    """Return the answer to an embeddings request: hashed words, the same in every process."""
    given = body["input"]
    one = isinstance(given, str) or isinstance(given[0], int)
    rows = [given] if one else given
    encode = _as_base64 if body.get("encoding_format") == "base64" else list
    dims = body.get("dimensions", MOST_DIMS)
    data = [
        {"object": "embedding", "index": index, "embedding": encode(_vector(row, dims))}
        for index, row in enumerate(rows)
    ]
    tokens = sum(len(row.split()) if isinstance(row, str) else len(row) for row in rows)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "data": data, "model": body["model"], "usage": usage}


def _vector(row, dims):
    """Return a unit vector of the words (or token ids) of `row`, signed and hashed."""
    vector = [0.0] * dims
    words = re.findall(r"\w+", row.casefold()) if isinstance(row, str) else map(str, row)
    for word in list(words) or [str(row)]:
        code = zlib.crc32(word.encode())
        vector[code % dims] += 1.0 if code & 0x8000_0000 else -1.0
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector] if length else [1.0] + [0.0] * (dims - 1)


def _as_base64(vector):
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
