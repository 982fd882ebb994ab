"""What a cassette is asked: the hash that finds it, and how it is put to the model recorded.

LangGraph gives each message of a thread a UUID, drawn anew in each run, and turns are known by it. So
a question is found by the order in which UUIDs stand in it, and an answer that names the recorded
ones is given with those that were asked with.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable

from memorykinds.models.asking import structured
from memorykinds.models.cassette_file import Entry, RecordedAnswer, plain

_UUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")


class Question:
    """What is asked: its key, and how it is put to another model."""

    def __init__(
        self, messages: Sequence[BaseMessage], stop: list[str] | None, bound: dict[str, Any]
    ) -> None:
        self.stop = stop
        self.bound = dict(bound)
        self.structured = self.bound.pop("structured", False)
        self.prompt = [_plain_message(message) for message in messages]
        tools = self.bound.get("tools") or []
        self.form = ", ".join(tool.get("function", tool).get("name", "") for tool in tools)
        whole = json.dumps([self.prompt, plain(bound), stop], sort_keys=True)
        numbers = {uuid: f"uuid-{number}" for number, uuid in enumerate(_uuids(whole), 1)}
        self.key = hashlib.sha256(_renamed(whole, numbers).encode()).hexdigest()[:32]

    def answered(self, entry: Entry) -> Entry:
        """Return an entry with its answer in the UUIDs of this question."""
        recorded, asked = (
            _uuids(json.dumps(p, sort_keys=True)) for p in (entry.prompt, self.prompt)
        )
        if recorded == asked:
            return entry
        text = _renamed(entry.answer.model_dump_json(), dict(zip(recorded, asked, strict=False)))
        return entry.model_copy(update={"answer": RecordedAnswer.model_validate_json(text)})

    def put_to(self, model: BaseChatModel) -> Runnable[Any, Any]:
        """Return `model` with the same tools, or held to the same form, as well as it can be."""
        function = self.bound["tools"][0]["function"] if self.structured else {}
        form = function.get("parameters", {})
        if form.get("additionalProperties") is False:  # as strict modes demand; else a tool will do
            about = {n: function[n] for n in ("description",) if n in function}
            held = structured(model, {"title": function["name"], **about, **form})
            return held | itemgetter("raw")
        rest = {**self.bound, **({"stop": self.stop} if self.stop else {})}
        if tools := rest.pop("tools", None):
            return model.bind_tools(tools, **rest)
        rest.pop("tool_choice", None)
        return model.bind(**rest)


def _uuids(text: str) -> list[str]:
    """Return the UUIDs in a text, each once, in order."""
    return list(dict.fromkeys(_UUID.findall(text)))


def _renamed(text: str, names: dict[str, str]) -> str:
    return _UUID.sub(lambda found: names.get(found[0], found[0]), text)


def _plain_message(message: BaseMessage) -> dict[str, Any]:
    """Return a message as it is hashed and shown; ids that differ each time are left out."""
    text = message.content if isinstance(message.content, str) else None
    row: dict[str, Any] = {"role": message.type}
    row |= {"content": message.content} if text is None else {"text": text}
    row |= {"name": message.name} if message.name else {}
    if calls := getattr(message, "tool_calls", None):
        row["tool_calls"] = [{k: call[k] for k in ("name", "args", "id")} for call in calls]
    if answers := getattr(message, "tool_call_id", None):
        row["tool_call_id"] = answers
    return dict(plain(row))
