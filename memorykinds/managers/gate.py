"""`Gate`: a rule or a prompt goes through if answers on your examples do not get worse by it.

A model that reads feedback proposes what sounds right. Whether the agent answers better by it
is another question, and one that can be measured: the chat model answers the same examples
without and with the change, and a score compares the two.

>>> from memorykinds.managers import Gate, contains_bullets, max_words
>>> gate = Gate(["What is a monad?", "What is a list?"], [max_words(80), contains_bullets])
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

from memorykinds.bridge import Prompt, Steps
from memorykinds.kinds import InputError
from memorykinds.managers.gate_answers import Answered, shown
from memorykinds.managers.gate_examples import Example, read_examples
from memorykinds.managers.gate_scores import Judge, Scored, Scorer, mean_score
from memorykinds.managers.gate_verdict import Weighed, weigh
from memorykinds.managers.plan import Step

Ties: TypeAlias = Literal["wait", "pass"]

SYSTEM = "You are a helpful assistant."


@dataclass(frozen=True)
class Gate:
    """Examples, a score, and what is asked of it.

    A gate opens for what raises the mean score, and shuts for what lowers it. Either must hold
    whichever one example is left out, so that a single noisy example never decides; if it does
    not, nothing changes and the rule stays on trial.

    Args:
        examples: What the agent is asked. Each is a question, a list of messages, or a mapping
            with "input" or "messages" and whatever else the score needs; a mapping may have a
            "name", and "variables" to fill into a prompt's template.
        score: A function of (answer, example) that returns 0 to 1, or may be awaited where the
            async twin is called; a `Judge`; or several of these, whose mean counts. The example
            is the object that you passed.
        min_gain: By how much the mean must rise, 0 to 1; 0 for by any amount.
        ties: What becomes of a change that makes no difference: "wait", it stays on trial, for
            the examples say nothing about it; or "pass", for it does no harm.
        system: The agent's own prompt, to which rules are added.

    Raises:
        InputError: If there are no examples, one is none or given twice, or a number is out of
            its range.
    """

    examples: Sequence[Any]
    score: "Scorer | Judge | Sequence[Scorer | Judge]"
    min_gain: float = 0.0
    ties: Ties = "wait"
    system: str = SYSTEM
    _read: tuple[Example, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be meant, before any model is asked."""
        scores = self.score if isinstance(self.score, Sequence) else [self.score]
        if not scores or not all(isinstance(s, Judge) or callable(s) for s in scores):
            raise InputError(
                "score= must be a function of (answer, example), a Judge, or a list of these."
            )
        number = isinstance(self.min_gain, int | float)
        if not number or not 0 <= self.min_gain <= 1:  # false of NaN too
            raise InputError(f"min_gain= must be a number from 0 to 1, not {self.min_gain!r}.")
        if not isinstance(self.system, str):
            raise InputError(f"system= must be text, not {type(self.system).__name__}.")
        if self.ties not in ("wait", "pass"):
            raise InputError(f"ties= must be 'wait' or 'pass', not {self.ties!r}.")
        if self.ties == "pass" and self.min_gain:
            raise InputError("A tie has no gain: leave out min_gain=, or ties='pass'.")
        object.__setattr__(self, "_read", read_examples(self.examples))

    def compare(
        self, before: str, after: str, answered: Answered
    ) -> Steps[tuple[Weighed, tuple[Step, ...]]]:
        """Answer every example under two system prompts; return what follows, and the steps.

        With n examples and j judges there are at most 2n(1 + j) calls of the model; what
        `answered` knows is not asked again.

        Raises:
            NotScoredError: If a score is no number from 0 to 1.
        """
        scored: dict[tuple[str, str], Scored] = {}
        old = yield from self._samples(before, answered, scored)
        new = yield from self._samples(after, answered, scored)
        names = [example.name for example in self._read]
        weighed = weigh(
            names,
            [sample.scored.score for sample in old],
            [sample.scored.score for sample in new],
            min_gain=self.min_gain,
            ties_pass=self.ties == "pass",
        )
        return weighed, tuple(map(_step, names, old, new))

    def _samples(
        self, system: str, answered: Answered, scored: dict[tuple[str, str], Scored]
    ) -> "Steps[list[_Sample]]":
        samples = []
        for example in self._read:
            prompt = example.prompt(system)
            answer = yield from answered.say(prompt)
            key = example.name, answer.text
            if key not in scored:  # equal answers score equally, however noisy the score
                scored[key] = yield from mean_score(self.score, answer.text, example, answered)
            samples.append(_Sample(prompt, answer.text, scored[key]))
        return samples


class _Sample(NamedTuple):
    prompt: Prompt
    answer: str
    scored: Scored

    def data(self) -> dict[str, Any]:
        """Return what was asked, answered and judged, as plain data for a trace."""
        return {
            "prompt": shown(self.prompt),
            "answer": self.answer,
            "score": self.scored.score,
            "judged": list(self.scored.judged),
        }


def _step(name: str, before: _Sample, after: _Sample) -> Step:
    return Step(
        name=f"example {name}",
        summary=f"score {before.scored.score:.2f} before, {after.scored.score:.2f} after",
        data={"before": before.data(), "after": after.data()},
    )
