"""A rule on trial is promoted or retired by what it does to answers, and by nothing less."""

import asyncio
import math

import pytest
from proposals import rule, says, scripted_memory, vector_store

import memorykinds as mk
from memorykinds.kinds import InputError, ModelError, NotFoundError, Trial
from memorykinds.managers import Gate, Judge, contains_bullets, max_words
from memorykinds.managers.gate_verdict import weigh
from memorykinds.managers.writing import put_record

QUESTIONS = ["What is a monad?", "What is a list?", "What is a tree?"]


def good(answer, _example):
    return float(answer.startswith("good"))


def on_trial(*answers, rules=("Be good.",), gate=None, **settings):
    """Return a memory with rules on trial whose model gives these answers when they are judged."""
    proposal = says(*(rule(text) for text in rules))
    procedural = mk.ProceduralSettings(gate=gate or Gate(QUESTIONS, good), **settings)
    memory, model = scripted_memory(proposal, *answers, procedural=procedural)
    memory.procedural.learn("a")
    return memory, model


def statuses(memory):
    return {entry.id: entry.rule.status for entry in memory.rules().entries}


def systems(model):
    """Return the system prompt of each call that asked for an answer."""
    return [m[0].text if m[0].type == "system" else "" for m in model.history[1:]]


def test_with_a_gate_new_rules_wait_and_learning_asks_nothing_more():
    memory, model = on_trial()
    assert statuses(memory) == {"rule-1": "trial"}
    assert len(model.history) == 1
    assert memory.rules().render() == ""


def test_a_rule_that_makes_answers_better_is_promoted_with_both_scores():
    memory, model = on_trial("bad", "bad", "good", "good", "good", "good")
    update = memory.procedural.judge()
    assert statuses(memory) == {"rule-1": "active"}
    (decision,) = update.decisions
    assert (decision.action, decision.reason) == ("revise", "passed_trial")
    assert decision.trial == Trial(before=1 / 3, after=1.0, examples=3, better=("1", "2"))
    assert "0.33 before and 1.00 after, on 3 examples" in decision.detail
    assert memory.history("rule-1")[-1].detail == decision.detail
    assert (
        systems(model)
        == ["You are a helpful assistant."] * 3
        + ["You are a helpful assistant.\n\n## Rules\n- Be good."] * 3
    )
    assert [m[-1].text for m in model.history[1:4]] == QUESTIONS


def test_a_rule_that_makes_answers_worse_is_retired_and_it_is_said_where():
    memory, _ = on_trial("good", "good", "bad", "bad", "bad", "bad")
    (decision,) = memory.procedural.judge().decisions
    assert statuses(memory) == {"rule-1": "retired"}
    assert (decision.action, decision.reason) == ("retract", "failed_trial")
    assert decision.trial.worse == ("1", "2")
    assert "2 worse: 1, 2" in decision.detail


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (["bad"] * 6, "tie"),
        (["good", "bad", "bad", "bad", "good", "bad"], "tie"),
        (["bad", "bad", "bad", "good", "bad", "bad"], "One example alone would decide"),
        (["good", "good", "good", "bad", "good", "good"], "One example alone would decide"),
        (["good", "bad", "bad", "bad", "good", "good"], "One example alone would decide"),
    ],
)
def test_a_rule_of_which_the_examples_say_too_little_stays_on_trial(answers, sentence):
    memory, _ = on_trial(*answers)
    update = memory.procedural.judge()
    (decision,) = update.decisions
    assert (decision.action, decision.reason, decision.memory_id) == ("keep", "undecided", "rule-1")
    assert sentence in decision.detail
    assert decision.trial.examples == 3
    assert statuses(memory) == {"rule-1": "trial"}
    assert update.events == ()


def test_a_single_example_never_decides():
    memory, _ = on_trial("bad", "good", gate=Gate(QUESTIONS[:1], good))
    (decision,) = memory.procedural.judge().decisions
    assert decision.reason == "undecided"
    assert statuses(memory) == {"rule-1": "trial"}


