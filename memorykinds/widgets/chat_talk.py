"""`Talk`: one conversation of `ChatLab`, as a person sees it and as its model is told it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from langchain_core.messages import AnyMessage

from memorykinds.agent.thread import conversation
from memorykinds.widgets.chat_turn import ChatTurn


class Talk:
    """A conversation.

    Args:
        thread: Its name, which no other conversation of the memory has.

    Attributes:
        turns: What was asked and answered, the turn that is under way included.
        said: The messages that a model goes on from.
    """

    def __init__(self, thread: str) -> None:
        self.thread = thread
        self.turns: tuple[ChatTurn, ...] = ()
        self.said: list[AnyMessage] = []
        self._starts: dict[int, int] = {}

    def put(self, turn: ChatTurn) -> None:
        """Let a turn be what it is now."""
        before, after = self.turns[: turn.number - 1], self.turns[turn.number :]
        self.turns = (*before, turn, *after)

    def drop(self, turn: ChatTurn) -> None:
        """Take a turn back, which is the last: nothing came of it."""
        self.turns = self.turns[: turn.number - 1]

    def beside(self, again: ChatTurn) -> None:
        """Put the answer to a question that was asked again beside the first one."""
        self.drop_beside(again)
        first = self.turns[again.number - 1]
        self.put(replace(first, compared=(*first.compared, again)))

    def drop_beside(self, again: ChatTurn) -> None:
        """Take the answer back that was given with the same kinds."""
        first = self.turns[again.number - 1]
        others = tuple(turn for turn in first.compared if turn.kinds != again.kinds)
        self.put(replace(first, compared=others))

    def keep(self, turn: ChatTurn, messages: Sequence[AnyMessage]) -> None:
        """Go on from these messages, which are all of them, with those of this turn."""
        self._starts[turn.number] = len(self.said)
        self.said = self._named(messages)

    def before(self, turn: ChatTurn) -> list[AnyMessage]:
        """Return what was said before a turn."""
        return self.said[: self._starts[turn.number]]

    def lesson(self, messages: Sequence[AnyMessage]) -> dict[str, Any]:
        """Return what `Memory.learn` is given of these messages, which are its first."""
        return conversation(self._named(messages), self.thread)

    def _named(self, messages: Sequence[AnyMessage]) -> list[AnyMessage]:
        """Return the messages with ids by their place in this conversation, and no other.

        A model's own ids differ each time; without any, the same words said in another
        conversation would be taken for these.
        """
        return [
            message.model_copy(update={"id": f"{self.thread}.{number}"})
            for number, message in enumerate(messages, start=1)
        ]
