"""A rule book in a prompt, as a table, and beside another version of itself."""

from datetime import UTC, datetime

import pytest

from memorykinds.kinds import InputError, Provenance, Rule, RuleBook, RuleEntry
from memorykinds.kinds.tokens import count_tokens

NOW = datetime(2026, 5, 3, tzinfo=UTC)


def entry(id_, text, **more):
    about = {"reason": more.pop("reason", "new"), "detail": more.pop("detail", "")}
    source = Provenance(conversation="c", excerpt=f"{text} please")
    return RuleEntry(
        id=id_, rule=Rule(text=text, **more), provenance=source, created_at=NOW, **about
    )


FRENCH = entry("r1", "Answer in French.", priority=80)
SHORT = entry("r2", "Be brief.")
CODE = entry("r3", "Give only code.", priority=90, applies_when="the user asks for code")
TRIAL = entry("r4", "Use emojis.", status="trial")
OLD = entry("r5", "Answer in Latin.", status="retired", reason="contradicts", detail="Newer wins.")
BOOK = RuleBook(version=3, entries=(CODE, FRENCH, SHORT, TRIAL, OLD))


def test_a_narrower_rule_follows_the_wider_ones_however_important():
    assert BOOK.render().split("\n") == [
        "- Answer in French.",
        "- Be brief.",
        "- Give only code. (when: the user asks for code)",
    ]


def test_the_most_important_rules_get_the_room_and_the_rest_is_listed():
    budget = count_tokens("- Answer in French.\n- Give only code. (when: the user asks for code)")
    text = BOOK.render(budget)
    assert [e.id for e in text.left_out] == ["r2"]
    assert count_tokens(text) <= budget
    assert BOOK.render().left_out == ()


def test_a_rule_that_is_too_long_gives_way_to_a_shorter_one():
    text = BOOK.render(budget=count_tokens("- Be brief."))
    assert text == "- Be brief."
    assert [e.id for e in text.left_out] == ["r3", "r1"]


def test_tokens_may_be_counted_by_another_counter():
    words = BOOK.render(budget=4, count=lambda text: len(text.split()))
    assert words == "- Answer in French."


def test_rules_on_trial_are_shown_when_asked_for_and_marked():
    assert "emojis" not in BOOK.render()
    assert "- [trial] Use emojis." in BOOK.render(trial=True)


@pytest.mark.parametrize("budget", [0, -1])
def test_a_budget_below_one_is_refused(budget):
    with pytest.raises(InputError, match="budget="):
        BOOK.render(budget)


def test_an_empty_book_is_an_empty_prompt():
    assert RuleBook().render(budget=1) == ""
    assert RuleBook().table() == "There are no rules."


def test_two_books_differ_by_what_was_added_changed_and_retired():
    shorter = SHORT.with_(rule=SHORT.rule.with_(text="Be very brief."), reason="refines")
    retired = OLD.with_(id="r1", rule=FRENCH.rule.with_(status="retired"))
    later = RuleBook(version=4, entries=(shorter, entry("r9", "Cite."), retired))
    changes = RuleBook(version=3, entries=(FRENCH, SHORT, CODE)).diff(later)
    assert [e.id for e in changes.added] == ["r9"]
    assert [(a.id, b.reason) for a, b in changes.changed] == [("r2", "refines")]
    assert [(e.id, e.reason) for e in changes.retired] == [
        ("r1", "contradicts"),
        ("r3", "forgotten"),
    ]
    assert "contradicts: Newer wins." in str(changes)
    assert repr(changes) == "RuleChanges(1 added, 1 changed, 2 retired)"


def test_a_book_is_no_different_from_itself():
    changes = BOOK.diff(BOOK)
    assert (changes.added, changes.changed, changes.retired) == ((), (), ())
    assert str(changes) == "The rules are the same."


def test_the_table_shows_every_rule_with_its_reason_and_its_source():
    lines = BOOK.table().split("\n")
    assert len(lines) == 1 + len(BOOK.entries)
    assert all(word in lines[-1] for word in ("r5", "retired", "contradicts", "Latin. please"))
    assert repr(BOOK) == "RuleBook(version 3: 3 in force, 1 on trial, 1 retired)"


def test_markup_in_a_rule_does_not_run_in_a_notebook():
    shown = RuleBook(entries=(entry("r1", "<script>alert(1)</script>"),))._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
