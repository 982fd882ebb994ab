"""What a person writes by hand, or an agent with a tool: by the same guard and the same policy.

There is no conversation to cite, so one is made: a single turn with the memory's own words, in a
conversation whose name tells who wrote it. From there on it is decided like a nomination of a
model: what is known already is kept, what it replaces is closed, a secret is refused.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import (
    Candidate,
    Decision,
    Event,
    InputError,
    MemoryContent,
    NotFoundError,
    Record,
    Transcript,
    Turn,
)
from memorykinds.kinds.names import user_of
from memorykinds.kinds.secrets import withhold_secrets
from memorykinds.kinds.text import clean, one_line, shorten
from memorykinds.managers.by_hand_policy import in_place_of
from memorykinds.managers.draft import Draft, as_known
from memorykinds.managers.manager import Manager
from memorykinds.managers.plan import Plan
from memorykinds.managers.profiles import Profile
from memorykinds.managers.profiles.patches import ProfilePatch
from memorykinds.managers.proposing import Proposed
from memorykinds.managers.semantic import SemanticManager
from memorykinds.models import Answer

BY_HAND = "hand"
"""Who wrote it, where nothing else is said: a person."""

TURN = "t1"
MAX_NAME = 100


def added(manager: Manager, content: MemoryContent, by: str = BY_HAND) -> Steps[Plan]:
    """Return the plan that writes `content`, or keeps what says it already.

    Args:
        manager: The manager of its kind.
        content: The memory.
        by: Who writes it, such as "tool"; the first word of `Provenance.conversation`.

    Raises:
        InputError: If the content is of another kind.
    """
    _check(manager, content)
    return (yield from _settled(manager, _draft(manager, content, by)))


def changed(
    manager: Manager, memory_id: str, content: MemoryContent, by: str = BY_HAND
) -> Steps[Plan]:
    """Return the plan that puts `content` in the place of a memory.

    The policy decides how: a fact that has a newer value is closed and stays as history.

    Raises:
        NotFoundError: If the user has no memory of this kind with this id.
        InputError: If the memory is history, or the content is of another kind.
    """
    _check(manager, content)
    record = yield from _find(manager, memory_id)
    if not isinstance(record.content, type(content)):
        raise InputError(
            f"The memory {memory_id!r} is no {type(content).__name__}, so it cannot become one: "
            "write a new memory, and forget this one."
        )
    if record.state != "active":
        raise InputError(f"The memory {memory_id!r} is history ({record.state}): write a new one.")
    settings = replace(manager.settings, policy=in_place_of(memory_id, manager.policy))
    user = user_of(manager.namespace[0])
    deciding = type(manager)(user, clock=manager.clock, ids=manager.ids, settings=settings)
    return (yield from _settled(deciding, _draft(manager, content, by, (record,))))


def dropped(manager: Manager, memory_id: str, by: str = BY_HAND) -> Steps[Plan]:
    """Return the plan that forgets a memory, unless it is pinned; its history stays.

    Raises:
        NotFoundError: If the user has no memory of this kind with this id.
    """
    record = yield from _find(manager, memory_id)
    told: dict[str, Any] = {"kind": manager.kind, "text": shorten(record.text, 300)}
    told |= {"neighbour_id": record.id}
    if record.pinned:
        detail = "It is pinned: only a person may forget it."
        refusal = Decision(action="refuse", reason="pinned", detail=detail, **told)
        return Plan(decisions=(refusal,))
    if "retract" not in manager.settings.allow:
        detail = "To end a memory is not allowed here; it stays as it is."
        refusal = Decision(action="refuse", reason="not_allowed", detail=detail, **told)
        return Plan(decisions=(refusal,))
    detail = "It was asked to be forgotten; its history stays until it is erased."
    decision = Decision(
        action="retract", reason="asked_to_forget", detail=detail, memory_id=record.id, **told
    )
    event = Event(
        id="",
        at=manager.clock(),
        update_id="",
        kind=manager.kind,
        memory_id=record.id,
        action="forget",
        reason="asked_to_forget",
        conversation=_conversation(manager, by),
        detail=detail,
        before=record,
    )
    return Plan(decisions=(decision,), events=(event,))


def filled_in(
    manager: SemanticManager, profile: Profile, patch: ProfilePatch, by: str = BY_HAND
) -> Steps[Plan]:
    """Return the plan that changes the fields of a profile, each by a decision of its own."""
    words = json.dumps({"changes": patch.changes, "clear": patch.clear}, ensure_ascii=False)
    cited = patch.with_(evidence=(TURN,))
    proposed = replace(_proposed((), by), patches=((profile.name, cited),))
    transcript = _transcript(manager, words, by)
    return (yield from _settled(manager, Draft(transcript, (), (), proposed)))


def _settled(manager: Manager, draft: Draft) -> Steps[Plan]:
    """Return the plan without a trace: no model was asked, and a secret would stand in it.

    Nor is there a turn that could say it again.
    """
    plan = yield from manager.settle(draft)
    return plan.with_(traces=(), echoes=())


def _draft(
    manager: Manager, content: MemoryContent, by: str, meant: tuple[Record, ...] = ()
) -> Draft:
    """Return the draft in which this one memory is nominated, in the place of what is meant."""
    candidate = manager.candidate(
        evidence=(TURN,), contradicts=tuple(range(len(meant))), content=content
    )
    transcript = _transcript(manager, content.render(), by)
    return Draft(transcript, as_known(meant), (), _proposed((candidate,), by))


def _transcript(manager: Manager, words: str, by: str) -> Transcript:
    conversation = _conversation(manager, by)
    text, _ = withhold_secrets(clean(words))
    # The digest is new each time: what was forgotten may be written again in the same words.
    turn = Turn(id=TURN, role="user", text=text, at=manager.clock(), digest=conversation)
    return Transcript(conversation=conversation, turns=(turn,))


def _conversation(manager: Manager, by: str) -> str:
    """Return a name for this one act, which begins with who did it."""
    return f"{shorten(by, MAX_NAME)}:{manager.ids('call')}"


def _proposed(candidates: Sequence[Candidate], by: str) -> Proposed[Candidate]:
    nobody_asked = Answer(
        data=None, text="", problem=None, model=by, input_tokens=None, output_tokens=None
    )
    return Proposed(tuple(candidates), (), (nobody_asked,), ())


def _check(manager: Manager, content: MemoryContent) -> None:
    wanted = manager.candidate.model_fields["content"].annotation
    if not (isinstance(wanted, type) and isinstance(content, wanted)):
        name = getattr(wanted, "__name__", "memory")
        raise InputError(f"{manager.kind} memories hold a {name}, not a {type(content).__name__}.")


def _find(manager: Manager, memory_id: str) -> Steps[Record]:
    from langgraph.store.base import GetOp

    key = one_line(memory_id) if isinstance(memory_id, str) else ""
    (item,) = (yield Batch([GetOp(manager.namespace, key)])) if key else (None,)
    if item is None:
        raise NotFoundError(f"There is no {manager.kind} memory with the id {memory_id!r}.")
    return Record.from_value(item.namespace, item.key, item.value)
