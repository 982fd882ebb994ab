"""The policy for episodes: an episode is known by its turns, not by its words.

Two summaries of one conversation never read the same, so comparing texts would store the
conversation twice. The digests of the turns say which it is: all known, one that goes on, or
a new one.
"""

from memorykinds.kinds import Record
from memorykinds.managers.policy import Case, Verdict, add, keep, revise

OVERLAP = 0.5
"""Share of common turns, of the shorter one's, from which two episodes are one."""


def decide(case: Case) -> Verdict:
    """Return what becomes of one proposed episode."""
    turns = set(case.draft.provenance.digests)
    known = max(case.known, key=lambda r: (_overlap(turns, r), r.id), default=None)
    if known is None or _overlap(turns, known) < OVERLAP:
        return add(case, detail="This conversation has not been remembered before.")
    if turns <= set(known.provenance.digests):
        return keep(case, "already_learned", "These turns are remembered already.", known)
    if known.state != "active":
        return keep(case, "already_learned", "This episode was let go of before.", known)
    more = len(turns - set(known.provenance.digests))
    return revise(case, "continues", f"The conversation went on by {more} turns.", known)


def _overlap(turns: set[str], record: Record) -> float:
    """Return the common turns as a share of the shorter episode's, 0 to 1."""
    known = set(record.provenance.digests)
    return len(known & turns) / min(len(known), len(turns)) if known and turns else 0.0
