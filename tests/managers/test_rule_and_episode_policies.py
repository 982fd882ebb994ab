"""The policies for rules and for episodes, as pure functions."""

from datetime import UTC, datetime

from proposals import episode, rule

from memorykinds.kinds import Episode, EpisodeCandidate, Provenance, Record, Rule, RuleCandidate
from memorykinds.managers import episode_policy, rule_policy
from memorykinds.managers.policy import Case

NOW = datetime(2026, 6, 8, tzinfo=UTC)


def record(content, *, id_="m-1", digests=("d1",), **more):
    return Record(
        id=id_,
        kind=content.memory_kind,
        namespace=("ada", content.memory_kind),
        content=content,
        created_at=NOW,
        updated_at=NOW,
        valid_from=NOW,
        provenance=Provenance(conversation="c", digests=digests, said_at=NOW),
        **more,
    )


def case(candidate, *known, digests=("d9",), **more):
    draft = record(candidate.content, id_="", digests=digests)
    return Case(candidate=candidate, draft=draft, known=known, now=NOW, **more)


def on_rule(nominated, *known, **more):
    return rule_policy.decide(case(RuleCandidate.model_validate(nominated), *known, **more))


def on_episode(nominated, *known, **more):
    return episode_policy.decide(case(EpisodeCandidate.model_validate(nominated), *known, **more))


def outcome(verdict):
    return verdict.decision.action, verdict.decision.reason


FRENCH = record(Rule(text="Answer in French."))


def test_a_new_rule_is_added():
    assert outcome(on_rule(rule("Use metric units."), FRENCH)) == ("add", "new")


def test_the_same_rule_in_other_letters_changes_nothing():
    assert outcome(on_rule(rule("answer in french"), FRENCH)) == ("keep", "duplicate")


def test_the_newer_of_two_contradicting_rules_wins_and_the_older_retires():
    verdict = on_rule(rule("Answer in German."), FRENCH, contradicts=frozenset({"m-1"}))
    assert outcome(verdict) == ("supersede", "contradicts")
    retired = verdict.changes[0].after
    assert (retired.state, retired.content.status) == ("superseded", "retired")


def test_a_narrower_rule_stands_beside_the_wider_one():
    narrow = rule("Answer in German.", applies_when="the user writes in German")
    verdict = on_rule(narrow, FRENCH, contradicts=frozenset({"m-1"}))
    assert outcome(verdict) == ("add", "new")
    assert "both stand" in verdict.decision.detail


def test_a_rule_that_is_no_longer_wanted_is_retired():
    wish = rule("Answer in French.", intent="forget")
    verdict = on_rule(wish, FRENCH)
    assert outcome(verdict) == ("retract", "asked_to_forget")
    assert verdict.changes[0].after.content.status == "retired"


def test_dropping_a_rule_that_is_not_in_force_is_refused():
    verdict = on_rule(rule("Answer in Latin.", intent="forget"), FRENCH)
    assert outcome(verdict) == ("refuse", "nothing_to_retract")


def test_old_words_learned_again_do_not_revive_a_retired_rule():
    retired = FRENCH.with_(state="superseded")
    verdict = on_rule(rule("Answer in French."), retired, digests=("d1",))
    assert outcome(verdict) == ("keep", "already_learned")


def test_a_retired_rule_stands_in_no_other_rules_way():
    retired = FRENCH.with_(state="superseded")
    assert outcome(on_rule(rule("Use metric units."), retired)) == ("add", "new")
    assert outcome(on_rule(rule("Answer in French."), retired)) == ("add", "new"), "said anew"


TRIP = record(Episode(title="Trip", situation="A trip."), digests=("a", "b", "c"))


def test_a_conversation_learned_again_in_other_words_changes_nothing():
    verdict = on_episode(episode("Journey", "Quite other words."), TRIP, digests=("a", "b", "c"))
    assert outcome(verdict) == ("keep", "already_learned")


def test_a_part_of_a_known_conversation_changes_nothing():
    assert outcome(on_episode(episode("J", "w"), TRIP, digests=("b",))) == (
        "keep",
        "already_learned",
    )


def test_a_conversation_that_goes_on_extends_its_episode():
    verdict = on_episode(episode("Trip", "More."), TRIP, digests=("a", "b", "c", "d"))
    assert outcome(verdict) == ("revise", "continues")
    after = verdict.changes[0].after
    assert after.id == "m-1"
    assert after.provenance.digests == ("a", "b", "c", "d")


def test_another_conversation_is_another_episode_however_alike():
    verdict = on_episode(episode("Trip", "A trip."), TRIP, digests=("x", "y"))
    assert outcome(verdict) == ("add", "new")
