"""The figures of retrieval mean what they say, and an odd file is read or refused in one sentence."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from memorykinds.evaluate import evaluate_retrieval, read_conversations
from memorykinds.evaluate.recipes import RECIPES, recipe
from memorykinds.evaluate.retrieval_files import Conversation, Question, evidence_of, records_of
from memorykinds.evaluate.retrieval_score import Asked, RetrievalScore
from memorykinds.kinds import InputError
from memorykinds.models.hashing import HashEmbeddings

FACTS = Path(__file__).parents[2] / "data" / "retrieval" / "facts.json"
TALK = {
    "id": "talk",
    "sessions": [
        {
            "n": 1,
            "date": "1:56 pm on 8 May, 2023",
            "turns": [
                {"id": "D1:1", "speaker": "Ada", "text": "I adopted a greyhound."},
                {"id": "D1:2", "speaker": "Max", "text": "Look!", "caption": "a red kayak"},
            ],
        }
    ],
    "questions": [
        {"question": "Who has a greyhound?", "category": 4, "evidence": ["D1:1"]},
        {"question": "Who paddles a kayak?", "category": 5, "evidence": ["D1:02", "D9:9"]},
        {"question": "Who sings?", "category": 4, "evidence": []},
    ],
}


def turn(id_, text="Hello."):
    return {"id": id_, "speaker": "Ada", "text": text}


def talk_of(*turns):
    session = {**TALK["sessions"][0], "turns": turns}
    return json.dumps([{**TALK, "sessions": [session]}])


def asked(category, *ranks, took=1.0):
    return Asked(conversation="c", question="?", category=category, ranks=ranks, milliseconds=took)


def test_the_figures_by_hand():
    score = RetrievalScore(
        asked=(asked(4, 1, took=3), asked(1, 2, 0), asked(1, 7, 12), asked(5, 3, took=2)),
        memories=9,
    )
    figures = score.figures()
    assert figures["recall@1"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["recall@5"] == pytest.approx((1 + 1 / 2 + 0) / 3, abs=1e-4)
    assert figures["recall@10"] == pytest.approx((1 + 1 / 2 + 1 / 2) / 3, abs=1e-4)
    assert figures["recall@20"] == pytest.approx((1 + 1 / 2 + 1) / 3, abs=1e-4)
    assert figures["all@10"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["mrr"] == pytest.approx((1 + 1 / 2 + 1 / 7) / 3, abs=1e-4)
    assert figures["adversarial_recall@10"] == 1
    assert figures["questions"] == 3
    assert figures["by_category"]["1"]["recall@10"] == 0.5
    assert figures["by_category"]["5"]["questions"] == 1
    assert (figures["ms_p50"], figures["ms_p95"]) == (2, 3)


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("D8:6; D9:17", ("D8:6", "D9:17")),
        ("D8:6 D9:17", ("D8:6", "D9:17")),
        ("D:11:26", ("D11:26",)),
        ("D30:05", ("D30:5",)),
        ("D8:6", ("D8:6",)),
    ],
)
def test_a_badly_formed_id_is_read_as_what_it_means(entry, names):
    ids = {"D8:6", "D9:17", "D11:26", "D30:5"}
    assert evidence_of(Question(question="?", evidence=(entry,)), ids) == (names, 0)


def test_an_id_that_names_nothing_is_counted():
    question = Question(question="?", evidence=("D1:1", "D4:36", "nonsense"))
    assert evidence_of(question, {"D1:1"}) == (("D1:1",), 2)


def test_each_turn_is_a_memory_with_its_date_its_speaker_and_its_caption():
    first, second = records_of(Conversation.model_validate(TALK), "u")
    assert first.text == "[1:56 pm on 8 May, 2023] Ada: I adopted a greyhound."
    assert "Max: Look! [a red kayak]" in second.text
    assert second.content.participants == ("Max",)
    assert f"{second.provenance.said_at:%Y-%m-%d %H:%M:%S}" == "2023-05-08 13:56:01"
    assert first.provenance.conversation == second.provenance.conversation == "talk/1"


@pytest.mark.parametrize("embeddings", [None, HashEmbeddings()])
def test_a_conversation_is_measured_with_and_without_an_embedder(embeddings):
    score = evaluate_retrieval([Conversation.model_validate(TALK)], embeddings)
    assert [one.category for one in score.asked] == [4, 5]
    assert (score.memories, score.without_evidence, score.lost_evidence) == (2, 1, 1)
    assert score.figures()["recall@20"] == 1
    assert "greyhound" not in str(score)
    assert "R@10" in str(score)


def test_the_projects_own_facts_can_be_measured():
    (conversation,) = read_conversations(FACTS)
    assert len(conversation.ids) == 59
    assert len(conversation.questions) == 80
    assert all(
        evidence_of(question, conversation.ids)[1] == 0 for question in conversation.questions
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "cannot be read"),
        ("{}", "no list"),
        ("[" * 100_000, "cannot be read"),
        ("[1]", "conversation 1: Input"),
        ('[{"id": "x", "sessions": [], "questions": []}]', "conversation 1: sessions"),
        (talk_of(), "no session holds"),
        (talk_of(turn("D1:1"), turn("D1:1")), "2 turns or facts have the id 'D1:1'"),
        (talk_of(turn("")), "turns.0.id"),
        (talk_of(turn("D1:1", text="\ud800")), "turns.0.text"),
    ],
)
def test_a_file_of_another_form_is_refused_in_one_sentence(tmp_path, text, says):
    file = tmp_path / "file.json"
    file.write_text(text)
    with pytest.raises(InputError, match=says) as caught:
        read_conversations(file)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "date",
    ["some day", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00+14:00", "1:00 am on 1 May, 9999"],
)
def test_a_session_without_a_usable_date_is_refused(date):
    talk = {**TALK, "sessions": [{**TALK["sessions"][0], "date": date}]}
    with pytest.raises(InputError, match="is no date of a session"):
        records_of(Conversation.model_validate(talk), "u")


def test_the_command_prints_the_figures_as_json(tmp_path):
    file = tmp_path / "talk.json"
    file.write_text(json.dumps([TALK]))
    command = [sys.executable, "-m", "memorykinds.evaluate", "retrieval", str(file)]
    options = ["--embeddings", "hash", "--recipe", "rrf", "--json"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["recall@10"] == 1


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_is_one_that_recall_takes(name):
    score = evaluate_retrieval(
        [Conversation.model_validate(TALK)], HashEmbeddings(), **recipe(name)
    )
    assert score.figures()["recall@20"] == 1


def test_a_recipe_that_there_is_not_is_refused():
    with pytest.raises(InputError, match="magic"):
        recipe("magic")
