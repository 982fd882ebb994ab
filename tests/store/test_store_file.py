"""The file: what persists, what a second process sees, what is refused, what an error says."""

import os
import sqlite3
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from langgraph.store.base import PutOp
from store_toys import DIMS, WordCounts, counts, index_of, keys

from memorykinds.kinds.errors import InputError, StoreError
from memorykinds.store import FaissStore, database

ADA = ("ada", "semantic")


def run_python(code: str, *arguments: object) -> subprocess.Popen:
    here = Path(__file__).parent
    paths = os.pathsep.join([str(here), str(here.parents[1])])
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen) -> str:
    out, err = process.communicate("go\n", timeout=120)
    assert process.returncode == 0, err
    return out


def test_reopening_finds_everything_and_embeds_nothing_again(make_store, embedder):
    first = make_store(embed=embedder)
    first.put(ADA, "k", {"text": "red apple"})
    before = (first.get(ADA, "k"), first.search(ADA, query="apple"))
    first.close()
    embedder.documents.clear()
    second = make_store(embed=embedder)
    assert (second.get(ADA, "k"), second.search(ADA, query="apple")) == before
    assert embedder.documents == []


def test_reopening_writes_nothing(make_store, embedder):
    make_store(embed=embedder).close()
    assert make_store(embed=embedder)._database._connection.total_changes == 0


def test_two_stores_on_one_file_see_each_others_changes(make_store, embedder):
    one, two = make_store(embed=embedder), make_store(embed=embedder)
    one.put(ADA, "a", {"text": "apple"})
    assert keys(two.search((), query="apple")) == ["a"]
    two.put(ADA, "b", {"text": "apple"})
    assert keys(one.search((), query="apple")) == ["a", "b"]
    one.put(ADA, "a", {"text": "car"})
    assert [(h.key, h.score) for h in two.search((), query="car")] == [("a", 1.0), ("b", 0.0)]
    two.delete(ADA, "a")
    assert keys(one.search((), query="car")) == ["b"]
    two.delete(ADA, "b")
    assert one.search((), query="apple") == []
    assert one.list_namespaces() == []
    two.put(ADA, "b", {"text": "house"})
    assert [(h.key, h.score) for h in one.search((), query="house")] == [("b", 1.0)]


def test_a_store_without_an_index_leaves_no_stale_vector(make_store, embedder):
    make_store(embed=embedder).put(ADA, "k", {"text": "apple"})
    make_store().put(ADA, "k", {"text": "car"})
    assert [hit.score for hit in make_store(embed=embedder).search(ADA, query="apple")] == [None]


def test_an_index_may_be_added_to_a_file_that_had_none(make_store, embedder):
    make_store().put(ADA, "old", {"text": "apple"})
    store = make_store(embed=embedder)
    store.put(ADA, "new", {"text": "car"})
    assert [(h.key, h.score) for h in store.search(ADA, query="car")] == [
        ("new", 1.0),
        ("old", None),
    ]


def test_another_process_finds_everything_and_its_changes_are_seen(make_store, embedder, tmp_path):
    store = make_store(embed=embedder)
    store.put(ADA, "mine", {"text": "red apple"})
    code = """
        import sys
        from memorykinds.store import FaissStore
        from store_toys import WordCounts, index_of
        with FaissStore(sys.argv[1], index=index_of(WordCounts())) as store:
            (hit,) = store.search(("ada",), query="apple")
            print(hit.key, round(hit.score, 4), hit.value["text"])
            store.put(("ada", "semantic"), "theirs", {"text": "apple"})
            store.put(("ada", "semantic"), "mine", {"text": "house"})
    """
    assert finish(run_python(code, tmp_path / "ada.db")) == "mine 0.7071 red apple\n"
    found = [(hit.key, hit.score) for hit in store.search(ADA, query="apple")]
    assert found == [("theirs", 1.0), ("mine", 0.0)]


def test_several_processes_create_and_write_one_file_at_once(make_store, embedder, tmp_path):
    code = """
        import sys
        from memorykinds.store import FaissStore
        from store_toys import WordCounts, index_of
        print("ready", flush=True)
        sys.stdin.readline()
        with FaissStore(sys.argv[1], index=index_of(WordCounts())) as store:
            for n in range(30):
                store.put(("ada", sys.argv[2]), str(n), {"text": "apple"})
                assert store.search(("ada",), query="apple")
                if n % 3 == 0:
                    store.delete(("ada", sys.argv[2]), str(n))
    """
    processes = [run_python(code, tmp_path / "ada.db", name) for name in "abcd"]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 4
    with ThreadPoolExecutor() as pool:  # all four start at once
        list(pool.map(finish, processes))
    found = make_store(embed=embedder).search((), query="apple", limit=1000)
    assert len(found) == 4 * 20
    assert {hit.score for hit in found} == {1.0}


