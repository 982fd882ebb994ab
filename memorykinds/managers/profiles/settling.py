"""What becomes of the changes that a model proposes for one profile.

Each change of a field is guarded, dated, fitted to the schema and decided by itself, so that
one bad value does not cost the others; all that happen in one learning are one event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from memorykinds.bridge import Steps
from memorykinds.kinds import (
    Action,
    Candidate,
    Decision,
    Event,
    EventAction,
    FieldChange,
    ProfileContent,
    Provenance,
    Reason,
    Record,
    Transcript,
)
from memorykinds.kinds.names import Namespace
from memorykinds.kinds.text import shorten
from memorykinds.managers.forgotten import REFUSED, Forgotten
from memorykinds.managers.guard import OWN_WORDS, refuse
from memorykinds.managers.profiles.document import document_of
from memorykinds.managers.profiles.ending import Endings, ended
from memorykinds.managers.profiles.patches import ProfilePatch, changes_of
from memorykinds.managers.profiles.profile import Profile
from memorykinds.managers.profiles.trying import fitting
from memorykinds.managers.profiles.wording import (
    action_of,
    detail_of,
    quoted,
    reason_of_all,
    refusal,
    text_of,
)
from memorykinds.managers.settings import ManagerSettings, Permission

EXCERPT_CHARACTERS = 240
"""How much of the words a field's source quotes."""


class FieldCandidate(Candidate):
    """One change of a field as the guard sees it: like any other nomination."""

    content: ProfileContent


@dataclass(frozen=True)
class Settled:
    """What was decided about one profile.

    Attributes:
        decisions: One for each change of a field.
        events: The one event that carries them out; none if nothing changes.
    """

    decisions: tuple[Decision, ...]
    events: tuple[Event, ...]


