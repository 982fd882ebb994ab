"""What is repaired in mid-sentence, and what is said to be over."""

import pytest
from offline_prompts import fact_row, facts, texts


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("I live in Lyon, no wait, Nice.", ["The user lives in Nice."]),
        ("I live in New York, I mean Boston.", ["The user lives in Boston."]),
        ("I'm 42, I mean 43.", ["The user is 43 years old."]),
        ("We have two, no, three cats.", ["The user has three cats."]),
        ("My sister Ana, sorry, Eva, sings.", ["The user's sister is Eva.", "Eva sings."]),
        ("I like tea, I mean I like coffee.", ["The user likes coffee."]),
    ],
)
def test_a_repair_replaces_what_it_begins_like(message, expected):
    assert texts(facts(message)) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("I have a dog named Rex. I like tea. Forget about my dog.", ["The user likes tea."]),
        ("I live in Turin. I like tea. Please forget where I live.", ["The user likes tea."]),
        ("I like tea. Forget the jazz.", ["The user likes tea."]),
    ],
)
def test_what_is_to_be_forgotten_is_not_learned_from_earlier_words_of_the_same_talk(
    message, expected
):
    assert texts(facts(message)) == expected


@pytest.mark.parametrize(
    ("known", "message"),
    [
        (("user", "works_at", "Intel"), "I got laid off from Intel last week."),
        (("user", "plays", "tennis"), "I stopped playing tennis."),
        (("user", "partner_of", "Eva"), "I split up with Eva."),
        (("user", "uses", "Windows"), "I've switched from Windows to Linux."),
        (("user", "follows_diet", "vegetarian"), "I started eating meat again."),
        (("user", "plans_to", "go to Crete in July 2026"), "The trip to Crete is cancelled."),
        (("user", "has_pet", "dog Bo"), "Bo died last week."),
        (("user", "knows", "boss Ann"), "Ann is no longer my boss."),
    ],
)
def test_an_ending_takes_back_what_is_known(known, message):
    subject, relation, thing = known
    row = fact_row(subject, relation, thing)
    assert any(c.intent == "forget" and c.same_as == (0,) for c in facts(message, related=[row]))


def test_an_ending_leaves_other_things_alone():
    row = fact_row("user", "plays", "chess")
    assert not any(c.same_as for c in facts("I stopped playing tennis.", related=[row]))


HEARING = fact_row("user", "has_date", "hearing in the Keller case is on 14 June 2026")


@pytest.mark.parametrize(
    "message",
    [
        "The hearing in the Keller case was moved from 14 June to 5 July.",
        "The hearing in the Keller case has been postponed to 5 July.",
        "They brought forward the hearing in the Keller case to 5 July.",
        "The hearing in the Keller case is now on 5 July, not on 14 June.",
        "The hearing in the Keller case is not on 14 June but on 5 July.",
    ],
)
def test_an_occasion_on_another_day_cannot_stand_beside_the_day_before(message):
    (moved,) = facts(message, related=[HEARING])
    assert moved.content.object == "hearing in the Keller case is on 5 July 2026"
    assert (moved.contradicts, moved.same_as) == ((0,), ())


@pytest.mark.parametrize(
    ("known", "message"),
    [
        (HEARING, "The hearing in the Meier case is on 5 July."),
        (
            fact_row("user", "has_date", "course starts on 3 June 2026"),
            "The course ends on 5 July.",
        ),
        (
            fact_row("user", "has_date", "dentist appointment on 3 June 2026"),
            "I have a dentist appointment on 5 July.",
        ),
    ],
)
def test_another_occasion_takes_the_place_of_none(known, message):
    (candidate,) = facts(message, related=[known])
    assert candidate.contradicts == ()


def test_the_day_on_which_something_is_not_is_no_day_of_it():
    assert texts(facts("The exam is no longer on 14 June.")) == []
