"""What the model answered to the questions of a gate, so that none is paid for twice."""

from collections import OrderedDict
from typing import Any

from memorykinds.bridge import Ask, Prompt, Say, Steps
from memorykinds.kinds import Content
from memorykinds.models import Answer, Spent

MOST_KEPT = 1_000
"""Answers that are kept; the one asked for longest ago goes first."""

_Key = tuple[Prompt, type[Content] | None]


class Answered:
    """Asks the model, unless it has answered the very same question.

    The same rules are the "before" of every rule on trial, and the "after" of one that passes
    is the "before" of the next. A memory keeps one of these for its one chat model.

    Args:
        kept: Another whose answers are shared; None for none.

    Attributes:
        known: The answers, by question and form.
        cost: What the calls that this one made have cost.
    """

    def __init__(self, kept: "Answered | None" = None) -> None:
        self.known: OrderedDict[_Key, Answer] = kept.known if kept else OrderedDict()
        self.cost = Spent()

    def say(self, prompt: Prompt) -> Steps[Answer]:
        """Return an answer in words, as the agent would give it."""
        return (yield from self._answer((prompt, None), Say(prompt, "trial")))

    def ask(self, prompt: Prompt, schema: type[Content]) -> Steps[Answer]:
        """Return a judge's answer in the form of `schema`."""
        return (yield from self._answer((prompt, schema), Ask(prompt, schema, "judge")))

    def _answer(self, key: _Key, request: Ask | Say) -> Steps[Answer]:
        known = self.known.get(key)
        if known is None:
            known = yield request
            self.known[key] = known
            self.cost += known.spent
            while len(self.known) > MOST_KEPT:
                self.known.popitem(last=False)
        return known


def shown(prompt: Prompt) -> list[dict[str, Any]]:
    """Return a prompt as plain data for a trace."""
    return [{"role": role, "text": text} for role, text in prompt]
