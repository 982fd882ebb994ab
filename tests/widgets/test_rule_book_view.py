"""The rule book through its versions, without a browser."""

import itertools

import pytest
from fragments import Fragment

import memorykinds as mk
from memorykinds.kinds import InputError, NotFoundError
from memorykinds.widgets import RuleBookView


def lists(answer, _example):
    return float("- " in answer)


@pytest.fixture
def ada():
    """A memory whose first rule is from one conversation, and whose second is from another."""
    clock = mk.LessonClock("2026-05-03")
    memory = mk.open(user="ada", embeddings="hash", clock=clock, ids=mk.counted_ids())
    memory.learn("Where is my train?", feedback="Too long.", kinds=["procedural"])
    clock.advance(days=1)
    memory.learn("Please always answer in French.", kinds=["procedural"])
    return memory


@pytest.fixture
def judged():
    """A memory with a rule that a gate let through, and what learned and judged it."""
    memory = mk.open(
        user="ada",
        embeddings="hash",
        clock=mk.LessonClock("2026-05-03"),
        ids=mk.counted_ids(),
        procedural=mk.ProceduralSettings(new_rules="trial"),
    )
    update = memory.learn("What is tea?", feedback="Bullets, please.", kinds=["procedural"])
    gate = mk.Gate(["What is tea?", "Who am I?", "What now?"], lists)
    return memory, update, memory.procedural.judge(gate=gate)


def text_of(view):
    return Fragment(view.to_html()).text


def test_without_a_rule_it_says_so():
    view = mk.open(user="ada").procedural.inspect()
    assert type(view) is RuleBookView
    assert "There is no rule yet" in text_of(view)
    assert view.next() == view.previous() == "From version 0 to version 0."
    with pytest.raises(InputError, match="no version 1"):
        view.show(1)


def test_it_opens_with_what_the_last_version_changed(ada):
    view = ada.procedural.inspect()
    assert repr(view) == (
        "RuleBookView(version 2: 2 in force, 0 on trial, 0 retired; shown: 1 to 2)"
    )
    assert "added: Answer in French." in text_of(view)


def test_one_steps_through_the_versions_and_never_beyond_them(ada):
    view = ada.procedural.inspect()
    assert view.previous() == "From version 0 to version 1."
    assert view.previous() == "From version 0 to version 1."
    assert view.next() == view.next() == "From version 1 to version 2."


def test_any_two_versions_are_compared_in_either_direction(ada):
    view = ada.procedural.inspect()
    view.compare(2, 0)
    assert text_of(view).count("removed: ") == 2
    assert text_of(view).count("Not learned yet.") == 2
    view.compare_from(0)
    view.compare_with(2)
    assert text_of(view).count("added: ") == 2
    with pytest.raises(InputError, match="no version 3"):
        view.compare(0, 3)
    assert (view.old, view.new) == (0, 2)


def test_a_rule_that_changed_is_shown_field_by_field(ada):
    rule = ada.get("rule-1").content
    ada.correct("rule-1", rule.with_(text=rule.text.replace("short", "very short"), priority=90))
    shown = text_of(ada.procedural.inspect())
    assert "text: Keep answersadded:  very short and concise." in shown
    assert "priority: removed: 50added: 90" in shown


def test_a_rule_shows_the_feedback_that_caused_it(ada):
    view = ada.procedural.inspect()
    view.select("rule-1")
    assert "[feedback] Too long." in text_of(view)
    with pytest.raises(NotFoundError, match="rule-9"):
        view.select("rule-9")
    assert view.chosen == "rule-1"


def test_with_its_update_feedback_stands_in_its_conversation(judged):
    memory, update, _ = judged
    view = memory.procedural.inspect(update)
    view.select("rule-1")
    assert "user: What is tea?" in text_of(view)


def test_the_journal_is_enough_for_both_scores_and_the_verdict(judged):
    memory, _, _ = judged
    view = memory.procedural.inspect()
    (measured,) = view.trials
    assert (measured.before, measured.after, measured.answers) == (0.0, 1.0, ())
    view.select("rule-1")
    shown = text_of(view)
    assert "accepted: it is in force" in shown
    assert "0.00 before, 1.00 after" in shown
    assert "The examples" not in shown


