"""Repair: a damaged file is told from a sound one, and what is good of it is saved."""

import sqlite3

import pytest
from langgraph.store.base import PutOp
from store_toys import WORDS, index_of, keys
from test_store_migration import old_file  # noqa: F401 -- a fixture

from memorykinds.kinds.errors import StoreError
from memorykinds.store import FaissStore
from memorykinds.store.repair import check, repair
from memorykinds.store.schema import PAGE_BYTES

ADA = ("ada", "semantic")
NUMBER = 400


@pytest.fixture
def filled(make_store, embedder, tmp_path):
    with make_store(embed=embedder) as store:
        for start in range(0, NUMBER, 50):
            store.batch(
                [
                    PutOp(ADA, f"{n:03}", {"text": WORDS[n % 8], "long": "x" * 300}, ttl=60)
                    for n in range(start, start + 50)
                ]
            )
        store.put(("bob",), "k", {"text": "red apple"})
    return tmp_path / "ada.db"


def sql(path, *statements):
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def damage_pages(path, table, every=3):
    """Overwrite some leaf pages of a table with noise; return how many."""
    connection = sqlite3.connect(path)
    ((root,),) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
    connection.close()
    content = bytearray(path.read_bytes())
    page = content[(root - 1) * PAGE_BYTES : root * PAGE_BYTES]
    assert page[0] == 5, "an interior page, whose cells name the leaves"
    cells = int.from_bytes(page[3:5], "big")
    places = [int.from_bytes(page[12 + 2 * n : 14 + 2 * n], "big") for n in range(cells)]
    leaves = [int.from_bytes(page[place : place + 4], "big") for place in places][1::every]
    for leaf in leaves:
        content[(leaf - 1) * PAGE_BYTES : leaf * PAGE_BYTES] = b"\xa5" * PAGE_BYTES
    path.write_bytes(content)
    return len(leaves)


def test_a_sound_file_has_no_damage_and_is_copied_whole(filled, tmp_path, embedder):
    assert check(filled) == ()
    before = filled.read_bytes()
    report = repair(filled, tmp_path / "new.db")
    assert (report.items, report.vectors, report.lost) == (NUMBER + 1, NUMBER + 1, ())
    assert filled.read_bytes() == before
    assert check(report.path) == ()
    dump = [
        sqlite3.connect(path).execute("SELECT * FROM items ORDER BY id").fetchall()
        for path in (filled, report.path)
    ]
    assert dump[0] == dump[1]
    with FaissStore(report.path, index=index_of(embedder)) as store:
        assert keys(store.search(("bob",), query="apple")) == ["k"]
        store.put(ADA, "one more", {"text": "apple"})


def test_what_stands_on_good_pages_is_saved(filled, tmp_path, embedder, make_store):
    assert damage_pages(filled, "items") > 1
    assert check(filled) != ()
    report = repair(filled, tmp_path / "new.db")
    assert NUMBER / 3 < report.items < NUMBER
    assert [line for line in report.lost if "items were on damaged pages" in line]
    assert [line for line in report.lost if "vectors belong to no item that was saved" in line]
    assert check(report.path) == ()
    store = make_store("new.db", embed=embedder)
    hits = store.search((), query="apple", limit=1000, refresh_ttl=False)
    assert len(hits) == report.items == report.vectors
    for hit in hits:
        assert (hit.score == 1.0) is (hit.value["text"] == "apple")


def test_a_lost_vector_is_made_again_at_the_next_update(filled, tmp_path, embedder, make_store):
    sql(filled, "UPDATE vectors SET vector = x'00' WHERE item_id = 1")
    assert check(filled) == ("1 vectors are of a wrong length",)
    report = repair(filled, tmp_path / "new.db")
    assert report.lost == ("1 vectors are of a wrong length",)
    store = make_store("new.db", embed=embedder)
    assert store.search(ADA, query="red", limit=1000)[-1].score is None
    store.put(ADA, "000", {"text": WORDS[0]})
    assert {hit.score is None for hit in store.search(ADA, query="red", limit=1000)} == {False}


def test_lost_names_values_and_orphans(filled, tmp_path, make_store):
    sql(
        filled,
        "DELETE FROM namespaces WHERE path = 'bob'",
        "UPDATE items SET value = 'no json' WHERE id <= 2",
        "DELETE FROM items WHERE id = 3",
    )
    assert check(filled) == (
        "2 values are no JSON",
        "1 items belong to no namespace",
        "1 vectors belong to no item",
    )
    report = repair(filled, tmp_path / "new.db")
    assert report.lost == (
        "2 items have no readable value",
        "3 vectors belong to no item that was saved",
    )
    store = make_store("new.db")
    assert store.list_namespaces() == [ADA, ("recovered", "2")]
    assert store.get(("recovered", "2"), "k").value == {"text": "red apple"}


def test_a_file_of_the_first_layout_is_repaired_into_one_of_today(old_file, tmp_path, make_store):  # noqa: F811
    assert check(old_file) == ()
    report = repair(old_file, tmp_path / "new.db")
    assert (report.items, report.vectors, report.lost) == (3, 2, ())
    assert keys(make_store("new.db").search(ADA)) == ["a", "b", "silent"]


def test_what_cannot_be_repaired_is_one_sentence(filled, tmp_path):
    (tmp_path / "text.db").write_text("Dear diary, " * 500)
    sql(tmp_path / "theirs.db", "CREATE TABLE theirs (x)")
    for path, sentence in {
        tmp_path / "missing.db": "There is no file",
        tmp_path / "text.db": "is damaged",
        tmp_path / "theirs.db": "no store that this memorykinds knows",
    }.items():
        for call in (check, lambda p: repair(p, tmp_path / "new.db")):
            with pytest.raises(StoreError, match=sentence):
                call(path)
    with pytest.raises(StoreError, match="there already; name a new file"):
        repair(filled, tmp_path / "text.db")
    assert not (tmp_path / "new.db").exists()
