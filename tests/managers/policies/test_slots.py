"""The policy that keeps one memo a slot."""

from fact_cases import case, known, outcome
from proposals import fact

from memorykinds.managers.guard import MAX_MEMORY_CHARACTERS
from memorykinds.managers.policies.slots import decide, statements

ONE = frozenset({"fact-1"})


def likes(*things, **more):
    memo = known("user", "likes", "; ".join(things), **more)
    text = "; ".join(f"The user likes {thing}" for thing in things) + "."
    return memo.with_(content=memo.content.with_(text=text))


def lines(record):
    return [line.object for line in statements(record)]


def test_a_statement_joins_the_memo_of_its_slot():
    verdict = decide(case(fact("user", "likes", "jazz", "The user likes jazz."), likes("tea")))
    assert outcome(verdict) == ("revise", "appended")
    (change,) = verdict.changes
    assert change.after.id == "fact-1"
    assert change.after.text == "The user likes tea; The user likes jazz."


def test_a_statement_that_stands_in_the_memo_changes_nothing():
    verdict = decide(case(fact("user", "loves", "Tea"), likes("jazz", "tea")))
    assert outcome(verdict) == ("keep", "duplicate")


def test_a_semicolon_within_a_statement_parts_nothing():
    memo = decide(case(fact("user", "likes", "tea; black"), likes("jazz"))).changes[0].after
    assert lines(memo) == ["jazz", "tea, black"]
    again = decide(case(fact("user", "likes", "tea; black"), memo))
    assert outcome(again) == ("keep", "duplicate")


def test_a_relation_with_one_value_is_replaced():
    verdict = decide(case(fact("user", "lives_in", "Berlin"), known("user", "lives_in", "Turin")))
    assert outcome(verdict) == ("supersede", "newer_value")


def test_disliking_takes_one_line_out_of_the_memo_of_likes():
    verdict = decide(case(fact("user", "dislikes", "tea"), likes("tea", "jazz")))
    assert outcome(verdict) == ("supersede", "contradicts")
    memo, closed, added = (change.after for change in verdict.changes)
    assert lines(memo) == ["jazz"]
    assert (closed.content.object, closed.state) == ("tea", "retracted")
    assert (added.content.predicate, added.state) == ("dislikes", "active")


def test_the_last_line_takes_the_memo_along():
    verdict = decide(case(fact("user", "dislikes", "tea"), likes("tea")))
    assert verdict.decision.closes == ("fact-1",)
    assert [c.action for c in verdict.changes] == ["close", "add"]


def test_a_nominated_contradiction_replaces_the_lines_that_share_a_word():
    memo = known("user", "prefers", "dark mode; green tea").with_(id="fact-1")
    memo = memo.with_(content=memo.content.with_(text="Dark mode; Green tea."))
    verdict = decide(case(fact("user", "prefers", "light mode"), memo, contradicts=ONE))
    assert outcome(verdict) == ("supersede", "contradicts")
    assert lines(verdict.changes[-1].after) == ["green tea", "light mode"]
    assert [c.after.content.object for c in verdict.changes[:-1]] == ["dark mode"]


def test_forgetting_takes_one_line_and_keeps_it_closed():
    verdict = decide(case(fact("user", "likes", "tea", intent="forget"), likes("tea", "jazz")))
    assert outcome(verdict) == ("retract", "asked_to_forget")
    memo, closed = (change.after for change in verdict.changes)
    assert lines(memo) == ["jazz"]
    assert closed.valid_to is not None


def test_forgetting_what_stands_in_no_memo_is_refused():
    verdict = decide(case(fact("user", "likes", "opera", intent="forget"), likes("tea")))
    assert outcome(verdict) == ("refuse", "nothing_to_retract")


def test_a_line_that_left_does_not_come_back_from_the_same_turns():
    wish = case(fact("user", "likes", "tea", intent="forget"), likes("tea", "jazz"))
    memo, closed = (change.after for change in decide(wish).changes)
    again = case(fact("user", "likes", "tea"), memo, closed.with_(id="fact-2"), digests=("d1",))
    assert outcome(decide(again)) == ("keep", "already_learned")
    also = case(fact("user", "likes", "tea"), memo, closed.with_(id="fact-2"), digests=("d9",))
    assert outcome(decide(also)) == ("keep", "already_learned"), "nor from those that ended it"
    said_anew = case(
        fact("user", "likes", "tea"), memo, closed.with_(id="fact-2"), digests=("d10",)
    )
    assert outcome(decide(said_anew)) == ("revise", "appended")


def test_a_pinned_memo_loses_no_line():
    pinned = likes("tea", "jazz", pinned=True)
    for told in (fact("user", "dislikes", "tea"), fact("user", "likes", "tea", intent="forget")):
        assert outcome(decide(case(told, pinned))) == ("refuse", "pinned")


def test_a_full_memo_refuses_and_says_so():
    verdict = decide(case(fact("user", "likes", "tea"), likes("x" * MAX_MEMORY_CHARACTERS)))
    assert outcome(verdict) == ("refuse", "too_long")
