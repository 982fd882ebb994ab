"""A short answer says what its question asks for, and nothing that nobody affirms."""

import pytest
from offline_prompts import facts, texts


def said(question, answer):
    return texts(facts(f"a> {question}", answer))


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Where do you live?", "Turin.", ["The user lives in Turin."]),
        ("And where are you from?", "From Naples, originally.", ["The user comes from Naples."]),
        ("What do you do for a living?", "A nurse.", ["The user works as a nurse."]),
        ("How old are you?", "34", ["The user is 34 years old."]),
        ("What's your dog's name?", "Rufus.", ["The user has a dog named Rufus."]),
        ("Do you have children?", "Yes, two: Ben and Lily.", [
            "The user's child is Ben.", "The user's child is Lily.", "The user has two children.",
        ]),
        ("Any allergies?", "Just pollen.", ["The user is allergic to pollen."]),
        ("Are you left-handed?", "Yes, exactly.", ["The user is left-handed."]),
        ("So you work in marketing?", "Yes!", ["The user works in marketing."]),
        ("Which languages do you speak?", "Greek and Thai.", [
            "The user speaks Greek.", "The user speaks Thai.",
        ]),
        ("Do you drink coffee?", "No.", ["The user does not drink coffee."]),
    ],
)  # fmt: skip
def test_an_answer_completes_its_question(question, answer, expected):
    assert said(question, answer) == expected


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Are you a lawyer?", "Maybe."),
        ("Are you a lawyer?", "No."),
        ("Are you a lawyer?", "Who told you that?"),
        ("You have a cat named Tiger, right?", "Nope, never had one."),
        ("Do you like cats?", "My wife does."),
        ("Should I use Python?", "Yes."),
        ("Would you like me to send the file?", "Yes, please."),
        ("Where do you live?", "It depends."),
        ("Where do you live?", "Why do you ask?"),
        ("What's your password?", "hunter2"),
        ("I live in the cloud.", "Rome"),
    ],
)
def test_what_the_user_does_not_affirm_is_no_fact(question, answer):
    assert said(question, answer) == []


def test_an_answer_cites_its_question_too():
    (fact,) = facts("a> Where do you live?", "Turin.")
    assert fact.evidence == ("t1", "t2")


def test_an_answer_is_to_the_last_question_only():
    assert texts(facts("a> Where do you live?", "Let me think.", "Turin.")) == []
