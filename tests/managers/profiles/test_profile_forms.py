"""Which schemas may be profiles, and the form in which a model proposes changes of them."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import pytest
from models.openai_schemas import check_schema
from openai.lib._pydantic import to_strict_json_schema
from profile_cases import Pet, Strict, UserProfile
from pydantic import BaseModel, RootModel, create_model

import memorykinds as mk
from memorykinds.kinds import InputError
from memorykinds.managers.profiles.nominating import proposal_form

T = TypeVar("T")


class Cat(BaseModel):
    lives: int


class Dog(BaseModel):
    tricks: list[str]


class Chain(BaseModel):
    name: str
    next: "Chain | None" = None


class Rich(BaseModel):
    chain: Chain | None = None
    animal: Cat | Dog | None = None
    pairs: dict[str, list[Pet]] = {}
    tags: set[int] = set()
    choice: int | str | None = None


class Boxed(BaseModel, Generic[T]):
    value: T


class Named(RootModel[str]):
    pass


@pytest.mark.parametrize("facts", [True, False])
@pytest.mark.parametrize("schemas", [[UserProfile], [Strict], [Rich], [UserProfile, Rich, Strict]])
def test_the_form_is_valid_under_the_strict_mode(schemas, facts):
    form = proposal_form([mk.Profile(schema) for schema in schemas], facts=facts)
    schema = form.model_json_schema()
    check_schema(schema, "form", strict=True)
    assert to_strict_json_schema(form) == schema
    assert ("candidates" in schema["properties"]) is facts


def test_every_field_may_be_null_and_tells_the_model_what_to_write():
    schema = proposal_form([mk.Profile(UserProfile)], facts=False).model_json_schema()
    fields = schema["$defs"]["UserProfile_changes"]["properties"]
    assert fields.keys() == UserProfile.model_fields.keys()
    assert all({"type": "null"} in field["anyOf"] for field in fields.values())
    assert fields["name"]["description"] == "The full name."


REFUSED = {
    "not a class": ("Ada", "derives from pydantic.BaseModel"),
    "no model": (int, "derives from pydantic.BaseModel"),
    "a root": (Named, "not a model with fields"),
    "nothing": (create_model("Nothing"), "has no fields"),
    "anything": (create_model("Loose", x=(Any, None)), "Loose.x may be anything"),
    "a dict of anything": (create_model("Loose", x=(dict[str, Any], {})), "name their type"),
    "a tuple": (create_model("Place", at=(tuple[float, float], (0, 0))), "tuple of fixed length"),
    "a dict in a list": (create_model("Deep", x=(list[dict[str, int]], [])), "use a model"),
    "no JSON": (create_model("Odd", x=(Callable[[], int], None)), "cannot be JSON"),
    "generic": (Boxed[int], "another name"),
    "a name of ours": (create_model("Fact", x=(str, "")), "another name"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_a_profile_is_refused_in_one_sentence(case):
    schema, sentence = REFUSED[case]
    with pytest.raises(InputError, match=sentence) as caught:
        mk.SemanticSettings(profiles=[schema])
    assert "\n" not in str(caught.value)


def test_two_profiles_of_one_name_are_refused():
    other = create_model("UserProfile", x=(str, ""))
    with pytest.raises(InputError, match="Two profiles are called 'UserProfile'"):
        mk.SemanticSettings(profiles=[UserProfile, other])


@pytest.mark.parametrize("given", [UserProfile, "UserProfile", mk.Profile(UserProfile), 3])
def test_profiles_must_be_a_list(given):
    with pytest.raises(InputError, match="must be a list"):
        mk.SemanticSettings(profiles=given)


def test_a_default_must_be_an_instance_and_stand_alone():
    with pytest.raises(InputError, match="must be one of its instances"):
        mk.Profile(UserProfile, default=Strict(name="Ada", city="Turin"))
    with pytest.raises(InputError, match="not both"):
        mk.Profile(UserProfile, default=UserProfile(), factory=UserProfile)
    with pytest.raises(InputError, match="must be a function"):
        mk.Profile(UserProfile, factory="now")


def test_without_facts_and_profiles_there_is_nothing_to_learn():
    with pytest.raises(InputError, match="nothing to learn"):
        mk.SemanticSettings(facts=False)


def test_another_class_than_the_memorys_is_refused_with_what_to_do():
    memory = mk.open(embeddings="hash", semantic=mk.SemanticSettings(profiles=[UserProfile]))
    with pytest.raises(InputError, match=r"profiles=\[Strict\]"):
        memory.semantic.profile(Strict)
    anew = create_model("UserProfile", x=(str, ""))
    with pytest.raises(InputError, match="defined anew"):
        memory.semantic.profile(anew)
