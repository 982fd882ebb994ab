"""`chat_model`: what each string opens, and the one sentence for each that does not."""

import subprocess
import sys
from types import ModuleType

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_openai import ChatOpenAI
from models.sentences import sentence_of
from openai_server import OpenAIServer
from pydantic import Field, SecretStr

from memorykinds.kinds import InputError, MissingPartError
from memorykinds.models import ScriptedChatModel, chat_model
from memorykinds.models.providers import PLACEHOLDER_KEY

KEY = "sk-test-0123456789abcdef"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "GROQ_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_offline_stays_offline_whatever_the_environment_holds(monkeypatch):
    from memorykinds.models import OfflineChatModel

    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert isinstance(chat_model(), OfflineChatModel)
    assert isinstance(chat_model("offline"), OfflineChatModel)


def test_a_chat_model_is_returned_as_it_is():
    model = ScriptedChatModel(["hi"])
    assert chat_model(model) is model


def test_options_for_a_model_that_exists_are_refused():
    with pytest.raises(InputError) as caught:
        chat_model(ScriptedChatModel(), temperature=0)
    assert sentence_of(caught).startswith("temperature cannot be set on a model that exists")


def test_what_is_no_model_at_all_is_refused():
    with pytest.raises(InputError) as caught:
        chat_model(42)
    assert sentence_of(caught).endswith("not a int.")


@pytest.mark.parametrize("spec", ["", "gpt", "openai:", ":gpt-4o", "online"])
def test_an_unknown_string_lists_what_is_possible(spec):
    with pytest.raises(InputError) as caught:
        chat_model(spec)
    text = sentence_of(caught)
    assert "'offline' nor 'provider:name'" in text
    assert "openai, anthropic" in text


@pytest.mark.parametrize(
    ("spec", "meant"),
    [("gpt-4o-mini", "openai:gpt-4o-mini"), ("claude-x", "anthropic:claude-x")],
)
def test_a_name_without_its_provider_is_completed(spec, meant):
    with pytest.raises(InputError, match=f"such as '{meant}'"):
        chat_model(spec)


def test_an_unknown_provider_is_one_sentence():
    with pytest.raises(InputError) as caught:
        chat_model("nobody:model-1")
    assert sentence_of(caught).startswith("'nobody' in 'nobody:model-1' is no provider")


@pytest.mark.parametrize(
    ("spec", "package"),
    [
        ("anthropic:claude-x", "langchain-anthropic"),
        ("google-genai:gemini-x", "langchain-google-genai"),
    ],
)
def test_a_missing_package_is_named_as_pip_knows_it(monkeypatch, spec, package):
    monkeypatch.setitem(sys.modules, package.replace("-", "_"), None)
    with pytest.raises(MissingPartError) as caught:
        chat_model(spec)
    assert sentence_of(caught) == f"{spec!r} needs a package: pip install {package}"


def test_a_missing_key_names_its_variable():
    with pytest.raises(InputError) as caught:
        chat_model("openai:gpt-4o-mini")
    assert sentence_of(caught) == (
        "'openai:gpt-4o-mini' needs a key: set the environment variable OPENAI_API_KEY."
    )


def test_an_empty_key_is_a_missing_key(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "")
    with pytest.raises(InputError, match="OPENAI_API_KEY"):
        chat_model("openai:gpt-4o-mini")


class Groq(FakeListChatModel):
    """A provider's class that opens without a key, and would fail only when called."""

    responses: list[str] = Field(default_factory=list)
    groq_api_key: SecretStr = SecretStr("")
    timeout: float | None = None
    max_retries: int | None = None

    @property
    def lc_secrets(self):
        return {"groq_api_key": "GROQ_API_KEY"}


def test_a_key_that_a_provider_would_miss_only_later_is_missed_now(monkeypatch):
    package = ModuleType("langchain_groq")
    package.ChatGroq = Groq
    monkeypatch.setitem(sys.modules, "langchain_groq", package)
    with pytest.raises(InputError, match="needs a key: set the environment variable GROQ_API_KEY"):
        chat_model("groq:llama")
    monkeypatch.setenv("GROQ_API_KEY", KEY)
    model = chat_model("groq:llama")
    assert (model.timeout, model.max_retries) == (60, 2)


def test_an_option_that_the_provider_refuses_is_one_sentence_without_the_key():
    with pytest.raises(InputError) as caught:
        chat_model("openai:gpt-4o-mini", api_key=KEY, timeout="soon", max_retries=[])
    assert "max_retries" in sentence_of(caught, without=[KEY])


def test_defaults_are_bounded_and_steady(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    model = chat_model("openai:gpt-4o-mini")
    assert isinstance(model, ChatOpenAI)
    assert (model.temperature, model.request_timeout, model.max_retries) == (0, 60, 2)


def test_given_options_win_over_defaults(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    model = chat_model("openai:gpt-4o-mini", temperature=0.5, timeout=5, max_retries=0)
    assert (model.temperature, model.request_timeout, model.max_retries) == (0.5, 5, 0)


@pytest.mark.parametrize("name", ["gpt-5-mini", "o3-mini"])
def test_reasoning_models_are_sent_no_temperature(server, name):
    model = chat_model(f"openai:{name}", base_url=server.url, api_key=server.key)
    assert model.invoke("Hello").text == "Hello from the test server."
    assert server.requests[0].body.get("temperature") is None


def test_a_steady_temperature_reaches_the_server(server, model):
    model.invoke("Hello")
    assert server.requests[0].body["temperature"] == 0


def test_a_server_of_ones_own_needs_no_key(monkeypatch):
    with OpenAIServer(key=None) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        model = chat_model("openai:llama3.1")
        assert model.invoke("Hello").text == "Hello from the test server."
    assert server.requests[0].headers["authorization"] == f"Bearer {PLACEHOLDER_KEY}"
    assert server.requests[0].body["temperature"] == 0


def test_a_key_that_is_set_is_sent_to_a_server_of_ones_own(monkeypatch, server):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", server.key)
    assert chat_model("openai:gpt-4o-mini").invoke("Hello").text


def test_an_answer_streams_in_pieces(server, model):
    server.script("one two three")
    pieces = [chunk.text for chunk in model.stream("Hello")]
    assert "".join(pieces) == "one two three"
    assert len(list(filter(None, pieces))) == 3


def test_importing_the_floor_imports_nothing_heavy():
    heavy = "langchain langchain_core numpy onnxruntime tokenizers openai"
    code = (
        "import sys, memorykinds.models, memorykinds.models.asking, memorykinds.models.chat, "
        "memorykinds.models.embeddings\n"
        f"print(*[name for name in '{heavy}'.split() if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.strip() == ""


def test_the_floor_names_what_it_exports():
    import memorykinds.models as floor

    assert set(floor.__all__) <= set(dir(floor))
    assert all(getattr(floor, name) is not None for name in floor.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = floor.nothing
