"""The fact policy, case by case, as a pure function: no store, no model."""

from datetime import UTC, datetime, timedelta

import pytest
from fact_cases import JUNE, MAY, case, known, outcome
from proposals import fact

from memorykinds.managers.policies.bitemporal import decide


def test_a_first_fact_is_added():
    verdict = decide(case(fact("user", "lives_in", "Turin")))
    assert outcome(verdict) == ("add", "new")
    assert [c.action for c in verdict.changes] == ["add"]


@pytest.mark.parametrize("value", ["Turin", "turin.", "the Turin"])
def test_the_same_again_changes_nothing(value):
    verdict = decide(case(fact("User", "resides in", value), known("user", "lives_in", "Turin")))
    assert outcome(verdict) == ("keep", "duplicate")
    assert verdict.changes == ()
    assert verdict.decision.memory_id == "fact-1"


def test_a_newer_home_closes_the_older_one_on_the_day_of_the_move():
    old = known("user", "lives_in", "Turin")
    verdict = decide(case(fact("user", "moved_to", "Berlin", valid_from="2026-06-01"), old))
    assert outcome(verdict) == ("supersede", "newer_value")
    assert verdict.decision.closes == ("fact-1",)
    closed, added = verdict.changes
    assert closed.after.state == "superseded"
    assert closed.after.valid_to == datetime(2026, 6, 1, tzinfo=UTC)
    assert closed.after.content == old.content, "superseded, not lost"
    assert added.after.state == "active"


def test_many_hobbies_live_side_by_side():
    verdict = decide(case(fact("user", "likes", "jazz"), known("user", "likes", "tea")))
    assert outcome(verdict) == ("add", "new")


def test_another_persons_home_is_no_rival():
    verdict = decide(case(fact("Max", "lives_in", "Rome"), known("user", "lives_in", "Turin")))
    assert outcome(verdict) == ("add", "new")


def test_disliking_what_was_liked_closes_the_liking():
    verdict = decide(case(fact("user", "hates", "tea"), known("user", "likes", "tea")))
    assert outcome(verdict) == ("supersede", "contradicts")


def test_an_older_statement_learned_late_becomes_history():
    newer = known("user", "lives_in", "Berlin", said=JUNE)
    verdict = decide(case(fact("user", "lives_in", "Turin"), newer, said=MAY))
    assert outcome(verdict) == ("add", "history")
    (change,) = verdict.changes
    assert change.after.state == "superseded"
    assert change.after.valid_to == JUNE


def test_what_is_told_as_past_is_history_and_closes_nothing():
    home = known("user", "lives_in", "Berlin")
    told = fact("user", "lives_in", "Turin", valid_to="2020-01-01")
    verdict = decide(case(told, home))
    assert outcome(verdict) == ("add", "history")
    assert verdict.changes[0].after.valid_to == datetime(2020, 1, 1, tzinfo=UTC)
    assert verdict.changes[0].after.valid_from is None, "when it began was not said"


def test_the_end_of_a_known_fact_retracts_it():
    told = fact("user", "lives_in", "Turin", valid_to="2026-06-01")
    verdict = decide(case(told, known("user", "lives_in", "Turin")))
    assert outcome(verdict) == ("retract", "no_longer_true")


def test_moving_back_is_true_again():
    turin = known("user", "lives_in", "Turin", id_="fact-1", state="superseded")
    berlin = known("user", "lives_in", "Berlin", id_="fact-2")
    verdict = decide(case(fact("user", "lives_in", "Turin"), turin, berlin))
    assert outcome(verdict) == ("supersede", "newer_value")
    assert verdict.decision.closes == ("fact-2",)


def test_learning_the_old_turns_again_does_not_move_the_user_back():
    turin = known("user", "lives_in", "Turin", state="superseded", digests=("d1",))
    berlin = known("user", "lives_in", "Berlin", id_="fact-2")
    verdict = decide(case(fact("user", "lives_in", "Turin"), turin, berlin, digests=("d1",)))
    assert outcome(verdict) == ("keep", "already_learned")


