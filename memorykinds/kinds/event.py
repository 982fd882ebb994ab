"""`Event`: one entry of the journal, a memory before and after one change.

The journal is append-only. Since each event carries the whole memory on both sides, any past
state can be rebuilt by replaying, and any change undone, without asking the store.
"""

from typing import Literal

from memorykinds.kinds.content import Frozen, Instant, MemoryKind
from memorykinds.kinds.record import Record

EventAction = Literal["add", "revise", "close", "forget", "erase", "restore"]


class Event(Frozen):
    """One change of one memory.

    Attributes:
        id: Key of the event; later events have greater ids within one process.
        at: When the change was written (transaction time).
        update_id: Groups the events that were written as one batch.
        kind: Kind of the memory.
        memory_id: Which memory changed.
        action: What happened. `forget` removes a memory and keeps its history; `erase`
            removes its content from the history as well; `restore` undoes.
        conversation: Id of the conversation that was learned from; "" if somebody did this by hand.
        reason: The decision's reason code, or who asked ("user").
        detail: The decision's sentence for a person; "" if there was none.
        before: The memory before; None if it did not exist, or was erased.
        after: The memory after; None if it no longer exists, or was erased.
        salt: Of an erasure, the salt of its marks.
        marks: Of an erasure, salted hashes of the digests of the turns that the memory came from:
            they are known again by them, so that it does not come back, and say nothing else.
    """

    id: str
    at: Instant
    update_id: str
    kind: MemoryKind
    memory_id: str
    action: EventAction
    reason: str
    conversation: str = ""
    detail: str = ""
    before: Record | None = None
    after: Record | None = None
    salt: str = ""
    marks: tuple[str, ...] = ()
