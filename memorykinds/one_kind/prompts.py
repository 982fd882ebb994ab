"""`PromptOptimizing`: whole prompts, improved from conversations, as `memory.procedural.optimize`."""

from collections.abc import Mapping, Sequence
from typing import Any, overload

from memorykinds.bridge import Steps
from memorykinds.kinds import InputError
from memorykinds.managers import Gate, Judge, ProceduralManager
from memorykinds.managers.gate_scores import Scorer
from memorykinds.managers.optimizers import (
    Method,
    Prompt,
    PromptUpdate,
    optimize_prompts,
    read_prompts,
    read_trajectories,
)
from memorykinds.one_kind.one_kind import OneKind

ONE = (str, Prompt, Mapping)


class PromptOptimizing(OneKind[ProceduralManager]):
    """What the procedural memories do with prompts; they keep none of them."""

    @overload
    def optimize(
        self,
        prompt: str | Prompt | Mapping[str, Any],
        trajectories: Any,
        *,
        method: Method = ...,
        gate: Gate | None = ...,
        examples: Sequence[Any] | None = ...,
        score: "Scorer | Judge | Sequence[Scorer | Judge] | None" = ...,
        rounds: int = ...,
    ) -> PromptUpdate: ...
    @overload
    def optimize(
        self,
        prompt: Sequence[Prompt | Mapping[str, Any]],
        trajectories: Any,
        *,
        method: Method = ...,
        gate: Gate | None = ...,
        examples: Sequence[Any] | None = ...,
        score: "Scorer | Judge | Sequence[Scorer | Judge] | None" = ...,
        rounds: int = ...,
    ) -> tuple[PromptUpdate, ...]: ...
    def optimize(
        self,
        prompt: Any,
        trajectories: Any,
        *,
        method: Method = "metaprompt",
        gate: Gate | None = None,
        examples: Sequence[Any] | None = None,
        score: "Scorer | Judge | Sequence[Scorer | Judge] | None" = None,
        rounds: int = 2,
    ) -> PromptUpdate | tuple[PromptUpdate, ...]:
        """Improve a prompt, or several, from conversations and the feedback on them.

        Nothing is stored and nothing put into use: the result says what became of the prompt
        and why, and `after` is yours to take.

        >>> talk = [("user", "What is a monad?"), ("assistant", "A monad is, …")]
        >>> update = memory.procedural.optimize(
        ...     "You are a tutor.", [(talk, "Too long.")])      # doctest: +SKIP
        >>> print(update)                                       # doctest: +SKIP

        For each prompt the model is called at most `rounds` times by "metaprompt", 2 * `rounds`
        times by "gradient", once by "prompt_memory"; once more in all if there are several
        prompts; and for each rewritten one 2n(1 + j) times by a gate of n examples and j judges.
        The offline model rewrites nothing: it adds the rules that its grammar finds in the
        feedback to a section at the prompt's end.

        Args:
            prompt: A text, or a `Prompt` that says when and how it is to change; or a list of
                these, each with its own name. Of several the model is asked first which are
                concerned; the others stay as they are, byte for byte.
            trajectories: Conversations that were held with it, in any form that `learn` takes;
                one with feedback as a pair (conversation, feedback), or as a mapping with
                "messages" and "feedback". Secrets in them are withheld.
            method: "metaprompt", "gradient" or "prompt_memory"; see `managers.optimizers`.
            gate: Measures the rewritten prompt; it is taken only if answers become better.
            examples: With `score`, in short for ``gate=Gate(examples, score)``.
            score: See `Gate`.
            rounds: How often a method may rewrite, 1 to 10; it ends when nothing is to be
                improved any more.

        Returns:
            What became of the prompt; for a list, of each, in its order.

        Raises:
            InputError: If there is no prompt or no conversation, or an argument cannot be used.
            ModelError: If the model's provider failed.
        """
        one = isinstance(prompt, ONE)
        gate = _gate(gate, examples, score)
        steps = self._optimized(prompt, trajectories, method=method, gate=gate, rounds=rounds)
        updates = self._parts.bridge.run(steps)
        return updates[0] if one else updates

    @overload
    async def aoptimize(
        self,
        prompt: str | Prompt | Mapping[str, Any],
        trajectories: Any,
        *,
        method: Method = ...,
        gate: Gate | None = ...,
        examples: Sequence[Any] | None = ...,
        score: "Scorer | Judge | Sequence[Scorer | Judge] | None" = ...,
        rounds: int = ...,
    ) -> PromptUpdate: ...
    @overload
    async def aoptimize(
        self,
        prompt: Sequence[Prompt | Mapping[str, Any]],
        trajectories: Any,
        *,
        method: Method = ...,
        gate: Gate | None = ...,
        examples: Sequence[Any] | None = ...,
        score: "Scorer | Judge | Sequence[Scorer | Judge] | None" = ...,
        rounds: int = ...,
    ) -> tuple[PromptUpdate, ...]: ...
    async def aoptimize(
        self,
        prompt: Any,
        trajectories: Any,
        *,
        method: Method = "metaprompt",
        gate: Gate | None = None,
        examples: Sequence[Any] | None = None,
        score: "Scorer | Judge | Sequence[Scorer | Judge] | None" = None,
        rounds: int = 2,
    ) -> PromptUpdate | tuple[PromptUpdate, ...]:
        """Do what `optimize` does; a score may be a coroutine function here."""
        one = isinstance(prompt, ONE)
        gate = _gate(gate, examples, score)
        steps = self._optimized(prompt, trajectories, method=method, gate=gate, rounds=rounds)
        updates = await self._parts.bridge.arun(steps)
        return updates[0] if one else updates

    def _optimized(
        self, prompt: Any, trajectories: Any, *, method: Method, gate: Gate | None, rounds: int
    ) -> Steps[tuple[PromptUpdate, ...]]:
        return optimize_prompts(
            read_prompts(prompt),
            read_trajectories(trajectories, self._parts.clock()),
            method=method,
            gate=gate,
            rounds=rounds,
            answered=self.manager.answered,
        )


def _gate(gate: Gate | None, examples: Any, score: Any) -> Gate | None:
    if examples is None and score is None:
        return gate
    if gate is not None:
        raise InputError("Pass gate=, or examples= and score=, not both.")
    if examples is None or score is None:
        raise InputError("examples= and score= go together: answers are scored on examples.")
    return Gate(examples, score)
