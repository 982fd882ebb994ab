"""A stand-in for a paid language model, for tests: it answers over OpenAI's protocol.

It is not a language model, and nothing that it answers may be shown as one's. With it the switch
of a lesson (``MODEL = "openai:gpt-4o-mini"``) can be tried without a key, for what the lesson's
own code must bear:

* `same` answers what the offline model answers, so that only the way there is another.
* `otherwise` answers what it might have answered as well: fewer or more memories, in other words,
  about other subjects, and at times nothing at all or no call of a tool. Every answer is valid,
  and the same request always gets the same one.

::

    with OpenAIServer(answer=otherwise) as server:
        ...
"""

import json
import random

from langchain_core.messages import convert_to_messages
from models.openai_schemas import resolve, smallest
from openai_server import ToolCalls

from memorykinds.kinds import InputError
from memorykinds.kinds.blocks import parse_block
from memorykinds.models.offline import OfflineChatModel

NAME = "Robin"
"""Whom it calls the user."""

SILENT = 1 / 6
"""How often it proposes nothing at all."""

WHOLE_TALK = 6
"""Turns from which a conversation is one in which a model finds at least one fact."""


def same(body):
    """Return the offline model's reply to a chat request."""
    form = (body.get("response_format") or {}).get("json_schema")
    messages = convert_to_messages(body["messages"])
    if form is None:
        return _turn(body, messages)
    tool = {"name": form["name"], "parameters": form["schema"]}
    model = OfflineChatModel().bind_tools(
        [{"type": "function", "function": tool}], tool_choice="any"
    )
    try:
        (call,) = model.invoke(messages).tool_calls
    except InputError:  # a form that it cannot fill in: the smallest that conforms
        return None
    return _fitted(call["args"], form["schema"], form["schema"])


def _turn(body, messages):
    """Return what the offline model says, or which tools it calls."""
    bound = {name: body[name] for name in ("tools", "tool_choice") if body.get(name)}
    said = OfflineChatModel().invoke(messages, **bound)
    before = sum(len(getattr(message, "tool_calls", ())) for message in messages)
    calls = tuple((call["name"], call["args"]) for call in said.tool_calls)
    return ToolCalls(calls, first=before + 1) if calls else str(said.text)


def _fitted(value, node, root):
    """Return a value with all that the strict schema demands, and no more."""
    node = resolve(node, root)
    if "anyOf" in node:
        kind = {dict: "object", list: "array"}.get(type(value))
        options = [resolve(option, root) for option in node["anyOf"]]
        node = next((option for option in options if option.get("type") == kind), {})
    if isinstance(value, dict):
        fields = node.get("properties", {})
        return {
            name: _fitted(value[name], child, root) if name in value else smallest(child, root)
            for name, child in fields.items()
        }
    if isinstance(value, list):
        return [_fitted(item, node.get("items", {}), root) for item in value]
    return value


def otherwise(body, seed=1):
    """Return a reply that the offline model would not have given, and that is as valid.

    Args:
        body: The request.
        seed: Another number, other answers.
    """
    reply = same(body)
    chance = random.Random(f"{seed} {json.dumps(body['messages'])}")  # noqa: S311 -- no secret
    if isinstance(reply, ToolCalls):
        free = body.get("tool_choice") in (None, "auto")
        return "I shall keep that in mind." if free and chance.random() < 1 / 3 else reply
    if isinstance(reply, str):
        return f"Certainly! {reply.removeprefix('From memory: ')}"
    if reply is None:
        return None
    least = 1 if _must_find(body) else 0
    silent = not least and chance.random() < SILENT
    for name, value in reply.items():
        if isinstance(value, list):
            reply[name] = [] if silent else _some(value, least, chance)
    return reply


def _must_find(body):
    """Return whether facts are asked for, of a talk in which any model would find one."""
    prompt = next(m["content"] for m in body["messages"] if m["role"] == "user")
    facts = body["response_format"]["json_schema"]["name"] in ("FactProposal", "SemanticProposal")
    return facts and len(parse_block("conversation", prompt)) >= WHOLE_TALK


def _some(value, least, chance):
    """Return a list of nominations with some left out, and others changed."""
    some = [one for one in value if chance.random() < 2 / 3] or value[:least]
    nominated = [one for one in some if isinstance(one, dict) and "content" in one]
    if nominated != some or not some:
        return some
    return [_reworded(one, chance) for one in some] + _more(some, chance)


def _reworded(candidate, chance):
    """Return a candidate in other words, and not always so well filled in."""
    content = candidate["content"]
    for name in ("text", "title", "situation"):
        if name in content:
            content[name] = content[name].replace("The user", NAME).replace("Please ", "")
    if "title" in content:
        content |= {"title": f"About this: {content['title']}", "lesson": ""}
    if content.get("subject") == "user" and chance.random() < 1 / 4:
        content["subject"] = NAME
    if "predicate" in content and chance.random() < 1 / 6:
        content["predicate"] = "is_said_to_have"
    if chance.random() < 1 / 4:
        candidate |= {"same_as": [], "contradicts": []}
    return candidate


def _more(candidates, chance):
    """Return, at times, one fact that nobody needs."""
    facts = [one for one in candidates if "predicate" in one["content"]]
    if not facts or chance.random() < 2 / 3:
        return []
    about = facts[-1]["content"]["object"]
    text = f"{NAME} has talked about {about}."
    content = facts[-1]["content"] | {"predicate": "talked_about", "object": about, "text": text}
    return [facts[-1] | {"same_as": [], "contradicts": [], "content": content}]
