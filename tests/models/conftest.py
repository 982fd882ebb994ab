"""The strict server and a model that talks to it, for the tests of this folder."""

import pytest
from openai_server import OpenAIServer

from memorykinds.models import chat_model


@pytest.fixture(scope="session")
def running():
    """One server for all: a client takes 0.2 s to make, and is made once per address."""
    with OpenAIServer() as one:
        yield one


@pytest.fixture
def server(running):
    yield running
    running.reset()


@pytest.fixture
def model(server):
    """A ChatOpenAI that asks the server, without retries: a failure shows at once."""
    return chat_model("openai:gpt-4o-mini", base_url=server.url, api_key=server.key, max_retries=0)
