"""One core for sync and async: a program yields what it needs, a driver fetches it.

Journal, recall and managers are written once, as generators. Where they need the store or
the model they ``yield`` a request (`Batch`, `Ask`, `Say`, `Call`, or
`Look`, which a store that cannot answers with None) and go on with the answer;
they never wait themselves. `Bridge.run` drives such a program with blocking calls,
`Bridge.arun` with awaited ones. A test can drive one by hand, and so can a widget that steps through it.

The idea is called sans-I/O (https://sans-io.readthedocs.io); LangMem, which writes each
method twice, shows what happens without it: the two copies drift apart.
"""

import asyncio
import inspect
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from memorykinds.kinds import KINDS, Content, InputError
from memorykinds.models import Asker
from memorykinds.repeated_texts import parts_of
from memorykinds.store.look import Look

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langgraph.store.base import BaseStore, Op

Prompt = tuple[tuple[str, str], ...]
"""Messages as (role, text): "system", "human" or "ai". Plain data, so a trace can keep it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A request for store operations; the answer is the list of their results, in order.

    The writes of one batch are applied together or not at all.
    """

    ops: "Sequence[Op]"


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for one structured answer of a chat model; the answer is an `Answer`.

    Attributes:
        prompt: What is asked.
        schema: The form of the answer.
        purpose: What for: a kind of memory where a conversation is read for it, else a word
            such as "consolidation", "optimize" or "judge". It decides which model is asked.
    """

    prompt: Prompt
    schema: type[Content]
    purpose: str


@dataclass(frozen=True, slots=True)
class Say:
    """A request for one answer in words, as a user would get it; the answer is an `Answer`.

    It is the first chat model that answers, whatever the purpose: the one most like the agent's.

    Attributes:
        prompt: What is asked.
        purpose: What for, as of `Ask`.
    """

    prompt: Prompt
    purpose: str


@dataclass(frozen=True, slots=True)
class Call:
    """A request to call a function of the user's own, which may be slow; the answer is its result.

    A coroutine function can only be called where the program is awaited.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...] = ()


T = TypeVar("T")
Request: TypeAlias = Batch | Ask | Say | Call | Look[Any, Any]
Steps: TypeAlias = Generator[Request, Any, T]
"""A program that yields requests, is sent their answers, and returns a T."""


class Bridge:
    """Drives programs against one store and one or two chat models.

    Args:
        store: Any LangGraph `BaseStore`.
        model: Returns the chat model that reads conversations; called when one is first asked
            for, so that a memory that is only read never loads it.
        consolidation_model: Returns the chat model for every other purpose; None for the same.
        asker: Makes the calls, counts what they cost, and may keep answers; None for a new one.
    """

    def __init__(
        self,
        store: "BaseStore",
        model: "Callable[[], BaseChatModel]",
        consolidation_model: "Callable[[], BaseChatModel] | None" = None,
        asker: Asker | None = None,
    ) -> None:
        self.store = store
        self.model = model
        self.consolidation_model = consolidation_model or model
        self.asker = asker or Asker()

    def model_for(self, purpose: str) -> "BaseChatModel":
        """Return the chat model that is asked for this purpose."""
        return self.model() if purpose in KINDS else self.consolidation_model()

    def run(self, program: Steps[T]) -> T:
        """Run `program` to its end with blocking calls and return its result."""
        request = _advance(program, None)
        while not isinstance(request, _Done):
            reply: Any
            try:
                reply = self._do(request)
            except Exception as error:  # noqa: BLE001 -- the program may know what to do
                reply = _Failed(error)
            request = _advance(program, reply)
        return request.value

    async def arun(self, program: Steps[T]) -> T:
        """Run `program` to its end, awaiting each request, and return its result."""
        request = _advance(program, None)
        while not isinstance(request, _Done):
            reply: Any
            try:
                reply = await self._ado(request)
            except Exception as error:  # noqa: BLE001 -- the program may know what to do
                reply = _Failed(error)
            request = _advance(program, reply)
        return request.value

    def _do(self, request: Request) -> Any:
        match request:
            case Batch(ops):
                parts = parts_of(self.store, ops)
                done = [self.store.batch([ops[i] for i in part]) for part in parts]
                return _in_order(parts, done)
            case Ask(prompt, schema, purpose):
                return self.asker.ask(self.model_for(purpose), prompt, schema, purpose)
            case Say(prompt, purpose):
                return self.asker.ask(self.model(), prompt, None, purpose)
            case Call(function, args):
                return _not_awaitable(function(*args))
            case Look():
                look = getattr(self.store, "look", None)  # an optional capability
                return None if look is None else look(request)

    async def _ado(self, request: Request) -> Any:
        match request:
            case Batch(ops):
                parts = parts_of(self.store, ops)
                done = [await self.store.abatch([ops[i] for i in part]) for part in parts]
                return _in_order(parts, done)
            case Ask(prompt, schema, purpose):
                return await self.asker.aask(self.model_for(purpose), prompt, schema, purpose)
            case Say(prompt, purpose):
                return await self.asker.aask(self.model(), prompt, None, purpose)
            case Call(function, args):
                result = await asyncio.to_thread(function, *args)
                return await result if inspect.isawaitable(result) else result
            case Look():
                look = getattr(self.store, "alook", None)
                return None if look is None else await look(request)


def _in_order(parts: Sequence[list[int]], done: Sequence[Sequence[Any]]) -> list[Any]:
    """Return the results of a batch's parts in the order of its operations."""
    found = {
        i: r for part, rs in zip(parts, done, strict=True) for i, r in zip(part, rs, strict=True)
    }
    return [found[position] for position in range(len(found))]


def _not_awaitable(result: Any) -> Any:
    if not inspect.isawaitable(result):
        return result
    if inspect.iscoroutine(result):
        result.close()  # or Python would warn that it was never awaited
    raise InputError("A function that must be awaited needs the async twin of this call.")


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


@dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    value: T


def _advance(program: Steps[T], reply: Any) -> Request | _Done[T]:
    """Give `program` the reply to its last request; return its next one, or its result."""
    try:
        return program.throw(reply.error) if isinstance(reply, _Failed) else program.send(reply)
    except StopIteration as end:
        return _Done(end.value)
