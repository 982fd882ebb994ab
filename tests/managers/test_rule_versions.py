"""Versions of the rules: any past one can be shown, compared and brought back."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proposals import START, rule, says, scripted_memory

import memorykinds as mk
from memorykinds.kinds import InputError, NotFoundError
from memorykinds.managers.writing import put_record

SENTENCES = [
    "Always answer in French.",
    "Always answer in German.",
    "Answer in English, please.",
    "Never use emojis.",
    "Use emojis.",
    "No emojis, please.",
    "Forget the rule about emojis.",
    "Keep answers short in future.",
]


def opened(**more):
    clock = mk.LessonClock(START)
    # Not LangGraph's store in memory: it fails when one batch holds the same text twice.
    return mk.open(embeddings="hash", user="ada", clock=clock, ids=mk.counted_ids(), **more)


def taught(*sentences, **more):
    """Return a memory to which each sentence was said on a day of its own."""
    memory = opened(**more)
    for number, sentence in enumerate(sentences):
        memory.procedural.learn(sentence, conversation=f"c{number}")
        memory._clock.advance(days=1)
    return memory


def rules_of(book):
    return [(entry.id, entry.rule) for entry in (*book.in_force, *book.on_trial)]


def pin(memory, rule_id):
    memory.store.batch([put_record(memory.get(rule_id).with_(pinned=True))])


def test_any_past_version_can_be_read():
    memory = taught("Always answer in French.", "Never use emojis.", "Always answer in German.")
    texts = [[r.text for r in memory.rules(version).rules] for version in range(4)]
    assert texts == [
        [],
        ["Answer in French."],
        ["Answer in French.", "Do not use emojis."],
        ["Do not use emojis.", "Answer in German."],
    ]
    assert memory.rules(3) == memory.rules()
    assert memory.rules(when="2026-05-04") == memory.rules(2)
    assert memory.rules(when="2020-01-01") == memory.rules(0)


def test_a_book_knows_the_words_and_the_reason_of_each_rule():
    memory = taught("Always answer in French.", "Always answer in German.")
    german, french = memory.rules().entries
    assert german.provenance.excerpt == "Always answer in German."
    assert (french.rule.status, french.reason, french.version) == ("retired", "contradicts", 2)
    assert "newer rule wins" in french.detail
    assert memory.history("rule-1")[-1].detail == french.detail
    (retired,) = memory.rules(1).diff(memory.rules()).retired
    assert retired == french


@pytest.mark.parametrize(
    ("version", "sentence"), [(9, "from 0 to 1"), (-1, "from 0"), ("1", "whole")]
)
def test_a_version_that_is_none_is_refused(version, sentence):
    memory = taught("Never use emojis.")
    for ask in (memory.rules, memory.procedural.rollback):
        with pytest.raises(InputError, match=sentence):
            ask(version)


def test_a_version_and_a_time_are_two_questions():
    with pytest.raises(InputError, match="not both"):
        opened().rules(1, when=START)


@settings(max_examples=30)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6), st.data())
def test_a_rollback_brings_any_version_back_and_can_be_undone(said, data):
    memory = taught(*said)
    present = memory.rules()
    version = data.draw(st.integers(0, present.version))
    before = memory.procedural.all(active=False)
    update = memory.procedural.rollback(version)
    assert rules_of(memory.rules()) == rules_of(memory.rules(version))
    assert memory.rules().version == present.version + bool(update.events)
    assert {r.id for r in memory.procedural.all(active=False)} >= {r.id for r in before}
    assert memory.procedural.rollback(version).events == (), "once is enough"
    if update.events:
        memory.undo(update)
    assert memory.procedural.all(active=False) == before


def test_a_rollback_brings_back_what_was_forgotten_but_not_what_was_erased():
    memory = taught("Never use emojis.", "Always answer in French.")
    memory.forget("rule-1")
    memory.forget("rule-2", erase=True)
    memory.procedural.rollback(2)
    assert [entry.id for entry in memory.rules().entries] == ["rule-1"]


def test_a_rollback_leaves_a_pinned_rule_in_force_and_says_so():
    memory = taught("Never use emojis.", "Always answer in French.")
    pin(memory, "rule-2")
    update = memory.procedural.rollback(0)
    assert [(d.action, d.reason) for d in update.decisions] == [
        ("retract", "rolled_back"),
        ("refuse", "pinned"),
    ]
    assert [entry.id for entry in memory.rules().in_force] == ["rule-2"]


def test_what_was_said_before_a_rollback_does_not_come_back_by_itself():
    memory = taught("Never use emojis.")
    memory.procedural.rollback(0)
    update = memory.procedural.learn("Never use emojis.", conversation="c0")
    assert update.decisions[0].reason == "already_learned"


def test_an_erased_rule_is_quoted_in_no_others_reason():
    memory = taught("Always answer in French.", "Always answer in German.")
    memory.forget("rule-1", erase=True)
    everything = "".join(str(item.dict()) for item in memory.store.search((), limit=1000))
    assert "French" not in everything
    assert memory.history("rule-2")[0].detail == "[erased]"


def on_trial():
    return taught(
        "Always answer in French.",
        "Always answer in German.",
        procedural=mk.ProceduralSettings(new_rules="trial"),
    )


def test_new_rules_can_begin_on_trial():
    memory = on_trial()
    assert memory.rules().render() == ""
    assert [e.rule.text for e in memory.rules().on_trial] == ["Answer in German."], "the newer"
    with pytest.raises(InputError, match="new_rules="):
        mk.ProceduralSettings(new_rules="retired")


def test_a_promotion_puts_a_rule_in_force_in_place_of_what_it_replaces():
    replies = [says(rule("Answer in French."))]
    replies += [says(rule("Answer in German.", contradicts=[0]))]
    memory, _ = scripted_memory(*replies)
    memory.procedural.learn("a")
    memory.procedural.manager.settings = mk.ProceduralSettings(new_rules="trial")
    memory.procedural.learn("b")
    assert memory.rules().render() == "- Answer in French."
    update = memory.procedural.promote("rule-2", detail="0.8 beats 0.6.")
    assert memory.rules().render() == "- Answer in German."
    (decision,) = update.decisions
    assert (decision.reason, decision.closes) == ("passed_trial", ("rule-1",))
    assert [e.detail for e in update.events] == ["0.8 beats 0.6."] * 2
    memory.undo(update)
    assert memory.rules().render() == "- Answer in French."


def test_a_promotion_over_a_pinned_rule_is_refused_in_the_ledger():
    memory = taught("Always answer in French.", procedural=mk.ProceduralSettings(new_rules="trial"))
    memory.procedural.promote("rule-1")
    memory.procedural.learn("Always answer in German.")
    pin(memory, "rule-1")
    update = memory.procedural.promote("rule-2")
    assert [d.reason for d in update.decisions] == ["pinned"]
    assert update.events == ()


def test_a_rule_that_fails_its_trial_is_history_with_its_reason():
    memory = on_trial()
    rule_id = memory.rules().on_trial[0].id
    memory.procedural.retire(rule_id, detail="0.4 is worse than 0.6.")
    entry = next(e for e in memory.rules().retired if e.id == rule_id)
    assert (entry.reason, entry.detail) == ("failed_trial", "0.4 is worse than 0.6.")


@pytest.mark.parametrize("act", ["promote", "retire"])
def test_only_a_rule_that_is_there_can_be_promoted_or_retired(act):
    memory = taught("Never use emojis.")
    with pytest.raises(NotFoundError, match="rule-9"):
        getattr(memory.procedural, act)("rule-9")
    memory.procedural.retire("rule-1")
    with pytest.raises(InputError, match="retired"):
        getattr(memory.procedural, act)("rule-1")
    assert memory.rules().version == 2


def test_a_rule_in_force_is_not_promoted_and_a_reason_must_be_one():
    memory = taught("Never use emojis.")
    with pytest.raises(InputError, match="not on trial: it is active"):
        memory.procedural.promote("rule-1")
    with pytest.raises(InputError, match="no reason code"):
        memory.procedural.retire("rule-1", reason="because")


def test_the_async_twins_do_the_same():
    async def act(memory):
        await memory.procedural.apromote(memory.rules().on_trial[0].id, detail="x")
        await memory.procedural.arollback(1)
        await memory.procedural.aretire(memory.rules().on_trial[0].id)
        return await memory.procedural.arules()

    waiting = on_trial()
    blocking = on_trial()
    blocking.procedural.promote(blocking.rules().on_trial[0].id, detail="x")
    blocking.procedural.rollback(1)
    blocking.procedural.retire(blocking.rules().on_trial[0].id)
    assert asyncio.run(act(waiting)) == blocking.rules()
