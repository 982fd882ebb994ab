"""`exclusive` in one process: a block is whole or absent, and keeps out who wants the same user."""

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langgraph.store.base import GetOp, ListNamespacesOp, PutOp, SearchOp
from store_toys import WORDS, WordCounts, index_of, keys

from memorykinds.kinds.errors import StoreError
from memorykinds.store import FaissStore, exclusive, writes

ADA = ("ada", "semantic")
BOB = ("bob", "semantic")


def fail_within(store, act):
    def fail():
        with store.exclusive("ada"):
            act()
            raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        fail()


def put(key, text="apple", **more):
    return PutOp(ADA, key, {"text": text, **more})


# -- One transaction.


def test_a_block_is_kept_at_its_end_and_nobody_sees_a_part_of_it(store):
    with ThreadPoolExecutor(1) as other:
        with store.exclusive("ada"):
            store.put(ADA, "a", {"text": "apple"})
            store.put(ADA, "b", {"text": "car"})
            assert other.submit(store.search, (), query="apple").result() == []
            assert other.submit(store.get, ADA, "a").result() is None
        assert keys(other.submit(store.search, (), query="apple").result()) == ["a", "b"]


def test_a_block_that_ends_badly_leaves_nothing_on_disk_or_in_memory(store):
    store.batch([put("old"), put("gone", "car")])
    before = store.search((), query="apple")  # the scope is in memory from here on

    def act():
        store.batch([put("old", "house"), put("new"), PutOp(ADA, "gone", None)])
        assert [hit.score for hit in store.search((), query="apple")] == [1.0, 0.0]

    fail_within(store, act)
    assert store.search((), query="apple") == before
    assert store.search((), filter={"text": "house"}) == []
    store.put(ADA, "next", {"text": "apple"})
    assert keys(store.search((), query="apple", limit=2)) == ["next", "old"]


def test_a_batch_that_fails_does_not_end_its_block(store):
    with store.exclusive("ada"):
        store.batch([put("a")])
        with pytest.raises(ValueError, match="JSON"):
            store.batch([put("b"), put("c", no_json={1, 2})])
        store.batch([put("d")])
    assert keys(store.search(ADA, query="apple")) == ["a", "d"]


def test_an_inner_block_that_ends_badly_takes_back_its_own_alone(store):
    with store.exclusive("ada"):
        store.batch([put("a"), put("both", "car")])
        fail_within(store, lambda: store.batch([put("b"), put("both", "house")]))
        with store.exclusive("bob"):
            store.put(BOB, "c", {"text": "apple"})
        assert store.get(ADA, "both").value == {"text": "car"}
    assert keys(store.search((), query="apple")) == ["a", "c", "both"]


def test_reads_of_a_batch_see_what_was_put_before_it(store):
    with store.exclusive("ada"):
        store.batch([put("a", n=1)])
        before, nothing, after = store.batch([GetOp(ADA, "a"), put("a", n=2), SearchOp(())])
        assert nothing is None
        assert (before.value["n"], after[0].value["n"]) == (1, 1)
    assert store.get(ADA, "a").value["n"] == 2


OPERATIONS = st.one_of(
    st.builds(put, st.sampled_from("abc"), st.sampled_from(WORDS[:3]), n=st.integers(0, 2)),
    st.builds(lambda key: PutOp(ADA, key, None), st.sampled_from("abc")),
    st.builds(lambda word: SearchOp(("ada",), query=word), st.sampled_from(WORDS[:3])),
    st.builds(lambda n: SearchOp((), filter={"n": {"$gte": n}}), st.integers(0, 2)),
    st.just(GetOp(ADA, "a")),
    st.just(ListNamespacesOp()),
)
BATCHES = st.lists(st.lists(OPERATIONS, min_size=1, max_size=4), max_size=6)


def told(results):
    """Return what reads found, without times: all that a block writes has one."""
    return [
        sorted((hit.key, repr(hit.value), hit.score) for hit in found)
        if isinstance(found, list) and found and hasattr(found[0], "score")
        else repr(getattr(found, "value", found))
        for found in results
    ]


@settings(max_examples=60)
@given(first=BATCHES, within=BATCHES, fails=st.booleans())
def test_within_a_block_every_read_finds_what_it_would_without_one(first, within, fails):
    index = index_of(WordCounts())
    everything = [SearchOp(()), ListNamespacesOp(), *(SearchOp((), query=w) for w in WORDS[:3])]
    with FaissStore(None, index=index) as plain, FaissStore(None, index=index) as store:
        for ops in first:
            assert told(plain.batch(ops)) == told(store.batch(ops))
        before = told(store.batch(everything))

        def act():
            for ops in within:
                assert told(plain.batch(ops)) == told(store.batch(ops))

        if fails:
            fail_within(store, act)
            assert told(store.batch(everything)) == before
        else:
            with store.exclusive("ada"):
                act()
            assert told(plain.batch(everything)) == told(store.batch(everything))


