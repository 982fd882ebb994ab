"""`ask`: one structured-output call, over HTTP to a strict server and with other models."""

import asyncio
import socket
import threading

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_openai import ChatOpenAI
from models.sentences import sentence_of
from openai_server import CutOff, Dropped, Failure, Malformed, OpenAIServer, Page, Refusal, Slow

from memorykinds.kinds import (
    Content,
    EpisodeProposal,
    FactProposal,
    InputError,
    ModelError,
    RuleProposal,
)
from memorykinds.models import Answer, ScriptedChatModel, aask, ask, chat_model

RULE = {
    "intent": "remember",
    "evidence": ["t1"],
    "same_as": [],
    "contradicts": [],
}


def ask_sync(model, schema=FactProposal):
    return ask(model, [HumanMessage("Hello")], schema)


def ask_async(model, schema=FactProposal):
    return asyncio.run(aask(model, [HumanMessage("Hello")], schema))


both_ways = pytest.mark.parametrize("call", [ask_sync, ask_async])


@both_ways
@pytest.mark.parametrize("schema", [FactProposal, EpisodeProposal, RuleProposal])
def test_each_proposal_goes_out_in_strict_mode_and_comes_back_as_data(server, model, call, schema):
    answer = call(model, schema)
    assert answer == Answer(
        data={"candidates": []},
        text='{"candidates": []}',
        problem=None,
        model="gpt-4o-mini",
        input_tokens=1,
        output_tokens=answer.output_tokens,
    )
    assert answer.output_tokens > 0
    assert schema.model_validate(answer.data)
    sent = server.requests[0].body["response_format"]
    assert sent["type"] == "json_schema"
    assert sent["json_schema"]["strict"] is True
    assert sent["json_schema"]["name"] == schema.__name__
    assert sent["json_schema"]["schema"]["additionalProperties"] is False


def test_the_answer_is_parsed_but_not_validated(server, model):
    server.script(Malformed('{"candidates": "none"}'))
    answer = ask_sync(model)
    assert answer.data == {"candidates": "none"}
    assert answer.problem is None


def test_a_schema_with_an_odd_name_gets_one_that_openai_allows(server, model):
    odd = type("Profile[é] of the user, " + "x" * 80, (FactProposal,), {"__module__": __name__})
    ask_sync(model, odd)
    name = server.requests[0].body["response_format"]["json_schema"]["name"]
    assert name.startswith("Profile____of_the_user__xxx")
    assert len(name) == 64


@both_ways
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"candidates": [', "The answer is not valid JSON: Expecting value at line 1, column 17."),
        ("[]", "The answer is a JSON list, not an object."),
        ("null", "The answer is a JSON NoneType, not an object."),
        ("", "The answer is empty."),
        (
            "Sure! Here you are.",
            "The answer is not valid JSON: Expecting value at line 1, column 1.",
        ),
        ('{"a": NaN}', "The answer is not valid JSON: NaN is no JSON number."),
        ('{"a": 1} {"b": 2}', "The answer is not valid JSON: Extra data at line 1, column 10."),
    ],
)
def test_malformed_json_is_an_answer_with_a_problem(server, model, call, text, problem):
    server.script(Malformed(text))
    answer = call(model)
    assert (answer.data, answer.text, answer.problem) == (None, text, problem)


@pytest.mark.parametrize("text", ['{"a": "\\ud800"}', "[" * 100_000])
def test_json_that_python_chokes_on_is_a_problem_too(text):
    answer = ask_sync(ScriptedChatModel([text]))
    assert answer.data is None
    assert answer.problem.startswith("The answer is not valid JSON")
    assert "\n" not in answer.problem


def test_json_in_a_code_fence_is_read_as_local_models_write_it():
    answer = ask_sync(ScriptedChatModel(['```json\n{"candidates": []}\n```']))
    assert answer.data == {"candidates": []}


@both_ways
def test_a_refusal_is_raised_in_the_models_own_words(server, model, call):
    server.script(Refusal("I cannot help\nwith that."))
    with pytest.raises(ModelError) as caught:
        call(model)
    assert sentence_of(caught) == "'gpt-4o-mini' refused to answer: I cannot help with that."


@both_ways
def test_a_cut_off_answer_says_what_to_do(server, model, call):
    server.script(CutOff('{"candidates": ['))
    with pytest.raises(ModelError) as caught:
        call(model)
    assert sentence_of(caught).endswith("raise max_tokens, or learn fewer messages at once.")


