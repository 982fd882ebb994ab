"""The one door, with the parts that a user gets: FaissStore, MiniLM, the offline model."""

import asyncio
import json
import subprocess
import sys
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langgraph.store.memory import InMemoryStore
from proposals import START, fact, says, scripted_memory

import memorykinds as mk
from memorykinds.kinds import InputError, NotFoundError, StoreError

SENTENCES = [
    "I live in Turin.",
    "I moved to Berlin last week.",
    "My name is Ada.",
    "I work as a civil engineer.",
    "I like tea.",
    "I don't like tea.",
    "My brother Max plays the drums.",
    "I'm allergic to peanuts.",
    "Please always answer in French.",
    "Too long. Bullets, please.",
    "Could you plan a trip to Genoa?",
    "My password is hunter2.",
    "Nice weather today!",
]
sentences = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5)


def opened(location=None, **more):
    return mk.open(location, user="ada", clock=mk.LessonClock(START), ids=mk.counted_ids(), **more)


def quick(**more):
    """Return a memory whose vectors compare spelling: a property needs many, not clever ones."""
    return opened(embeddings="hash", **more)


def talk(said):
    """Return the user's sentences as a conversation with an assistant between them."""
    return [turn for text in said for turn in (("user", text), ("assistant", "I see."))]


def content_of(memory):
    kinds = (memory.semantic, memory.episodic, memory.procedural)
    return [record for kind in kinds for record in kind.all(active=False)]


def test_one_conversation_becomes_three_kinds_of_memory():
    memory = opened()
    memory.learn(talk(["I live in Turin.", "Could you plan a trip?", "Always answer in French."]))
    assert "The user lives in Turin." in [r.text for r in memory.semantic.all()]
    assert len(memory.episodic) == 1
    assert "French" in memory.rules().render()


@settings(max_examples=25)
@given(sentences)
def test_learning_a_conversation_twice_changes_nothing(said):
    memory = quick()
    memory.learn(talk(said))
    before = content_of(memory)
    again = memory.learn(talk(said))
    assert again.events == ()
    assert content_of(memory) == before


@settings(max_examples=25)
@given(sentences, sentences)
def test_learning_the_first_of_two_conversations_again_changes_nothing(first, second):
    memory = quick()
    memory.learn(talk(first), conversation="one")
    memory.learn(talk(second), conversation="two")
    before = content_of(memory)
    memory.learn(talk(first), conversation="one")
    assert content_of(memory) == before


@settings(max_examples=20)
@given(
    sentences, st.sampled_from(["bob", "ada.", "ada%2E", "ADA", "*", "langgraph", "ada/semantic"])
)
def test_nothing_crosses_users(said, other):
    memory = quick()
    stranger = mk.open(store=memory.store, user=other, ids=mk.counted_ids())
    memory.learn(talk(said))
    assert content_of(stranger) == []
    assert stranger.recall("Where does the user live?", k=50).hits == ()
    assert stranger.history() == []
    before = content_of(memory)
    stranger.learn("I live in Oslo and I like jazz.")
    assert content_of(memory) == before
    for record in before:
        with pytest.raises(NotFoundError):
            mk.open(store=memory.store, user="nobody").forget(record.id)


@settings(max_examples=20)
@given(sentences)
def test_a_plan_has_no_side_effect_and_applying_it_is_learning(said):
    planned, learned = quick(), quick()
    plan = planned.plan(talk(said))
    assert content_of(planned) == []
    assert planned.history() == []
    planned.apply(plan)
    learned.learn(talk(said))
    assert content_of(planned) == content_of(learned)


@settings(max_examples=20)
@given(sentences)
def test_the_async_twins_do_the_same(said):
    blocking, awaiting = quick(), quick()
    update = blocking.learn(talk(said))

    async def run():
        plan = await awaiting.aplan(talk(said))
        return plan, await awaiting.aapply(plan)

    plan, applied = asyncio.run(run())
    assert sorted(d.text for d in plan.decisions) == sorted(d.text for d in update.decisions)
    assert len(applied.events) == len(update.events)
    assert sorted(r.text for r in content_of(awaiting)) == sorted(
        r.text for r in content_of(blocking)
    )


def test_alearn_works_inside_a_running_loop():
    memory = opened()

    async def run():
        await memory.alearn("I live in Turin.")
        return await memory.arecall("Where does the user live?")

    assert asyncio.run(run()).hits[0].record.text == "The user lives in Turin."


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


def test_a_plan_that_was_overtaken_is_refused_and_nothing_is_written():
    memory = opened()
    memory.learn("I live in Turin.")
    plan = memory.plan("I moved to Berlin.")
    memory.learn("I moved to Oslo.")
    before = content_of(memory)
    with pytest.raises(InputError, match="plan again"):
        memory.apply(plan)
    assert content_of(memory) == before


def test_a_plan_is_applied_once():
    memory = opened()
    plan = memory.plan("I live in Turin.")
    memory.apply(plan)
    with pytest.raises(InputError, match="plan again"):
        memory.apply(plan)
    assert len(memory.history()) == 1


def test_eight_threads_that_say_the_same_leave_one_memory():
    memory = mk.open(user="ada")
    threads = [threading.Thread(target=memory.learn, args=("I live in Turin.",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [r.text for r in memory.semantic.all(active=False)] == ["The user lives in Turin."]


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


def test_rules_have_a_version_that_counts_their_changes():
    memory = opened()
    assert memory.rules().version == 0
    memory.learn("Please always answer in French.")
    memory.learn("I live in Turin.")
    memory.learn("Please always answer in German.")
    book = memory.rules()
    assert book.version == 2
    assert [rule.text for rule in book.rules] == ["Answer in German."]


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
        ({"location": "postgresql://localhost/x"}, InputError, "store="),
        ({"location": "x.db", "store": InMemoryStore()}, InputError, "not both"),
        ({"location": " "}, InputError, "location"),
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


def test_a_megabyte_in_one_message_is_learned_from():
    memory = opened()
    update = memory.learn("I live in Turin. " + "x" * 1_000_000)
    assert "The user lives in Turin." in [r.text for r in update.records]
    assert "characters" in update.trace("semantic").step("transcript").data["withheld"][0]


@pytest.mark.parametrize(
    "text", ["私はトリノに住んでいます。", "\u202eevil\u202c", "\ud800", "🙂" * 50]
)
def test_text_of_any_script_is_learned_from_without_an_error(text):
    opened().learn(text + " ok")
