"""Kept answers: the same question of the same model is paid for once, failures never kept."""

import asyncio
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from langchain_core.caches import InMemoryCache
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, Generation
from models.sentences import sentence_of
from openai_server import CutOff, Malformed, OpenAIServer, Refusal
from proposals import fact, says

from memorykinds.kinds import EpisodeProposal, FactProposal, InputError, ModelError, StoreError
from memorykinds.models import AnswerCache, Asker, ScriptedChatModel, answer_cache, chat_model

ASKED = (("system", "Find facts."), ("human", "I live in Turin."))
TURIN = says(fact("user", "lives_in", "Turin"))


def ask_sync(asker, model, messages=ASKED, schema=FactProposal):
    return asker.ask(model, messages, schema, "semantic")


def ask_async(asker, model, messages=ASKED, schema=FactProposal):
    return asyncio.run(asker.aask(model, messages, schema, "semantic"))


both_ways = pytest.mark.parametrize("call", [ask_sync, ask_async])
of_any_make = pytest.mark.parametrize("make", [AnswerCache, InMemoryCache])


@both_ways
@of_any_make
def test_the_same_question_gets_the_same_answer_without_a_call(call, make):
    asker, model = Asker(make()), ScriptedChatModel([TURIN])
    first, second = call(asker, model), call(asker, model)
    assert second.data == first.data == TURIN
    assert (first.source, second.source) == ("model", "cache")
    assert (first.spent.calls, second.spent.calls, second.spent.reused) == (1, 0, 1)
    assert second.spent.saved_tokens == first.spent.tokens > 0


def test_a_file_serves_the_next_process_and_counts_the_tokens_saved(server, model, tmp_path):
    server.script(TURIN)
    paid = ask_sync(Asker(AnswerCache(tmp_path / "a.sqlite")), model)
    kept = ask_sync(Asker(AnswerCache(tmp_path / "a.sqlite")), model)
    assert len(server.requests) == 1
    assert kept.data == paid.data
    assert kept.spent.saved_tokens == paid.input_tokens + paid.output_tokens
    assert stat.S_IMODE((tmp_path / "a.sqlite").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "other",
    [
        {"messages": (*ASKED[:1], ("human", "I live in Turin. "))},
        {"messages": (("human", ASKED[0][1]), ("human", ASKED[1][1]))},
        {"schema": EpisodeProposal},
    ],
)
def test_another_prompt_role_or_schema_is_another_question(other):
    asker, model = Asker(AnswerCache()), ScriptedChatModel([says(), says()])
    ask_sync(asker, model)
    ask_sync(asker, model, **other)
    assert len(model.history) == 2


def test_another_model_parameter_or_server_is_another_question(server):
    with OpenAIServer(key=None) as local:
        asker, key = Asker(AnswerCache()), {"api_key": server.key}
        for spec, options in (
            ("openai:gpt-4o-mini", {"base_url": server.url}),
            ("openai:gpt-4o", {"base_url": server.url}),
            ("openai:gpt-4o-mini", {"base_url": server.url, "temperature": 1}),
            ("openai:gpt-4o-mini", {"base_url": local.url}),
        ):
            assert ask_sync(asker, chat_model(spec, **key, **options)).source == "model"
        assert (len(server.requests), len(local.requests)) == (3, 1)


FAILURES = [
    Refusal("No."),
    CutOff('{"candidates": ['),
    Malformed('{"candidates": '),
    Malformed('{"candidates": [{"intent": "x"}]}'),
]


@both_ways
@pytest.mark.parametrize("failure", FAILURES, ids=["refused", "cut off", "no JSON", "invalid"])
def test_what_failed_is_asked_again(server, model, call, failure):
    asker = Asker(AnswerCache())
    server.script(failure, TURIN)
    with suppress(ModelError):
        call(asker, model)
    assert call(asker, model).data == TURIN
    assert len(server.requests) == 2


