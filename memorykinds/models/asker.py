"""`Asker`: asks a model, notes what that cost, and asks nobody where the answer is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, Any

from memorykinds.kinds import InputError, NotRecordedError
from memorykinds.kinds.tokens import count_tokens
from memorykinds.models.answer import Answer
from memorykinds.models.asking import aask, asay, ask, say
from memorykinds.models.meter import Meter
from memorykinds.models.providers import model_key
from memorykinds.models.spent import Spent

if TYPE_CHECKING:
    from langchain_core.caches import BaseCache
    from langchain_core.language_models import BaseChatModel

    from memorykinds.kinds import Content

Messages = Sequence[tuple[str, str]]


class Asker:
    """Makes the calls of one memory.

    Args:
        cache: Where answers are kept, any cache of LangChain's; None for nowhere.

    Attributes:
        meter: What all calls have cost.
    """

    def __init__(self, cache: BaseCache | None = None) -> None:
        self.cache = cache
        self.meter = Meter()

    def ask(
        self, model: BaseChatModel, messages: Messages, schema: type[Content] | None, purpose: str
    ) -> Answer:
        """Return the answer in the form of `schema`, or in words if that is None.

        Its cost is noted under `purpose`. Raises what `memorykinds.models.ask` raises.
        """
        call = _Call(self.meter, model, messages, schema, purpose)
        known = self.cache.lookup(*call.key) if self.cache is not None else None
        if answer := call.reused(known):
            return answer
        with call.metered():
            prompt = list(messages)
            answer = call.paid(ask(model, prompt, schema) if schema else say(model, prompt))
        if self.cache is not None and (kept := call.kept(answer)):
            self.cache.update(*call.key, kept)
        return answer

    async def aask(
        self, model: BaseChatModel, messages: Messages, schema: type[Content] | None, purpose: str
    ) -> Answer:
        """Do as `ask` does, without blocking the event loop."""
        call = _Call(self.meter, model, messages, schema, purpose)
        known = await self.cache.alookup(*call.key) if self.cache is not None else None
        if answer := call.reused(known):
            return answer
        with call.metered():
            prompt = list(messages)
            asked = aask(model, prompt, schema) if schema else asay(model, prompt)
            answer = call.paid(await asked)
        if self.cache is not None and (kept := call.kept(answer)):
            await self.cache.aupdate(*call.key, kept)
        return answer

    def forget(self) -> None:
        """Empty a cache of ours: it may hold the words of a memory that is erased."""
        if self.cache is None:
            return
        from memorykinds.models.cached import AnswerCache

        if isinstance(self.cache, AnswerCache):
            self.cache.clear()


@dataclass
class _Call:
    """One question: what both ways of asking it share."""

    meter: Meter
    model: BaseChatModel
    messages: Messages
    schema: type[Content] | None
    purpose: str
    _started: float = 0.0

    @cached_property
    def key(self) -> tuple[str, str]:
        from memorykinds.models.cached import cache_key

        return cache_key(self.model, self.messages, self.schema)

    def reused(self, known: Any) -> Answer | None:
        """Return what the cache gave as an answer; None if it is none, or none any more."""
        if known is None:
            return None
        from memorykinds.models.cached import from_cached

        answer = from_cached(known, self.model, self.schema)
        return answer and self._noted(answer)

    def kept(self, answer: Answer) -> Any:
        """Return the answer as a cache keeps it; None if it must not be kept."""
        from memorykinds.models.cached import as_cached

        return as_cached(answer, self.schema)

    @contextmanager
    def metered(self) -> Iterator[None]:
        """Time what is done within, and note it if it fails; a cancelled call was sent, too."""
        self._started = perf_counter()
        try:
            yield
        except (InputError, NotRecordedError):  # nothing was sent
            raise
        except BaseException as error:
            sent, got = getattr(error, "tokens", None) or (0, 0)
            spent = Spent(calls=1, failed=1, input_tokens=sent, output_tokens=got)
            self._note(replace(spent, seconds=perf_counter() - self._started))
            raise

    def paid(self, answer: Answer) -> Answer:
        """Return the answer with what it cost, which is noted."""
        return self._noted(answer, perf_counter() - self._started)

    def _noted(self, answer: Answer, seconds: float = 0.0) -> Answer:
        spent = replace(self._spent(answer), seconds=seconds)
        self._note(spent)
        return replace(answer, spent=spent)

    def _spent(self, answer: Answer) -> Spent:
        sent, got, guessed = answer.input_tokens, answer.output_tokens, 0
        if sent is None:
            sent = sum(count_tokens(text) for _, text in self.messages)
            guessed += sent
        if got is None:
            got = count_tokens(answer.text)
            guessed += got
        if answer.source != "model":
            return Spent(reused=1, saved_tokens=sent + got)
        return Spent(
            calls=1,
            input_tokens=sent,
            cached_tokens=answer.cached_tokens or 0,
            output_tokens=got,
            estimated_tokens=guessed,
        )

    def _note(self, spent: Spent) -> None:
        self.meter.note(self.purpose, model_key(self.model), spent)
