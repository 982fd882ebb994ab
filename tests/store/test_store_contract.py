"""The contract of LangGraph's `BaseStore`: what holds for our store holds for its own.

Differences that are on purpose have tests of their own in the other files: updates keep
`created_at`, values are copied, types are not mixed in comparisons, blank texts are not
embedded, pages that cross from scored to unscored items neither repeat nor skip, and a
namespace vanishes with its last item.

The tests ask for one fixture, `any_store`: an empty store that embeds the field "text" by
`WordCounts`. A store elsewhere joins by a fixture of that name in its own conftest.py and
``from test_store_contract import *``.
"""

import asyncio

import pytest
from langgraph.store.base import (
    GetOp,
    InvalidNamespaceError,
    ListNamespacesOp,
    MatchCondition,
    PutOp,
    SearchOp,
)
from store_toys import keys

ADA = ("ada", "semantic")


def test_a_put_is_got_back_with_its_times(any_store):
    any_store.put(ADA, "k", {"text": "red", "n": [1, {"deep": None}]})
    item = any_store.get(ADA, "k")
    assert item.value == {"text": "red", "n": [1, {"deep": None}]}
    assert (item.namespace, item.key) == (ADA, "k")
    assert item.created_at.tzinfo is not None
    assert item.created_at <= item.updated_at


def test_what_is_missing_is_none_and_deleting_it_is_fine(any_store):
    assert any_store.get(ADA, "nothing") is None
    any_store.delete(ADA, "nothing")
    any_store.put(ADA, "k", {"text": "red"})
    any_store.delete(ADA, "k")
    assert any_store.get(ADA, "k") is None
    assert any_store.search(ADA, query="red") == []


def test_equal_keys_in_two_namespaces_are_two_items(any_store):
    any_store.put(("ada",), "k", {"text": "red"})
    any_store.put(("bob",), "k", {"text": "blue"})
    any_store.delete(("bob",), "k")
    assert any_store.get(("ada",), "k").value == {"text": "red"}


def test_a_batch_answers_in_order_and_reads_before_it_writes(any_store):
    any_store.put(ADA, "k", {"text": "old"})
    results = any_store.batch(
        [
            PutOp(ADA, "k", {"text": "new"}),
            GetOp(ADA, "k"),
            PutOp(("bob",), "k", {"text": "red"}),
            ListNamespacesOp(),
            SearchOp(("ada",)),
            GetOp(ADA, "nothing"),
        ]
    )
    assert [results[0], results[2], results[5]] == [None, None, None]
    assert results[1].value == {"text": "old"}
    assert results[3] == [ADA]
    assert [hit.value for hit in results[4]] == [{"text": "old"}]
    assert any_store.get(ADA, "k").value == {"text": "new"}


def test_the_last_put_of_a_key_in_a_batch_wins(any_store):
    any_store.batch([PutOp(ADA, "k", {"n": n}) for n in range(3)])
    assert any_store.get(ADA, "k").value == {"n": 2}
    any_store.batch([PutOp(ADA, "k", {"n": 3}), PutOp(ADA, "k", None)])
    assert any_store.get(ADA, "k") is None


def test_an_empty_batch_is_nothing(any_store):
    assert any_store.batch([]) == []


@pytest.mark.parametrize(
    "namespace", [(), ("a.b",), ("a", ""), ("a\x00b",), (1,), ("langgraph", "x")]
)
def test_put_refuses_what_is_no_namespace(any_store, namespace):
    with pytest.raises(InvalidNamespaceError):
        any_store.put(namespace, "k", {})
    with pytest.raises(InvalidNamespaceError):
        asyncio.run(any_store.aput(namespace, "k", {}))


def test_a_root_called_langgraph_may_be_used_through_batch(any_store):
    any_store.batch([PutOp(("langgraph", "x"), "k", {"n": 1})])
    assert any_store.get(("langgraph", "x"), "k").value == {"n": 1}


def test_the_best_match_comes_first_with_its_cosine(any_store):
    any_store.put(ADA, "apple", {"text": "red apple"})
    any_store.put(ADA, "car", {"text": "blue car"})
    hits = any_store.search(("ada",), query="apple")
    assert keys(hits) == ["apple", "car"]
    assert [hit.score for hit in hits] == [pytest.approx(0.5**0.5), 0.0]


def test_an_update_replaces_the_vector(any_store):
    any_store.put(ADA, "k", {"text": "apple"})
    any_store.put(ADA, "k", {"text": "car"})
    assert [h.score for h in any_store.search(ADA, query="apple")] == [0.0]
    assert [h.score for h in any_store.search(ADA, query="car")] == [pytest.approx(1.0)]


def test_an_item_with_several_texts_counts_once_with_its_best(any_store):
    any_store.put(ADA, "k", {"said": ["house", "apple", "car"]}, index=["said[*]"])
    any_store.put(ADA, "other", {"text": "apple car"})
    hits = any_store.search(ADA, query="apple")
    assert keys(hits) == ["k", "other"]
    assert hits[0].score == pytest.approx(1.0)


def test_items_without_a_vector_follow_the_scored_ones(any_store):
    any_store.put(ADA, "silent", {"text": "apple"}, index=False)
    any_store.put(ADA, "fieldless", {"other": "apple"})
    any_store.put(ADA, "k", {"text": "car"})
    hits = any_store.search(ADA, query="apple")
    assert [(hits[0].key, hits[0].score)] == [("k", 0.0)]
    assert {(hit.key, hit.score) for hit in hits[1:]} == {("silent", None), ("fieldless", None)}