def test_an_erased_memory_is_in_no_file(make_store, embedder, tmp_path):
    store = make_store(embed=embedder)
    words = "a red apple for Zerlina"
    store.put(ADA, "kept", {"text": "a car"})
    store.put(ADA, "key-of-zerlina", {"text": words, "long": "Zerlina " * 5000})
    vector = sqlite3.connect(tmp_path / "ada.db").execute(
        "SELECT vector FROM vectors WHERE item_id = 2"
    )
    (blob,) = vector.fetchone()
    vector.connection.close()

    def bytes_on_disk():
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert b"Zerlina" in bytes_on_disk()
    assert blob in bytes_on_disk()
    store.delete(ADA, "key-of-zerlina")
    assert b"erlina" not in bytes_on_disk()
    assert blob not in bytes_on_disk()
    assert store.get(ADA, "kept") is not None


def test_erasing_while_another_process_reads_is_made_up_for_by_the_next_write(make_store, tmp_path):
    store = make_store()
    store.put(ADA, "k", {"text": "Zerlina"})
    reader = sqlite3.connect(tmp_path / "ada.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM items").fetchall()
    store.delete(ADA, "k")
    assert store.get(ADA, "k") is None
    reader.close()
    store.put(ADA, "another", {"n": 1})
    assert not any(b"Zerlina" in path.read_bytes() for path in tmp_path.iterdir())
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["ada.db"]


def test_the_settings_that_protect_the_data_are_on(make_store):
    store = make_store()
    for name, value in {"secure_delete": 1, "foreign_keys": 1, "journal_mode": "wal"}.items():
        assert store._database.execute(f"PRAGMA {name}").fetchone() == (value,)


def test_switching_the_log_on_waits_for_a_process_that_reads(tmp_path, monkeypatch):
    other = sqlite3.connect(tmp_path / "ada.db", isolation_level=None)
    other.execute("CREATE TABLE items (x)")
    other.execute("BEGIN")
    other.execute("SELECT * FROM items").fetchall()
    ours = sqlite3.connect(tmp_path / "ada.db", timeout=0)
    still = SimpleNamespace(monotonic=lambda: 0.0, sleep=lambda _: other.close())
    monkeypatch.setattr(database, "time", still)
    database._use_write_ahead_log(ours)
    assert ours.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    ours.close()


# -- Files that cannot be opened: one sentence each, and the file stays as it was.


def foreign_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE theirs (x)")
    connection.execute("INSERT INTO theirs VALUES (1)")
    connection.commit()
    connection.close()


def newer_layout(path: Path) -> None:
    FaissStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(database.MIGRATIONS) + 1}")
    connection.close()


def damaged(path: Path) -> None:
    with FaissStore(path) as store:
        store.put(ADA, "k", {"text": "x" * 20_000})
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xa5" * 3996
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: path.write_text("Dear diary, " * 500), "is no SQLite database; choose"),
        (lambda path: path.write_bytes(b"x"), "is no SQLite database; choose"),
        (lambda path: path.mkdir(), "is a folder; name a file in it"),
        (foreign_database, "belongs to another program; choose"),
        (newer_layout, "newer memorykinds .*; upgrade the package"),
        (damaged, "is damaged; restore it"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_and_left_alone(tmp_path, embedder, make, sentence):
    path = tmp_path / "ada.db"
    make(path)

    def snapshot():
        return {p.name: p.is_dir() or p.read_bytes() for p in tmp_path.iterdir()}

    before = snapshot()
    for index in (None, index_of(embedder)):
        with pytest.raises(StoreError, match=sentence) as caught:
            FaissStore(path, index=index)
        assert "\n" not in str(caught.value)
    assert snapshot() == before


def test_another_programs_unfinished_log_is_not_replayed(tmp_path):
    path = tmp_path / "ada.db"
    theirs = sqlite3.connect(path)
    theirs.execute("PRAGMA journal_mode = WAL")
    theirs.execute("CREATE TABLE theirs (x)")
    theirs.commit()
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    with pytest.raises(StoreError, match="another program"):
        FaissStore(path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before
    theirs.close()


def test_a_missing_folder_is_named_and_not_made(tmp_path):
    with pytest.raises(StoreError, match=r"There is no folder .*missing; create it"):
        FaissStore(tmp_path / "missing" / "ada.db")
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_no_file_can_have(tmp_path):
    with pytest.raises(StoreError, match="check the path"):
        FaissStore(tmp_path / "nul\x00.db")


@pytest.mark.parametrize("name", ["50% #1?.db", "mode=ro&x.db", "東京 🎈.db", "':memory:'"])
def test_any_file_name_will_do(make_store, tmp_path, name):
    make_store(name).put(ADA, "k", {"n": 1})
    assert (tmp_path / name).is_file()
    assert make_store(name).get(ADA, "k").value == {"n": 1}


def test_an_empty_file_becomes_a_store(make_store, tmp_path):
    (tmp_path / "ada.db").touch()
    make_store().put(ADA, "k", {"n": 1})
    assert make_store().get(ADA, "k").value == {"n": 1}


# Root may write everywhere, so permissions are tried by SQLite's own read-only opening.
@pytest.mark.parametrize("exists", [True, False])
def test_a_read_only_place_is_said_on_opening(tmp_path, monkeypatch, exists):
    path = tmp_path / "ada.db"
    if exists:
        FaissStore(path).close()
    monkeypatch.setattr(database, "_mode", lambda: "ro")
    with pytest.raises(
        StoreError, match="read-only; change" if exists else "cannot be opened; check"
    ):
        FaissStore(path)
    assert path.exists() is exists


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_to_write(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match=r"cannot be opened; check"):
        FaissStore(tmp_path / "ada.db")


def test_an_interrupted_creation_leaves_an_empty_file_that_opens_later(tmp_path, monkeypatch):
    path = tmp_path / "ada.db"
    with monkeypatch.context() as patch:
        patch.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, ("CREATE nonsense",)))
        with pytest.raises(StoreError, match="nonsense"):
            FaissStore(path)
    assert path.stat().st_size == 0
    FaissStore(path).close()


