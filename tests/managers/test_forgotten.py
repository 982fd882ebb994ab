"""What a person forgot does not come back when the talk that it came from is read again."""

import pytest
from profile_cases import patch, profile_memory, told
from proposals import START, episode, fact, rule, says, scripted_memory

import memorykinds as mk
from memorykinds.managers.policies import FACT_POLICIES

HOME = {"id": "m1", "role": "user", "content": "I live in Bolzano."}
TEA = {"id": "m2", "role": "user", "content": "And I like tea."}
AGAIN = {"id": "m3", "role": "user", "content": "I live in Bolzano again."}
TURIN = ("user", "lives_in", "Bolzano")

NOMINATED = {
    "semantic": fact(*TURIN, evidence=["m1"]),
    "episodic": episode("A home", "The user told where they live.", evidence=["m1"]),
    "procedural": rule("Answer in Italian.", evidence=["m1"]),
}
forgetting = pytest.mark.parametrize("erase", [False, True], ids=["forget", "erase"])


def learned(kind="semantic", **settings):
    """A memory that learned one thing from one turn, and the model that knows what else to say."""
    answers = [says(NOMINATED[kind])] * 4
    memory, model = scripted_memory(*answers, **settings)
    (record,) = memory.learn([HOME], conversation="talk", kinds=[kind]).records
    return memory, model, record


def of(memory, kind):
    return getattr(memory, kind).all(active=False)


@forgetting
@pytest.mark.parametrize("kind", NOMINATED)
def test_what_was_forgotten_is_refused_when_its_talk_goes_on(kind, erase):
    memory, _, record = learned(kind)
    memory.forget(record.id, erase=erase)
    update = memory.learn([HOME, TEA], conversation="talk", kinds=[kind])
    assert of(memory, kind) == []
    assert {(d.action, d.reason) for d in update.decisions} >= {("refuse", "forgotten")}


@forgetting
@pytest.mark.parametrize("policy", FACT_POLICIES)
def test_no_policy_brings_back_what_was_forgotten(policy, erase):
    memory, _, record = learned(semantic=mk.SemanticSettings(policy=policy))
    memory.forget(record.id, erase=erase)
    memory.learn([HOME, TEA], conversation="talk", kinds=["semantic"])
    assert of(memory, "semantic") == []


@forgetting
def test_said_in_a_new_turn_it_is_learned_again(erase):
    again = says(fact(*TURIN, evidence=["m3"]))
    memory, _ = scripted_memory(says(NOMINATED["semantic"]), again)
    memory.learn([HOME], conversation="talk", kinds=["semantic"])
    memory.forget("fact-1", erase=erase)
    memory.learn([HOME, AGAIN], conversation="talk", kinds=["semantic"])
    assert [r.text for r in memory.semantic.all()] == ["user lives_in Bolzano."]


def test_a_forgotten_fact_leaves_what_else_the_turn_said():
    both = says(fact(*TURIN), fact("user", "likes", "tea"))
    memory, _ = scripted_memory(both, both)
    memory.learn("I live in Bolzano and like tea.", kinds=["semantic"])
    memory.forget("fact-1")
    update = memory.learn("I live in Bolzano and like tea.", kinds=["semantic"])
    assert [r.id for r in memory.semantic.all()] == ["fact-2"]
    assert [d.reason for d in update.decisions] == ["forgotten", "duplicate"]


def test_the_model_is_not_shown_what_was_erased_nor_the_answer_to_it():
    answer = {"id": "a1", "role": "assistant", "content": "Bolzano is lovely."}
    memory, model, record = learned()
    memory.forget(record.id, erase=True)
    memory.learn([HOME, answer, TEA], conversation="talk", kinds=["semantic"])
    shown = "".join(message.text for message in model.history[-1])
    assert "Bolzano" not in shown
    assert "tea" in shown


def test_no_model_is_asked_where_nothing_is_left_to_read():
    memory, model, record = learned()
    memory.forget(record.id, erase=True)
    update = memory.learn([HOME], conversation="talk", kinds=["semantic"])
    assert len(model.history) == 1
    assert [(d.reason, d.evidence) for d in update.decisions] == [("forgotten", ("m1",))]


@forgetting
def test_an_episode_that_was_forgotten_is_not_told_in_the_next_one(erase):
    memory, model, record = learned("episodic")
    memory.forget(record.id, erase=erase)
    memory.learn([HOME, TEA], conversation="talk", kinds=["episodic"])
    assert "Bolzano" not in "".join(message.text for message in model.history[-1])


@forgetting
def test_what_is_forgotten_while_the_model_thinks_is_not_written(erase):
    memory, _, record = learned()
    draft = memory._bridge.run(memory.semantic.manager.draft(memory._read([HOME], None, "talk")))
    memory.forget(record.id, erase=erase)
    plan = memory._bridge.run(memory.semantic.manager.settle(draft))
    assert [(d.reason, plan.events) for d in plan.decisions] == [("forgotten", ())]


def test_undoing_the_forgetting_lifts_it():
    memory, _, record = learned()
    gone = memory.forget(record.id)
    back = memory.undo(gone)
    assert [r.id for r in memory.semantic.all()] == [record.id]
    memory.undo(back)
    memory.learn([HOME, TEA], conversation="talk", kinds=["semantic"])
    assert memory.semantic.all() == []


