"""`memorykinds reindex FILE`, as it is typed."""

import pytest
from typer.testing import CliRunner

import memorykinds as mk
from memorykinds.cli import app
from memorykinds.kinds import InputError, StoreError
from memorykinds.store import FaissStore
from memorykinds.store import reindex as reindexing

SAID = "I live in Turin and I like tea."


@pytest.fixture
def typed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with mk.open("ada.db", user="ada", embeddings="hash") as memory:
        memory.learn(SAID)
    return lambda *words: CliRunner().invoke(app, words)


def test_the_refusal_of_another_embedder_names_the_command_that_mends_it(typed):
    with pytest.raises(StoreError, match=r"memorykinds reindex ada\.db --embeddings"):
        mk.open("ada.db", user="ada")
    done = typed("reindex", "ada.db", "--embeddings", "offline")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("ada.db now holds vectors by ")
    assert done.stdout.endswith(", 384 dimensions.\n")
    with mk.open("ada.db", user="ada") as memory:
        (first, *_) = memory.recall("Where is home?").hits
        assert first.record.text == "The user lives in Turin."
        assert first.terms[0].name == "similarity"


class Counting(type(mk.embedder("hash"))):
    """Counts what it embeds, and is stopped by Ctrl-C at the text of the given number."""

    def __init__(self, stopped_at=None):
        super().__init__(dims=64)
        self.embedded = []
        self.stopped_at = stopped_at

    def embed_documents(self, texts):
        if len(self.embedded) == self.stopped_at:
            raise KeyboardInterrupt
        self.embedded += texts
        return super().embed_documents(texts)


def test_what_ctrl_c_left_is_told_kept_and_gone_on_with(typed, monkeypatch):
    monkeypatch.setattr(reindexing, "PAGE", 1)
    with FaissStore("ada.db") as store:
        items = store.search(("ada",), limit=100)
    stopped, going_on = Counting(stopped_at=1), Counting()
    monkeypatch.setattr("memorykinds.cli.reindexing.embedder", lambda _: stopped)
    done = typed("reindex", "ada.db", "--embeddings", "mine")
    assert (done.exit_code, done.stdout) == (130, "")
    (line,) = done.stderr.splitlines()
    assert f" of {len(items)} items are embedded anew and kept" in line
    assert "goes on from there" in line
    with mk.open("ada.db", user="ada", embeddings="hash") as memory:  # the old vectors serve
        assert memory.recall("Turin").hits
    monkeypatch.setattr("memorykinds.cli.reindexing.embedder", lambda _: going_on)
    assert typed("reindex", "ada.db", "--embeddings", "mine").exit_code == 0
    assert stopped.embedded
    assert going_on.embedded
    assert set(stopped.embedded).isdisjoint(going_on.embedded)
    mk.open("ada.db", user="ada", embeddings=Counting()).close()


def test_ctrl_c_before_the_first_page_says_that_nothing_has_changed(typed, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("memorykinds.cli.reindexing.embedder", interrupted)
    done = typed("reindex", "ada.db")
    assert done.exit_code == 130
    assert done.stderr == "Stopped before anything was embedded; ada.db is as it was.\n"


def test_ctrl_c_after_the_last_page_says_that_it_is_done(typed, monkeypatch):
    done_in_full = FaissStore.reindex

    def interrupted(*parts):
        done_in_full(*parts)
        raise KeyboardInterrupt

    monkeypatch.setattr(FaissStore, "reindex", interrupted)
    done = typed("reindex", "ada.db", "--embeddings", "offline")
    assert done.exit_code == 130
    assert "was embedded anew already" in done.stderr
    mk.open("ada.db", user="ada").close()


def test_fields_that_another_program_chose_must_be_named(typed):
    index = {"dims": 512, "embed": mk.embedder("hash"), "fields": ["note"]}
    with FaissStore("notes.db", index=index) as store:
        store.put(("notes",), "a", {"note": "The harbour opens at nine."})
    refused = typed("reindex", "notes.db")
    assert isinstance(refused.exception, InputError)
    assert "--field" in str(refused.exception)
    assert typed("reindex", "notes.db", "--field", "note").exit_code == 0
    index |= {"dims": 384, "embed": mk.embedder("offline")}
    with FaissStore("notes.db", index=index) as store:
        (hit,) = store.search(("notes",), query="When can I see the port?")
    assert hit.score > 0.3


@pytest.mark.parametrize(
    ("location", "error", "sentence"),
    [
        ("adda.db", InputError, "no file adda.db"),
        ("notes.txt", StoreError, "no SQLite database"),
        ("postgresql://ada:s3cret@db/x", InputError, "export the memories"),
    ],
)
def test_what_cannot_be_embedded_anew_is_one_sentence(typed, tmp_path, location, error, sentence):
    (tmp_path / "notes.txt").write_text("Dear diary")
    done = typed("reindex", location)
    assert isinstance(done.exception, error)
    assert sentence in str(done.exception)
    assert "s3cret" not in str(done.exception)
    assert not (tmp_path / "adda.db").exists()
