"""Whole prompts: all that patterns can do is to write the rules they find at the prompt's end.

A language model rewrites a prompt where it failed. Here the prompt stays as it is, word for
word, and below it grows a section under a heading of its own, one line for each rule that the
grammar of `rules` finds in the conversations and the feedback. A rule that excludes an older
one of that section takes its place.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from memorykinds.kinds.prompt_forms import Criticism, PromptChoice, PromptProposal
from memorykinds.kinds.text import normalized
from memorykinds.models.offline.aspects import styles
from memorykinds.models.offline.rules import propose_rules

Rows = Sequence[Mapping[str, Any]]

HEADING = "## Rules learned from feedback"

_SAYS = "As a pattern model I rewrite nothing: I add the rules that my grammar finds to a section."
_WORD = re.compile(r"[^\W\d_]{4,}")


def propose_prompt(prompts: Rows, conversation: Rows, criticism: Rows) -> PromptProposal:
    """Return the prompt with the rules found, or with what a criticism recommends, added to it."""
    before = str(prompts[0].get("text", "")) if prompts else ""
    wanted = [str(text) for row in criticism for text in row.get("recommendations") or ()]
    after = _with_rules(before, wanted or _rules(conversation))
    changed = after != before
    return PromptProposal(reasoning=_SAYS, warrants_change=changed, prompt=after if changed else "")


def criticize(prompts: Rows, conversation: Rows, criticism: Rows) -> Criticism:
    """Return the rules found that the prompt does not have yet, as recommendations."""
    del criticism
    text = str(prompts[0].get("text", "")) if prompts else ""
    missing = tuple(rule for rule in _rules(conversation) if rule not in text)
    problems = (_SAYS,) if missing else ()
    return Criticism(warrants_change=bool(missing), problems=problems, recommendations=missing)


def choose_prompts(prompts: Rows, conversation: Rows, criticism: Rows) -> PromptChoice:
    """Return the prompts whose occasion shares a word with a rule or the words it came from.

    A prompt that does not say when it is to be updated is concerned by every rule.
    """
    del criticism
    said = " ".join(str(t.get("text", "")) for t in conversation if t.get("role") == "feedback")
    rules = _rules(conversation)
    words = _words(" ".join((said, *rules)))
    concerned = [
        int(row["n"])
        for row in prompts
        if rules and (not row.get("when_to_update") or words & _words(str(row["when_to_update"])))
    ]
    return PromptChoice(reasoning=_SAYS, concerned=tuple(concerned))


def _rules(conversation: Rows) -> list[str]:
    """Return the rules of each conversation, in order, none twice."""
    numbers = dict.fromkeys(turn.get("trajectory") for turn in conversation)
    found: dict[str, None] = {}
    for number in numbers:
        turns = [turn for turn in conversation if turn.get("trajectory") == number]
        candidates = propose_rules(turns, []).candidates
        found |= dict.fromkeys(c.content.render() for c in candidates if c.intent == "remember")
    return list(found)


def _with_rules(prompt: str, rules: Iterable[str]) -> str:
    head, mark, section = prompt.partition(HEADING)
    body, rest = _section(section)
    lines = body
    for rule in rules:
        if normalized(rule) not in {normalized(line.removeprefix("- ")) for line in lines}:
            lines = [line for line in lines if not _excludes(rule, line)]
            lines.append(f"- {rule}")
    if lines == body:
        return prompt
    if not mark:
        head = f"{prompt.rstrip()}\n\n" if prompt.strip() else ""
    return head + "\n".join((HEADING, *lines, *rest))


def _section(text: str) -> tuple[list[str], list[str]]:
    """Return the rules of the section, and the lines after it as they are."""
    lines = text.split("\n")[1:]
    end = next((n for n, line in enumerate(lines) if not line.startswith("- ")), len(lines))
    return lines[:end], lines[end:]


def _excludes(rule: str, line: str) -> bool:
    new = {style.aspect: style.value for style in styles(rule)}
    old = [(style.aspect, style.value) for style in styles(line)]
    return any(new.get(aspect, value) != value for aspect, value in old)


def _words(text: str) -> set[str]:
    return {word.casefold().removesuffix("s") for word in _WORD.findall(text)}
