"""What a turn of a chat waits for, and the two ways to wait: blocking, and awaited.

As in `memorykinds.bridge`, a turn is one program, which yields what it waits for; so sending
from a cell, from a button and from a script cannot come to differ.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from memorykinds.managers import Update
from memorykinds.memory import Memory
from memorykinds.widgets.chat_answering import Answering

T = TypeVar("T")


class Request(Protocol):
    """Something to wait for, in either way."""

    def run(self) -> Any:
        """Wait in this thread."""

    async def arun(self) -> Any:
        """Await it."""


Steps: TypeAlias = Generator[Request, Any, T]
"""A program that yields requests, is sent their answers, and returns a T."""


@dataclass(frozen=True, slots=True)
class Stream:
    """An agent's answer, all of it; `show` is called for each piece."""

    answering: Answering
    show: Callable[[], None]

    def run(self) -> None:
        """Wait in this thread."""
        self.answering.run(self.show)

    async def arun(self) -> None:
        """Await it."""
        await self.answering.arun(self.show)


@dataclass(frozen=True, slots=True)
class Learn:
    """What a memory learns; `lesson` is what `Memory.learn` is given."""

    memory: Memory
    lesson: dict[str, Any]

    def run(self) -> Update:
        """Wait in this thread."""
        return self.memory.learn(**self.lesson)

    async def arun(self) -> Update:
        """Await it."""
        return await self.memory.alearn(**self.lesson)


def drive(program: Steps[T]) -> T:
    """Run a program to its end in this thread. What fails is raised where it was asked for."""
    reply, error = None, None
    try:
        while True:
            request = program.send(reply) if error is None else program.throw(error)
            reply = error = None
            try:
                reply = request.run()
            except BaseException as raised:  # noqa: BLE001 -- an interrupt, too, is the program's
                error = raised
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


async def adrive(program: Steps[T]) -> T:
    """Do what `drive` does, and await what it asks for."""
    reply, error = None, None
    try:
        while True:
            request = program.send(reply) if error is None else program.throw(error)
            reply = error = None
            try:
                reply = await request.arun()
            except BaseException as raised:  # noqa: BLE001
                error = raised
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
