"""Talking to an agent with its memory at its side: what a turn does, without a browser."""

import asyncio

import pytest
from chatting import Halting, Stuck
from langchain_core.messages import AIMessage, HumanMessage
from openai_server import Failure, OpenAIServer
from remembering import calling, memory_of, texts

import memorykinds as mk
from memorykinds.models import ScriptedChatModel, Spent
from memorykinds.widgets.chat_answering import NOT_RUN

HOME = "I live in Turin."
WHERE = "Where do I live?"


@pytest.fixture
def ada():
    return memory_of(told=[HOME])


def lab_of(memory, *replies, model=ScriptedChatModel, **options):
    """A lab whose model gives these replies; also the model, which keeps what it was shown."""
    answering = model(replies)
    return mk.chat(memory, answering, **options), answering


def shown(model, call=-1):
    """What a model was shown, as roles and texts; of the user's words those that are new."""
    return [(m.type, m.text.rpartition("\n\n")[2]) for m in model.history[call]]


def state_of(memory):
    """Everything that a memory holds, with how often each was used, and its journal."""
    return [
        *(kind.all() for kind in (memory.semantic, memory.episodic, memory.procedural)),
        memory.history(),
    ]


# -- what a turn tells -----------------------------------------------------------------------


def test_a_turn_tells_what_was_recalled_and_what_was_learned(ada):
    ada.learn("And now?", feedback="Bullets, please.")
    lab, model = lab_of(ada, "In Turin.")
    turn = lab.send(f"{WHERE} I like tea.")
    assert (turn.answer, turn.state, lab.turns) == ("In Turin.", "answered", (turn,))
    assert "The user lives in Turin." in texts(turn.recalled)
    assert turn.rules == ("rule-1",)
    assert [d.text for d in turn.learned[0].decisions if d.action == "add"] == [
        "The user likes tea."
    ]
    assert [m.text for m in turn.memory.shown] == [m.text for m in model.history[0]]
    assert "The user likes tea." in texts(ada.semantic.all())


def test_awaited_and_blocking_turns_are_the_same():
    def outcome(send):
        memory = memory_of(told=[HOME])
        lab, model = lab_of(memory, "Noted.", "In Turin.")
        for text in ("I like tea.", WHERE):
            send(lab, text)
        return lab.to_html(), [[m.text for m in call] for call in model.history]

    awaited = outcome(lambda lab, text: asyncio.run(lab.asend(text)))
    assert awaited == outcome(lambda lab, text: lab.send(text))


def test_a_blocking_send_works_where_a_loop_runs_as_in_a_notebook(ada):
    async def cell():
        return lab_of(ada, "In Turin.")[0].send(WHERE)

    assert asyncio.run(cell()).answer == "In Turin."


def test_the_answer_comes_in_word_by_word(ada):
    lab, _ = lab_of(ada, "You live in Turin.")
    seen = []
    lab.watch(lambda status, progress: seen.append((status, lab.turns[-1].answer, progress)))
    lab.send(WHERE)
    assert ("Answering.", "You live", 0.5) in seen
    assert ("Learning.", "You live in Turin.", 0.8) in seen
    assert seen[-1][2] is None


def test_the_conversation_goes_on(ada):
    lab, model = lab_of(ada, "Hello.", "In Turin.")
    lab.send("Hello?")
    lab.send(WHERE)
    assert [pair for pair in shown(model) if pair[0] != "system"] == [
        ("human", "Hello?"),
        ("ai", "Hello."),
        ("human", WHERE),
    ]


def test_calls_of_tools_are_shown_with_their_results(ada):
    def look(word: str) -> str:
        """Look something up."""
        return f"{word}: <b>found</b>"

    lab, _ = lab_of(ada, calling(("look", {"word": "tea"})), "It is tea.", tools=[look])
    turn = lab.send("What is it?")
    assert [(use.name, use.args, use.result) for use in turn.tools] == [
        ("look", '{"word": "tea"}', "tea: <b>found</b>")
    ]
    assert turn.answer == "It is tea."
    assert turn.cost.rows[0].spent.calls == 2
    assert "tea: &lt;b&gt;found&lt;/b&gt;" in lab.to_html()


