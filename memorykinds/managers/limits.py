"""What a manager may do and how much, whatever its policy decides.

A policy is a function that anybody may write, and it believes a model more or less. So two
bounds hold around each of them:

* **What.** `ManagerSettings.allow`. A verdict that does anything else is refused as a whole:
  to add the newer of two contradicting memories and leave the older would be worse than either.
* **How much.** One decision retires one memory, or at most a share of what was believed; one
  conversation at most that share (three always: a move takes home, job and employer along),
  and never more than `max_retired`. To retire is to end a belief, by closing it or by writing
  over it; what the conversation itself had added does not count.

The bound is that of a conversation, not of a call: the journal knows what learning from it has
retired before. What was undone since still counts. What was refused as too much is not kept: when
its turns are learned again it is judged anew, and there may be less by then that it would retire.
"""

from math import ceil, floor

from memorykinds.bridge import Batch, Steps
from memorykinds.journal import Journal
from memorykinds.kinds import Event, ProfileContent
from memorykinds.kinds.names import Namespace, user_of
from memorykinds.managers.policy import Case, Change, Verdict, decision
from memorykinds.managers.related import ACTIVE
from memorykinds.managers.settings import ManagerSettings, Permission

FEW = 3
"""So many memories a conversation may retire however small the store is."""

_ENDING = frozenset({"contradicts", "newer_value", "asked_to_forget", "no_longer_true"})
"""Reasons for which a revision takes something back; for others it says more."""

_WORDS = {"add": "adding", "revise": "revising", "retract": "retiring"}


def ends_belief(change: Change | Event) -> bool:
    """Whether something that was believed before the change is not believed after it."""
    if change.action == "revise":
        return change.reason in _ENDING
    return change.action in ("close", "forget", "erase")


def permitted(case: Case, verdict: Verdict, settings: ManagerSettings) -> Verdict:
    """Return `verdict`, or the refusal of what `settings.allow` does not name."""
    needed = {permission for change in verdict.changes for permission in _needs(change)}
    missing = sorted(needed - set(settings.allow))
    if not missing:
        return verdict
    ending = next((c.before for c in verdict.changes if ends_belief(c)), None)
    what = " and ".join(_WORDS[permission] for permission in missing)
    kept = f"; “{ending.text}” stays as it is" if ending is not None else ""
    detail = f"Its {verdict.decision.action} takes {what}, which is not allowed here{kept}."
    return Verdict(decision(case, "refuse", "not_allowed", detail, ending))


def _needs(change: Change) -> tuple[Permission, ...]:
    if change.action == "add":
        taken_out = change.after.state != "active" and change.reason != "history"
        return ("retract",) if taken_out else ("add",)  # what left a memo is kept closed
    if change.action == "revise":
        return ("revise", "retract") if ends_belief(change) else ("revise",)
    return ("retract",)


class Retirements:
    """Counts what one conversation retires, and refuses what is too much.

    Args:
        namespace: Where the memories of this kind are.
        conversation: Which conversation is learned from.
        settings: The manager's.
    """

    def __init__(self, namespace: Namespace, conversation: str, settings: ManagerSettings) -> None:
        self._namespace = namespace
        self._conversation = conversation
        self._settings = settings
        self._before: int | None = None
        self._retired = 0
        self._born: frozenset[str] = frozenset()

    def check(self, case: Case, verdict: Verdict, added: frozenset[str]) -> Steps[Verdict]:
        """Return `verdict`, or its refusal if it retires too much; the store is read once at most.

        Args:
            case: The case.
            verdict: What the policy decided.
            added: Ids of the memories that candidates before this one added.
        """
        ending = [c for c in verdict.changes if c.before and ends_belief(c)]
        ending = [c for c in ending if c.before and c.before.id not in added]
        if not ending:
            return verdict
        if self._before is None:
            self._before = yield from self._look()
        ending = [c for c in ending if c.before and c.before.id not in self._born]
        share = floor(self._settings.max_retired_share * self._before + 1e-9)
        at_once = min(self._settings.max_retired, max(1, share))
        in_all = min(self._settings.max_retired, max(FEW, share))
        if len(ending) <= at_once and self._retired + len(ending) <= in_all:
            self._retired += len(ending)
            return verdict
        detail = (
            f"It would retire {len(ending)} memories. One decision may retire {at_once} and this "
            f"conversation {in_all}, of which {self._retired} are retired; raise max_retired and "
            "max_retired_share, or end each with memory.forget(id)."
        )
        about = ending[0].before
        return Verdict(decision(case, "refuse", "too_many_retired", detail, about))

    def _look(self) -> Steps[int]:
        """Return how many memories were active when the conversation began, as far as it matters.

        Also notes which memories it added itself, and how many it has retired before.
        """
        from langgraph.store.base import SearchOp

        journal = Journal(user_of(self._namespace[0]))
        events = yield from journal.events(conversation=self._conversation)
        own = [e for e in events if e.kind == self._namespace[-1] and not _of_profile(e)]
        self._born = frozenset(event.memory_id for event in own if event.action == "add")
        ended = [e for e in own if ends_belief(e) and e.memory_id not in self._born]
        self._retired = len(ended)
        # With more memories than this the share is no longer the narrower bound.
        enough = ceil(self._settings.max_retired / self._settings.max_retired_share)
        limit = max(1, enough) + len(self._born)
        (items,) = yield Batch([SearchOp(self._namespace, filter=ACTIVE, limit=limit)])
        return sum(item.key not in self._born for item in items) + self._retired


def _of_profile(event: Event) -> bool:
    """Whether an event is of a profile, whose fields are bounded by themselves."""
    record = event.after or event.before
    return record is not None and isinstance(record.content, ProfileContent)
