"""Sentences that look like a fact and are none, or are another one: to miss is better than to invent."""

import pytest
from offline_prompts import facts, rules, texts

from memorykinds.kinds.clock import LessonClock, counted_ids
from memorykinds.opening import open as open_memory


def after(*messages):
    """Return the facts that are believed after these conversations of one message each."""
    with open_memory(embeddings="hash", clock=LessonClock("2026-05-03"), ids=counted_ids()) as m:
        for number, message in enumerate(messages):
            m.learn(message, conversation=f"c{number}", kinds=["semantic"])
        return {fact.text for fact in m.semantic.all()}


@pytest.mark.parametrize(
    "message",
    [
        "For the sake of argument, I am a lawyer.",
        "Let's role-play: I am a pirate called Jack.",
        "The song goes: I love New York.",
        "Here's my character sheet: My name is Thorin. I live in Moria.",
        "The form asks: I have a dog (yes/no).",
        "I hate Mondays, said Garfield.",
        "I live in Rome, she said.",
        "I used to have a horse called Star.",
        "I had a dog named Rex when I was a kid.",
        "My name is hard to spell.",
        "I live in hope.",
        "I'm living in a nightmare.",
        "We live in strange times.",
        "I work as fast as I can.",
        "I work for free.",
        "I drive an hour to work.",
        "We are a team of five in Ghent.",
    ],
)
def test_what_only_looks_like_a_fact_is_none(message):
    assert texts(facts(message)) == []


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ("I live in Turin.", "I live in a flat."),
        ("I live in Turin.", "I live in the countryside."),
        ("I live in Turin.", "I live by the sea."),
        ("I live in Turin.", "I moved to a bigger flat."),
        ("I work at Arup.", "I work for myself."),
        ("I was born in Kyiv.", "I grew up in Lviv."),
        ("I was born in Kyiv.", "I'm from Peru."),
        ("I live in Rome.", "Forget Rome, let's talk about Paris as a destination."),
    ],
)
def test_what_does_not_contradict_ends_nothing(known, said):
    assert after(known) <= after(known, said)


@pytest.mark.parametrize(
    ("known", "said", "believed"),
    [
        ("My dog is called Rex.", "Oops, his name is Max, not Rex.", "The user has a dog named Max."),
        ("My name is Stephan.", "Actually, my name is Stefan, not Stephan.", "The user's name is Stefan."),
        ("I have two cats.", "Correction: three cats.", "The user has three cats."),
        ("The meeting is on 3 May.", "It's on 4 May, not 3 May.", "The user's meeting is on 4 May 2026."),
    ],
)  # fmt: skip
def test_a_correction_says_the_whole_fact_anew(known, said, believed):
    assert after(known, said) == {believed}


def test_an_unnamed_home_is_kept_beside_the_place():
    assert after("I live in Turin.", "I live in a flat.") == {
        "The user lives in Turin.",
        "The user lives in a flat.",
    }


def test_a_dog_of_today_is_not_taken_for_one_of_the_past():
    assert texts(facts("I've had a dog named Rex for five years.")) == [
        "The user has a dog named Rex."
    ]


def test_never_forget_is_a_wish_to_remember_and_no_rule():
    assert texts(facts("Never forget that I like tea.")) == ["The user likes tea."]
    assert rules("Never forget that I like tea.") == []


def test_a_company_has_the_name_that_it_is_called():
    assert texts(facts("My company is called Zeta.")) == ["The user works at Zeta."]


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ("Be more formal in emails.", "in emails"),
        ("Use British spelling in my reports.", "in the user's reports"),
    ],
)
def test_a_rule_for_one_sort_of_text_does_not_hold_for_all(message, where):
    (rule,) = rules(message)
    assert rule.content.applies_when == where
