"""From prompts and conversations to `PromptUpdate`s: choose, rewrite, check, measure, decide."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias, get_args

from memorykinds.bridge import Steps
from memorykinds.kinds import Action, Decision, InputError, Reason, Transcript, Trial
from memorykinds.kinds.prompt_forms import PromptChoice
from memorykinds.kinds.text import shorten
from memorykinds.managers.gate import Gate
from memorykinds.managers.gate_answers import Answered
from memorykinds.managers.gate_scores import NotScoredError
from memorykinds.managers.gate_verdict import Outcome
from memorykinds.managers.optimizers.drafting import UNUSABLE, Draft, ask_for
from memorykinds.managers.optimizers.gradient import gradient
from memorykinds.managers.optimizers.messages import choosing
from memorykinds.managers.optimizers.metaprompt import metaprompt
from memorykinds.managers.optimizers.prompt import Prompt, PromptUpdate
from memorykinds.managers.optimizers.prompt_memory import prompt_memory
from memorykinds.managers.optimizers.trajectories import trajectory_rows
from memorykinds.managers.plan import Step, Trace

Method: TypeAlias = Literal["metaprompt", "gradient", "prompt_memory"]

METHODS: dict[str, Callable[[Draft], Steps[None]]] = {
    "metaprompt": metaprompt,
    "gradient": gradient,
    "prompt_memory": prompt_memory,
}

MAX_ROUNDS = 10

_NOT_CONCERNED = "What the conversations show is a matter of other prompts, or none."
_NOTHING = "The model sees no failure that this prompt could have prevented."
_UNMEASURED = "Rewritten by {method!r}, and let through by the checks; no gate measured it."
_GATED: dict[Outcome, tuple[Action, Reason]] = {
    "pass": ("revise", "passed_trial"),
    "fail": ("refuse", "failed_trial"),
    "wait": ("keep", "undecided"),
}


def optimize_prompts(
    prompts: Sequence[Prompt],
    trajectories: tuple[Transcript, ...],
    *,
    method: Method,
    gate: Gate | None,
    rounds: int,
    answered: Answered,
) -> Steps[tuple[PromptUpdate, ...]]:
    """Return what becomes of each prompt.

    Args:
        prompts: The prompts; of several, the model is first asked which are concerned.
        trajectories: What came of them.
        method: How they are rewritten.
        gate: Measures each rewritten prompt against the old one; None to take it unmeasured.
        rounds: How often a method may rewrite, 1 to 10.
        answered: What the model has answered to a gate before.

    Raises:
        InputError: If there is no such method, or `rounds` is out of its range.
    """
    if method not in METHODS:
        names = ", ".join(repr(name) for name in get_args(Method))
        raise InputError(f"There is no method {method!r}; use one of {names}.")
    if isinstance(rounds, bool) or not isinstance(rounds, int) or not 1 <= rounds <= MAX_ROUNDS:
        raise InputError(f"rounds= must be a whole number from 1 to {MAX_ROUNDS}, not {rounds!r}.")
    rows = trajectory_rows(trajectories)
    drafts = [Draft(prompt, rows, rounds) for prompt in prompts]
    concerned: frozenset[int] | None = frozenset(range(len(prompts)))
    if len(prompts) > 1:
        choice, step, drafts[0].cost = yield from ask_for(choosing(prompts, rows), PromptChoice)
        concerned = None if choice is None else frozenset(choice.concerned)
        for draft in drafts:
            draft.steps.append(step)
    updates = []
    for number, draft in enumerate(drafts):
        if concerned is None:
            update = _left(draft, "refuse", *UNUSABLE)
        elif number not in concerned:
            update = _left(draft, "keep", "not_concerned", _NOT_CONCERNED)
        else:
            yield from METHODS[method](draft)
            update = yield from _decide(draft, method, gate, Answered(answered))
        updates.append(update)
    return tuple(updates)


def _decide(
    draft: Draft, method: Method, gate: Gate | None, answered: Answered
) -> Steps[PromptUpdate]:
    """Decide about a draft that a method is done with."""
    before, after = draft.prompt.text, draft.text
    if after == before:
        if draft.refused is not None:
            return _left(draft, "refuse", *draft.refused)
        return _left(draft, "keep", "nothing_to_improve", _NOTHING + draft.why)
    draft.proposal = after  # a later proposal may have been refused; this one was not
    if gate is None:
        return _update(
            draft, "revise", "improved", _UNMEASURED.format(method=method) + draft.why, after
        )
    try:
        weighed, steps = yield from gate.compare(before, after, answered)
    except NotScoredError as error:
        draft.cost += answered.cost
        return _left(draft, "keep", "not_judged", str(error))
    draft.cost += answered.cost
    outcome, trial, detail = weighed
    draft.steps += [Step(name="trial", summary=detail, data={"outcome": outcome}), *steps]
    action, reason = _GATED[outcome]
    taken = after if outcome == "pass" else before
    return _update(draft, action, reason, detail, taken, trial=trial)


def _left(draft: Draft, action: Action, reason: Reason, detail: str) -> PromptUpdate:
    """Return the update that leaves the prompt as it is, byte for byte."""
    return _update(draft, action, reason, detail, draft.prompt.text)


def _update(
    draft: Draft,
    action: Action,
    reason: Reason,
    detail: str,
    after: str,
    *,
    trial: Trial | None = None,
) -> PromptUpdate:
    hidden = reason in ("secret", "injection")
    decision = Decision(
        kind="procedural",
        action=action,
        reason=reason,
        detail=detail,
        text=f"[withheld: {reason}]" if hidden else shorten(draft.proposal or after, 300),
        trial=trial,
    )
    last = Step(name="decision", summary=detail, data=decision.model_dump(mode="json"))
    return PromptUpdate(
        name=draft.prompt.name,
        before=draft.prompt.text,
        after=after,
        proposal=draft.proposal,
        decision=decision,
        trace=Trace(kind="procedural", steps=(*draft.steps, last)),
        cost=draft.cost,
    )
