"""Exceptions of other makes than OpenAI's, and what is never said of any."""

import httpx
import pytest
from models.sentences import sentence_of
from pydantic import BaseModel, SecretStr, ValidationError

from memorykinds.kinds import ModelError
from memorykinds.models.provider_errors import model_error, provider_errors
from memorykinds.models.redact import said


class Model:
    model = "other-1"

    def __init__(self):
        self.other_api_key = SecretStr("a-key-of-no-known-form")


class Http(Exception):  # noqa: N818 -- the shape of a provider's exception is what counts
    def __init__(self, message="It failed.", headers=None, **attributes):
        super().__init__(message)
        self.__dict__.update(attributes)
        if headers is not None:
            self.response = type("Response", (), {"headers": headers, "status_code": 429})()


@pytest.mark.parametrize(
    "error",
    [
        Http(status_code=503),
        Http(code=503),
        Http(response={"ResponseMetadata": {"HTTPStatusCode": 503}}),
    ],
)
def test_a_status_is_found_wherever_a_package_keeps_it(error):
    assert model_error(error, Model()).status == 503


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "2.5"}, 2.5),
        (
            {
                "retry-after": "Thu, 01 Jan 2026 00:01:00 GMT",
                "date": "Thu, 01 Jan 2026 00:00:00 GMT",
            },
            60,
        ),
        ({"retry-after": "Thu, 01 Jan 2026 00:01:00 GMT"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(headers, seconds):
    assert model_error(Http(headers=headers), Model()).retry_after == seconds


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx.ConnectError("refused"), "Nothing answers at"),
        (httpx.ReadTimeout("slow"), "did not answer in time"),
        (httpx.RemoteProtocolError("peer closed"), "broke off"),
        (ConnectionRefusedError(), "Nothing answers at"),
        (ConnectionResetError(), "broke off"),
        (TimeoutError(), "did not answer in time"),
    ],
)
def test_failures_of_the_connection_are_known_without_a_status(error, words):
    assert words in str(model_error(error, Model()))


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), Http(), Http(code="x")])
def test_what_no_provider_raised_passes_unchanged(error):
    with pytest.raises(type(error)) as caught, provider_errors(Model()):
        raise error
    assert caught.value is error


def test_a_refused_key_names_the_variable_of_the_models_own_field():
    assert "OTHER_API_KEY" in str(model_error(Http(status_code=401), Model()))


@pytest.mark.parametrize(
    "secret",
    ["a-key-of-no-known-form", "sk-proj-abc123def456", "AIzaSyA1234567890", "from-the-environment"],
)
def test_no_key_is_ever_said(monkeypatch, secret):
    monkeypatch.setenv("SOME_API_KEY", "from-the-environment")
    error = Http(f"Key {secret} is bad,\nBearer {secret}", status_code=403)
    with pytest.raises(ModelError) as caught, provider_errors(Model()):
        raise error
    assert "…" in sentence_of(caught, without=[secret])


def test_a_long_message_is_cut():
    assert len(said(ValueError("word " * 1000))) == 240


def test_a_validation_error_is_said_without_its_input():
    class Options(BaseModel):
        timeout: int

    with pytest.raises(ValidationError) as caught:
        Options(timeout="secret value")
    text = said(caught.value)
    assert text.startswith("timeout: Input should be a valid integer")
    assert "secret value" not in text


def test_words_that_begin_like_a_key_stay():
    assert said(ValueError("skateboard keywords")) == "skateboard keywords"