def test_more_detail_revises_in_place():
    verdict = decide(
        case(fact("user", "lives_in", "Turin, Italy"), known("user", "lives_in", "Turin"))
    )
    assert outcome(verdict) == ("revise", "refines")
    (change,) = verdict.changes
    assert change.after.id == "fact-1"
    assert change.after.content.object == "Turin, Italy"
    assert change.after.provenance.digests == ("d1", "d9"), "both sayings are its evidence"


def test_more_detail_on_what_is_alike_and_nominated_is_not_lost_as_a_duplicate():
    verdict = decide(
        case(
            fact("user", "likes", "cycling uphill"),
            known("user", "likes", "cycling"),
            similarity={"fact-1": 0.9},
            same_as=frozenset({"fact-1"}),
        )
    )
    assert outcome(verdict) == ("revise", "refines")


def test_less_detail_is_a_duplicate():
    verdict = decide(
        case(fact("user", "lives_in", "Turin"), known("user", "lives_in", "Turin, Italy"))
    )
    assert outcome(verdict) == ("keep", "duplicate")


def test_a_nominated_contradiction_counts_only_where_code_sees_a_conflict():
    dark = known("user", "prefers", "dark mode")
    light = fact("user", "prefers", "light mode")
    assert outcome(decide(case(light, dark))) == ("add", "new")
    nominated = decide(case(light, dark, contradicts=frozenset({"fact-1"})))
    assert outcome(nominated) == ("supersede", "contradicts")
    unrelated = known("user", "allergic_to", "peanuts")
    verdict = decide(case(light, unrelated, contradicts=frozenset({"fact-1"})))
    assert outcome(verdict) == ("add", "new")


@pytest.mark.parametrize(
    ("relation", "old", "new", "reason"),
    [
        ("likes", "coffee", "tea", "new"),
        ("owns", "boat", "bike", "new"),
        ("has_relative", "sister Sofia", "sister Sophia", "contradicts"),
        ("plans_to", "go to Rome", "spend May in Lisbon", "contradicts"),
    ],
)
def test_what_is_collected_is_not_contradicted_by_what_is_merely_alike(relation, old, new, reason):
    one = frozenset({"fact-1"})
    verdict = decide(
        case(
            fact("user", relation, new),
            known("user", relation, old),
            similarity={"fact-1": 0.72},
            contradicts=one,
        )
    )
    assert verdict.decision.reason == reason


def test_a_pinned_memory_is_never_closed():
    pinned = known("user", "lives_in", "Turin", pinned=True)
    verdict = decide(case(fact("user", "lives_in", "Berlin"), pinned))
    assert outcome(verdict) == ("refuse", "pinned")
    assert verdict.changes == ()


def test_forgetting_closes_just_what_is_meant():
    jazz, tea = known("user", "likes", "jazz"), known("user", "likes", "tea", id_="fact-2")
    verdict = decide(case(fact("user", "likes", "jazz", intent="forget"), jazz, tea))
    assert outcome(verdict) == ("retract", "asked_to_forget")
    assert verdict.decision.closes == ("fact-1",)


def test_forgetting_what_is_named_spares_what_only_sounds_like_it():
    red = known("user", "likes", "red wine")
    white = known("user", "likes", "white wine", id_="fact-2")
    wish = fact("user", "likes", "red wine", intent="forget")
    close = {"similarity": {"fact-1": 1.0, "fact-2": 0.9}, "same_as": frozenset({"fact-2"})}
    assert decide(case(wish, red, white, **close)).decision.closes == ("fact-1",)


def test_forgetting_what_is_not_known_is_refused_and_says_so():
    verdict = decide(case(fact("user", "likes", "opera", intent="forget")))
    assert outcome(verdict) == ("refuse", "nothing_to_retract")


