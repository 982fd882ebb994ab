"""What a person has forgotten stays forgotten, even if the talk that it came from is read again.

Agents hand over a thread that goes on, whole, after each turn. So the turns from which a memory
was learned are remembered when somebody forgets it: of a forgotten memory its last form is in the
journal, with their digests; of an erased one the event of the erasure keeps marks, which are
hashes of those digests under a salt of its own, and no word.

* **Erased.** No manager is shown these turns again, nor the answers to them.
* **Forgotten.** The manager of its kind adds nothing new that only these turns say; a turn of an
  episode it is not shown. What else was learned from them stays.

The same said in a new turn is learned. `Memory.undo` of the forgetting lifts it.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from memorykinds.bridge import Steps
from memorykinds.journal import event_of
from memorykinds.kinds import Decision, Event, MemoryKind, Record, Transcript
from memorykinds.kinds.names import Namespace, forgotten_namespace, user_of
from memorykinds.managers.policy import Case, Verdict, decision
from memorykinds.reading import PAGE, read_all

if TYPE_CHECKING:
    from langgraph.store.base import SearchItem, SearchOp

UNREAD = "What was learned from these words was forgotten by hand, so they are not read again."
REFUSED = (
    "It comes from words of which somebody forgot by hand what was learned from them; said in a "
    "new message, or added by hand, it is remembered."
)
WITHHELD = "[withheld: forgotten]"

_SAID, _ENDED = "said", "ended"
_MARK_CHARACTERS = 16


def turn_marks(salt: str, records: Iterable[Record]) -> tuple[str, ...]:
    """Return the marks of all turns that these forms of a memory came from.

    Those that ended it have marks of another sort: they may still be read.
    """
    versions = list(records)
    said = {(_SAID, digest) for r in versions for digest in r.said_in}
    ended = {(_ENDED, digest) for r in versions for digest in r.provenance.ended_by}
    return tuple(sorted(_mark(salt, *turn) for turn in said | ended))


def search_of(namespace: Namespace) -> "SearchOp":
    """Return the search that finds what `forgotten_in` takes.

    Args:
        namespace: Any of the user's.
    """
    from langgraph.store.base import SearchOp

    return SearchOp(forgotten_namespace(user_of(namespace[0])), limit=PAGE)


def forgotten_in(namespace: Namespace, items: "Sequence[SearchItem]") -> "Steps[Forgotten]":
    """Return what was forgotten, from what `search_of` found; where that is not all, ask again."""
    if len(items) >= PAGE:
        items = yield from read_all(forgotten_namespace(user_of(namespace[0])))
    return Forgotten([event_of(item.key, item.value) for item in items])


class Forgotten:
    """The turns of one user from which nothing, or nothing new, is to be learned.

    Args:
        events: Of the journal: all that forgot by hand, and all that undid anything.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self._erasures: list[Event] = []
        self._digests: set[tuple[MemoryKind, str]] = set()
        of: dict[str, list[Event]] = {}
        for event in sorted(events, key=lambda event: (event.at, event.id)):
            of.setdefault(event.memory_id, []).append(event)
        for own in of.values():
            self._take(own)

    def unread(self, kind: MemoryKind, transcript: Transcript) -> frozenset[str]:
        """Return the ids of the turns that the manager of a kind must not be shown."""
        hidden: set[str] = set()
        answering = False
        for turn in transcript.turns:
            if turn.role in ("user", "feedback"):
                answering = self._is_unread(kind, turn.digest)
            if answering or self._is_unread(kind, turn.digest):
                hidden.add(turn.id)
        return frozenset(hidden)

    def check(self, case: Case, verdict: Verdict) -> Verdict:
        """Return `verdict`, or the refusal of what would bring back what was forgotten."""
        gained = any(change.action in ("add", "revise") for change in verdict.changes)
        if not gained or not self.bars(case.draft.kind, case.draft.provenance.digests):
            return verdict
        return Verdict(decision(case, "refuse", "forgotten", REFUSED, None))

    def bars(self, kind: MemoryKind, digests: Sequence[str]) -> bool:
        """Whether nothing new may be learned from turns with these digests, taken together."""
        if any(self._is_unread(kind, digest) for digest in digests):
            return True
        return bool(digests) and all(self._is_forgotten(kind, digest) for digest in digests)

    def _take(self, events: Sequence[Event]) -> None:
        """Take in what became of one memory; it is back if it was restored after all."""
        taken = [event for event in events if event.action in ("forget", "erase")]
        # Undone twice, it is forgotten again; where nobody had forgotten it, it was never learned.
        if not taken or events[-1].after is not None:
            return
        for event in events:
            if event.action == "erase":
                self._erasures.append(event)
            elif event.before is not None:
                digests = (*event.before.said_in, *event.before.provenance.ended_by)
                self._digests.update((event.kind, digest) for digest in digests)

    def _is_unread(self, kind: MemoryKind, digest: str) -> bool:
        told = kind == "episodic" and (kind, digest) in self._digests
        return told or any(_has(event, _SAID, digest) for event in self._erasures)

    def _is_forgotten(self, kind: MemoryKind, digest: str) -> bool:
        if (kind, digest) in self._digests:
            return True
        return any(e.kind == kind and _has(e, _ENDED, digest) for e in self._erasures)


def shown(
    forgotten: Forgotten, kind: MemoryKind, transcript: Transcript
) -> tuple[Transcript | None, tuple[Decision, ...]]:
    """Return the conversation as the manager of a kind may read it, and what the ledger says.

    It is None where nothing is left to read.
    """
    hidden = forgotten.unread(kind, transcript)
    if not hidden:
        return transcript, ()
    evidence = tuple(turn.id for turn in transcript.turns if turn.id in hidden)
    told: dict[str, str] = {"detail": UNREAD, "text": WITHHELD}
    refusal = Decision(kind=kind, action="refuse", reason="forgotten", evidence=evidence, **told)
    turns = tuple(turn for turn in transcript.turns if turn.id not in hidden)
    return (transcript.with_(turns=turns) if turns else None), (refusal,)


def _has(event: Event, sort: str, digest: str) -> bool:
    return _mark(event.salt, sort, digest) in event.marks


def _mark(salt: str, sort: str, digest: str) -> str:
    keyed = hmac.new(salt.encode(), f"{sort}|{digest}".encode(), hashlib.sha256)
    return keyed.hexdigest()[:_MARK_CHARACTERS]
