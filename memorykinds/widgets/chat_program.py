"""What a turn of `ChatLab` does, step by step: answer, keep, learn; or only compare."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AnyMessage

from memorykinds.agent import MemoryTurn
from memorykinds.kinds import KINDS, InputError, MemoryKind
from memorykinds.kinds.text import one_line
from memorykinds.memory import Memory
from memorykinds.models import Costs, Prices, Spent, costs
from memorykinds.models.meter import Meter
from memorykinds.models.providers import model_key
from memorykinds.widgets.chat_answering import Answering, Stopped
from memorykinds.widgets.chat_driving import Learn, Steps, Stream
from memorykinds.widgets.chat_talk import Talk
from memorykinds.widgets.chat_turn import ChatTurn, State

When = Literal["now", "later"]
"""When an answer is learned from."""

Without = MemoryKind | Literal["all"]
"""What a comparison leaves out."""

_STOPS = (Stopped, asyncio.CancelledError, KeyboardInterrupt)
_BUSY = "An answer is under way: wait until it is there, or stop it."
_LATER = "Not learned yet; “Learn now” learns the whole conversation."
_NO_KINDS = "Every kind of memory is switched off, so nothing was learned."
_HALF = "Learning was stopped: what was not written by then is learned with the next turn."
_FAILED = "Not learned, and will be with the next turn: {}"

Put = Callable[[ChatTurn], None]


class Program:
    """A conversation, and what can be done to it.

    Args:
        memory: What is recalled from and learned into.
        model: Who answers.
        tools: What may be called.
        tell: Called with a status and the progress whenever something has changed.
        prices: What models cost.
    """

    def __init__(
        self,
        memory: Memory,
        model: BaseChatModel,
        tools: Sequence[Any],
        tell: Callable[[str, float | None], None],
        prices: Prices | None,
    ) -> None:
        self.kinds: tuple[MemoryKind, ...] = KINDS
        self.learn: When = "now"
        self.prices = prices
        self.meter = Meter()
        self.busy = False
        self.progress: float | None = None
        self.draft = ""
        self._memory = memory
        self._model = model
        self._tools = tools
        self._tell = tell
        self._guard = threading.Lock()
        self._stopping = False
        self._begin()

    def _begin(self) -> None:
        self.talk = Talk(self._memory.semantic.manager.ids("chat"))

    def clear(self) -> None:
        """Begin a new conversation."""
        with self._alone():
            self._begin()
            self.draft = ""

    def stop(self) -> bool:
        """Have what is under way stopped, and return whether there is anything."""
        self._stopping = self.busy
        return self.busy

    def conversing(self, message: str) -> Steps[ChatTurn]:
        """Answer what the user says, and learn from it."""
        question = message.strip()
        if not question:
            raise InputError("Say something first: the message is empty.")
        self.draft = message  # should it be refused, it stands in the field again
        with self._alone():
            talk = self.talk
            turn = ChatTurn(number=len(talk.turns) + 1, question=question, kinds=self.kinds)
            answering = self._answering(turn, talk.said)
            self.draft = ""
            try:
                turn = yield from self._coming(turn, answering, "answer", talk.put)
            except Exception:
                talk.drop(turn)
                self.draft = message
                raise
            except BaseException:  # an interrupted cell: what was said stays here, too
                talk.keep(turn, answering.conversation)
                raise
            talk.keep(turn, answering.conversation)
            if turn.state == "answered":
                turn = yield from self._learning_from(turn, answering.handed)
            return turn

    def comparing(self, first: ChatTurn, without: Without) -> Steps[ChatTurn]:
        """Answer a question again with less memory."""
        left_out = KINDS if without == "all" else (without,)
        kinds = tuple(kind for kind in first.kinds if kind not in left_out)
        if kinds == first.kinds:
            what = "All memory" if without == "all" else f"{without.capitalize()} memory"
            raise InputError(f"{what} was switched off in answer {first.number} already.")
        with self._alone():
            again = ChatTurn(number=first.number, question=first.question, kinds=kinds)
            answering = self._answering(again, self.talk.before(first), again=first.tools)
            try:
                turn = yield from self._coming(again, answering, "comparison", self.talk.beside)
            except Exception:
                self.talk.drop_beside(again)
                raise
            return turn

    def learning_now(self) -> Steps[ChatTurn]:
        """Learn the whole conversation."""
        if not self.talk.said:
            raise InputError("There is nothing to learn: nothing was said yet.")
        if not self.kinds:
            raise InputError("There is nothing to learn with: every kind of memory is off.")
        with self._alone():
            return (yield from self._learning(self.talk.turns[-1], self.talk.said, self.kinds, 0))

    # -- the parts ---------------------------------------------------------------------------

    def _coming(
        self, turn: ChatTurn, answering: Answering, purpose: str, put: Put
    ) -> Steps[ChatTurn]:
        """Let an answer come in; what was said before a stop is kept."""

        def now(state: State) -> ChatTurn:
            return replace(
                turn,
                state=state,
                answer=answering.answer,
                tools=answering.tools,
                memory=answering.memory,
                note=_note(answering.memory),
                cost=self._cost((purpose, self._model_name, answering.spent)),
            )

        def show() -> None:
            put(now("answering"))
            self._progressed("Answering.", 0.5)
            if self._stopping:
                raise Stopped

        put(turn)
        self._progressed("Recalling.", 0.2)
        state: State = "answered"
        try:
            yield Stream(answering, show)
        except _STOPS:
            state = "stopped"
            if not self._stopping:
                raise
        finally:
            self.meter.note(purpose, self._model_name, answering.spent)
            put(now(state))
        return now(state)

    def _learning_from(self, turn: ChatTurn, handed: Sequence[AnyMessage]) -> Steps[ChatTurn]:
        """Learn from a turn, if that is wanted; whatever comes of it, the answer stands."""
        if self.learn == "later" or not turn.kinds:
            why = _LATER if turn.kinds else _NO_KINDS
            turn = replace(turn, note=_note(turn.memory, why))
            self.talk.put(turn)
            return turn
        try:
            return (yield from self._learning(turn, handed, turn.kinds, None))
        except Exception as error:  # noqa: BLE001 -- as in the middleware: a chat outlives its memory
            why = _FAILED.format(one_line(str(error)))
            turn = self.talk.turns[-1]  # with what the calls that failed have cost
            turn = replace(turn, note=_note(turn.memory, why))
            self.talk.put(turn)
            return turn

    def _learning(
        self,
        turn: ChatTurn,
        messages: Sequence[AnyMessage],
        kinds: Sequence[MemoryKind],
        min_turns: int | None,
    ) -> Steps[ChatTurn]:
        lesson = self.talk.lesson(messages) | {"kinds": kinds, "min_turns": min_turns}
        self.talk.put(replace(turn, state="learning"))
        self._progressed("Learning.", 0.8)
        before = self._counted()
        try:
            update = yield Learn(self._memory, lesson)
        except BaseException as error:
            turn = replace(turn, cost=self._cost(*_rows(turn), *self._lost_since(before)))
            if isinstance(error, _STOPS):
                turn = replace(turn, note=_note(turn.memory, _HALF))
            if not (isinstance(error, _STOPS) and self._stopping):
                raise
        else:
            learner = self._learner
            self.meter.note("learning", learner, update.cost)
            turn = replace(
                turn,
                learned=(*turn.learned, update),
                note=_note(turn.memory),
                cost=self._cost(*_rows(turn), ("learning", learner, update.cost)),
            )
        finally:
            self.talk.put(turn)
        return turn

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._guard:
            if self.busy:
                self._tell("", None)
                raise InputError(_BUSY)
            self.busy, self._stopping = True, False
        try:
            yield
        finally:
            self.busy, self.progress = False, None
            self._tell("", None)

    def _answering(
        self, turn: ChatTurn, before: Sequence[AnyMessage], again: Any = None
    ) -> Answering:
        return Answering(
            self._memory,
            self._model,
            self._tools,
            before=before,
            question=turn.question,
            thread=self.talk.thread,
            kinds=turn.kinds,
            again=again,
        )

    def _progressed(self, status: str, progress: float) -> None:
        self.progress = progress
        self._tell(status, progress)

    @property
    def _model_name(self) -> str:
        return model_key(self._model)

    @property
    def _learner(self) -> str:
        """The model that learned, or all of them: which kind took what is not told."""
        return ", ".join(self._counted())

    def _counted(self) -> dict[str, Spent]:
        """Return what the memory itself has counted for learning, by model."""
        found: dict[str, Spent] = {}
        for row in self._memory.cost().rows:
            if row.purpose in KINDS:
                found[row.model] = found.get(row.model, Spent()) + row.spent
        return found

    def _lost_since(self, before: dict[str, Spent]) -> list[tuple[str, str, Spent]]:
        """Note and return what was spent on learning that came to no update, which would tell it."""
        rows = []
        for model, spent in self._counted().items():
            lost = spent - before.get(model, Spent())
            if lost != Spent():
                self.meter.note("learning", model, lost)
                rows.append(("learning", model, lost))
        return rows

    def _cost(self, *rows: tuple[str, str, Spent]) -> Costs:
        meter = Meter()
        for purpose, model, spent in rows:
            meter.note(purpose, model, spent)
        return costs(meter, self.prices)


def _note(memory: MemoryTurn | None, why: str = "") -> str:
    """Return what failed in recall, and why nothing was learned."""
    troubles = [f"{told.rstrip('.')}." for told in (memory.troubles if memory else ())]
    return " ".join([*troubles, why]).strip()


def _rows(turn: ChatTurn) -> list[tuple[str, str, Spent]]:
    return [(row.purpose, row.model, row.spent) for row in turn.cost.rows]
