"""Whose memory a run may touch: the one rule of middleware, nodes, tools and functions.

1. The user is whom a server has authenticated, else whom context and config name (`run`).
2. That must be a name: a string of printable characters, without braces, which mark what
   several users share (see `memorykinds.agent.tools.namespaces`).
3. A thread belongs to the user who began it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from langgraph.channels import LastValue

from memorykinds.agent.run import USER_KEY
from memorykinds.kinds import InputError
from memorykinds.kinds.names import user_label

OWNER_KEY = "memorykinds_user"
"""The place in a graph's state that holds whose thread it is."""

_UNKNOWN = "It is not known whose memories are meant: "


class WrongUserError(InputError):
    """A run asks for the memory of nobody, or would get another user's."""


class Owner(LastValue[str]):
    """A channel of a graph's state that keeps the first name it is given.

    A client may write into a graph's state, but cannot make another's thread its own.
    """

    def update(self, values: Sequence[str]) -> bool:
        """Take the first of the values, if there was none before."""
        return False if self.is_available() else super().update(values[:1])


def checked_name(value: Any, name: str = USER_KEY) -> str:
    """Return a value of a run that is a user's name, or part of one.

    Args:
        value: The value.
        name: What the run calls it.

    Raises:
        WrongUserError: If it is none.
    """
    try:
        label = user_label(value)
    except InputError as error:
        raise WrongUserError(
            _UNKNOWN + str(error).replace("user=", f"the run's {name!r}")
        ) from None
    if "{" in label or "}" in label:  # a template that nobody filled in would be everybody's
        raise WrongUserError(f"{_UNKNOWN}the run's {name!r} has braces in it.")
    return str(value)


def check_owner(state: Mapping[str, Any], user: str) -> None:
    """Refuse a thread that somebody else has begun.

    Raises:
        WrongUserError: If the state says that it is another user's.
    """
    if state.get(OWNER_KEY, user) != user:
        raise WrongUserError(
            "This thread belongs to another user: begin one with a thread_id of its own."
        )
