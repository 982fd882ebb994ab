"""A run taken up again from one of its steps: the same code goes on, and nothing is written."""

import asyncio
import json
import pickle
from datetime import UTC, datetime

import pytest
from proposals import episode, fact, rule, says, scripted_memory
from pydantic import BaseModel

import memorykinds as mk
from memorykinds.kinds import InputError, ModelError, NotFoundError
from memorykinds.kinds.names import journal_namespace, memory_namespace
from memorykinds.managers import Trace, Update
from memorykinds.managers.past import as_before, changed_by
from memorykinds.managers.transcript import read_transcript, reworded

TURIN = fact("user", "lives_in", "Turin", "The user lives in Turin.")
BERLIN = fact("user", "lives_in", "Berlin", "The user lives in Berlin.")
TEA = fact("user", "likes", "tea", "The user likes tea.", evidence=("t2",))
START = datetime(2026, 5, 3, tzinfo=UTC)
KINDS = ("semantic", "episodic", "procedural")


class Profile(BaseModel):
    city: str | None = None
    likes: list[str] = []


def offline(**settings):
    clock = mk.LessonClock("2026-05-03")
    return mk.open(user="ada", embeddings="hash", clock=clock, ids=mk.counted_ids(), **settings)


def moved():
    """A memory that knew Turin and has just learned Berlin, with what it learned last."""
    memory = offline()
    memory.learn("I live in Turin. I like green tea.")
    return memory, memory.learn("I moved to Berlin.", feedback="Too long. Bullets, please.")


def told(plan):
    """What was decided, without the ids of what would be new."""
    return [(d.action, d.reason, d.text, d.detail) for d in plan.decisions]


def of_kind(update, kind):
    return [t for d, t in zip(update.decisions, told(update), strict=True) if d.kind == kind]


