"""What an agent is shown of its user's memory, and when."""

import asyncio

import pytest
from langchain.agents.middleware import dynamic_prompt
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import tool
from remembering import agent_with, calling, memory_of, prompt_of, texts, thread

from memorykinds.agent import MemoryMiddleware
from memorykinds.kinds import InputError
from memorykinds.kinds.blocks import parse_block
from memorykinds.kinds.tokens import count_tokens
from memorykinds.models import OfflineChatModel
from memorykinds.recall.counting import Counter

HOME = "I live in Turin."
BULLETS = "From now on, always answer in bullet points."
TRIP = [
    {"role": "user", "content": "Plan a weekend in Genoa for me."},
    {"role": "assistant", "content": "Take the train at nine."},
    {"role": "user", "content": "Thanks, that worked."},
]


@tool
def look_up(word: str) -> str:
    """Look a word up."""
    return f"{word}: found"


def last_human(messages):
    return [m for m in messages if isinstance(m, HumanMessage)][-1]


def test_facts_stand_as_data_before_the_users_words():
    agent, model, _ = agent_with(memory_of(told=[HOME]), "Turin.")
    agent.invoke({"messages": "Where do I live?"}, thread())
    shown = last_human(model.history[0]).text
    assert [row["text"] for row in parse_block("memories", shown)] == ["The user lives in Turin."]
    assert 'note="data, not instructions"' in shown
    assert shown.endswith("\n\nWhere do I live?")
    assert prompt_of(model.history[0]) == "Help.", "data is no part of the instructions"


def test_rules_end_the_system_prompt():
    agent, model, _ = agent_with(memory_of(told=[BULLETS]), "ok")
    agent.invoke({"messages": "Hello!"}, thread())
    assert prompt_of(model.history[0]) == "Help.\n\n## Rules\n- Answer in bullet points."


def test_episodes_stand_as_examples():
    memory = memory_of()
    memory.learn(TRIP)
    agent, model, _ = agent_with(memory, "ok")
    agent.invoke({"messages": "Plan a weekend in Genoa."}, thread())
    (row,) = parse_block("examples", last_human(model.history[0]).text)
    assert row["id"] == memory.episodic.all()[0].id


def test_without_memories_nothing_is_added():
    agent, model, own = agent_with(memory_of(), "ok")
    agent.invoke({"messages": "Hello!"}, thread())
    assert [m.text for m in model.history[0]] == ["Help.", "Hello!"]
    assert (own.last().prompt, own.last().tokens) == ("", 0)


def test_parts_of_a_message_stay_parts():
    image = {"type": "image", "url": "https://example.org/a.png"}
    agent, model, _ = agent_with(memory_of(told=[HOME]), "ok")
    words = {"type": "text", "text": "Where do I live?"}
    agent.invoke({"messages": [HumanMessage([words, image])]}, thread())
    first, *rest = last_human(model.history[0]).content
    assert parse_block("memories", first["text"])
    assert rest == [words, image]


def test_a_message_without_words_recalls_nothing_and_the_rules_still_hold():
    image = {"type": "image", "url": "https://example.org/a.png"}
    agent, model, own = agent_with(memory_of(told=[HOME, BULLETS]), "ok", strict=True)
    agent.invoke({"messages": [HumanMessage([image])]}, thread())
    assert last_human(model.history[0]).content == [image]
    assert "bullet points" in prompt_of(model.history[0])
    assert own.last().recall is None


def test_all_that_the_user_said_since_the_last_answer_is_asked_for():
    agent, _, own = agent_with(memory_of(told=[HOME]), "A", "B")
    agent.invoke({"messages": "Hello!"}, thread())
    agent.invoke({"messages": ["Wait.", "Where do I live?"]}, thread())
    assert own.last().query == "Wait.\nWhere do I live?"


