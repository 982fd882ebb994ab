"""What a manager may do, and how much of it: whatever the policy decides."""

import pytest
from proposals import fact, says, scripted_memory

import memorykinds as mk
from memorykinds.kinds import InputError

TURIN = fact("user", "lives_in", "Turin")
BERLIN = fact("user", "lives_in", "Berlin")
HOBBIES = [
    "chess",
    "tennis",
    "opera",
    "judo",
    "baking",
    "surfing",
    "yoga",
    "golf",
    "poker",
    "darts",
]


def memory_with(*replies, **settings):
    return scripted_memory(*replies, semantic=mk.SemanticSettings(**settings))


def learned(memory, text="…", **more):
    return memory.semantic.learn(text, **more)


def fates(update):
    return [(d.action, d.reason) for d in update.decisions]


def objects(memory):
    return [record.content.object for record in memory.semantic.all()]


def wish(thing):
    return fact("user", "likes", thing, intent="forget")


@pytest.mark.parametrize(
    ("allow", "sentence"),
    [
        ({"add", "delete"}, "'delete'"),
        ("add", "'add'"),
        ([1], "1"),
    ],
)
def test_another_word_than_the_three_is_refused_in_one_sentence(allow, sentence):
    with pytest.raises(InputError, match="some of add, revise, retract") as caught:
        mk.SemanticSettings(allow=allow)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("wrong", [{"max_retired": -1}, {"max_retired_share": 0}])
def test_a_bound_out_of_range_is_refused(wrong):
    with pytest.raises(InputError, match="max_retired"):
        mk.SemanticSettings(**wrong)


def test_an_unknown_policy_is_refused_before_anything_is_opened_and_the_known_are_named():
    with pytest.raises(InputError, match='"bitemporal" or "four_op" or "add_only" or "slots"'):
        mk.SemanticSettings(policy="newest")
    with pytest.raises(InputError, match="here; use a function"):
        mk.ProceduralSettings(policy="bitemporal")


def test_a_policy_of_ones_own_decides():
    from memorykinds.managers.policies import add_only

    for policy in (add_only.decide, "add_only"):
        memory, _ = memory_with(says(TURIN, BERLIN), policy=policy)
        learned(memory)
        assert objects(memory) == ["Turin", "Berlin"]


def test_without_retract_nothing_is_closed_and_no_contradiction_is_added():
    memory, _ = memory_with(says(TURIN), says(BERLIN), allow={"add", "revise"})
    learned(memory, "one")
    update = learned(memory, "two")
    assert fates(update) == [("refuse", "not_allowed")]
    assert "retiring, which is not allowed here" in update.decisions[0].detail
    assert update.events == ()
    assert objects(memory) == ["Turin"]


def test_without_add_known_memories_may_still_gain_detail():
    more = fact("user", "lives_in", "Turin, Italy")
    opened, _ = memory_with(says(TURIN))
    learned(opened, "one")
    memory, _ = scripted_memory(
        says(more, fact("user", "likes", "tea")),
        store=opened.store,
        semantic=mk.SemanticSettings(allow={"revise"}),
    )
    assert fates(learned(memory, "two")) == [("revise", "refines"), ("refuse", "not_allowed")]


def test_without_revise_detail_is_refused():
    memory, _ = memory_with(
        says(TURIN), says(fact("user", "lives_in", "Turin, Italy")), allow={"add", "retract"}
    )
    learned(memory, "one")
    assert fates(learned(memory, "two")) == [("refuse", "not_allowed")]


def test_writing_over_a_memory_takes_both_revise_and_retract():
    for allow in ({"add", "revise"}, {"add", "retract"}):
        memory, _ = memory_with(says(TURIN), says(BERLIN), allow=allow, policy="four_op")
        learned(memory, "one")
        assert fates(learned(memory, "two")) == [("refuse", "not_allowed")]


