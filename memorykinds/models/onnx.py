"""`OnnxEmbeddings`: any sentence-embedding model in a folder of the user's.

A sentence's vector is the mean of its tokens' last hidden states, scaled to length 1: the
recipe of sentence-transformers (Reimers & Gurevych, Sentence-BERT, 2019).
"""

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from memorykinds.kinds import InputError, MissingPartError

if TYPE_CHECKING:
    import numpy as np

MAX_TOKENS = 256
"""Longer texts are cut here: what all-MiniLM-L6-v2 was trained for, ample for one memory."""

THREADS = 1
"""Threads of one session. A second one gained 22 to 65 % on two idle cores, but where other
work ran it waited for its core and cost half the speed."""

Session = tuple[Any, Any, tuple[str, ...]]
"""What is loaded of a model: the onnxruntime session, the tokenizer, the names of its inputs."""

_MODEL_PLACES = ("model.onnx", "onnx/model.onnx")
_lock = threading.Lock()
_sessions: dict[tuple[Path, Path], Session] = {}


class OnnxEmbeddings(Embeddings):
    """A sentence-embedding model of ONNX format, loaded at its first use.

    Texts are embedded one by one, so that a vector never depends on the texts beside it,
    whatever kernels a processor has for larger batches or a quantized model has for its
    activations. Padding to the longest of a batch would also cost more than it saves on
    texts of unlike lengths (measured for `MiniLMEmbeddings`, see there).

    Objects may be used from many threads; those of the same files share one session.

    Args:
        folder: Holds ``model.onnx`` (or ``onnx/model.onnx``) and ``tokenizer.json``.
        name: What the vectors are called where they are stored; the folder's name by default.

    Raises:
        InputError: If the folder or one of the two files is missing. A file that cannot be
            read as what it should be is reported at the first use.
        MissingPartError: At the first use, if onnxruntime or tokenizers is not installed.
    """

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

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector of length 1 per text, in order."""
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one text; the empty text has one too."""
        session, tokenizer, inputs = self._load()
        hidden = self._hidden(session, inputs, tokenizer.encode(_well_formed(text)).ids)
        mean = hidden.mean(axis=0, dtype="float64")
        vector: list[float] = (mean / max(float((mean @ mean) ** 0.5), 1e-12)).tolist()
        return vector

    def _hidden(self, session: Any, inputs: tuple[str, ...], ids: list[int]) -> "np.ndarray":
        """Return the last hidden states, shape (tokens, dims)."""
        import numpy as np

        tokens = np.array([ids], dtype=np.int64)
        feeds = {
            "input_ids": tokens,
            "attention_mask": np.ones_like(tokens),
            "token_type_ids": np.zeros_like(tokens),
        }
        states = session.run(None, {name: feeds[name] for name in inputs})[0]
        if states.ndim != 3 or states.shape[:2] != tokens.shape:  # noqa: PLR2004 -- batch, token, dim
            raise InputError(
                f"{str(self._model_file)!r} returns no hidden state for each token, so it is "
                "no sentence-embedding model with mean pooling."
            )
        hidden: np.ndarray = states[0]
        return hidden

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
