"""`SemanticMemories`: facts and profiles, as `memory.semantic`."""

import asyncio
import warnings
from datetime import datetime
from typing import TypeVar, cast

from pydantic import BaseModel

from memorykinds.bridge import Batch, Steps
from memorykinds.journal import replay
from memorykinds.kinds import ProfileWarning, Record
from memorykinds.kinds.clock import end_of
from memorykinds.managers import SemanticManager
from memorykinds.managers.profiles import Profile
from memorykinds.managers.profiles.document import document_of
from memorykinds.managers.profiles.fitting import fit, told
from memorykinds.one_kind.one_kind import OneKind

P = TypeVar("P", bound=BaseModel)


class SemanticMemories(OneKind[SemanticManager]):
    """A user's semantic memories: facts, and profiles beside them."""

    def profile(self, schema: type[P], *, when: str | datetime | None = None) -> P | None:
        """Return the user's profile, validated; what was never said has the default.

        >>> memory.semantic.profile(UserProfile)    # doctest: +SKIP
        UserProfile(city='Turin', likes=['tea'])

        Nothing is invented: while a field that the schema requires is not known, there is no
        instance, and `profile_record` tells what is known so far. A nested model that need not
        be there is left out until all that it requires is known.

        Args:
            schema: Which profile, one of ``SemanticSettings(profiles=[...])``.
            when: As it was believed at a time, or at the end of a date; None for now.

        Returns:
            The instance; None while a required field is not known and has no default.

        Raises:
            InputError: If the schema is no profile of this memory.

        Warns:
            ProfileWarning: If the class has changed so that it does not take all that is
                stored. The rest is read; what does not fit stays in the store.
        """
        record, profile = self.profile_record(schema, when=when), self._profile(schema)
        document = document_of(profile.shape, record)
        data = document.over(profile.default_data())
        fitted = fit(schema, profile.shape, data)
        if fitted.misfits:
            sentence = told(profile.name, fitted.misfits, data)
            warnings.warn(sentence, ProfileWarning, stacklevel=2)
        return cast("P | None", fitted.instance)

    async def aprofile(self, schema: type[P], *, when: str | datetime | None = None) -> P | None:
        """Do what `profile` does."""
        return await asyncio.to_thread(self.profile, schema, when=when)

    def profile_record(
        self, schema: type[BaseModel], *, when: str | datetime | None = None
    ) -> Record | None:
        """Return the memory that holds a profile; None if nothing is known.

        Its `content.data` has what was said and no default, its `sources` where each field came
        from, and its id takes `memory.history`, `memory.forget` and all else that a memory's does.

        Args:
            schema: Which profile.
            when: As it was believed at a time, or at the end of a date; None for now.

        Raises:
            InputError: If the schema is no profile of this memory.
        """
        return self._parts.bridge.run(self._record(self._profile(schema), when))

    async def aprofile_record(
        self, schema: type[BaseModel], *, when: str | datetime | None = None
    ) -> Record | None:
        """Do what `profile_record` does."""
        return await asyncio.to_thread(self.profile_record, schema, when=when)

    def _profile(self, schema: type[BaseModel]) -> Profile:
        return self.manager.settings.profile(schema)

    def _record(self, profile: Profile, when: str | datetime | None) -> Steps[Record | None]:
        from langgraph.store.base import GetOp

        if when is not None:
            events = yield from self._parts.journal.events(profile.memory_id)
            return next(iter(replay(events, end_of(when)).records), None)
        (item,) = yield Batch([GetOp(self.manager.namespace, profile.memory_id)])
        return Record.from_value(item.namespace, item.key, item.value) if item else None
