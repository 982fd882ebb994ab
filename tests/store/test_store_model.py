"""The store against a plain dict, with cosines by NumPy: any story of operations agrees.

The oracle shares no code with the store: it keeps values and float64 vectors in a dict and
compares everything with everything.
"""

import json
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from langgraph.store.base import PutOp
from store_toys import EVERYWHERE, WORDS, WordCounts, counts, index_of, ticking_clock

from memorykinds.store import FaissStore

NAMESPACES = st.sampled_from([("ada",), ("ada", "x"), ("ada-b",), ("bob", "x"), ("bob", "x", "y")])
PREFIXES = st.sampled_from([(), ("ada",), ("bob",), ("bob", "x"), ("ada", "x"), ("nobody",)])
KEYS = st.sampled_from(["a", "b", "c", "d"])
TEXTS = st.lists(st.sampled_from([*WORDS[:4], "unknown"]), max_size=3).map(" ".join)
VALUES = st.fixed_dictionaries(
    {"n": st.integers(0, 3) | st.sampled_from(["2", None, True])},
    optional={"text": TEXTS, "list": st.lists(TEXTS, max_size=3)},
)
INDEXES = st.sampled_from([None, None, False, ["list[*]"], ["text", "list[0]"]])
PUTS = st.tuples(NAMESPACES, KEYS, st.none() | VALUES, INDEXES)
THRESHOLDS = st.none() | st.integers(0, 3)


def texts_of(value, index):
    listed = value.get("list", [])
    found = {
        None: [value.get("text", "")],
        False: [],
        "list[*]": listed,
        "text": [value.get("text", ""), *listed[:1]],
    }[index if not isinstance(index, list) else index[0]]
    return [text for text in found if text.strip()]


def cosine(one, other):
    norms = np.linalg.norm(one) * np.linalg.norm(other)
    return float(np.dot(one, other) / norms) if norms else 0.0


class StoreAgainstDict(RuleBasedStateMachine):
    how = EVERYWHERE["flat"]
    tolerance = 1e-5  # float32 may part or join scores that differ in the seventh digit

    @initialize(on_disk=st.booleans())
    def start(self, on_disk):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "ada.db" if on_disk else None
        self.clock = ticking_clock()
        self.stores = [self.open()]
        if on_disk:
            self.stores.append(self.open())  # a second view of the same file
        self.turn = 0
        self.moment = 0
        self.model = {}  # (namespace, key) -> (value, texts, moment of the last update)

    def open(self):
        index = {**index_of(WordCounts()), **self.how}
        return FaissStore(self.path, index=index, clock=self.clock)

    @property
    def store(self):
        self.turn += 1  # the views take turns, so that each must catch up with the other
        return self.stores[self.turn % len(self.stores)]

    def teardown(self):
        for store in getattr(self, "stores", []):
            store.close()
        if hasattr(self, "folder"):
            self.folder.cleanup()

    @rule(puts=st.lists(PUTS, min_size=1, max_size=6))
    def put(self, puts):
        self.store.batch([PutOp(*parts) for parts in puts])
        self.moment += 1
        for namespace, key, value, index in puts:
            self.model.pop((namespace, key), None)
            if value is not None:
                self.model[namespace, key] = (value, texts_of(value, index), self.moment)

    @rule()
    def reopen(self):
        if self.path is not None:
            self.stores.pop(0).close()
            self.stores.append(self.open())

    def admitted(self, prefix, threshold):
        return {
            place: entry
            for place, entry in self.model.items()
            if place[0][: len(prefix)] == prefix
            and (threshold is None or (type(entry[0]["n"]) is int and entry[0]["n"] >= threshold))
        }

    @rule(prefix=PREFIXES, threshold=THRESHOLDS, limit=st.integers(0, 7), offset=st.integers(0, 5))
    def listing(self, prefix, threshold, limit, offset):
        wanted = self.admitted(prefix, threshold)
        order = sorted(wanted, key=lambda place: (-wanted[place][2], place))
        condition = None if threshold is None else {"n": {"$gte": threshold}}
        hits = self.store.search(prefix, filter=condition, limit=limit, offset=offset)
        assert [(h.namespace, h.key) for h in hits] == order[offset : offset + limit]

    @rule(
        prefix=PREFIXES,
        threshold=THRESHOLDS,
        query=TEXTS.filter(str.strip),
        limit=st.integers(0, 7),
        offset=st.integers(0, 5),
    )
    def searching(self, prefix, threshold, query, limit, offset):
        wanted = self.admitted(prefix, threshold)
        vector = counts(query)
        scores = {
            place: max(cosine(vector, counts(text)) for text in texts)
            for place, (_, texts, _) in wanted.items()
            if texts
        }
        silent = sorted(wanted.keys() - scores, key=lambda place: (-wanted[place][2], place))
        condition = None if threshold is None else {"n": {"$gte": threshold}}
        hits = self.store.search(prefix, query=query, filter=condition, limit=limit, offset=offset)

        page = [*sorted(scores.values(), reverse=True), *[None] * len(silent)]
        page = page[offset : offset + limit]
        assert [hit.score is None for hit in hits] == [score is None for score in page]
        ranked = [hit for hit in hits if hit.score is not None]
        # Each score is compared with the oracle's, the order with the scores returned.
        for hit, score in zip(ranked, page, strict=False):
            assert abs(hit.score - score) < self.tolerance
            assert abs(hit.score - scores[hit.namespace, hit.key]) < self.tolerance
        places = [(-hit.score, hit.namespace, hit.key) for hit in ranked]
        assert places == sorted(places)
        assert len({(h.namespace, h.key) for h in hits}) == len(hits)
        start = max(0, offset - len(scores))
        unscored = [(h.namespace, h.key) for h in hits if h.score is None]
        assert unscored == silent[start : start + len(unscored)]

    @invariant()
    def values_and_namespaces_agree(self):
        if not hasattr(self, "model"):
            return
        store = self.store
        assert store.list_namespaces() == sorted({namespace for namespace, _ in self.model})
        for (namespace, key), (value, _, _) in self.model.items():
            got = store.get(namespace, key).value
            assert json.dumps(got, sort_keys=True) == json.dumps(value, sort_keys=True)


StoreAgainstDict.TestCase.settings = settings(max_examples=60, stateful_step_count=25)
TestStoreAgainstDict = StoreAgainstDict.TestCase


class HnswAgainstDict(StoreAgainstDict):
    how = EVERYWHERE["hnsw"]


class IvfAgainstDict(StoreAgainstDict):
    how = EVERYWHERE["ivf"]


class Sq8AgainstDict(StoreAgainstDict):
    how = EVERYWHERE["sq8"]
    tolerance = 0.02  # 255 steps over a little more than -1 to 1, in eight dimensions


TestHnswAgainstDict = HnswAgainstDict.TestCase
TestIvfAgainstDict = IvfAgainstDict.TestCase
TestSq8AgainstDict = Sq8AgainstDict.TestCase
for test in (TestHnswAgainstDict, TestIvfAgainstDict, TestSq8AgainstDict):
    test.settings = settings(max_examples=20, stateful_step_count=25)
