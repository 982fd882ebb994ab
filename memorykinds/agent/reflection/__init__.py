"""Reflection in the background: a conversation is learned when it rests, not while it runs.

Read `rule` (when a job is due), `job`, `items` (how it survives), `queue` (who gets it), `worker`
(how one is run), `pool` (the threads), `door` and `reflection` in this order.
"""

from memorykinds.agent.reflection.job import Job
from memorykinds.agent.reflection.reflection import Reflection
from memorykinds.agent.reflection.waiter import ThreadWaiter, Waiter

__all__ = ["Job", "Reflection", "ThreadWaiter", "Waiter"]
