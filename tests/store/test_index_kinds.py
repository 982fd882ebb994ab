"""Kinds of index: each finds what an oracle finds, none shows a short page or another's vectors."""

import faiss
import numpy as np
import pytest
from langgraph.store.base import PutOp
from langgraph.store.memory import InMemoryStore
from store_toys import EVERYWHERE, WORDS, counts, keys

# What holds of every search is run for every kind: their `store` is the fixture below.
from test_store_search import (  # noqa: F401 -- the tests are run here
    test_a_limit_of_zero_and_one_without_end,
    test_an_update_of_other_fields_neither_embeds_nor_touches_the_vectors,
    test_items_of_one_moment_are_ordered_by_namespace_then_key,
    test_many_texts_of_one_item_do_not_shorten_the_page,
    test_pages_neither_repeat_nor_skip,
    test_ties_at_the_edge_of_a_page_do_not_depend_on_faiss,
)

import memorykinds as mk
from memorykinds.kinds import InputError
from memorykinds.store import FaissStore, loading

ADA = ("ada", "semantic")
NUMBER, DIMS = 600, 32
APPROXIMATE = ("hnsw", "ivf")
NARROW = {
    "hnsw": {
        "kind": "hnsw",
        "parameters": {"exact_up_to": 0, "m": 2, "ef_construction": 2, "ef_search": 20},
    },
    "ivf": {"kind": "ivf", "parameters": {"exact_up_to": 0, "nprobe": 1}},
    "sq8": EVERYWHERE["sq8"],
}
"""Searches that look at as little as they may, and so miss much."""
SEARCHES = {
    "flat": faiss.IndexFlatIP,
    "hnsw": faiss.IndexHNSWFlat,
    "ivf": faiss.IndexIVFFlat,
    "sq8": faiss.IndexScalarQuantizer,
}


@pytest.fixture(params=APPROXIMATE)
def store(request, make_store, embedder):
    return make_store(embed=embedder, **EVERYWHERE[request.param])


@pytest.fixture(scope="module")
def vectors():
    random = np.random.default_rng(7)
    centres = random.standard_normal((20, DIMS))
    found = centres[random.integers(0, 20, NUMBER)] + random.standard_normal((NUMBER, DIMS))
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture
def filled(vectors):
    """Return a function that opens a store in memory and fills it: item n has vector n."""
    opened = []

    def fill(how, number=NUMBER):
        index = {"dims": DIMS, "fields": ["text"], **how}
        index["embed"] = lambda texts: [vectors[int(text)].tolist() for text in texts]
        store = FaissStore(None, index=index)
        opened.append(store)
        store.batch([PutOp(ADA, f"{n:03}", {"text": str(n), "n": n}) for n in range(number)])
        return store

    yield fill
    for store in opened:
        store.close()


def oracle(vectors, query, among=range(NUMBER)):
    """Return (score, key) of all, best first, compared with one another in float64."""
    scores = vectors @ vectors[query]
    return sorted(((scores[n], f"{n:03}") for n in among), reverse=True)


@pytest.mark.parametrize("kind", APPROXIMATE)
def test_a_search_that_looks_everywhere_finds_what_the_oracle_finds(filled, vectors, kind):
    store = filled(EVERYWHERE[kind])
    for query in range(20):
        hits = store.search(ADA, query=str(query), limit=10)
        expected = oracle(vectors, query)[:10]
        assert keys(hits) == [key for _, key in expected]
        assert [hit.score for hit in hits] == pytest.approx([score for score, _ in expected])


@pytest.mark.parametrize("kind", NARROW)
@pytest.mark.parametrize("size", [7, 100, NUMBER])
@pytest.mark.parametrize("conditions", [None, {"n": {"$gte": 300}}])
def test_pages_of_a_narrow_search_are_full_and_hold_each_item_once(filled, kind, size, conditions):
    store = filled(NARROW[kind])
    wanted = NUMBER if conditions is None else 300
    pages = [
        store.search(ADA, query="5", filter=conditions, limit=size, offset=at)
        for at in range(0, wanted, size)
    ]
    assert {len(page) for page in pages[:-1]} <= {size}
    found = [hit.key for page in pages for hit in page]
    assert sorted(found) == [f"{n:03}" for n in range(NUMBER - wanted, NUMBER)]


