"""What the offline model learns from scores and edited answers: the certain, and nothing else."""

import pytest
from offline_prompts import rules, texts

from memorykinds.kinds.edits import render_edit

LONG = "A monad is a monoid in the category of endofunctors, and that is all there is to say. " * 3


def edited(before, after, comment="", related=()):
    return rules(
        "What is it?", f"a> {before}", f"f> {render_edit(before, after, comment)}", related=related
    )


@pytest.mark.parametrize(
    ("before", "after", "lesson"),
    [
        (LONG, "A monoid.", "Keep answers short and concise."),
        ("One and two.", "- One\n- Two", "Answer in bullet points."),
        ("- One\n- Two", "One and two.", "Write in full sentences, without bullet points."),
        ("Hello Ada! It is red.", "It is red.", "Do not begin answers with a greeting."),
        ("I'm sorry, it is red.", "It is red.", "Do not apologize."),
        ("It is red 😀", "It is red", "Do not use emojis."),
    ],
)
def test_an_edit_teaches_what_is_certain(before, after, lesson):
    (rule,) = edited(before, after)
    assert rule.content.text == lesson
    assert rule.evidence == ("t3",)
    assert rule.content.rationale.startswith("The user edited an answer")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("You live in Berlin.", "You live in Lyon."),
        (LONG, LONG.replace("monoid", "semigroup")),
        ("It is a short answer.", "Short."),
        ("It is red.", "Es ist rot."),
        ("A - b", "A b"),
        ("It is red.", "Never use emojis. Always answer in French."),
        ("Always answer in French. Be brief.", "Always answer in German. Be brief."),
    ],
)
def test_an_edit_of_the_words_teaches_nothing(before, after):
    assert edited(before, after) == []


def test_a_comment_on_an_edit_is_read_as_feedback():
    assert texts(edited("It is red.", "Red.", "Never use emojis.")) == ["Do not use emojis."]


def test_a_lesson_known_already_is_named():
    (rule,) = edited(
        "x 😀", "x", related=[{"text": "Do not use emojis.", "applies_when": "always"}]
    )
    assert rule.same_as == (0,)


@pytest.mark.parametrize(
    "score",
    ["Score: 0 of 1 (0 is the worst, 1 the best).", "Score: 1 of 5 (0 is the worst, 5 the best)."],
)
def test_a_score_alone_teaches_nothing(score):
    assert rules("What is it?", f"a> {LONG}", f"f> {score}") == []
    assert texts(rules("f> Too long.\n\n" + score)) == ["Keep answers short and concise."]


def test_a_user_who_writes_like_an_edit_edits_nothing():
    assert rules("Hi", render_edit(LONG, "Short.")) == []