def test_a_tie_may_be_let_through():
    memory, _ = on_trial(*["bad"] * 6, gate=Gate(QUESTIONS, good, ties="pass"))
    memory.procedural.judge()
    assert statuses(memory) == {"rule-1": "active"}


@pytest.mark.parametrize(("least", "outcome"), [(0.1, "pass"), (0.2, "pass"), (0.3, "wait")])
def test_a_gain_may_be_demanded(least, outcome):
    before, after = [0.5, 0.5, 0.5, 0.5], [0.7, 0.7, 0.7, 0.7]
    weighed = weigh("abcd", before, after, min_gain=least)
    assert weighed.outcome == outcome
    assert weighed.trial.gain == pytest.approx(0.2)
    assert ("less than the gain" in weighed.detail) == (outcome == "wait")


def test_rounding_is_no_difference():
    weighed = weigh("ab", [0.1 + 0.2, 0.3], [0.3, 0.1 + 0.2])
    assert (weighed.outcome, weighed.trial.better, weighed.trial.worse) == ("wait", (), ())


@pytest.mark.parametrize(
    ("better", "worse", "chance"),
    [(0, 0, 1), (1, 1, 1), (5, 0, 1 / 16), (6, 0, 1 / 32), (3, 1, 5 / 8)],
)
def test_the_evidence_is_the_exact_sign_test(better, worse, chance):
    names = tuple("abcdefgh")
    trial = Trial(
        before=0, after=1, examples=8, better=names[:better], worse=names[better : better + worse]
    )
    assert trial.chance == chance


def test_answers_are_paid_for_once():
    rules = ["Be good.", "Be kind."]
    # 3 without, 3 with the first, 3 with the second: the first passed, so it is the second's base.
    memory, model = on_trial(*["bad"] * 3, *["good"] * 6, rules=rules)
    assert memory.procedural.judge().cost.calls == 9
    assert len(model.history) == 1 + 9
    assert statuses(memory) == {"rule-1": "active", "rule-2": "trial"}
    assert systems(model)[-1].endswith("## Rules\n- Be good.\n- Be kind.")
    assert memory.cost().total.calls == 10
    again = memory.procedural.judge()
    assert again.cost.calls == 0
    assert again.decisions[0].reason == "undecided"
    assert len(model.history) == 1 + 9, "the same questions under the same rules"


def test_the_trace_shows_each_question_answer_and_score():
    memory, _ = on_trial("bad", "bad", "bad", "good", "good", "good")
    trace = memory.procedural.judge().trace("procedural")
    step = trace.step("example 2")
    assert step.data["before"]["prompt"][-1] == {"role": "human", "text": QUESTIONS[1]}
    assert (step.data["before"]["score"], step.data["after"]["score"]) == (0, 1)
    assert step.data["after"]["answer"] == "good"
    assert trace.step("trial").data == {"rule": "rule-1", "outcome": "pass"}


@pytest.mark.parametrize(
    ("score", "sentence"),
    [
        (lambda *_: math.nan, "The score is nan, which is not from 0 to 1"),
        (lambda *_: 7, "The score is 7, which is not from 0 to 1"),
        (lambda *_: None, "The score is no number but a NoneType"),
        (lambda *_: 1 / 0, "The score failed on example 1, so nothing was changed: ZeroDivision"),
        (lambda _answer: 1, "The score failed on example 1"),
    ],
)
def test_a_score_that_is_none_changes_nothing_and_is_told_in_a_sentence(score, sentence):
    memory, _ = on_trial(*["x"] * 6, gate=Gate(QUESTIONS, score))
    update = memory.procedural.judge()
    (decision,) = update.decisions
    assert (decision.action, decision.reason, decision.trial) == ("keep", "not_judged", None)
    assert sentence in decision.detail
    assert "\n" not in decision.detail
    assert update.events == ()
    assert statuses(memory) == {"rule-1": "trial"}


def test_a_coroutine_function_scores_where_it_can_be_awaited():
    async def score(answer, _example):
        await asyncio.sleep(0)
        return float(answer == "good")

    gate = Gate(QUESTIONS, score)
    memory, _ = on_trial(*["bad"] * 3, *["good"] * 3, gate=gate)
    asyncio.run(memory.procedural.ajudge())
    assert statuses(memory) == {"rule-1": "active"}
    memory, _ = on_trial(*["bad"] * 3, gate=gate)
    assert "async twin" in memory.procedural.judge().decisions[0].detail


