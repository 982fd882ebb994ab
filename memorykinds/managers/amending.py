"""What a person does to one memory as it stands: pin it, let it loose, put right what it says.

No policy is asked, for nothing new was said: it is still the same memory, under the same id. Where
the world has changed, `managers.by_hand.changed` is the way: it ends the old and begins the new.
"""

from collections.abc import Mapping
from typing import Any

from memorykinds.bridge import Steps
from memorykinds.kinds import (
    Candidate,
    Event,
    InputError,
    MemoryContent,
    NotFoundError,
    ProfileContent,
    Provenance,
    Record,
    Rule,
    Transcript,
    Turn,
)
from memorykinds.kinds.profile import shown
from memorykinds.kinds.record import AnyContent, importance_of
from memorykinds.kinds.text import shorten
from memorykinds.managers.by_hand import BY_HAND
from memorykinds.managers.guard import refuse
from memorykinds.managers.manager import EXCERPT_CHARACTERS, Manager
from memorykinds.managers.plan import Update
from memorykinds.managers.profiles import read_profiles
from memorykinds.managers.profiles.fitting import fit
from memorykinds.managers.semantic import SemanticManager
from memorykinds.managers.writing import Writer, believed

_TURN = "t1"


class _Corrected(Candidate):
    """A memory's new words, as the guard sees them."""

    content: AnyContent


def pinned(writer: Writer, memory_id: str, *, on: bool) -> Steps[Update]:
    """Pin a memory or let it loose; what is so already stays without an event.

    Raises:
        NotFoundError: If the user has no memory of this id.
    """
    record = yield from known(writer, memory_id)
    if record.pinned == on:
        return Update(id="", at=writer.clock())
    detail = "It was pinned by hand." if on else "It is no longer pinned."
    return (yield from _revised(writer, record, record.with_(pinned=on), detail))


def corrected(
    writer: Writer,
    managers: Mapping[str, Manager],
    memory_id: str,
    content: MemoryContent,
    seen: Record | None = None,
) -> Steps[Update]:
    """Put `content` into a memory that stays the same memory otherwise.

    Raises:
        NotFoundError: If the user has no memory of this id.
        InputError: If it is history, the content has another form, it must not be kept, or it
            is no longer as it was seen.
    """
    before = yield from known(writer, memory_id)
    if seen is not None and believed(before) != believed(seen):
        raise InputError(
            f"“{shorten(seen.text, 60)}” was changed meanwhile, so nothing was written: look at "
            "what it says now, and correct that."
        )
    if not isinstance(content, type(before.content)):
        wanted, got = type(before.content).__name__, type(content).__name__
        raise InputError(f"The memory {memory_id!r} holds a {wanted}, not a {got}.")
    if before.state != "active":
        raise InputError(
            f"The memory {memory_id!r} is history ({before.state}): it stays as it is."
        )
    manager = managers[before.kind]
    after = _with_content(before, content, manager, writer)
    if after == before:
        return Update(id="", at=writer.clock())
    _require_admitted(manager, after)
    return (yield from _revised(writer, before, after, "It was corrected by hand."))


def known(writer: Writer, memory_id: object) -> Steps[Record]:
    """Return the user's memory of this id.

    Raises:
        NotFoundError: If there is none.
    """
    wanted = memory_id if isinstance(memory_id, str) else ""
    record = (yield from writer.find(wanted)) if wanted else None
    if record is None:
        raise NotFoundError(f"This user has no memory with the id {memory_id!r}.")
    return record


def _revised(writer: Writer, before: Record, after: Record, detail: str) -> Steps[Update]:
    now = writer.clock()
    event = Event(
        id="",
        at=now,
        update_id="",
        kind=before.kind,
        memory_id=before.id,
        action="revise",
        reason="user",
        detail=detail,
        before=before,
        after=after.with_(updated_at=now),
    )
    return (yield from writer.write([event]))


def _with_content(
    before: Record, content: MemoryContent, manager: Manager, writer: Writer
) -> Record:
    """Return the record with new content, and with what is worked out from content."""
    old = before.content
    if isinstance(content, ProfileContent) and isinstance(old, ProfileContent):
        return _with_profile(before, old, content, manager, writer)
    changes: dict[str, Any] = {}
    if isinstance(content, Rule) and isinstance(old, Rule):
        # Whether a rule is in force is decided by a trial, not by a correction.
        content = content.with_(status=old.status, replaces=old.replaces)
    if importance_of(content) != importance_of(old):
        changes["importance"] = importance_of(content)
    for name in ("valid_from", "valid_to"):
        if getattr(content, name, None) != getattr(old, name, None):
            changes[name] = getattr(content, name)
    changes["slot"] = manager.slot(content, before.provenance.conversation)
    return before.with_(content=content, **changes)


def _with_profile(
    before: Record, old: ProfileContent, new: ProfileContent, manager: Manager, writer: Writer
) -> Record:
    """Return the profile with new data; what changed was said by hand, and just now."""
    if new.schema_name != old.schema_name:
        raise InputError(f"The profile {old.schema_name} cannot become a {new.schema_name}.")
    _require_fitting(manager, new)
    names = old.data.keys() | new.data.keys()
    fields = {name for name in names if old.data.get(name) != new.data.get(name)}
    now = writer.clock()
    by_hand = {
        name: Provenance(
            conversation=BY_HAND,
            excerpt=shorten(shown(new.data.get(name)), EXCERPT_CHARACTERS),
            said_at=now,
        )
        for name in sorted(fields)
    }
    kept = {
        path: source
        for path, source in before.sources.items()
        if path.split("[", 1)[0].split(".", 1)[0] not in fields
    }
    return before.with_(content=new, sources={**kept, **by_hand})


def _require_fitting(manager: Manager, content: ProfileContent) -> None:
    """Refuse what the profile's own schema refuses; a schema that nobody passed cannot be asked."""
    own = manager.settings.profiles if isinstance(manager, SemanticManager) else ()
    profiles = read_profiles(own)
    profile = next((p for p in profiles if p.name == content.schema_name), None)
    if profile is None:
        return
    fitted = fit(profile.schema, profile.shape, {**profile.default_data(), **content.data})
    misfit = next((m for m in fitted.misfits if not m.missing), None)
    if misfit is not None:
        raise InputError(f"{'.'.join(misfit.fields) or profile.name}: {misfit.why}")


def _require_admitted(manager: Manager, record: Record) -> None:
    turn = Turn(id=_TURN, role="user", text="-", at=record.updated_at)
    transcript = Transcript(conversation=BY_HAND, turns=(turn,))
    refusal = refuse(
        manager.kind, _Corrected(evidence=(_TURN,), content=record.content), transcript
    )
    if refusal is not None:
        raise InputError(f"This must not be kept: {refusal.detail}")
