"""An agent's turn: answer from the memories in the prompt, and say so.

Enough for a demonstration of what memory changes. The best-matching memory is quoted; what no
memory says is not known. Nothing is made up, because there is nothing to make it up with.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from memorykinds.kinds.blocks import parse_block, strip_blocks
from memorykinds.models.offline.aspects import styles
from memorykinds.models.offline.calling import Call, Found, asks, first_calls, next_calls
from memorykinds.models.offline.vocabulary import words

UNKNOWN = "I don't know that: I am a pattern model without a language model behind me, and no memory says it."
GREETING = "Noted. I am the offline pattern model: I answer from memories, not from knowledge of the world."
_MOST_MEMORIES = 3
_SHORT = 160
_LONGEST_TOLD = 200
_WORD, _HINTED = 2, 3
"""Weights of a word that the question shares with a memory, and of one that it hints at."""
_STEM = 3
"""Letters that must remain of a word when its ending is cut off."""

_STOP = words(
    "a an and are as at be but by can could did do does for from had has have he her his i if "
    "in is it its me my of on or our she should so tell that the their them they this to us "
    "user was we were what when where which who whom whose why will with would you your "
    "please know remember about how"
)
_HINTS: tuple[tuple[str, str], ...] = (
    (r"\bwhere\b.*\b(?:live|home|based)|\bhome\b|\bcity\b", "live lives home based moved"),
    (r"\bwhere\b.*\bfrom\b", "comes born grew"),
    (r"\bwhere\b.*\bwork|\bemployer\b|\bcompany\b", "works"),
    (r"\b(?:job|profession|occupation|for a living)\b", "works"),
    (r"\bwho am i\b|\bmy name\b|\bcall(?:ed)? me\b|\bam i called\b", "named name goes"),
    (r"\bhow old\b|\bmy age\b", "years old"),
    (r"\bbirthday\b|\bwhen\b.*\bborn\b", "born"),
    (r"\ballerg", "allergic"),
    (r"\btheme\b|\bmode\b|\bprefer", "prefers likes mode"),
    (r"\b(?:hate|dislike|not like|can't stand)", "dislikes"),
    (r"\bhobb|\benjoy\b|\blike\b|\blove\b", "likes"),
    (r"\bpets?\b|\bdog\b|\bcat\b", "dog cat pet named"),
    (r"\bmarried\b|\bwife\b|\bhusband\b|\bpartner\b", "wife husband partner married"),
    (r"\bspeak|\blanguages?\b", "speaks"),
    (r"\bdiet\b|\beat\b", "vegetarian vegan eat allergic"),
)  # fmt: skip


def answer(
    messages: Sequence[BaseMessage], specs: Sequence[Mapping[str, Any]], required: str | None = None
) -> AIMessage:
    """Return an agent's turn.

    Args:
        messages: The conversation, with memories as a block in any message.
        specs: The bound tools as OpenAI function specifications.
        required: "any", or the name of the tool that must be called.
    """
    last = next(
        (n for n in range(len(messages) - 1, -1, -1) if isinstance(messages[n], HumanMessage)), -1
    )
    question = strip_blocks(messages[last].text)[0].strip() if last >= 0 else ""
    called = _called(messages[last + 1 :])
    results = [message for message in messages[last + 1 :] if isinstance(message, ToolMessage)]
    wrote = [message for message in results if "manage" in called.get(message.tool_call_id, "")]
    found = [one for result in results if result not in wrote for one in _found(result.text)]
    best = _best(question, [*_memories(messages), *(one.text for one in found)])
    if results:
        same = [one for text in best for one in found if one.text == text]
        calls = next_calls(question, specs, list(called.values()), same)
    else:
        calls = first_calls(question, specs, required, answered=bool(best))
    if isinstance(calls, str):
        words = calls
    elif calls:
        return _calling(calls, len(_called(messages)))
    else:
        words = _told(wrote) if wrote else _words(question, best, results)
    return AIMessage(content=_obey(words, messages))


def _called(messages: Sequence[BaseMessage]) -> dict[str, str]:
    """Return the names of the tools that were called, by the ids of the calls."""
    calls = [
        c for message in messages if isinstance(message, AIMessage) for c in message.tool_calls
    ]
    return {str(call["id"]): call["name"] for call in calls}


def _calling(calls: Sequence[Call], before: int) -> AIMessage:
    """Return a message that calls tools; ids go on where those of the thread ended."""
    return AIMessage(
        content="",
        tool_calls=[
            {"name": c.name, "args": c.arguments, "id": f"offline-{n}", "type": "tool_call"}
            for n, c in enumerate(calls, start=before)
        ],
    )


def _told(wrote: Sequence[ToolMessage]) -> str:
    """Return what the tools told of what they were to write, whether they did or not."""
    return "The memory says: " + "\n".join(message.text[:_LONGEST_TOLD] for message in wrote)


def _words(question: str, best: Sequence[str], results: Sequence[ToolMessage]) -> str:
    if best:
        return "From memory: " + " ".join(
            text if text[-1:] in ".!?" else f"{text}." for text in best
        )
    if results and not asks(question):
        return f"The tool says: {results[-1].text[:_LONGEST_TOLD]}"
    return UNKNOWN if asks(question) else GREETING


def _memories(messages: Sequence[BaseMessage]) -> list[str]:
    found: list[str] = []
    for message in messages:
        if isinstance(message, (SystemMessage, HumanMessage)):
            found += [str(row.get("text", "")) for row in parse_block("memories", message.text)]
    return list(dict.fromkeys(text for text in found if text))


def _found(result: str) -> list[Found]:
    """Return the memories in a tool's result: a block, JSON, or plain lines."""
    if rows := parse_block("memories", result):
        return [Found(str(row.get("id", "")), str(row.get("text", ""))) for row in rows]
    try:
        return _texts(json.loads(result))
    except ValueError:
        lines = (line.strip(" -*") for line in result.split("\n"))
        return [Found("", line) for line in lines if line]