def test_the_cost_is_the_providers_count_where_there_is_one(ada):
    usage = {"input_tokens": 100, "output_tokens": 20, "total_tokens": 120}
    prices = mk.Prices({"scripted": mk.Price(input=10_000, output=100_000)})
    lab, _ = lab_of(ada, AIMessage("Turin.", usage_metadata=usage), prices=prices)
    answer, learning = lab.send(WHERE).cost.rows
    assert answer.spent == Spent(calls=1, input_tokens=100, output_tokens=20)
    assert answer.price == 3.0
    assert (learning.model, learning.price, learning.spent.calls) == ("offline", 0, 3)
    assert lab.cost.price == 3.0


def test_without_a_count_the_cost_is_an_estimate(ada):
    lab, model = lab_of(ada, "Turin.")
    spent = lab.send(WHERE).cost.rows[0].spent
    sent = sum(-(-len(m.text.encode()) // 4) for m in model.history[0])
    assert (spent.input_tokens, spent.output_tokens) == (sent, 2)
    assert spent.estimated_tokens == sent + 2


def test_a_providers_model_is_named_by_a_string_and_streams(ada, monkeypatch):
    seen = []
    with OpenAIServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", server.key)
        lab = mk.chat(ada, "openai:gpt-4o-mini")
        lab.watch(lambda *_told: seen.append(lab.turns[-1].answer if lab.turns else ""))
        server.script("You live in Turin.", "Yes, in Turin.", *[Failure(429, retry_after=0)] * 3)
        lab.send(WHERE)
        asyncio.run(lab.asend("Sure?"))
        with pytest.raises(mk.ModelError, match="rate limit"):
            lab.send("Really?")
        sent = [request.body for request in server.requests]
    assert {"You live in Turin.", "You live", "Yes, in"} < set(seen)
    assert all(body["stream"] for body in sent)
    assert [turn.answer for turn in lab.turns] == ["You live in Turin.", "Yes, in Turin."]
    assert "openai:gpt-4o-mini answers." in lab.to_html()


# -- what goes wrong -------------------------------------------------------------------------


@pytest.mark.parametrize("message", ["", "  \n "])
def test_an_empty_message_is_refused_in_one_sentence(ada, message):
    lab, model = lab_of(ada, "Hello.")
    with pytest.raises(mk.InputError, match="the message is empty"):
        lab.send(message)
    assert (lab.turns, model.history) == ((), [])


def test_a_failed_answer_leaves_the_conversation_as_it_was_and_the_words_in_the_field(ada):
    lab, model = lab_of(ada, "Hello.", TimeoutError("slow"), "In Turin.")
    lab.send("Hello?")
    with pytest.raises(mk.ModelError, match="did not answer in time"):
        lab.send(WHERE)
    assert [turn.question for turn in lab.turns] == ["Hello?"]
    assert f'value="{WHERE}"' in lab.live_html()
    lab.send(WHERE)
    assert shown(model)[1:] == shown(model, 1)[1:]
    assert f'value="{WHERE}"' not in lab.live_html()
    assert lab.cost.rows[0].spent.calls == 3
    assert lab.cost.rows[0].spent.failed == 1


def test_a_tool_that_fails_is_one_sentence(ada):
    def look(word: str) -> str:
        """Look something up."""
        raise RuntimeError(f"no {word}")

    lab, _ = lab_of(ada, calling(("look", {"word": "tea"})), tools=[look])
    with pytest.raises(mk.ModelError, match=r"^No answer came: no tea$"):
        lab.send("What is it?")
    assert lab.turns == ()


def test_where_learning_fails_the_answer_stands():
    memory = memory_of(model=ScriptedChatModel([TimeoutError("slow")] * 3))
    lab, _ = lab_of(memory, "Hello.")
    turn = lab.send("Hello?")
    assert (turn.state, turn.learned) == ("answered", ())
    assert turn.note.startswith("Not learned, and will be with the next turn:")
    assert "Not learned, and will be with the next turn:" in lab.to_html()


def test_learning_that_failed_is_counted_too():
    memory = memory_of(model=ScriptedChatModel([TimeoutError("slow")] * 3))
    lab, _ = lab_of(memory, "Hello.")
    turn = lab.send("Hello?")
    failed = sum(row.spent.failed for row in memory.cost().rows if row.purpose != "embedding")
    assert failed > 0
    for costs in (lab.cost, turn.cost):
        spent = {row.purpose: row.spent for row in costs.rows}["learning"]
        assert (spent.calls, spent.failed) == (failed, failed)
    with pytest.raises(mk.ModelError):
        lab.learn_now()
    assert lab.cost.total.failed == sum(row.spent.failed for row in memory.cost().rows)


def test_where_recall_fails_the_answer_comes_and_it_is_said(ada, monkeypatch):
    def broken(*_args, **_kwargs):
        raise mk.StoreError("the disk is full")

    monkeypatch.setattr(ada, "recall", broken)
    lab, _ = lab_of(ada, "I do not know.")
    turn = lab.send(WHERE)
    assert (turn.answer, turn.note) == (
        "I do not know.",
        "No fact could be recalled: the disk is full.",
    )


@pytest.mark.parametrize(
    "options",
    [{"model": 7}, {"model": "no-such-model"}, {"tools": 7}, {"tools": [7]}, {"learn": "never"}],
)
def test_what_no_agent_can_be_made_of_is_refused(ada, options):
    with pytest.raises(mk.InputError):
        mk.chat(ada, **options)


def test_what_is_no_memory_is_refused():
    with pytest.raises(mk.InputError, match="memory"):
        mk.chat("ada.db")


def test_without_a_model_the_memorys_own_answers():
    lab = mk.chat(memory_of())
    assert "The offline model answers: a set of patterns" in lab.to_html()
    own = ScriptedChatModel(["Hello."], model="own")
    assert "own answers." in mk.chat(memory_of(model=own)).to_html()


# -- stopping --------------------------------------------------------------------------------


def answered(lab, words):
    """Return an event that is set when the lab shows that an answer says these words."""
    event = asyncio.Event()

    def look(*_told):
        turns = [*lab.turns, *(again for turn in lab.turns for again in turn.compared)]
        if words in [turn.answer for turn in turns]:
            event.set()

    lab.watch(look)
    return event


async def _stopped(lab, sending, words):
    await answered(lab, words).wait()
    assert lab.stop() == "Stopping."
    return await sending


def test_a_stopped_answer_keeps_what_was_said_and_nothing_is_learned(ada):
    lab, model = lab_of(ada, "You live|in Turin.", "In Turin.", model=Halting)
    before = ada.history()

    async def scene():
        sending = asyncio.ensure_future(lab.asend("I like tea. Where do I live?"))
        turn = await _stopped(lab, sending, "You live")
        assert (turn.answer, turn.state, turn.learned) == ("You live", "stopped", ())
        assert ada.history() == before
        assert "Stopped here." in lab.to_html()
        return await lab.asend(WHERE)

    after = asyncio.run(scene())
    assert [pair[1] for pair in shown(model) if pair[0] == "ai"] == ["You live"]
    assert "The user likes tea." in [d.text for d in after.learned[0].decisions]


def test_another_thread_can_stop_it_as_a_button_does_in_lab(ada):
    lab, _ = lab_of(ada, "You live|in Turin.", model=Halting)

    async def scene():
        sending = asyncio.ensure_future(lab.asend(WHERE))
        await answered(lab, "You live").wait()
        assert await asyncio.to_thread(lab.stop) == "Stopping."
        return await sending

    assert asyncio.run(scene()).state == "stopped"


def test_an_answer_stopped_before_its_first_word_leaves_the_question(ada):
    lab, model = lab_of(ada, "|Turin.", "In Turin.", model=Halting)

    async def scene():
        sending = asyncio.ensure_future(lab.asend("Hello?"))
        await model.halted()
        lab.stop()
        turn = await sending
        assert (turn.answer, turn.state) == ("", "stopped")
        await lab.asend(WHERE)

    asyncio.run(scene())
    assert [m.type for m in model.history[-1] if m.type != "system"] == ["human", "human"]


def test_a_blocking_answer_stops_at_its_next_word(ada):
    lab, _ = lab_of(ada, "You live in Turin.")
    lab.watch(lambda *_: lab.turns[-1].answer == "You live" and lab._program.stop())
    turn = lab.send(WHERE)
    assert (turn.answer, turn.state, turn.learned) == ("You live", "stopped", ())


def test_stopping_while_it_learns_keeps_the_answer_and_learns_it_with_the_next(ada):
    stuck = Stuck()
    memory = mk.open(store=ada.store, user="ada", model=stuck)
    lab, _ = lab_of(memory, "Noted.", "Noted.")
    before = memory.history()

    async def scene():
        sending = asyncio.ensure_future(lab.asend("I like tea."))
        await stuck.asked.wait()
        lab.stop()
        return await sending

    turn = asyncio.run(scene())
    assert (turn.answer, turn.state, turn.learned) == ("Noted.", "answered", ())
    assert "Learning was stopped" in turn.note
    assert memory.history() == before
    after = mk.open(store=ada.store, user="ada")
    lab.memory = lab._program._memory = after  # whose model answers
    lab.send("Sure?")
    assert "The user likes tea." in texts(after.semantic.all())


def test_a_call_of_a_tool_that_was_stopped_does_not_spoil_the_conversation(ada):
    begun = asyncio.Event()

    async def look(word: str) -> str:
        """Look something up."""
        begun.set()
        await asyncio.Event().wait()
        return word

    lab, model = lab_of(ada, calling(("look", {"word": "tea"})), "In Turin.", tools=[look])

    async def scene():
        sending = asyncio.ensure_future(lab.asend("What is it?"))
        await begun.wait()
        lab.stop()
        turn = await sending
        await lab.asend(WHERE)
        return turn

    turn = asyncio.run(scene())
    assert [use.result for use in turn.tools] == [None]
    assert [m.type for m in model.history[-1] if m.type != "system"] == ["human", "human"]


def test_where_nothing_is_under_way_there_is_nothing_to_stop(ada):
    lab, _ = lab_of(ada, "In Turin.")
    assert lab.stop() == "Nothing is under way."
    assert lab.send(WHERE).state == "answered"


@pytest.mark.parametrize("act", [lambda lab: lab.send("More?"), lambda lab: lab.clear()])
def test_one_thing_at_a_time(ada, act):
    lab, model = lab_of(ada, "You|live.", model=Halting)

    async def scene():
        sending = asyncio.ensure_future(lab.asend(WHERE))
        await model.halted()
        with pytest.raises(mk.InputError, match="An answer is under way"):
            act(lab)
        model.release()
        return await sending

    assert asyncio.run(scene()).answer == "Youlive."
    assert len(lab.turns) == 1


def test_a_message_that_came_too_early_stands_in_the_field_again(ada):
    lab, model = lab_of(ada, "You|live.", model=Halting)

    async def scene():
        sending = asyncio.ensure_future(lab.asend(WHERE))
        await model.halted()
        with pytest.raises(mk.InputError):
            await lab.asend("More?")
        lab.stop()
        return await sending

    assert asyncio.run(scene()).state == "stopped"
    assert 'value="More?"' in lab.live_html()


def test_an_interrupted_cell_leaves_a_lab_that_can_be_used(ada):
    lab, model = lab_of(ada, KeyboardInterrupt(), "In Turin.")
    with pytest.raises(KeyboardInterrupt):
        lab.send("Hello?")
    assert lab.turns[0].state == "stopped"
    assert lab.send(WHERE).answer == "In Turin."
    assert len(model.history) == 2


def test_a_cancelled_send_is_cancelled_and_leaves_a_lab_that_can_be_used(ada):
    lab, model = lab_of(ada, "You|live.", "In Turin.", model=Halting)

    async def scene():
        sending = asyncio.ensure_future(lab.asend("Hello?"))
        await model.halted()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        return await lab.asend(WHERE)

    assert asyncio.run(scene()).answer == "In Turin."
    assert [turn.state for turn in lab.turns] == ["stopped", "answered"]


# -- kinds -----------------------------------------------------------------------------------


def test_a_kind_that_is_off_is_neither_recalled_nor_learned(ada):
    lab, model = lab_of(ada, "I do not know.")
    lab.switch("semantic", on=False)
    turn = lab.send(f"{WHERE} I like tea.")
    assert turn.kinds == ("episodic", "procedural")
    assert "Turin" not in str(model.history[0])
    assert texts(ada.semantic.all()) == ["The user lives in Turin."]
    assert "Semantic memory is switched off" in lab.to_html()


def test_a_kind_that_is_on_again_reads_the_whole_conversation(ada):
    lab, _ = lab_of(ada, "Noted.", "Turin.")
    lab.switch("semantic", on=False)
    lab.send("I like tea.")
    lab.switch("semantic", on=True)
    lab.send(WHERE)
    assert "The user likes tea." in texts(ada.semantic.all())


def test_without_any_kind_the_agent_has_no_memory(ada):
    lab, model = lab_of(ada, "I do not know.")
    for kind in lab.kinds:
        lab.switch(kind, on=False)
    turn = lab.send(WHERE)
    assert [m.text for m in model.history[0]] == [WHERE]
    assert "Every kind of memory is switched off" in turn.note
    with pytest.raises(mk.InputError, match="every kind of memory is off"):
        lab.learn_now()


def test_a_kind_that_there_is_not_is_refused(ada):
    with pytest.raises(mk.InputError):
        mk.chat(ada).switch("implicit", on=False)


# -- comparing -------------------------------------------------------------------------------


def test_a_comparison_stands_beside_the_first_answer_and_changes_nothing(ada):
    lab, model = lab_of(ada, "In Turin.", "I do not know.", "Yes.")
    first = lab.send(WHERE)
    before = state_of(ada)
    again = lab.compare(without="semantic")
    assert (again.answer, again.kinds) == ("I do not know.", ("episodic", "procedural"))
    assert lab.turns[0].compared == (again,)
    assert (lab.turns[0].answer, len(lab.turns)) == (first.answer, 1)
    assert state_of(ada) == before
    assert "Turin" not in model.history[1][-1].text
    lab.send("Sure?")
    assert [pair for pair in shown(model) if pair[0] != "system"] == [
        ("human", WHERE),
        ("ai", "In Turin."),
        ("human", "Sure?"),
    ]


def test_an_earlier_question_is_asked_again_in_its_place(ada):
    lab, model = lab_of(ada, "In Turin.", "Yes.", "No.")
    lab.send(WHERE)
    lab.send("Sure?")
    lab.compare(without="all", number=1)
    assert [(m.type, m.text) for m in model.history[-1]] == [("human", WHERE)]
    assert [len(turn.compared) for turn in lab.turns] == [1, 0]


def test_an_awaited_comparison_is_the_same_and_can_be_stopped(ada):
    lab, _ = lab_of(ada, "In Turin.", "I do|not know.", model=Halting)

    async def scene():
        await lab.asend(WHERE)
        return await _stopped(lab, asyncio.ensure_future(lab.acompare("episodic")), "I do")

    again = asyncio.run(scene())
    assert (again.answer, again.state) == ("I do", "stopped")
    assert lab.turns[0].compared == (again,)


def test_the_same_comparison_again_takes_the_place_of_the_first(ada):
    lab, _ = lab_of(ada, "In Turin.", "No.", "Perhaps.")
    lab.send(WHERE)
    lab.compare(without="semantic")
    lab.compare(without="semantic")
    assert [again.answer for again in lab.turns[0].compared] == ["Perhaps."]


def test_a_comparison_that_fails_leaves_nothing(ada):
    lab, _ = lab_of(ada, "In Turin.", ConnectionError("gone"))
    lab.send(WHERE)
    with pytest.raises(mk.ModelError):
        lab.compare(without="semantic")
    assert lab.turns[0].compared == ()


def test_a_comparison_runs_no_tool_a_second_time(ada):
    ran = []

    def look(word: str) -> str:
        """Look something up."""
        ran.append(word)
        return f"{word} it is"

    def call(word):
        return calling(("look", {"word": word}))

    lab, model = lab_of(ada, call("tea"), "Tea.", call("tea"), call("rye"), "Tea?", tools=[look])
    lab.send("What is it?")
    again = lab.compare(without="semantic")
    assert ran == ["tea"]
    assert [use.result for use in again.tools] == ["tea it is", NOT_RUN]
    assert model.history[-1][-1].text == NOT_RUN


def test_a_kind_that_was_off_cannot_be_left_out(ada):
    lab, _ = lab_of(ada, "No.")
    lab.switch("semantic", on=False)
    lab.send(WHERE)
    with pytest.raises(mk.InputError, match="off in answer 1 already"):
        lab.compare(without="semantic")


@pytest.mark.parametrize("number", [None, 0, -1, 2])
def test_a_turn_that_there_is_not_is_refused(ada, number):
    with pytest.raises(mk.NotFoundError, match="There is no turn"):
        mk.chat(ada).compare(without="all", number=number)


# -- learning --------------------------------------------------------------------------------


def test_learning_later_is_by_a_call_for_the_whole_conversation(ada):
    lab, _ = lab_of(ada, "Noted.", "Noted.", learn="later")
    lab.send("I like tea.")
    turn = lab.send("I have a cat named Miso.")
    assert turn.learned == ()
    assert texts(ada.semantic.all()) == ["The user lives in Turin."]
    after = lab.learn_now()
    assert {"The user likes tea."} < set(texts(ada.semantic.all()))
    assert after == lab.turns[-1]
    assert after.changes == len(after.learned[0].events) > 1


def test_learning_now_adds_to_what_was_learned_from_the_turn(ada):
    lab, _ = lab_of(ada, "Noted.")
    lab.send("I like tea.")
    turn = asyncio.run(lab.alearn_now())
    assert [len(update.events) > 0 for update in turn.learned] == [True, False]
    assert [row.purpose for row in turn.cost.rows] == ["answer", "learning"]


def test_turns_that_wait_are_learned_now():
    lab, _ = lab_of(memory_of(min_turns=3), "Noted.")
    assert lab.send("I like tea.").changes == 0
    assert lab.learn_now().changes > 0


def test_where_nothing_was_said_there_is_nothing_to_learn(ada):
    with pytest.raises(mk.InputError, match="nothing was said yet"):
        mk.chat(ada).learn_now()


def test_the_same_words_in_another_conversation_are_learned_again(ada):
    for text in ("I like tea.", "I no longer like tea.", "I like tea."):
        lab, _ = lab_of(ada, "Noted.")
        lab.send(text)
    assert "The user likes tea." in texts(ada.semantic.all())


# -- conversations ---------------------------------------------------------------------------


def test_a_new_conversation_begins_empty_and_memory_stays(ada):
    lab, model = lab_of(ada, "Noted.", "Tea.")
    first = lab.send("I like tea.")
    lab.clear()
    assert lab.turns == ()
    second = lab.send("What do I like?")
    assert [m.type for m in model.history[-1] if m.type != "system"] == ["human"]
    assert "The user likes tea." in texts(second.recalled)
    assert first.memory.thread != second.memory.thread


def test_two_conversations_with_one_memory_do_not_cross(ada):
    one, of_one = lab_of(ada, "You|there.", "Yes.", model=Halting)
    two, _ = lab_of(ada, "Two.")

    async def scene():
        sending = asyncio.ensure_future(one.asend("I like tea."))
        await of_one.halted()
        await two.asend("I like rye.")
        of_one.release()
        await sending
        await one.asend("Sure?")

    asyncio.run(scene())
    assert [turn.question for turn in one.turns] == ["I like tea.", "Sure?"]
    assert [turn.question for turn in two.turns] == ["I like rye."]
    assert [m for m in of_one.history[-1] if isinstance(m, HumanMessage) and "rye?" in m.text] == []
    conversations = {event.conversation for event in ada.history()}
    assert {"thread-chat-1", "thread-chat-2"} <= conversations
    assert {"The user likes tea.", "The user likes rye."} <= set(texts(ada.semantic.all()))


# -- what it shows ---------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["<img src=x onerror=alert(1)>", "**bold** [x](y)\n- `code`"])
def test_an_answer_is_shown_as_it_was_said(ada, answer):
    lab, _ = lab_of(ada, answer)
    lab.send(WHERE)
    html = lab.live_html()
    assert "<img" not in html
    for line in answer.split("\n"):
        assert line.replace("<", "&lt;").replace(">", "&gt;") in html


def test_the_memory_of_an_earlier_answer_can_be_shown(ada):
    lab, _ = lab_of(ada, "One.", "Two.")
    lab.send("I like tea.")
    lab.send(WHERE)
    assert "Memory in answer 2" in lab.to_html()
    lab.show(1)
    assert "Memory in answer 1" in lab.to_html()
    assert "Learned from it" in lab.to_html()
    lab.show(None)
    assert "Memory in answer 2" in lab.to_html()


def test_a_memory_is_shown_in_full_with_why_it_was_recalled(ada):
    lab, _ = lab_of(ada, "Turin.")
    turn = lab.send(WHERE)
    record = lab.select("fact-1")
    assert record.text == "The user lives in Turin."
    html = lab.to_html()
    assert "Memory fact-1" in html
    assert f"score {turn.memory.recall.hits[0].score:.2f}" in html
    lab.deselect()
    assert "Memory fact-1" not in lab.to_html()


def test_what_the_model_saw_is_folded_beneath_its_answer(ada):
    lab, _ = lab_of(ada, "Turin.")
    turn = lab.send(WHERE)
    assert f"What the model saw: {turn.view().summary()}" in lab.to_html()
    assert "[semantic fact-1]" in lab.to_html()


def test_its_repr_and_those_of_its_turns_are_short_and_stable(ada):
    lab, _ = lab_of(ada, "In Turin.")
    assert repr(lab) == "ChatLab(0 turns)"
    lab.switch("episodic", on=False)
    turn = lab.send(WHERE)
    assert repr(lab) == "ChatLab(1 turn without episodic memory, answered: In Turin.)"
    assert repr(turn) == "ChatTurn(1, 'Where do I live?', 'In Turin.', answered)"


def test_an_earlier_turn_is_drawn_as_it_is_now(ada):
    lab, _ = lab_of(ada, "One.", "Two.", "Three.")
    lab.send(WHERE)
    lab.send("Sure?")
    before = lab.live_html()
    lab.compare(without="semantic", number=1)
    assert "Three." not in before
    assert "Three." in lab.live_html()