@pytest.mark.parametrize(
    "metadata",
    [
        {"stop_reason": "max_tokens"},
        {"done_reason": "length"},
        {"finish_reason": "MAX_TOKENS"},
        {"incomplete_details": {"reason": "max_output_tokens"}},
    ],
)
def test_other_providers_words_for_a_cut_off_are_known(metadata):
    reply = AIMessage('{"candidates": []}', response_metadata=metadata)
    with pytest.raises(ModelError, match="cut off"):
        ask_sync(ScriptedChatModel([reply]))


def test_a_content_filter_is_not_taken_for_an_answer():
    reply = AIMessage("{}", response_metadata={"finish_reason": "content_filter"})
    with pytest.raises(ModelError, match="content filter stopped the answer"):
        ask_sync(ScriptedChatModel([reply]))


def test_a_refusal_among_content_blocks_is_found():
    reply = AIMessage([{"type": "refusal", "refusal": "No."}])
    with pytest.raises(ModelError, match="refused to answer: No"):
        ask_sync(ScriptedChatModel([reply]))


FAILURES = [
    (Failure(403, "Not for you."), "This key may not use 'gpt-4o-mini' (403): Not for you."),
    (
        Failure(404, "No such model."),
        "'gpt-4o-mini' is unknown at {at} (404): check the model's name and the address.",
    ),
    (
        Failure(429, retry_after=7),
        "The rate limit of 'gpt-4o-mini' is reached (429): wait 7 s, then try again.",
    ),
    (
        Failure(429),
        "The rate limit of 'gpt-4o-mini' is reached (429): wait a while, then try again.",
    ),
    (
        Failure(429, "You exceeded your current quota.", code="insufficient_quota"),
        "The account of 'gpt-4o-mini' has no quota left (429): check its plan and billing.",
    ),
    (
        Failure(500),
        "The provider of 'gpt-4o-mini' failed on its side (500): try again later.",
    ),
    (
        Failure(503),
        "The provider of 'gpt-4o-mini' failed on its side (503): try again later.",
    ),
    (
        Failure(400, "This model's maximum context length is 128000 tokens."),
        "The conversation is too long for 'gpt-4o-mini' (400): learn fewer messages at once.",
    ),
    (
        Failure(413),
        "The conversation is too long for 'gpt-4o-mini' (413): learn fewer messages at once.",
    ),
    (
        Failure(400, "Something\nis odd."),
        "The provider refused the request to 'gpt-4o-mini' (400): Something is odd.",
    ),
    (
        Failure(409, "Conflict."),
        "The provider refused the request to 'gpt-4o-mini' (409): Conflict.",
    ),
]


@both_ways
@pytest.mark.parametrize(("failure", "sentence"), FAILURES)
def test_each_failure_of_a_provider_is_one_sentence(server, model, call, failure, sentence):
    server.script(failure)
    with pytest.raises(ModelError) as caught:
        call(model)
    at = server.url.removesuffix("/v1")
    assert sentence_of(caught, without=[server.key]) == sentence.format(at=at)
    assert caught.value.status == failure.status
    assert caught.value.retry_after == failure.retry_after
    assert caught.value.__cause__ is not None


@both_ways
def test_a_wrong_key_names_the_variable_and_never_the_key(server, call):
    wrong = "sk-wrong-0123456789abcdef"
    model = chat_model("openai:gpt-4o-mini", base_url=server.url, api_key=wrong)
    with pytest.raises(ModelError) as caught:
        call(model)
    text = sentence_of(caught, without=[wrong, server.key])
    assert text == (
        "The provider refused the key for 'gpt-4o-mini' (401): check the environment variable "
        "OPENAI_API_KEY."
    )
    assert caught.value.status == 401


@both_ways
def test_a_rate_limit_is_waited_for_and_the_answer_comes(server, call):
    model = chat_model("openai:gpt-4o-mini", base_url=server.url, api_key=server.key)
    server.script(Failure(429, retry_after=0), Failure(503, retry_after=0), {"candidates": []})
    assert call(model).data == {"candidates": []}
    assert len(server.requests) == 3


@both_ways
def test_a_refused_connection_says_the_address(call):
    with socket.socket() as unused:  # bound but not listening, so that nobody else can
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        model = chat_model("openai:gpt-4o-mini", base_url=f"{address}/v1", max_retries=0)
        with pytest.raises(ModelError) as caught:
            call(model)
    assert sentence_of(caught).startswith(f"Nothing answers at {address}: ")


