"""Turns that wait: few new turns cost no call, and none of them is ever lost."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proposals import fact, says, scripted_memory, vector_store

import memorykinds as mk
from memorykinds.kinds.blocks import parse_block

TURIN = fact("user", "lives_in", "Turin", "The user lives in Turin.")


def talk(*said):
    """Return a conversation in which each thing said is answered."""
    return [
        {"role": role, "content": text}
        for words in said
        for role, text in (("user", words), ("assistant", "I see."))
    ]


def waits(update):
    return [(d.reason, d.detail) for d in update.decisions]


def heard(model):
    """Return what the user said in each prompt that the model was given."""
    return [
        [row["text"] for row in parse_block("conversation", call[1].text) if row["role"] == "user"]
        for call in model.history
    ]


def test_too_few_new_turns_cost_no_call_and_the_ledger_says_so():
    memory, model = scripted_memory(min_turns=3)
    update = memory.semantic.learn(talk("One.", "Two."))
    assert model.history == []
    assert waits(update) == [
        ("waiting", "2 of 3 new turns of the user; they are learned with the next ones.")
    ]
    assert update.decisions[0].evidence == ("t1", "t3")
    assert (update.cost.calls, update.events) == (0, ())


def test_what_waited_is_learned_with_the_turn_that_makes_it_enough():
    memory, model = scripted_memory(says(TURIN), min_turns=3)
    for end in (1, 2, 3):
        update = memory.semantic.learn(talk(*["I live in Turin.", "Two.", "Three."][:end]))
    assert [record.text for record in update.records] == ["The user lives in Turin."]
    assert heard(model) == [["I live in Turin.", "Two.", "Three."]]


def test_the_same_conversation_twice_costs_one_call_a_kind():
    memory, model = scripted_memory(*[says()] * 3, min_turns=1)
    memory.learn(talk("Hello."))
    update = memory.learn(talk("Hello."))
    assert len(model.history) == 3
    assert [d.reason for d in update.decisions] == ["already_learned"] * 3


def test_by_default_every_conversation_is_learned_each_time():
    memory, model = scripted_memory(says(), says())
    for _ in "12":
        memory.semantic.learn(talk("Hello."))
    assert len(model.history) == 2


@given(
    least=st.integers(1, 5),
    steps=st.lists(st.integers(1, 4), min_size=1, max_size=8),
)
def test_however_a_conversation_grows_every_turn_is_heard(least, steps):
    memory, model = scripted_memory(*[says()] * 20, min_turns=least)
    said = [f"Turn {n}." for n in range(sum(steps))]
    for end in [sum(steps[: n + 1]) for n in range(len(steps))]:
        memory.semantic.learn(talk(*said[:end]))
    memory.semantic.learn(talk(*said), min_turns=0)
    assert set(said) == {text for call in heard(model) for text in call}
    assert len(model.history) <= len(said) // least + 1


def test_the_end_of_a_conversation_learns_what_waits():
    memory, model = scripted_memory(says(), min_turns=4)
    memory.semantic.learn(talk("One."))
    memory.semantic.learn(talk("One."), min_turns=0)
    assert heard(model) == [["One."]]


def test_new_feedback_never_waits_and_the_same_feedback_is_heard_once():
    memory, model = scripted_memory(*[says()] * 3, min_turns=9)
    for feedback in ("Too long.", "Too long.", "Too short."):
        memory.procedural.learn(talk("One."), feedback=feedback)
    assert len(model.history) == 2


def test_feedback_in_between_does_not_make_old_turns_new():
    memory, model = scripted_memory(says(), min_turns=2)
    memory.semantic.learn(talk("One.", "Two."), feedback="Thanks.")
    assert waits(memory.semantic.learn(talk("One.", "Two.", "Three.")))[0][0] == "waiting"
    assert len(model.history) == 1


def test_each_kind_waits_for_itself():
    memory, model = scripted_memory(*[says()] * 3, min_turns=1)
    memory.semantic.learn(talk("One."))
    update = memory.learn(talk("One."))
    assert [(d.kind, d.reason) for d in update.decisions] == [("semantic", "already_learned")]
    assert len(model.history) == 3


def test_a_conversation_that_was_cut_or_changed_is_learned_anew():
    memory, model = scripted_memory(*[says()] * 3, min_turns=2)
    for said in (("One.", "Two."), ("Two.", "Three."), ("Other.", "Two.", "Three.")):
        memory.semantic.learn(talk(*said), conversation="c")
    assert len(model.history) == 3


def test_it_is_known_after_a_restart_and_to_one_user_only():
    store = vector_store()
    for user, replies in (("ada", [says()]), ("ada", []), ("bob", [says()])):
        memory, model = scripted_memory(*replies, store=store, user=user, min_turns=1)
        memory.semantic.learn(talk("Hello."))
        assert len(model.history) == len(replies)


def test_what_is_undone_may_be_learned_again():
    memory, model = scripted_memory(says(TURIN), says(TURIN), min_turns=1)
    memory.undo(memory.semantic.learn(talk("I live in Turin.")))
    assert len(memory.semantic.learn(talk("I live in Turin.")).records) == 1
    assert len(model.history) == 2


def test_to_erase_takes_the_hashes_of_what_was_said_away():
    memory, _ = scripted_memory(says(TURIN), min_turns=1)
    (record,) = memory.semantic.learn(talk("I live in Turin.")).records
    assert memory.store.search(("ada", "learned"))
    memory.forget(record.id, erase=True)
    assert not memory.store.search(("ada", "learned"))


def test_a_plan_waits_too_and_marks_nothing_until_it_is_applied():
    memory, model = scripted_memory(says(), says(), min_turns=1)
    plan = memory.semantic.plan(talk("Hello."))
    memory.apply(memory.semantic.plan(talk("Hello.")))
    assert waits(memory.semantic.plan(talk("Hello.")))[0][0] == "already_learned"
    assert (len(model.history), plan.decisions) == (2, ())


def test_a_failed_call_learns_nothing_so_the_turns_go_on_waiting():
    memory, model = scripted_memory(TimeoutError("slow"), says(), min_turns=1)
    with pytest.raises(mk.ModelError):
        memory.semantic.learn(talk("Hello."))
    memory.semantic.learn(talk("Hello."))
    assert len(model.history) == 2


def test_the_async_way_waits_as_well():
    memory, model = scripted_memory(says(), min_turns=2)

    async def run():
        early = await memory.semantic.alearn(talk("One."))
        await memory.semantic.alearn(talk("One.", "Two."))
        return early, await memory.semantic.aplan(talk("One.", "Two."))

    early, late = asyncio.run(run())
    assert [waits(u)[0][0] for u in (early, late)] == ["waiting", "already_learned"]
    assert len(model.history) == 1


@pytest.mark.parametrize("wrong", [-1, 1.5, "4", True])
def test_what_is_no_number_of_turns_is_refused(wrong):
    with pytest.raises(mk.InputError, match="min_turns="):
        mk.open(min_turns=wrong)
    with pytest.raises(mk.InputError, match="min_turns="):
        mk.open().learn("Hello.", min_turns=wrong)
