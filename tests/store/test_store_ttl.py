"""Time to live: what has expired is never returned, and what is read may live on."""

from concurrent.futures import Future

import pytest
from langgraph.store.base import GetOp, PutOp, SearchOp
from store_toys import index_of, keys

from memorykinds.kinds.clock import LessonClock
from memorykinds.store import FaissStore
from memorykinds.store.sweeper import Sweeper

ADA = ("ada", "semantic")


@pytest.fixture
def clock():
    return LessonClock("2026-05-03T09:00")


@pytest.fixture(params=["memory", "file"])
def open_store(request, tmp_path, embedder, clock):
    stores = []

    def open_one(**ttl):
        path = None if request.param == "memory" else tmp_path / "ada.db"
        stores.append(FaissStore(path, index=index_of(embedder), ttl=ttl or None, clock=clock))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


def seen_by_every_read(store):
    return (
        bool(store.get(ADA, "k", refresh_ttl=False)),
        "k" in keys(store.search(ADA, refresh_ttl=False)),
        "k" in keys(store.search((), query="apple", refresh_ttl=False)),
        "k" in keys(store.search(ADA, filter={"n": 1}, refresh_ttl=False)),
        ADA in store.list_namespaces(),
    )


def test_what_has_expired_is_returned_by_no_read_even_before_a_sweep(open_store, clock):
    store = open_store()
    store.put(ADA, "k", {"text": "apple", "n": 1}, ttl=10)
    clock.advance(minutes=9.99)
    assert seen_by_every_read(store) == (True,) * 5
    clock.advance(minutes=0.01)
    assert seen_by_every_read(store) == (False,) * 5
    assert store.sweep_ttl() == 1
    assert store.sweep_ttl() == 0
    assert seen_by_every_read(store) == (False,) * 5
    count = "SELECT count(*) FROM (SELECT id FROM items UNION ALL SELECT item_id FROM vectors)"
    assert store._database.execute(count).fetchone() == (0,)


def test_a_sweep_leaves_what_lives(open_store, clock):
    store = open_store()
    store.put(ADA, "short", {"text": "apple"}, ttl=1)
    store.put(ADA, "long", {"text": "apple"}, ttl=100)
    store.put(ADA, "ever", {"text": "apple"})
    assert store.sweep_ttl() == 0
    clock.advance(minutes=5)
    assert keys(store.search(ADA, query="apple", limit=2)) == ["ever", "long"]  # no short page
    assert store.sweep_ttl() == 1
    assert keys(store.search(ADA, query="apple")) == ["ever", "long"]
    clock.advance(days=1000)
    assert keys(store.search(ADA, query="apple")) == ["ever"]


@pytest.mark.parametrize(
    "read",
    [
        lambda store, **kw: store.get(ADA, "k", **kw),
        lambda store, **kw: store.search(ADA, **kw),
        lambda store, **kw: store.search(("ada",), query="apple", **kw),
    ],
)
def test_reading_begins_the_time_anew_unless_it_is_told_not_to(open_store, clock, read):
    for refresh, config, expected in [
        (None, {}, True),
        (True, {"refresh_on_read": False}, True),
        (None, {"refresh_on_read": False}, False),
        (False, {"refresh_on_read": True}, False),
    ]:
        store = open_store(**config)
        store.put(ADA, "k", {"text": "apple"}, ttl=10)
        clock.advance(minutes=6)
        assert read(store, refresh_ttl=refresh)
        clock.advance(minutes=6)
        assert bool(store.get(ADA, "k", refresh_ttl=False)) is expected
        store.delete(ADA, "k")


def test_a_read_beside_a_write_refreshes_too_and_what_is_dead_stays_dead(open_store, clock):
    store = open_store()
    store.batch([PutOp(ADA, key, {"text": "apple"}, ttl=10) for key in "ab"])
    clock.advance(minutes=6)
    store.batch([GetOp(ADA, "a"), SearchOp(ADA, filter={"no": 1}), PutOp(ADA, "c", {})])
    clock.advance(minutes=6)
    assert store.get(ADA, "b") is None
    assert sorted(keys(store.search(ADA, refresh_ttl=False))) == ["a", "c"]


def test_the_default_holds_unless_a_put_says_otherwise(open_store, clock):
    store = open_store(default_ttl=10)
    store.put(ADA, "default", {})
    store.put(ADA, "longer", {}, ttl=20)
    store.put(ADA, "ever", {}, ttl=None)
    clock.advance(minutes=15)
    assert sorted(keys(store.search(ADA, refresh_ttl=False))) == ["ever", "longer"]
    clock.advance(minutes=15)
    assert keys(store.search(ADA)) == ["ever"]


def test_an_update_sets_its_own_time_and_after_expiry_it_is_a_new_item(open_store, clock):
    store = open_store()
    store.put(ADA, "k", {"text": "apple"}, ttl=10)
    first = store.get(ADA, "k").created_at
    clock.advance(minutes=5)
    store.put(ADA, "k", {"text": "apple"}, ttl=10)
    clock.advance(minutes=8)
    assert store.get(ADA, "k", refresh_ttl=False).created_at == first
    clock.advance(minutes=8)
    store.put(ADA, "k", {"text": "apple"})
    assert store.get(ADA, "k").created_at > first
    clock.advance(days=9)
    assert store.get(ADA, "k")
    assert store.search(ADA, query="apple")[0].score == 1.0


def test_another_store_on_the_file_sees_a_time_begin_anew(tmp_path, embedder, clock):
    path, index = tmp_path / "ada.db", index_of(embedder)
    with (
        FaissStore(path, index=index, clock=clock) as one,
        FaissStore(path, index=index, clock=clock) as two,
    ):
        one.put(ADA, "k", {"text": "apple"}, ttl=10)
        assert two.search(ADA, query="apple", refresh_ttl=False)
        clock.advance(minutes=6)
        one.get(ADA, "k")
        clock.advance(minutes=6)
        assert two.search(ADA, query="apple", refresh_ttl=False)
        assert two.search(ADA, filter={"text": "apple"}, refresh_ttl=False)


class Swept:
    """A store that tells when it was swept."""

    def __init__(self):
        self.swept = Future()

    def sweep_ttl(self):
        if not self.swept.done():
            self.swept.set_result(None)
        return 0


def test_a_sweeper_sweeps_until_it_is_stopped():
    store = Swept()
    sweeper = Sweeper(store)
    running = sweeper.start(minutes=0)
    assert sweeper.start(minutes=0) is running
    store.swept.result(timeout=60)
    assert not running.done()
    assert sweeper.stop(timeout=60)
    assert running.done()


def test_nothing_runs_unless_it_is_asked_for_and_closing_stops_it(open_store):
    store = open_store(sweep_interval_minutes=30)
    assert store._sweeper._running is None
    assert store.stop_ttl_sweeper()
    running = store.start_ttl_sweeper()
    assert not running.done()
    store.close()
    assert running.done()
