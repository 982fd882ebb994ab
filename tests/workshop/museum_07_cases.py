"""Right and wrong answers to the exercises of exhibit 7 of the museum."""

from exercise_cases import Cases
from pydantic import BaseModel, ConfigDict


class Profile(BaseModel):
    """The learner's, which is another class than the checker's."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    language: str = "English"
    allergies: list[str] = []
    reminders: bool = True


WHOLE = Profile(name="Kim", language="German", allergies=["nuts"], reminders=False)


def update(profile, said):
    return profile.model_copy(update=Profile(**said).model_dump(exclude_unset=True))


def fault(profile, said):
    return profile.model_copy(update=Profile(**said).model_dump())


def good_test(update):
    for said in ({"name": "Bo"}, {"language": "Dutch"}):
        expected = {**WHOLE.model_dump(), **said}
        assert update(WHOLE, said).model_dump() == expected


def new_profile(update):
    assert update(Profile(), {"name": "Kim"}) == Profile(name="Kim")


def whole_form(update):
    assert update(Profile(), WHOLE.model_dump()) == WHOLE


def name_alone(update):
    assert update(WHOLE, {"language": "Dutch"}).name == "Kim"


def allergies_alone(update):
    assert update(WHOLE, {"language": "Dutch"}).allergies == ["nuts"]


def must_be_the_same(update):
    good_test(update)
    assert update(WHOLE, {}) is WHOLE


def empty_is_unsaid(update):
    good_test(update)
    assert update(WHOLE, {"allergies": []}) == WHOLE


def stopping(update):
    assert update(WHOLE, {"name": "Bo"})["language"] == "German"


def no_none(profile, said):
    return profile.model_copy(update=Profile(**said).model_dump(exclude_none=True))


def no_defaults(profile, said):
    return profile.model_copy(update=Profile(**said).model_dump(exclude_defaults=True))


def no_empty(profile, said):
    return update(profile, {field: value for field, value in said.items() if value})


def lists_grow(profile, said):
    new = update(profile, said)
    if "allergies" in said:
        new.allergies = [*profile.allergies, *said["allergies"]]
    return new


def unchecked(profile, said):
    return profile.model_copy(update=said)


def half_checked(profile, said):
    Profile(**said)
    return profile.model_copy(update=said)


def unknown_left_out(profile, said):
    return update(profile, {field: said[field] for field in said if field in Profile.model_fields})


def in_place(profile, said):
    for field, value in Profile(**said).model_dump(exclude_unset=True).items():
        setattr(profile, field, value)
    return profile


CASES = {
    "m7.1": Cases(
        solution=lambda _: good_test,
        wrong={
            "passes with the code above": lambda _: new_profile,
            "code above, which has the fault": lambda _: whole_form,
            "leaves alone what would become None": lambda _: name_alone,
            "leaves alone what would become empty": lambda _: allergies_alone,
            "fails with a sound `update`": lambda _: must_be_the_same,
            "fails with a sound `update` that": lambda _: empty_is_unsaid,
            "stops with TypeError": lambda _: stopping,
        },
    ),
    "m7.2": Cases(
        solution=lambda _: update,
        wrong={
            "was not named, and yet it goes": lambda _: fault,
            "`allergies` was not named": lambda _: no_none,
            "set to what its default is": lambda _: no_defaults,
            "the change is lost": lambda _: no_empty,
            "and ['": lambda _: lists_grow,
            "and True is meant": lambda _: half_checked,
            "becomes 'yes'": lambda _: unchecked,
            "refuses it with a ValidationError": lambda _: unknown_left_out,
            "has been changed": lambda _: in_place,
            "A profile is expected back": lambda _: lambda p, s: update(p, s).model_dump(),
        },
    ),
}