def test_several_scores_count_by_their_mean():
    gate = Gate(QUESTIONS, [good, lambda *_: 0.5])
    memory, _ = on_trial(*["bad"] * 3, *["good"] * 3, gate=gate)
    (decision,) = memory.procedural.judge().decisions
    assert (decision.trial.before, decision.trial.after) == (0.25, 0.75)


def test_a_judge_scores_with_one_call_for_each_answer_which_the_trace_shows():
    gate = Gate([{"input": q, "wanted": "a proof"} for q in QUESTIONS[:2]], Judge("Be rigorous."))
    low, high = ({"reason": "r", "score": n} for n in (2, 9))
    memory, model = on_trial("a", low, "b", low, "A", high, "B", high, gate=gate)
    update = memory.procedural.judge()
    (decision,) = update.decisions
    assert (decision.trial.before, decision.trial.after) == (0.2, 0.9)
    assert decision.reason == "passed_trial"
    assert len(model.history) == 1 + 2 * 2 * 2
    (judged,) = update.trace("procedural").step("example 1").data["after"]["judged"]
    system, human = judged["prompt"]
    assert system["text"].endswith("Be rigorous.")
    assert all(part in human["text"] for part in ("What is a monad?", '"A"', "a proof"))


def test_a_judge_without_a_usable_score_changes_nothing():
    memory, _ = on_trial("a", {"reason": "r", "score": 99}, gate=Gate(QUESTIONS, Judge("Be kind.")))
    (decision,) = memory.procedural.judge().decisions
    assert decision.reason == "not_judged"
    assert "The judge gave no score on example 1" in decision.detail


def test_a_providers_error_surfaces_and_changes_nothing():
    memory, _ = on_trial("a", ModelError("The rate limit is reached."))
    with pytest.raises(ModelError, match="rate limit"):
        memory.procedural.judge()
    assert statuses(memory) == {"rule-1": "trial"}


def test_the_offline_model_does_not_judge():
    gate = Gate(QUESTIONS, Judge("Be kind."))
    settings = mk.ProceduralSettings(gate=gate)
    memory = mk.open(store=vector_store(), user="ada", procedural=settings)
    memory.procedural.learn("Never use emojis.")
    with pytest.raises(InputError, match="cannot judge answers"):
        memory.procedural.judge()


def test_offline_a_rule_is_measured_by_what_code_can_check():
    gate = Gate(["Where is Ada?", "Who is Ada?", "How is Ada?"], [contains_bullets, max_words(80)])
    known = '<memories>\n{"text": "Ada lives in Turin."}\n{"text": "Ada is well."}\n</memories>'
    gate = Gate(gate.examples, gate.score, system=known)
    settings = mk.ProceduralSettings(gate=gate)
    memory = mk.open(store=vector_store(), user="ada", ids=mk.counted_ids(), procedural=settings)
    memory.procedural.learn("Hm.", feedback="Bullets, please.")
    (decision,) = memory.procedural.judge().decisions
    assert memory.rules().render() == "- Answer in bullet points."
    assert decision.trial.better


def test_one_rule_can_be_judged_with_a_gate_of_its_own():
    memory, _ = on_trial(*["bad"] * 3, *["good"] * 3, rules=["Be good.", "Be kind."])
    memory.procedural.judge("rule-2", gate=Gate(QUESTIONS, good, system="You are Ada's tutor."))
    assert statuses(memory) == {"rule-2": "active", "rule-1": "trial"}


def test_only_a_rule_on_trial_is_judged_and_only_with_a_gate():
    memory, _ = scripted_memory(says(rule("Be good.")))
    memory.procedural.learn("a")
    with pytest.raises(InputError, match="There is no gate"):
        memory.procedural.judge()
    gate = Gate(QUESTIONS, good)
    with pytest.raises(InputError, match="not on trial: it is active"):
        memory.procedural.judge("rule-1", gate=gate)
    with pytest.raises(NotFoundError, match="rule-9"):
        memory.procedural.judge("rule-9", gate=gate)
    assert memory.procedural.judge(gate=gate).decisions == ()


