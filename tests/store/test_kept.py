"""The vectors of a store, to be looked at."""

import numpy as np
import pytest

from memorykinds.kinds import StoreError
from memorykinds.models.hashing import HashEmbeddings
from memorykinds.store import FaissStore

EMBED = HashEmbeddings(32)
INDEX = {"dims": 32, "embed": EMBED, "fields": ["text", "more[*]"]}
HERE = ("ada", "semantic")


@pytest.fixture
def store():
    with FaissStore(None, index=INDEX) as opened:
        opened.put(HERE, "tea", {"text": "Ada likes tea"})
        opened.put(HERE, "two", {"text": "one", "more": ["a second text"]})
        opened.put(HERE, "blank", {"text": " "})
        opened.put(("eve", "semantic"), "tea", {"text": "Eve likes coffee"})
        yield opened


def test_they_are_the_unit_vectors_of_the_texts_in_the_order_of_the_keys(store):
    two, tea = store.vectors(HERE, ["two", "tea"])
    made = np.array(EMBED.embed_documents(["Ada likes tea"])[0])
    assert np.allclose(tea, [made / np.linalg.norm(made)], atol=1e-6)
    assert two.shape == (2, 32)
    assert np.allclose(np.linalg.norm(two, axis=1), 1, atol=1e-6)


def test_what_has_no_vector_or_is_not_there_has_no_rows(store):
    assert [len(rows) for rows in store.vectors(HERE, ["blank", "tea", "none"])] == [0, 1, 0]
    assert [len(rows) for rows in store.vectors(("nobody",), ["tea"])] == [0]
    assert store.vectors(HERE, []) == []


def test_no_other_namespaces_vector_is_returned(store):
    (mine,), (theirs,) = (store.vectors((user, "semantic"), ["tea"]) for user in ("ada", "eve"))
    assert not np.allclose(mine, theirs)


def test_they_follow_what_was_written(store):
    (before,) = store.vectors(HERE, ["tea"])
    store.put(HERE, "tea", {"text": "Ada likes the lake"})
    (after,) = store.vectors(HERE, ["tea"])
    assert not np.allclose(before, after)


def test_a_query_has_the_vector_that_a_search_goes_by(store):
    (hit,) = store.search(HERE, query="tea", filter={"text": "Ada likes tea"})
    (kept,) = store.vectors(HERE, ["tea"])
    assert float((kept @ store.query_vector("tea")).max()) == pytest.approx(hit.score, abs=1e-6)


def test_a_store_without_an_index_has_none():
    with FaissStore(None) as plain:
        plain.put(HERE, "tea", {"text": "Ada likes tea"})
        assert [len(rows) for rows in plain.vectors(HERE, ["tea"])] == [0]
        assert plain.query_vector("tea") is None


def test_a_closed_store_says_so(store):
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.vectors(HERE, ["tea"])
