"""The episodic manager on real stores: segments told, extended, and known again."""

from datetime import timedelta

import pytest
from langgraph.store.memory import InMemoryStore
from proposals import START, episode, says, scripted_memory

import memorykinds as mk
from memorykinds.kinds import InputError
from memorykinds.kinds.blocks import parse_block
from memorykinds.models import HashEmbeddings

MORNING = [
    {"role": "user", "content": "How do I prune a rose?", "at": "2026-05-01T08:00Z"},
    {"role": "assistant", "content": "Above a bud, at a slant.", "at": "2026-05-01T08:01Z"},
]
EVENING = [
    {"role": "user", "content": "How do I bake rye bread?", "at": "2026-05-01T20:00Z"},
    {"role": "assistant", "content": "With sourdough.", "at": "2026-05-01T20:02Z"},
]
NIGHT = [{"role": "user", "content": "Perfect, it rose well.", "at": "2026-05-01T20:30Z"}]

ROSE = episode("Roses", "The user wanted to prune a rose.")
BREAD = episode("Bread", "The user asked for yeast.", evidence=["t3"])
BAKED = episode("Bread", "The user asked for yeast.", outcome="It rose well.", evidence=["t5"])


def told(memory, *, active=True):
    return [(r.content.title, r.provenance.turns) for r in memory.episodic.all(active=active)]


def prompted(model, block="conversation"):
    return parse_block(block, model.history[-1][1].text)


def test_one_call_of_the_model_tells_each_segment_and_sees_where_they_are():
    memory, model = scripted_memory(says(ROSE, BREAD))
    update = memory.episodic.learn(MORNING + EVENING)
    assert len(model.history) == 1
    assert [row["segment"] for row in prompted(model)] == [1, 1, 2, 2]
    assert told(memory) == [("Roses", ("t1", "t2")), ("Bread", ("t3", "t4"))]
    step = update.trace("episodic").step("segments")
    assert step.summary == "2 in all: 1 start, 2 gap"
    assert step.data[1]["why"] == "12.0 hours of silence before it."


def test_an_episode_has_the_times_of_its_turns_whatever_the_model_says():
    wrong = {**ROSE["content"], "started_at": "1999-01-01", "ended_at": "1999-01-02"}
    memory, _ = scripted_memory(says({**ROSE, "content": wrong}))
    memory.episodic.learn(MORNING + EVENING)
    (record,) = memory.episodic.all()
    assert record.content.started_at.isoformat() == "2026-05-01T08:00:00+00:00"
    assert record.content.ended_at.isoformat() == "2026-05-01T08:01:00+00:00"


def test_evidence_of_two_segments_goes_to_the_one_it_cites_most_and_the_ledger_says_so():
    memory, _ = scripted_memory(says({**ROSE, "evidence": ["t2", "t3", "t4"]}))
    update = memory.episodic.learn(MORNING + EVENING)
    assert told(memory) == [("Roses", ("t3", "t4"))]
    assert "cites segments 1, 2 and is taken for 2" in update.decisions[0].detail


def test_a_second_nomination_for_one_segment_is_not_stored_beside_the_first():
    memory, _ = scripted_memory(says(ROSE, episode("Again", "The same.", evidence=["t2"])))
    update = memory.episodic.learn(MORNING)
    assert [d.reason for d in update.decisions] == ["new", "already_learned"]


def test_a_nomination_that_cites_nothing_is_refused():
    memory, _ = scripted_memory(says({**ROSE, "evidence": ["t99"]}))
    assert memory.episodic.learn(MORNING).decisions[0].reason == "no_evidence"


def test_the_running_episode_is_extended_and_the_earlier_one_is_left_alone():
    memory, model = scripted_memory(says(ROSE, BREAD), says(BAKED))
    memory.episodic.learn(MORNING + EVENING)
    before = memory.episodic.all()
    update = memory.episodic.learn(MORNING + EVENING + NIGHT)
    assert [row.get("told") for row in prompted(model)] == [True] * 4 + [None]
    running, *_ = prompted(model, "related")
    assert (running["title"], running["segment"]) == ("Bread", 2)
    assert [(e.action, e.reason) for e in update.events] == [("revise", "continues")]
    after = memory.episodic.all()
    assert after[0] == before[0]
    assert after[1].id == before[1].id
    assert after[1].provenance.turns == ("t3", "t4", "t5")
    assert after[1].content.outcome == "It rose well."


def test_only_what_changed_is_embedded_anew():
    embedded = []

    class Noting(HashEmbeddings):
        def embed_documents(self, texts):
            embedded.extend(texts)
            return super().embed_documents(texts)

    index = {"dims": HashEmbeddings().dims, "embed": Noting(), "fields": ["text"]}
    store = InMemoryStore(index=index)
    memory, _ = scripted_memory(says(ROSE, BREAD), says(ROSE, BAKED), store=store)
    memory.episodic.learn(MORNING + EVENING)
    embedded.clear()
    memory.episodic.learn(MORNING + EVENING + NIGHT)
    assert embedded == ["Bread: The user asked for yeast. It rose well."]


