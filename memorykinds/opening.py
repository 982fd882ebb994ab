"""`open`: from a few words to a working memory."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from os import PathLike, fspath
from typing import TYPE_CHECKING, TypeVar

from memorykinds.kinds import InputError
from memorykinds.kinds.clock import Clock, NewId, random_id, system_clock
from memorykinds.kinds.given import given
from memorykinds.kinds.names import user_label
from memorykinds.managers import (
    EpisodicSettings,
    ManagerSettings,
    ProceduralSettings,
    SemanticSettings,
)
from memorykinds.memory import Memory
from memorykinds.models import Asker, chat_model, embedder
from memorykinds.models.embeddings import embedder_dims
from memorykinds.models.meter import Meter
from memorykinds.postgres import SCHEMES as POSTGRES_SCHEMES
from memorykinds.postgres import open_postgres
from memorykinds.store import FaissIndexConfig, FaissStore, IndexKind
from memorykinds.store.indexes.plan import checked_kind

if TYPE_CHECKING:
    from langchain_core.caches import BaseCache
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel
    from langgraph.store.base import BaseStore

    from memorykinds.postgres.store import PooledPostgresStore

S = TypeVar("S", bound=ManagerSettings)


def open(  # noqa: A001 -- called as `mk.open`, like `gzip.open`
    location: str | PathLike[str] | None = None,
    *,
    user: str = "default",
    model: "str | BaseChatModel" = "offline",
    consolidation_model: "str | BaseChatModel | None" = None,
    cache: "bool | str | PathLike[str] | BaseCache | None" = None,
    embeddings: "str | Embeddings" = "offline",
    store: "BaseStore | None" = None,
    min_turns: int = 0,
    index: IndexKind | None = None,
    instructions: str = "",
    semantic: SemanticSettings | None = None,
    episodic: EpisodicSettings | None = None,
    procedural: ProceduralSettings | None = None,
    clock: Clock = system_clock,
    ids: NewId = random_id,
) -> Memory:
    """Open one user's long-term memory.

    >>> import memorykinds as mk
    >>> memory = mk.open()                      # in memory; mk.open("ada.db") keeps a file
    >>> update = memory.learn("I live in Turin.")
    >>> memory.recall("Where do I live?").hits[0].record.text
    'The user lives in Turin.'

    Args:
        location: The file to keep memories in, made if it is not there; or the address of a
            Postgres server with pgvector, such as "postgresql://ada:…@db.example/memories"
            (``pip install 'memorykinds[postgres]'``); None for a memory that ends with the
            process.
        user: Whose memories. Others in the same file are out of reach.
        model: "offline" (the default: patterns, no key, no network), any ``provider:name``
            such as "openai:gpt-4o-mini", or a LangChain chat model. A key in the environment
            never changes which model is used.
        consolidation_model: The model for what is rarer and harder than reading a conversation:
            consolidation, prompt optimizing, judging. None for the same as `model`.
        cache: Where valid answers are kept, so that the same question to the same model is not
            paid for twice: a file, True for as long as the process runs, or a cache of
            LangChain's; None for nowhere. To erase a memory empties it.
        embeddings: "offline" (the default: a small sentence-embedding model that runs here),
            ``provider:name``, "onnx:FOLDER", or LangChain embeddings. Not used with `store`,
            which brings its own.
        store: A LangGraph `BaseStore` of your own instead of `location`.
        min_turns: How many new turns of the user are worth a call of the model; with fewer a
            conversation waits for its next turn (see `Memory.learn`). 0 for no waiting.
        index: How a file or a memory in memory is searched: "flat" (the default: exact), "hnsw",
            "ivf" or "sq8", which are compared in docs/indexes.md. It may be another at each
            opening. Refused where a server or a store of your own searches.
        instructions: Added to each manager's instructions to the model.
        semantic: What is set of the semantic manager; None for its defaults.
        episodic: What is set of the episodic manager; None for its defaults.
        procedural: What is set of the procedural manager; None for its defaults.
        clock: Returns now, in UTC; a `memorykinds.LessonClock` gives the same times each run.
        ids: Makes ids; `memorykinds.counted_ids()` gives the same ids each run.

    Raises:
        InputError: If an argument cannot be used: a blank user, an unknown model, an index
            where it is not ours to choose.
        MissingPartError: If a package that it needs is not installed.
        StoreError: If the file or the server cannot be opened, or is no store of ours.
    """
    user_label(user)
    given(instructions, str, "instructions=")
    kind = None if index is None else checked_kind(index)
    closing = ExitStack()
    asker = Asker(None if cache is None else _open_cache(cache, closing))
    if store is None:
        own = _open_store(location, _metered(embeddings, asker.meter), kind, clock)
        closing.callback(own.close)
        store = own
    elif location is not None:
        raise InputError("Pass a location or store=, not both.")
    elif kind is not None:
        raise InputError("A store of your own searches in its own way: leave out index=.")
    return Memory(
        store,
        user=user,
        model=_model_when_needed(model),
        consolidation_model=(
            None if consolidation_model is None else _model_when_needed(consolidation_model)
        ),
        clock=clock,
        ids=ids,
        semantic=_with_instructions(
            given(semantic or SemanticSettings(), SemanticSettings, "semantic="), instructions
        ),
        episodic=_with_instructions(
            given(episodic or EpisodicSettings(), EpisodicSettings, "episodic="), instructions
        ),
        procedural=_with_instructions(
            given(procedural or ProceduralSettings(), ProceduralSettings, "procedural="),
            instructions,
        ),
        asker=asker,
        min_turns=min_turns,
        on_close=closing.close,
    )


def _with_instructions(settings: S, instructions: str) -> S:
    """Return a manager's settings with the instructions that are for all managers before its own."""
    both = "\n\n".join(part for part in (instructions, settings.instructions) if part.strip())
    return replace(settings, instructions=both)


