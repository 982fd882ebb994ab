"""The one form for facts and profiles, and what an answer in it says of profiles."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import ConfigDict, ValidationError

from memorykinds.kinds import Content, FactCandidate, FactProposal, Provenance
from memorykinds.managers.profiles.document import Document
from memorykinds.managers.profiles.form import Definitions, patch_schema, strict_object
from memorykinds.managers.profiles.patches import ProfilePatch, changes_of
from memorykinds.managers.profiles.profile import Profile
from memorykinds.managers.profiles.trying import fitting

Nominated = tuple[tuple[str, ProfilePatch], ...]
"""Patches, each with the name of its profile."""

_UNDATED = Provenance(conversation="")
"""Stands for where a change comes from while only its form is looked at."""

FIELD = "profile_{}"
"""Where the patches of a profile stand in an answer."""

MOST_TOLD = 3
"""How many problems are shown to the model at once: enough to correct, short to pay for."""


class ProfileProposal(Content):
    """What a conversation says of profiles; other fields are read by `read_patches`.

    Python takes what has roughly this form, so that one bad value does not cost the others;
    the JSON schema, which a model is held to, says exactly what each field may be.
    """

    model_config = ConfigDict(extra="ignore")

    strict_schema: ClassVar[dict[str, Any]] = {}

    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
        """Return the schema that a model is held to."""
        return cls.strict_schema


class SemanticProposal(ProfileProposal):
    """Facts and profiles in one answer."""

    candidates: tuple[FactCandidate, ...] = ()


def proposal_form(profiles: Sequence[Profile], *, facts: bool) -> type[ProfileProposal]:
    """Return the form of an answer about `profiles`, and about facts if they are wanted.

    It is valid under OpenAI's strict mode.
    """
    definitions: Definitions = {}
    properties: dict[str, Any] = {}
    if facts:
        known = FactProposal.model_json_schema()
        definitions |= known["$defs"]
        properties |= known["properties"]
    for profile in profiles:
        patch = patch_schema(profile.shape, profile.name, definitions)
        properties[FIELD.format(profile.name)] = {
            "type": "array",
            "items": patch,
            "description": f"Patches of the profile {profile.name}; an empty list if nothing is said of it.",
        }
    schema = {
        **strict_object(properties, "What the conversation says that is worth remembering."),
        "$defs": definitions,
    }
    base = SemanticProposal if facts else ProfileProposal
    return type("SemanticProposal", (base,), {"strict_schema": schema, "__module__": __name__})


def read_patches(
    profiles: Sequence[Profile], data: Mapping[str, Any] | None
) -> tuple[Nominated, tuple[tuple[str, str], ...]]:
    """Return the patches of an answer, and text and error of what is none."""
    valid: list[tuple[str, ProfilePatch]] = []
    invalid: list[tuple[str, str]] = []
    for profile in profiles:
        place = FIELD.format(profile.name)
        rows = (data or {}).get(place)
        if not isinstance(rows, list):
            rows = [] if rows is None else [rows]
        for row in rows:
            try:
                valid.append((profile.name, ProfilePatch.model_validate(row)))
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(map(str, first["loc"])) or "it"
                invalid.append((f"{place}: {row}"[:200], f"{where}: {first['msg']}."))
    return tuple(valid), tuple(invalid)


def problem_of(
    profiles: Sequence[Profile], known: Mapping[str, Document], data: Mapping[str, Any]
) -> str | None:
    """Return what of an answer the profiles do not take, as one sentence for the model."""
    nominated, invalid = read_patches(profiles, data)
    found = [f"{text}: {error}" for text, error in invalid]
    for profile in profiles:
        for name, patch in nominated:
            if name == profile.name:
                found += _problems(profile, known[name], patch)
    more = f" (and {len(found) - MOST_TOLD} more)" if len(found) > MOST_TOLD else ""
    return "; ".join(found[:MOST_TOLD]) + more + "." if found else None


def _problems(profile: Profile, document: Document, patch: ProfilePatch) -> list[str]:
    changes, unreadable = changes_of(profile.shape, patch)
    _, refused = fitting(profile, document, profile.default_data(), changes, _UNDATED)
    found = [(bad.path, bad.why) for bad in unreadable]
    found += [(change.name, why) for change, why in refused]
    return [f"{FIELD.format(profile.name)}.{path}: {why}" for path, why in found]
