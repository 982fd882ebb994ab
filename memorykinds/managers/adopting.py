"""Taking in what another program wrote among a user's memories.

LangMem's tools and managers put a content into a namespace and nothing beside it: no state, no
source, no text to embed. So it can be listed but not recalled. Adopted, it is a memory like any
other that says it came from elsewhere; its envelope stays the one that LangMem reads.
"""

from memorykinds.bridge import Steps
from memorykinds.kinds import Candidate, Decision, Event, ProfileContent, Record, Transcript, Turn
from memorykinds.kinds.record import ELSEWHERE, AnyContent
from memorykinds.kinds.text import shorten
from memorykinds.managers.guard import refuse
from memorykinds.managers.manager import Manager
from memorykinds.managers.plan import Plan
from memorykinds.reading import read_all


class _Adopted(Candidate):
    """What another program wrote, as the guard sees it."""

    content: AnyContent


def adopted(manager: Manager) -> Steps[Plan]:
    """Return the plan that takes in everything of this kind that another program wrote."""
    decisions: list[Decision] = []
    events: list[Event] = []
    items = yield from read_all(manager.namespace)
    now = manager.clock()
    for item in sorted(items, key=lambda item: (item.created_at, item.key)):
        if "v" in item.value:
            continue
        before = Record.from_value(item.namespace, item.key, item.value)
        refusal = _refused(manager, before)
        if refusal is not None:
            decisions.append(refusal)
            continue
        slot = "" if _is_foreign(before) else manager.slot(before.content, ELSEWHERE)
        changes = {"valid_from": item.created_at, "slot": slot}
        after = before.with_(created_at=item.created_at, updated_at=now, **changes)
        decision = Decision(
            kind=manager.kind,
            action="add",
            reason="new",
            detail="Another program wrote it.",
            text=shorten(after.text, 300),
            memory_id=after.id,
        )
        decisions.append(decision)
        events.append(_event(before, after, decision))
    return Plan(decisions=tuple(decisions), events=tuple(events))


def _refused(manager: Manager, record: Record) -> Decision | None:
    turn = Turn(id="t1", role="user", text="-", at=record.created_at)
    transcript = Transcript(conversation=ELSEWHERE, turns=(turn,))
    return refuse(manager.kind, _Adopted(evidence=("t1",), content=record.content), transcript)


def _is_foreign(record: Record) -> bool:
    return isinstance(record.content, ProfileContent)


def _event(before: Record, after: Record, decision: Decision) -> Event:
    return Event(
        id="",
        at=after.updated_at,
        update_id="",
        kind=after.kind,
        memory_id=after.id,
        action="add",
        reason=decision.reason,
        conversation=ELSEWHERE,
        detail=decision.detail,
        before=before,
        after=after,
    )