@pytest.mark.parametrize("kind", APPROXIMATE)
def test_every_score_of_a_narrow_search_is_the_inner_product(filled, vectors, kind):
    expected = {key: score for score, key in oracle(vectors, 5)}
    hits = filled(NARROW[kind]).search(ADA, query="5", limit=NUMBER)
    assert {hit.key: hit.score for hit in hits} == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("kind", APPROXIMATE)
def test_what_a_narrow_search_missed_follows_best_first(filled, kind):
    store = filled(NARROW[kind])
    missed = 0
    for query in range(20):
        hits = store.search(ADA, query=str(query), limit=NUMBER)
        scores = [hit.score for hit in hits]
        rises = [n for n in range(1, NUMBER) if scores[n] > scores[n - 1]]
        assert len(rises) <= 1  # where the rest begins
        missed += len(rises)
    assert missed > 0


@pytest.mark.parametrize("kind", NARROW)
@pytest.mark.parametrize("size", [1, 7])
def test_pages_over_equal_scores_hold_each_item_once(make_store, embedder, kind, size):
    store = make_store(embed=embedder, **NARROW[kind])
    order = np.random.default_rng(7).permutation(120)
    puts = [PutOp(ADA, f"{n:03}", {"text": " ".join(WORDS[n % 8 :][:2])}) for n in order]
    store.batch(puts)
    for query in ("red", "apple car", "house"):
        pages = [
            store.search(ADA, query=query, limit=size, offset=at) for at in range(0, 120, size)
        ]
        assert sorted(hit.key for page in pages for hit in page) == sorted(op.key for op in puts)


@pytest.mark.parametrize("kind", APPROXIMATE)
def test_the_filter_decides_before_the_best_are_taken(filled, vectors, kind):
    store = filled(NARROW[kind])
    far = sorted(int(key) for _, key in oracle(vectors, 5)[-3:])
    hits = store.search(ADA, query="5", filter={"n": far[1]}, limit=3)
    assert keys(hits) == [f"{far[1]:03}"]
    conditions = {"n": {"$gte": far[0], "$lte": far[0]}}
    assert keys(store.search(ADA, query="5", filter=conditions)) == [f"{far[0]:03}"]


@pytest.mark.parametrize("kind", APPROXIMATE)
def test_what_a_filter_leaves_few_of_is_compared_one_by_one(filled, vectors, kind):
    narrow = NARROW[kind]["parameters"]
    store = filled({"kind": kind, "parameters": {**narrow, "exact_up_to": 50}})
    hits = store.search(ADA, query="5", filter={"n": {"$lt": 50}}, limit=50)
    assert keys(hits) == [key for _, key in oracle(vectors, 5, range(50))]


@pytest.mark.parametrize("kind", NARROW)
def test_deletes_and_updates_are_seen_at_once(filled, vectors, kind):
    store = filled(EVERYWHERE[kind])
    assert store.search(ADA, query="5", limit=1)[0].key == "005"
    store.delete(ADA, "005")
    assert "005" not in keys(store.search(ADA, query="5", limit=NUMBER))
    store.put(ADA, "006", {"text": "5"})
    best, second = store.search(ADA, query="5", limit=2)
    assert (best.key, best.score) == ("006", pytest.approx(1.0, abs=0.01))
    assert second.score == pytest.approx(oracle(vectors, 5)[1][0], abs=0.01)


@pytest.mark.parametrize("kind", NARROW)
def test_an_index_that_is_mostly_dead_is_made_anew(filled, kind):
    store = filled(NARROW[kind])
    store.search(ADA, query="5")
    store.batch([PutOp(ADA, f"{n:03}", None) for n in range(200)])
    store.search(ADA, query="5")
    (state,) = store.indexes()
    assert (state.vectors, state.dead) == (600, 200)
    store.batch([PutOp(ADA, f"{n:03}", None) for n in range(200, 400)])
    assert len(store.search(ADA, query="5", limit=NUMBER)) == 200
    (state,) = store.indexes()
    assert (state.kind, state.vectors, state.dead) == (kind, 200, 0)