# -- Vectors and times to live.


def test_an_update_that_leaves_its_text_alone_embeds_nothing_within_a_block(store, embedder):
    store.batch([put("a", n=1)])
    embedder.documents.clear()
    with store.exclusive("ada"):
        store.batch([put("a", n=2)])
    assert embedder.documents == []
    assert [(hit.value["n"], hit.score) for hit in store.search(ADA, query="apple")] == [(2, 1.0)]


def test_vectors_that_another_process_replaced_meanwhile_are_not_kept(make_store, embedder):
    mine, other = make_store(embed=embedder), make_store(embed=embedder)
    mine.batch([put("a", n=1)])
    with mine.exclusive("ada"):
        mine.batch([put("a", n=2)])  # the same text: its vector is to be kept
        other.batch([put("a", "car")])
        assert [hit.score for hit in mine.search(ADA, query="apple")] == [1.0]
    for store in (mine, other):
        (hit,) = store.search(ADA, query="apple")
        assert (hit.value, hit.score) == ({"text": "apple", "n": 2}, 1.0)


def test_a_block_during_which_the_file_was_embedded_anew_is_refused(make_store, embedder):
    store = make_store(embed=embedder)
    store.batch([put("old")])

    def act():
        with store.exclusive("ada"):
            store.batch([put("new")])
            store.reindex({"dims": 1, "embed": lambda texts: [[1.0]] * len(texts)})

    with pytest.raises(StoreError, match="embedded anew"):
        act()
    assert keys(store.search(ADA, query="apple")) == ["old"]


def test_to_be_read_within_a_block_renews_a_time_to_live(tmp_path, embedder):
    now = datetime(2026, 5, 3, tzinfo=UTC)
    index, ttl = index_of(embedder), {"default_ttl": 10, "refresh_on_read": True}
    with FaissStore(tmp_path / "ada.db", index=index, ttl=ttl, clock=lambda: now) as store:
        store.put(ADA, "a", {"text": "apple"})
        for _ in range(4):
            now += timedelta(minutes=6)
            with store.exclusive("ada"):
                store.put(BOB, "b", {"text": "car"}, ttl=None)
                assert keys(store.search(ADA, query="apple")) == ["a"]


# -- Who waits, and who does not.


class Waits(WordCounts):
    """Takes as long to answer as a test wants, once it is told to."""

    def __init__(self):
        super().__init__()
        self.asked, self.answer = threading.Event(), threading.Event()

    def embed_documents(self, texts):
        if "house" in texts:
            self.asked.set()
            assert self.answer.wait(timeout=60)
        return super().embed_documents(texts)


@pytest.mark.parametrize("name", [None, "ada.db"])
def test_no_other_user_waits_for_a_models_answer(make_store, name):
    embedder = Waits()
    store = make_store(name, embed=embedder)

    def learn():
        with store.exclusive("ada"):
            store.batch([put("a")])
            assert keys(store.search(ADA, query="apple")) == ["a"]
            store.batch([put("b", "house")])

    with ThreadPoolExecutor(1) as pool:
        learning = pool.submit(learn)
        assert embedder.asked.wait(timeout=60)
        for other in [store] if name is None else [store, make_store(embed=WordCounts())]:
            with other.exclusive("bob"):
                other.put(BOB, "k", {"text": "apple"})
            other.put(("carol",), "k", {"text": "apple"})
            assert keys(other.search((), query="apple")) == ["k", "k"]
            other.delete(("carol",), "k")
        assert not learning.done()
        embedder.answer.set()
        learning.result(timeout=60)
    assert keys(store.search(ADA)) == ["a", "b"]