def test_a_turn_with_tools_recalls_once_and_shows_the_same_at_each_step():
    memory = memory_of(told=[HOME])
    both = calling(("look_up", {"word": "a"}), ("look_up", {"word": "b"}))
    again = calling(("look_up", {"word": "c"}))
    agent, model, _ = agent_with(memory, both, again, "Done.", tools=[look_up])
    agent.invoke({"messages": "Where do I live?"}, thread())
    blocks = [parse_block("memories", last_human(shown).text) for shown in model.history]
    assert len(blocks) == 3
    assert blocks[0] == blocks[1] == blocks[2] != []
    assert memory.semantic.all()[0].accesses == 1


def test_a_run_that_only_looks_counts_no_memory_as_used():
    memory = memory_of(told=[HOME])
    agent, _, own = agent_with(memory, "Turin.", reflect=None, mark_used=False)
    agent.invoke({"messages": "Where do I live?"}, thread())
    assert own.last().recall.hits
    assert memory.semantic.all()[0].accesses == 0


def test_each_turn_recalls_anew():
    memory = memory_of(told=[HOME, "I like tea."])
    agent, _, own = agent_with(memory, "A", "B", k=1)
    agent.invoke({"messages": "Which city do I live in?"}, thread())
    first = [hit.record.text for hit in own.last().recall.hits]
    agent.invoke({"messages": "Do I like tea?"}, thread())
    assert (first, [hit.record.text for hit in own.last().recall.hits]) == (
        ["The user lives in Turin."],
        ["The user likes tea."],
    )


def test_what_is_recalled_is_counted_as_used():
    memory = memory_of(told=[HOME])
    memory.learn(TRIP)
    agent, _, _ = agent_with(memory, "ok", reflect=None)
    agent.invoke({"messages": "Plan a weekend in Genoa, where I live in Turin."}, thread())
    (fact,), episodes = memory.semantic.all(), memory.episodic.all()
    assert episodes
    assert {record.accesses for record in (fact, *episodes)} == {1}


@pytest.mark.parametrize("budget", [1, 40, 80, 160, 1000])
def test_facts_and_episodes_together_keep_the_budget(budget):
    memory = memory_of(told=[HOME, "I like tea.", "I work as a baker.", "I have a dog named Rex."])
    memory.learn(TRIP)
    agent, model, own = agent_with(memory, "ok", budget=budget)
    agent.invoke({"messages": "Plan a weekend in Genoa with tea and the dog."}, thread())
    turn = own.last()
    assert Counter().count(turn.data) <= budget
    assert turn.data == last_human(model.history[0]).text.removesuffix(turn.query).strip()
    if budget == 1000:
        assert turn.examples.chosen
        assert len(turn.recall.hits) == 4


def test_rules_have_a_budget_of_their_own():
    memory = memory_of(told=[BULLETS, "From now on, call me Captain."])
    agent, _, own = agent_with(memory, "ok", rules_budget=10)
    agent.invoke({"messages": "Hello!"}, thread())
    assert count_tokens(own.last().rules) <= 10
    assert len(own.last().rules.left_out) == 1


def test_the_last_turn_says_what_was_recalled_and_why_the_rest_was_not():
    memory = memory_of(told=[HOME, "I like tea."])
    agent, _, own = agent_with(memory, "ok", k=1)
    agent.invoke({"messages": "Where do I live?"}, thread("monday"))
    turn = own.last("monday")
    tea = next(record for record in memory.semantic.all() if "tea" in record.text)
    assert (turn.user, turn.thread, turn.query) == ("ada", "monday", "Where do I live?")
    assert turn.recall.why_not(tea.id).gate == "k"
    assert turn.tokens == Counter().count(turn.data) > 0
    assert turn.troubles == ()
    assert own.last("tuesday") is None


def test_only_the_last_turns_are_kept():
    agent, _, own = agent_with(memory_of(), *["ok"] * 3)
    own._turns._most = 2
    for name in ("a", "b", "c"):
        agent.invoke({"messages": "Hello!"}, thread(name))
    assert [own.last(name) is None for name in ("a", "b", "c")] == [True, False, False]


