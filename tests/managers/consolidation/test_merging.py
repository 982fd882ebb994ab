"""Merging: what says the same becomes one, and nothing that only one says is lost."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from managers.consolidation.sleepers import NOW, a_fact, a_rule, believed, put
from proposals import fact, says, scripted_memory

from memorykinds.kinds import InputError, ModelError
from memorykinds.managers import SemanticSettings
from memorykinds.managers.consolidation import lookups

DAY = timedelta(days=1)


@pytest.fixture
def everything_is_alike(monkeypatch):
    """Let the spelling vectors of the tests' store find any two memories alike."""
    monkeypatch.setattr(lookups, "ALIKE", dict.fromkeys(lookups.ALIKE, -1.0))


def same(*groups):
    return {"candidates": [{"members": list(group)} for group in groups]}


def reasons(update):
    return [decision.reason for decision in update.decisions]


def active(memory):
    return sorted(r.id for r in believed(memory) if r.state == "active")


def test_the_one_that_stays_has_the_evidence_and_the_use_of_both_and_the_other_is_closed():
    memory, model = scripted_memory()
    older = a_fact("old", "tea", at=NOW - 9 * DAY, accesses=2, accessed_at=NOW, importance=0.9)
    newer = a_fact("new", "tea", "The user loves tea.", at=NOW - DAY, predicate="loves", accesses=1)
    put(memory, older, newer)
    update = memory.consolidate()
    (decision,) = update.decisions
    assert (decision.action, decision.reason) == ("revise", "merged")
    assert (decision.memory_id, decision.closes) == ("new", ("old",))
    stays, closed = memory.get("new"), memory.get("old")
    assert (stays.created_at, stays.valid_from) == (older.created_at, older.valid_from)
    assert (stays.importance, stays.accesses, stays.accessed_at) == (0.9, 3, NOW)
    assert stays.provenance.turns == ("t-new", "t-old")
    assert stays.provenance.digests == ("new", "old")
    assert (closed.state, closed.text) == ("superseded", older.text)
    (event,) = memory.history("old")
    assert (event.action, event.reason) == ("close", "merged")
    assert "(new)" in event.detail
    assert model.history == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (a_fact("a", "a cat"), a_fact("b", "cats")),
        (a_fact("a", "tea to coffee"), a_fact("b", "coffee to tea")),
        (a_fact("a", "Adams"), a_fact("b", "Adam")),
        (a_fact("a", "tea", "The user likes tea."), a_fact("b", "tea", "The user likes no tea.")),
        (a_fact("a", "tea"), a_fact("b", "tea", subject="Max")),
        (a_fact("a", "tea", "The user likes tea at work."), a_fact("b", "tea")),
        (a_fact("a", "tea", stated_from=NOW), a_fact("b", "tea", stated_from=NOW - DAY)),
        (a_fact("a", "tea"), a_fact("b", "tea", predicate="dislikes")),
        (
            a_rule("a", "Answer in French."),
            a_rule("b", "Answer in French.", applies_when="at work"),
        ),
        (a_rule("a", "Use emojis."), a_rule("b", "Do not use emojis.")),
        (a_rule("a", "Use emojis."), a_rule("b", "Use emojis.", status="trial")),
    ],
)
def test_what_is_not_certainly_the_same_stays_apart_without_a_model(one, other):
    memory, _ = scripted_memory()
    put(memory, one, other)
    assert memory.consolidate(max_calls=0).events == ()
    assert active(memory) == ["a", "b"]


@pytest.mark.usefixtures("everything_is_alike")
def test_what_the_model_says_is_the_same_is_merged():
    memory, model = scripted_memory(same([0, 1]))
    put(memory, a_fact("a", "movies"), a_fact("b", "films"), a_fact("c", "films of 1960"))
    update = memory.consolidate()
    assert reasons(update) == ["merged"]
    assert active(memory) == ["b", "c"]
    assert len(model.history) == 1


@pytest.mark.usefixtures("everything_is_alike")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (a_fact("a", "Anna"), a_fact("b", "Anne")),
        (a_fact("a", "2 May"), a_fact("b", "3 May")),
        (a_fact("a", "Turin", predicate="lives_in"), a_fact("b", "Rome", predicate="lives_in")),
    ],
)
def test_the_model_is_not_even_asked_about_other_values(one, other):
    memory, model = scripted_memory()
    put(memory, one, other)
    assert memory.consolidate().decisions == ()
    assert model.history == []