def test_a_line_leaves_a_memo_only_where_retiring_is_allowed():
    memory, _ = memory_with(
        says(fact("user", "likes", "tea"), fact("user", "likes", "jazz")),
        says(wish("tea")),
        allow={"add", "revise"},
        policy="slots",
    )
    learned(memory, "one")
    assert fates(learned(memory, "two")) == [("refuse", "not_allowed")]


def test_the_model_is_told_what_is_not_allowed_and_nothing_else():
    free, asked_free = memory_with(says())
    bound, asked_bound = memory_with(says(), allow={"add"})
    learned(free)
    learned(bound)
    told_free, told_bound = asked_free.history[0][0].text, asked_bound.history[0][0].text
    assert "not allowed here" not in told_free
    assert "Ending or replacing memories is not allowed here" in told_bound
    assert "Changing memories is not allowed here" in told_bound
    assert "Adding memories" not in told_bound


def with_hobbies(*replies, count=9, **settings):
    first = says(*(fact("user", "likes", thing) for thing in HOBBIES[:count]))
    memory, _ = memory_with(first, *replies, **settings)
    learned(memory, "one", conversation="before")
    return memory


def test_one_conversation_retires_a_third_and_says_how_to_go_on():
    memory = with_hobbies(says(*map(wish, HOBBIES[:9])))
    update = learned(memory, "two", conversation="now")
    assert (
        fates(update) == [("retract", "asked_to_forget")] * 3 + [("refuse", "too_many_retired")] * 6
    )
    assert "memory.forget(id)" in update.decisions[-1].detail
    assert "of which 3 are retired" in update.decisions[-1].detail
    assert len(memory.semantic) == 6


def test_the_bound_is_the_conversations_however_often_it_is_learned_from():
    memory = with_hobbies(says(*map(wish, HOBBIES[:2])), says(*map(wish, HOBBIES[2:4])))
    learned(memory, "two", conversation="now")
    update = learned(memory, ["two", "three"], conversation="now")
    assert fates(update) == [("retract", "asked_to_forget"), ("refuse", "too_many_retired")]


def test_another_conversation_has_a_bound_of_its_own():
    memory = with_hobbies(says(*map(wish, HOBBIES[:3])), says(*map(wish, HOBBIES[3:5])))
    learned(memory, "two", conversation="now")
    update = learned(memory, "three", conversation="later")
    assert fates(update) == [("retract", "asked_to_forget")] * 2


def test_what_the_conversation_itself_added_may_be_corrected_without_end():
    cities = [fact("user", "lives_in", city) for city in ("Turin", "Rome", "Oslo", "Bonn", "Nice")]
    memory, _ = memory_with(says(*cities), says(BERLIN))
    learned(memory, "one", conversation="now")
    update = learned(memory, ["one", "two"], conversation="now")
    assert fates(update) == [("supersede", "newer_value")]
    assert objects(memory) == ["Berlin"]


def test_what_the_conversation_added_does_not_widen_its_bound():
    many = [fact("user", "owns", f"boat {n}") for n in range(40)]
    memory = with_hobbies(says(*many), says(*map(wish, HOBBIES[:9])))
    learned(memory, "two", conversation="now")
    update = learned(memory, ["two", "three"], conversation="now")
    assert fates(update).count(("retract", "asked_to_forget")) == 3


def test_a_single_known_memory_can_be_replaced():
    memory, _ = memory_with(says(TURIN), says(BERLIN))
    learned(memory, "one")
    assert fates(learned(memory, "two")) == [("supersede", "newer_value")]


def test_the_bounds_can_be_set():
    memory = with_hobbies(says(*map(wish, HOBBIES[:9])), max_retired=100, max_retired_share=1)
    learned(memory, "two")
    assert len(memory.semantic) == 0
    strict = with_hobbies(says(wish("chess")), max_retired=0)
    assert fates(learned(strict, "two")) == [("refuse", "too_many_retired")]
