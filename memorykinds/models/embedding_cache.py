"""`CachedEmbeddings`: no text goes through a model twice, not even in another process.

For what is measured again and again. `memorykinds.open` never caches by itself, since it
promises that what is erased is gone: a vector gives away much of its text (Morris et al.,
Text Embeddings Reveal (Almost) As Much As Text, 2023), and whoever guesses a text can look
for its hash. Whoever wants both clears the cache after erasing.

LangChain's own `CacheBackedEmbeddings` lives in a package of retired parts
(langchain-classic), keeps a file for each text and grows without bound.
"""

import hashlib
import os
import sys
from pathlib import Path
from typing import Literal

import numpy as np
from langchain_core.embeddings import Embeddings

from memorykinds.kinds import InputError
from memorykinds.models.onnx import OnnxEmbeddings
from memorykinds.models.vector_file import VectorFile

VARIABLE = "MEMORYKINDS_EMBEDDING_CACHE"
"""A folder instead of the user's own for caches, or "off". It never switches a cache on."""

AT_ONCE = 512
"""Texts embedded before they are kept: what an interruption can lose."""


class CachedEmbeddings(Embeddings):
    """A model on this machine, and a file that keeps its vectors.

    The file holds the hash of model and text beside each vector, never a text. Vectors are
    rounded to float32, as stores keep them, whether they were found or made. The model is
    loaded when a text is not found.

    Attributes:
        name: What the vectors are called where they are stored: as without a cache.

    Args:
        inner: The model. It is told by its files' content, so that another model of the same
            name has other vectors.
        file: Where they are kept.
    """

    def __init__(self, inner: OnnxEmbeddings, file: VectorFile) -> None:
        self.name = inner.name
        self._inner = inner
        self._file = file
        self._model = hashlib.sha256(inner.fingerprint.encode())

    @property
    def dims(self) -> int:
        """The length of each vector."""
        return self._inner.dims

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector of length 1 per text, in order."""
        keys = {text: self._key(text) for text in texts}
        known = self._file.found(keys.values())
        missing = [text for text, key in keys.items() if key not in known]
        for start in range(0, len(missing), AT_ONCE):
            part = missing[start : start + AT_ONCE]
            rows = np.asarray(self._inner.embed_documents(part), dtype="<f4")
            made = {keys[text]: row.tobytes() for text, row in zip(part, rows, strict=True)}
            self._file.keep(made)
            known.update(made)
        return [np.frombuffer(known[keys[text]], dtype="<f4").tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one text."""
        return self.embed_documents([text])[0]

    def clear(self) -> None:
        """Forget the vectors of every model, and leave nothing of them in the file."""
        self._file.clear()

    def _key(self, text: str) -> bytes:
        key = self._model.copy()
        key.update(text.encode("utf-8", "surrogatepass"))
        return key.digest()


def with_cache(embeddings: Embeddings, cache: Literal[True] | str | os.PathLike[str]) -> Embeddings:
    """Return `embeddings` with a cache if its model is a file on this machine.

    Args:
        embeddings: Others, a provider's for one, are returned as they are: behind one name of
            theirs the model may change. So is one that has a cache.
        cache: A folder; True for the user's own (or where the environment variable
            MEMORYKINDS_EMBEDDING_CACHE points; "off" there is for none).

    Raises:
        InputError: If `cache` is something else.
    """
    if cache is not True and (not isinstance(cache, str | os.PathLike) or not os.fspath(cache)):
        raise InputError("An embedder's cache is a folder, or True for the user's own.")
    folder = _own_folder() if cache is True else cache
    if folder is None or not isinstance(embeddings, OnnxEmbeddings):
        return embeddings
    return CachedEmbeddings(embeddings, VectorFile(folder))


def _own_folder() -> Path | None:
    """Return the user's folder for what can be made again; None if it is switched off."""
    if said := os.environ.get(VARIABLE, "").strip():
        return None if said.lower() == "off" else Path(said)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "memorykinds"
