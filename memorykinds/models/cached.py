"""Answers that need not be paid for twice: the same question, schema and model.

The interface is LangChain's `BaseCache`, so that any cache of LangChain's fits. What decides
what is kept is our own, since a cache that hangs in the chat model itself (`set_llm_cache`)
keeps refusals, cut-off and malformed answers too, and would give them again for ever. The
file is our own as well: LangChain's `SQLiteCache` needs SQLAlchemy and grows without bound,
and its `InMemoryCache` is not safe among threads.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from langchain_core.caches import BaseCache
from langchain_core.messages import AIMessage, message_to_dict, messages_from_dict
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, Generation
from pydantic import ValidationError

from memorykinds.kinds import InputError, StoreError
from memorykinds.models.answer import Answer, read_answer
from memorykinds.models.providers import model_key

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from memorykinds.kinds import Content

MOST_ANSWERS = 10_000
"""The oldest go when there are more."""

APPLICATION_ID = 0x6D6B6361
"""Marks the file as ours ("mkca"); no other database is ever written into."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    answer TEXT NOT NULL
) STRICT
"""


def answer_cache(spec: bool | str | PathLike[str] | BaseCache | None) -> BaseCache | None:
    """Return the cache that `spec` names.

    Args:
        spec: A file, made if it is not there; True for a cache that ends with the process; a
            cache of LangChain's; None or False for none.

    Raises:
        InputError: If it is none of these.
        StoreError: If the file cannot be opened, or is no cache.
    """
    if spec is None or spec is False:
        return None
    if spec is True:
        return AnswerCache()
    if isinstance(spec, BaseCache):
        return spec
    if not isinstance(spec, str | PathLike) or not fspath(spec):
        raise InputError("cache= is a file such as 'answers.sqlite', True, or a LangChain cache.")
    return AnswerCache(spec)


class AnswerCache(BaseCache):
    """Answers in an SQLite file, or in memory: for any thread, several processes, and bounded.

    Questions are kept as hashes only; answers hold what was learned, so only the file's owner
    may read it.

    Args:
        path: The file; None for a cache in memory.
        most: How many answers are kept; the oldest go first.

    Raises:
        StoreError: If the file cannot be opened, or is no cache of answers.
    """

    def __init__(
        self, path: str | PathLike[str] | None = None, *, most: int = MOST_ANSWERS
    ) -> None:
        if most < 1:
            raise InputError("A cache keeps at least one answer.")
        self.path = None if path is None else fspath(path)
        self._most = most
        self._lock = threading.Lock()
        with self._errors():
            self._open()

    def lookup(self, prompt: str, llm_string: str) -> Sequence[Generation] | None:
        """Return the answer to this prompt of this model; None if there is none."""
        with self._errors():
            found = self._db.execute(
                "SELECT answer FROM answers WHERE key = ?", [_hash(prompt, llm_string)]
            ).fetchone()
        return _loaded(found[0]) if found else None

    def update(self, prompt: str, llm_string: str, return_val: Sequence[Generation]) -> None:
        """Keep an answer."""
        row = [_hash(prompt, llm_string), _dumped(return_val)]
        with self._errors(), self._db:
            self._db.execute("INSERT OR REPLACE INTO answers (key, answer) VALUES (?, ?)", row)
            self._db.execute(
                "DELETE FROM answers WHERE number <= (SELECT max(number) FROM answers) - ?",
                [self._most],
            )

    def clear(self, **kwargs: Any) -> None:
        """Forget every answer, and leave nothing of them in the file."""
        del kwargs
        with self._errors(), self._db:
            self._db.execute("DELETE FROM answers")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def _open(self) -> None:
        if self.path is not None:  # made by us first, so that nobody else may read it
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        self._db = sqlite3.connect(self.path or ":memory:", check_same_thread=False, timeout=30)
        (mark,) = self._db.execute("PRAGMA application_id").fetchone()
        (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and mark != APPLICATION_ID:
            self._db.close()
            raise StoreError(f"{self.path} is another database and no cache of answers.")
        self._db.execute("PRAGMA secure_delete = ON")
        with self._db:
            self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._db.execute(_SCHEMA)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Let one thread in at a time, and say in one sentence what SQLite cannot do."""
        with self._lock:
            try:
                yield
            except (sqlite3.Error, OSError) as error:
                raise StoreError(
                    f"The cache {self.path} cannot be used ({error}): delete it or choose another."
                ) from error


def cache_key(
    model: BaseChatModel, messages: Sequence[tuple[str, str]], schema: type[Content] | None
) -> tuple[str, str]:
    """Return what tells two questions apart: the prompt, and who is asked for which form.

    None as the form is words.

    The model is told by its provider, name, address and parameters, as far as its class names
    them; a key is no part of it.
    """
    place = next(
        (str(at) for n in ("openai_api_base", "base_url") if (at := getattr(model, n, None))), ""
    )
    who = [type(model).__qualname__, model_key(model), place, model._identifying_params]  # noqa: SLF001 -- as LangChain's own caches do
    form = [schema.__name__, schema.model_json_schema()] if schema else None
    return json.dumps(list(messages)), json.dumps([who, form], sort_keys=True, default=str)


def as_cached(answer: Answer, schema: type[Content] | None) -> list[ChatGeneration] | None:
    """Return the answer as a cache keeps it; None unless it is a model's own and a valid one."""
    if answer.source != "model" or not _fits(answer, schema):
        return None
    sent, got, usage = answer.input_tokens, answer.output_tokens, None
    if sent is not None and got is not None:
        usage = UsageMetadata(input_tokens=sent, output_tokens=got, total_tokens=sent + got)
    return [ChatGeneration(message=AIMessage(answer.text, usage_metadata=usage))]


def from_cached(
    kept: Sequence[Generation], model: BaseChatModel, schema: type[Content] | None
) -> Answer | None:
    """Return what a cache kept as an answer; None if it is no valid one."""
    message = getattr(kept[0], "message", None) if kept else None
    if not isinstance(message, AIMessage):
        return None
    answer = read_answer(model, schema, message, source="cache")
    return answer if _fits(answer, schema) else None


def _fits(answer: Answer, schema: type[Content] | None) -> bool:
    if schema is None:
        return bool(answer.text.strip())
    with suppress(ValidationError):
        return bool(schema.model_validate(answer.data))
    return False


def _hash(prompt: str, llm_string: str) -> str:
    return hashlib.sha256(f"{llm_string}\0{prompt}".encode(errors="surrogatepass")).hexdigest()


def _dumped(generations: Sequence[Generation]) -> str:
    """Return generations as plain JSON: no class is named that a changed file could have made."""
    return json.dumps(
        [message_to_dict(g.message) for g in generations if isinstance(g, ChatGeneration)]
    )


def _loaded(text: str) -> list[Generation] | None:
    """Return what `_dumped` wrote; None if it is something else."""
    try:
        messages = messages_from_dict(json.loads(text))
    except (ValueError, KeyError, TypeError):
        return None
    return [ChatGeneration(message=message) for message in messages]
