"""Search: order, pages, filters by type, and which vectors are touched at all."""

import faiss
import numpy as np
import pytest
from langgraph.store.base import PutOp, SearchOp
from store_toys import WORDS, counts, keys

from memorykinds.kinds.errors import InputError, StoreError
from memorykinds.store import cache, loading, rows, writes

ADA = ("ada", "semantic")


@pytest.mark.parametrize(
    ("value", "condition", "meets"),
    [
        (10, {"$gt": 9}, True),
        ("10", {"$gt": "9"}, False),
        ("10", {"$gt": 9}, False),
        (10, {"$lte": "9"}, False),
        (None, {"$lt": 1}, False),
        (True, {"$gte": 0}, False),
        (True, 1, False),
        (1, True, False),
        (1, 1.0, True),
        (1, {"$ne": "1"}, True),
        (1, {"$ne": True}, True),
        ("2026-05-03", {"$gte": "2026-05-01", "$lt": "2026-06-01"}, True),
        ([1], {"$gt": [0]}, False),
        ({"a": 1, "b": 2}, {"a": 1}, True),
        ({"a": 1, "b": 2}, {"$eq": {"a": 1}}, False),
        ({"a": [True]}, {"$eq": {"a": [1]}}, False),
        ({"a": {"b": 5}}, {"a": {"b": {"$gt": 4}}}, True),
        ("text", {"a": 1}, False),
        ([{"n": 3}, 2], [{"n": {"$gt": 2}}, 2], True),
        ([1, 2], [1], False),
        ([1, 2], (1, 2), True),
    ],
)
def test_filters_compare_by_type(store, value, condition, meets):
    store.put(ADA, "k", {"x": value, "text": "red"})
    for query in (None, "red"):
        assert bool(store.search(ADA, query=query, filter={"x": condition})) is meets


@pytest.mark.parametrize(
    "condition", [{"$no": 1}, {"a": {"$no": 1}}, [{"$no": 1}], {"$gt": 1, "b": 2}]
)
def test_an_unknown_operator_is_refused_even_when_nothing_is_stored(store, condition):
    with pytest.raises(InputError, match="operator"):
        store.search(ADA, filter={"x": condition})


def test_without_a_query_the_last_updated_comes_first(store):
    for key in "abc":
        store.put(ADA, key, {"text": "red"})
    store.put(ADA, "a", {"text": "blue"})
    assert keys(store.search(ADA)) == ["a", "c", "b"]
    assert [hit.score for hit in store.search(ADA)] == [None] * 3


def test_items_of_one_moment_are_ordered_by_namespace_then_key(store):
    places = [("a-b", "1"), ("a", "2"), ("a", "1"), ("a.b", "1"), ("b", "0")]
    store.batch([PutOp(tuple(p.split(".")), key, {"text": "red"}) for p, key in places])
    expected = [(("a",), "1"), (("a",), "2"), (("a", "b"), "1"), (("a-b",), "1"), (("b",), "0")]
    for query in (None, "red", "blue"):
        assert [(h.namespace, h.key) for h in store.search((), query=query)] == expected


@pytest.mark.parametrize("query", [None, "apple", "red apple car", "nothing known"])
@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_pages_neither_repeat_nor_skip(store, query, size):
    for n in range(20):  # scored, tied, and unscored items in two namespaces
        text = " ".join(WORDS[: 1 + n % 4])
        store.put(("ada", str(n % 2)), f"{n:02}", {"text": text}, index=None if n % 5 else False)
    everything = store.search(("ada",), query=query, limit=100)
    pages = [
        store.search(("ada",), query=query, limit=size, offset=at) for at in range(0, 20, size)
    ]
    assert [hit for page in pages for hit in page] == everything
    assert len(everything) == 20
    assert all(len(page) == min(size, 20) for page in pages[:-1])
    assert store.search(("ada",), query=query, offset=20) == []


def test_ties_at_the_edge_of_a_page_do_not_depend_on_faiss(store):
    order = np.random.default_rng(7).permutation(300)
    store.batch([PutOp(ADA, f"{n:03}", {"text": "red apple"}) for n in order])
    for limit in (1, 2, 10, 99):
        found = store.search(ADA, query="apple", limit=limit)
        assert keys(found) == [f"{n:03}" for n in range(limit)]


