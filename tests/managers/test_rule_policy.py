"""The policy for rules, case by case: sharpened, merged, insisted upon, on trial."""

from datetime import UTC, datetime, timedelta

import pytest
from proposals import rule

from memorykinds.kinds import Provenance, Record, Rule, RuleCandidate
from memorykinds.managers import rule_policy
from memorykinds.managers.policy import Case
from memorykinds.managers.rule_words import are_opposite, say_same, says_more

NOW = datetime(2026, 6, 8, tzinfo=UTC)


def known(text, id_="r1", *, digests=("d1",), said=NOW, pinned=False, **rule_fields):
    return Record(
        id=id_,
        kind="procedural",
        namespace=("ada", "procedural"),
        content=Rule(text=text, **rule_fields),
        created_at=said,
        updated_at=said,
        valid_from=said,
        pinned=pinned,
        provenance=Provenance(conversation="c", digests=digests, said_at=said),
    )


def decide(nominated, *records, same=(), rivals=(), digests=("d9",), status="active", said=NOW):
    candidate = RuleCandidate.model_validate(nominated)
    content = candidate.content.with_(status=status)
    draft = known("x", "", digests=digests, said=said).with_(content=content)
    names = {"same_as": frozenset(same), "contradicts": frozenset(rivals)}
    return rule_policy.decide(
        Case(candidate=candidate, draft=draft, known=records, now=NOW, **names)
    )


def outcome(verdict):
    return verdict.decision.action, verdict.decision.reason


def after(verdict):
    """What each changed rule is afterwards: id -> (text, status)."""
    changed = [change.after for change in verdict.changes]
    return {r.id or "new": (r.content.text, r.content.status) for r in changed}


FRENCH = known("Answer in French.")
INSISTED = known("Answer in French.", priority=80)
GERMAN = rule("Answer in German.")
REMARK = rule("Answer in German.", priority=30)


def test_the_same_rule_with_another_word_for_not_changes_nothing():
    verdict = decide(rule("Never use any emojis!"), known("Do not use emojis."))
    assert outcome(verdict) == ("keep", "duplicate")


def test_a_rule_is_sharpened_by_detail():
    sharper = rule("Answer in at most five bullet points.", priority=60)
    verdict = decide(sharper, known("Answer in bullet points.", priority=80), same=["r1"])
    assert outcome(verdict) == ("revise", "refines")
    assert after(verdict) == {"r1": ("Answer in at most five bullet points.", "active")}
    (change,) = verdict.changes
    assert change.after.content.priority == 80, "detail makes a rule no less important"
    assert change.after.provenance.digests == ("d1", "d9"), "both causes are kept"


def test_a_paraphrase_does_not_change_a_rule():
    verdict = decide(rule("Reply in the French language."), FRENCH, same=["r1"])
    assert outcome(verdict) == ("keep", "duplicate")


def test_more_words_without_a_nomination_are_another_rule():
    verdict = decide(rule("Answer in French poems."), FRENCH)
    assert outcome(verdict) == ("add", "new")


def test_the_first_words_said_again_do_not_blunt_a_sharpened_rule():
    sharpened = known("Answer in at most five bullet points.", digests=("d1", "d2"))
    verdict = decide(rule("Answer in bullet points."), sharpened, digests=("d1",))
    assert outcome(verdict) == ("keep", "already_learned")


def test_two_rules_that_say_the_same_are_merged_into_the_more_important():
    brief, short = known("Be brief."), known("Keep it short.", "r2", priority=80)
    verdict = decide(rule("Short answers."), brief, short, same=["r1", "r2"])
    assert outcome(verdict) == ("revise", "merged")
    assert (verdict.decision.memory_id, verdict.decision.closes) == ("r2", ("r1",))
    assert after(verdict) == {
        "r1": ("Be brief.", "retired"),
        "r2": ("Keep it short.", "active"),
    }


def test_a_pinned_rule_is_the_one_that_stays():
    pinned, short = known("Be brief.", pinned=True), known("Keep it short.", "r2", priority=80)
    verdict = decide(rule("Short answers."), pinned, short, same=["r1", "r2"])
    assert verdict.decision.closes == ("r2",)


def test_a_rule_and_its_not_exclude_each_other_without_a_nomination():
    verdict = decide(rule("Use emojis."), known("Do not use emojis."), same=["r1"])
    assert outcome(verdict) == ("supersede", "contradicts")
    assert after(verdict)["r1"] == ("Do not use emojis.", "retired")


def test_what_was_said_later_stays_in_force_when_older_words_are_learned():
    verdict = decide(GERMAN, FRENCH, rivals=["r1"], said=NOW - timedelta(days=30))
    assert outcome(verdict) == ("add", "history")
    assert after(verdict) == {"new": ("Answer in German.", "retired")}


def test_a_pinned_rule_is_never_retired():
    for more in ({}, {"status": "trial"}):
        verdict = decide(GERMAN, known("Answer in French.", pinned=True), rivals=["r1"], **more)
        assert outcome(verdict) == ("refuse", "pinned")
        assert verdict.changes == ()
    dropped = rule("Answer in French.", intent="forget")
    assert outcome(decide(dropped, known("Answer in French.", pinned=True))) == ("refuse", "pinned")


