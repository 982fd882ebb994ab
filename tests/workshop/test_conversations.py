"""The conversations that come along: their form, their dates, and what can be read of them."""

from datetime import datetime
from itertools import pairwise

import pytest

import memorykinds as mk
from memorykinds import workshop
from memorykinds.kinds import InputError
from memorykinds.workshop.conversation_files import conversation_files, read_person

FILES = conversation_files()
each_person = pytest.mark.parametrize("path", FILES.values(), ids=list(FILES))


def test_there_are_eight_people():
    assert len(workshop.people()) == 8


@each_person
def test_a_file_says_where_it_is_from_and_under_which_licence(path):
    person = read_person(path)
    assert "Invented" in person.provenance
    assert person.licence == "MIT"


@each_person
def test_there_is_enough_said_on_several_days(path):
    talks = read_person(path).conversations
    assert 2 <= len(talks) <= 4
    assert 15 <= sum(len(talk.messages) for talk in talks) <= 40
    assert len({talk.messages[0]["at"][:10] for talk in talks}) == len(talks)


@each_person
def test_the_times_rise(path):
    messages = [m for talk in read_person(path).conversations for m in talk.messages]
    times = [datetime.fromisoformat(message["at"]) for message in messages]
    assert all(earlier < later for earlier, later in pairwise(times))


@each_person
def test_the_two_speak_in_turn(path):
    for talk in read_person(path).conversations:
        roles = [message["role"] for message in talk.messages]
        assert roles == ["user", "assistant"] * (len(roles) // 2) + ["user"] * (len(roles) % 2)


@each_person
def test_the_conversations_have_ids_of_their_own(path):
    talks = read_person(path).conversations
    assert [t.conversation for t in talks] == [f"{path.stem}-{n + 1}" for n in range(len(talks))]


@pytest.mark.parametrize("name", ["cook", "support"])
def test_the_offline_model_reads_most_plain_sentences_and_sees_a_change(name):
    with mk.open(user=name) as memory:
        for talk in workshop.conversations(name):
            memory.learn(talk.messages, conversation=talk.conversation, feedback=talk.feedback)
        assert len(memory.semantic.all()) >= 6
        assert memory.rules().rules
        assert {r.state for r in memory.semantic.all(active=False)} > {"active"}


def test_a_name_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(InputError, match=r"no conversations of 'ada': choose of cook, cyclist"):
        workshop.conversations("ada")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("{", "no JSON"), ('{"title": "x"}', "about: Field required"), (None, "cannot be read")],
)
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path, content, sentence):
    path = tmp_path / "a.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(InputError, match=sentence):
        read_person(path)