def test_many_texts_of_one_item_do_not_shorten_the_page(store):
    store.put(ADA, "loud", {"t": [f"apple {n}" for n in range(50)]}, index=["t[*]"])
    store.put(ADA, "b", {"text": "apple car"})
    store.put(ADA, "c", {"text": "apple car house"})
    assert keys(store.search(ADA, query="apple", limit=3)) == ["loud", "b", "c"]


def test_zero_vectors_and_blank_texts_do_not_crash(store, embedder):
    store.put(ADA, "zero", {"text": "no known word"})
    store.put(ADA, "blank", {"text": "  \n"})
    store.put(ADA, "k", {"text": "apple"})
    hits = {hit.key: hit.score for hit in store.search(ADA, query="apple")}
    assert hits == {"zero": 0.0, "blank": None, "k": pytest.approx(1.0)}
    assert {hit.score for hit in store.search(ADA, query="unknown")} == {0.0, None}
    assert "  \n" not in embedder.documents


@pytest.mark.parametrize("query", ["", "   ", None])
def test_a_blank_query_is_none(store, embedder, query):
    store.put(ADA, "k", {"text": "apple"})
    assert [hit.score for hit in store.search(ADA, query=query)] == [None]
    assert embedder.queries == []


def test_scores_stay_within_minus_one_and_one(make_store):
    signs = {"up": 1.0, "down": -1.0}
    store = make_store(embed=lambda texts: [[signs[t] * 0.1] * 8 for t in texts])
    store.put(ADA, "up", {"text": "up"})
    store.put(ADA, "down", {"text": "down"})
    up, down = store.search(ADA, query="up")
    assert (up.key, down.key) == ("up", "down")
    assert 0.999 < up.score <= 1.0
    assert -1.0 <= down.score < -0.999


def test_a_limit_of_zero_and_one_without_end(store):
    store.put(ADA, "k", {"text": "apple"})
    for query in (None, "apple"):
        assert store.search(ADA, query=query, limit=0) == []
        assert keys(store.search(ADA, query=query, limit=10**30)) == ["k"]
        assert store.search(ADA, query=query, limit=10**30, offset=10**30) == []


def test_queries_and_documents_are_embedded_once_and_by_their_own_method(store, embedder):
    store.batch([PutOp(ADA, str(n), {"text": f"red {n % 2}"}) for n in range(6)])
    assert sorted(embedder.documents) == ["red 0", "red 1"]
    store.batch([SearchOp(ADA, query="red"), SearchOp((), query="red"), SearchOp(ADA)])
    assert embedder.queries == ["red"]


@pytest.mark.parametrize(
    ("index", "texts"),
    [
        (None, ["T"]),
        (False, []),
        ([], []),
        (["a.b"], ["deep"]),
        (["list[*].said", "list[-1].said"], ["one", "two"]),
        (["text", "missing"], ["T"]),
        (["{text,n}"], ["T", "5"]),
        (["list[*].*"], ["one", "two"]),
        (["a"], ['{"b": "deep"}']),
        (
            ["$"],
            [
                '{"a": {"b": "deep"}, "list": [{"said": "one"}, {"said": "two"}], "n": 5, "text": "T"}'
            ],
        ),
    ],
)
def test_the_put_says_which_fields_are_embedded(store, embedder, index, texts):
    value = {"text": "T", "n": 5, "a": {"b": "deep"}, "list": ({"said": "one"}, {"said": "two"})}
    store.put(ADA, "k", value, index=index)
    assert embedder.documents == texts


def test_without_fields_the_whole_value_is_embedded(make_store, embedder):
    make_store(embed=embedder, fields=None).put(ADA, "k", {"b": 1, "a": "red"})
    assert embedder.documents == ['{"a": "red", "b": 1}']