def everything(memory):
    spaces = [memory_namespace("ada", kind) for kind in KINDS] + [journal_namespace("ada")]
    return [
        sorted((i.key, json.dumps(i.value)) for i in memory.store.search(s, limit=999))
        for s in spaces
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("step", ["transcript", "related", "prompt", "answer", "candidates"])
def test_a_run_taken_up_unchanged_comes_to_what_it_came_to(kind, step):
    memory, update = moved()
    again = getattr(memory, kind).rerun(update, step)
    assert told(again) == of_kind(update, kind)
    names = [one.name for one in again.trace(kind).steps]
    assert names == [one.name for one in update.trace(kind).steps]


def test_a_rerun_leaves_store_and_journal_as_they_are(tmp_path):
    memory = mk.open(tmp_path / "ada.db", user="ada", embeddings="hash")
    memory.learn("I live in Turin.")
    update = memory.learn("I moved to Berlin. I like tea.")
    before = everything(memory)
    for kind in KINDS:
        for step in ("transcript", "related", "prompt", "answer", "candidates", "decisions"):
            getattr(memory, kind).rerun(update, step)
    memory.semantic.rerun(update, "transcript", {"t1": "I moved to Rome."})
    assert everything(memory) == before
    memory.close()


def test_the_model_is_asked_only_from_before_its_answer():
    memory, model = scripted_memory(says(TURIN), says(BERLIN), says(BERLIN))
    update = memory.learn("I live in Turin.", kinds=["semantic"])
    for step in ("answer", "candidates", "decisions"):
        memory.semantic.rerun(update, step)
    assert len(model.history) == 1
    changed = [{"role": "system", "text": "Be bold."}, {"role": "human", "text": "Well?"}]
    plan = memory.semantic.rerun(update, "prompt", changed)
    assert [message.text for message in model.history[1]] == ["Be bold.", "Well?"]
    assert [d.text for d in plan.decisions] == ["The user lives in Berlin."]


def test_an_update_is_compared_with_what_was_known_before_it():
    memory, update = moved()
    memory.semantic.learn("I moved to Rome.")
    (was,) = of_kind(update, "semantic")
    (now,) = told(memory.semantic.rerun(update, "candidates"))
    assert now == was
    assert now[0] == "supersede"


def test_a_plan_is_compared_with_what_is_known_now():
    memory = offline()
    plan = memory.semantic.plan("I live in Turin.")
    assert [d.action for d in plan.decisions] == ["add"]
    memory.apply(plan)
    again = memory.semantic.rerun(plan, "candidates")
    assert [d.action for d in again.decisions] == ["keep"]


def test_what_was_forgotten_since_is_known_again_at_its_time():
    memory = offline()
    memory.learn("I live in Turin.")
    update = memory.learn("I moved to Berlin.")
    memory.forget(memory.semantic.all(active=False)[0].id)
    again = memory.semantic.rerun(update, "related")
    assert again.trace("semantic").step("related").data == (
        update.trace("semantic").step("related").data
    )
    assert told(again) == of_kind(update, "semantic")


def test_a_rerun_of_a_first_update_finds_an_empty_memory():
    memory = offline()
    update = memory.learn("I live in Turin.")
    memory.learn("I live in Turin and like tea.", conversation="other")
    again = memory.semantic.rerun(update, "transcript")
    assert again.trace("semantic").step("related").data == []
    assert [d.action for d in again.decisions] == ["add"]


def test_a_turn_that_says_something_else_is_learned_as_that():
    memory, update = moved()
    plan = memory.semantic.rerun(update, "transcript", {"t1": "I moved to Rome."})
    assert [d.text for d in plan.decisions] == ["The user lives in Rome."]
    turns = plan.trace("semantic").step("transcript").data["turns"]
    old = update.trace("semantic").step("transcript").data["turns"]
    assert [turn["id"] for turn in turns] == ["t1", "feedback"]
    assert all(a["digest"] != b["digest"] for a, b in zip(turns, old, strict=True))


def test_a_turn_is_known_again_unless_what_it_says_or_follows_has_changed():
    talk = [
        {"role": "user", "content": "I like tea."},
        {"role": "user", "content": "I like jam."},
        {"role": "user", "content": "I like rye."},
        {"role": "user", "content": "I like oil.", "id": "own"},
    ]
    transcript = read_transcript(talk, now=START)
    changed = reworded(transcript, {"t2": "I like ham."})
    same = [a.digest == b.digest for a, b in zip(transcript.turns, changed.turns, strict=True)]
    assert same == [True, False, False, True]
    talk[1]["content"] = "I like ham."
    assert changed == read_transcript(talk, now=START, conversation=transcript.conversation)
    assert reworded(transcript, {"t2": "I like jam."}) == transcript


def test_a_secret_typed_into_a_turn_is_withheld():
    memory, update = moved()
    plan = memory.semantic.rerun(update, "transcript", {"t1": "My password is hunter22."})
    assert "hunter22" not in plan.model_dump_json()


def test_a_turn_without_words_is_left_out():
    memory, update = moved()
    plan = memory.procedural.rerun(update, "transcript", {"t1": " "})
    (turn,) = plan.trace("procedural").step("transcript").data["turns"]
    assert turn["role"] == "feedback"
    with pytest.raises(InputError, match="No turn of the conversation is left"):
        memory.procedural.rerun(update, "transcript", {"t1": "", "feedback": ""})


def test_the_model_sees_only_the_related_memories_that_it_is_left():
    memory, update = moved()
    ids = [row["id"] for row in update.trace("semantic").step("related").data]
    plan = memory.semantic.rerun(update, "related", ids[:1])
    assert [row["id"] for row in plan.trace("semantic").step("related").data] == ids[:1]
    with pytest.raises(NotFoundError, match="no semantic memory with the id 'fact-99'"):
        memory.semantic.rerun(update, "related", ["fact-99"])


def test_an_answer_written_by_hand_is_validated_as_a_models_is():
    memory, update = moved()
    broken = {**BERLIN, "content": {"subject": "user"}}
    plan = memory.semantic.rerun(update, "answer", says(broken, BERLIN))
    assert [d.reason for d in plan.decisions] == ["invalid", "newer_value"]
    assert plan.trace("semantic").step("answer").summary == "by hand"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("{", "not valid JSON: .* at line 1, column 2"),
        ("", "The answer is empty"),
        ("[]", "a JSON list, not an object"),
        ("{}", "needs a list of candidates"),
        ({"candidates": "tea"}, "needs a list of candidates"),
    ],
)
def test_an_answer_that_is_none_is_refused_with_its_place(answer, sentence):
    memory, update = moved()
    with pytest.raises(InputError, match=sentence):
        memory.semantic.rerun(update, "answer", answer)


