"""The forms that a model fills in are valid under OpenAI's strict mode."""

import pytest
from openai.lib._pydantic import to_strict_json_schema
from pydantic import ValidationError

from memorykinds.kinds import (
    Episode,
    EpisodeProposal,
    Fact,
    FactProposal,
    Judgement,
    Rule,
    RuleProposal,
)
from memorykinds.kinds.prompt_forms import Criticism, PromptChoice, PromptProposal

PROPOSALS = [FactProposal, EpisodeProposal, RuleProposal]
FORMS = [*PROPOSALS, Fact, Episode, Rule, Judgement, PromptProposal, Criticism, PromptChoice]


def objects_of(schema):
    for part in (schema, *schema.get("$defs", {}).values()):
        if part.get("type") == "object":
            yield part


@pytest.mark.parametrize("form", FORMS)
def test_every_object_requires_all_its_properties_and_nothing_else(form):
    found = list(objects_of(form.model_json_schema()))
    assert found
    for part in found:
        assert part["required"] == list(part["properties"])
        assert part["additionalProperties"] is False


@pytest.mark.parametrize("form", FORMS)
def test_openais_own_library_finds_nothing_left_to_make_strict(form):
    assert to_strict_json_schema(form) == form.model_json_schema()


@pytest.mark.parametrize("form", FORMS[len(PROPOSALS) :])
def test_every_field_tells_the_model_what_to_write(form):
    for name, field in form.model_json_schema()["properties"].items():
        assert field["description"], name


def test_a_reference_stands_alone():
    properties = FactProposal.model_json_schema()["$defs"]["FactCandidate"]["properties"]
    assert properties["content"] == {"$ref": "#/$defs/Fact"}


def test_content_cannot_be_changed_in_place():
    fact = Fact(subject="user", predicate="likes", object="tea", text="The user likes tea.")
    with pytest.raises(ValidationError, match="frozen"):
        fact.object = "coffee"


@pytest.mark.parametrize("field", ["subject", "predicate", "object", "text"])
@pytest.mark.parametrize("blank", ["", "  \n", "\x00"])
def test_a_fact_needs_all_its_words(field, blank):
    words = {"subject": "user", "predicate": "likes", "object": "tea", "text": "x"}
    with pytest.raises(ValidationError, match="must not be empty"):
        Fact(**{**words, field: blank})


def test_times_may_be_dates_and_are_utc():
    fact = Fact(
        subject="user",
        predicate="lives_in",
        object="Berlin",
        text="x",
        valid_from="2026-05-03",
        valid_to="2026-06-01T10:00+02:00",
    )
    assert fact.valid_from.isoformat() == "2026-05-03T00:00:00+00:00"
    assert fact.valid_to.isoformat() == "2026-06-01T08:00:00+00:00"


def test_a_rule_shows_its_condition_only_if_it_has_one():
    assert Rule(text="Answer in French.").render() == "Answer in French."
    narrow = Rule(text="Give only code.", applies_when="the user asks for code")
    assert narrow.render() == "Give only code. (when: the user asks for code)"
