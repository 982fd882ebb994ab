"""What a memory costs: counted for each purpose, said by each update, not paid twice."""

import asyncio
import json
from pathlib import Path

import pytest
from openai_server import Failure, Malformed, OpenAIServer
from proposals import START, fact, says, scripted_memory

import memorykinds as mk
from memorykinds.cli.conversations import read_conversation, tour_files
from memorykinds.kinds import ModelError
from memorykinds.models import ScriptedChatModel, Spent

TURIN = fact("user", "lives_in", "Turin", "The user lives in Turin.")


@pytest.fixture(autouse=True)
def server(monkeypatch):
    with OpenAIServer() as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", running.key)
        yield running


def opened(model="openai:gpt-4o-mini", **more):
    clock, ids = mk.LessonClock(START), mk.counted_ids()
    return mk.open(user="ada", model=model, clock=clock, ids=ids, **more)


def test_one_conversation_of_the_tour_is_one_call_a_kind():
    memory = opened("offline")
    for path in tour_files():
        conversation = read_conversation(path)
        update = memory.learn(conversation.messages, feedback=conversation.feedback)
        assert update.cost.calls == 3
    spent = {row.purpose: row.spent.calls for row in memory.cost().rows}
    assert spent == {"semantic": 2, "episodic": 2, "procedural": 2}


def test_each_purpose_and_model_has_its_row_and_its_price():
    memory = opened(embeddings="openai:text-embedding-3-small")
    memory.learn("I live in Turin.")
    prices = mk.Prices({"openai:gpt-4o-mini": mk.Price(0.15, 0.6)})
    costs = memory.cost(prices)
    assert [row.purpose for row in costs.rows if row.purpose != "embedding"] == [
        "semantic",
        "episodic",
        "procedural",
    ]
    assert {row.model for row in costs.rows} == {
        "openai:gpt-4o-mini",
        "openai:text-embedding-3-small",
    }
    assert costs.rows[-1].price is None or costs.rows[0].price is None
    assert "No price is known of openai:text-embedding-3-small." in str(costs)
    assert costs.total.texts >= 1


def test_repairs_and_failed_calls_count(server):
    memory = opened()
    server.script(Malformed('{"candidates": ['), says(TURIN), *[Failure(500)] * 3)
    update = memory.semantic.learn("I live in Turin.")
    assert update.cost.calls == 2
    with pytest.raises(ModelError):
        memory.semantic.learn("I like tea.")
    (row,) = memory.cost().rows
    assert (row.spent.calls, row.spent.failed) == (3, 1)


def test_an_update_carries_its_cost_and_is_read_as_before():
    one, two = (scripted_memory(says(TURIN))[0].semantic.learn("I live in Turin.") for _ in "12")
    assert one.cost.calls == 1
    assert one.cost.seconds > 0
    assert one == two
    assert repr(one) == "Update(1 decisions, 1 changes)"


def test_a_plan_carries_its_cost_to_its_update():
    memory, _ = scripted_memory(says(TURIN))
    plan = memory.semantic.plan("I live in Turin.")
    assert memory.apply(plan).cost == plan.cost
    assert plan.cost.calls == 1


def test_what_asks_no_model_costs_nothing():
    memory, _ = scripted_memory(says(TURIN))
    update = memory.semantic.learn("I live in Turin.")
    assert memory.undo(update).cost == Spent()
    assert memory.cost().total.calls == 1


def test_kinds_learned_side_by_side_are_all_counted():
    memory, _ = scripted_memory(*[says()] * 30)

    async def run():
        await asyncio.gather(*(memory.alearn(f"Talk {n}.") for n in range(10)))

    asyncio.run(run())
    assert memory.cost().total.calls == 30


def test_two_memories_count_for_themselves():
    one, _ = scripted_memory(says())
    other, _ = scripted_memory(says(), user="bob")
    one.semantic.learn("Hello.")
    assert (one.cost().total.calls, other.cost().total.calls) == (1, 0)


def test_the_second_model_is_a_row_of_its_own():
    reader, thinker = ScriptedChatModel([]), ScriptedChatModel([], model="thinker")
    memory = mk.open(model=reader, consolidation_model=thinker)
    assert memory._bridge.model_for("semantic") is reader
    assert memory._bridge.model_for("consolidation") is thinker


def test_a_wrong_second_model_is_refused_when_opening():
    with pytest.raises(mk.InputError, match="gpt-4o"):
        mk.open(consolidation_model="gpt-4o")


def test_a_kept_answer_is_told_in_the_trace_and_paid_once(server, tmp_path):
    for calls, words in ((1, "by gpt-4o-mini"), (0, "by gpt-4o-mini, from the cache")):
        with opened(cache=tmp_path / "answers.sqlite") as memory:
            server.script(says(TURIN))
            update = memory.semantic.learn("I live in Turin.")
        step = update.trace("semantic").step("answer")
        assert step.summary == words
        assert update.cost.calls == calls
        assert [record.text for record in update.records] == ["The user lives in Turin."]
    assert step.data["sources"] == ["cache"]
    assert len(server.requests) == 1


def test_to_erase_a_memory_empties_the_cache(tmp_path):
    path = tmp_path / "answers.sqlite"
    model = ScriptedChatModel([says(TURIN)])
    with opened(model, cache=path) as memory:
        update = memory.semantic.learn("I live in Turin.")
        assert b"Turin" in path.read_bytes()
        memory.forget(update.records[0].id, erase=True)
        assert b"Turin" not in path.read_bytes()


def test_costs_are_plain_data():
    memory = opened("offline")
    memory.learn("I live in Turin.")
    assert json.loads(json.dumps(memory.cost().as_dict()))["total"]["calls"] == 3


def test_the_cache_belongs_to_a_path_object_or_a_word(tmp_path):
    for cache in (str(tmp_path / "a.db"), Path(tmp_path / "b.db"), True):
        opened("offline", cache=cache).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.db", "b.db"]
