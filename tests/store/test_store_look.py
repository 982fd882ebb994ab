"""A store that is asked to look: every item is ranked, and what it ranks by follows each write."""

import asyncio
import threading
from typing import NamedTuple

import numpy as np
import pytest
from proposals import START

from memorykinds.kinds import InputError, StoreError
from memorykinds.kinds.clock import LessonClock
from memorykinds.models.hashing import HashEmbeddings
from memorykinds.recall.table import MemoryTable
from memorykinds.store import FaissStore
from memorykinds.store.look import Look

INDEX = {"dims": 64, "embed": HashEmbeddings(64), "fields": ["text"]}
ADA, MAX = ("ada", "semantic"), ("max", "semantic")


class ByWords(NamedTuple):
    chosen: list
    scores: dict


def by_words(question):
    def rank(parts):
        scored = [
            (float(score), part, int(row))
            for part, one in enumerate(parts)
            for row, score in zip(
                one.rows, one.view.words.score(question).bm25[one.rows], strict=True
            )
        ]
        scored.sort(key=lambda row: (-row[0], *row[1:]))
        return ByWords([row[1:] for row in scored], {row[1:]: row[0] for row in scored})

    return rank


def looked(store, question, *namespaces, conditions=None):
    asked = Look(namespaces or (ADA,), [question], conditions, MemoryTable, by_words(question))
    items, ranking = store.look(asked)
    assert len(items) == len(ranking.chosen)
    return [
        item.key
        for item, place in zip(items, ranking.chosen, strict=True)
        if ranking.scores[place] > 0
    ]


@pytest.fixture
def store():
    with FaissStore(None, index=INDEX) as store:
        yield store


def put(store, key, text, namespace=ADA, **more):
    store.put(namespace, key, {"text": text, **more})


def test_words_follow_puts_replacements_and_deletions(store):
    put(store, "a", "A red kayak")
    assert looked(store, "kayak") == ["a"]
    put(store, "b", "Two kayaks")
    assert sorted(looked(store, "kayak")) == ["a", "b"]
    put(store, "a", "A green tent")
    assert looked(store, "kayak") == ["b"]
    assert looked(store, "tent") == ["a"]
    store.delete(ADA, "b")
    assert looked(store, "kayak") == []


def test_words_follow_what_another_store_writes_into_the_file(tmp_path):
    path = tmp_path / "a.db"
    with FaissStore(path, index=INDEX) as mine, FaissStore(path, index=INDEX) as other:
        put(mine, "a", "A red kayak")
        assert looked(mine, "kayak tent") == ["a"]
        put(other, "b", "A green tent")
        put(other, "a", "A red boat")
        assert looked(mine, "kayak tent") == ["b"]


def test_a_view_may_be_made_after_deletions(store):
    put(store, "a", "A red kayak")
    put(store, "b", "A red tent")
    assert len(store.search(ADA, query="red")) == 2  # the scope is in memory now
    store.delete(ADA, "a")
    assert looked(store, "red") == ["b"]


def test_so_many_changes_that_the_scope_is_read_anew_lose_nothing(store):
    for number in range(100):
        put(store, "a", f"kayak number {number}")
        put(store, "b", f"tent number {number}")
        assert looked(store, "kayak") == ["a"]


def test_another_user_is_neither_found_nor_counted(store):
    put(store, "a", "A red kayak")
    alone = store.look(Look([ADA], ["kayak"], None, MemoryTable, by_words("kayak")))[1].scores
    for number in range(20):
        put(store, f"m{number}", "A kayak of Max", MAX)
    assert looked(store, "kayak") == ["a"]
    assert (
        store.look(Look([ADA], ["kayak"], None, MemoryTable, by_words("kayak")))[1].scores == alone
    )


def test_a_filter_decides_before_anything_is_ranked(store):
    put(store, "a", "A red kayak", state="retracted")
    put(store, "b", "A red kayak", state="active")
    assert looked(store, "kayak", conditions={"state": "active"}) == ["b"]
    with pytest.raises(InputError, match=r"\$like"):
        looked(store, "kayak", conditions={"state": {"$like": "a"}})


