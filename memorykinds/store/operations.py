"""Operations: what can be said about a batch before the file is touched.

All that can fail for a reason of the caller's or the embedder's fails here, so that a
transaction is short and holds nothing but reads and writes.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
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
from memorykinds.store.moments import check_ttl
from memorykinds.store.rows import Labels, decode
from memorykinds.store.search import check_search
from memorykinds.store.writes import NewItem

StoredTexts = Callable[[Labels, Sequence[str]], dict[str, bytes | None]]
"""Returns the digest of the texts by which each key that is there was embedded."""

_encode_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def check(ops: Iterable[Any]) -> None:
    """Refuse operations that cannot be done, before anything is read or embedded.

    Raises:
        InputError: If one is no operation, or one of its parts is unusable.
        InvalidNamespaceError: If its namespace is none.
    """
    sound: set[tuple[Any, ...]] = set()  # a batch mostly names one namespace over and over
    for op in ops:
        if not isinstance(op, GetOp | SearchOp | PutOp | ListNamespacesOp):
            raise InputError(
                f"A store runs GetOp, SearchOp, ListNamespacesOp and PutOp, not {op!r}."
            )
        if isinstance(op, SearchOp | ListNamespacesOp):
            validate_op_namespace(op)
            check_search(op)
            continue
        if type(op.namespace) is not tuple or op.namespace not in sound:
            validate_op_namespace(op)
            if not op.namespace:
                raise InputError("An item needs a namespace of at least one label.")
            _check_names(op, op.namespace)
            sound.add(tuple(op.namespace))
        if type(op.key) is not str or not op.key.isascii():
            _check_names(op, (op.key,))
        if isinstance(op, PutOp):
            check_ttl(op.ttl)


def prepare(ops: Iterable[Op], embedder: Embedder | None, stored: StoredTexts) -> list[NewItem]:
    """Return what a batch writes: the last put of each key, encoded and embedded.

    Args:
        ops: A batch that `check` has passed.
        embedder: Turns texts into vectors; None leaves every item without.
        stored: Says which items already have the vectors of their texts.

    Raises:
        InputError: If a value is no JSON, or the fields to index are no paths.
        StoreError: If the embedder returns vectors that do not fit the index.
    """
    puts = {(tuple(op.namespace), op.key): op for op in ops if isinstance(op, PutOp)}
    if embedder is None:
        return [
            NewItem(*place, _encode(op), b"", None, _paths(op), op.ttl)
            for place, op in puts.items()
        ]
    values = [_encode(op) for op in puts.values()]
    texts = [
        [] if value is None else embedder.texts(op.value or {}, value, op.index)
        for op, value in zip(puts.values(), values, strict=True)
    ]
    digests = [digest_of(group) for group in texts]
    known = _known(puts, stored)
    new = [known.get(place) != digest for place, digest in zip(puts, digests, strict=True)]
    vectors = embedder.documents(
        text for group, wanted in zip(texts, new, strict=True) if wanted for text in group
    )
    return [
        NewItem(
            *place,
            value,
            b"".join([vectors[text].data for text in group]) if wanted else None,
            digest,
            _paths(op),
            op.ttl,
        )
        for (place, op), value, group, digest, wanted in zip(
            puts.items(), values, texts, digests, new, strict=True
        )
    ]


def _known(
    puts: dict[tuple[Labels, str], PutOp], stored: StoredTexts
) -> dict[tuple[Labels, str], bytes | None]:
    keys: dict[Labels, list[str]] = {}
    for (labels, key), op in puts.items():
        if op.value is not None:
            keys.setdefault(labels, []).append(key)
    return {
        (labels, key): digest
        for labels, some in keys.items()
        for key, digest in stored(labels, some).items()
    }


def digest_of(texts: list[str]) -> bytes:
    """Return what tells lists of texts apart, and nothing of what they say."""
    parts = texts[0] if len(texts) == 1 else "".join(f"\0{len(text)}:{text}" for text in texts)
    return hashlib.blake2b(parts.encode(), digest_size=16).digest()


def texts_of(embedder: Embedder, stored: str, paths: str | None) -> list[str]:
    """Return the texts to embed of a value as it is stored, and of the put's choice of fields."""
    return embedder.texts(decode(stored), stored, None if paths is None else json.loads(paths))


def _paths(op: PutOp) -> str | None:
    return None if op.index is None else json.dumps(op.index or [])


def _encode(op: PutOp) -> str | None:
    """Return the value of a put as JSON, or None for a deletion."""
    if op.value is None:
        return None
    try:
        text = _encode_json(op.value if type(op.value) is dict else dict(op.value))
        # Readable in the file, unless a lone surrogate forbids it.
        return text if _is_text(text) else json.dumps(dict(op.value), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(
            f"The value of {op.key!r} in {op.namespace!r} cannot be stored as JSON ({error}); "
            "use text, numbers, lists and dicts."
        ) from error


def _check_names(op: GetOp | PutOp, names: tuple[Any, ...]) -> None:
    if not all(isinstance(name, str) and _is_text(name) for name in names):
        raise InputError(f"The key {op.key!r} in {op.namespace!r} is no text that can be stored.")


def _is_text(text: str) -> bool:
    """Whether UTF-8 can hold it: a lone surrogate, half a character, it cannot."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
