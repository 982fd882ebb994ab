"""What the store's tests share: stores in memory and on disk, with a clock that ticks."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from langgraph.store.memory import InMemoryStore
from store_toys import EVERYWHERE, WordCounts, index_of, ticking_clock

from memorykinds.store import FaissStore


@pytest.fixture
def embedder() -> WordCounts:
    return WordCounts()


@pytest.fixture
def make_store(tmp_path) -> Iterator:
    """Open stores that are closed when the test ends."""
    with ExitStack() as stack:

        def make(name="ada.db", *, embed=None, fields=("text",), clock=None, **how):
            return stack.enter_context(
                FaissStore(
                    None if name is None else tmp_path / name,
                    index=None if embed is None else {**index_of(embed, fields), **how},
                    clock=clock or ticking_clock(),
                )
            )

        yield make


@pytest.fixture(params=["memory", "file"])
def store(request, make_store, embedder) -> FaissStore:
    return make_store(None if request.param == "memory" else "ada.db", embed=embedder)


STORES = {
    "memory": lambda make, embedder: make(None, embed=embedder),
    "file": lambda make, embedder: make("ada.db", embed=embedder),
    "hnsw": lambda make, embedder: make(None, embed=embedder, **EVERYWHERE["hnsw"]),
    "ivf": lambda make, embedder: make(None, embed=embedder, **EVERYWHERE["ivf"]),
    "langgraph": lambda _, embedder: InMemoryStore(index=index_of(embedder)),  # the oracle
}
"""How to make each store that the contract is tested on, given `make_store` and an embedder."""


@pytest.fixture(params=STORES)
def any_store(request, make_store, embedder):
    return STORES[request.param](make_store, embedder)
