"""What is written by hand meets the same guard and the same policy as what a model nominates."""

import asyncio

import pytest
from profile_cases import UserProfile
from proposals import scripted_memory

import memorykinds as mk


def fact(predicate, value):
    text = f"The user {predicate} {value}."
    return mk.Fact(subject="user", predicate=predicate, object=value, text=text)


@pytest.fixture
def memory():
    return scripted_memory()[0]


def test_a_fact_is_added_without_any_model(memory):
    update = memory.semantic.add(fact("likes", "tea"))
    (record,) = update.records
    assert record.provenance.conversation == "hand:call-1"
    assert memory.semantic.all() == [record]


def test_what_is_known_is_kept(memory):
    memory.semantic.add(fact("likes", "tea"))
    update = memory.semantic.add(fact("likes", "tea"), by="tool")
    assert [(d.action, d.reason) for d in update.decisions] == [("keep", "duplicate")]
    assert update.events == ()


def test_the_policy_of_the_memory_decides(memory):
    four_op, _ = scripted_memory(semantic=mk.SemanticSettings(policy="four_op"))
    for memory_of, reason in ((memory, "superseded"), (four_op, "active")):
        memory_of.semantic.add(fact("lives_in", "Turin"))
        memory_of.semantic.add(fact("lives_in", "Berlin"))
        assert memory_of.semantic.all(active=False)[0].state == reason


def test_a_change_can_be_undone(memory):
    memory.semantic.add(fact("likes", "tea"))
    update = memory.semantic.change("fact-1", fact("likes", "coffee"))
    memory.undo(update)
    assert [record.content.object for record in memory.semantic.all(active=False)] == ["tea"]


def test_a_change_to_the_same_is_none(memory):
    memory.semantic.add(fact("likes", "tea"))
    update = memory.semantic.change("fact-1", fact("likes", "tea"))
    assert update.decisions[0].action == "keep"
    assert update.events == ()


def test_a_change_to_what_another_memory_says_leaves_one(memory):
    memory.semantic.add(fact("likes", "tea"))
    memory.semantic.add(fact("likes", "coffee"))
    update = memory.semantic.change("fact-1", fact("likes", "coffee"))
    assert update.decisions[0].action == "retract"
    assert [record.id for record in memory.semantic.all()] == ["fact-2"]


def test_history_is_not_changed(memory):
    memory.semantic.add(fact("lives_in", "Turin"))
    memory.semantic.add(fact("lives_in", "Berlin"))
    with pytest.raises(mk.InputError, match="history"):
        memory.semantic.change("fact-1", fact("lives_in", "Rome"))


def test_a_changed_rule_retires_the_old_one(memory):
    memory.procedural.add(mk.Rule(text="Answer in French."))
    memory.procedural.change("rule-1", mk.Rule(text="Use bullets."))
    assert memory.rules().render() == "- Use bullets."
    assert memory.get("rule-1").content.status == "retired"


def test_a_rule_that_waits_replaces_the_old_one_only_when_promoted():
    memory, _ = scripted_memory(procedural=mk.ProceduralSettings(new_rules="trial"))
    memory.procedural.add(mk.Rule(text="Answer in French."))
    memory.procedural.promote("rule-1")
    memory.procedural.change("rule-1", mk.Rule(text="Use bullets."))
    assert memory.rules().render() == "- Answer in French."
    memory.procedural.promote("rule-2")
    assert memory.rules().render() == "- Use bullets."


def test_an_episode_is_told_anew_under_its_id(memory):
    memory.episodic.add(mk.Episode(title="A trip", situation="They went."))
    memory.episodic.change("episode-1", mk.Episode(title="A long trip", situation="They went."))
    (record,) = memory.episodic.all(active=False)
    assert record.content.title == "A long trip"


def test_a_memory_of_another_kind_is_not_dropped_by_mistake(memory):
    memory.procedural.add(mk.Rule(text="Answer in French."))
    with pytest.raises(mk.NotFoundError):
        memory.semantic.drop("rule-1")


@pytest.mark.parametrize("wrong", [mk.Rule(text="Answer in French."), "I like tea.", None])
def test_what_is_no_fact_is_refused(memory, wrong):
    with pytest.raises(mk.InputError):
        memory.semantic.add(wrong)


def test_a_profile_is_changed_by_hand():
    memory, _ = scripted_memory(semantic=mk.SemanticSettings(profiles=[UserProfile]))
    memory.semantic.change_profile(UserProfile, {"city": "Turin", "likes": ["tea"]})
    update = memory.semantic.change_profile(UserProfile, {"city": None}, clear=["likes"])
    assert memory.semantic.profile(UserProfile).city == "Turin"
    assert memory.semantic.profile(UserProfile).likes == []
    assert len(update.decisions) == 1


def test_no_secret_of_a_profile_comes_into_its_trace():
    memory, _ = scripted_memory(semantic=mk.SemanticSettings(profiles=[UserProfile]))
    secret = "sk-abcdefghijklmnop1234567890"  # noqa: S105 -- what must not get through
    update = memory.semantic.change_profile(UserProfile, {"city": secret})
    assert secret not in update.model_dump_json()
    assert memory.history() == []


def test_the_async_twins_do_the_same(memory):
    other = scripted_memory()[0]

    async def awaited():
        await other.semantic.aadd(fact("likes", "tea"))
        await other.semantic.achange("fact-1", fact("likes", "coffee"))
        await other.semantic.adrop("fact-2")

    asyncio.run(awaited())
    memory.semantic.add(fact("likes", "tea"))
    memory.semantic.change("fact-1", fact("likes", "coffee"))
    memory.semantic.drop("fact-2")
    assert other.history() == memory.history()