@pytest.mark.parametrize(("kind", "trained"), [("hnsw", []), ("ivf", [600]), ("sq8", [600])])
def test_what_was_learned_of_few_vectors_is_learned_anew(filled, monkeypatch, kind, trained):
    store = filled(EVERYWHERE[kind], 250)
    store.search(ADA, query="5")
    seen, train = [], SEARCHES[kind].train

    def spy(index, vectors):
        seen.append(NUMBER)
        return train(index, vectors)

    monkeypatch.setattr(SEARCHES[kind], "train", spy)
    store.batch([PutOp(ADA, f"{n:03}", {"text": str(n)}) for n in range(250, 500)])
    store.search(ADA, query="5")
    assert seen == []  # twice as many are not yet too many
    store.batch([PutOp(ADA, f"{n:03}", {"text": str(n)}) for n in range(500, 600)])
    assert len(store.search(ADA, query="5", limit=NUMBER)) == NUMBER
    assert seen == trained


@pytest.mark.parametrize("kind", NARROW)
def test_few_vectors_are_compared_one_by_one_whatever_the_kind(filled, vectors, kind):
    store = filled({"kind": kind, "parameters": {"exact_up_to": 300}}, 300)
    assert store.indexes() == []
    hits = store.search(ADA, query="5", limit=300)
    assert keys(hits) == [key for _, key in oracle(vectors, 5, range(300))]
    (state,) = store.indexes()
    assert (state.prefix, state.kind, state.bytes) == (ADA, "flat", 300 * DIMS * 4)
    store.put(ADA, "300", {"text": "300"})
    store.search(ADA, query="5")
    assert [state.kind for state in store.indexes()] == [kind]


@pytest.mark.parametrize("kind", ["hnsw", "ivf", "sq8"])
def test_by_default_a_thousand_vectors_are_searched_exactly(filled, kind):
    store = filled({"kind": kind})
    store.search(ADA, query="5")
    assert [state.kind for state in store.indexes()] == ["flat"]


def test_sq8_takes_a_quarter_of_the_memory_and_rounds_the_scores(filled, vectors):
    store = filled(EVERYWHERE["sq8"])
    hits = store.search(ADA, query="5", limit=NUMBER)
    expected = {key: score for score, key in oracle(vectors, 5)}
    assert {hit.key: hit.score for hit in hits} == pytest.approx(expected, abs=0.01)
    (state,) = store.indexes()
    assert state.bytes == NUMBER * DIMS


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_the_bytes_of_an_index_are_those_that_faiss_would_write(filled, kind):
    store = filled(EVERYWHERE[kind])
    store.search(ADA, query="5")
    index = next(
        part
        for part in vars(store._now.cache._scopes[ADA].index._index).values()
        if isinstance(part, SEARCHES[kind])
    )
    (state,) = store.indexes()
    assert state.bytes == pytest.approx(faiss.serialize_index(index).size, rel=0.1)


@pytest.mark.parametrize("kind", NARROW)
def test_only_the_vectors_of_the_prefix_are_read_and_searched(
    make_store, embedder, monkeypatch, kind
):
    writer = make_store(embed=embedder)
    for user in ("ada", "adam", "bob"):
        for n in range(5):
            writer.put((user, "semantic"), f"{n}", {"text": f"{user} apple", "n": n})
    reader = make_store(embed=embedder, **NARROW[kind])
    read, searched = [], []
    load, search, flat = loading._arrays, SEARCHES[kind].search, faiss.IndexFlat.search

    def spy_load(found, dims):
        read.extend(item_id for item_id, _ in found)
        return load(found, dims)

    def spy(index, query, k, params=None):
        searched.append((index.ntotal, faiss.omp_get_max_threads()))
        return search(index, query, k, params=params)

    def spy_flat(index, query, k, params=None):
        searched.append((index.ntotal, faiss.omp_get_max_threads()))
        return flat(index, query, k, params=params)

    monkeypatch.setattr(loading, "_arrays", spy_load)
    monkeypatch.setattr(SEARCHES[kind], "search", spy)
    monkeypatch.setattr(faiss.IndexFlat, "search", spy_flat)
    for user, ids in {"ada": [1, 2, 3, 4, 5], "bob": [11, 12, 13, 14, 15]}.items():
        assert len(reader.search((user,), query="apple")) == 5
        assert len(reader.search((user,), query="apple", filter={"n": {"$gt": 1}})) == 3
        assert sorted(read) == ids
        assert set(searched) == {(5, 1)}  # five vectors, one thread
        read.clear()


