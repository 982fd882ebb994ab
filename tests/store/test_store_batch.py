"""What our store promises of a batch beyond the contract: atomic, copied, dated, checked."""

import asyncio
import contextvars
from datetime import UTC, datetime

import pytest
from langgraph.store.base import (
    GetOp,
    InvalidNamespaceError,
    ListNamespacesOp,
    MatchCondition,
    PutOp,
    SearchOp,
)
from store_toys import WordCounts, index_of, keys

from memorykinds.kinds.errors import InputError, StoreError
from memorykinds.store import FaissStore

ADA = ("ada", "semantic")


def test_created_at_survives_an_update_and_updated_at_does_not(store):
    store.put(ADA, "k", {"n": 1})
    store.put(ADA, "k", {"n": 2})
    item = store.get(ADA, "k")
    assert item.created_at == datetime(2026, 5, 3, 9, 0, 0, tzinfo=UTC)
    assert item.updated_at == datetime(2026, 5, 3, 9, 0, 1, tzinfo=UTC)


def test_one_batch_is_one_moment_and_reading_takes_none(store):
    store.batch([PutOp(ADA, key, {}) for key in "abc"])
    store.search(ADA)
    store.delete(ADA, "c")
    store.put(ADA, "d", {})
    times = [store.get(ADA, key).updated_at.second for key in "abd"]
    assert times == [0, 0, 1]


def test_values_are_copied_in_and_out(store):
    value = {"list": [1]}
    store.put(ADA, "k", value)
    value["list"].append(2)
    store.get(ADA, "k").value["list"].append(3)
    store.search(ADA)[0].value["list"].append(4)
    assert store.get(ADA, "k").value == {"list": [1]}


@pytest.mark.parametrize(
    "bad",
    [{"at": datetime(2026, 1, 1, tzinfo=UTC)}, {"x": float("nan")}, {"x": {1, 2}}, {(1, 2): 3}],
)
def test_a_value_that_is_no_json_leaves_the_whole_batch_unwritten(store, bad):
    with pytest.raises(InputError, match="'bad'"):
        store.batch([PutOp(ADA, "good", {"text": "red"}), PutOp(ADA, "bad", bad)])
    assert store.search(()) == []


def test_a_failing_embedder_leaves_the_whole_batch_unwritten(make_store):
    def fails(_texts):
        raise ConnectionError("the provider is down")

    store = make_store(embed=fails)
    with pytest.raises(ConnectionError, match="provider"):
        store.batch([PutOp(ADA, "a", {"plain": 1}), PutOp(ADA, "b", {"text": "red"})])
    assert store.search(()) == []


