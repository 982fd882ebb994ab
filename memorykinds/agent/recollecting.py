"""`recollect`: everything that a user's memory has to say to one turn of an agent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from memorykinds.agent.run import checked_kinds
from memorykinds.agent.tolerating import tolerated
from memorykinds.agent.turn import MemoryTurn
from memorykinds.kinds import KINDS, InputError, MemoryKind
from memorykinds.kinds.rule_book import RuleText
from memorykinds.memory import Memory
from memorykinds.recall.counting import Counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalling:
    """How much is recalled.

    Attributes:
        k: The most facts.
        examples: The most episodes.
        budget: The most tokens of both together: at most half of them for episodes, what is
            left for facts. None for no limit.
        rules_budget: The most tokens of the rules; None for no limit.
        kinds: Which kinds are recalled, and learned, where a run does not say otherwise.
        mark_used: Whether what is recalled counts as used (`Record.accesses`).

    Raises:
        InputError: If a number is below 1, or a kind unknown.
    """

    k: int = 8
    examples: int = 2
    budget: int | None = 600
    rules_budget: int | None = 300
    kinds: Sequence[MemoryKind] = KINDS
    mark_used: bool = True

    def __post_init__(self) -> None:
        """Refuse what cannot be used now, not in the middle of a conversation."""
        for name in ("k", "examples", "budget", "rules_budget"):
            number = getattr(self, name)
            if number is None and name.endswith("budget"):
                continue
            if not isinstance(number, int) or isinstance(number, bool) or number < 1:
                raise InputError(f"{name}= is a whole number of at least 1, not {number!r}.")
        object.__setattr__(self, "kinds", checked_kinds(self.kinds))


def recollect(
    memory: Callable[[], Memory], turn: MemoryTurn, recalling: Recalling, *, strict: bool
) -> MemoryTurn:
    """Return the turn with what is recalled for it; mostly the memories are counted as used.

    Args:
        memory: Opens the user's memory, which may fail.
        turn: Whose turn it is, with which words and kinds.
        recalling: How much is wanted.
        strict: Raise what fails, instead of going on without.
    """
    troubles: list[str] = []
    with tolerated("The memory could not be opened", troubles, strict=strict):
        turn = _from(memory(), turn, recalling, troubles, strict=strict)
    return replace(turn, troubles=(*turn.troubles, *troubles))


def _from(
    memory: Memory, turn: MemoryTurn, recalling: Recalling, troubles: list[str], *, strict: bool
) -> MemoryTurn:
    """Read one kind after the other: where one fails, the others still count."""
    rules, examples, recall = RuleText(), None, None
    budget = recalling.budget
    if "procedural" in turn.kinds:
        with tolerated("The rules could not be read", troubles, strict=strict):
            rules = memory.rules().render(recalling.rules_budget)
    if "episodic" in turn.kinds and turn.query:
        with tolerated("No episode could be recalled", troubles, strict=strict):
            share = budget if budget is None or "semantic" not in turn.kinds else budget // 2
            if share is None or share > 0:
                examples = memory.episodic.examples(turn.query, k=recalling.examples, budget=share)
    if "semantic" in turn.kinds and turn.query:
        with tolerated("No fact could be recalled", troubles, strict=strict):
            # One token is the newline between the two blocks.
            taken = Counter().count(examples.prompt) + 1 if examples and examples.chosen else 0
            rest = None if budget is None else budget - taken
            if rest is None or rest > 0:
                recall = memory.recall(turn.query, k=recalling.k, budget=rest, kinds=["semantic"])
    with tolerated("Nobody counted that memories were used", troubles, strict=strict):
        for found in (examples, recall):
            if found is not None and recalling.mark_used:
                memory.mark_used(found)
    return replace(turn, rules=rules, examples=examples, recall=recall)
