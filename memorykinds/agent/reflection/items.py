"""`Items`: a job as items of a store, which is how the queue survives a restart.

A table of its own would be quicker to read in order, but would exist in one store and not in
the next. As items of the store, jobs are written with its promises (a batch is whole, what is
acknowledged survives a killed process), in a file and in Postgres alike.

A job is two items: the job itself, beside the jobs of all users, and the words that it waits
with, in the user's own namespace. Whoever erases all that lies under a user erases the words,
and a job without words is dropped.
"""

import logging
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from memorykinds.agent.reflection.job import Job
from memorykinds.kinds import Frozen, StoreError, Transcript
from memorykinds.kinds.names import Namespace, reflection_jobs_namespace, reflection_namespace

if TYPE_CHECKING:
    from langgraph.store.base import BaseStore, Item, PutOp

logger = logging.getLogger(__name__)

D = TypeVar("D", bound=Frozen)

_MOST = 1_000_000
"""More jobs than any look returns."""


class Items:
    """Reads and writes jobs; who may do so, and when, is the queue's matter.

    Args:
        store: Where they are kept.
    """

    def __init__(self, store: "BaseStore") -> None:
        self._store = store

    def jobs(self, user: str | None = None) -> list[Job]:
        """Return all jobs, or one user's, in no order; one that cannot be read is left out."""
        found = self._store.search(reflection_jobs_namespace(user), limit=_MOST)
        return [job for job in map(_readable, found) if job is not None]

    def find(self, user: str, key: str) -> tuple[Job | None, Transcript | None]:
        """Return a job and its words, each of which may be missing.

        Raises:
            StoreError: If one of them cannot be read.
        """
        from langgraph.store.base import GetOp

        job, words = self._store.batch([GetOp(space, key) for space in _spaces(user)])
        return (_read(job, Job) if job else None), (_read(words, Transcript) if words else None)  # type: ignore[arg-type]

    def keep(self, job: Job, words: Transcript | None = None) -> None:
        """Write a job as it is now, and its words if they are given."""
        jobs, said = _spaces(job.user)
        puts = [_put(jobs, job.key, job)]
        if words is not None:
            puts.append(_put(said, job.key, words))
        self._store.batch(puts)

    def remove(self, job: Job | None) -> None:
        """Delete a job and its words, if there is one."""
        if job is not None:
            self._store.batch([_put(space, job.key, None) for space in _spaces(job.user)])

    def remove_all(self, user: str) -> int:
        """Delete all jobs of a user, and all words, also such as belong to no job.

        Returns:
            How many jobs there were.
        """
        jobs, words = (self._store.search(space, limit=_MOST) for space in _spaces(user))
        if jobs or words:
            self._store.batch([_put(item.namespace, item.key, None) for item in (*jobs, *words)])
        return len(jobs)


def _spaces(user: str) -> tuple[Namespace, Namespace]:
    return reflection_jobs_namespace(user), reflection_namespace(user)


def _put(space: Namespace, key: str, what: Frozen | None) -> "PutOp":
    from langgraph.store.base import PutOp

    if what is None:
        return PutOp(space, key, None)
    return PutOp(space, key, what.model_dump(mode="json"), index=False)


def _read(item: "Item", form: type[D]) -> D:
    try:
        return form.model_validate(item.value)
    except ValidationError as error:
        raise StoreError(
            f"The job {item.key!r} in {'.'.join(item.namespace)} cannot be read: it was written "
            "by a newer memorykinds or changed by another program."
        ) from error


def _readable(item: "Item") -> Job | None:
    """Return a job; None, with a warning, where one cannot be read: the others go on."""
    try:
        return _read(item, Job)
    except StoreError as error:
        logger.warning("%s", error)
        return None
