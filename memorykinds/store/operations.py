"""Operations: what can be said about a batch before the file is touched.

All that can fail for a reason of the caller's or the embedder's fails here, so that a
transaction is short and holds nothing but reads and writes.
"""

import json
from collections.abc import Iterable
from typing import Any

from langgraph.store.base import (
    GetOp,
    ListNamespacesOp,
    Op,
    PutOp,
    SearchOp,
    validate_op_namespace,
)

from memorykinds.kinds.errors import InputError
from memorykinds.store.embedding import Embedder
from memorykinds.store.rows import NewItem
from memorykinds.store.search import check_search


def check(op: Any) -> None:
    """Refuse an operation that cannot be done, before anything is read or embedded.

    Raises:
        InputError: If it is no operation, or one of its parts is unusable.
        InvalidNamespaceError: If its namespace is none.
        NotImplementedError: If it asks for a time to live.
    """
    if not isinstance(op, GetOp | SearchOp | PutOp | ListNamespacesOp):
        raise InputError(f"A store runs GetOp, SearchOp, ListNamespacesOp and PutOp, not {op!r}.")
    validate_op_namespace(op)
    if isinstance(op, SearchOp | ListNamespacesOp):
        check_search(op)
        return
    if not op.namespace:
        raise InputError("An item needs a namespace of at least one label.")
    names: tuple[Any, ...] = (op.key, *op.namespace)
    if not all(isinstance(name, str) and _is_text(name) for name in names):
        raise InputError(f"The key {op.key!r} in {op.namespace!r} is no text that can be stored.")
    if isinstance(op, PutOp) and op.ttl is not None:
        raise NotImplementedError("FaissStore keeps items until they are deleted; leave out ttl.")


def prepare(ops: Iterable[Op], embedder: Embedder | None) -> list[NewItem]:
    """Return what a batch writes: the last put of each key, encoded and embedded.

    Args:
        ops: A batch that `check` has passed.
        embedder: Turns texts into vectors; None leaves every item without.

    Raises:
        InputError: If a value is no JSON, or the fields to index are no paths.
        StoreError: If the embedder returns vectors that do not fit the index.
    """
    puts = {(tuple(op.namespace), op.key): op for op in ops if isinstance(op, PutOp)}
    values = [_encode(op) for op in puts.values()]
    texts: list[list[str]] = [[] for _ in values]
    if embedder is not None:
        texts = [
            # A path is followed in the value as it will be read back.
            [] if value is None else embedder.texts(json.loads(value), op.index)
            for op, value in zip(puts.values(), values, strict=True)
        ]
    vectors = embedder.documents(text for group in texts for text in group) if embedder else {}
    return [
        NewItem(labels, key, value, [vectors[text] for text in group])
        for (labels, key), value, group in zip(puts, values, texts, strict=True)
    ]


def _encode(op: PutOp) -> str | None:
    """Return the value of a put as JSON, or None for a deletion."""
    if op.value is None:
        return None
    try:
        text = json.dumps(dict(op.value), ensure_ascii=False, allow_nan=False)
        # Readable in the file, unless a lone surrogate forbids it.
        return text if _is_text(text) else json.dumps(dict(op.value), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(
            f"The value of {op.key!r} in {op.namespace!r} cannot be stored as JSON ({error}); "
            "use text, numbers, lists and dicts."
        ) from error


def _is_text(text: str) -> bool:
    """Whether UTF-8 can hold it: a lone surrogate, half a character, it cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