def test_a_failure_while_writing_rolls_everything_back(make_store, embedder, monkeypatch):
    store = make_store(embed=embedder)
    store.put(ADA, "old", {"text": "apple"})
    monkeypatch.setattr("memorykinds.store.database.Database.mark_erased", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.batch([PutOp(ADA, "new", {"text": "apple"}), PutOp(ADA, "old", None)])
    assert keys(store.search((), query="apple")) == ["old"]
    store.put(ADA, "later", {"text": "apple"})
    assert keys(store.search((), query="apple")) == ["later", "old"]


@pytest.mark.parametrize(
    "op",
    [
        GetOp(("a.b",), "k"),
        PutOp(("a", ""), "k", {}),
        SearchOp(("a.b",)),
        SearchOp((1,)),
        ListNamespacesOp(match_conditions=(MatchCondition("prefix", ("a.b",)),)),
    ],
)
def test_batch_itself_refuses_what_is_no_namespace(store, op):
    store.put(("a", "b"), "k", {})
    with pytest.raises(InvalidNamespaceError):
        store.batch([PutOp(ADA, "k", {}), op])
    with pytest.raises(InvalidNamespaceError):
        asyncio.run(store.abatch([op]))
    assert store.get(ADA, "k") is None


@pytest.mark.parametrize(
    "op",
    [
        PutOp((), "k", {}),
        GetOp((), "k"),
        GetOp(ADA, "\ud800"),
        PutOp(("\ud800",), "k", {}),
        GetOp(ADA, 7),
        SearchOp(ADA, limit=-1),
        SearchOp(ADA, offset=-1),
        ListNamespacesOp(limit=-1),
        SearchOp(ADA, filter={"$gt": 3}),
        PutOp(ADA, "k", {"text": "red"}, index="text"),
        PutOp(ADA, "k", {}, ttl=-1),
        PutOp(ADA, "k", {}, ttl=float("inf")),
        PutOp(ADA, "k", {}, ttl="60"),
        "no operation",
    ],
)
def test_an_operation_that_cannot_be_done_is_an_input_error(store, op):
    with pytest.raises(InputError) as caught:
        store.batch([op])
    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize(
    "text", ["", "naïve 東京 🎈", "lone \ud800 surrogate", "nul \x00", "a'b\"%_"]
)
def test_any_text_comes_back_as_it_was(store, text):
    store.put((text.strip("\x00 .") + "x" if "\ud800" not in text else "n",), "k", {"text": text})
    assert [hit.value for hit in store.search((), query="red")] == [{"text": text}]
    if "\ud800" not in text:
        store.put(ADA, text, {"n": 1})
        assert store.get(ADA, text).key == text


def test_a_namespace_vanishes_with_its_last_item(store):
    store.put(ADA, "a", {"text": "red"})
    store.put(ADA, "b", {"text": "red"})
    store.delete(ADA, "a")
    assert store.list_namespaces() == [ADA]
    store.search((), query="red")
    store.delete(ADA, "b")
    assert store.list_namespaces() == []
    assert store.search((), query="red") == []
    assert store._now.cache._bytes == 0  # the vectors are not kept in memory either
    store.put(ADA, "c", {"text": "red"})
    assert keys(store.search((), query="red")) == ["c"]


def test_abatch_passes_context_variables_on_and_leaves_the_loop_free(make_store):
    tenant = contextvars.ContextVar("tenant", default="nobody")
    seen = []

    def embed(texts):
        seen.append(tenant.get())
        return [[1.0] + [0.0] * 7 for _ in texts]

    store = make_store(embed=embed)

    async def story():
        tenant.set("ada")
        await store.aput(ADA, "k", {"text": "red"})
        return store.get(ADA, "k").value  # the sync methods work inside a loop as well

    assert asyncio.run(story()) == {"text": "red"}
    assert seen == ["ada"]


@pytest.mark.parametrize("name", [None, "ada.db"])
def test_an_async_embedding_function_serves_both_worlds(make_store, name):
    toy = WordCounts()
    tenant = contextvars.ContextVar("tenant", default="nobody")
    tenant.set("ada")

    async def embed(texts):
        await asyncio.sleep(0)
        assert tenant.get() == "ada"
        return toy.embed_documents(list(texts))

    store = make_store(name, embed=embed)
    store.put(ADA, "sync", {"text": "apple"})

    async def story():
        await store.aput(ADA, "async", {"text": "car"})
        store.put(ADA, "inside", {"text": "house"})
        return keys(await store.asearch(ADA, query="car", limit=1))

    assert asyncio.run(story()) == ["async"]
    assert len(store.search(ADA)) == 3


def test_a_closed_store_says_so_and_closing_twice_is_fine(tmp_path, embedder):
    with FaissStore(tmp_path / "a.db", index=index_of(embedder)) as store:
        assert store.path == tmp_path / "a.db"
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.get(ADA, "k")
    with pytest.raises(StoreError, match="closed"):
        asyncio.run(store.aput(ADA, "k", {"text": "red"}))
    assert embedder.documents == []


def test_a_store_in_memory_has_no_path_and_no_index(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with FaissStore(None) as store:
        assert store.path is None
        store.put(ADA, "k", {"text": "red"}, index=["text"])
        assert [hit.score for hit in store.search(ADA, query="red")] == [None]
    assert list(tmp_path.iterdir()) == []
