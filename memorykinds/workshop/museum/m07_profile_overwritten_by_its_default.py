"""Exhibit 7, a profile that is overwritten by its default: its exercises and its question."""

import random
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.museum.trying import Tried, need_test
from memorykinds.workshop.questions import Choice, question

Said = dict[str, Any]


class Profile(BaseModel):
    """What is known of a user, as in the exhibit."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    language: str = "English"
    allergies: list[str] = []
    reminders: bool = True


def _faulty(profile: Any, said: Said) -> Any:
    return profile.model_copy(update=type(profile)(**said).model_dump())


def _without_none(profile: Any, said: Said) -> Any:
    return profile.model_copy(update=type(profile)(**said).model_dump(exclude_none=True))


def _without_empty(profile: Any, said: Said) -> Any:
    patch = type(profile)(**said).model_dump()
    update = {field: value for field, value in patch.items() if value or field in said}
    return profile.model_copy(update=update)


def _what_was_set(profile: Any, said: Said) -> Any:
    return profile.model_copy(update=type(profile)(**said).model_dump(exclude_unset=True))


def _made_anew(profile: Any, said: Said) -> Any:
    return type(profile)(**{**profile.model_dump(), **said})


def _field_by_field(profile: Any, said: Said) -> Any:
    patch, new = type(profile)(**said), profile.model_copy(deep=True)
    for field in said:
        setattr(new, field, getattr(patch, field))
    return new


@exercise("m7.1", title="A test that finds the fault")
def keeps_the_rest(answer: Any, _case: Case) -> None:
    """Try the test on an `update` that wipes every field, on two that wipe some, and on sound ones."""
    half = (
        "This one spares some of the fields that were not named. Does your test look at each of "
        "them, and does each have a value to lose?"
    )
    need_test(
        answer,
        "update",
        faulty=[
            Tried(
                "the code above",
                _faulty,
                "A field is lost if it was not named, and had another value than a new profile has.",
            ),
            Tried("an `update` that leaves alone what would become None", _without_none, half),
            Tried("an `update` that leaves alone what would become empty", _without_empty, half),
        ],
        sound=[
            Tried("a sound `update` that copies the profile", _what_was_set),
            Tried("a sound `update` that makes a new profile", _made_anew),
            Tried("a sound `update` that goes from field to field", _field_by_field),
        ],
    )


@exercise("m7.2", title="The mend")
def mend(answer: Any, case: Case) -> None:
    """Name each field alone, with another value, with its default and with nothing; then bad ones."""
    need_function(answer, "profile, said")
    known = _known(case.rng)
    for field, value, what in _changes(case.rng):
        _compare(answer, known, {field: value}, what)
    new = {"name": "Kim", "language": "Dutch"}
    _compare(answer, known, new, "two fields are named")
    _compare(answer, known, {}, "nothing is named")
    _compare(answer, Profile(), {"language": "Dutch"}, "the profile is new")
    for said, what in (
        ({"language": None}, "a field that must have a text gets None"),
        ({"reminders": "perhaps"}, "a text that is neither yes nor no is given for `reminders`"),
        ({"hat": "blue"}, "a field is named that there is not"),
    ):
        _must_refuse(answer, known, said, what)


def _known(rng: random.Random) -> Profile:
    return Profile(
        name=rng.choice(("Ines", "Omar", "Lena")),
        language=rng.choice(("German", "Turkish", "Portuguese")),
        allergies=rng.sample(("nuts", "eggs", "celery", "milk"), 2),
        reminders=False,
    )


def _changes(rng: random.Random) -> list[tuple[str, Any, str]]:
    other, default = "a field gets another value", "a field is set to what its default is"
    return [
        ("language", rng.choice(("Dutch", "French")), other),
        ("name", rng.choice(("Ada", "Bo")), other),
        ("allergies", [rng.choice(("soy", "fish"))], other),
        ("language", "English", default),
        ("reminders", True, default),
        ("name", None, "a field is emptied on purpose"),
        ("allergies", [], "a field is emptied on purpose"),
        ("reminders", "yes", "a field gets a text that means a truth value"),
    ]


def _compare(answer: Callable[..., Any], known: Profile, said: Said, what: str) -> None:
    profile, before = known.model_copy(deep=True), dict(said)
    got = answer(profile, said)
    need(
        isinstance(got, BaseModel),
        f"A profile is expected back, and this is {a_value(got)}.",
    )
    need(
        profile == known and said == before,
        "What was passed in has been changed.",
        hint="A caller may still need the old profile: return a new one.",
    )
    values = got.model_dump(warnings=False)
    expected = _what_was_set(known, said).model_dump()
    for field, value in expected.items():
        about = f"When {what} ({said}), "
        need(field in values, f"{about}`{field}` is missing in the profile that comes back.")
        right = values[field] == value and type(values[field]) is type(value)
        need(
            right or field in said,
            f"{about}`{field}` was not named, and yet it goes from {getattr(known, field)!r} to "
            f"{values[field]!r}.",
            hint="What does `said` hold, and what does a profile hold that was made from it?",
        )
        need(
            right or values[field] != getattr(known, field),
            f"{about}`{field}` stays {values[field]!r}: the change is lost.",
            hint="A value that looks like “not said” may have been said. What tells the two apart "
            "is not the value.",
        )
        need(
            right,
            f"{about}`{field}` becomes {values[field]!r}, and {value!r} is meant.",
            hint="What became of the check by the schema?",
        )


def _must_refuse(answer: Callable[..., Any], known: Profile, said: Said, what: str) -> None:
    refused = False
    try:
        answer(known.model_copy(deep=True), said)
    except ValidationError:
        refused = True
    need(
        refused,
        f"When {what} ({said}), it is taken; the code above refuses it with a ValidationError.",
        hint="Every value must still go through the schema.",
    )


question(
    "m7.q1",
    "An `update` leaves alone all fields whose new value is None, an empty list or the default. What "
    "can a user no longer do?",
    Choice(
        "Empty a field, or go back to the default.",
        "Whether a field was named does not show in its value. So that must be kept beside it.",
        right=True,
    ),
    Choice(
        "Nothing: such a value says that a field was not named.",
        "It may have been named: “I have no allergies any more” is an empty list, too.",
    ),
    Choice(
        "Set a field for the first time.",
        "A first value is mostly another one than the default, and would be taken.",
    ),
)