def test_a_learning_that_was_undone_can_be_learned_again():
    memory, _ = scripted_memory(says(NOMINATED["semantic"]), says(NOMINATED["semantic"]))
    memory.undo(memory.learn([HOME], conversation="talk", kinds=["semantic"]))
    memory.learn([HOME], conversation="talk", kinds=["semantic"])
    assert len(memory.semantic) == 1


def test_the_turn_that_ended_what_was_erased_tells_nothing_of_it_again():
    moved = fact("user", "lives_in", "Oslo", evidence=["m2"])
    past = fact(*TURIN, evidence=["m2"], valid_to="2026-05-01")
    answers = [says(NOMINATED["semantic"]), says(moved), says(past, moved)]
    memory, _ = scripted_memory(*answers)
    talk = [HOME, {**TEA, "content": "I moved from Bolzano to Oslo."}]
    memory.learn(talk[:1], conversation="talk", kinds=["semantic"])
    memory.learn(talk, conversation="talk", kinds=["semantic"])
    memory.forget("fact-1", erase=True)
    memory.learn(talk, conversation="talk", kinds=["semantic"])
    assert [r.content.object for r in of(memory, "semantic")] == ["Oslo"]


def test_the_marks_of_an_erasure_are_salted_and_hold_no_digest():
    memory, _, record = learned()
    other, _, same = learned(ids=lambda prefix: f"{prefix}-x")
    update = memory.forget(record.id, erase=True)
    elsewhere = other.forget(same.id, erase=True)
    everything = str([item.dict() for item in memory.store.search((), limit=100)])
    assert record.provenance.digests[0] not in everything
    assert update.events[0].marks != elsewhere.events[0].marks


def test_an_erased_conversation_leaves_no_hash_of_its_first_words():
    memory, _ = scripted_memory(says(fact(*TURIN)))
    (record,) = memory.learn("I live in Bolzano.", kinds=["semantic"]).records
    memory.forget(record.id, erase=True)
    everything = str([item.dict() for item in memory.store.search((), limit=100)])
    assert record.provenance.digests[0] not in everything


@forgetting
def test_an_export_carries_what_was_forgotten(erase, tmp_path):
    memory, _, record = learned()
    memory.forget(record.id, erase=erase)
    memory.export(tmp_path / "ada.jsonl")
    taken, _ = scripted_memory(says(NOMINATED["semantic"]), user="bob")
    taken.import_(tmp_path / "ada.jsonl")
    taken.learn([HOME, TEA], conversation="talk", kinds=["semantic"])
    assert of(taken, "semantic") == []


@forgetting
def test_a_profiles_field_does_not_come_back(erase):
    answer = told(patch(evidence=["m1"], city="Bolzano"))
    memory = profile_memory(answer, answer, facts=False)
    (record,) = memory.learn([HOME], conversation="talk", kinds=["semantic"]).records
    memory.forget(record.id, erase=erase)
    update = memory.learn([HOME, TEA], conversation="talk", kinds=["semantic"])
    assert of(memory, "semantic") == []
    assert "forgotten" in {d.reason for d in update.decisions}


def test_what_faded_may_be_learned_again():
    clock = mk.LessonClock(START)
    memory, _, _ = learned(clock=clock)
    clock.advance(days=4000)
    memory.consolidate(retention=mk.Retention(min_strength=0.01), kinds=["semantic"])
    assert memory.semantic.all() == []
    memory.learn([HOME], conversation="talk", kinds=["semantic"])
    assert len(memory.semantic) == 1


@forgetting
def test_time_travel_still_shows_what_was_forgotten_unless_it_was_erased(erase):
    clock = mk.LessonClock(START)
    memory, _, record = learned(clock=clock)
    clock.advance(days=1)
    memory.forget(record.id, erase=erase)
    assert len(memory.at("2026-05-03T10:00Z").records) == (0 if erase else 1)
    assert [e.action for e in memory.history()] == ["add", "erase" if erase else "forget"]


@forgetting
def test_a_turn_of_another_talk_that_said_it_again_does_not_bring_it_back(erase):
    memory, _, record = learned()
    other = [{**HOME, "id": "m1", "content": "As I said, I live in Bolzano."}]
    memory.learn(other, conversation="another", kinds=["semantic"])
    assert [e.action for e in memory.history()] == ["add"], "what is known is no change"
    memory.forget(record.id, erase=erase)
    memory.learn([*other, TEA], conversation="another", kinds=["semantic"])
    assert of(memory, "semantic") == []


def test_a_turn_that_says_it_again_leaves_the_update_before_it_undoable():
    answers = [says(NOMINATED["semantic"])] * 2
    memory, _ = scripted_memory(*answers)
    update = memory.learn([HOME], conversation="talk", kinds=["semantic"])
    memory.learn([HOME | {"content": "Yes, Bolzano."}], conversation="b", kinds=["semantic"])
    memory.undo(update)
    assert of(memory, "semantic") == []


def test_what_was_forgotten_first_and_then_erased_leaves_the_file_and_its_log(tmp_path):
    with mk.open(tmp_path / "ada.db", user="ada", embeddings="hash") as memory:
        (record,) = memory.learn("I live in Bolzano.", kinds=["semantic"]).records
        memory.forget(record.id)
        assert b"Bolzano" in bytes_in(tmp_path)
        memory.forget(record.id, erase=True)
        assert b"Bolzano" not in bytes_in(tmp_path)


def bytes_in(folder):
    return b"".join(path.read_bytes() for path in folder.iterdir())
