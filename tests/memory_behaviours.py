"""What a memory does on whatever store: each module that imports these tests says on which.

It does so by a fixture `new_store`, a function that returns an empty store with vectors.
"""

import asyncio
import threading

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from proposals import START

import memorykinds as mk
from memorykinds.kinds import InputError, NotFoundError
from memorykinds.managers.writing import put_record

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


def opened(store, user="ada"):
    return mk.open(store=store, user=user, clock=mk.LessonClock(START), ids=mk.counted_ids())


def talk(said):
    """Return the user's sentences as a conversation with an assistant between them."""
    return [turn for text in said for turn in (("user", text), ("assistant", "I see."))]


def content_of(memory):
    kinds = (memory.semantic, memory.episodic, memory.procedural)
    return [record for kind in kinds for record in kind.all(active=False)]


@settings(max_examples=25)
@given(sentences)
def test_learning_a_conversation_twice_changes_nothing(new_store, said):
    memory = opened(new_store())
    memory.learn(talk(said))
    before = content_of(memory)
    again = memory.learn(talk(said))
    assert again.events == ()
    assert content_of(memory) == before


@settings(max_examples=25)
@given(sentences, sentences)
@example(["I don't like tea."], ["I like tea.", "I don't like tea."])
def test_learning_the_first_of_two_conversations_again_changes_nothing(new_store, first, second):
    memory = opened(new_store())
    memory.learn(talk(first), conversation="one")
    memory.learn(talk(second), conversation="two")
    before = content_of(memory)
    memory.learn(talk(first), conversation="one")
    assert content_of(memory) == before


@settings(max_examples=20)
@given(
    sentences, st.sampled_from(["bob", "ada.", "ada%2E", "ADA", "*", "langgraph", "ada/semantic"])
)
def test_nothing_crosses_users(new_store, said, other):
    memory = opened(new_store())
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
def test_a_plan_has_no_side_effect_and_applying_it_is_learning(new_store, said):
    planned, learned = opened(new_store()), opened(new_store())
    plan = planned.plan(talk(said))
    assert content_of(planned) == []
    assert planned.history() == []
    planned.apply(plan)
    learned.learn(talk(said))
    assert content_of(planned) == content_of(learned)


@settings(max_examples=20)
@given(sentences)
def test_the_async_twins_do_the_same(new_store, said):
    blocking, awaiting = opened(new_store()), opened(new_store())
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


@settings(max_examples=8)
@given(sentences, sentences, sentences)
def test_a_run_taken_up_again_comes_to_what_it_came_to(new_store, before, said, after):
    memory = opened(new_store())
    memory.learn(talk(before), conversation="one")
    update = memory.learn(talk(said), conversation="two")
    memory.learn(talk(after), conversation="three")
    held = content_of(memory)
    for kind in (memory.semantic, memory.episodic, memory.procedural):
        was = [d for d in update.decisions if d.kind == kind.manager.kind]
        now = kind.rerun(update, "transcript").decisions
        assert [(d.action, d.reason, d.text) for d in now] == [
            (d.action, d.reason, d.text) for d in was
        ]
    assert content_of(memory) == held


def test_alearn_works_inside_a_running_loop(new_store):
    memory = opened(new_store())

    async def run():
        await memory.alearn("I live in Turin.")
        return await memory.arecall("Where does the user live?")

    assert asyncio.run(run()).hits[0].record.text == "The user lives in Turin."


def test_a_plan_that_was_overtaken_is_refused_and_nothing_is_written(new_store):
    memory = opened(new_store())
    memory.learn("I live in Turin.")
    plan = memory.plan("I moved to Berlin.")
    memory.learn("I moved to Oslo.")
    before = content_of(memory)
    with pytest.raises(InputError, match="plan again"):
        memory.apply(plan)
    assert content_of(memory) == before


def test_a_plan_for_another_user_is_refused_and_nothing_is_written(new_store):
    store = new_store()
    ada, bob = opened(store), opened(store, user="bob")
    with pytest.raises(InputError, match="another user than 'bob'"):
        bob.apply(ada.plan("I live in Turin."))
    assert len(ada.semantic) == len(bob.semantic) == len(bob.history()) == 0


def test_a_plan_is_applied_once(new_store):
    memory = opened(new_store())
    plan = memory.plan("I live in Turin.")
    memory.apply(plan)
    with pytest.raises(InputError, match="plan again"):
        memory.apply(plan)
    assert len(memory.history()) == 1


def test_eight_threads_that_say_the_same_leave_one_memory(new_store):
    memory = mk.open(store=new_store(), user="ada")
    threads = [threading.Thread(target=memory.learn, args=("I live in Turin.",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [r.text for r in memory.semantic.all(active=False)] == ["The user lives in Turin."]


def test_coroutines_that_say_the_same_leave_one_memory(new_store):
    memory = mk.open(store=new_store(), user="ada")

    async def run():
        await asyncio.gather(*(memory.alearn("I live in Turin.") for _ in range(4)))

    asyncio.run(run())
    assert [r.text for r in memory.semantic.all(active=False)] == ["The user lives in Turin."]


def test_rules_have_a_version_that_counts_their_changes(new_store):
    memory = opened(new_store())
    assert memory.rules().version == 0
    memory.learn("Please always answer in French.")
    memory.learn("I live in Turin.")
    memory.learn("Please always answer in German.")
    book = memory.rules()
    assert book.version == 2
    assert [rule.text for rule in book.rules] == ["Answer in German."]


@pytest.mark.parametrize(
    "text", ["私はトリノに住んでいます。", "\u202eevil\u202c", "\ud800", "🙂" * 50]
)
def test_text_of_any_script_is_learned_from_without_an_error(new_store, text):
    opened(new_store()).learn(text + " ok")


def test_what_says_the_same_is_merged_and_undo_restores_it(new_store):
    memory = opened(new_store())
    memory.learn("I like tea and I have a dog named Rex.")
    (tea,) = [record for record in memory.semantic.all() if record.content.predicate == "likes"]
    again = tea.with_(id="fact-again", content=tea.content.with_(text="The user loves tea."))
    memory.store.batch([put_record(again)])
    before = content_of(memory)
    update = memory.consolidate()
    assert [decision.reason for decision in update.decisions] == ["merged"]
    assert len(memory.semantic) == 2
    assert memory.consolidate().events == ()
    memory.undo(update)
    assert content_of(memory) == before