def test_with_the_update_that_judged_it_each_examples_answers_are_shown(judged):
    memory, _, update = judged
    view = memory.procedural.inspect(update)
    (measured,) = view.trials
    assert [(a.name, a.question, a.before, a.after) for a in measured.answers] == [
        ("1", "What is tea?", 0.0, 1.0),
        ("2", "Who am I?", 0.0, 1.0),
        ("3", "What now?", 0.0, 1.0),
    ]
    view.select("rule-1")
    assert "1: What is tea?" in text_of(view)


def test_a_rule_that_stays_on_trial_says_why(judged):
    memory, _, _ = judged
    memory.procedural.learn("Please answer in French.")
    gate = mk.Gate(["What is tea?", "Who am I?"], lambda _answer, _example: 0.5)
    update = memory.procedural.judge(gate=gate)
    view = memory.procedural.inspect(update)
    rule = next(e.id for e in memory.rules().on_trial)
    view.select(rule)
    assert "undecided: it stays on trial" in text_of(view)
    assert "That is a tie" in text_of(view)


def test_a_rollback_shows_what_it_would_change_and_asks_first(ada):
    view = ada.procedural.inspect()
    assert "Undo takes it back" in view.rollback(1)
    assert (view.old, view.new) == (2, 1)
    assert "removed: Answer in French." in text_of(view)
    assert len(ada.rules().in_force) == 2
    assert view.confirm() == "Version 1 is back, as version 3."
    assert [entry.id for entry in ada.rules().in_force] == ["rule-1"]
    assert view.undo() == "Undone. The rules are at version 4."
    assert len(ada.rules().in_force) == 2
    with pytest.raises(InputError, match="nothing to undo"):
        view.undo()


def test_who_cancels_has_said_no(ada):
    view = ada.procedural.inspect()
    view.rollback(0)
    view.cancel()
    with pytest.raises(InputError, match="Nothing waits"):
        view.confirm()


def test_what_is_pinned_stays_and_is_told(ada):
    ada.pin("rule-1")
    view = ada.procedural.inspect()
    view.rollback(0)
    assert view.confirm() == "Version 0 is back, as version 4. 1 stayed, for they are pinned."
    assert [entry.id for entry in ada.rules().in_force] == ["rule-1"]


def test_a_rollback_to_what_is_there_changes_nothing(ada):
    view = ada.procedural.inspect()
    view.rollback(2)
    assert view.confirm() == "The rules are those of version 2 already."
    with pytest.raises(InputError, match="nothing to undo"):
        view.undo()


def test_a_rollback_cannot_be_undone_over_what_was_learned_since(ada):
    view = ada.procedural.inspect()
    view.rollback(1)
    view.confirm()
    ada.pin("rule-2")
    with pytest.raises(InputError, match="has changed since"):
        view.undo()


def test_a_change_from_elsewhere_shows_after_a_refresh(ada):
    view = ada.procedural.inspect()
    mk.open(user="ada", store=ada.store).forget("rule-2")
    view.refresh()
    assert view.last == 3
    assert [entry.id for entry in view.book.entries] == ["rule-1"]


def test_an_erased_rule_leaves_its_version_and_no_word(ada):
    ada.forget("rule-2", erase=True)
    view = ada.procedural.inspect()
    assert "French" not in view.live_html()
    assert "erase rule-2: [erased]" in text_of(view)


def test_of_many_versions_the_newest_are_listed_and_any_can_be_shown(ada):
    for _, verb in zip(range(60), itertools.cycle((ada.pin, ada.unpin)), strict=False):
        verb("rule-1")
    view = ada.procedural.inspect()
    assert "the newest 50 of 62" in text_of(view)
    view.show(1)
    assert "No rule in force" not in text_of(view)


def test_rules_are_undone_by_their_own_kind(ada):
    update = ada.procedural.rollback(0)
    ada.procedural.undo(update)
    assert len(ada.rules().in_force) == 2
    assert [e.action for e in ada.procedural.history("rule-1")] == ["add", "close", "restore"]
    assert ada.semantic.history() == []