@pytest.mark.usefixtures("everything_is_alike")
def test_a_like_b_and_b_like_c_does_not_make_a_like_c():
    memory, _ = scripted_memory(same([0, 1, 2]))
    put(memory, a_fact("a", "Anna"), a_fact("b", "her"), a_fact("c", "Anne"))
    update = memory.consolidate()
    assert sorted(reasons(update)) == ["differs", "merged"]
    assert active(memory) == ["a", "c"]


@pytest.mark.usefixtures("everything_is_alike")
def test_a_fact_that_is_alone_in_its_slot_stays_whatever_the_model_says():
    memory, _ = scripted_memory(same([0, 1]))
    put(memory, a_fact("a", "films", predicate="watches"), a_fact("b", "movies"))
    assert reasons(memory.consolidate()) == ["differs"]
    assert active(memory) == ["a", "b"]


@pytest.mark.usefixtures("everything_is_alike")
def test_a_group_of_numbers_that_mean_nothing_is_refused_with_a_decision():
    memory, _ = scripted_memory(same([0, 99], [-1, 0], [0], []))
    put(memory, a_fact("a", "movies"), a_fact("b", "films"))
    update = memory.consolidate()
    assert reasons(update) == ["invalid"] * 4
    assert update.events == ()


def test_of_two_pinned_memories_none_goes_and_a_pinned_one_is_the_one_that_stays():
    memory, _ = scripted_memory()
    put(
        memory, a_fact("a", "tea", pinned=True), a_fact("b", "tea"), a_fact("c", "tea", pinned=True)
    )
    assert sorted(reasons(memory.consolidate())) == ["merged", "pinned"]
    assert active(memory) == ["a", "c"]


def test_rules_that_say_the_same_are_one_and_the_other_is_no_longer_in_force():
    memory, _ = scripted_memory()
    put(
        memory, a_rule("a", "Never use emojis.", priority=80), a_rule("b", "Do not use any emojis.")
    )
    memory.consolidate()
    (rule,) = memory.rules().rules
    assert rule.priority == 80
    assert sorted(r.content.status for r in believed(memory)) == ["active", "retired"]


def test_a_manager_that_may_not_retire_merges_nothing():
    memory, _ = scripted_memory(semantic=SemanticSettings(allow={"add", "revise"}))
    put(memory, a_fact("a", "tea"), a_fact("b", "tea"))
    assert reasons(memory.consolidate()) == ["not_allowed"]


def test_what_a_bound_left_over_the_next_run_goes_on_with():
    memory, _ = scripted_memory()
    put(memory, *(a_fact(name, "tea") for name in "abcd"))
    assert reasons(memory.consolidate(max_retired=2)).count("too_many_retired") == 1
    assert len(active(memory)) == 2
    assert reasons(memory.consolidate(max_retired=2)) == ["merged"]
    assert len(active(memory)) == 1


@pytest.mark.usefixtures("everything_is_alike")
def test_clusters_for_which_no_call_was_left_are_asked_about_the_next_time():
    memory, model = scripted_memory(same([0, 1]))
    put(memory, a_fact("a", "movies"), a_fact("b", "films"))
    assert reasons(memory.consolidate(max_calls=0)) == ["too_many_calls"]
    assert reasons(memory.consolidate(max_calls=1)) == ["merged"]
    assert len(model.history) == 1


@pytest.mark.usefixtures("everything_is_alike")
def test_repairs_count_as_calls():
    memory, model = scripted_memory("no JSON", "no JSON either", same([0, 1]))
    put(memory, a_fact("a", "movies"), a_fact("b", "films"))
    with pytest.raises(ModelError):
        memory.consolidate(max_calls=2)
    assert len(model.history) == 2


@pytest.mark.usefixtures("everything_is_alike")
def test_what_was_asked_about_is_not_asked_about_again_until_it_changes():
    memory, model = scripted_memory(same(), same(), same())
    put(memory, a_fact("a", "movies"), a_fact("b", "films"))
    memory.consolidate()
    memory.consolidate()
    assert len(model.history) == 1
    put(memory, a_fact("c", "cinema"))
    memory.consolidate()
    assert len(model.history) == 2
    memory.consolidate(everything=True)
    assert len(model.history) == 3


