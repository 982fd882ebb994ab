"""A learner's code that runs inside a checker: how long it may, and where it failed."""

import linecache
import signal
import sysconfig
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

SECONDS = 10.0
"""How long a check may compute; the slowest solution takes a tenth of it."""

ON_A_BUSY_MACHINE = 3
"""So many times as long it may take where it waits, for others' work or for anything else."""

_PACKAGE = Path(__file__).resolve().parent.parent
_PATHS = sysconfig.get_paths()
_NOT_THE_LEARNERS = (
    str(_PACKAGE),
    *(_PATHS[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")),
)


class TooSlowError(BaseException):
    """Time is up. No `Exception`, so that no ``except`` in a learner's loop swallows it."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise `TooSlowError` within the block after so many seconds, where that can be done.

    They are the processor's, for a class that shares one machine is no reason to stop right code;
    what only waits is stopped a little later. It takes a signal of Unix, which only the main
    thread gets, and in which no other alarm is set; elsewhere nothing is bounded.
    """
    possible = (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getitimer(signal.ITIMER_REAL)[0] == 0
    )
    if not possible:
        yield
        return

    enough = time.process_time() + seconds
    latest = time.monotonic() + seconds * ON_A_BUSY_MACHINE

    def look(_number: int, _frame: FrameType | None) -> None:
        if time.process_time() >= enough or time.monotonic() >= latest:
            raise TooSlowError

    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds / 10)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def innermost_error(error: BaseException) -> BaseException:
    """Return the learner's own error where a library has wrapped it in one of its own."""
    found = error
    while found.__cause__ is not None and place_in_learners_code(found.__cause__):
        found = found.__cause__
    return found


def place_in_learners_code(error: BaseException) -> str:
    """Return the last line outside of libraries: "line 3: `return a / 0`"; empty if none."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        # A cell of a notebook has a file name too, which exists nowhere.
        if not frame.filename.startswith(_NOT_THE_LEARNERS) and frame.lineno is not None:
            line = (frame.line or linecache.getline(frame.filename, frame.lineno)).strip()
            return f"line {frame.lineno}: {line}" if line else f"line {frame.lineno}"
    return ""