def test_a_changed_candidate_is_decided_anew():
    memory, update = moved()
    (row,) = update.trace("semantic").step("candidates").data
    other = {**row, "content": {**row["content"], "object": "Turin", "text": "Still in Turin."}}
    (decision,) = memory.semantic.rerun(update, "candidates", [other]).decisions
    assert decision.action != "supersede"
    assert decision.neighbour_text == "The user lives in Turin."


def test_a_candidate_without_evidence_is_refused_as_ever():
    memory, update = moved()
    (row,) = update.trace("semantic").step("candidates").data
    (decision,) = memory.semantic.rerun(update, "candidates", [{**row, "evidence": []}]).decisions
    assert (decision.action, decision.reason) == ("refuse", "no_evidence")


def test_a_candidate_that_is_not_valid_is_named_with_its_field():
    memory, update = moved()
    rows = [BERLIN, {**BERLIN, "content": {**BERLIN["content"], "confidence": 7}}]
    with pytest.raises(InputError, match=r"Candidate 2: content\.confidence: .*less than or equal"):
        memory.semantic.rerun(update, "candidates", rows)


def test_what_was_invalid_stays_in_the_ledger():
    broken = {**TURIN, "content": {"subject": "user"}}
    memory, _ = scripted_memory(*[says(TURIN, broken)] * 3)
    update = memory.semantic.learn("I live in Turin.")
    assert told(memory.semantic.rerun(update)) == told(update)
    assert [d.reason for d in update.decisions] == ["invalid", "new"]


def test_another_policy_decides_by_name_or_as_a_function():
    memory, update = moved()
    plan = memory.semantic.rerun(update, policy="add_only")
    assert [d.action for d in plan.decisions] == ["add"]
    with pytest.raises(InputError, match="no policy 'coin'"):
        memory.semantic.rerun(update, policy="coin")
    assert memory.semantic.rerun(update).decisions[0].action == "supersede"


def test_segments_may_be_drawn_otherwise():
    talk = [{"role": "user", "content": f"I fixed bike number {n}."} for n in range(4)]
    memory = offline()
    update = memory.episodic.learn(talk)
    (segment,) = update.trace("episodic").step("segments").data
    halves = [
        {**segment, "number": 1, "turns": ["t1", "t2"]},
        {**segment, "number": 2, "turns": ["t3", "t4"]},
    ]
    plan = memory.episodic.rerun(update, "segments", halves)
    assert [s["turns"] for s in plan.trace("episodic").step("segments").data] == [
        ["t1", "t2"],
        ["t3", "t4"],
    ]
    with pytest.raises(InputError, match="exactly one segment"):
        memory.episodic.rerun(update, "segments", halves[:1])


def test_what_code_noted_on_an_episode_is_kept():
    reply = says(episode("Tea", "They had tea.", evidence=("t1",)))
    memory, _ = scripted_memory(reply)
    update = memory.learn("We had tea.", feedback="Well done.", kinds=["episodic"])
    assert "quoted from the feedback" in update.trace("episodic").step("candidates").data[0]["note"]
    again = memory.episodic.rerun(update)
    assert again.trace("episodic").step("candidates") == update.trace("episodic").step("candidates")


def test_patches_of_profiles_are_run_again_beside_facts():
    memory = offline(semantic=mk.SemanticSettings(profiles=[Profile]))
    memory.semantic.change_profile(Profile, {"city": "Turin"})
    patch = {"evidence": ["t1"], "changes": {"city": "Rome"}, "clear": []}
    update = memory.semantic.learn("I live in Genoa.")
    plan = memory.semantic.rerun(update, "answer", {"candidates": [], "profile_Profile": [patch]})
    assert [d.text for d in plan.decisions] == ["Profile.city: set Rome"]
    rows = plan.trace("semantic").step("candidates").data
    assert told(memory.semantic.rerun(update, "candidates", rows)) == told(plan)


@pytest.mark.parametrize("kind", KINDS)
def test_a_rerun_is_the_same_where_it_is_awaited(kind):
    memory, update = moved()
    part = getattr(memory, kind)
    changed = {"t1": "I moved to Rome."}
    assert told(asyncio.run(part.arerun(update, "transcript", changed))) == told(
        part.rerun(update, "transcript", changed)
    )


