"""`tolerated`: what fails in memory does not end the agent's turn, unless that is wanted."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from memorykinds.agent.whose import WrongUserError
from memorykinds.kinds import InputError
from memorykinds.kinds.text import one_line

logger = logging.getLogger(__name__)


@contextmanager
def tolerated(what: str, troubles: list[str], *, strict: bool) -> Iterator[None]:
    """Log what fails within as a warning of one sentence, and add that to `troubles`.

    Args:
        what: What the agent goes on without: "The rules could not be read".
        troubles: The sentences so far.
        strict: Raise it instead. A conversation in which there is nothing to learn from, an
            image alone for instance, is no failure even so.

    Raises:
        WrongUserError: Always: nobody gets the memory of another.
    """
    try:
        yield
    except WrongUserError:
        raise
    except Exception as error:
        if strict and not isinstance(error, InputError):
            raise
        troubles.append(f"{what}: {one_line(str(error)) or type(error).__name__}")
        logger.warning("%s", troubles[-1])
