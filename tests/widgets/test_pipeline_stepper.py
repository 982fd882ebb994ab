"""PipelineStepper without a browser: what each step shows, and running again from it."""

import asyncio
import json

import pytest
from fragments import Fragment
from proposals import fact, says, scripted_memory

import memorykinds as mk
from memorykinds.kinds import Decision, InputError, ModelError, NotFoundError
from memorykinds.managers import Plan, Step, Trace, Update
from memorykinds.managers.proposing import MAX_REPAIRS
from memorykinds.widgets import PipelineStepper
from memorykinds.widgets.pipeline_compare import compared

STEPS = ["transcript", "related", "prompt", "answer", "candidates", "decisions", "changes"]
TURIN = fact("user", "lives_in", "Turin", "The user lives in Turin.")


def offline(**settings):
    clock = mk.LessonClock("2026-05-03")
    return mk.open(user="ada", embeddings="hash", clock=clock, ids=mk.counted_ids(), **settings)


@pytest.fixture
def moved():
    memory = offline()
    memory.learn("I live in Turin. I like green tea.")
    return memory.learn("I moved to Berlin.", feedback="Too long. Bullets, please.")


def texts_of(stepper):
    """What the live view shows of each step."""
    found = {}
    for step in stepper.trace.steps:
        stepper.jump(step.name)
        found[step.name] = Fragment(stepper.live_html()).text
    return found


def test_one_goes_through_the_steps_in_a_circle(moved):
    stepper = moved.step()
    assert repr(stepper) == "PipelineStepper(semantic: step 1 of 7, transcript)"
    names = [stepper.current.name, *(stepper.next().name for _ in range(7))]
    assert names == [*STEPS, "transcript"]
    assert stepper.previous().name == "changes"


def test_a_step_is_found_by_number_and_by_name(moved):
    stepper = moved.step("episodic")
    assert stepper.jump(2).name == "segments"
    assert stepper.jump("decisions").name == "decisions"
    for wrong in (99, "journal"):
        with pytest.raises(NotFoundError, match="has no step"):
            stepper.jump(wrong)


def test_every_step_of_facts_shows_what_it_holds(moved):
    shown = texts_of(moved.step("semantic"))
    assert "I moved to Berlin." in shown["transcript"]
    assert "2026-05-03 00:00" in shown["transcript"]
    assert "The user lives in Turin." in shown["related"]
    assert moved.trace("semantic").step("prompt").data[1]["text"] in shown["prompt"]
    assert moved.trace("semantic").step("answer").data["answers"][0] in shown["answer"]
    assert "by OfflineChatModel" in shown["answer"]
    assert "The user lives in Berlin." in shown["candidates"]
    assert "supersede: newer value" in shown["decisions"]
    assert "cosine" in shown["decisions"]
    assert "state: removed: activeadded: superseded" in shown["changes"]
    assert moved.id in shown["changes"]


def test_an_episode_shows_its_segments_and_a_rule_its_feedback(moved):
    assert "The conversation begins." in texts_of(moved.step("episodic"))["segments"]
    rules = texts_of(moved.step("procedural"))
    assert "Too long. Bullets, please." in rules["transcript"]
    assert "Answer in bullet points." in rules["candidates"]


def test_the_static_form_holds_every_step(moved):
    html = moved.step().to_html()
    assert [f"{n} of 7: {name}" in html for n, name in enumerate(STEPS, start=1)] == [True] * 7
    assert html.count("<details open>") == 1


def test_the_turns_that_say_it_are_marked(moved):
    stepper = moved.step("procedural")
    stepper.jump("candidates")
    assert stepper.choose(1) == ("feedback",)
    assert "[feedback feedback] Too long. Bullets, please." in Fragment(stepper.live_html()).text
    stepper.jump("transcript")
    assert stepper.live_html().count('aria-current="true"') == 1
    with pytest.raises(NotFoundError, match="no number 1"):
        stepper.choose(1)


def test_a_changed_turn_is_run_again_and_compared():
    memory = offline()
    memory.learn("I live in Turin.")
    update = memory.learn("I moved to Berlin.")
    stepper = update.step("semantic")
    stepper.edit("transcript", {"t1": "I moved to Rome."})
    plan = stepper.rerun()
    assert isinstance(plan, Plan)
    (pair,) = stepper.differences
    assert (pair.was.text, pair.now.text) == (
        "The user lives in Berlin.",
        "The user lives in Rome.",
    )
    assert "removed: Berlin." in Fragment(stepper.live_html()).text
    assert [record.text for record in memory.semantic.all()] == ["The user lives in Berlin."]


