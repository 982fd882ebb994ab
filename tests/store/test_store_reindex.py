"""Reindexing: another embedder, without losing the old vectors before the new ones are whole."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from langgraph.store.base import PutOp
from store_toys import WORDS, WordCounts, counts, index_of, keys
from test_store_migration import old_file  # noqa: F401 -- a fixture

from memorykinds.kinds.errors import StoreError
from memorykinds.store import FaissStore, faiss_store, reindex

ADA = ("ada", "semantic")


class Backwards(WordCounts):
    """Another model with other dimensions: the same counts from the last word on, and a zero."""

    name = "backwards"

    def __init__(self, fail_after=None):
        super().__init__()
        self.fail_after = fail_after

    def embed_documents(self, texts):
        if self.fail_after is not None and len(self.documents) + len(texts) > self.fail_after:
            raise ConnectionError("the provider is down")
        self.documents += texts
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text):
        return [*reversed(counts(text)), 0.0]


def new_index(embed, fields=("text",)):
    return {**index_of(embed, fields), "dims": 9}


@pytest.fixture
def filled(make_store, embedder, monkeypatch):
    monkeypatch.setattr(reindex, "PAGE", 4)
    store = make_store(embed=embedder)
    store.batch([PutOp(ADA, f"{n:02}", {"text": WORDS[n % 8], "n": n}) for n in range(20)])
    store.put(("bob",), "several", {"said": ["house", "apple"]}, index=["said[*]"])
    store.put(("bob",), "silent", {"text": "apple"}, index=False)
    return store


def found(store, query="apple"):
    return [(hit.key, hit.score) for hit in store.search((), query=query, limit=5)]


def test_the_new_vectors_replace_the_old_ones(filled, make_store, tmp_path):
    before, told, model = found(filled), [], Backwards()
    filled.reindex(new_index(model), lambda done, total: told.append((done, total)))
    assert told == [(4, 22), (8, 22), (12, 22), (16, 22), (20, 22), (22, 22)]
    assert found(filled) == before
    assert before[3] == ("several", 1.0)
    assert filled.search(("bob",), query="apple")[1].score is None
    assert len(model.documents) == 20 + 2 - 0
    filled.put(ADA, "00", {"text": WORDS[0], "n": 99})
    assert len(model.documents) == 22  # its text is the same: no new vector
    with FaissStore(tmp_path / "ada.db", index=new_index(Backwards())) as again:
        assert found(again) == before
    with pytest.raises(StoreError, match=r"dims 9.* dims 8.*reindex\(\)"):
        make_store(embed=WordCounts())


def test_an_interrupted_reindex_leaves_the_old_and_goes_on_from_there(filled, make_store):
    before = found(filled)
    with pytest.raises(ConnectionError):
        filled.reindex(new_index(Backwards(fail_after=10)))
    assert found(filled) == before
    filled.put(ADA, "00", {"text": "apple car"})
    filled.delete(ADA, "01")
    filled.close()
    model = Backwards()
    bare = make_store()
    bare.reindex(new_index(model))
    assert len(model.documents) == 22 - 8 - 1 + 1  # two pages were done, one of them changed
    assert ("00", pytest.approx(0.5**0.5)) in [
        (hit.key, hit.score) for hit in bare.search(ADA, query="apple", limit=99)
    ]
    assert len(bare.search(ADA, query="apple", limit=99)) == 19
    tables = bare._database.execute("SELECT name FROM sqlite_master WHERE name = 'gathered'")
    assert tables.fetchall() == []


def test_other_fields_may_be_embedded_from_now_on(filled):
    filled.put(ADA, "00", {"text": "apple", "name": "paris"})
    model = Backwards()
    filled.reindex(new_index(model, fields=("name",)))
    assert filled.search(ADA, query="paris", limit=1)[0].score == 1.0
    assert sorted(model.documents) == ["apple", "house", "paris"]  # two chose their own fields
    filled.put(ADA, "00", {"text": "car", "name": "paris"})
    filled.put(ADA, "01", {"text": "car"})
    assert len(model.documents) == 3
    assert filled.search(ADA, query="paris", limit=1)[0].key == "00"


def test_what_was_gathered_for_another_embedder_is_not_used(filled):
    with pytest.raises(ConnectionError):
        filled.reindex(new_index(Backwards(fail_after=10)))
    model = Backwards()
    model.name = "yet another"
    filled.reindex(new_index(model))
    assert len(model.documents) == 22


def test_what_is_written_meanwhile_is_embedded_too(filled, make_store, embedder):
    other = make_store(embed=embedder)

    def write(done, _total):
        if done == 8:
            other.put(ADA, "00", {"text": "paris"})
            other.put(ADA, "late", {"text": "paris"})
            other.delete(ADA, "05")

    filled.reindex(new_index(Backwards()), write)
    assert found(filled, "paris")[:2] == [("00", 1.0), ("06", 1.0)]
    assert ("late", 1.0) in found(filled, "paris")
    assert "05" not in keys(filled.search(ADA, limit=99))


def test_a_store_open_on_the_file_is_told_and_mixes_nothing(filled, make_store, embedder):
    other = make_store(embed=embedder)
    other.search(ADA, query="apple")
    filled.reindex(new_index(Backwards()))
    for call in (
        lambda: other.search(ADA, query="apple"),
        lambda: other.put(ADA, "new", {"text": "apple"}),
    ):
        with pytest.raises(StoreError, match=r"embedded anew .* open it again"):
            call()
    assert other.get(ADA, "00").value == {"text": "red", "n": 0}
    assert other.get(ADA, "new") is None
    assert len(filled.search(ADA, query="apple", limit=99)) == 20


def test_it_is_told_even_if_nothing_was_ever_written_in_this_layout(
    old_file,  # noqa: F811
    make_store,
    embedder,
):
    other = make_store(old_file.name, embed=embedder)
    assert len(other.search(ADA, query="apple")) == 3
    make_store(old_file.name).reindex(new_index(Backwards()))
    with pytest.raises(StoreError, match="embedded anew"):
        other.search(ADA, query="apple")


def test_vectors_that_do_not_fit_leave_the_old_ones(filled):
    before = found(filled)
    with pytest.raises(StoreError, match="length 9 where the index expects 8"):
        filled.reindex(index_of(Backwards()))
    assert found(filled) == before


def test_an_empty_store_and_one_without_vectors(make_store):
    empty = make_store("empty.db")
    empty.reindex(new_index(Backwards()))
    empty.put(ADA, "k", {"text": "apple"})
    assert found(empty) == [("k", 1.0)]
    plain = make_store("plain.db")
    plain.put(ADA, "k", {"text": "apple"})
    plain.reindex(new_index(Backwards()))
    assert found(plain) == [("k", 1.0)]


class Waits(WordCounts):
    """An embedder that another thread can catch in the middle of its work."""

    def __init__(self):
        super().__init__()
        self.caught, self.go_on = threading.Event(), threading.Event()

    def wait(self, text):
        if "house" in text and not self.go_on.is_set():
            self.caught.set()
            assert self.go_on.wait(30)

    def embed_documents(self, texts):
        self.wait(" ".join(texts))
        return super().embed_documents(texts)

    def embed_query(self, text):
        self.wait(text)
        return super().embed_query(text)


@pytest.mark.parametrize(
    "work",
    [
        lambda store: store.put(ADA, "new", {"text": "house"}),
        lambda store: store.search(ADA, query="house", limit=1),
    ],
    ids=["a put", "a search"],
)
def test_what_was_embedded_before_a_reindex_is_not_mixed_with_what_came_after(make_store, work):
    old, new = Waits(), Backwards()
    store = make_store(embed=old)
    store.put(ADA, "red", {"text": "red"})
    with ThreadPoolExecutor(1) as thread:
        begun = thread.submit(work, store)
        assert old.caught.wait(30)
        store.reindex(new_index(new))
        old.go_on.set()
        begun.result(30)
    store.put(ADA, "new", {"text": "house"})
    assert store.search(ADA, query="house", limit=1)[0].key == "new"
    assert store.search(ADA, query="red", limit=1)[0].score == 1.0


def test_a_write_while_the_last_vectors_take_their_place_is_not_refused(make_store, monkeypatch):
    # Between the file's change and the store's own there must be no moment for another thread.
    store = make_store(embed=WordCounts())
    store.put(ADA, "red", {"text": "red"})
    finish, written = faiss_store.finish, []

    def slowly(*arguments):
        generation = finish(*arguments)
        thread = ThreadPoolExecutor(1)
        written.append(thread.submit(store.put, ADA, "blue", {"text": "blue"}))
        thread.shutdown(wait=False)
        with pytest.raises(TimeoutError):
            written[0].result(0.05)  # it waits for its turn
        return generation

    monkeypatch.setattr(faiss_store, "finish", slowly)
    store.reindex(new_index(Backwards()))
    written[0].result(30)
    assert store.search(ADA, query="blue", limit=1)[0].score == 1.0
