"""The policy for episodes: an episode is known by its turns, not by its words.

Two summaries of one conversation never read the same, so comparing texts would store the
conversation twice. The digests of the turns say which it is: all known, one that goes on, or
a new one.
"""

from dataclasses import replace

from memorykinds.kinds import Episode, Record
from memorykinds.managers.policy import Case, Verdict, add, decision, keep, retract, revise
from memorykinds.managers.telling import ToldSegment

OVERLAP = 0.5
"""Share of common turns, of the shorter one's, from which two episodes are one."""


def decide(case: Case) -> Verdict:
    """Return what becomes of one proposed episode."""
    if case.candidate.intent == "forget":
        return _forget(case)
    turns = set(case.draft.provenance.digests)
    told = next((r for r in case.known if turns and turns <= set(r.provenance.digests)), None)
    if told is not None:
        return keep(
            case, "already_learned", _say(case, "These turns are remembered already."), told
        )
    alike = [r for r in case.known if overlap(turns, r) >= OVERLAP]
    known = max(alike, key=lambda r: (r.state == "active", overlap(turns, r), r.id), default=None)
    if known is None:
        detail = "What happened in these turns has not been remembered before."
        return add(case, detail=_say(case, detail))
    if known.state != "active":
        return keep(case, "already_learned", _say(case, "It was let go of before."), known)
    more = len(turns - set(known.provenance.digests))
    detail = _say(case, f"The conversation went on by {more} turns.")
    return revise(_keeping(case, known), "continues", detail, known)


def overlap(turns: set[str], record: Record) -> float:
    """Return the turns (digests) in common, as a share of the shorter episode's, 0 to 1."""
    known = set(record.provenance.digests)
    return len(known & turns) / min(len(known), len(turns)) if known and turns else 0.0


def _keeping(case: Case, known: Record) -> Case:
    """Return the case with what a retelling left empty, and the beginning, from the known one."""
    new, old = case.draft.content, known.content
    if not isinstance(new, Episode) or not isinstance(old, Episode):
        return case
    begins = [at for at in (old.started_at, new.started_at) if at is not None]
    content = new.with_(
        outcome=new.outcome or old.outcome,
        lesson=new.lesson or old.lesson,
        started_at=min(begins, default=None),
    )
    return replace(case, draft=case.draft.with_(content=content))


def _forget(case: Case) -> Verdict:
    meant = tuple(r for r in case.active if r.id in case.same_as | case.contradicts)
    if not meant:
        text = "No known episode is named as the one to forget."
        return Verdict(decision(case, "refuse", "nothing_to_retract", text, case.nearest()))
    return retract(case, "asked_to_forget", "The user asked to forget it.", meant, case.said_at)


def _say(case: Case, detail: str) -> str:
    """Return the reason with what code changed of the nomination."""
    note = case.candidate.note if isinstance(case.candidate, ToldSegment) else ""
    return f"{detail} {note}".strip()
