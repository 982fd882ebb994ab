"""`ChatLab`: talk to an agent, with its memory at its side.

What a turn does stands in `chat_program`, how it looks in `chat_view`.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from markupsafe import Markup

from memorykinds.agent import create_agent
from memorykinds.kinds import KINDS, InputError, MemoryKind, NotFoundError, Record
from memorykinds.kinds.given import given
from memorykinds.kinds.text import one_line, shorten
from memorykinds.memory import Memory
from memorykinds.models import Costs, Prices, chat_model, costs
from memorykinds.widgets.chat_driving import Steps, adrive, drive
from memorykinds.widgets.chat_program import Program, When, Without
from memorykinds.widgets.chat_turn import ChatTurn
from memorykinds.widgets.chat_view import Drawn, again, controls, detail, side, talk, top
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.inspector import Inspector, action
from memorykinds.widgets.markup import join, tag

_LAST = 45


class ChatLab(Inspector):
    """An agent to talk to: at each answer what was recalled, learned and spent.

    ::

        lab = mk.chat(memory)
        lab.send("Where do I live?")                 # or: await lab.asend("…")
        lab.switch("semantic", on=False)             # what is an agent without its facts?
        lab.compare(without="episodic")              # or: the same question, asked again

    Beneath it is the agent of `mk.create_agent`, with `MemoryMiddleware`. Its middleware hands
    each turn over, and then the turn is learned by `Memory.learn`, as a `Reflection` does it.

    Args:
        memory: Whose memory. Several labs may share it: each is a conversation of its own.
        model: Who answers: any chat model, or its name; None for the one that the memory
            learns with, which is the offline model unless you chose another.
        tools: What the agent may call.
        learn: "now" to learn from each answer, "later" only by `learn_now`.
        prices: What the models cost; None for calls and tokens alone.

    Raises:
        InputError: If one of them cannot be used.
    """

    title = "Chat with a memory"

    def __init__(
        self,
        memory: Memory,
        model: str | BaseChatModel | None = None,
        tools: Sequence[Any] = (),
        *,
        learn: When = "now",
        prices: Prices | None = None,
    ) -> None:
        super().__init__()
        self.memory = given(memory, Memory, "memory")
        own = memory._bridge.model  # noqa: SLF001 -- opened only if no other model answers
        self.model = own() if model is None else chat_model(model)
        self.chosen: int | None = None
        self.detail: Record | None = None
        self._program = Program(
            self.memory, self.model, _checked(self.model, tools, memory), self.changed, prices
        )
        self._drawn: Drawn = {}
        self._tasks: set[asyncio.Future[Any]] = set()
        self.learn(learn)

    @property
    def turns(self) -> tuple[ChatTurn, ...]:
        """The conversation so far, with a turn that is under way."""
        return self._program.talk.turns

    @property
    def kinds(self) -> tuple[MemoryKind, ...]:
        """The kinds of memory that are switched on."""
        return self._program.kinds

    @property
    def cost(self) -> Costs:
        """What this lab has cost so far: answers, failed ones too, comparisons, learning."""
        return costs(self._program.meter, self._program.prices)

    # -- what a person can do --------------------------------------------------------------

    @action()
    async def asend(self, message: str) -> ChatTurn:
        """Say something; the answer comes in word by word.

        Raises:
            InputError: If the message is empty, or another answer is under way.
            ModelError: If no answer came. The conversation is as it was, and the message
                stands in the field again.
        """
        return await self._awaited(self._told(message))

    @action()
    def send(self, message: str) -> ChatTurn:
        """Do what `asend` does, in this thread: in a script, or a cell without ``await``."""
        return drive(self._told(message))

    @action()
    def stop(self) -> str:
        """Stop what is under way. What was said so far stays, and nothing is half learned.

        A blocking `send` stops at its next word, an awaited one at once.
        """
        if not self._program.stop():
            return "Nothing is under way."
        for task in list(self._tasks):
            task.get_loop().call_soon_threadsafe(task.cancel)
        return "Stopping."

    @action()
    def switch(self, kind: MemoryKind, on: bool) -> None:
        """Switch a kind of memory on or off, for what is said from now on.

        A kind that is off is neither recalled nor learned. When it is on again, it reads the
        whole conversation.
        """
        self._program.kinds = tuple(k for k in KINDS if (on if k == kind else k in self.kinds))

    @action()
    async def acompare(self, without: Without, number: int | None = None) -> ChatTurn:
        """Ask a question again with less memory; its answer stands beside the first.

        Nothing is learned, no memory counts as used, no tool is run (the first time's results
        are given again), and the conversation stays as it is. What is recalled is recalled
        now: where something was learned since the first answer, that may be among it.

        Args:
            without: The kind that is left out; "all" for no memory.
            number: Of which turn; None for the one that is shown.

        Raises:
            InputError: If it was off the first time, or an answer is under way.
            NotFoundError: If there is no such turn.
        """
        return await self._awaited(self._program.comparing(self._turn(number), without))

    @action()
    def compare(self, without: Without, number: int | None = None) -> ChatTurn:
        """Do what `acompare` does, in this thread."""
        return drive(self._program.comparing(self._turn(number), without))

    @action(button="Learn now")
    async def alearn_now(self) -> ChatTurn:
        """Learn the whole conversation so far, with the kinds that are switched on.

        What was learned before is known again; turns that wait (`min_turns`, a kind that was
        off, an answer that was stopped) are learned now.

        Raises:
            InputError: If nothing was said yet, or every kind is off.
            ModelError: If the model that reads the conversation fails.
        """
        return await self._awaited(self._program.learning_now())

    @action()
    def learn_now(self) -> ChatTurn:
        """Do what `alearn_now` does, in this thread."""
        return drive(self._program.learning_now())

    @action()
    def learn(self, when: When) -> None:
        """Choose whether each answer is learned from "now", or "later" by `learn_now`."""
        self._program.learn = when

    @action(button="New conversation")
    def clear(self) -> None:
        """Begin a new conversation; memory stays.

        Raises:
            InputError: If an answer is under way.
        """
        self._program.clear()
        self._drawn.clear()
        self.chosen = self.detail = None

    @action()
    def show(self, number: int | None) -> None:
        """Show the memory of this turn at the side; None for that of the newest."""
        self.chosen = None if number is None else self._turn(number).number
        self.detail = None

    @action()
    def select(self, memory_id: str) -> Record:
        """Show a memory in full, as it is now.

        Raises:
            NotFoundError: If there is no such memory, or no longer.
        """
        self.detail = self.memory.get(memory_id)
        return self.detail

    @action()
    def deselect(self) -> None:
        """Show no memory in full."""
        self.detail = None

    # -- what it shows -----------------------------------------------------------------------

    def changed(self, status: str = "", progress: float | None = None) -> None:
        """Let every live view show what is true now; an answer under way keeps its progress."""
        super().changed(status, self._program.progress if progress is None else progress)

    def summary(self) -> str:
        """Return how much was said, and the last answer."""
        off = [kind for kind in KINDS if kind not in self.kinds]
        told = f"{len(self.turns)} turn{'' if len(self.turns) == 1 else 's'}"
        told += f" without {' and '.join(off)} memory" if off else ""
        if not self.turns:
            return told
        last = self.turns[-1]
        return f"{told}, {last.state}: {shorten(last.answer, _LAST)}"

    def render(self, ui: Controls) -> Markup:
        """Return the conversation, the field, and at their side the memory of one turn."""
        shown = self._turn(None) if self.turns else None
        left = [
            talk(self.turns, shown, ui, self._drawn),
            controls(self._program, ui),
            again(shown, ui),
        ]
        right = [detail(self.detail, shown, ui), side(shown, ui)]
        columns = (
            tag("div", *left, class_="mk-talk"),
            tag("div", *right, class_="mk-side"),
        )
        return join([top(self.model), tag("div", *columns, class_="mk-chat")])

    def _told(self, message: str) -> Steps[ChatTurn]:
        self.chosen = self.detail = None
        return self._program.conversing(message)

    async def _awaited(self, program: Steps[ChatTurn]) -> ChatTurn:
        # A task of its own, so that to stop it does not cancel whoever awaits the answer.
        task = asyncio.ensure_future(adrive(program))
        self._tasks.add(task)
        try:
            return await task
        finally:
            self._tasks.discard(task)

    def _turn(self, number: int | None) -> ChatTurn:
        if number is None:
            number = self.chosen or len(self.turns)
        if not 1 <= number <= len(self.turns):
            raise NotFoundError(f"There is no turn {number}: {len(self.turns)} were said.")
        return self.turns[number - 1]


def _checked(model: BaseChatModel, tools: Sequence[Any], memory: Memory) -> tuple[Any, ...]:
    """Return the tools, if an agent can be made with them."""
    try:
        listed = tuple(tools)
        create_agent(memory, model=model, tools=listed)
    except Exception as error:
        raise InputError(f"tools= cannot be used: {one_line(str(error))}") from error
    return listed
