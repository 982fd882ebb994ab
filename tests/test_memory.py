"""The one door, with the parts that a user gets: FaissStore, MiniLM, the offline model."""

import json
import subprocess
import sys

import pytest
from langgraph.store.memory import InMemoryStore
from memory_behaviours import *  # noqa: F403 -- the tests in it are run here
from memory_behaviours import talk
from proposals import START, fact, says, scripted_memory

import memorykinds as mk
from memorykinds.kinds import InputError, StoreError


def opened(location=None, **more):
    return mk.open(location, user="ada", clock=mk.LessonClock(START), ids=mk.counted_ids(), **more)


@pytest.fixture(scope="module")
def new_store():
    """Vectors that compare spelling: a property needs many, not clever ones."""
    return lambda: mk.open(embeddings="hash").store


def test_one_conversation_becomes_three_kinds_of_memory():
    memory = opened()
    memory.learn(talk(["I live in Turin.", "Could you plan a trip?", "Always answer in French."]))
    assert "The user lives in Turin." in [r.text for r in memory.semantic.all()]
    assert len(memory.episodic) == 1
    assert "French" in memory.rules().render()


def test_a_second_process_finds_everything(tmp_path):
    path = tmp_path / "ada.db"
    with opened(path) as memory:
        memory.learn("I live in Turin.")
        expected = memory.recall("Where does the user live?").hits[0]
    code = (
        "import memorykinds as mk, sys, json\n"
        "m = mk.open(sys.argv[1], user='ada')\n"
        "hit = m.recall('Where does the user live?').hits[0]\n"
        "print(json.dumps([hit.record.text, hit.record.id, len(m.history())]))"
    )
    command = [sys.executable, "-c", code, str(path)]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(found.stdout) == [expected.record.text, expected.record.id, 1]


def test_memory_and_journal_are_one_batch():
    class FailsAtTheJournal(InMemoryStore):
        def batch(self, ops):
            ops = list(ops)
            if any(getattr(op, "value", None) and "update_id" in op.value for op in ops):
                raise StoreError("The disk is full.")
            return super().batch(ops)

    memory, _ = scripted_memory(says(fact("user", "lives_in", "Turin")), store=FailsAtTheJournal())
    with pytest.raises(StoreError, match="disk is full"):
        memory.learn("x", kinds=["semantic"])
    assert memory.semantic.all() == []


def test_what_recall_put_into_a_conversation_is_not_learned_again():
    memory = opened()
    memory.learn("I live in Turin.")
    block = memory.recall("Where does the user live?").prompt
    other = opened()
    update = other.learn([("user", f"{block}\nI like tea.")], kinds=["semantic"])
    assert [record.text for record in update.records] == ["The user likes tea."]


def test_every_part_above_the_store_works_on_another_store():
    memory = opened(store=InMemoryStore())
    memory.learn("I live in Turin.")
    memory.learn("I moved to Berlin.")
    assert memory.recall("home").hits[0].record.text == "The user lives in Berlin."
    assert len(memory.history()) == 3


def test_closing_ends_the_own_store_and_leaves_a_given_one_open():
    given_store = InMemoryStore()
    with opened(store=given_store) as memory:
        memory.learn("I live in Turin.")
    assert given_store.list_namespaces()
    own = opened()
    own.close()
    with pytest.raises(StoreError):
        own.recall("x")


def test_a_key_in_the_environment_never_switches_the_model(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-a-key")
    update = opened().learn("I live in Turin.")
    assert "Offline" in update.trace("semantic").step("answer").summary


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        ({"user": ""}, InputError, "user="),
        ({"model": "gpt4"}, InputError, "gpt4"),
        ({"model": "nosuchprovider:x"}, InputError, "nosuchprovider"),
        ({"embeddings": "nonsense"}, InputError, "nonsense"),
        ({"location": "redis://localhost/x"}, InputError, "store="),
        ({"location": "x.db", "store": InMemoryStore()}, InputError, "not both"),
        ({"location": " "}, InputError, "location"),
        ({"instructions": None}, InputError, "instructions= must be of type str"),
        (
            {"semantic": {"policy": "slots"}},
            InputError,
            "semantic= must be of type SemanticSettings",
        ),
        (
            {"procedural": mk.EpisodicSettings()},
            InputError,
            "procedural= must be of type Procedural",
        ),
    ],
)
def test_what_cannot_be_opened_is_one_sentence(arguments, error, sentence):
    with pytest.raises(error, match=sentence) as caught:
        mk.open(**arguments)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_store_is_one_sentence_and_stays_as_it_was(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("my notes " * 1000)
    with pytest.raises(StoreError) as caught:
        mk.open(path)
    assert "\n" not in str(caught.value)
    assert path.read_text() == "my notes " * 1000


def test_unknown_kinds_are_refused():
    with pytest.raises(InputError, match="kinds="):
        opened().learn("x", kinds=["emotional"])


def test_a_kind_that_is_named_twice_learns_once():
    update = opened(embeddings="hash").learn("I like tea.", kinds=["semantic", "semantic"])
    assert [decision.reason for decision in update.decisions] == ["new"]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda memory: memory.undo("update-1"), "update must be of type Update, not str"),
        (lambda memory: memory.apply(None), "plan must be of type Plan, not NoneType"),
        (lambda memory: memory.mark_used("x"), "recalled must be of type Recall, not str"),
        (lambda memory: memory.cost(0.15), "prices= must be of type Prices, not float"),
        (lambda memory: memory.consolidate(retention=3), "retention= must be of type Retention"),
        (lambda memory: memory.rules().diff(3), "other= must be of type RuleBook, not int"),
    ],
)
def test_what_is_of_the_wrong_type_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(InputError, match=sentence):
        call(opened(embeddings="hash"))


def test_what_a_cell_of_a_notebook_ends_with_looks_the_same_in_each_run():
    prices = mk.Prices({"openai:gpt-4o-mini": mk.Price(1)}, currency="EUR")
    assert repr(prices) == "Prices(1 models, currency='EUR')"
    assert repr(mk.LessonClock("2026-05-03T09:00")) == "LessonClock('2026-05-03T09:00:00+00:00')"


def test_an_update_is_undone_once():
    memory = opened(embeddings="hash")
    update = memory.learn("I like tea.")
    memory.undo(update)
    with pytest.raises(InputError, match="if it is not undone already"):
        memory.undo(update)
    assert len(memory.history()) == 2


def test_a_conversation_whose_id_is_no_text_is_refused():
    with pytest.raises(InputError, match="conversation= must be of type str, not int"):
        opened().learn("I like tea.", conversation=7)


def test_a_megabyte_in_one_message_is_learned_from():
    memory = opened()
    update = memory.learn("I live in Turin. " + "x" * 1_000_000)
    assert "The user lives in Turin." in [r.text for r in update.records]
    assert "characters" in update.trace("semantic").step("transcript").data["withheld"][0]