@pytest.mark.parametrize("name", [None, "ada.db"])
def test_threads_that_count_lose_no_update_and_search_nothing_stale(make_store, embedder, name):
    stores = [make_store(name, embed=embedder)]
    stores += [] if name is None else [make_store(name, embed=embedder)]
    rounds, users = 25, ("ada", "bob")

    def write(store, user):
        for _ in range(rounds):
            with store.exclusive(user):
                found = store.get((user,), "count")
                n = 1 if found is None else found.value["n"] + 1
                store.put((user,), "count", {"text": WORDS[n % 8], "n": n})

    def read(store, user):
        seen = 0
        while seen < 2 * rounds:
            for hit in store.search((user,), query="red"):
                assert hit.score == (1.0 if hit.value["text"] == "red" else 0.0)
                assert hit.value["n"] >= seen
                seen = hit.value["n"]

    with ThreadPoolExecutor(12) as pool:
        tasks = [pool.submit(write, stores[n % len(stores)], users[n // 2]) for n in range(4)]
        tasks += [pool.submit(read, stores[n % len(stores)], users[n // 4]) for n in range(8)]
        for task in tasks:
            task.result(timeout=120)
    for user in users:
        assert stores[0].get((user,), "count").value["n"] == 2 * rounds


def test_waiting_too_long_is_one_sentence_and_the_next_try_works(store, monkeypatch):
    monkeypatch.setattr(exclusive, "WAIT_SECONDS", 0.05)

    def learn():
        with store.exclusive("ada"):
            store.batch([put("a")])

    with ThreadPoolExecutor(1) as other:
        with store.exclusive("ada"):
            waited = other.submit(learn).exception(timeout=60)
        assert isinstance(waited, StoreError)
        assert "is busy: another process or thread" in str(waited)
        assert "\n" not in str(waited)
        other.submit(learn).result(timeout=60)
    assert keys(store.search(ADA)) == ["a"]


def test_a_busy_file_is_said_without_words_of_sqlite(make_store, tmp_path):
    store = make_store()
    store.batch([put("old")])
    store._database.execute("PRAGMA busy_timeout = 20")
    other = sqlite3.connect(tmp_path / "ada.db", isolation_level=None)

    def act():
        with store.exclusive("ada"):
            store.batch([put("new")])
            other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreError, match="is being written by another program") as caught:
        act()
    assert "locked" not in str(caught.value)
    other.close()
    assert keys(store.search(ADA)) == ["old"]
    with store.exclusive("ada"):
        store.batch([put("new")])


def test_one_thread_with_two_stores_is_told_that_it_would_wait_for_itself(make_store):
    one, two = make_store(), make_store()
    with one.exclusive("ada"):
        with pytest.raises(StoreError, match="cannot wait for itself"), two.exclusive("ada"):
            pass
        with two.exclusive("bob"):
            two.put(BOB, "k", {"n": 1})
    with two.exclusive("ada"):
        assert two.get(BOB, "k").value == {"n": 1}


def test_nothing_lies_beside_the_file_when_all_blocks_have_ended(make_store, tmp_path):
    store = make_store()
    with store.exclusive("ada"):
        assert (tmp_path / "ada.db-lock").stat().st_size == 0
        with store.exclusive("../bob\ud800"):
            store.batch([put("a")])
    assert not (tmp_path / "ada.db-lock").exists()


def test_a_closed_store_is_said_at_the_begin_and_at_the_end_of_a_block(make_store):
    store = make_store()

    def act():
        with store.exclusive("ada"):
            store.batch([put("a")])
            store.close()

    with pytest.raises(StoreError, match="closed"):
        act()
    with pytest.raises(StoreError, match="closed"), store.exclusive("ada"):
        pass
    with make_store().exclusive("ada"):
        assert make_store().search(ADA) == []


# -- Event loops.


def test_two_tasks_of_one_thread_are_two_holders(store):
    async def run():
        inside, done = asyncio.Event(), asyncio.Event()

        async def first():
            with store.exclusive("ada"):
                await store.aput(ADA, "a", {"text": "apple"})
                inside.set()
                await done.wait()
                assert keys(await store.asearch(ADA)) == ["a"]

        async def second():
            await inside.wait()
            assert await store.aget(ADA, "a") is None
            with pytest.raises(StoreError, match="for itself"), store.exclusive("ada"):
                pass
            with store.exclusive("bob"):
                store.put(BOB, "b", {"text": "car"})
            assert store.get(BOB, "b") is not None
            done.set()

        await asyncio.wait_for(asyncio.gather(first(), second()), timeout=60)

    asyncio.run(run())
    assert sorted(keys(store.search(()))) == ["a", "b"]


def test_a_block_that_only_puts_writes_the_file_once(store, monkeypatch):
    written = []
    real = writes.write

    def write(database, items, now):
        written.append([item.key for item in items])
        real(database, items, now)

    monkeypatch.setattr(writes, "write", write)
    with store.exclusive("ada"):
        for n in range(5):
            store.batch([put(f"{n}"), put(f"{n}", n=n)])
        assert written == []
    assert written == [["0", "1", "2", "3", "4"]]