def test_no_vector_of_another_user_is_ever_touched(make_store, embedder, monkeypatch):
    writer = make_store(embed=embedder)
    for user in ("ada", "adam", "bob"):
        for n in range(5):
            writer.put((user, "semantic"), f"{n}", {"text": f"{user} apple", "n": n})
    reader = make_store(embed=embedder)
    read, scanned = [], []
    load, scan = loading._arrays, faiss.IndexFlatIP.search

    def spy_load(found, dims):
        read.extend(item_id for item_id, _ in found)
        return load(found, dims)

    def spy_scan(index, query, k, params=None):
        scanned.append((index.ntotal, params is None))
        return scan(index, query, k, params=params)

    monkeypatch.setattr(loading, "_arrays", spy_load)
    monkeypatch.setattr(faiss.IndexFlatIP, "search", spy_scan)
    for user, ids in {"ada": [1, 2, 3, 4, 5], "bob": [11, 12, 13, 14, 15]}.items():
        assert len(reader.search((user,), query="apple")) == 5
        assert (sorted(read), scanned) == (ids, [(5, True)])
        assert len(reader.search((user,), query="apple", filter={"n": {"$gt": 1}})) == 3
        assert (sorted(read), scanned[1:]) == (ids, [(5, False)])
        read.clear()
        scanned.clear()
    writer.put(("bob", "semantic"), "0", {"text": "bob car"})
    writer.put(("adam", "semantic"), "0", {"text": "adam car"})
    assert len(reader.search(("ada",), query="apple")) == 5
    assert read == [11]  # bob's scope follows; nobody looked into adam's
    assert scanned == [(5, True)]


def test_a_search_decodes_only_the_values_it_returns(store, monkeypatch):
    puts = [PutOp(ADA, str(n), {"text": "apple", "state": n % 5}) for n in range(50)]
    store.batch(puts)
    store.search(ADA, filter={"state": 3})
    decode, decoded = rows.decode, []
    monkeypatch.setattr(rows, "decode", lambda text: decoded.append(1) or decode(text))
    for query in (None, "apple"):
        for conditions in (None, {"state": 3}, {"state": {"$gt": 2}}):
            store.search(ADA, query=query, limit=5, filter=conditions)
    assert len(decoded) == 30
    store.put(ADA, "0", {"text": "apple", "state": 3})
    assert len(store.search(ADA, query="apple", filter={"state": 3}, limit=99)) == 11
    assert len(decoded) == 30 + 1 + 11  # the changed one, for its column


def test_a_put_appends_and_what_is_mostly_dead_is_read_anew(store):
    store.batch([PutOp(ADA, f"{n:02}", {"text": WORDS[n % 8]}) for n in range(40)])
    store.search(ADA, query="apple")
    scope = store._now.cache._scopes[ADA]
    store.put(ADA, "new", {"text": "apple"})
    store.search(ADA, query="apple")
    assert store._now.cache._scopes[ADA] is scope
    assert scope.vectors == 41
    store.delete(ADA, "00")
    store.search(ADA, query="apple")
    assert (scope.vectors, scope.living) == (41, 40)  # marked, not moved
    store.batch([PutOp(ADA, f"{n:02}", None) for n in range(30)])
    hits = store.search(ADA, query="apple", limit=3)
    assert store._now.cache._scopes[ADA] is not scope
    assert store._now.cache._scopes[ADA].vectors == 11
    assert store._now.cache._bytes == 11 * 8 * 4
    assert [(hit.key, hit.score) for hit in hits[:2]] == [("35", 1.0), ("new", 1.0)]


def test_an_update_of_other_fields_neither_embeds_nor_touches_the_vectors(store, embedder):
    store.put(ADA, "k", {"text": "red apple", "uses": 1})
    store.search(ADA, query="apple")
    before = store._database.execute("SELECT * FROM vectors").fetchall()
    store.put(ADA, "k", {"uses": 2, "text": "red apple"})
    (hit,) = store.search(ADA, query="apple")
    assert (hit.value["uses"], hit.score) == (2, pytest.approx(0.5**0.5))
    assert embedder.documents == ["red apple"]
    assert store._database.execute("SELECT * FROM vectors").fetchall() == before
    assert store._now.cache._scopes[ADA].vectors == 1
    store.put(ADA, "k", {"text": "red", "uses": 2})
    store.put(ADA, "k", {"text": "red", "uses": 2}, index=False)
    assert embedder.documents == ["red apple", "red"]
    assert store.search(ADA, query="apple")[0].score is None