@pytest.mark.usefixtures("everything_is_alike")
def test_an_error_of_the_model_leaves_everything_as_it_was():
    memory, _ = scripted_memory(TimeoutError("too slow"))
    put(memory, a_fact("a", "tea"), a_fact("b", "tea"), a_fact("c", "movies"), a_fact("d", "films"))
    before = believed(memory)
    with pytest.raises(ModelError):
        memory.consolidate()
    assert believed(memory) == before
    assert memory.history() == []


def test_a_dry_run_writes_nothing_and_its_plan_can_be_applied():
    memory, _ = scripted_memory()
    put(memory, a_fact("a", "tea"), a_fact("b", "tea"))
    before = believed(memory)
    plan = memory.consolidate(dry_run=True)
    assert believed(memory) == before
    assert memory.history() == []
    memory.apply(plan)
    assert active(memory) == ["b"]
    assert memory.consolidate().decisions == ()


def test_what_was_undone_is_not_done_again():
    memory, _ = scripted_memory()
    put(memory, a_fact("a", "tea"), a_fact("b", "tea"))
    before = believed(memory)
    memory.undo(memory.consolidate())
    assert believed(memory) == before
    assert reasons(memory.consolidate()) == ["taken_back"]
    assert memory.consolidate().decisions == ()
    assert believed(memory) == before


@pytest.mark.usefixtures("everything_is_alike")
def test_a_memory_that_changed_while_the_model_was_asked_is_left_for_the_next_time():
    memory, model = scripted_memory(same([0, 1]))
    put(memory, a_fact("a", "movies"), a_fact("b", "films"))

    def asked():
        put(memory, a_fact("a", "operas"))
        return model

    memory._bridge.consolidation_model = asked
    assert reasons(memory.consolidate()) == ["changed_meanwhile"]
    assert active(memory) == ["a", "b"]


@pytest.mark.parametrize("wrong", [{"kinds": "semantic"}, {"max_calls": -1}, {"max_retired": -1}])
def test_what_cannot_be_meant_is_refused_in_a_sentence(wrong):
    memory, _ = scripted_memory()
    with pytest.raises(InputError, match="must be"):
        memory.consolidate(**wrong)


values = st.sampled_from(
    ["tea", "teas", "green tea", "black tea", "Anna", "Anne", "a dog", "2 May"]
)
texts = st.sampled_from(["The user likes {}.", "The user loves {}.", "The user likes {} at work."])
relations = st.sampled_from(["likes", "loves", "dislikes", "lives_in", "has_pet"])
rows = st.lists(st.tuples(relations, values, texts, st.booleans()), max_size=9)


@settings(max_examples=30)
@given(rows, st.lists(st.lists(st.integers(0, 8), max_size=4), max_size=3))
def test_whatever_the_model_says_slots_and_pins_survive_and_undo_restores_all(said, groups):
    memory, model = scripted_memory(*[same(*groups)] * 20)
    put(
        memory,
        *(
            a_fact(f"f{n}", value, text.format(value), predicate=relation, pinned=pinned)
            for n, (relation, value, text, pinned) in enumerate(said)
        ),
    )
    before = believed(memory)
    update = memory.consolidate()
    now = [record for record in believed(memory) if record.state == "active"]
    assert {record.slot for record in now} == {record.slot for record in before}
    assert {r.id for r in before if r.pinned} <= {r.id for r in now}
    once = believed(memory)
    calls = len(model.history)
    assert memory.consolidate().events == ()
    assert believed(memory) == once
    assert len(model.history) == calls or update.events
    memory.undo(update) if update.events else None
    assert believed(memory) == before


@pytest.mark.usefixtures("everything_is_alike")
def test_what_was_merged_is_not_learned_again_from_the_same_conversation():
    talk = [("user", "I like films and I like movies.")]
    found = says(fact("user", "likes", "films"), fact("user", "likes", "movies"))
    memory, _ = scripted_memory(found, same([0, 1]), found)
    memory.learn(talk, kinds=["semantic"])
    assert reasons(memory.consolidate()) == ["merged"]
    once = believed(memory)
    assert memory.learn(talk, kinds=["semantic"]).events == ()
    assert believed(memory) == once


def test_one_that_stayed_may_later_go_into_another():
    memory, _ = scripted_memory()
    put(memory, a_fact("a", "tea"), a_fact("b", "tea"))
    memory.consolidate()
    put(memory, a_fact("c", "tea"))
    assert reasons(memory.consolidate()) == ["merged"]
    assert active(memory) == ["c"]
    assert memory.get("c").provenance.turns == ("t-c", "t-b", "t-a")
