"""The examples of a gate: what the agent is asked, read from whatever form they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from memorykinds.bridge import Prompt
from memorykinds.kinds import InputError, Transcript
from memorykinds.kinds.template import fill
from memorykinds.managers.transcript import read_transcript

_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_OURS = frozenset({"input", "messages", "name", "variables"})


@dataclass(frozen=True, slots=True)
class Example:
    """One example, read.

    Attributes:
        name: How results speak of it: its own, or its number from 1.
        given: What was passed; the score gets it back.
        turns: What the agent is asked.
        variables: Values for the template variables of a prompt.
    """

    name: str
    given: Any
    turns: Transcript
    variables: Mapping[str, Any]

    def prompt(self, system: str) -> Prompt:
        """Return the messages to answer under a system prompt."""
        text = fill(system, self.variables)
        head = (("system", text),) if text.strip() else ()
        return (*head, *((_role(turn.role), turn.text) for turn in self.turns.turns))

    @property
    def reference(self) -> dict[str, Any]:
        """What the example holds beside the question: the answer wanted, for instance."""
        given = self.given if isinstance(self.given, Mapping) else {}
        return {str(key): value for key, value in given.items() if key not in _OURS}


def read_examples(examples: Sequence[Any]) -> tuple[Example, ...]:
    """Return the examples of a gate.

    Raises:
        InputError: If there are none, one is none, or two have one name or are the same.
    """
    if isinstance(examples, str | Mapping) or not isinstance(examples, Sequence):
        raise InputError("examples= must be a list of questions, conversations or mappings.")
    if not examples:
        raise InputError("A gate needs examples to compare answers on; examples= is empty.")
    read = tuple(_read(given, number) for number, given in enumerate(examples, start=1))
    for number, one in enumerate(read):
        for other in read[:number]:
            if one.name == other.name:
                raise InputError(f"Two examples have the name {one.name!r}; names must differ.")
            if one.turns == other.turns and repr(one.given) == repr(other.given):
                raise InputError(
                    f"The examples {other.name} and {one.name} are the same; what is asked twice "
                    "is no more evidence."
                )
    return read


def _read(given: Any, number: int) -> Example:
    fields = given if isinstance(given, Mapping) else {}
    messages = fields.get("input", given)
    try:
        turns = read_transcript(messages, now=_NO_TIME)
    except InputError as error:
        raise InputError(f"Example {number} cannot be asked: {error}") from error
    if turns.turns[-1].role not in ("user", "tool"):
        raise InputError(f"Example {number} cannot be asked: its last message is not the user's.")
    variables = fields.get("variables") or {}
    if not isinstance(variables, Mapping):
        raise InputError(f"Example {number}: its variables must be a mapping of names to values.")
    return Example(str(fields.get("name") or number), given, turns, variables)


def _role(role: str) -> str:
    """Return a turn's role as a prompt names it; a tool's result stands as if the user sent it."""
    return "ai" if role == "assistant" else "human"