def _open_cache(
    cache: "bool | str | PathLike[str] | BaseCache", closing: ExitStack
) -> "BaseCache | None":
    """Return the cache; one that is opened here is closed with the memory."""
    from memorykinds.models.cached import AnswerCache, answer_cache

    opened = answer_cache(cache)
    if isinstance(opened, AnswerCache) and opened is not cache:
        closing.callback(opened.close)
    return opened


def _metered(embeddings: "str | Embeddings", meter: Meter) -> "Embeddings":
    """Return the embedder; a provider's that is made here counts what it costs."""
    embed = embedder(embeddings)
    if isinstance(embeddings, str):
        from memorykinds.models.provided import ProvidedEmbeddings

        if isinstance(embed, ProvidedEmbeddings):
            embed.on_spent = partial(meter.note, "embedding", embed.name)
    return embed


def _open_store(
    location: str | PathLike[str] | None,
    embed: "Embeddings",
    kind: IndexKind | None,
    clock: Clock,
) -> "FaissStore | PooledPostgresStore":
    path = None if location is None else fspath(location)
    if path is not None and "://" in path:
        scheme = path.split("://", 1)[0]
        if scheme in POSTGRES_SCHEMES:
            if kind is not None:
                raise InputError("Postgres searches in its own way, exactly: leave out index=.")
            return open_postgres(path, embed)
        raise InputError(
            f"A {scheme} address is not opened here: open that store with LangGraph "
            "and pass it as store=."
        )
    if path is not None and not path.strip():
        raise InputError("The location is empty: pass a file such as 'ada.db', or nothing.")
    index: FaissIndexConfig = {
        "dims": embedder_dims(embed),
        "embed": embed,
        "fields": ["text"],
        "kind": kind or "flat",
    }
    return FaissStore(None if path == ":memory:" else path, index=index, clock=clock)


def _model_when_needed(model: "str | BaseChatModel") -> "Callable[[], BaseChatModel]":
    """Return a function that gives the model; a wrong name is refused now, not at first use."""
    if model == "offline":
        found: list[BaseChatModel] = []

        def load() -> "BaseChatModel":
            if not found:
                found.append(chat_model("offline"))
            return found[0]

        return load
    ready = chat_model(model)
    return lambda: ready