def test_one_goes_on_from_what_was_run_again(moved):
    stepper = moved.step("semantic")
    stepper.edit("transcript", {"t1": "I moved to Rome."})
    stepper.rerun()
    stepper.edit("policy", "add_only")
    (decision,) = stepper.rerun().decisions
    assert (decision.text, decision.action) == ("The user lives in Rome.", "add")


def test_was_and_now_are_shown_by_turns_and_reset_ends_it(moved):
    stepper = moved.step("semantic")
    with pytest.raises(InputError, match="not run again yet"):
        stepper.show("now")
    stepper.edit("answer", {"candidates": []})
    stepper.rerun()
    assert stepper.trace.step("candidates").data == []
    assert "would be written" not in Fragment(stepper.live_html()).text
    stepper.show("was")
    assert len(stepper.trace.step("candidates").data) == 1
    stepper.reset()
    assert stepper.plan is None
    assert stepper.differences == ()


def test_each_form_of_the_live_view_runs_from_its_step(moved):
    stepper = moved.step("semantic")
    row = json.dumps({**TURIN, "content": {**TURIN["content"], "text": "Still in Turin."}})
    near = moved.trace("semantic").step("related").data[0]["id"]
    said = asyncio.run(stepper.run_turn("t1", "I moved to Rome."))
    assert said == "Run again: 1 of 1 decisions differ."
    stepper.reset()
    assert asyncio.run(stepper.leave_out(near)).startswith("Run again")
    assert len(stepper.trace.step("related").data) == 1
    stepper.reset()
    assert asyncio.run(stepper.run_prompt(1, "Be brief.")).startswith("Run again")
    assert stepper.trace.step("prompt").data[0]["text"] == "Be brief."
    stepper.reset()
    assert asyncio.run(stepper.run_candidate(1, row)).startswith("Run again")
    assert stepper.plan.decisions[0].text == "Still in Turin."
    stepper.reset()
    assert asyncio.run(stepper.run_answer('{"candidates": []}')).startswith("Run again")
    assert stepper.plan.decisions == ()
    stepper.reset()
    assert asyncio.run(stepper.run_policy("add_only")).startswith("Run again")
    assert stepper.plan.decisions[0].action == "add"


def test_segments_are_drawn_otherwise_as_json(moved):
    stepper = moved.step("episodic")
    data = json.dumps(stepper.trace.step("segments").data)
    assert asyncio.run(stepper.run_json("segments", data)).endswith("0 of 1 decisions differ.")


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda s: s.run_answer("{"), "not valid JSON"),
        (lambda s: s.run_candidate(1, "{"), "This is no JSON"),
        (lambda s: s.run_candidate(1, "{}"), r"Candidate 1: evidence"),
        (lambda s: s.run_candidate(9, "{}"), "no candidate 9"),
        (lambda s: s.run_prompt(9, "Go."), "no message 9"),
        (lambda s: s.run_policy("coin"), "no policy 'coin'"),
        (lambda s: s.run_turn("t9", "Hello."), "no turn 't9'"),
        (lambda s: s.run_turn("t1", "  "), "turn"),
    ],
)
def test_what_cannot_be_run_is_said_and_leaves_all_as_it_was(call, sentence):
    stepper = offline().learn("I live in Turin.").step("semantic")
    before = stepper.live_html()
    with pytest.raises((InputError, NotFoundError), match=sentence):
        asyncio.run(call(stepper))
    assert stepper.live_html() == before
    assert stepper.rerun().decisions[0].action == "add"


def test_progress_shows_while_a_model_is_asked(moved):
    stepper, seen = moved.step("semantic"), []
    stepper.watch(lambda status, progress: seen.append((status, progress)))
    asyncio.run(stepper.run_turn("t1", "I moved to Rome."))
    assert ("Running again from transcript.", 0.5) in seen
    assert seen[-1] == ("Run again: 1 of 1 decisions differ.", None)


def test_no_progress_shows_after_a_model_that_failed():
    memory, _ = scripted_memory(says(TURIN), ConnectionError("down"))
    stepper, seen = memory.semantic.learn("I live in Turin.").step(), []
    stepper.watch(lambda _status, progress: seen.append(progress))
    with pytest.raises(ModelError):
        asyncio.run(stepper.run_prompt(1, "Go."))
    assert seen == [None, 0.5, None]


def test_a_model_that_fails_leaves_the_run_as_it_was():
    memory, _ = scripted_memory(says(TURIN), ConnectionError("down"))
    stepper = memory.semantic.learn("I live in Turin.").step()
    stepper.edit("prompt", stepper.trace.step("prompt").data)
    with pytest.raises(ModelError):
        stepper.rerun()
    assert stepper.plan is None


