"""`aside`: long work in a thread, so that an event loop goes on, and can still stop it."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_Progress = Callable[[int, int], object]


async def aside(work: Callable[[_Progress], T], progress: _Progress | None) -> T:
    """Run `work` in a thread and return its result.

    Args:
        work: What takes long; it calls its argument with how far it is, now and then.
        progress: Called on the event loop with what `work` tells: it may touch what belongs
            to the loop, a widget for instance. The work does not wait for it.

    Raises:
        Exception: What `work` or `progress` raised. An error of `progress`, and a task that is
            cancelled, end the work when it next tells how far it is.
    """
    loop = asyncio.get_running_loop()
    reasons: list[BaseException] = []

    def tell(done: int, total: int) -> None:
        if reasons:
            raise reasons[0]
        # Not waited for: who holds a lock in this thread must not need the loop, whose own
        # thread may be waiting for the lock.
        loop.call_soon_threadsafe(show, done, total)

    def show(done: int, total: int) -> None:
        if progress is None or reasons:
            return
        try:
            progress(done, total)
        except Exception as error:  # noqa: BLE001 -- raised again, where it is awaited
            reasons.append(error)

    try:
        result = await asyncio.to_thread(work, tell)
    except asyncio.CancelledError as cancelled:
        reasons.append(cancelled)
        raise
    if reasons:
        raise reasons[0]
    return result
