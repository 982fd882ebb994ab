"""The journal alone tells what was believed when, and takes changes back."""

import pytest
from journal_behaviours import *  # noqa: F403 -- the tests in it are run here
from journal_behaviours import moved_through
from proposals import vector_store

from memorykinds.kinds import InputError


@pytest.fixture(scope="module")
def new_store():
    return vector_store


@pytest.mark.parametrize("when", ["", "yesterday", "2026-13-01"])
def test_a_time_that_is_none_is_refused(new_store, when):
    with pytest.raises(InputError, match="ISO 8601"):
        moved_through(new_store, "Turin").at(when)