def test_texts_that_another_changes_meanwhile_are_embedded_after_all(make_store, embedder):
    one, two = make_store(embed=embedder), make_store(embed=embedder)
    one.put(ADA, "k", {"text": "apple"})
    stored, calls = one._stored_texts, []

    def overtaken(labels, names):
        found = stored(labels, names)
        if not calls:
            two.put(ADA, "k", {"text": "car"})
        calls.append(names)
        return found

    one._stored_texts = overtaken
    one.put(ADA, "k", {"text": "apple", "n": 2})
    assert [(h.score, h.value["n"]) for h in two.search(ADA, query="apple")] == [(1.0, 2)]


def test_the_cache_lets_go_of_what_was_not_used_lately(store, monkeypatch):
    monkeypatch.setattr(cache, "MAX_VECTORS_BYTES", 2 * 8 * 4)
    for user in "abc":
        store.put((user,), "k", {"text": f"{user} apple"})
    for user in "abac":
        assert keys(store.search((user,), query="apple")) == ["k"]
    assert list(store._now.cache._scopes) == [("a",), ("c",)]
    assert len(store.search((), query="apple")) == 3
    monkeypatch.setattr(cache, "MAX_SCOPES", 2)
    for user in "abc":
        store.search((user,))
    assert list(store._now.cache._scopes) == [("b",), ("c",)]
    assert store._now.cache._bytes == 0


def test_who_missed_too_many_changes_reads_anew(make_store, embedder, monkeypatch):
    one, two = make_store(embed=embedder), make_store(embed=embedder)
    one.put(ADA, "k", {"text": "apple"})
    one.search(ADA, query="apple")
    monkeypatch.setattr(writes, "KEPT_CHANGES", 3)
    for n in range(9):
        two.put(ADA, str(n), {"text": "apple"})
    two.delete(ADA, "k")
    assert keys(one.search(ADA, query="apple", limit=99)) == [str(n) for n in range(9)]
    assert one._database.execute("SELECT count(*) FROM changes").fetchone() == (3,)


@pytest.mark.parametrize(
    ("embed", "sentence"),
    [
        (lambda texts: [[1.0] * 5 for _ in texts], "length 5 .* expects 8"),
        (lambda _: [[1.0] * 8], "1 vectors for 2 texts"),
        (lambda texts: [[float("nan")] * 8 for _ in texts], "infinite or none"),
        (lambda texts: [[1e300] * 8 for _ in texts], "infinite or none"),
    ],
)
def test_vectors_that_do_not_fit_are_refused_before_anything_is_written(
    make_store, embed, sentence
):
    store = make_store(embed=embed)
    with pytest.raises(StoreError, match=sentence):
        store.batch([PutOp(ADA, "a", {"text": "red"}), PutOp(ADA, "b", {"text": "blue"})])
    assert store.search(ADA) == []


def test_a_query_vector_of_wrong_length_is_refused(make_store):
    store = make_store(embed=lambda texts: [counts(t)[: 8 if "ok" in t else 3] for t in texts])
    store.put(ADA, "k", {"text": "ok"})
    with pytest.raises(StoreError, match=r"length 3 .* expects 8"):
        store.search(ADA, query="short")


def test_a_batch_of_new_items_is_one_line_of_the_log(make_store, embedder):
    one, two = make_store(embed=embedder), make_store(embed=embedder)
    assert one.search((), query="apple") == []
    bob = ("bob",)
    two.batch([PutOp(place, str(n), {"text": "apple"}) for n in range(50) for place in (ADA, bob)])
    assert two._database.execute("SELECT items FROM changes").fetchall() == [(50,), (50,)]
    assert len(one.search((), query="apple", limit=999)) == 100
    two.batch([PutOp(ADA, str(n), {"text": "car"}) for n in range(50)] + [PutOp(bob, "7", None)])
    scores = [hit.score for hit in one.search((), query="apple", limit=999)]
    assert scores == [1.0] * 49 + [0.0] * 50
    assert one._now.cache._last_change == 151


def test_a_store_tells_what_makes_its_vectors_as_langgraphs_own_do(make_store, embedder):
    assert make_store("vectors.db", embed=embedder).embeddings is embedder
    assert make_store("plain.db").embeddings is None
