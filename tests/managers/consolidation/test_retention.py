"""Retention: what has faded is let go of, if a limit is set, and can be brought back."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from managers.consolidation.sleepers import NOW, a_fact, a_rule, an_episode, believed, put
from proposals import scripted_memory

from memorykinds.kinds import InputError
from memorykinds.managers import SemanticSettings
from memorykinds.managers.consolidation import Retention

DAY = timedelta(days=1)


def ids(memory):
    return {record.id for record in believed(memory)}


def test_without_a_limit_nobody_loses_a_memory():
    memory, _ = scripted_memory()
    put(memory, a_fact("a", "tea", at=NOW - 9999 * DAY, importance=0.0), an_episode("b"))
    assert memory.consolidate().events == ()
    assert memory.consolidate(retention=Retention()).events == ()


def test_strength_is_importance_halved_in_each_half_life_without_use():
    retention = Retention(half_life=10 * DAY)
    changed = a_fact("a", "tea", at=NOW - 20 * DAY, importance=0.8)
    assert retention.strength(changed, NOW) == pytest.approx(0.2)
    used = changed.with_(accessed_at=NOW - 10 * DAY)
    assert retention.strength(used, NOW) == pytest.approx(0.4)
    assert retention.strength(changed.with_(updated_at=NOW + DAY), NOW) == pytest.approx(0.8)


def test_the_strongest_of_each_kind_are_kept():
    memory, _ = scripted_memory()
    facts = [a_fact(f"f{n}", f"dish {n}", at=NOW - (10 + n) * DAY) for n in range(4)]
    episodes = [an_episode(f"e{n}", at=NOW - (10 + n) * DAY) for n in range(2)]
    put(memory, *facts, *episodes)
    update = memory.consolidate(retention=Retention(keep={"semantic": 2}))
    assert ids(memory) == {"f0", "f1", "e0", "e1"}
    assert [d.reason for d in update.decisions] == ["faded", "faded"]


def test_what_is_let_go_of_keeps_its_history_with_its_strength_and_undo_brings_it_back():
    memory, _ = scripted_memory()
    put(memory, a_fact("a", "tea", at=NOW - 60 * DAY, importance=0.4))
    before = believed(memory)
    update = memory.consolidate(retention=Retention(min_strength=0.2))
    assert ids(memory) == set()
    (event,) = memory.history("a")
    assert (event.action, event.reason) == ("forget", "faded")
    assert "Strength 0.1000" in event.detail
    memory.undo(update)
    assert believed(memory) == before
    assert memory.consolidate(retention=Retention(min_strength=0.2)).events == ()


def test_pinned_memories_rules_in_force_and_young_ones_stay_however_weak():
    memory, _ = scripted_memory()
    old = NOW - 900 * DAY
    put(
        memory,
        a_fact("pinned", "tea", at=old, pinned=True),
        a_fact("young", "jazz", at=NOW - 6 * DAY, importance=0.0),
        a_rule("in force", "Answer in French.", at=old),
        a_rule("on trial", "Use emojis.", status="trial", at=old),
        a_fact("old", "chess", at=old),
    )
    memory.consolidate(retention=Retention(keep=0, min_strength=1.0))
    assert ids(memory) == {"pinned", "young", "in force"}


def test_no_more_is_let_go_of_than_the_bound_and_the_weakest_first():
    memory, _ = scripted_memory()
    put(memory, *(a_fact(f"f{n}", f"dish {n}", at=NOW - (90 + n) * DAY) for n in range(5)))
    update = memory.consolidate(retention=Retention(keep=0), max_retired=2)
    assert ids(memory) == {"f0", "f1", "f2"}
    assert [d.reason for d in update.decisions] == ["faded", "faded", "too_many_retired"]
    assert update.decisions[-1].detail.startswith("3 memories are as weak.")


def test_what_was_used_while_the_model_was_asked_stays():
    memory, model = scripted_memory({"candidates": []})
    old = [an_episode(f"e{n}", lesson="Be brief.", at=NOW - 90 * DAY) for n in range(3)]
    put(memory, *old)

    def asked():
        put(memory, old[1].with_(accesses=1, accessed_at=NOW))
        return model

    memory._bridge.consolidation_model = asked
    update = memory.consolidate(retention=Retention(keep=0))
    assert ids(memory) == {"e1"}
    assert sorted(d.reason for d in update.decisions) == ["changed_meanwhile", "faded", "faded"]


def test_a_manager_that_may_not_retire_lets_nothing_go():
    memory, _ = scripted_memory(semantic=SemanticSettings(allow={"add"}))
    put(memory, a_fact("a", "tea", at=NOW - 90 * DAY), a_fact("b", "jazz", at=NOW - 90 * DAY))
    update = memory.consolidate(retention=Retention(keep=0))
    assert [d.reason for d in update.decisions] == ["not_allowed"]
    assert ids(memory) == {"a", "b"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"half_life": timedelta(0)},
        {"min_age": -DAY},
        {"min_strength": 1.5},
        {"min_strength": float("nan")},
        {"keep": -1},
        {"keep": {"semantic": -1}},
        {"keep": {"facts": 3}},
    ],
)
def test_numbers_that_cannot_be_meant_are_refused_in_a_sentence(wrong):
    with pytest.raises(InputError):
        Retention(**wrong)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 400), st.floats(0, 1), st.booleans()), max_size=8),
    st.integers(0, 5),
    st.floats(0, 1),
)
def test_pinned_stay_a_second_run_changes_nothing_and_undo_restores_all(rows, keep, least):
    memory, _ = scripted_memory()
    put(
        memory,
        *(
            a_fact(f"f{n}", f"dish {n}", at=NOW - days * DAY, importance=importance, pinned=pinned)
            for n, (days, importance, pinned) in enumerate(rows)
        ),
    )
    before = believed(memory)
    limits = Retention(keep=keep, min_strength=least)
    update = memory.consolidate(max_calls=0, retention=limits)
    assert {r.id for r in before if r.pinned} <= ids(memory)
    assert memory.consolidate(max_calls=0, retention=limits).events == ()
    if update.events:
        memory.undo(update)
    assert believed(memory) == before