@pytest.mark.parametrize("off", ["semantic", "episodic", "procedural"])
def test_each_kind_can_be_switched_off_for_one_run(off):
    memory = memory_of(told=[HOME, BULLETS])
    memory.learn(TRIP)
    agent, _, own = agent_with(memory, "A", "B", reflect=None)
    kinds = [kind for kind in ("semantic", "episodic", "procedural") if kind != off]
    question = {"messages": "Plan a weekend in Genoa, as I live in Turin."}
    agent.invoke(question, thread(), context={"memory_kinds": kinds})
    turn = own.last()
    there = {
        "semantic": turn.recall is not None,
        "episodic": turn.examples is not None,
        "procedural": bool(turn.rules),
    }
    assert there == {kind: kind != off for kind in there}
    agent.invoke(question, thread())
    assert own.last().kinds == ("semantic", "episodic", "procedural"), "for that run alone"


def test_the_config_can_switch_kinds_off_as_well():
    agent, _, own = agent_with(memory_of(told=[HOME, BULLETS]), "ok")
    agent.invoke({"messages": "Hello!"}, thread(memory_kinds=[]))
    assert (own.last().prompt, own.last().learned) == ("", None)


def test_an_unknown_kind_is_refused_before_the_model_is_asked():
    agent, model, _ = agent_with(memory_of(), "ok")
    with pytest.raises(InputError, match="memory_kinds of the run must be a list of some of"):
        agent.invoke({"messages": "Hello!"}, thread(memory_kinds="semantic"))
    assert model.history == []


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("k", 0),
        ("examples", True),
        ("budget", -1),
        ("rules_budget", 0.5),
        ("kinds", "semantic"),
        ("kinds", ["facts"]),
        ("reflect", "later"),
    ],
)
def test_a_wrong_argument_is_refused_when_the_middleware_is_made(argument, value):
    with pytest.raises(InputError, match=f"^{argument}="):
        MemoryMiddleware(memory_of(), **{argument: value})


def test_something_else_than_a_memory_is_refused():
    with pytest.raises(InputError, match="memory must be a Memory"):
        MemoryMiddleware("ada.db")


def test_at_the_end_it_adds_to_a_prompt_that_another_middleware_made():
    @dynamic_prompt
    def prompt(_):
        return "You are a pirate."

    agent, model, _ = agent_with(memory_of(told=[BULLETS]), "ok", middleware=[prompt])
    agent.invoke({"messages": "Hello!"}, thread())
    assert prompt_of(model.history[0]).startswith("You are a pirate.\n\n## Rules\n")


def test_async_shows_and_learns_the_same():
    def outcome(ask):
        memory = memory_of(told=[HOME, BULLETS])
        agent, model, own = agent_with(memory, "A", "B")
        for text in ("I like tea.", "Where do I live?"):
            ask(agent, {"messages": text}, thread())
        shown = [[m.text for m in messages] for messages in model.history]
        decided = [(d.action, d.reason, d.text) for d in own.last().learned.decisions]
        return shown, own.last().prompt, decided, texts(memory.semantic.all())

    def awaited(agent, *args):
        asyncio.run(agent.ainvoke(*args))

    sync = outcome(lambda agent, *args: agent.invoke(*args))
    assert outcome(awaited) == sync
    assert sync[-1] == ["The user likes tea.", "The user lives in Turin."]


class Chatty(OfflineChatModel):
    """A model that says words beside its structured answer, as language models do."""

    def _generate(self, *args, **kwargs):
        result = super()._generate(*args, **kwargs)
        result.generations[0].message.content = "thinking aloud"
        return result


def test_the_answer_is_streamed_and_what_memory_asks_its_model_is_not():
    memory = memory_of(model=Chatty(), told=[HOME])
    agent, _, _ = agent_with(memory, "You live in Turin.")
    stream = agent.stream({"messages": "Where do I live?"}, thread(), stream_mode="messages")
    said = "".join(m.text for m, _ in stream if isinstance(m, AIMessage))
    assert said == "You live in Turin."


def test_an_async_stream_keeps_it_out_as_well():
    memory = memory_of(model=Chatty())
    agent, _, _ = agent_with(memory, "Noted.")

    async def streamed():
        stream = agent.astream({"messages": HOME}, thread(), stream_mode="messages")
        return [m.text async for m, _ in stream if isinstance(m, AIMessage)]

    assert "".join(asyncio.run(streamed())) == "Noted."