def test_several_namespaces_are_ranked_together(store):
    put(store, "a", "A red kayak")
    put(store, "m", "A kayak", MAX)
    assert sorted(looked(store, "kayak", ADA, MAX)) == ["a", "m"]
    assert looked(store, "kayak", ("nobody", "semantic")) == []
    assert store.look(Look([], ["kayak"], None, MemoryTable, by_words("kayak")))[0] == []


def test_what_has_expired_is_not_ranked():
    clock = LessonClock(START)
    with FaissStore(None, index=INDEX, ttl={"refresh_on_read": False}, clock=clock) as store:
        store.put(ADA, "a", {"text": "A red kayak"}, ttl=1)
        assert looked(store, "kayak") == ["a"]
        clock.advance(days=1)
        assert looked(store, "kayak") == []


def test_within_a_block_its_own_writes_are_ranked_and_nobody_elses_view_keeps_them(store):
    put(store, "a", "A red kayak")
    assert looked(store, "kayak") == ["a"]
    block = store.exclusive("ada")
    block.__enter__()
    put(store, "b", "Two kayaks")
    assert sorted(looked(store, "kayak")) == ["a", "b"]
    block.__exit__(KeyError, KeyError(), None)
    assert looked(store, "kayak") == ["a"]


def test_cosines_are_those_of_a_search(store):
    for number, text in enumerate(("A red kayak", "A green tent", "Berlin")):
        put(store, f"{number}", text)
    store.put(ADA, "silent", {"text": "No vector"}, index=False)
    seen = {}

    def rank(parts):
        (part,) = parts
        seen.update(zip(part.rows.tolist(), part.cosines[0].tolist(), strict=True))
        return ByWords([(0, int(row)) for row in part.rows], {})

    items, _ = store.look(Look([ADA], ["kayak"], None, MemoryTable, rank))
    searched = {item.key: item.score for item in store.search(ADA, query="kayak")}
    for item, cosine in zip(items, seen.values(), strict=True):
        expected = searched[item.key]
        assert np.isnan(cosine) if expected is None else cosine == pytest.approx(expected)


def test_a_store_without_vectors_has_no_cosines_and_still_ranks():
    with FaissStore(None) as store:
        put(store, "a", "A red kayak")
        assert looked(store, "kayak") == ["a"]


def test_threads_may_look_while_another_writes(store):
    put(store, "0", "A red kayak")
    errors = []

    def look():
        try:
            for _ in range(30):
                assert "0" in looked(store, "kayak")
        except Exception as error:  # noqa: BLE001 -- shown by the assertion below
            errors.append(error)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 60):
        put(store, f"{number}", f"kayak {number}")
    for thread in threads:
        thread.join()
    assert errors == []


def test_the_async_twin_finds_the_same(store):
    put(store, "a", "A red kayak")
    items, _ = asyncio.run(
        store.alook(Look([ADA], ["kayak"], None, MemoryTable, by_words("kayak")))
    )
    assert [item.key for item in items] == ["a"]


def test_a_closed_store_says_so():
    store = FaissStore(None)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        looked(store, "kayak")


def test_values_of_others_are_ranked_by_what_can_be_read_of_them(store):
    store.put(ADA, "odd", {"text": 7, "importance": "high", "provenance": [], "valid_from": "?"})
    store.put(ADA, "odder", {"content": {"participants": 3}, "provenance": {"said_at": 5}})
    put(store, "a", "A red kayak")
    assert looked(store, "kayak") == ["a"]


def keys_of(store, namespace=ADA):
    seen = {}

    def rank(parts):
        (part,) = parts
        seen["keys"] = part.keys
        seen["living"] = [part.keys[row] for row in part.rows]
        return ByWords([], {})

    store.look(Look([namespace], ["x"], None, MemoryTable, rank))
    return seen


def test_the_key_of_each_row_is_told_and_stays_what_it_was_when_more_is_written(store):
    put(store, "a", "A red kayak")
    put(store, "b", "A green tent")
    first = keys_of(store)
    kept = dict(enumerate(first["keys"]))
    store.delete(ADA, "a")
    put(store, "c", "Berlin")
    put(store, "b", "A blue tent")
    assert keys_of(store)["living"] == ["b", "c"]
    assert all(first["keys"][row] == key for row, key in kept.items())
    put(store, "a", "A red kayak again")
    assert sorted(keys_of(store)["living"]) == ["a", "b", "c"]
    assert keys_of(store, MAX)["living"] == []
