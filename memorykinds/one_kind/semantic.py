"""`SemanticMemories`: facts and profiles, as `memory.semantic`."""

import asyncio
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from memorykinds.bridge import Batch, Steps
from memorykinds.journal import replay
from memorykinds.kinds import ProfileWarning, Record
from memorykinds.kinds.clock import end_of
from memorykinds.managers import Plan, SemanticManager, Update
from memorykinds.managers.by_hand import BY_HAND, filled_in
from memorykinds.managers.profiles import Profile
from memorykinds.managers.profiles.document import document_of
from memorykinds.managers.profiles.fitting import fit, told
from memorykinds.managers.profiles.patches import ProfilePatch
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

    def change_profile(
        self,
        schema: type[BaseModel],
        changes: Mapping[str, Any],
        *,
        clear: Sequence[str] = (),
        by: str = BY_HAND,
    ) -> Update:
        """Change fields of a profile by hand; each is decided as if a model had nominated it.

        Args:
            schema: Which profile.
            changes: New values by field; None means "not said". Lists and dicts take
                ``{"add": [...], "remove": [...]}``, or a list of what is to be added.
            clear: Fields that no longer have any value.
            by: Who writes it; the sources of the fields begin with it.

        Raises:
            InputError: If the schema is no profile of this memory.
        """
        return self._parts.carry_out(self._filled(schema, changes, clear, by))

    async def achange_profile(
        self,
        schema: type[BaseModel],
        changes: Mapping[str, Any],
        *,
        clear: Sequence[str] = (),
        by: str = BY_HAND,
    ) -> Update:
        """Do what `change_profile` does."""
        return await self._parts.acarry_out(self._filled(schema, changes, clear, by))

    def _filled(
        self, schema: type[BaseModel], changes: Mapping[str, Any], clear: Sequence[str], by: str
    ) -> Steps[Plan]:
        patch = ProfilePatch(changes=dict(changes), clear=tuple(clear))
        return filled_in(self.manager, self._profile(schema), patch, by)

    def _profile(self, schema: type[BaseModel]) -> Profile:
        return self.manager.settings.profile(schema)

    def _record(self, profile: Profile, when: str | datetime | None) -> Steps[Record | None]:
        from langgraph.store.base import GetOp

        if when is not None:
            events = yield from self._parts.journal.events(profile.memory_id)
            return next(iter(replay(events, end_of(when)).records), None)
        (item,) = yield Batch([GetOp(self.manager.namespace, profile.memory_id)])
        return Record.from_value(item.namespace, item.key, item.value) if item else None