def test_only_the_prefix_is_searched(any_store):
    for labels in [
        ("ada",),
        ("ada", "x"),
        ("adam",),
        ("ada-b",),
        ("bob", "ada"),
        ("ada", "x", "y"),
    ]:
        any_store.put(labels, "k", {"text": "apple"})
    for query in ("apple", None):
        found = {hit.namespace for hit in any_store.search(("ada",), query=query)}
        assert found == {("ada",), ("ada", "x"), ("ada", "x", "y")}
        assert len(any_store.search((), query=query)) == 6
        assert any_store.search(("nobody",), query=query) == []


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"n": 10}, {"b"}),
        ({"n": {"$eq": 9}}, {"a"}),
        ({"n": {"$ne": 9}}, {"b", "c"}),
        ({"n": {"$gt": 9}}, {"b", "c"}),
        ({"n": {"$gte": 9, "$lt": 100}}, {"a", "b"}),
        ({"n": {"$lte": 9.5}}, {"a"}),
        ({"n": {"$gt": 9}, "colour": "red"}, {"c"}),
        ({"at": {"city": "turin"}}, {"a", "c"}),
        ({"at": {"city": "turin", "zip": {"$gt": 5}}}, {"c"}),
        ({"tags": ["x", "y"]}, {"b"}),
        ({"missing": None}, {"a", "b", "c"}),
        ({"missing": {"$ne": 1}}, {"a", "b", "c"}),
        ({"colour": "none"}, set()),
        ({}, {"a", "b", "c"}),
    ],
)
def test_filters(any_store, condition, found):
    rows = {
        "a": {"n": 9, "colour": "red", "at": {"city": "turin", "zip": 1}, "tags": ["y", "x"]},
        "b": {"n": 10, "colour": "blue", "at": {"city": "paris", "zip": 9}, "tags": ["x", "y"]},
        "c": {"n": 100, "colour": "red", "at": {"city": "turin", "zip": 9}, "tags": []},
    }
    for key, value in rows.items():
        any_store.put(ADA, key, {**value, "text": "apple"})
    for query in (None, "apple"):
        assert set(keys(any_store.search(ADA, query=query, filter=condition))) == found


def test_a_filter_is_applied_before_the_page_is_cut(any_store):
    for n in range(50):
        any_store.put(ADA, f"near-{n}", {"text": "apple", "good": False})
    for n in range(3):
        any_store.put(ADA, f"far-{n}", {"text": "apple car house", "good": True})
    hits = any_store.search(ADA, query="apple", filter={"good": True}, limit=3)
    assert sorted(keys(hits)) == ["far-0", "far-1", "far-2"]


def test_an_unknown_operator_is_a_value_error(any_store):
    any_store.put(ADA, "k", {"n": 1})
    with pytest.raises(ValueError, match=r"\$regex"):
        any_store.search(ADA, filter={"n": {"$regex": "x"}})


NAMESPACES = [
    ("a", "b", "c"),
    ("a", "b", "d", "e"),
    ("a", "b", "d", "i"),
    ("a", "b", "f"),
    ("a", "c", "f"),
    ("b", "a", "f"),
    ("users", "1"),
    ("users-2",),
]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({}, NAMESPACES),
        ({"prefix": ("a", "b")}, NAMESPACES[:4]),
        ({"suffix": ("f",)}, [("a", "b", "f"), ("a", "c", "f"), ("b", "a", "f")]),
        ({"prefix": ("a",), "suffix": ("f",)}, [("a", "b", "f"), ("a", "c", "f")]),
        ({"prefix": ("a", "*", "f")}, [("a", "b", "f"), ("a", "c", "f")]),
        ({"suffix": ("*", "i")}, [("a", "b", "d", "i")]),
        ({"prefix": ("a", "b"), "max_depth": 3}, [(*"abc",), (*"abd",), (*"abf",)]),
        ({"max_depth": 1}, [("a",), ("b",), ("users",), ("users-2",)]),
        ({"limit": 2, "offset": 1}, NAMESPACES[1:3]),
        ({"max_depth": 1, "limit": 1, "offset": 1}, [("b",)]),
        ({"prefix": ("users",)}, [("users", "1")]),
        ({"prefix": ("a",) * 9}, []),
        ({"limit": 0}, []),
    ],
)
def test_list_namespaces(any_store, arguments, found):
    for labels in reversed(NAMESPACES):
        any_store.put(labels, "k", {})
    assert any_store.list_namespaces(**arguments) == found
    assert asyncio.run(any_store.alist_namespaces(**arguments)) == found


def test_an_unknown_match_type_is_a_value_error(any_store):
    any_store.put(ADA, "k", {})
    conditions = (MatchCondition("middle", ("ada",)),)
    with pytest.raises(ValueError, match="middle"):
        any_store.batch([ListNamespacesOp(match_conditions=conditions)])


def test_the_async_methods_do_the_same(any_store):
    async def story():
        await any_store.aput(ADA, "k", {"text": "apple"})
        await asyncio.gather(*(any_store.aput(ADA, str(n), {"text": "car"}) for n in range(8)))
        await any_store.adelete(ADA, "0")
        item = await any_store.aget(ADA, "k")
        hits = await any_store.asearch(ADA, query="apple", limit=1)
        return item.value, keys(hits), len(await any_store.asearch(ADA))

    assert asyncio.run(story()) == ({"text": "apple"}, ["k"], 8)
