"""A file of the first layout opens as one of today, with all that it holds."""

import sqlite3

import numpy as np
import pytest
from store_toys import counts, keys

from memorykinds.store.schema import APPLICATION_ID, MIGRATIONS

ADA = ("ada", "semantic")
THEN = "2026-01-02T03:04:05.678901+00:00"

# The tables as version 1 made them, kept here word for word: the file of a user of then.
VERSION_1 = """
    CREATE TABLE config (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE namespaces (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL UNIQUE,
        removals INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE items (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        namespace_id INTEGER NOT NULL REFERENCES namespaces (id),
        key TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        value TEXT NOT NULL,
        UNIQUE (namespace_id, key));
    CREATE INDEX items_by_time ON items (namespace_id, updated_at DESC, key);
    CREATE TABLE vectors (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        namespace_id INTEGER NOT NULL REFERENCES namespaces (id),
        item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
        vector BLOB NOT NULL);
    CREATE INDEX vectors_by_namespace ON vectors (namespace_id);
    CREATE INDEX vectors_by_item ON vectors (item_id);
"""


@pytest.fixture
def old_file(tmp_path):
    path = tmp_path / "ada.db"
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_1)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("INSERT INTO config VALUES ('dims', '8'), ('embedder', 'word-counts')")
    connection.execute("INSERT INTO namespaces (path, removals) VALUES ('ada.semantic', 5)")
    for key, text in {"a": "apple", "b": "car", "silent": None}.items():
        value = f'{{"text": "{text}"}}'
        row = connection.execute(
            "INSERT INTO items VALUES (NULL, 1, ?, ?, ?, ?)", (key, THEN, THEN, value)
        )
        if text:
            blob = np.array(counts(text), "<f4").tobytes()
            connection.execute("INSERT INTO vectors VALUES (NULL, 1, ?, ?)", (row.lastrowid, blob))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    return path


def test_a_file_of_version_1_keeps_everything_and_embeds_nothing(old_file, make_store, embedder):
    for _ in range(2):
        store = make_store(old_file.name, embed=embedder)
        item = store.get(ADA, "a")
        assert item.value == {"text": "apple"}
        assert item.created_at.isoformat() == item.updated_at.isoformat() == THEN
        found = [(hit.key, hit.score) for hit in store.search(ADA, query="car")]
        assert found == [("b", 1.0), ("a", 0.0), ("silent", None)]
        assert keys(store.search(ADA)) == ["a", "b", "silent"]
        assert store._database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert embedder.documents == []


def test_it_is_written_on_as_any_other(old_file, make_store, embedder):
    store = make_store(old_file.name, embed=embedder)
    store.put(ADA, "a", {"text": "apple", "n": 1})
    store.put(ADA, "c", {"text": "house"}, ttl=5)
    store.delete(ADA, "b")
    assert store.get(ADA, "a").created_at.isoformat() == THEN
    assert [h.score for h in store.search(ADA, query="apple")] == [1.0, 0.0, None]
    assert embedder.documents == ["apple", "house"]  # of what texts its vector was is not known
    columns = store._database.execute("SELECT key, paths FROM items ORDER BY key").fetchall()
    assert columns == [("a", None), ("c", None), ("silent", "[]")]


def test_both_ways_lead_to_the_same_tables(old_file, make_store, tmp_path):
    make_store(old_file.name).close()
    make_store("new.db").close()
    tables = [
        sqlite3.connect(tmp_path / name)
        .execute("SELECT type, name, sql FROM sqlite_master ORDER BY name")
        .fetchall()
        for name in (old_file.name, "new.db")
    ]
    assert [(kind, name) for kind, name, _ in tables[0]] == [(k, n) for k, n, _ in tables[1]]
    squeezed = [[" ".join((sql or "").split()) for *_, sql in table] for table in tables]
    assert squeezed[0] == squeezed[1]


def test_the_vectors_of_one_item_stay_with_it(old_file, make_store, embedder):
    second = np.array(counts("house"), "<f4").tobytes()
    connection = sqlite3.connect(old_file)
    for item_id in (1, 4):  # there is no fourth: a damaged file must open as well
        connection.execute("INSERT INTO vectors VALUES (NULL, 1, ?, ?)", (item_id, second))
    connection.commit()
    connection.close()
    store = make_store(old_file.name, embed=embedder)
    for query in ("apple", "house"):
        assert next((h.key, h.score) for h in store.search(ADA, query=query)) == ("a", 1.0)
