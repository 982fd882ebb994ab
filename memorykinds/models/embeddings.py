"""`embedder`: from a short string to LangChain embeddings, with a name and a length."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from os import PathLike
from typing import TYPE_CHECKING, Any

from memorykinds.kinds import InputError, MissingPartError
from memorykinds.models.provider_errors import model_name, provider_errors
from memorykinds.models.providers import open_model, openai_options, split_spec

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


def embedder(
    spec: str | Embeddings | Callable[..., Any] = "offline",
    *,
    cache: bool | str | PathLike[str] | None = None,
) -> Embeddings:
    """Return the embedder that `spec` names.

    Args:
        spec: One of

            - ``"offline"``: all-MiniLM-L6-v2 on this machine, no key, no network. Where its
              package is not installed, ``"hash"`` with one warning that says so.
            - ``"hash"``: hashed words and n-grams; compares spelling, not meaning.
            - ``"onnx:PATH"``: a folder of yours with ``model.onnx`` and ``tokenizer.json``.
            - ``"provider:name"``, such as ``"openai:text-embedding-3-small"``.
            - LangChain embeddings, returned as they are, or a function from a list of texts
              to a list of vectors.
        cache: Keeps the vectors of a model on this machine in a file, for the next time: a
            folder, or True for the user's own; None for nowhere. What is erased from a memory stays in it (see
            `memorykinds.models.embedding_cache`), so it is for measuring and off by default.

    Raises:
        InputError: If `spec` is none of these, a file is missing, the provider is unknown or
            its key is missing; the sentence says which.
        MissingPartError: If a provider's package is not installed.
    """
    opened = _opened(spec)
    if cache is None or cache is False:
        return opened
    from memorykinds.models.embedding_cache import with_cache

    return with_cache(opened, cache)


def _opened(spec: str | Embeddings | Callable[..., Any]) -> Embeddings:
    if not isinstance(spec, str):
        return _given(spec)
    if spec == "offline":
        return _offline()
    if spec == "hash":
        from memorykinds.models.hashing import HashEmbeddings

        return HashEmbeddings()
    if spec.startswith("onnx:"):
        from memorykinds.models.onnx import OnnxEmbeddings

        return OnnxEmbeddings(spec.removeprefix("onnx:"))
    return _provided(spec)


def embedder_name(embeddings: Embeddings) -> str:
    """Return what to call the vectors of `embeddings` where they are stored.

    Two embedders of one name make vectors that may be compared.
    """
    name = getattr(embeddings, "name", None)
    if isinstance(name, str) and name:
        return name
    if function := getattr(embeddings, "func", None) or getattr(embeddings, "afunc", None):
        return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"
    called, made = model_name(embeddings), type(embeddings).__name__
    return called if called == made else f"{made}:{called}"


def embedder_dims(embeddings: Embeddings) -> int:
    """Return the length of the vectors of `embeddings`.

    Embeds one word if the object does not say it: with a provider, that is a request.

    Raises:
        ModelError: If the provider fails.
    """
    for attribute in ("dims", "dimensions"):
        if isinstance(dims := getattr(embeddings, attribute, None), int):
            return dims
    with provider_errors(embeddings):
        return len(embeddings.embed_query("word"))


def _offline() -> Embeddings:
    try:
        from memorykinds.models.minilm import MiniLMEmbeddings

        return MiniLMEmbeddings()
    except MissingPartError as error:
        from memorykinds.models.hashing import HashEmbeddings

        warnings.warn(
            f"{error} Until then texts are compared by their spelling, not their meaning.",
            UserWarning,
            stacklevel=4,
        )
        return HashEmbeddings()


def _given(embeddings: Embeddings | Callable[..., Any]) -> Embeddings:
    from langchain_core.embeddings import Embeddings

    if isinstance(embeddings, Embeddings):
        return embeddings
    if not callable(embeddings):
        raise InputError(
            "An embedder is 'offline', 'hash', 'onnx:PATH', 'provider:name', LangChain embeddings "
            f"or a function from texts to vectors, not a {type(embeddings).__name__}."
        )
    from langgraph.store.base import ensure_embeddings

    return ensure_embeddings(embeddings)


def _provided(spec: str) -> Embeddings:
    from memorykinds.models.provided import ProvidedEmbeddings

    provider, name = split_spec(spec, "'offline', 'hash', 'onnx:PATH'")
    options: dict[str, Any] = {}
    if provider == "openai":
        # Texts go out as texts: counting tokens first would download a vocabulary, and
        # servers of one's own do not understand token ids.
        options = openai_options({"check_embedding_ctx_length": False})

    def create() -> Embeddings:
        from langchain.embeddings import init_embeddings

        return init_embeddings(name, provider=provider, **options)

    return ProvidedEmbeddings(open_model(spec, provider, options, create), f"{provider}:{name}")