def test_a_passing_remark_waits_beside_what_is_insisted_upon():
    verdict = decide(REMARK, INSISTED, rivals=["r1"])
    assert outcome(verdict) == ("add", "insisted")
    assert after(verdict) == {"new": ("Answer in German.", "trial")}
    assert verdict.changes[0].after.content.replaces == ("r1",)


def test_a_remark_made_twice_replaces_what_was_insisted_upon():
    waiting = known("Answer in German.", "r2", status="trial", replaces=("r1",))
    verdict = decide(REMARK, INSISTED, waiting, rivals=["r1"])
    assert outcome(verdict) == ("revise", "said_again")
    assert after(verdict) == {
        "r1": ("Answer in French.", "retired"),
        "r2": ("Answer in German.", "active"),
    }


def test_the_same_remark_learned_twice_is_one_remark():
    waiting = known("Answer in German.", "r2", status="trial", replaces=("r1",))
    verdict = decide(REMARK, INSISTED, waiting, rivals=["r1"], digests=("d1",))
    assert outcome(verdict) == ("keep", "duplicate")


@pytest.mark.parametrize("priority", [50, 80])
def test_a_plain_instruction_replaces_what_was_insisted_upon_at_once(priority):
    verdict = decide(rule("Answer in German.", priority=priority), INSISTED, rivals=["r1"])
    assert outcome(verdict) == ("supersede", "contradicts")


def test_an_insisted_rule_is_dropped_on_request():
    verdict = decide(rule("Answer in French.", intent="forget"), INSISTED)
    assert outcome(verdict) == ("retract", "asked_to_forget")


def test_a_rule_that_holds_always_already_is_not_added_for_a_case():
    narrow = rule("Answer in French.", applies_when="the user writes in French")
    assert outcome(decide(narrow, FRENCH)) == ("keep", "duplicate")


def test_a_rule_for_a_case_becomes_one_that_holds_always():
    narrow = known("Answer in French.", applies_when="the user writes in French")
    verdict = decide(rule("Answer in French."), narrow)
    assert outcome(verdict) == ("revise", "refines")
    assert verdict.changes[0].after.content.holds_always


@pytest.mark.parametrize(
    ("nominated", "record", "told"),
    [
        (rule("A b.", applies_when="at work"), known("C d."), "narrower than “C d.”"),
        (rule("A b."), known("C d.", applies_when="at work"), "is narrower"),
        (
            rule("A b.", applies_when="at home"),
            known("C d.", applies_when="at work"),
            "other times",
        ),
    ],
)
def test_rivals_at_other_scopes_both_stand_and_the_ledger_says_why(nominated, record, told):
    verdict = decide(nominated, record, rivals=["r1"])
    assert outcome(verdict) == ("add", "new")
    assert told in verdict.decision.detail


def test_saying_a_rule_again_retires_what_cannot_hold_beside_it():
    german = known("Answer in German.", "r2")
    verdict = decide(rule("Answer in French."), FRENCH, german, rivals=["r2"])
    assert outcome(verdict) == ("revise", "contradicts")
    assert after(verdict)["r2"] == ("Answer in German.", "retired")
    insisted = known("Answer in German.", "r2", priority=80)
    remark = rule("Answer in French.", priority=30)
    verdict = decide(remark, FRENCH, insisted, rivals=["r2"])
    assert outcome(verdict) == ("keep", "duplicate"), "not what is insisted upon"


def test_on_trial_a_rival_changes_nothing_in_force():
    verdict = decide(GERMAN, FRENCH, rivals=["r1"], status="trial")
    assert outcome(verdict) == ("add", "on_trial")
    assert after(verdict) == {"new": ("Answer in German.", "trial")}


def test_on_trial_detail_changes_nothing_in_force_and_waits_once():
    sharper, bullets = rule("Answer in five bullet points."), known("Answer in bullet points.")
    verdict = decide(sharper, bullets, same=["r1"], status="trial")
    assert outcome(verdict) == ("add", "on_trial")
    waiting = verdict.changes[0].after.with_(id="r2")
    again = decide(sharper, bullets, waiting, same=["r1"], status="trial", digests=("d8",))
    assert outcome(again) == ("keep", "duplicate")
    merged = decide(rule("Bullets."), bullets, waiting, same=["r1", "r2"], status="trial")
    assert merged.changes == (), "the rule on trial is not lost by a word for the other"


def test_words_tell_only_what_is_certain():
    assert say_same("Please always answer in French!", "answer in French")
    assert not say_same("Answer in French, not German.", "Answer in German, not French.")
    assert are_opposite("Don’t use emojis", "Use emojis.")
    assert not are_opposite("Use emojis.", "Use tables.")
    assert says_more("At most 3 sentences.", than="At most 5 sentences.")
    assert not says_more("Reply in French.", than="Answer in French.")
