"""Feedback of every form becomes one turn that a model can read, or one sentence of refusal."""

import math
from datetime import UTC, datetime

import pytest
from proposals import rule, says, scripted_memory

from memorykinds.kinds import InputError
from memorykinds.kinds.blocks import parse_block
from memorykinds.kinds.edits import parse_edit
from memorykinds.managers import Edited, Score, read_transcript

TALK = [("user", "What is a monad?"), ("assistant", "Hello! It is a monoid."), ("user", "Thanks.")]
NOW = datetime(2026, 5, 3, tzinfo=UTC)


def read(feedback, messages=TALK):
    return read_transcript(messages, now=NOW, feedback=feedback)


def verdict(feedback):
    turn = read(feedback).turns[-1]
    assert turn.role == "feedback"
    return turn.text


@pytest.mark.parametrize(
    ("feedback", "text"),
    [
        ("Too long.", "Too long."),
        (0.4, "Score: 0.4 of 1 (0 is the worst, 1 the best)."),
        (1, "Score: 1 of 1 (0 is the worst, 1 the best)."),
        ({"score": 2, "of": 5}, "Score: 2 of 5 (0 is the worst, 5 the best)."),
        (Score(2, of=5), "Score: 2 of 5 (0 is the worst, 5 the best)."),
        ({"score": 0, "comment": "Rude."}, "Rude.\n\nScore: 0 of 1 (0 is the worst, 1 the best)."),
    ],
)
def test_a_sentence_or_a_score_is_told_in_words(feedback, text):
    assert verdict(feedback) == text


@pytest.mark.parametrize(
    "feedback",
    [Edited("It is a monoid."), {"edited": "It is a monoid."}, {"revised": "It is a monoid."}],
)
def test_an_edited_answer_is_shown_before_and_after_with_its_words_marked(feedback):
    text = verdict(feedback)
    edit = parse_edit(text)
    assert (edit.answer, edit.edited) == ("Hello! It is a monoid.", "It is a monoid.")
    assert "[-Hello! -]It is a monoid." in text


def test_an_edit_may_have_a_comment():
    edit = parse_edit(verdict({"edited": "A monoid.", "comment": "No greetings."}))
    assert edit.comment == "No greetings."


def test_the_last_answer_is_the_one_that_was_edited():
    longer = [*TALK, ("assistant", "You are welcome.")]
    edit = parse_edit(read(Edited("Welcome."), longer).turns[-1].text)
    assert edit.answer == "You are welcome."


def test_no_feedback_is_no_turn():
    assert [turn.role for turn in read(None).turns] == ["user", "assistant", "user"]
    assert read("  ").turns == read(None).turns


def test_an_edit_that_changes_nothing_is_no_feedback_and_that_is_said():
    found = read(Edited(" Hello! It is a monoid.\r\n"))
    assert found.turns == read(None).turns
    assert found.withheld == ("feedback: an edit that changes nothing",)


def test_secrets_are_withheld_from_an_edit_and_from_what_it_is_compared_with():
    talk = [("user", "x"), ("assistant", "Your password is hunter2.")]
    found = read(Edited("Your password is hunter2."), talk)
    assert found.withheld[-1] == "feedback: an edit that changes nothing"
    assert "hunter2" not in read(Edited("Yes: hunter2!"), talk).model_dump_json()


def test_feedback_on_a_transcript_leaves_its_turns_as_they_are():
    before = read(None)
    after = read("Too long.", before)
    assert after.turns[:-1] == before.turns
    assert (after.turns[-1].text, after.conversation) == ("Too long.", before.conversation)
    assert after.turns[-1] == read("Too long.").turns[-1]


@pytest.mark.parametrize(
    ("feedback", "sentence"),
    [
        (math.nan, "nan says nothing"),
        ({"score": math.inf}, "inf says nothing"),
        (4, "{'score': 2, 'of': 5}"),
        (-0.5, "no meaning"),
        ({"score": 6, "of": 5}, "no meaning"),
        ({"score": 1, "of": 0}, "no meaning"),
        ({"score": "good"}, "A score is a number, not str"),
        (True, "does not say what was good"),
        ({"score": True}, "A score is a number, not bool"),
        (Edited("  "), "edited answer is empty"),
        ({"edited": ""}, "edited answer is empty"),
        ({"edited": None}, "must be a string, not NoneType"),
        ({"comment": "x"}, "'comment'"),
        ({"stars": 3}, "'stars'"),
        ({}, "nothing"),
        ({"edited": "x", "score": 1}, "mean none"),
        (b"x", "not bytes"),
    ],
)
def test_feedback_that_says_nothing_is_refused_in_one_sentence(feedback, sentence):
    with pytest.raises(InputError) as caught:
        read(feedback)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_edit_of_no_answer_is_refused():
    with pytest.raises(InputError, match="no answer of the assistant's"):
        read(Edited("x"), [("user", "Hello")])


def test_refused_feedback_asks_no_model():
    memory, model = scripted_memory()
    with pytest.raises(InputError):
        memory.learn(TALK, feedback=math.nan)
    assert model.history == []


@pytest.mark.parametrize("door", ["memory", "procedural"])
def test_both_doors_take_every_form(door):
    memory, model = scripted_memory(
        *[says()] * 3, says(rule("No greetings.", evidence=["feedback"]))
    )
    learn = memory.procedural.learn if door == "procedural" else memory.learn
    more = {} if door == "procedural" else {"kinds": ["procedural"]}
    for feedback in (0.5, {"score": 1, "of": 5}, "Hm.", Edited("It is a monoid.")):
        update = learn(TALK, feedback=feedback, **more)
        (row,) = parse_block("conversation", model.history[-1][1].text)[-1:]
        assert row["role"] == "feedback"
    assert update.decisions[0].evidence == ("feedback",)
