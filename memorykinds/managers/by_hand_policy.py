"""`in_place_of`: a kind's policy, and the memory that was named ends whatever the policy thinks.

A policy ends what it sees to be excluded: another home, not another drink. Who changes a memory
by its id says himself that it no longer holds as it is.
"""

from memorykinds.kinds import Episode, Record, Rule
from memorykinds.kinds.text import shorten
from memorykinds.managers.policy import (
    Case,
    Policy,
    Verdict,
    end,
    retract,
    revise,
    spare_pinned,
)
from memorykinds.managers.rule_relations import must_wait, retire, with_rule

_DETAIL = "It was put in the place of “{}”."


def in_place_of(memory_id: str, policy: Policy) -> Policy:
    """Return the policy that decides as `policy` does, and ends the memory of this id."""

    def decide(case: Case) -> Verdict:
        known = next(record for record in case.known if record.id == memory_id)
        if refusal := spare_pinned(case, (known,)):
            return refusal
        if isinstance(known.content, Episode):  # it is known by its turns, which stay the same
            return revise(case, "refines", _detail(known), known)
        verdict = policy(case)
        if verdict.decision.action == "refuse" or _is_met(verdict, known):
            return verdict
        if isinstance(case.draft.content, Rule):
            if must_wait(case.draft.content, known):
                return _waiting(verdict, known)
            return retire(_instead(case, verdict, known))
        return _instead(case, verdict, known)

    return decide


def _is_met(verdict: Verdict, known: Record) -> bool:
    """Whether a verdict is about the memory itself already: changed, closed, or the same."""
    changed = any(change.before and change.before.id == known.id for change in verdict.changes)
    waiting = verdict.decision.reason in ("on_trial", "insisted")
    return changed or waiting or verdict.decision.memory_id == known.id


def _instead(case: Case, verdict: Verdict, known: Record) -> Verdict:
    """Return the verdict with the end of the memory that was named."""
    if not verdict.changes:
        other = verdict.decision.neighbour_text or ""
        detail = f"“{shorten(other, 80)}” is known already, so nothing else takes its place."
        return retract(case, "newer_value", detail, (known,), case.said_at)
    begins = case.draft.valid_from or case.said_at
    ended = end(case, known, "superseded", "newer_value", begins)
    decision = verdict.decision.with_(
        action="supersede",
        reason="newer_value",
        detail=_detail(known),
        closes=(*verdict.decision.closes, known.id),
        neighbour_id=known.id,
        neighbour_text=shorten(known.text, 200),
        similarity=case.similarity.get(known.id),
    )
    return Verdict(decision, (ended, *verdict.changes))


def _waiting(verdict: Verdict, known: Record) -> Verdict:
    """Return the verdict by which a rule on trial replaces the one that was named once promoted."""
    changes = tuple(
        type(change)(
            change.action,
            change.reason,
            change.before,
            with_rule(change.after, replaces=(known.id,))
            if change.before is None
            else change.after,
        )
        for change in verdict.changes
    )
    return Verdict(verdict.decision.with_(reason="on_trial"), changes)


def _detail(known: Record) -> str:
    return _DETAIL.format(shorten(known.text, 80))