def test_repairs_and_invalid_candidates_are_shown_with_their_errors():
    broken = {**TURIN, "content": {"subject": "user"}}
    memory, _ = scripted_memory(*[says(TURIN, broken)] * (1 + MAX_REPAIRS))
    shown = texts_of(memory.semantic.learn("I live in Turin.").step())
    assert f"Answer {1 + MAX_REPAIRS} of {1 + MAX_REPAIRS}" in shown["answer"]
    assert "Refused: candidates.1.content.predicate: Field required" in shown["answer"]
    assert "1 not valid" in shown["candidates"]
    assert "content.predicate: Field required" in shown["candidates"]
    assert "refuse: invalid" in shown["decisions"]


def test_an_update_that_learned_nothing_shows_that():
    shown = texts_of(offline().learn("Hm.").step("semantic"))
    assert "shown no memory" in shown["related"]
    assert "The model nominated nothing." in shown["candidates"]
    assert "nothing to decide about" in shown["decisions"]
    assert "Nothing changes" in shown["changes"]


def test_an_update_without_a_run_says_why_there_are_no_steps():
    memory = offline(min_turns=5)
    with pytest.raises(InputError, match=r"no steps to go through\. 1 of 5 new turns"):
        memory.learn("I live in Turin.").step()
    with pytest.raises(InputError, match="no steps to go through"):
        memory.semantic.add(mk.Fact.model_validate(TURIN["content"])).step()
    with pytest.raises(InputError, match="episodic manager has not run here"):
        memory.learn("Tea.", kinds=["semantic"], min_turns=0).step("episodic")
    with pytest.raises(InputError, match="Update, a Plan or a Trace, not 7"):
        PipelineStepper(7)


def test_a_trace_from_json_can_be_gone_through_but_not_run_again(moved):
    trace = Trace.model_validate_json(moved.trace("semantic").model_dump_json())
    stepper = PipelineStepper(trace)
    assert [stepper.next().name for _ in range(3)] == STEPS[1:4]
    with pytest.raises(InputError, match="go through it but not run it again: pass memory="):
        stepper.edit("answer", "{}")
    with pytest.raises(InputError, match="but not run it again"):
        stepper.rerun()
    assert "but not run it again" in stepper.live_html()
    assert "run_answer" not in stepper.live_html()
    again = PipelineStepper(trace, memory=moved.memory)
    assert again.rerun().decisions[0].text == "The user lives in Berlin."


def test_an_update_from_json_shows_the_same(moved):
    loaded = Update.model_validate_json(moved.model_dump_json())
    assert texts_of(loaded.step())["changes"].startswith(texts_of(moved.step())["changes"][:500])


def test_steps_of_any_form_are_shown_as_data():
    odd = Trace(
        kind="semantic",
        steps=(
            Step(name="transcript", summary="odd", data={"turns": 7}),
            Step(name="answer", summary="odd", data=["<b>tea</b>"]),
            Step(name="weighed", summary="of another program", data={"a": 1}),
            Step(name="decisions", summary="odd"),
        ),
    )
    shown = texts_of(PipelineStepper(odd))
    assert '"turns": 7' in shown["transcript"]
    assert "<b>tea</b>" in shown["answer"]
    assert '"a": 1' in shown["weighed"]


def test_a_long_talk_in_every_script_is_shown_whole():
    said = ["Ich wohne in Köln. 我喜欢茶。", "شاي 🍵"]
    talk = [{"role": "user", "content": f"{n}: {said[n % 2]}"} for n in range(400)]
    stepper = offline().plan(talk).step("semantic")
    html = stepper.live_html()
    assert "400 turns" in html
    assert "399: شاي 🍵" in Fragment(html).text


def test_a_plan_says_that_nothing_of_it_is_written(moved):
    plan = moved.memory.plan("I moved to Oslo.")
    stepper = plan.step()
    stepper.jump("changes")
    assert "nothing of it is written" in stepper.live_html()
    assert "2 changes, would be written" in stepper.live_html()


def decided(text, action="add", evidence=("t1",)):
    return Decision(
        kind="semantic", action=action, reason="new", detail="", text=text, evidence=evidence
    )


def test_decisions_are_paired_by_their_text_then_by_their_turns():
    tea, cat, bus = decided("tea"), decided("cat", evidence=("t2",)), decided("bus", evidence=())
    now = (decided("dog", evidence=("t2",)), decided("tea", "keep"), decided("sun", evidence=()))
    pairs = compared((tea, cat, bus), now)
    assert [(p.was and p.was.text, p.now and p.now.text) for p in pairs] == [
        ("tea", "tea"),
        ("cat", "dog"),
        ("bus", None),
        (None, "sun"),
    ]
    assert all(pair.differs for pair in pairs)
    assert not compared((tea,), (tea,))[0].differs