def _texts(value: Any, memory_id: str = "") -> list[Found]:
    """Return the texts within JSON, each with the key of the item that it lies in."""
    if isinstance(value, dict):
        memory_id = str(value.get("key") or value.get("id") or memory_id)
        if isinstance(value.get("text"), str):
            return [Found(memory_id, value["text"])]
        return [found for inner in value.values() for found in _texts(inner, memory_id)]
    if isinstance(value, list):
        return [found for inner in value for found in _texts(inner, memory_id)]
    return [Found(memory_id, value)] if isinstance(value, str) and " " in value else []


def _best(question: str, known: Sequence[str]) -> list[str]:
    """Return the memories that share the most words with the question."""
    asked = _stems(question)
    hints = {
        _stem(word)
        for pattern, words in _HINTS
        if re.search(pattern, question, re.IGNORECASE)
        for word in words.split()
    }
    scored = []
    for position, text in enumerate(known):
        words = _stems(text)
        score = _WORD * len(words & (asked - hints)) + _HINTED * len(words & hints)
        if score:
            scored.append((-score, position, text))
    scored.sort()
    top = scored[0][0] if scored else 0
    return [text for score, _, text in scored if score <= top / 2][:_MOST_MEMORIES] if top else []


def _stems(text: str) -> set[str]:
    return {_stem(word) for word in re.findall(r"[^\W_]+", text.casefold()) if word not in _STOP}


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word.removesuffix("e") if len(word) > _STEM else word


def _obey(text: str, messages: Sequence[BaseMessage]) -> str:
    """Return the answer in the form that the rules in the system prompt demand."""
    for style in (style for rule in _rules(messages) for style in styles(rule)):
        if style.aspect == "format" and style.value == "bullets":
            head, _, body = text.partition(": ")
            parts = re.split(r"(?<=[.!?]) ", body or head)
            text = (f"{head}:\n" if body else "") + "\n".join(f"- {part}" for part in parts)
        elif style.aspect == "length" and style.value == "short":
            text = text if len(text) <= _SHORT else text[: _SHORT - 1].rsplit(" ", 1)[0] + "…"
        elif style.aspect == "language" and style.value != "english":
            text = f"(I should answer in {style.value.title()}; as a pattern model I can only write English.) {text}"
        elif style.aspect == "address":
            text = f"{style.text.removeprefix('Address the user as ').rstrip('.')}: {text}"
    return text


def _rules(messages: Sequence[BaseMessage]) -> list[str]:
    """Return the lines of the list under a heading that contains "Rules" in a system message."""
    found: list[str] = []
    for message in messages:
        if isinstance(message, SystemMessage):
            inside = False
            for line in message.text.split("\n"):
                if line.startswith("#"):
                    inside = "rules" in line.casefold()
                elif inside and line.startswith(("- ", "* ")):
                    found.append(line[2:])
    return found