@both_ways
def test_a_connection_dropped_in_the_middle_is_told_apart(server, model, call):
    server.script(Dropped())
    with pytest.raises(ModelError) as caught:
        call(model)
    assert "broke off before the answer was complete" in sentence_of(caught)


@both_ways
def test_an_answer_that_does_not_come_is_a_time_out(server, call):
    release = threading.Event()
    server.script(Slow(release))
    model = chat_model(
        "openai:gpt-4o-mini", base_url=server.url, api_key=server.key, max_retries=0, timeout=0.1
    )
    try:
        with pytest.raises(ModelError) as caught:
            call(model)
    finally:
        release.set()
    assert "did not answer in time" in sentence_of(caught)


@both_ways
def test_a_web_page_instead_of_an_answer_points_at_the_address(server, model, call):
    server.script(Page())
    with pytest.raises(ModelError) as caught:
        call(model)
    assert "check that the address is the base URL" in sentence_of(caught)


def test_an_address_without_its_path_is_a_404_that_names_it(server):
    bare = server.url.removesuffix("/v1")
    model = chat_model("openai:gpt-4o-mini", base_url=bare, api_key=server.key, max_retries=0)
    with pytest.raises(ModelError, match="is unknown at http://127"):
        ask_sync(model)


def test_an_unknown_model_is_named(server):
    model = chat_model("openai:gpt-99", base_url=server.url, api_key=server.key)
    with pytest.raises(ModelError) as caught:
        ask_sync(model)
    assert sentence_of(caught).startswith("'gpt-99' is unknown at http://127.0.0.1:")


class Open(Content):
    """A form that strict mode refuses, and that LangChain would close: the data would be lost."""

    anything: dict[str, str]


def test_a_schema_that_strict_mode_refuses_is_said_in_the_providers_words(server, model):
    with (
        pytest.warns(UserWarning, match="Invalid schema for OpenAI"),
        pytest.raises(ModelError) as caught,
    ):
        ask_sync(model, Open)
    assert "Invalid schema for response_format 'Open'" in sentence_of(caught)
    assert caught.value.status == 400
    assert server.requests[0].body["response_format"]["json_schema"]["strict"] is True


def test_models_older_than_structured_output_are_asked_by_a_tool_call():
    with OpenAIServer(models=("gpt-4",)) as server:
        model = chat_model("openai:gpt-4", base_url=server.url, api_key=server.key)
        server.script({"candidates": []}, Malformed('{"candidates": ['))
        good, bad = ask_sync(model), ask_sync(model)
    assert good.data == {"candidates": []}
    assert good.text == '{"candidates": []}'
    assert (bad.data, bad.text) == (None, '{"candidates": [')
    assert bad.problem.startswith("The answer is not valid JSON")
    body = server.requests[0].body
    assert body["tool_choice"]["function"]["name"] == "FactProposal"
    assert "response_format" not in body


def test_another_model_answers_by_a_tool_call():
    answer = ask_sync(ScriptedChatModel([{"candidates": [RULE]}]))
    assert answer.data == {"candidates": [RULE]}
    assert (answer.model, answer.input_tokens, answer.output_tokens) == ("scripted", None, None)


def test_a_call_of_another_tool_is_a_problem_that_names_it():
    call = {"name": "search", "args": {}, "id": "1", "type": "tool_call"}
    answer = ask_sync(ScriptedChatModel([AIMessage("", tool_calls=[call])]))
    assert answer.problem == "The answer calls the tool 'search' instead of 'FactProposal'."


@both_ways
def test_an_exception_that_no_provider_raised_stays_itself(call):
    with pytest.raises(ZeroDivisionError):
        call(ScriptedChatModel([ZeroDivisionError("a bug")]))


def test_an_error_of_ours_stays_itself():
    ours = ModelError("As it was.", status=418)
    with pytest.raises(ModelError) as caught:
        ask_sync(ScriptedChatModel([ours]))
    assert caught.value is ours


def test_a_model_without_tool_calls_is_refused_in_one_sentence():
    with pytest.raises(InputError) as caught:
        ask_sync(FakeListChatModel(responses=["{}"]))
    assert "cannot give structured answers" in sentence_of(caught)


def test_one_model_serves_one_event_loop_after_the_other(model):
    for _ in range(4):
        assert ask_async(model).data == {"candidates": []}


def test_a_model_object_of_the_users_own_is_asked_as_well(server):
    model = ChatOpenAI(model="gpt-4o-mini", base_url=server.url, api_key=server.key)
    assert ask_sync(model).data == {"candidates": []}
