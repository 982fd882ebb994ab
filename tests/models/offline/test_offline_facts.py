import pytest
from offline_prompts import fact_row, facts, texts


def said(*turns, related=()):
    return texts(facts(*turns, related=related))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Hi, I'm Ada.", ["The user's name is Ada."]),
        ("I live in Turin and work as a civil engineer at Arup.", [
            "The user lives in Turin.",
            "The user works as a civil engineer.",
            "The user works at Arup.",
        ]),
        ("I like tea, coffee and jazz.", [
            "The user likes tea.", "The user likes coffee.", "The user likes jazz.",
        ]),
        ("I like dark mode and I dislike pop-ups.", [
            "The user likes dark mode.", "The user dislikes pop-ups.",
        ]),
        ("I work at the museum as well.", ["The user works at the museum."]),
        ("I'm not a fan of opera.", ["The user dislikes opera."]),
        ("I can't stand opera.", ["The user dislikes opera."]),
        ("My brother Max plays the drums.", [
            "The user's brother is Max.", "Max plays the drums.",
        ]),
        ("My mum lives in Athens.", ["The user's mother lives in Athens."]),
        ("I have a cat called Miso and two goldfish.", [
            "The user has a cat named Miso.", "The user has two goldfish.",
        ]),
        ("I ran a marathon last Saturday.", ["The user ran a marathon on 2 May 2026."]),
        ("I'm moving to Valencia in September.", [
            "The user plans to move to Valencia in September 2026.",
        ]),
        ("Remember that I'm left-handed.", ["The user is left-handed."]),
        ("Please note: our team meets on Wednesdays.", ["The user's team meets on Wednesdays."]),
        ("Ich heiße Katrin und wohne in Köln.", [
            "The user's name is Katrin.", "The user lives in Köln.",
        ]),
    ],
)  # fmt: skip
def test_a_plain_statement_becomes_facts_in_the_third_person(message, expected):
    assert said(message) == expected


@pytest.mark.parametrize(
    "message",
    [
        "If I were rich I would buy a boat.",
        "I would move to Rome tomorrow.",
        "Do you like pizza?",
        "I live near a volcano, right?",
        'Tom said "I live in Rome".',
        "Translate into German: I am allergic to nuts.",
        "Imagine I'm a pirate. I live in Tortuga.",
        ">I work at Globex",
        "```\n# I live in Marseille\n```",
        "My password is hunter2.",
        "My PIN is [withheld: pin], I think.",
        "Oh great, I love waiting.",
        "I love waiting on the phone. Not.",
        "I like it when you do that.",
        "lol",
        "",
    ],
)
def test_what_nobody_states_of_themselves_is_no_fact(message):
    assert said(message) == []


def test_the_assistant_states_nothing_about_the_user():
    assert said("a> You live in Rome and I like chess.", "Hm.") == []


def test_a_secret_does_not_take_the_rest_of_its_sentence_with_it():
    assert said("My PIN is 4921 and I live in Ghent.") == ["The user lives in Ghent."]


def test_relative_times_are_resolved_against_their_own_turn():
    (moved,) = facts("I moved to Berlin last week.")
    assert moved.content.object == "Berlin"
    assert moved.content.valid_from.isoformat()[:10] == "2026-04-29"
    (lives,) = facts("Since 2019 I have lived in Tallinn.")
    assert lives.content.valid_from.year == 2019


def test_a_home_of_the_past_is_closed_and_claims_no_present():
    (home,) = facts("I used to live in Turin.")
    assert home.content.valid_to is not None
    assert home.content.predicate != "lives_in"


def test_a_hedge_lowers_the_confidence():
    (plain,) = facts("I'm allergic to shellfish.")
    (hedged,) = facts("I think I'm allergic to shellfish.")
    assert plain.content.confidence == 1.0
    assert hedged.content.confidence < plain.content.confidence


def test_evidence_names_the_turns_that_say_it():
    (fact,) = facts("Hello.", "a> Hi!", "I like jazz.", "I like jazz!")
    assert fact.evidence == ("t3", "t4")


def test_she_is_the_person_named_last_and_nobody_else():
    assert "Giulia works as a cardiologist." in said("My wife is Giulia. She is a cardiologist.")
    assert said("She is a cardiologist.") == []
    assert not any("nurse" in text for text in said("My brother Max is here. She is a nurse."))


def test_several_speakers_speak_for_themselves():
    found = facts("Ada> I live in Turin.", "Bo> I like chess.")
    assert [(c.content.subject, c.content.text) for c in found] == [
        ("Ada", "Ada lives in Turin."),
        ("Bo", "Bo likes chess."),
    ]


def test_one_named_speaker_is_the_user():
    assert facts("Ada> I live in Turin.")[0].content.subject == "user"


def test_the_same_fact_names_the_related_memory():
    related = [fact_row("user", "likes", "tea"), fact_row("user", "loves", "jazz")]
    (fact,) = facts("I enjoy jazz.", related=related)
    assert fact.same_as == (1,)
    assert fact.contradicts == ()


@pytest.mark.parametrize(
    ("message", "row"),
    [
        ("I live in Berlin.", fact_row("user", "lives_in", "Turin")),
        ("I don't like jazz any more.", fact_row("user", "likes", "jazz")),
        ("I prefer dark mode.", fact_row("user", "prefers", "light mode")),
    ],
)
def test_what_cannot_hold_any_longer_is_contradicted(message, row):
    other = fact_row("Max", "lives_in", "Rome")
    (fact,) = facts(message, related=[other, row])
    assert fact.contradicts == (1,)


def test_a_correction_in_the_conversation_replaces_what_was_said():
    assert said("I was born in Nice.", "a> Oh!", "No, actually I meant Lyon, not Nice.") == [
        "The user was born in Lyon."
    ]
    assert said("My brother Maks plays the drums.", "Sorry, it's Max with x.") == [
        "The user's brother is Max.", "Max plays the drums.",
    ]  # fmt: skip


def test_a_correction_of_what_is_known_contradicts_it():
    related = [fact_row("user", "has_relative", "brother Maks", "The user's brother is Maks.")]
    (fact,) = facts("Sorry, it's Max, not Maks.", related=related)
    assert fact.content.text == "The user's brother is Max."
    assert fact.contradicts == (0,)


@pytest.mark.parametrize(
    "message",
    ["Forget that I like jazz.", "Please forget about jazz."],
)
def test_a_request_to_forget_names_what_is_meant(message):
    (fact,) = facts(message, related=[fact_row("user", "likes", "jazz", "The user likes jazz.")])
    assert fact.intent == "forget"
    assert fact.same_as == (0,)


def test_forget_my_address_means_the_home():
    related = [
        fact_row("user", "likes", "tea", "The user likes tea."),
        fact_row("user", "lives_in", "Antwerp", "The user lives in Antwerp."),
    ]
    (fact,) = facts("Please forget where I live.", related=related)
    assert (fact.intent, fact.same_as) == ("forget", (1,))


def test_a_job_that_was_quit_is_to_be_forgotten():
    (fact,) = facts("I quit my job at Arup.", related=[fact_row("user", "works_at", "Arup")])
    assert (fact.intent, fact.same_as, fact.content.object) == ("forget", (0,), "Arup")
