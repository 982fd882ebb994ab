"""The doctor: it finds what is missing, says what mends it, and changes and tells nothing."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import warnings
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from langgraph.store.base import PutOp
from rich.console import Console

import memorykinds as mk
from memorykinds.cli.doctor import examine
from memorykinds.cli.doctor_view import print_report
from memorykinds.store import FaissStore

FAKE = "sk-fake-and-never-shown"


def finding(report, name):
    (found,) = [finding for finding in report.findings if finding.name == name]
    return found


def shown(report, **options):
    console = Console(file=io.StringIO(), width=100)
    print_report(report, console=console, **options)
    return console.file.getvalue()


@pytest.fixture(scope="module")
def report():
    return examine(environment={})


@pytest.fixture
def ada_db(tmp_path):
    with mk.open(tmp_path / "ada.db", user="ada", embeddings="hash") as memory:
        memory.learn("I live in Turin.")
    return tmp_path / "ada.db"


def test_where_everything_is_installed_all_is_well(report):
    assert report.healthy
    assert finding(report, "offline embedder").text.startswith("all-MiniLM-L6-v2")
    assert finding(report, "offline chat model").state == "good"
    assert finding(report, "langchain").text.startswith("1.")
    assert finding(report, "faiss-cpu").state == "good"
    assert "Everything that is needed works." in shown(report)


def test_a_report_for_programs_says_the_same(report):
    told = json.loads(shown(report, as_json=True))
    assert told["healthy"] is True
    assert [entry["name"] for entry in told["findings"]] == [f.name for f in report.findings]


def test_what_is_missing_or_too_old_comes_with_the_line_that_mends_it():
    versions = {"memorykinds": "0.1.0", "langchain": "0.3.1", "jupyterlab": None}
    report = examine(environment={}, installed=lambda name: versions.get(name, "999"))
    assert not report.healthy
    langchain = finding(report, "langchain")
    assert (langchain.state, langchain.mend) == ("bad", "pip install 'langchain<2,>=1.4'")
    assert langchain.text == "0.3.1, but <2,>=1.4 is needed"
    assert finding(report, "numpy").state == "good"
    lab = finding(report, "jupyterlab")
    assert (lab.state, lab.mend) == ("note", "pip install 'jupyterlab<5,>=4.4'")
    assert "→ pip install 'langchain<2,>=1.4'" in shown(report)
    assert "Mend what is marked ✗." in shown(report)


def test_a_stand_in_embedder_is_told_and_does_not_count_as_broken(monkeypatch):
    def missing(self):  # noqa: ARG001
        raise mk.MissingPartError("The offline embedder needs tokenizers.")

    monkeypatch.setattr("memorykinds.models.minilm.MiniLMEmbeddings.__init__", missing)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = examine(environment={})
    embedder = finding(report, "offline embedder")
    assert embedder.state == "note"
    assert "stand in" in embedder.text
    assert "tokenizers" in embedder.mend
    assert report.healthy


def test_a_part_that_breaks_is_a_finding_and_no_trace(monkeypatch):
    def broken(spec):  # noqa: ARG001
        raise OSError("libsomething.so.1: cannot open\nmore of it")

    monkeypatch.setattr("memorykinds.models.embedder", broken)
    found = finding(examine(environment={}), "offline embedder")
    assert (found.state, found.text) == ("bad", "OSError: libsomething.so.1: cannot open")


def test_keys_are_named_and_never_shown():
    environment = {
        "OPENAI_API_KEY": FAKE,
        "OPENAI_BASE_URL": f"http://ada:{FAKE}@127.0.0.1:9/v1?key={FAKE}",
        "LANGSMITH_TRACING": "true",
    }
    report = examine(environment=environment, online=True)
    assert finding(report, "keys set").text == "OPENAI_API_KEY"
    assert "ANTHROPIC_API_KEY" in finding(report, "keys not set").text
    assert finding(report, "LANGSMITH_TRACING").mend == "unset LANGSMITH_TRACING"
    assert "http://127.0.0.1:9/v1" in finding(report, "OPENAI_BASE_URL").text
    assert FAKE not in shown(report) + shown(report, as_json=True)


@contextmanager
def server(status):
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, dict(self.headers)))
            self.send_response(status)
            self.end_headers()

        do_POST = do_GET  # noqa: N815 -- the server's own name for it

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}", asked
        http.shutdown()


@pytest.mark.parametrize("status", [200, 401, 404])
def test_a_server_of_ones_own_is_asked_only_on_request_and_told_no_key(status):
    with server(status) as (address, asked):
        environment = {"OPENAI_BASE_URL": f"{address}/v1", "OPENAI_API_KEY": FAKE}
        offline = examine(environment=environment)
        assert asked == []
        assert "--online asks" in finding(offline, "OPENAI_BASE_URL").text
        report = examine(environment=environment, online=True)
    assert f"answers (HTTP {status})" in finding(report, "OPENAI_BASE_URL").text
    assert report.healthy
    ((path, headers),) = asked
    assert path == "/v1/models"
    assert FAKE not in str(headers)


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("http://127.0.0.1:9/v1", "does not answer"),
        ("http://[broken/v1", "does not answer"),
        ("localhost:11434", "no address of a server"),
    ],
)
def test_a_server_that_is_not_there_is_told(address, text):
    report = examine(environment={"OPENAI_BASE_URL": address}, online=True)
    found = finding(report, "OPENAI_BASE_URL")
    assert found.state == "bad"
    assert text in found.text
    assert found.mend


def test_no_trace_leaves_the_machine_even_where_tracing_is_on():
    with server(200) as (address, asked):
        tracing = {
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_ENDPOINT": address,
            "LANGSMITH_API_KEY": FAKE,
        }
        code = "from memorykinds.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code, "doctor"],
            env=os.environ | tracing,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert asked == []


def snapshot(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_is_counted_and_left_as_it_is(ada_db):
    before = snapshot(ada_db.parent)
    report = examine(str(ada_db), environment={})
    assert snapshot(ada_db.parent) == before
    assert report.healthy
    store = report.store
    assert store.damage == ()
    assert store.embedder == "hash-ngram-512"
    assert store.dims == 512
    counts = {count.namespace: count.items for count in store.namespaces}
    assert counts["ada", "semantic"] >= 1
    assert "ada / semantic" in shown(report)


def test_what_is_still_in_the_log_counts_too(tmp_path):
    with FaissStore(tmp_path / "open.db") as store:
        store.put(("ada", "semantic"), "fact-1", {"text": "just written"})
        assert (tmp_path / "open.db-wal").stat().st_size > 0
        (count,) = examine(str(tmp_path / "open.db"), environment={}).store.namespaces
    assert (count.namespace, count.items, count.vectors) == (("ada", "semantic"), 1, 0)


def _sql(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE items SET value = '{' WHERE id = 1", "1 values are no JSON"),
        ("UPDATE vectors SET vector = x'00'", "vectors are of a wrong length"),
        (
            "DELETE FROM items WHERE id IN (SELECT item_id FROM vectors)",
            "vectors belong to no item",
        ),
    ],
)
def test_damage_within_the_tables_is_told(ada_db, statement, line):
    _sql(ada_db, "PRAGMA foreign_keys = OFF", statement)
    report = examine(str(ada_db), environment={})
    assert not report.healthy
    assert line in "; ".join(report.store.damage)
    assert (
        finding(report, str(ada_db)).mend
        == f"restore it from a copy, or run: memorykinds doctor {ada_db} --repair"
    )


def test_a_damaged_page_is_told(ada_db):
    content = bytearray(ada_db.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    ada_db.write_bytes(content)
    report = examine(str(ada_db), environment={})
    assert not report.healthy
    assert "damaged" in finding(report, str(ada_db)).text


def _text(path):
    path.write_text("Dear diary")


def _foreign(path):
    _sql(path, "CREATE TABLE diary (day TEXT)")


def _newer(path):
    with FaissStore(path):
        pass
    _sql(path, "PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda _: None, "There is no file"),
        (lambda path: path.mkdir(), "cannot be read"),
        (lambda path: path.touch(), "is no store of memorykinds"),
        (_text, "is no store of memorykinds"),
        (_foreign, "belongs to another program"),
        (_newer, "upgrade the package"),
    ],
)
def test_what_is_no_store_is_one_sentence(tmp_path, make, sentence):
    path = tmp_path / "some file.db"
    make(path)
    report = examine(str(path), environment={})
    assert not report.healthy
    assert report.store is None
    assert sentence in finding(report, str(path)).text


def test_an_address_of_something_else_is_not_looked_into():
    report = examine(f"mysql://ada:{FAKE}@db/memories", environment={})
    assert report.healthy
    assert finding(report, "mysql").state == "note"
    assert FAKE not in shown(report)


def test_the_embedder_of_a_file_is_compared_with_the_current_one(ada_db):
    other = finding(examine(str(ada_db), environment={}), "embedder")
    assert other.state == "note"
    assert "hash-ngram-512" in other.text
    assert "all-MiniLM-L6-v2" in other.text
    assert f"memorykinds reindex {ada_db} --embeddings offline" in other.mend
    report = examine(str(ada_db), embeddings="hash", environment={})
    assert finding(report, "embedder").state == "good"
    unknown = examine(str(ada_db), embeddings="nosuch", environment={})
    assert finding(unknown, "embedder").state == "bad"


def test_a_user_is_shown_by_name_and_a_hostile_name_as_plain_text(tmp_path):
    with FaissStore(tmp_path / "a.db") as store:
        store.put(("ada@example%2Eorg", "semantic"), "fact-1", {"text": "x"})
        store.put(("\x1b[31m[red]eve", "%1B[2J"), "fact-1", {"text": "x"})
    text = shown(examine(str(tmp_path / "a.db"), environment={}))
    assert "ada@example.org / semantic" in text
    assert "[red]eve" in text
    assert "\x1b" not in text


def test_of_very_many_namespaces_the_first_are_shown(tmp_path):
    with FaissStore(tmp_path / "a.db") as store:
        store.batch([PutOp((f"user-{n:03d}", "semantic"), "a", {}) for n in range(103)])
    report = examine(str(tmp_path / "a.db"), environment={})
    assert "user-099" in shown(report)
    assert "user-100" not in shown(report)
    assert "… and 3 namespaces more" in shown(report)
    assert "user-102" in shown(report, as_json=True)


def test_a_copy_in_a_folder_that_cannot_be_written_is_read(ada_db, tmp_path):
    folder = tmp_path / "read only"
    folder.mkdir()
    shutil.copy(ada_db, folder / "ada.db")
    folder.chmod(0o555)
    try:
        assert examine(str(folder / "ada.db"), environment={}).store.damage == ()
    finally:
        folder.chmod(0o755)
