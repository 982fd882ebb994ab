"""The policy of four operations."""

from fact_cases import MAY, case, known, outcome
from proposals import fact

from memorykinds.managers.policies.four_op import decide

ONE = frozenset({"fact-1"})


def test_add_what_is_new():
    assert outcome(decide(case(fact("user", "likes", "jazz")))) == ("add", "new")


def test_none_where_it_is_known():
    verdict = decide(case(fact("user", "likes", "jazz"), known("user", "likes", "jazz")))
    assert outcome(verdict) == ("keep", "duplicate")


def test_what_is_known_stays_even_if_the_model_calls_it_contradicted():
    jazz = known("user", "likes", "jazz")
    verdict = decide(case(fact("user", "likes", "jazz"), jazz, contradicts=ONE))
    assert outcome(verdict) == ("keep", "duplicate")


def test_update_writes_the_newer_value_over_the_older():
    verdict = decide(case(fact("user", "lives_in", "Berlin"), known("user", "lives_in", "Turin")))
    assert outcome(verdict) == ("revise", "newer_value")
    (change,) = verdict.changes
    assert (change.after.id, change.after.content.object) == ("fact-1", "Berlin")
    assert change.before.content.object == "Turin", "the journal still knows"


def test_update_knows_no_time():
    berlin = known("user", "lives_in", "Berlin")
    verdict = decide(case(fact("user", "lives_in", "Turin"), berlin, said=MAY.replace(year=2020)))
    assert outcome(verdict) == ("revise", "newer_value")


def test_update_adds_detail_to_what_the_model_calls_the_same():
    cycling = known("user", "likes", "cycling")
    verdict = decide(case(fact("user", "likes", "cycling uphill"), cycling, same_as=ONE))
    assert outcome(verdict) == ("revise", "refines")
    less = decide(case(fact("user", "likes", "sport"), cycling, same_as=ONE))
    assert outcome(less) == ("keep", "duplicate")


def test_delete_takes_the_contradicted_and_adds_nothing():
    verdict = decide(
        case(fact("user", "dislikes", "tea"), known("user", "likes", "tea"), contradicts=ONE)
    )
    assert outcome(verdict) == ("retract", "contradicts")
    assert [c.action for c in verdict.changes] == ["close"]


def test_delete_believes_a_wrong_nomination():
    peanuts = known("user", "allergic_to", "peanuts")
    verdict = decide(case(fact("user", "prefers", "tea"), peanuts, contradicts=ONE))
    assert verdict.decision.closes == ("fact-1",)


def test_learning_the_deletion_again_does_not_add_what_deleted():
    tea = known("user", "likes", "tea")
    told = case(fact("user", "dislikes", "tea"), tea, contradicts=ONE)
    (closed,) = (change.after for change in decide(told).changes)
    assert outcome(decide(case(fact("user", "dislikes", "tea"), closed))) == (
        "keep",
        "already_learned",
    )


def test_learning_the_old_turns_again_does_not_write_the_old_value_back():
    told = case(fact("user", "lives_in", "Berlin"), known("user", "lives_in", "Turin"))
    (rewritten,) = (change.after for change in decide(told).changes)
    again = case(fact("user", "lives_in", "Turin"), rewritten, digests=("d1",))
    assert outcome(decide(again)) == ("keep", "already_learned")


def test_a_correction_within_one_turn_is_an_update():
    turin = known("user", "lives_in", "Turin")
    verdict = decide(case(fact("user", "lives_in", "Berlin"), turin, digests=("d1",), fresh=ONE))
    assert outcome(verdict) == ("revise", "newer_value")


def test_a_pinned_memory_is_neither_deleted_nor_written_over():
    turin = known("user", "lives_in", "Turin", pinned=True)
    assert outcome(decide(case(fact("user", "lives_in", "Rome"), turin))) == ("refuse", "pinned")
    told = case(fact("user", "likes", "Rome"), turin, contradicts=ONE)
    assert outcome(decide(told)) == ("refuse", "pinned")


def test_what_is_said_to_be_over_is_deleted():
    told = fact("user", "lives_in", "Turin", valid_to="2026-06-01")
    verdict = decide(case(told, known("user", "lives_in", "Turin")))
    assert outcome(verdict) == ("retract", "no_longer_true")
