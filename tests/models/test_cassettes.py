"""Cassettes: a real model is asked once; what it answered is replayed without a key."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from models.sentences import sentence_of
from openai_server import CutOff, Malformed, Refusal, ToolCalls
from proposals import START, fact, says
from pydantic import BaseModel

import memorykinds as mk
from memorykinds.kinds import FactProposal, InputError, ModelError, NotRecordedError, StoreError
from memorykinds.models import Cassette, ScriptedChatModel, aask, ask, chat_model
from memorykinds.models.cassette_file import Entry, RecordedAnswer, Tape

TURIN = says(fact("user", "lives_in", "Turin", "The user lives in Turin."))
ASKED = [SystemMessage("Find facts."), HumanMessage("I live in Turin.\nI like tea.")]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "lesson.yaml"


def recorded(path, *replies, ask="Hello", **more):
    """Record the answers to one question each, `ask` being the first."""
    cassette = Cassette(path, record=ScriptedChatModel(replies, **more))
    for number, _ in enumerate(replies):
        cassette.invoke(ask if number == 0 else f"{ask} {number}")
    return Cassette(path)


@tool
def weather(city: str) -> str:
    """Tell the weather of a city."""
    return f"It rains in {city}."


class City(BaseModel):
    """A city."""

    name: str


def test_a_lesson_is_recorded_over_http_and_replayed_without_a_key(server, model, path):
    server.script(says(fact("user", "lives_in", "Turin", "The user lives in Turin.")))

    def lesson(model):
        memory = mk.open(model=model, clock=mk.LessonClock(START), ids=mk.counted_ids())
        return memory, memory.learn("I live in Turin.")

    recorder, first = lesson(Cassette(path, record=model))
    replayer, second = lesson(f"cassette:{path}")
    assert len(server.requests) == 3
    assert all(r.body["response_format"]["json_schema"]["strict"] for r in server.requests)
    assert second.records == first.records != ()
    assert second.decisions == first.decisions
    step = second.trace("semantic").step("answer")
    assert step.summary == "by gpt-4o-mini, from a cassette"
    assert (first.cost.calls, second.cost.calls, second.cost.reused) == (3, 0, 3)
    assert second.cost.saved_tokens == first.cost.tokens
    assert {row.model for row in recorder.cost().rows} == {"openai:gpt-4o-mini"}
    assert {row.model for row in replayer.cost().rows} == {"cassette:lesson.yaml"}


def test_one_string_records_as_a_lessons_switch_and_another_process_can_take_it(
    server, path, monkeypatch
):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", server.key)
    server.script("Hello, Ada.")
    said = chat_model(f"record:{path}:openai:gpt-4o-mini").invoke("I am Ada.").text
    monkeypatch.delenv("OPENAI_API_KEY")
    assert said == chat_model(f"cassette:{path}").invoke("I am Ada.").text == "Hello, Ada."
    assert server.key not in path.read_text("utf-8")


@pytest.mark.parametrize("spec", ["record:", "record:lesson.yaml", "record:lesson:offline"])
def test_a_recording_without_its_file_or_its_model_is_one_sentence(spec):
    with pytest.raises(InputError, match=r"write 'record:lesson4\.yaml:openai"):
        chat_model(spec)


def test_ids_that_an_agent_draws_anew_are_no_other_question(path):
    """LangGraph gives each message a UUID; an answer names the ids that it was asked with."""
    old, new = ([str(UUID(int=n)) for n in numbers] for numbers in ((7, 8), (108, 107)))

    def asked(ids):
        return [HumanMessage(f"{ids[0]}: I live in Turin. {ids[1]}: I like tea.")]

    noted = {"evidence": [old[1]], "not asked": str(UUID(int=9))}
    told = AIMessage("", tool_calls=[{"name": "note", "args": noted, "id": "1"}])
    Cassette(path, record=ScriptedChatModel([told])).invoke(asked(old))
    (call,) = Cassette(path).invoke(asked(new)).tool_calls
    assert call["args"] == {"evidence": [new[1]], "not asked": str(UUID(int=9))}
    with pytest.raises(NotRecordedError):
        Cassette(path).invoke(asked([new[0], new[0]]))


def test_an_agent_with_a_memory_is_replayed_though_its_messages_have_other_ids(path):
    def talked(model):
        memory = mk.open(model=model, clock=mk.LessonClock(START), ids=mk.counted_ids())
        agent = mk.create_agent(memory, model=chat_model(model), checkpointer=InMemorySaver())
        thread = {"configurable": {"thread_id": "monday"}}
        for words in ("I live in Turin.", "I like tea."):
            said = agent.invoke({"messages": words}, thread)
        return [message.text for message in said["messages"]], [
            (record.text, record.provenance.excerpt) for record in memory.semantic.all()
        ]

    assert talked(f"record:{path}:offline") == talked(f"cassette:{path}")


def test_data_words_and_tool_calls_come_back_as_they_were_recorded(server, model, path):
    recorder = Cassette(path, record=model)
    server.script(
        TURIN, "Good morning!", ToolCalls((("weather", {"city": "Turin"}),)), {"name": "Rome"}
    )

    def use(model):
        return (
            ask(model, ASKED, FactProposal).data,
            model.invoke(ASKED).text,
            model.bind_tools([weather]).invoke(ASKED).tool_calls,
            model.with_structured_output(City).invoke(ASKED),
        )

    first = use(recorder)
    assert first[0] == TURIN
    assert first[1] == "Good morning!"
    assert first[2][0]["args"] == {"city": "Turin"}
    assert first[3] == City(name="Rome")
    assert use(Cassette(path)) == use(recorder) == first
    assert len(server.requests) == 4


def test_the_async_way_records_and_replays_the_same(server, model, path):
    server.script(TURIN)
    recorder = Cassette(path, record=model)
    first = asyncio.run(aask(recorder, ASKED, FactProposal))
    assert asyncio.run(aask(Cassette(path), ASKED, FactProposal)).data == first.data == TURIN
    assert len(server.requests) == 1


def test_an_agent_runs_from_a_cassette_and_streams(path):
    call = {"name": "weather", "args": {"city": "Turin"}, "id": "call-a", "type": "tool_call"}
    script = ScriptedChatModel([AIMessage("", tool_calls=[call]), "Take an umbrella."])
    said = {"messages": [{"role": "user", "content": "And the weather in Turin?"}]}
    first = create_agent(Cassette(path, record=script), [weather]).invoke(said)
    agent = create_agent(Cassette(path), [weather])
    second = agent.invoke(said)
    assert [m.text for m in second["messages"]] == [m.text for m in first["messages"]]
    assert second["messages"][-1].text == "Take an umbrella."
    pieces = [piece.text for piece, _ in agent.stream(said, stream_mode="messages")]
    assert "umbrella." in "".join(pieces)
    assert len(pieces) > 3


def test_recorded_text_streams_word_by_word(path):
    replay = recorded(path, "one two three")
    assert [c.text for c in replay.stream("Hello") if c.text] == ["one", " two", " three"]

    async def run():
        return "".join([chunk.text async for chunk in replay.astream("Hello")])

    assert asyncio.run(run()) == "one two three"


def test_to_record_again_asks_only_what_is_missing(path):
    recorded(path, "one")
    model = ScriptedChatModel(["two"])
    cassette = Cassette(path, record=model)
    assert cassette.invoke("Hello").text == "one"
    assert cassette.invoke("Bye").text == "two"
    assert [m[0].text for m in model.history] == ["Bye"]
    assert len(Cassette(path)._tape.entries) == 2


def test_to_re_record_asks_everything_once_and_keeps_what_is_not_asked(path):
    recorded(path, "one", "other")
    model = ScriptedChatModel(["new"])
    cassette = Cassette(path, rerecord=model)
    assert [cassette.invoke("Hello").text for _ in "12"] == ["new", "new"]
    assert [Cassette(path).invoke(q).text for q in ("Hello", "Hello 1")] == ["new", "other"]


def test_a_person_can_read_and_correct_the_file(path):
    model = ScriptedChatModel(["One line.\nAnother."])
    Cassette(path, record=model).invoke(ASKED)
    text = path.read_text()
    assert "  - role: human\n    text: |-\n      I live in Turin.\n      I like tea.\n" in text
    path.write_text(text.replace("Another.", "A third."))
    assert Cassette(path).invoke(ASKED).text == "One line.\nA third."


def test_a_miss_says_what_was_asked_and_where_the_nearest_differs(path):
    Cassette(path, record=ScriptedChatModel(["a", "b"])).batch(
        [ASKED, "Something else entirely."], config={"max_concurrency": 1}
    )
    other = [ASKED[0], HumanMessage("I live in Rome.\nI like tea.")]
    with pytest.raises(NotRecordedError) as caught:
        Cassette(path).invoke(other)
    assert str(caught.value) == (
        "The cassette lesson.yaml has no answer to “I live in Rome. I like tea.”: record it with "
        "Cassette('lesson.yaml', record='provider:name').\n"
        "The nearest recorded question differs so (- recorded, + asked, 2 messages):\n"
        "-human: I live in Turin.\n"
        "+human: I live in Rome."
    )


def test_a_miss_by_white_space_alone_or_by_the_form_alone_is_said(path):
    replay = recorded(path, "x", ask="Hello you")
    with pytest.raises(NotRecordedError, match="white space alone"):
        replay.invoke("Hello  you")
    with pytest.raises(NotRecordedError, match="same words and differs in its form"):
        ask(replay, [HumanMessage("Hello you")], FactProposal)


def test_a_long_difference_is_cut_and_an_empty_cassette_is_said(path):
    replay = recorded(path, "x")
    with pytest.raises(NotRecordedError, match=r"… and 31 more lines"):
        replay.invoke("\n".join(f"line {n}" for n in range(40)))
    path.write_text("memorykinds_cassette: 1\nentries: []\n")
    with pytest.raises(NotRecordedError, match="Nothing is recorded on it yet"):
        Cassette(path).invoke("Hello")


def test_a_miss_costs_no_call(path):
    memory = mk.open(model=recorded(path, "x"))
    with pytest.raises(ModelError, match="has no answer"):
        memory.semantic.learn("I live in Turin.")
    assert memory.cost().rows == ()


SECRET = "my password is hunter2hunter2"  # noqa: S105 -- it must never be found in a file


@pytest.mark.parametrize("where", ["question", "answer"])
def test_a_secret_is_refused_before_it_is_written(path, where):
    model = ScriptedChatModel([f"Well, {SECRET}"])
    with pytest.raises(InputError) as caught:
        Cassette(path, record=model).invoke(SECRET if where == "question" else "Hello")
    assert where in sentence_of(caught, without=["hunter2"]).casefold()
    assert len(model.history) == (where == "answer")
    assert not path.exists()


def test_the_key_of_the_model_is_nowhere_in_the_file(server, model, path):
    server.script("Hello!")
    Cassette(path, record=model).invoke("Hello")
    assert server.key not in path.read_text()
    assert "Connection" not in path.read_text()


def test_a_cassette_that_holds_a_secret_is_replayed_but_not_recorded_on(path):
    recorded(path, "x")
    path.write_text(path.read_text().replace("text: x", f"text: {SECRET}"))
    assert Cassette(path).invoke("Hello").text == SECRET
    with pytest.raises(InputError) as caught:
        Cassette(path, record=ScriptedChatModel([]))
    sentence_of(caught, without=["hunter2"])


@pytest.mark.parametrize("failure", [Refusal("No."), CutOff('{"candidates": [')])
def test_no_failure_is_recorded(server, model, path, failure):
    server.script(failure)
    with pytest.raises(ModelError):
        ask(Cassette(path, record=model), ASKED, FactProposal)
    assert not path.exists()


def test_a_malformed_answer_and_its_repair_are_part_of_the_lesson(server, model, path):
    server.script(Malformed('{"candidates": ['), TURIN)

    def lesson(model):
        memory = mk.open(model=model, clock=mk.LessonClock(START), ids=mk.counted_ids())
        return memory.semantic.learn("I live in Turin.")

    first, second = lesson(Cassette(path, record=model)), lesson(Cassette(path))
    assert first.records == second.records != ()
    assert "1 repairs" in second.trace("semantic").step("answer").summary


HOSTILE = {
    "not YAML": ("a: [", "no plain YAML"),
    "other YAML": ("a: 1\n", "no cassette of memorykinds"),
    "a list": ("- 1\n", "no cassette of memorykinds"),
    "empty": ("", "no cassette of memorykinds"),
    "newer": ("memorykinds_cassette: 2\nentries: []\n", "newer"),
    "a bomb": ("a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]\n", "no plain YAML"),
    "an object": ("memorykinds_cassette: !!python/object/apply:os.getcwd []\n", "no plain YAML"),
    "deep": ("[" * 50_000, "no plain YAML"),
    "an entry without answer": (
        "memorykinds_cassette: 1\nentries:\n- {key: a, model: m, prompt: []}\n",
        "Entry 1 .* at answer",
    ),
    "an entry with more": (
        "memorykinds_cassette: 1\nentries:\n- {key: a, model: m, prompt: [], answer: {text: x, run: y}}\n",
        "Entry 1 .* at answer.run",
    ),
}


@pytest.mark.parametrize(("text", "words"), HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_is_no_cassette_is_one_sentence(path, text, words):
    path.write_text(text)
    with pytest.raises(StoreError, match=words) as caught:
        Cassette(path)
    sentence_of(caught)


def test_bytes_that_are_no_text_and_a_folder_are_one_sentence(path, tmp_path):
    path.write_bytes(b"\xff\xfe\x00")
    for wrong in (path, tmp_path):
        with pytest.raises(StoreError) as caught:
            Cassette(wrong)
        sentence_of(caught)


def test_a_missing_file_and_two_ways_at_once_are_refused(path):
    with pytest.raises(InputError, match="There is no cassette"):
        chat_model(f"cassette:{path}")
    model = ScriptedChatModel([])
    with pytest.raises(InputError, match="one of the two"):
        Cassette(path, record=model, rerecord=model)
    with pytest.raises(InputError, match="cannot be written"):
        Cassette(path / "no.yaml", record=ScriptedChatModel(["x"])).invoke("Hello")


def test_two_threads_record_on_one_file_and_lose_nothing(path):
    cassettes = [Cassette(path, record=ScriptedChatModel(["x"] * 10)) for _ in "12"]

    def record(n):
        return cassettes[n % 2].invoke(f"Question {n}").text

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(record, range(20))) == ["x"] * 20
    assert len(Cassette(path)._tape.entries) == 20


def test_the_same_question_at_once_has_one_answer_for_both(path):
    class Slow(ScriptedChatModel):
        def _generate(self, *args, **kwargs):
            both.wait(timeout=30)
            return super()._generate(*args, **kwargs)

    both = threading.Barrier(2)
    cassette = Cassette(path, record=Slow(["one", "two"]))
    with ThreadPoolExecutor(2) as pool:
        texts = list(pool.map(lambda _: cassette.invoke("Hello").text, "12"))
    assert texts[0] == texts[1] == Cassette(path).invoke("Hello").text


def test_a_recording_that_breaks_off_leaves_the_file_as_it_was(path, monkeypatch):
    recorded(path, "one")
    before = path.read_bytes()

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(KeyboardInterrupt):
        Cassette(path, record=ScriptedChatModel(["two"])).invoke("Bye")
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@given(
    text=st.text(),
    words=st.dictionaries(
        st.text(), st.text() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
    ),
)
def test_any_text_and_data_come_back_letter_by_letter(tmp_path_factory, text, words):
    path = tmp_path_factory.mktemp("c") / "c.yaml"
    calls = ({"name": "f", "args": words, "id": "1"},)
    answer = RecordedAnswer(text=text, tool_calls=calls)
    entry = Entry(key="k", model="m", prompt=({"role": "human", "text": text},), answer=answer)
    try:
        Tape(path, recording=True).add(entry)
    except InputError:  # hypothesis found something like a card's number
        return
    assert Tape(path, recording=False).entries["k"] == entry


def test_dates_that_a_person_writes_bare_stay_text(path):
    recorded(path, "x")
    path.write_text(path.read_text().replace("text: x", "text: 2026-05-03"))
    assert Cassette(path).invoke("Hello").text == "2026-05-03"
