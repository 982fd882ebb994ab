"""`Profile`: a schema of the user's own, of which a memory keeps one document for each user."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from pydantic.errors import (
    PydanticInvalidForJsonSchema,
    PydanticUndefinedAnnotation,
    PydanticUserError,
)

from memorykinds.kinds import InputError
from memorykinds.kinds.record import OWN_NAMES
from memorykinds.managers.profiles.form import patch_schema
from memorykinds.managers.profiles.shape import Shape

MEMORY_ID = "profile-{}"
"""The id of a profile's memory: a user has one of each schema."""


@dataclass(frozen=True)
class Profile:
    """A schema with its default.

    >>> from pydantic import BaseModel
    >>> class UserProfile(BaseModel):
    ...     city: str | None = None
    ...     likes: list[str] = []
    >>> Profile(UserProfile, default=UserProfile(likes=["news"])).memory_id
    'profile-UserProfile'

    Args:
        schema: A Pydantic model; its field descriptions are what the chat model reads.
        default: What holds of a field until something is said of it.
        factory: Returns such a default, and is called whenever one is needed.
        instructions: For the chat model, about this profile alone.

    Raises:
        InputError: If the schema cannot be a profile, or the default is none of its instances.
    """

    schema: type[BaseModel]
    default: BaseModel | None = None
    factory: Callable[[], BaseModel] | None = None
    instructions: str = ""
    shape: Shape = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be kept, before anything is opened."""
        schema = self.schema
        if not (isinstance(schema, type) and issubclass(schema, BaseModel)):
            raise InputError(
                f"A profile is a class that derives from pydantic.BaseModel, not {schema!r}."
            )
        if not self.name.isidentifier() or self.name in OWN_NAMES:
            raise InputError(
                f"A profile cannot be called {self.name!r}: give the class another name."
            )
        if self.default is not None and self.factory is not None:
            raise InputError(f"The profile {self.name} needs a default= or a factory=, not both.")
        if self.factory is not None and not callable(self.factory):
            raise InputError(f"factory= of the profile {self.name} must be a function.")
        object.__setattr__(self, "shape", Shape(_json_schema(schema)))
        if not self.shape.fields(self.shape.root):
            raise InputError(f"The profile {self.name} has no fields: nothing could be kept in it.")
        try:
            patch_schema(self.shape, self.name, {})
        except RecursionError as error:
            raise InputError(f"The types of {self.name} hold themselves without end.") from error
        if self.default is not None:
            self.default_data()

    @property
    def name(self) -> str:
        """The schema's name."""
        return self.schema.__name__

    @property
    def memory_id(self) -> str:
        """The id of the memory that holds the profile."""
        return MEMORY_ID.format(self.name)

    def default_data(self) -> dict[str, Any]:
        """Return the default as JSON; {} if there is none but the schema's own.

        Raises:
            InputError: If the default is no instance of the schema, or cannot be JSON.
        """
        default = self.factory() if self.factory is not None else self.default
        if default is None and self.factory is None:
            return {}
        if not isinstance(default, self.schema):
            raise InputError(
                f"The default of the profile {self.name} must be one of its instances, "
                f"not a {type(default).__name__}."
            )
        try:
            data = default.model_dump(mode="json", by_alias=False, exclude_unset=True)
        except Exception as error:  # a serializer of the user's own may raise anything
            raise InputError(
                f"The default of the profile {self.name} cannot be JSON: {error}"
            ) from error
        fields = self.shape.fields(self.shape.root)
        return {name: value for name, value in data.items() if name in fields}


def read_profiles(given: object) -> tuple[Profile, ...]:
    """Return what was passed as ``profiles=``: schemas, with or without a default.

    Raises:
        InputError: If one cannot be a profile, or two have the same name.
    """
    if isinstance(given, str | Mapping | Profile | type) or not hasattr(given, "__iter__"):
        raise InputError("profiles= must be a list of Pydantic models, such as [UserProfile].")
    found = tuple(one if isinstance(one, Profile) else Profile(one) for one in given)
    names = [profile.name for profile in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(
            f"Two profiles are called {twice!r}: give one of the classes another name."
        )
    return found


def _json_schema(schema: type[BaseModel]) -> dict[str, Any]:
    try:
        found = schema.model_json_schema(by_alias=False)
        json.dumps(found)
    except (PydanticInvalidForJsonSchema, PydanticUndefinedAnnotation, PydanticUserError) as error:
        why = str(error).split("\n", 1)[0]
        raise InputError(
            f"The profile {schema.__name__} has a field that cannot be JSON: {why}"
        ) from error
    while "$ref" in found:  # a model that holds itself
        inner = found["$defs"][found["$ref"].rsplit("/", 1)[-1]]
        found = {**inner, "$defs": found["$defs"]}
    if found.get("type") != "object":
        raise InputError(f"The profile {schema.__name__} is not a model with fields.")
    return found
