"""`EpisodicMemories`: what happened, as `memory.episodic`."""

from memorykinds.managers import EpisodicManager
from memorykinds.one_kind.one_kind import OneKind
from memorykinds.recall import Examples
from memorykinds.recall import examples as examples_steps


class EpisodicMemories(OneKind[EpisodicManager]):
    """A user's episodic memories: what happened."""

    def examples(self, task: str, *, k: int = 3, budget: int | None = None) -> Examples:
        """Return similar past episodes as few-shot examples for an agent's prompt.

        >>> import memorykinds as mk
        >>> memory = mk.open()
        >>> memory.episodic.examples("Plan a weekend in Genoa.").prompt
        ''

        Those most like the task come first; an outcome and a lesson each move one ahead of
        others that are about as alike (see `memorykinds.recall.examples`).

        Args:
            task: What is to be done, in any words.
            k: The most examples to return.
            budget: The most tokens that `Examples.prompt` may take; None for no limit.

        Raises:
            InputError: If the task is blank, or `k` or `budget` is below 1.
        """
        parts = self._parts
        steps = examples_steps(parts.user, task, now=parts.clock(), k=k, budget=budget)
        return parts.bridge.run(steps)

    async def aexamples(self, task: str, *, k: int = 3, budget: int | None = None) -> Examples:
        """Do what `examples` does."""
        parts = self._parts
        steps = examples_steps(parts.user, task, now=parts.clock(), k=k, budget=budget)
        return await parts.bridge.arun(steps)
