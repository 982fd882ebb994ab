"""Chat models for tests of ChatLab that stop in the middle, and go on when they are told to."""

import asyncio

from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from pydantic import PrivateAttr

from memorykinds.models import ScriptedChatModel


class Halting(ScriptedChatModel):
    """Says the words of its next reply up to "|", waits until it is released, and says the rest.

    A model that waits so can only be awaited: a blocking call of it fails.
    """

    _waiting: asyncio.Event = PrivateAttr(default_factory=asyncio.Event)
    _released: asyncio.Event = PrivateAttr(default_factory=asyncio.Event)

    async def halted(self):
        """Return when it waits."""
        await self._waiting.wait()
        self._waiting.clear()

    def release(self):
        """Let it go on, from now on without a halt."""
        self._released.set()

    async def _astream(self, messages, *_args, run_manager=None, **kwargs):
        first, halts, rest = self._next(messages, kwargs).text.partition("|")
        if first:
            yield await _chunk(first, run_manager)
        if halts:
            self._waiting.set()
            await self._released.wait()
        yield await _chunk(rest, run_manager, chunk_position="last")

    def _stream(self, *_args, **_kwargs):
        raise AssertionError("this model must be awaited")


class Stuck(ScriptedChatModel):
    """Never gives a whole answer; `asked` is set when it is waited for."""

    _asked: asyncio.Event = PrivateAttr(default_factory=asyncio.Event)

    @property
    def asked(self):
        return self._asked

    async def _agenerate(self, *_args, **_kwargs):
        self._asked.set()
        await asyncio.Event().wait()


async def _chunk(text, run_manager, **more):
    chunk = ChatGenerationChunk(message=AIMessageChunk(content=text, **more))
    if run_manager:
        await run_manager.on_llm_new_token(text, chunk=chunk)
    return chunk