def test_an_older_file_is_migrated_and_keeps_what_it_holds(tmp_path, monkeypatch):
    path = tmp_path / "ada.db"
    with FaissStore(path) as store:
        store.put(ADA, "k", {"n": 1})
    step = ("ALTER TABLE items ADD COLUMN note TEXT",)
    monkeypatch.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, step))
    for _ in range(2):
        with FaissStore(path) as store:
            assert store.get(ADA, "k").value == {"n": 1}
            assert store._database.execute("SELECT note FROM items").fetchall() == [(None,)]


def test_another_length_of_vectors_is_refused(make_store, tmp_path, embedder):
    make_store(embed=embedder).put(ADA, "k", {"text": "apple"})
    wrong = {"dims": DIMS + 1, "embed": embedder}
    with pytest.raises(StoreError, match=r"dims 8.* dims 9; open it with the embedder"):
        FaissStore(tmp_path / "ada.db", index=wrong)
    assert make_store(embed=embedder).search(ADA, query="apple")[0].score == 1.0


def test_another_embedder_of_equal_length_is_refused_if_both_have_names(make_store, embedder):
    make_store(embed=embedder)
    make_store(embed=lambda texts: [counts(text) for text in texts])  # nameless: may be the same
    other = WordCounts()
    other.name = "other-counts"
    with pytest.raises(StoreError, match=r"embedder word-counts.* embedder other-counts"):
        make_store(embed=other)


@pytest.mark.parametrize(
    "index",
    [
        {"embed": counts},
        {"dims": 0, "embed": counts},
        {"dims": "8", "embed": counts},
        {"dims": 8},
        {"dims": 8, "embed": counts, "fields": "text"},
    ],
)
def test_an_index_that_cannot_work_is_refused_before_a_file_is_made(tmp_path, index):
    with pytest.raises(InputError):
        FaissStore(tmp_path / "ada.db", index=index)
    assert list(tmp_path.iterdir()) == []


# -- Errors while running.


def test_a_full_disk_is_one_sentence_and_nothing_is_written(make_store):
    store = make_store()
    store.put(ADA, "old", {"n": 1})
    pages = store._database.execute("PRAGMA page_count").fetchone()[0]
    store._database.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match="does not fit on the disk; free some space"):
        store.batch([PutOp(ADA, str(n), {"text": "x" * 5000}) for n in range(9)])
    assert keys(store.search(())) == ["old"]
    store.put(ADA, "small", {"n": 2})


def test_a_lock_held_too_long_is_one_sentence(make_store, tmp_path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    store = make_store()
    store.put(ADA, "k", {"n": 1})
    other = sqlite3.connect(tmp_path / "ada.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="being written by another program; close it there"):
        store.put(ADA, "k", {"n": 2})
    assert store.get(ADA, "k").value == {"n": 1}  # reading goes on
    with pytest.raises(StoreError, match="being written by another program"):
        make_store()
    other.close()
    store.put(ADA, "k", {"n": 3})


def test_a_damaged_row_is_one_sentence(make_store, embedder, tmp_path):
    make_store(embed=embedder).put(ADA, "k", {"text": "apple"})
    other = sqlite3.connect(tmp_path / "ada.db")
    other.execute("UPDATE vectors SET vector = x'00'")
    other.execute("UPDATE items SET value = 'no json'")
    other.commit()
    other.close()
    store = make_store(embed=embedder)
    with pytest.raises(StoreError, match="damaged vector"):
        store.search(ADA, query="apple")
    with pytest.raises(StoreError, match="damaged value"):
        store.get(ADA, "k")
