"""Threads: one store shared by readers and writers."""

from concurrent.futures import ThreadPoolExecutor

from langgraph.store.base import PutOp, SearchOp
from store_toys import keys

ROUNDS = 40


def test_eight_readers_and_four_writers_share_a_store(store):
    def write(user: int) -> None:
        for n in range(ROUNDS):
            labels = (f"user-{user}",)
            # Both halves of a pair in one batch: no reader may ever see one without the other.
            store.batch([PutOp(labels, f"{n}-{half}", {"text": "apple", "n": n}) for half in "ab"])
            if n % 4 == 3:
                store.batch([PutOp(labels, f"{n - 1}-{half}", None) for half in "ab"])
            if n % 4 == 1:
                store.put(labels, f"{n}-a", {"text": "car", "n": n})

    def read(seed: int) -> None:
        labels = (f"user-{seed % 4}",)
        for _ in range(ROUNDS):
            scored, listed = store.batch(
                [SearchOp(labels, query="apple", limit=500), SearchOp(labels, limit=500)]
            )
            assert sorted(keys(scored)) == sorted(keys(listed))
            assert len(scored) % 2 == 0
            for hit in scored:
                assert hit.namespace == labels
                assert hit.score == (1.0 if hit.value["text"] == "apple" else 0.0)

    with ThreadPoolExecutor(12) as pool:
        tasks = [pool.submit(write, n) for n in range(4)]
        tasks += [pool.submit(read, n) for n in range(8)]
        for task in tasks:
            task.result(timeout=120)
    assert len(store.search((), query="apple", limit=10_000)) == 4 * 2 * (ROUNDS - ROUNDS // 4)
