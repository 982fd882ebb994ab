"""`data/retrieval/talks.json`: the people's talks word for word, and questions whose evidence is there."""

from memorykinds import workshop
from memorykinds.evaluate import read_conversations
from memorykinds.evaluate.retrieval_files import ADVERSARIAL, evidence_of
from memorykinds.shipped import shipped

PEOPLE = read_conversations(shipped("data") / "retrieval" / "talks.json")


def test_the_turns_are_those_of_the_conversations():
    assert [person.id for person in PEOPLE] == workshop.people()
    for person in PEOPLE:
        said = [turn.text for session in person.sessions for turn in session.turns]
        talks = workshop.conversations(person.id)
        assert said == [message["content"] for talk in talks for message in talk.messages]


def test_each_question_has_evidence_that_is_there_and_as_much_as_its_category_says():
    for person in PEOPLE:
        assert [q.category for q in person.questions] == [4] * 4 + [1] * 4 + [ADVERSARIAL]
        for question in person.questions:
            evidence, lost = evidence_of(question, person.ids)
            assert lost == 0
            assert (len(evidence) > 1) is (question.category == 1)
