"""Embedding: from stored values to unit vectors.

Which texts of a value are embedded is said by field paths ("text", "turns[*].said", "$" for
the whole value), as LangGraph reads them. Vectors are normalized once, when they are made,
so that an inner product is a cosine ever after.
"""

import asyncio
import contextvars
import inspect
import json
import math
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal, TypeGuard

import numpy as np
import numpy.typing as npt
from langgraph.store.base import IndexConfig, ensure_embeddings, get_text_at_path

from memorykinds.kinds.errors import InputError, StoreError

Vectors = npt.NDArray[np.float32]
"""Shape (n, dims), or (dims,) for one; each row has length 1, or is all zeros."""

_NAME = re.compile(r"[A-Za-z_]+")
"""A path that is nothing but the name of a field."""

_TINY = 1e-30
"""The inverse of a smaller number is too large for a float32."""

AsyncFunction = Callable[[Sequence[str]], Awaitable[list[list[float]]]]


class Embedder:
    """An embedding model with what the store must know of it.

    Attributes:
        dims: Length of its vectors.
        name: The name of the model, or None if it has none; vectors of two models that
            differ in name are never compared.
        model: What makes the vectors.

    Raises:
        InputError: If ``dims``, ``embed`` or ``fields`` of the configuration is unusable.
    """

    def __init__(self, index: IndexConfig) -> None:
        dims, embed, fields = index.get("dims"), index.get("embed"), index.get("fields")
        if isinstance(dims, bool) or not isinstance(dims, int) or dims < 1:
            raise InputError(
                f"The index needs 'dims', the length of a vector such as 384, not {dims!r}."
            )
        if embed is None:
            raise InputError("The index needs 'embed': an Embeddings object or a function.")
        name = embed if isinstance(embed, str) else getattr(embed, "name", None)
        self.dims = dims
        self.name = name if isinstance(name, str) else None
        self._fields = _checked_paths(fields) or ["$"]
        plain = len(self._fields) == 1 and _NAME.fullmatch(self._fields[0])
        self._plain = self._fields[0] if plain else None
        self.model = ensure_embeddings(_as_sync(embed) if _is_async(embed) else embed)

    def texts(
        self, value: Mapping[str, Any], stored: str, index: Literal[False] | list[str] | None
    ) -> list[str]:
        """Return the texts of one value that are to be embedded, each once.

        Args:
            value: The value as it was given.
            stored: The same as JSON: a path is followed in the value as it will be read back.
            index: The put's own choice: None for the store's fields, False for nothing, or
                a list of paths.

        Raises:
            InputError: If `index` is something else.
        """
        if index is False:
            return []
        if index is None and self._plain and isinstance(value.get(self._plain), str):
            text = value[self._plain]  # one text under a plain name: no path to follow
            return [_encodable(text)] if text.strip() else []
        paths = self._fields if index is None else _checked_paths(index)
        read = json.loads(stored)
        found = [text for path in paths for text in get_text_at_path(read, path)]
        # A provider answers a blank text with an error and a lone surrogate breaks
        # tokenizers; neither has a meaning that a vector could hold.
        return list(dict.fromkeys(_encodable(text) for text in found if text.strip()))

    def documents(self, texts: Iterable[str]) -> dict[str, Vectors]:
        """Return the unit vector of each text; a text that comes twice is embedded once.

        Raises:
            StoreError: If the model returns another number or length of vectors.
        """
        unique = list(dict.fromkeys(texts))
        if not unique:
            return {}
        found = self.model.embed_documents(unique)
        if len(found) != len(unique):
            raise StoreError(
                f"The embedder returned {len(found)} vectors for {len(unique)} texts; "
                "check the function given as 'embed'."
            )
        return dict(zip(unique, self._units(found), strict=True))

    def queries(self, texts: Iterable[str]) -> dict[str, Vectors]:
        """Return the unit vector of each query; models may embed these in another way.

        Raises:
            StoreError: If the model returns vectors of another length.
        """
        unique = list(dict.fromkeys(texts))
        found = [self.model.embed_query(_encodable(text)) for text in unique]
        return dict(zip(unique, self._units(found), strict=True)) if unique else {}

    def _units(self, vectors: Sequence[Sequence[float]]) -> Vectors:
        rows = self._matrix(vectors)
        if len(rows) == 1:
            return _unit(rows[0])[None]
        # In float64: a float32 squared may be too large for its own kind.
        norms = np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=np.float64))[:, None]
        least = float(norms.min())
        _require_finite(least + float(norms.max()))
        if least >= _TINY:
            units: Vectors = rows * (1 / norms).astype("<f4")
        else:  # a zero vector has no direction: it stays zero, and its cosine is always 0
            units = (rows / np.where(norms > 0, norms, 1)).astype("<f4")
        return units

    def _matrix(self, vectors: Sequence[Sequence[float]]) -> Vectors:
        """Return vectors as the rows of one matrix, if they have the right length."""
        wrong = next((len(vector) for vector in vectors if len(vector) != self.dims), None)
        if wrong is not None:
            raise StoreError(
                f"The embedder returned a vector of length {wrong} where the index expects "
                f"{self.dims}; set 'dims' to what the model returns."
            )
        with np.errstate(over="ignore"):  # too large for a float32: refused by its norm
            matrix: Vectors = np.asarray(vectors, dtype="<f4")
        return matrix


def _unit(row: Vectors) -> Vectors:
    """Return one vector at length 1: as a query it was a quarter of a small search."""
    wide = row.astype(np.float64)
    norm = math.sqrt(wide.dot(wide))
    _require_finite(norm)
    unit: Vectors = (
        row * np.float32(1 / norm) if norm >= _TINY else (wide / (norm or 1)).astype("<f4")
    )
    return unit


def _require_finite(norm: float) -> None:
    if not math.isfinite(norm):
        raise StoreError(
            "The embedder returned a vector with a number that is infinite or none; "
            "check the function given as 'embed'."
        )


def _checked_paths(paths: Any) -> list[str]:
    if paths is None:
        return []
    if not isinstance(paths, list | tuple) or not all(isinstance(path, str) for path in paths):
        raise InputError(
            f"Fields to index are a list of paths such as ['text'], or False for none, "
            f"not {paths!r}."
        )
    return list(paths)


def _encodable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _is_async(embed: Any) -> TypeGuard[AsyncFunction]:
    return callable(embed) and (
        inspect.iscoroutinefunction(embed)
        or inspect.iscoroutinefunction(getattr(embed, "__call__", None))  # noqa: B004 -- asks whether it is async, not whether it is there
    )


def _as_sync(embed: AsyncFunction) -> Callable[[Sequence[str]], list[list[float]]]:
    """Let a sync caller use an async function, also from a thread whose loop is running.

    A loop of its own in a thread of its own: Jupyter's loop can neither be nested nor
    waited for from the inside.
    """

    def embed_all(texts: Sequence[str]) -> list[list[float]]:
        async def call() -> list[list[float]]:
            return await embed(texts)

        context = contextvars.copy_context()
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(context.run, asyncio.run, call()).result()

    return embed_all