def test_forgetting_by_likeness_takes_the_likest_alone():
    one, two = known("user", "owns", "a boat"), known("user", "owns", "a bike", id_="fact-2")
    wish = fact("user", "possesses", "that ship", intent="forget")
    verdict = decide(case(wish, one, two, similarity={"fact-1": 0.8, "fact-2": 0.76}))
    assert verdict.decision.closes == ("fact-1",)


def test_forgetting_what_has_gone_already_takes_nothing_that_is_merely_alike():
    gone = known("user", "likes", "tea", state="retracted")
    coffee = known("user", "likes", "coffee", id_="fact-2")
    wish = fact("user", "likes", "tea", intent="forget")
    verdict = decide(case(wish, gone, coffee, similarity={"fact-2": 0.9}))
    assert outcome(verdict) == ("refuse", "nothing_to_retract")


def test_a_memory_never_ends_before_it_began():
    correction = fact("user", "lives_in", "Lyon", valid_from="2019-01-01")
    verdict = decide(case(correction, known("user", "lives_in", "Nice"), said=JUNE))
    closed = verdict.changes[0].after
    assert closed.valid_to == closed.valid_from
    assert not closed.true_at(MAY + timedelta(days=1)), "it was a mistake: never true"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("York", "New York", "newer_value"),
        ("York", "Yorkshire", "newer_value"),
        ("York", "York, England", "refines"),
        ("york", "York (England)", "refines"),
    ],
)
def test_a_place_is_refined_only_by_a_wider_address_of_itself(old, new, reason):
    verdict = decide(case(fact("user", "lives_in", new), known("user", "lives_in", old)))
    assert verdict.decision.reason == reason


@pytest.mark.parametrize("subject", ["The user", "I", "speaker"])
def test_the_user_is_the_user_under_every_name_that_models_use(subject):
    verdict = decide(case(fact(subject, "lives_in", "Berlin"), known("user", "lives_in", "Turin")))
    assert outcome(verdict) == ("supersede", "newer_value")


@pytest.mark.parametrize(
    ("similarity", "nominated", "reason"),
    [
        (0.99, False, "duplicate"),
        (0.90, True, "duplicate"),
        (0.90, False, "new"),
        (0.70, True, "new"),
    ],
)
def test_other_words_are_the_same_if_very_alike_or_alike_and_nominated(
    similarity, nominated, reason
):
    known_liking = known("user", "likes", "riding bicycles")
    verdict = decide(
        case(
            fact("user", "likes", "cycling"),
            known_liking,
            similarity={"fact-1": similarity},
            same_as=frozenset({"fact-1"} if nominated else ()),
        )
    )
    assert verdict.decision.reason == reason


def test_likeness_never_makes_two_values_of_one_relation_the_same():
    verdict = decide(
        case(
            fact("user", "has_age", "31"),
            known("user", "has_age", "30"),
            similarity={"fact-1": 0.99},
        )
    )
    assert outcome(verdict) == ("supersede", "newer_value")


def test_a_decision_names_the_memory_that_decided_it_and_how_alike_it_is():
    verdict = decide(
        case(
            fact("user", "lives_in", "Berlin"),
            known("user", "lives_in", "Turin"),
            similarity={"fact-1": 0.61},
        )
    )
    found = verdict.decision
    assert (found.neighbour_id, found.neighbour_text) == ("fact-1", "Turin!")
    assert found.similarity == 0.61


def test_a_pinned_memory_is_not_forgotten_by_a_sentence_either():
    wish = fact("user", "likes", "jazz", intent="forget")
    verdict = decide(case(wish, known("user", "likes", "jazz", pinned=True)))
    assert outcome(verdict) == ("refuse", "pinned")
    assert verdict.changes == ()


@pytest.mark.parametrize("same_as", [frozenset(), frozenset({"fact-1"})])
def test_two_days_are_two_values_however_alike_they_sound(same_as):
    old = known("user", "has_date", "hearing is on 14 April 2026")
    new = fact("user", "has_date", "hearing is on 5 May 2026")
    verdict = decide(case(new, old, similarity={"fact-1": 0.99}, same_as=same_as))
    assert outcome(verdict) == ("add", "new")