def test_learning_the_same_again_in_other_words_changes_nothing():
    again = episode("Other words", "Something else entirely.", evidence=["t3", "t1"])
    memory, _ = scripted_memory(says(ROSE, BREAD), says(again))
    memory.episodic.learn(MORNING + EVENING)
    update = memory.episodic.learn(MORNING + EVENING)
    assert [d.reason for d in update.decisions] == ["already_learned"]
    assert update.events == ()


def test_after_a_long_silence_a_new_episode_begins_even_if_no_turn_has_a_time():
    clock = mk.LessonClock(START)
    memory, _ = scripted_memory(
        says(ROSE), says(episode("Later", "More.", evidence=["t3"])), clock=clock
    )
    talk = ["Prune the rose?", ("assistant", "Yes.")]
    memory.episodic.learn(talk)
    clock.advance(hours=5)
    memory.episodic.learn([*talk, "And the yeast?", ("assistant", "Sourdough.")])
    first, second = memory.episodic.all()
    assert (first.content.title, second.provenance.turns) == ("Roses", ("t3", "t4"))
    assert second.content.started_at == clock()


def test_an_episode_that_goes_on_keeps_its_beginning_and_a_verdict_that_was_given():
    clock = mk.LessonClock(START)
    first = episode("Roses", "Pruning.", outcome="“Perfect.”", lesson="Above a bud.")
    memory, _ = scripted_memory(says(first), says(episode("Roses", "More.")), clock=clock)
    talk = ["Prune the rose?", ("assistant", "Yes.")]
    memory.episodic.learn(talk)
    began = clock()
    clock.advance(minutes=30)
    memory.episodic.learn([*talk, "And the hedge?"])
    (record,) = memory.episodic.all()
    found = record.content
    assert (found.situation, found.outcome, found.lesson) == ("More.", "“Perfect.”", "Above a bud.")
    assert (found.started_at, found.ended_at) == (began, clock())


def test_a_window_that_shows_little_of_a_known_episode_begins_another():
    turns = [{"role": "user", "content": f"Line {n}", "id": f"m{n}"} for n in range(12)]
    first = episode("First", "Ten lines.", evidence=["m0"])
    second = episode("Second", "The rest.", evidence=["m9"])
    memory, model = scripted_memory(says(first), says(second))
    memory.episodic.learn(turns[:10], conversation="c")
    memory.episodic.learn(turns[9:], conversation="c")
    assert [row.get("told") for row in prompted(model)] == [None] * 3
    assert [title for title, _ in told(memory)] == ["First", "Second"]


def test_feedback_is_quoted_as_the_outcome_where_the_model_leaves_it_out():
    memory, _ = scripted_memory(says(ROSE))
    update = memory.episodic.learn(MORNING, feedback="Too long. Bullets, please.")
    (record,) = memory.episodic.all()
    assert record.content.outcome == "Feedback: “Too long. Bullets, please.”"
    assert "quoted from the feedback" in update.decisions[0].detail
    assert record.provenance.turns == ("t1", "t2", "feedback")


def test_an_outcome_that_the_model_told_is_left_as_it_is():
    memory, _ = scripted_memory(says(episode("Roses", "Pruning.", outcome="The rose lives.")))
    memory.episodic.learn(MORNING, feedback="Fine.")
    assert memory.episodic.all()[0].content.outcome == "The rose lives."


def test_feedback_that_comes_later_extends_the_episode():
    memory, _ = scripted_memory(says(ROSE), says(ROSE))
    memory.episodic.learn(MORNING)
    update = memory.episodic.learn(MORNING, feedback="It died.")
    assert update.decisions[0].reason == "continues"
    assert memory.episodic.all()[0].content.outcome == "Feedback: “It died.”"


def test_an_episode_is_forgotten_if_the_user_asks_and_the_model_names_it():
    memory, _ = scripted_memory(
        says(ROSE), says({**ROSE, "intent": "forget", "same_as": [0]}), says(ROSE)
    )
    memory.episodic.learn(MORNING)
    update = memory.episodic.learn("Forget the talk on roses.")
    assert update.decisions[0].reason == "asked_to_forget"
    assert told(memory) == []
    assert memory.episodic.learn(MORNING).decisions[0].reason == "already_learned"


def test_a_wish_to_forget_that_names_no_episode_is_refused():
    memory, _ = scripted_memory(says({**ROSE, "intent": "forget"}))
    assert memory.episodic.learn(MORNING).decisions[0].reason == "nothing_to_retract"


@pytest.mark.parametrize("wrong", [{"gap": timedelta(0)}, {"min_turns": 0}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(InputError, match="above zero"):
        mk.EpisodicSettings(**wrong)


def test_the_offline_model_tells_each_segment_once():
    memory = mk.open(clock=mk.LessonClock(START), ids=mk.counted_ids())
    memory.episodic.learn(MORNING + EVENING)
    assert [title for title, _ in told(memory)] == [
        "How do I prune a rose",
        "How do I bake rye bread",
    ]
    again = memory.episodic.learn(MORNING + EVENING + NIGHT)
    assert [e.reason for e in again.events] == ["continues"]
    assert memory.episodic.all()[1].content.outcome == "The user said: “Perfect, it rose well.”"
    assert memory.episodic.learn(MORNING + EVENING + NIGHT).events == ()
