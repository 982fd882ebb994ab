"""The policy that only adds."""

from fact_cases import case, known, outcome
from proposals import fact

from memorykinds.managers.policies.add_only import decide


def test_two_homes_stand_side_by_side():
    verdict = decide(case(fact("user", "lives_in", "Berlin"), known("user", "lives_in", "Turin")))
    assert outcome(verdict) == ("add", "new")
    assert [c.action for c in verdict.changes] == ["add"]


def test_the_same_words_are_kept_once():
    verdict = decide(case(fact("user", "lives_in", "turin."), known("user", "lives_in", "Turin")))
    assert outcome(verdict) == ("keep", "duplicate")


def test_likeness_makes_no_duplicate():
    verdict = decide(
        case(
            fact("user", "likes", "cycling"),
            known("user", "likes", "riding bicycles"),
            similarity={"fact-1": 0.99},
            same_as=frozenset({"fact-1"}),
        )
    )
    assert outcome(verdict) == ("add", "new")


def test_a_request_to_forget_is_refused():
    wish = fact("user", "likes", "jazz", intent="forget")
    verdict = decide(case(wish, known("user", "likes", "jazz")))
    assert outcome(verdict) == ("refuse", "not_allowed")
    assert verdict.changes == ()


def test_that_it_has_ended_is_a_statement_of_its_own():
    told = fact("user", "lives_in", "Turin", valid_to="2026-06-01")
    verdict = decide(case(told, known("user", "lives_in", "Turin")))
    assert outcome(verdict) == ("add", "new")


def test_what_somebody_closed_does_not_come_back_from_the_same_turns():
    closed = known("user", "likes", "jazz", state="retracted")
    again = decide(case(fact("user", "likes", "jazz"), closed, digests=("d1",)))
    assert outcome(again) == ("keep", "already_learned")
    assert outcome(decide(case(fact("user", "likes", "jazz"), closed))) == ("add", "new")
