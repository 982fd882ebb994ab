"""Which of several changes a profile's schema takes.

They are tried together, since a validator may look at two fields at once; only if that fails
are they tried without those that are to blame, and these then one by one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from memorykinds.kinds import FieldChange, Provenance
from memorykinds.managers.profiles.document import Document
from memorykinds.managers.profiles.fitting import Misfit, fit
from memorykinds.managers.profiles.profile import Profile

Refused: TypeAlias = tuple[FieldChange, str]
"""A change that the schema does not take, and why."""


def fitting(
    profile: Profile,
    document: Document,
    default: Mapping[str, Any],
    changes: Sequence[FieldChange],
    source: Provenance,
) -> tuple[list[FieldChange], list[Refused]]:
    """Return the changes that the schema takes together, in their order, and the others.

    Args:
        profile: Which profile.
        document: What is known.
        default: What holds where nothing is known, as JSON.
        changes: What is proposed.
        source: Where the changes come from.
    """
    before = {one.fields for one in _misfits(profile, document, default)}

    def wrong(tried: Sequence[FieldChange]) -> list[Misfit]:
        after = document
        for change in tried:
            after = after.with_change(change, source)
        found = _misfits(profile, after, default)
        # What was stored under another version of the class is not these changes' fault.
        return [m for m in found if m.fields not in before or any(_of(c, m) for c in tried)]

    found = wrong(changes)
    if not found:
        return list(changes), []
    good = [c for c in changes if not any(_of(c, misfit) for misfit in found)]
    if wrong(good):
        good = []
    refused: list[Refused] = []
    for change in changes:
        if change in good:
            continue
        why = wrong([*good, change])
        if why:
            refused.append((change, why[0].why))
        else:
            good.append(change)
    return [change for change in changes if change in good], refused


def _misfits(
    profile: Profile, document: Document, default: Mapping[str, Any]
) -> tuple[Misfit, ...]:
    return fit(profile.schema, profile.shape, document.over(default)).misfits


def _of(change: FieldChange, misfit: Misfit) -> bool:
    """Whether a misfit is of the field that a change is about; of the whole it is nobody's."""
    length = min(len(change.fields), len(misfit.fields))
    return bool(length) and change.fields[:length] == misfit.fields[:length]