def test_a_promoted_rule_ends_what_it_replaces():
    replies = [says(rule("Answer in French.")), says(rule("Answer in German.", contradicts=[0]))]
    memory, model = scripted_memory(*replies, *["bad"] * 3, *["good"] * 3)
    memory.procedural.learn("a")
    memory.procedural.manager.settings = mk.ProceduralSettings(new_rules="trial")
    memory.procedural.learn("b")
    (decision,) = memory.procedural.judge(gate=Gate(QUESTIONS, good)).decisions
    assert decision.closes == ("rule-1",)
    assert memory.rules().render() == "- Answer in German."
    assert "French" not in model.history[-1][0].text


def test_what_would_end_a_pinned_rule_is_not_paid_for():
    replies = [says(rule("Answer in French.")), says(rule("Answer in German.", contradicts=[0]))]
    memory, model = scripted_memory(*replies)
    memory.procedural.learn("a")
    memory.procedural.manager.settings = mk.ProceduralSettings(new_rules="trial")
    memory.procedural.learn("b")
    memory.store.batch([put_record(memory.get("rule-1").with_(pinned=True))])
    (decision,) = memory.procedural.judge(gate=Gate(QUESTIONS, good)).decisions
    assert (decision.action, decision.reason) == ("refuse", "pinned")
    assert len(model.history) == 2


def test_rules_that_changed_meanwhile_are_to_be_judged_again():
    memory, _ = on_trial(*["bad"] * 3, *["good"] * 3, rules=["Be good.", "Be kind."])

    def interrupting(answer, example):
        if "rule-2" in statuses(memory) and statuses(memory)["rule-2"] == "trial":
            memory.procedural.promote("rule-2")
        return good(answer, example)

    update = memory.procedural.judge("rule-1", gate=Gate(QUESTIONS, interrupting))
    assert update.decisions[0].reason == "not_judged"
    assert "judge it again" in update.decisions[0].detail
    assert statuses(memory) == {"rule-2": "active", "rule-1": "trial"}


def test_a_verdict_can_be_undone():
    memory, _ = on_trial(*["bad"] * 3, *["good"] * 3)
    memory.undo(memory.procedural.judge())
    assert statuses(memory) == {"rule-1": "trial"}


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Gate([], good), "A gate needs examples"),
        (lambda: Gate("What?", good), "examples= must be a list"),
        (lambda: Gate([""], good), "Example 1 cannot be asked"),
        (lambda: Gate([7], good), "Example 1 cannot be asked"),
        (
            lambda: Gate([[("user", "a"), ("assistant", "b")]], good),
            "last message is not the user's",
        ),
        (lambda: Gate(["a", "a"], good), "are the same"),
        (
            lambda: Gate([{"input": "a", "name": "x"}, {"input": "b", "name": "x"}], good),
            "names must",
        ),
        (lambda: Gate([{"input": "a", "variables": 3}], good), "variables must be a mapping"),
        (lambda: Gate(["a"], "good"), "score= must be"),
        (lambda: Gate(["a"], []), "score= must be"),
        (lambda: Gate(["a"], good, min_gain=math.nan), "min_gain="),
        (lambda: Gate(["a"], good, min_gain=2), "min_gain="),
        (lambda: Gate(["a"], good, min_gain="much"), "min_gain="),
        (lambda: Gate(["a"], good, system=None), "system= must be text"),
        (lambda: Gate(["a"], good, ties="lose"), "ties="),
        (lambda: Gate(["a"], good, 0.1, ties="pass"), "A tie has no gain"),
        (lambda: Judge(" "), "A judge needs criteria"),
    ],
)
def test_a_gate_that_cannot_be_meant_is_refused_before_anything_is_asked(make, sentence):
    with pytest.raises(InputError, match=sentence) as caught:
        make()
    assert "\n" not in str(caught.value)
