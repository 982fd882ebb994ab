"""One person has one name, where code can know it; nobody is taken for somebody else."""

import pytest
from proposals import fact, says, scripted_memory

NAMED = fact("user", "has_name", "Ada")
TURIN = fact("Ada", "lives_in", "Turin")


def subjects(*learned):
    """Learn each (messages, candidates) in turn; return the subjects of what the last one made."""
    memory, _ = scripted_memory(*[says(*candidates) for _, candidates in learned])
    for messages, _ in learned:
        update = memory.semantic.learn(messages)
    return [record.content.subject for record in update.records if record.state == "active"]


def test_the_users_known_name_is_the_user():
    assert subjects(("I'm Ada.", [NAMED]), ("Ada lives in Turin.", [TURIN])) == ["user"]


def test_the_name_may_be_learned_in_the_same_conversation():
    assert subjects(("I'm Ada, from Turin.", [TURIN, NAMED])) == ["user", "user"]


def test_the_first_name_of_a_full_name_is_the_user_and_another_surname_is_not():
    full = fact("user", "has_name", "Ada Brown")
    assert subjects(("…", [full, TURIN])) == ["user", "user"]
    lovelace = fact("Ada Lovelace", "did", "programs")
    assert subjects(("…", [NAMED, lovelace])) == ["user", "Ada Lovelace"]
    doctor = fact("user", "has_name", "Dr. Brown")
    assert subjects(("…", [doctor, fact("Dr.", "likes", "tea")])) == ["user", "Dr."]


def test_the_name_on_the_users_turns_is_the_user():
    message = {"role": "user", "name": "Ada", "content": "Ada lives in Turin."}
    assert subjects(([message], [TURIN])) == ["user"]


def test_in_a_group_no_name_on_a_turn_is_the_user():
    group = [{"role": "user", "name": name, "content": "hi"} for name in ("Ada", "Max")]
    assert subjects((group, [TURIN])) == ["Ada"]


def test_the_assistants_name_is_not_the_users():
    turns = [("user", "hi"), {"role": "assistant", "name": "Ada", "content": "I live in Turin."}]
    assert subjects((turns, [TURIN])) == ["Ada"]


def test_a_name_that_nothing_says_is_the_users_stays():
    assert subjects(("…", [TURIN])) == ["Ada"]


@pytest.mark.parametrize(
    "sister", [fact("user", "has_relative", "sister Ada"), fact("user", "knows", "Ada Green")]
)
def test_somebody_else_of_the_same_name_stays_somebody_else(sister):
    violin = fact("Ada", "plays", "violin")
    assert subjects(("…", [NAMED, sister, violin]))[-1] == "Ada"
    assert subjects(("…", [NAMED, sister]), ("…", [violin])) == ["Ada"]


@pytest.mark.parametrize("text", ["My sister Ada plays the violin.", "My best friend, Ada, does."])
def test_a_namesake_that_only_the_conversation_tells_of_is_not_the_user(text):
    violin = fact("Ada", "plays", "violin")
    assert subjects(("I'm Ada.", [NAMED]), (text, [violin])) == ["Ada"]
    for own in ("My name is Ada.", "My friends call me Ada."):
        assert subjects(("I'm Ada.", [NAMED]), (own, [violin])) == ["user"]


def test_a_name_that_the_user_no_longer_has_is_not_the_user():
    former = fact("user", "has_name", "Ada", valid_to="2020-01-01")
    assert "Ada" in subjects(("…", [former, TURIN]))


BROTHER = fact("user", "has_relative", "brother Max")


@pytest.mark.parametrize("written", ["Max", "brother Max", "my brother", "the user's brother Max"])
def test_the_one_brother_is_one_person_however_he_is_named(written):
    drums = fact(written, "plays", "drums")
    assert subjects(("…", [BROTHER]), ("…", [drums])) == ["Max"]


def test_of_two_brothers_nobody_guesses_which():
    second = fact("user", "has_relative", "brother Tom")
    drums = fact("my brother", "plays", "drums")
    assert subjects(("…", [BROTHER, second]), ("…", [drums])) == ["my brother"]


def test_of_two_called_max_nobody_guesses_which():
    friend = fact("user", "knows", "friend Max")
    drums = fact("brother Max", "plays", "drums")
    assert subjects(("…", [BROTHER, friend]), ("…", [drums])) == ["brother Max"]


def test_the_partner_is_the_partner_under_every_word_for_it():
    married = fact("user", "partner_of", "Inês")
    nurse = fact("user's wife", "works_as", "nurse")
    assert subjects(("…", [married]), ("…", [nurse])) == ["Inês"]


def test_somebody_elses_brother_is_not_the_users():
    drums = fact("Tom's brother", "plays", "drums")
    assert subjects(("…", [BROTHER]), ("…", [drums])) == ["Tom's brother"]
