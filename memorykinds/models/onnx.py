"""`OnnxEmbeddings`: any sentence-embedding model in a folder of the user's.

A sentence's vector is the mean of its tokens' last hidden states, scaled to length 1: the
recipe of sentence-transformers (Reimers & Gurevych, Sentence-BERT, 2019).
"""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from memorykinds.kinds import InputError, MissingPartError

if TYPE_CHECKING:
    import numpy as np

MAX_TOKENS = 256
"""Longer texts are cut here: what all-MiniLM-L6-v2 was trained for, ample for one memory."""

THREADS = 1
"""Threads within one run of the model. Two of them wait for each other at every step: where
other work ran, a text took twice the processor time (28.1 instead of 14.0 ms)."""

MOST_WORKERS = 4
"""Batches that run at the same time, each on a core of its own. They never wait for each
other, so that on a busy machine they cost no more than one after another."""

BATCH_TOKENS = 1024
"""A batch of long texts has fewer rows: attention grows with the square of the length."""

Tokens = list[int]
"""One text as the ids of its tokens."""

Session = tuple[Any, Any, tuple[str, ...]]
"""What is loaded of a model: the onnxruntime session, the tokenizer, the names of its inputs."""

_MODEL_PLACES = ("model.onnx", "onnx/model.onnx")
_lock = threading.Lock()
_sessions: dict[tuple[Path, Path], Session] = {}


