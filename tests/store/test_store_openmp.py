"""FAISS searches on the calling thread alone, and leaves the user's setting as it was."""

import faiss
import pytest


@pytest.fixture
def threads():
    """Set an odd number of threads for the test."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(3)
    yield 3
    faiss.omp_set_num_threads(before)


def test_a_search_runs_on_one_thread_and_puts_the_number_back(store, threads, monkeypatch):
    seen = []
    scan = faiss.IndexFlatIP.search

    def spy(index, *arguments, **more):
        seen.append(faiss.omp_get_max_threads())
        return scan(index, *arguments, **more)

    monkeypatch.setattr(faiss.IndexFlatIP, "search", spy)
    store.put(("ada",), "k", {"text": "red apple"})
    assert store.search(("ada",), query="apple")
    assert store.search(("ada",), query="apple", filter={"text": "red apple"})
    assert set(seen) == {1}
    assert faiss.omp_get_max_threads() == threads