def test_a_refusal_and_a_cut_off_answer_cost_what_they_cost(server, model):
    asker, plain = Asker(), ask_sync(Asker(), model)
    server.script(Refusal("No."), CutOff('{"candidates": ['))
    for _ in range(2):
        with pytest.raises(ModelError):
            ask_sync(asker, model)
    (spent,) = asker.meter.read().values()
    assert (spent.calls, spent.failed) == (2, 2)
    assert spent.input_tokens == 2 * plain.input_tokens
    assert spent.output_tokens > 0


def test_a_call_that_is_cancelled_was_sent_and_counts():
    class Never(ScriptedChatModel):
        async def _agenerate(self, *args, **kwargs):  # noqa: ARG002
            started.set()
            await asyncio.Event().wait()

    async def run():
        task = asyncio.create_task(asker.aask(Never(), ASKED, FactProposal, "semantic"))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asker, started = Asker(), asyncio.Event()
    asyncio.run(run())
    (spent,) = asker.meter.read().values()
    assert (spent.calls, spent.failed) == (1, 1)


@pytest.mark.parametrize(
    "kept",
    [
        [],
        [Generation(text="x")],
        [ChatGeneration(message=AIMessage('{"candidates": 1}'))],
        [ChatGeneration(message=AIMessage("[]"))],
    ],
)
def test_a_kept_answer_that_fits_no_more_is_asked_for_again(kept):
    class Odd(InMemoryCache):
        def lookup(self, *_):
            return kept

    assert ask_sync(Asker(Odd()), ScriptedChatModel([TURIN])).data == TURIN


def test_the_oldest_answers_go_when_there_are_too_many():
    cache = AnswerCache(most=2)
    for name in "abc":
        cache.update(name, "m", [ChatGeneration(message=AIMessage(name))])
    assert [bool(cache.lookup(name, "m")) for name in "abc"] == [False, True, True]


def test_threads_share_one_cache(tmp_path):
    cache = AnswerCache(tmp_path / "a.sqlite")

    def work(n):
        cache.update(str(n % 7), "m", [ChatGeneration(message=AIMessage(str(n % 7)))])
        return cache.lookup(str(n % 7), "m")[0].text == str(n % 7)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(200)))


def test_no_question_is_kept_in_words_and_nothing_stays_after_clear(tmp_path):
    path = tmp_path / "a.sqlite"
    cache = AnswerCache(path)
    cache.update("I live in Turin.", "m", [ChatGeneration(message=AIMessage("An answer."))])
    assert b"Turin" not in path.read_bytes()
    assert b"An answer." in path.read_bytes()
    cache.clear()
    assert b"An answer." not in path.read_bytes()


def test_a_damaged_answer_is_no_answer(tmp_path):
    path = tmp_path / "a.sqlite"
    cache = AnswerCache(path)
    cache.update("q", "m", [ChatGeneration(message=AIMessage("x"))])
    with sqlite3.connect(path) as db:
        db.execute("""UPDATE answers SET answer = '[{"type": "odd"}]'""")
    assert cache.lookup("q", "m") is None


def test_a_file_that_is_no_cache_is_one_sentence_and_stays_as_it_is(tmp_path):
    text, other = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("Nothing of a database, and long enough to look like a file." * 20)
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE mine (x)")
    for path in (text, other, tmp_path / "no" / "folder.db"):
        before = path.read_bytes() if path.exists() else None
        with pytest.raises(StoreError) as caught:
            AnswerCache(path)
        assert path.name in sentence_of(caught)
        assert (path.read_bytes() if path.exists() else None) == before


def test_what_can_be_named_as_a_cache(tmp_path):
    own = InMemoryCache()
    assert answer_cache(own) is own
    assert answer_cache(None) is answer_cache(False) is None
    assert answer_cache(True).path is None
    assert answer_cache(tmp_path / "a.db").path == str(tmp_path / "a.db")
    for wrong in ("", 7, object()):
        with pytest.raises(InputError, match="cache="):
            answer_cache(wrong)


@both_ways
def test_words_are_kept_as_well_as_data(call):
    asker, model = Asker(AnswerCache()), ScriptedChatModel(["", "Hello!"])
    assert call(asker, model, schema=None).text == ""
    assert [call(asker, model, schema=None).text for _ in "12"] == ["Hello!", "Hello!"]
    assert len(model.history) == 2