class Settling:
    """Decides about the patches of one profile, one after the other.

    Args:
        profile: Which profile.
        record: What the store has of it now; None if nothing.
        namespace: Where it is kept.
        transcript: The conversation.
        settings: The manager's.
        forgotten: What is not to be learned again.
        now: The time of writing.
    """

    def __init__(
        self,
        profile: Profile,
        record: Record | None,
        *,
        namespace: Namespace,
        transcript: Transcript,
        settings: ManagerSettings,
        forgotten: Forgotten,
        now: datetime,
    ) -> None:
        self._profile = profile
        self._record = record
        self._namespace = namespace
        self._transcript = transcript
        self._settings = settings
        self._forgotten = forgotten
        self._now = now
        self._default = profile.default_data()
        self._document = document_of(profile.shape, record)
        self._learned = frozenset(record.provenance.digests) if record else frozenset()
        self._endings = Endings(
            profile,
            self._document,
            namespace=namespace,
            conversation=transcript.conversation,
            settings=settings,
        )
        self._decisions: list[Decision] = []
        self._done: list[tuple[Reason, str, Provenance]] = []

    def settle(self, patches: Sequence[ProfilePatch]) -> Steps[Settled]:
        """Return what becomes of `patches`; the store is read once at most."""
        for patch in sorted(patches, key=self._place):
            yield from self._settle_one(patch)
        return Settled(tuple(self._decisions), self._events())

    def _settle_one(self, patch: ProfilePatch) -> Steps[None]:
        changes, unreadable = changes_of(self._profile.shape, patch)
        for bad in unreadable:
            text = f"{self._profile.name}.{bad.path}"
            detail = f"{bad.path}: {bad.why}"
            self._decisions.append(refusal("invalid", detail, text, patch.evidence))
        admitted = [change for change in changes if not self._guarded(change, patch)]
        if not admitted:
            return
        source = self._source(patch)
        open_ = [change for change in admitted if not self._is_settled(change, source)]
        good, bad_ones = fitting(self._profile, self._document, self._default, open_, source)
        for change, why in bad_ones:
            self._decide(change, source, "refuse", "invalid", f"{change.name}: {why}")
        for change in good:
            yield from self._carry_out(change, source)

    def _guarded(self, change: FieldChange, patch: ProfilePatch) -> bool:
        """Refuse what must never be remembered, as of any nomination."""
        content = ProfileContent(schema_name=self._profile.name, data=change.data)
        candidate = FieldCandidate(evidence=patch.evidence, content=content)
        refused = refuse("semantic", candidate, self._transcript)
        if refused is not None:
            self._decisions.append(refused)
        return refused is not None

    def _is_settled(self, change: FieldChange, source: Provenance) -> bool:
        """Decide about what needs no look at the schema: pinned, known, outdated, forbidden."""
        document, said_at = self._document, source.said_at or self._now
        known = document.source(change)
        if document.overruling(change, said_at) is not None and not document.knows(change):
            detail = f"{change.name}: {quoted(document.value(change))} was said later"
            self._decide(change, source, "refuse", "said_earlier", detail)
        elif known is not None and set(source.digests) <= self._learned:
            detail = f"{change.name}: these words were learned before"
            self._decide(change, source, "keep", "already_learned", detail)
        elif document.knows(change):
            detail = f"{change.name}: {quoted(document.value(change))}, as is known"
            self._decide(change, source, "keep", "duplicate", detail)
            self._date_anew(change, source, said_at)
        elif change.op in ("set", "add") and self._forgotten.bars("semantic", source.digests):
            self._decide(change, source, "refuse", "forgotten", f"{change.name}: {REFUSED}")
        elif self._record is not None and self._record.pinned:
            detail = f"{change.name} stays as it is: the profile is pinned"
            self._decide(change, source, "refuse", "pinned", detail)
        elif missing := self._forbidden(change, source):
            detail = f"{change.name}: this takes {' and '.join(missing)}, which is not allowed here"
            self._decide(change, source, "refuse", "not_allowed", detail)
        else:
            return False
        return True

    def _date_anew(self, change: FieldChange, source: Provenance, said_at: datetime) -> None:
        """Note that what is known was said later than it was known to be."""
        known = self._document.source(change)
        older = known is None or known.said_at is None or known.said_at < said_at
        if not older or (self._record is not None and self._record.pinned):
            return
        if change.op in ("clear", "remove"):
            self._document = self._document.with_change(change, source)
        else:
            self._document = self._document.said_again(change, source)
        self._done.append(("said_again", f"{change.name} was said again", source))

    def _forbidden(self, change: FieldChange, source: Provenance) -> list[str]:
        """Return what `allow` lacks: filling a field adds, writing over it revises and retracts."""
        ends = ended(self._document, self._document.with_change(change, source))
        needed: set[Permission] = {"add"} if not ends else {"retract"}
        if ends and change.op in ("set", "add"):
            needed.add("revise")
        return sorted(needed - set(self._settings.allow))

    def _carry_out(self, change: FieldChange, source: Provenance) -> Steps[None]:
        old = self._document.value(change)
        after = self._document.with_change(change, source)
        too_much = yield from self._endings.check(self._document, after)
        if too_much:
            detail = f"{change.name}: {too_much}"
            self._decide(change, source, "refuse", "too_many_retired", detail)
            return
        self._document = after
        action, reason = action_of(change, old)
        detail = detail_of(change, old)
        self._decide(change, source, action, reason, detail)
        self._done.append((reason, detail, source))

    def _events(self) -> tuple[Event, ...]:
        if not self._done:
            return ()
        before, sources = self._record, [source for _, _, source in self._done]
        content = ProfileContent(schema_name=self._profile.name, data=dict(self._document.data))
        changed = {"content": content, "sources": dict(self._document.sources)}
        provenance = self._provenance(sources)
        if before is None:
            after = Record(
                id=self._profile.memory_id,
                kind="semantic",
                namespace=self._namespace,
                created_at=self._now,
                updated_at=self._now,
                provenance=provenance,
                **changed,
            )
        else:
            after = before.with_(**changed, updated_at=self._now, provenance=provenance)
        action: EventAction = "add" if before is None else "revise"
        event = Event(
            id="",
            at=self._now,
            update_id="",
            kind="semantic",
            memory_id=after.id,
            action=action,
            reason=reason_of_all([reason for reason, _, _ in self._done], action),
            conversation=self._transcript.conversation,
            detail="; ".join(detail for _, detail, _ in self._done),
            before=before,
            after=after,
        )
        return (event,)

    def _provenance(self, sources: Sequence[Provenance]) -> Provenance:
        """Return where the profile came from last, with every turn that it was learned from."""
        latest = max(sources, key=lambda source: source.said_at or self._now)
        digests = [digest for source in sources for digest in source.digests]
        if self._record is not None:
            digests = [*self._record.provenance.digests, *digests]
        return latest.with_(digests=tuple(dict.fromkeys(digests)))

    def _source(self, patch: ProfilePatch) -> Provenance:
        cited = [turn for turn in self._transcript.turns if turn.id in patch.evidence]
        said = [turn for turn in cited if turn.role in OWN_WORDS]
        return Provenance(
            conversation=self._transcript.conversation,
            turns=tuple(turn.id for turn in cited),
            digests=tuple(turn.digest for turn in cited),
            excerpt=shorten(" / ".join(turn.text for turn in cited), EXCERPT_CHARACTERS),
            said_at=max(turn.at for turn in said),
        )

    def _place(self, patch: ProfilePatch) -> tuple[float, int]:
        """Return when a patch was said: what is said later in a conversation counts."""
        places = [n for n, turn in enumerate(self._transcript.turns) if turn.id in patch.evidence]
        at = [self._transcript.turns[n].at.timestamp() for n in places]
        return max(at, default=0.0), max(places, default=-1)

    def _decide(
        self, change: FieldChange, source: Provenance, action: Action, reason: Reason, detail: str
    ) -> None:
        self._decisions.append(
            Decision(
                kind="semantic",
                action=action,
                reason=reason,
                detail=detail,
                text=shorten(text_of(self._profile.name, change), 300),
                memory_id=None if action == "refuse" else self._profile.memory_id,
                evidence=source.turns,
                neighbour_id=self._record.id if self._record else None,
            )
        )