def test_a_model_that_fails_says_so_and_nothing_changes():
    memory, model = scripted_memory(says(TURIN), ConnectionError("down"))
    update = memory.semantic.learn("I live in Turin.")
    before = everything(memory)
    with pytest.raises(ModelError):
        memory.semantic.rerun(update, "prompt")
    assert everything(memory) == before
    assert len(model.history) == 2


def test_rules_are_compared_with_those_in_force_at_the_time():
    first, second = rule("Answer in French."), rule("Answer in German.")
    memory, _ = scripted_memory(says(first), says(second))
    memory.procedural.learn("French, please, always.")
    update = memory.procedural.learn("German from now on.")
    assert told(memory.procedural.rerun(update)) == told(update)


def test_a_run_that_was_taken_up_may_be_taken_up_again():
    memory, update = moved()
    plan = memory.semantic.rerun(update, "transcript", {"t1": "I moved to Rome."})
    rows = plan.trace("semantic").step("candidates").data
    assert [d.text for d in memory.semantic.rerun(plan, "candidates", rows).decisions] == [
        "The user lives in Rome."
    ]


def test_a_plan_takes_the_place_of_an_update_that_is_undone():
    memory, update = moved()
    plan = memory.semantic.rerun(update, "transcript", {"t1": "I moved to Rome."})
    with pytest.raises(InputError, match="has changed since"):
        memory.apply(plan)
    memory.undo(update)
    memory.apply(plan)
    assert "The user lives in Rome." in [record.text for record in memory.semantic.all()]


def test_a_trace_from_json_is_run_again_by_a_memory_that_is_given_it():
    memory, update = moved()
    trace = Trace.model_validate_json(update.trace("semantic").model_dump_json())
    plan = memory.semantic.rerun(trace, "transcript", {"t1": "I moved to Rome."})
    assert [d.text for d in plan.decisions] == ["The user lives in Rome."]


@pytest.mark.parametrize(
    ("step", "data", "sentence"),
    [
        ("journal", None, "cannot be taken up from 'journal'"),
        ("transcript", {"t9": "Hello."}, "no turn 't9'"),
        ("transcript", 7, "transcript must be a mapping"),
        ("transcript", {"t1": 7}, "t1"),
        ("prompt", [{"role": "boss", "text": "Go."}], "a role .system, human or ai. and a text"),
        ("prompt", "Go.", "prompt must be a list"),
        ("candidates", {}, "candidates must be a list"),
        ("candidates", ["tea"], "candidate 1 must be a mapping"),
        ("related", 7, "related must be a list"),
        ("decisions", [], "Decisions cannot be changed"),
    ],
)
def test_what_has_not_the_form_of_its_step_is_refused_in_one_sentence(step, data, sentence):
    memory, update = moved()
    with pytest.raises(InputError, match=sentence):
        memory.semantic.rerun(update, step, data)


def test_what_is_no_run_of_this_manager_is_refused():
    memory, update = moved()
    with pytest.raises(InputError, match="run of the semantic manager, not of the episodic"):
        memory.episodic.rerun(update.trace("semantic"))
    with pytest.raises(InputError, match="semantic manager has not run here"):
        memory.semantic.rerun(memory.semantic.add(mk.Fact.model_validate(BERLIN["content"])))
    with pytest.raises(InputError, match="learned from no conversation"):
        memory.semantic.rerun(Trace(kind="semantic"))


def test_where_a_plan_came_from_is_no_part_of_what_it_says():
    _, update = moved()
    other, again = moved()
    assert update == again
    assert again.memory is other
    assert pickle.loads(pickle.dumps(again)).memory is None  # noqa: S301 -- our own
    assert Update.model_validate_json(again.model_dump_json()).memory is None


def test_a_program_may_catch_what_its_store_raises():
    def careful():
        try:
            yield "request"
        except LookupError:
            return "caught"

    program = as_before(careful(), changed_by("ada", []))
    assert next(program) == "request"
    with pytest.raises(StopIteration) as end:
        program.throw(LookupError())
    assert end.value.value == "caught"
