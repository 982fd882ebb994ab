"""A memory survives the way into a store's value and back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorykinds.kinds import Episode, Fact, Provenance, Record, Rule, StoreError

SPACE = ("ada", "semantic")
words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)
facts = st.builds(Fact, subject=words, predicate=words, object=words, text=words)
episodes = st.builds(Episode, title=words, situation=words, lesson=st.text(max_size=20))
rules = st.builds(Rule, text=words, priority=st.integers(0, 100))


def record(content, **more):
    return Record(
        id="m-1",
        kind=content.memory_kind,
        namespace=("ada", content.memory_kind),
        content=content,
        created_at="2026-05-03",
        updated_at="2026-05-03",
        provenance=Provenance(conversation="c"),
        **more,
    )


@given(st.one_of(facts, episodes, rules))
def test_a_record_survives_its_value_as_json(content):
    before = record(content)
    value = json.loads(json.dumps(before.to_value()))
    assert Record.from_value(before.namespace, "m-1", value) == before


def test_the_value_is_the_envelope_that_langmem_reads():
    value = record(Fact(subject="user", predicate="likes", object="tea", text="T")).to_value()
    assert value["kind"] == "Fact"
    assert value["content"]["object"] == "tea"
    assert value["text"] == "T"


def test_a_newer_layout_is_refused_in_one_sentence():
    fact = Fact(subject="user", predicate="likes", object="tea", text="T")
    value = {**record(fact).to_value(), "v": 99}
    with pytest.raises(StoreError, match="newer memorykinds") as caught:
        Record.from_value(SPACE, "m-1", value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", [{}, {"content": {"x": 1}}, {"kind": "Fact", "content": "text"}])
def test_a_damaged_value_is_refused_in_one_sentence(value):
    with pytest.raises(StoreError, match="no memory that memorykinds wrote") as caught:
        Record.from_value(SPACE, "m-1", {**value, "v": 1})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"content": "The user likes tea."}, "The user likes tea."),
        ({"kind": "Memory", "content": {"content": "Tea."}}, "Tea."),
        ({"kind": "Person", "content": {"name": "Max", "age": 7}}, "Person\nname: Max\nage: 7"),
        ({"kind": "Fact", "content": "no fact"}, "no fact"),
        ({"kind": "Fact", "content": {"name": "Max"}}, "Memory\nname: Max"),
        ({"kind": 7, "content": None}, "Memory\ncontent: none"),
        ({"anything": [1]}, "Memory\nanything: 1"),
        ({}, "Memory"),
    ],
)
def test_what_another_program_wrote_can_be_shown(value, text):
    read = Record.from_value(SPACE, "m-1", value)
    assert (read.text, read.state) == (text, "active")
    assert read.provenance.conversation == "elsewhere"
    assert Record.from_value(SPACE, "m-1", read.to_value()) == read


def test_a_fact_that_another_program_wrote_anew_is_a_fact():
    fact = Fact(subject="user", predicate="likes", object="tea", text="T")
    name, content = fact.envelope()
    assert Record.from_value(SPACE, "m-1", {"kind": name, "content": content}).content == fact


def test_true_at_counts_the_beginning_in_and_the_end_out():
    fact = Fact(subject="user", predicate="lives_in", object="Turin", text="T")
    one = record(fact, valid_from="2026-01-01", valid_to="2026-02-01")
    begin, end = one.valid_from, one.valid_to
    assert one.true_at(begin)
    assert not one.true_at(end)
    assert not one.true_at(begin.replace(year=2025))
