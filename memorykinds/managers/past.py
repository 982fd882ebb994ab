"""A store as it was: what a program would have been answered before some changes were made.

A store answers for now. What was changed since is in the journal, memory before and after; so
an answer of today becomes one of that time if what has changed is taken out and its former
version put in. Nothing is copied and nothing written: this stands between a program and the
store while the program runs.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np

from memorykinds.bridge import Batch, Call, Steps
from memorykinds.kinds import Event, Record
from memorykinds.kinds.names import Namespace, forgotten_namespace, journal_namespace
from memorykinds.managers.plan import Update

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langgraph.store.base import Op, SearchItem, SearchOp

T = TypeVar("T")

Changed: TypeAlias = Mapping[Namespace, Mapping[str, Record | None]]
"""Of all that has changed its former version, by namespace and key; None if there was none."""


def changed_by(user: str, events: Iterable[Event]) -> Changed:
    """Return what `events`, oldest first, have changed; they themselves were not there either."""
    journal: dict[str, Record | None] = {}
    changed: dict[Namespace, dict[str, Record | None]] = {
        journal_namespace(user): journal,
        forgotten_namespace(user): journal,
    }
    for event in events:
        journal[event.id] = None
        record = event.before or event.after
        if record is not None:
            changed.setdefault(record.namespace, {}).setdefault(record.id, event.before)
    return changed


def since(update: Update, events: Iterable[Event]) -> list[Event]:
    """Return the events of an update and all that came after it.

    Args:
        update: The update; of one that changed nothing its time counts.
        events: The journal, oldest first.
    """
    first = min(((event.at, event.id) for event in update.events), default=None)
    if first is None:
        return [event for event in events if event.at > update.at]
    return [event for event in events if (event.at, event.id) >= first]


def as_before(
    program: Steps[T], changed: Changed, embeddings: "Embeddings | None" = None
) -> Steps[T]:
    """Run `program` on the store as it was.

    Args:
        program: Reads memories and the journal; it writes nothing.
        changed: What has changed since.
        embeddings: The store's, by which a former version is as near to a query as it was; None
            where the store has none.
    """
    past = _Past(changed, embeddings)
    try:
        request = next(program)
        while True:
            try:
                if isinstance(request, Batch):
                    reply = yield from past.answers(request)
                else:
                    reply = yield request
            except Exception as error:  # noqa: BLE001 -- the program may know what to do
                request = program.throw(error)
            else:
                request = program.send(reply)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


class _Past:
    def __init__(self, changed: Changed, embeddings: "Embeddings | None") -> None:
        self._changed = {space: known for space, known in changed.items() if known}
        self._embeddings = embeddings

    def answers(self, request: Batch) -> Steps[list[Any]]:
        from langgraph.store.base import GetOp, SearchOp

        wider = [self._wider(op) if isinstance(op, SearchOp) else op for op in request.ops]
        replies = yield Batch(wider)
        answers: list[Any] = []
        for op, reply in zip(request.ops, replies, strict=True):
            if isinstance(op, SearchOp):
                answers.append((yield from self._found(op, reply)))
            elif isinstance(op, GetOp) and op.key in self._changed.get(op.namespace, {}):
                former = self._changed[op.namespace][op.key]
                answers.append(None if former is None else _item(former, None))
            else:
                answers.append(reply)
        return answers

    def _wider(self, op: "SearchOp") -> "Op":
        """Return the search that still finds enough when what has changed is taken out."""
        changed = self._changed.get(op.namespace_prefix, {})
        return op._replace(limit=op.limit + len(changed))

    def _found(self, op: "SearchOp", items: "Sequence[SearchItem]") -> "Steps[list[SearchItem]]":
        changed = self._changed.get(op.namespace_prefix, {})
        kept = [item for item in items if item.key not in changed]
        former = [r for r in changed.values() if r is not None and _passes(r, op.filter)]
        scores: Sequence[float | None] = [None] * len(former)
        if former and op.query and self._embeddings is not None:
            texts = [record.text for record in former]
            scores = yield Call(_cosines, (self._embeddings, op.query, texts))
        kept += [_item(record, score) for record, score in zip(former, scores, strict=True)]
        if op.query:
            kept.sort(key=lambda item: -1.0 if item.score is None else item.score, reverse=True)
        return kept[: op.limit]


def _passes(record: Record, wanted: Mapping[str, Any] | None) -> bool:
    """Whether a former version passes a manager's filter, which names values of fields."""
    value = record.to_value()
    return all(value.get(name) == part for name, part in (wanted or {}).items())


def _item(record: Record, score: float | None) -> "SearchItem":
    from langgraph.store.base import SearchItem

    return SearchItem(
        record.namespace,
        record.id,
        record.to_value(),
        record.created_at,
        record.updated_at,
        score=score,
    )


def _cosines(embeddings: "Embeddings", query: str, texts: list[str]) -> list[float]:
    vectors = np.array([embeddings.embed_query(query), *embeddings.embed_documents(texts)])
    lengths = np.linalg.norm(vectors, axis=1)
    lengths[lengths == 0] = 1.0
    unit = vectors / lengths[:, None]
    return [float(cosine) for cosine in unit[1:] @ unit[0]]
