"""The whole way through OpenAI's protocol, over real HTTP, against a server that is as strict.

Each failure reaches the user as one sentence, and nothing is half-written.
"""

import asyncio

import pytest
from openai_server import CutOff, Dropped, Failure, Malformed, OpenAIServer, Refusal
from profile_cases import UserProfile, more, patch, told
from proposals import START, episode, fact, rule, says

import memorykinds as mk
from memorykinds.kinds import ModelError
from memorykinds.managers.profiles.nominating import proposal_form

TURIN = fact("user", "lives_in", "Turin", "The user lives in Turin.")
BERLIN = fact("user", "lives_in", "Berlin", "The user lives in Berlin.", contradicts=[0])


@pytest.fixture
def server(monkeypatch):
    with OpenAIServer() as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", running.key)
        yield running


def opened(model="openai:gpt-4o-mini", **more):
    return mk.open(
        user="ada", model=model, clock=mk.LessonClock(START), ids=mk.counted_ids(), **more
    )


def test_the_same_pipeline_runs_with_a_language_model(server):
    server.script(
        says(TURIN),
        says(episode("Hello", "The user introduced themselves.")),
        says(rule("Answer in French.")),
        says(BERLIN),
    )
    memory = opened()
    update = memory.learn("I live in Turin. Always answer in French.")
    assert [record.kind for record in update.records] == ["semantic", "episodic", "procedural"]
    later = memory.semantic.learn("I moved to Berlin.")
    assert later.decisions[0].reason == "newer_value"
    assert [r.text for r in memory.semantic.all()] == ["The user lives in Berlin."]
    answer = update.trace("semantic").step("answer")
    assert "gpt-4o-mini" in answer.summary
    assert answer.data["input_tokens"] > 0


def test_every_request_is_a_strict_schema_and_the_server_took_it(server):
    opened().learn("Hello")
    assert len(server.requests) == 3
    for request in server.requests:
        asked = request.body["response_format"]["json_schema"]
        assert asked["strict"] is True


def test_facts_and_profiles_are_one_strict_request(server):
    said = patch(city="Turin", likes=more("tea"))
    shape = opened(semantic=mk.SemanticSettings(profiles=[UserProfile])).semantic.manager.profiles
    strict = proposal_form(shape, facts=True).model_json_schema()
    fields = strict["$defs"]["UserProfile_changes"]["properties"]
    said["changes"] = dict.fromkeys(fields) | said["changes"]
    server.script(told(said, facts=[TURIN]))
    memory = opened(semantic=mk.SemanticSettings(profiles=[UserProfile]))
    memory.semantic.learn("I live in Turin and like tea.")
    assert memory.semantic.profile(UserProfile) == UserProfile(city="Turin", likes=["tea"])
    (request,) = server.requests
    assert request.body["response_format"]["json_schema"]["schema"]["$defs"] == strict["$defs"]


def test_the_async_way_asks_for_the_three_kinds_side_by_side(server):
    update = asyncio.run(opened().alearn("Hello"))
    names = {r.body["response_format"]["json_schema"]["name"] for r in server.requests}
    assert names == {"FactProposal", "EpisodeProposal", "RuleProposal"}
    assert update.decisions == ()


def test_embeddings_of_openai_come_with_it(server):
    server.script(says(TURIN))
    memory = opened(embeddings="openai:text-embedding-3-small")
    memory.semantic.learn("I live in Turin.")
    hits = memory.recall("The user lives in Turin.").hits
    assert hits[0].terms[0].value == pytest.approx(1, abs=1e-4)
    assert any(request.path.endswith("/embeddings") for request in server.requests)


def test_a_rate_limit_is_waited_for_and_then_passed(server):
    server.script(Failure(429, retry_after=0), says(TURIN))
    assert len(opened().semantic.learn("I live in Turin.").records) == 1


def test_a_server_without_keys_is_enough(monkeypatch):
    with OpenAIServer(key=None) as local:
        monkeypatch.setenv("OPENAI_BASE_URL", local.url)
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        local.script(says(TURIN))
        assert len(opened("openai:llama3.1").semantic.learn("I live in Turin.").records) == 1


def test_malformed_json_is_repaired_by_asking_again(server):
    server.script(Malformed('{"candidates": [{"inte'), says(TURIN))
    update = opened().semantic.learn("I live in Turin.")
    assert len(update.records) == 1
    assert "1 repairs" in update.trace("semantic").step("answer").summary
    assert server.requests[1].body["messages"][-1]["role"] == "user"


FAILURES = {
    "401": ([Failure(401)], "OPENAI_API_KEY"),
    "403": ([Failure(403)], "403|not allowed|permission"),
    "404": ([Failure(404)], "gpt-4o-mini"),
    "429": ([Failure(429, retry_after=0)] * 5, "too many|rate|limit"),
    "500": ([Failure(500)] * 5, "500|server|provider"),
    "refusal": ([Refusal("I can't help with that.")], "can't help with that"),
    "cut off": ([CutOff('{"candidates": [')], "cut off|too long|max_tokens"),
    "dropped": ([Dropped()] * 5, "connection|reach|address"),
    "malformed to the end": ([Malformed("not json")] * 3, "3 tries"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_each_failure_is_one_sentence_and_nothing_is_written(server, case, monkeypatch):
    monkeypatch.setattr("openai._base_client.BaseClient._calculate_retry_timeout", lambda *_: 0)
    replies, sentence = FAILURES[case]
    server.script(*replies)
    memory = opened()
    with pytest.raises(ModelError, match=f"(?i){sentence}") as caught:
        memory.learn("I live in Turin.", kinds=["semantic"])
    assert "\n" not in str(caught.value)
    assert server.key not in str(caught.value)
    assert memory.history() == []


def test_a_failure_of_the_last_kind_writes_nothing_of_the_first(server):
    server.script(says(TURIN), says(), Failure(401))
    memory = opened()
    with pytest.raises(ModelError):
        memory.learn("I live in Turin.")
    assert memory.history() == []
    assert memory.semantic.all() == []


def test_an_address_where_nothing_listens_is_one_sentence(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setattr("openai._base_client.BaseClient._calculate_retry_timeout", lambda *_: 0)
    with pytest.raises(ModelError, match=r"127\.0\.0\.1:9") as caught:
        opened().learn("I live in Turin.")
    assert "\n" not in str(caught.value)


def test_a_missing_key_is_one_sentence_when_the_memory_is_opened(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(mk.InputError, match="OPENAI_API_KEY"):
        opened()