def test_equal_vectors_without_number_leave_no_page_short(make_store, embedder):
    store = make_store(embed=embedder, **NARROW["hnsw"])
    store.batch([PutOp(ADA, f"{n:03}", {"text": "red apple"}) for n in range(300)])
    store.put(ADA, "other", {"text": "red car"})
    hits = store.search(ADA, query="apple", limit=301)
    assert sorted(keys(hits)) == [*(f"{n:03}" for n in range(300)), "other"]


def test_one_file_is_opened_with_any_kind_and_embeds_nothing_again(make_store, embedder):
    texts = ["red apple", "blue car", "green house", "paris", "turin apple"]
    writer = make_store(embed=embedder)
    writer.batch([PutOp(ADA, str(n), {"text": text}) for n, text in enumerate(texts)])
    embedder.documents.clear()
    found = [
        [(hit.key, round(hit.score, 1)) for hit in store.search(ADA, query="apple turin")]
        for store in (make_store(embed=embedder, **how) for how in EVERYWHERE.values())
    ]
    assert found == [found[0]] * 4
    assert found[0][:2] == [("4", 1.0), ("0", 0.5)]
    assert embedder.documents == []


def test_another_embedder_leaves_the_kind_as_it_was_unless_it_names_one(make_store, embedder):
    store = make_store(embed=embedder, **EVERYWHERE["hnsw"])
    store.put(ADA, "k", {"text": "apple"})
    plain = {"dims": 8, "embed": lambda texts: [counts(text) for text in texts], "fields": ["text"]}
    for index, kind in ((plain, "hnsw"), ({**plain, **EVERYWHERE["ivf"]}, "ivf")):
        store.reindex(index)
        assert store.search(ADA, query="apple")[0].score == 1.0
        assert [state.kind for state in store.indexes()] == [kind]


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"kind": "lsh"}, "no index of kind 'lsh'; the kinds are 'flat', 'hnsw', 'ivf', 'sq8'"),
        ({"kind": None}, "no index of kind None"),
        ({"kind": ["hnsw"]}, "no index of kind"),
        ({"parameters": {"m": 8}}, "kind 'flat' has no parameter 'm'; it has none"),
        ({"kind": "hnsw", "parameters": {"nprobe": 8}}, "'hnsw' has no parameter 'nprobe'"),
        ({"kind": "hnsw", "parameters": {"m": 1}}, "'m' is a number from 2 to 256, not 1"),
        ({"kind": "ivf", "parameters": {"nprobe": True}}, "'nprobe' is a number"),
        ({"kind": "ivf", "parameters": {"nlist": 10**12}}, "'nlist' is a number"),
        ({"kind": "ivf", "parameters": [8]}, "parameters are a dict"),
    ],
)
def test_what_no_index_has_is_refused_before_a_file_is_made(
    make_store, embedder, tmp_path, how, sentence
):
    with pytest.raises(InputError, match=sentence):
        make_store("new.db", embed=embedder, **how)
    assert list(tmp_path.iterdir()) == []


def test_the_largest_parameters_do_not_ask_for_memory_that_is_not_there(filled):
    for kind, most in (
        ("hnsw", {"ef_search": 10**6, "ef_construction": 10_000}),
        ("ivf", {"nlist": 10**6, "nprobe": 10**6}),
    ):
        store = filled({"kind": kind, "parameters": {"exact_up_to": 0, **most}}, 100)
        assert len(store.search(ADA, query="5", limit=100)) == 100


@pytest.mark.parametrize("kind", ["flat", "hnsw", "ivf", "sq8"])
def test_a_memory_is_opened_with_any_kind(tmp_path, kind):
    for location in (None, tmp_path / "ada.db"):
        with mk.open(location, embeddings="hash", index=kind) as memory:
            memory.learn("I live in Turin.")
            assert memory.recall("Where do I live?").hits[0].record.text.endswith("Turin.")


@pytest.mark.parametrize(
    ("opening", "sentence"),
    [
        ({"location": "new.db", "index": "lsh"}, "no index of kind 'lsh'"),
        ({"store": InMemoryStore(), "index": "hnsw"}, "store of your own .* leave out index="),
        ({"location": "postgresql://nowhere/x", "index": "hnsw"}, "Postgres .* leave out index="),
    ],
)
def test_an_index_that_cannot_be_chosen_is_refused_before_anything_is_opened(
    tmp_path, monkeypatch, opening, sentence
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=sentence):
        mk.open(**opening)
    assert list(tmp_path.iterdir()) == []