class OnnxEmbeddings(Embeddings):
    """A sentence-embedding model of ONNX format, loaded at its first use.

    Each text goes through the model by itself, so that a vector never depends on the texts
    beside it: a model with quantized activations scales them by the whole batch. A subclass
    whose model is known to be free of that says so with `rows`. Many texts use the cores that
    there are, and a text that comes twice is embedded once.

    Objects may be used from many threads; those of the same files share one session.

    Attributes:
        rows: Most texts in one run of the model; all of a run have the same number of tokens.

    Args:
        folder: Holds ``model.onnx`` (or ``onnx/model.onnx``) and ``tokenizer.json``.
        name: What the vectors are called where they are stored; the folder's name by default.

    Raises:
        InputError: If the folder or one of the two files is missing. A file that cannot be
            read as what it should be is reported at the first use.
        MissingPartError: At the first use, if onnxruntime or tokenizers is not installed.
    """

    rows = 1

    def __init__(self, folder: str | os.PathLike[str], *, name: str | None = None) -> None:
        path = Path(folder).expanduser()
        if not path.is_dir():
            raise InputError(f"{str(folder)!r} is no folder with model.onnx and tokenizer.json.")
        found = [path / place for place in _MODEL_PLACES if (path / place).is_file()]
        if not found:
            raise InputError(f"{str(folder)!r} has neither model.onnx nor onnx/model.onnx.")
        if not (path / "tokenizer.json").is_file():
            raise InputError(f"{str(folder)!r} has no tokenizer.json beside its model.")
        self._setup(found[0], path / "tokenizer.json", name or path.resolve().name)

    def _setup(self, model: Path, tokenizer: Path, name: str) -> None:
        self.name = name
        self._model_file = model
        self._tokenizer_file = tokenizer
        self._dims: int | None = None

    @property
    def dims(self) -> int:
        """The length of each vector; found by embedding one word."""
        if self._dims is None:
            self._dims = len(self.embed_query("word"))
        return self._dims

    @property
    def fingerprint(self) -> str:
        """What tells this model from every other: a hash of the content of its files.

        Raises:
            InputError: If a file cannot be read any more.
        """
        both = hashlib.sha256()
        for file in (self._model_file, self._tokenizer_file):
            try:
                both.update(hashlib.sha256(file.read_bytes()).digest())
            except OSError as error:
                raise InputError(f"{str(file)!r} cannot be read.") from error
        return f"{both.hexdigest()}, cut at {MAX_TOKENS}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector of length 1 per text, in order."""
        unique = list(dict.fromkeys(texts))
        if not unique:
            return []
        session, tokenizer, inputs = self._load()
        # One by one: the tokenizer's own threads make it unsafe to fork afterwards.
        tokens = [tokenizer.encode(_well_formed(text)).ids for text in unique]
        batches = list(_equal_lengths(tokens, self.rows))

        def embed(batch: list[int]) -> list[list[float]]:
            rows = self._hidden(session, inputs, [tokens[place] for place in batch])
            return [_mean(hidden) for hidden in rows]

        vectors: dict[str, list[float]] = {}
        for batch, made in zip(batches, _at_once(embed, batches), strict=True):
            vectors.update(
                (unique[place], vector) for place, vector in zip(batch, made, strict=True)
            )
        return [list(vectors[text]) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one text; the empty text has one too."""
        session, tokenizer, inputs = self._load()
        tokens = tokenizer.encode(_well_formed(text)).ids
        return _mean(self._hidden(session, inputs, [tokens])[0])

    def _hidden(
        self, session: Any, inputs: tuple[str, ...], texts: Sequence[Tokens]
    ) -> "np.ndarray":
        """Return the last hidden states of texts of equal length, shape (texts, tokens, dims)."""
        import numpy as np

        tokens = np.array(texts, dtype=np.int64)
        feeds = {
            "input_ids": tokens,
            "attention_mask": np.ones_like(tokens),
            "token_type_ids": np.zeros_like(tokens),
        }
        states: np.ndarray = session.run(None, {name: feeds[name] for name in inputs})[0]
        if states.ndim != 3 or states.shape[:2] != tokens.shape:  # noqa: PLR2004 -- batch, token, dim
            raise InputError(
                f"{str(self._model_file)!r} returns no hidden state for each token, so it is "
                "no sentence-embedding model with mean pooling."
            )
        return states

    def _load(self) -> Session:
        """Return what is loaded of these files, once per process."""
        files = (self._model_file, self._tokenizer_file)
        with _lock:
            if files not in _sessions:
                self._check()
                _sessions[files] = _open(*files)
            return _sessions[files]

    def _check(self) -> None:
        """Refuse a model file before it is read; a subclass that pins its file does."""


def _equal_lengths(texts: Sequence[Tokens], rows: int) -> Iterator[list[int]]:
    """Yield the places of texts of one length, at most `rows` at a time, the longest first.

    Equal length means no padding: padded to the longest of a batch, texts of unlike lengths
    took more than twice as long. The longest first leaves little to wait for at the end.
    """
    order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
    for length, group in groupby(order, key=lambda place: len(texts[place])):
        places = list(group)
        most = max(1, min(rows, BATCH_TOKENS // max(length, 1)))
        for start in range(0, len(places), most):
            yield places[start : start + most]


def _at_once(
    embed: Callable[[list[int]], list[list[float]]], batches: Sequence[list[int]]
) -> Iterator[list[list[float]]]:
    """Yield what `embed` makes of each batch, in order, by as many threads as there are cores."""
    workers = min(MOST_WORKERS, _cores(), len(batches))
    if workers <= 1:
        yield from map(embed, batches)
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="embedding") as pool:
        yield from pool.map(embed, batches)


def _cores() -> int:
    """Return how many processors this process may use, which in a container may be few."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _mean(hidden: "np.ndarray") -> list[float]:
    """Return the mean of hidden states, shape (tokens, dims), at length 1."""
    mean = hidden.mean(axis=0, dtype="float64")
    vector: list[float] = (mean / max(float((mean @ mean) ** 0.5), 1e-12)).tolist()
    return vector


def _open(model: Path, tokenizer_file: Path) -> Session:
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as error:
        raise MissingPartError(
            f"This embedder needs {error.name}: pip install onnxruntime tokenizers"
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only: no word about graphics cards
    try:
        session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        raise InputError(f"{str(model)!r} cannot be read as an ONNX model.") from error
    try:
        tokenizer = Tokenizer.from_file(str(tokenizer_file))
    except Exception as error:
        raise InputError(f"{str(tokenizer_file)!r} cannot be read as a tokenizer.") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    inputs = tuple(entry.name for entry in session.get_inputs())
    unknown = set(inputs) - {"input_ids", "attention_mask", "token_type_ids"}
    if "input_ids" not in inputs or unknown:
        raise InputError(
            f"{str(model)!r} takes {', '.join(inputs)}; a sentence-embedding model takes "
            "input_ids, attention_mask and perhaps token_type_ids."
        )
    return session, tokenizer, inputs


def _well_formed(text: str) -> str:
    """Return `text` with half surrogate pairs replaced; the tokenizer refuses them."""
    return text.encode("utf-8", "replace").decode("utf-8")
