"""The map of memories: what is drawn, what is said of it, and what a person can do."""

import re

import numpy as np
import pytest
from fragments import Fragment
from langgraph.store.base import PutOp
from langgraph.store.memory import InMemoryStore

import memorykinds as mk
from memorykinds.kinds.names import memory_namespace
from memorykinds.models.hashing import HashEmbeddings
from memorykinds.widgets import map_points

TEXTS = (
    "likes green tea",
    "likes black tea",
    "lives by a lake",
    "has a cat",
    "plays chess",
    "is late",
)


def opened(**more):
    return mk.open(
        user="ada",
        **({"embeddings": "hash"} | more),
        clock=mk.LessonClock("2026-05-03"),
        ids=mk.counted_ids(),
    )


def told(memory, *texts):
    for number, text in enumerate(texts):
        memory.semantic.add(
            mk.Fact(subject="Ada", predicate=f"p{number}", object=text, text=f"Ada {text}.")
        )
    return memory


@pytest.fixture
def ada():
    memory = told(opened(), *TEXTS)
    memory.procedural.add(mk.Rule(text="Speak of tea."))
    memory.episodic.add(
        mk.Episode(title="Tea", situation="A shop", action="Bought tea", outcome="Good tea")
    )
    return memory


def text_of(html):
    return re.sub(r"\s+", " ", Fragment(html).text)


def test_all_believed_memories_of_all_kinds_are_drawn(ada):
    ada.forget("fact-6")
    seen = ada.map()
    assert set(seen.places) == {*(f"fact-{n}" for n in range(1, 6)), "rule-1", "episode-1"}
    assert repr(seen).startswith("MemoryMap(7 of 7 memories, ")


def test_kinds_can_be_left_out_and_taken_in(ada):
    seen = ada.map(kinds=["semantic"])
    assert {record.kind for record in seen.records} == {"semantic"}
    seen.show("procedural", True)
    assert seen.kinds == ("semantic", "procedural")
    seen.show("semantic", False)
    assert list(seen.places) == ["rule-1"]
    with pytest.raises(mk.InputError, match="At least one kind"):
        seen.show("procedural", False)


def test_the_nearest_are_told_by_cosine_and_not_by_the_map(ada):
    seen = ada.map("Who likes green tea?")
    near = seen.neighbours()
    searched = ada.store.search(("ada", "semantic"), query="Who likes green tea?", limit=1)
    assert near[0].record.id == searched[0].key == "fact-1"
    assert near[0].cosine == pytest.approx(searched[0].score, abs=1e-5)
    assert [n.cosine for n in near] == sorted((n.cosine for n in near), reverse=True)
    assert sorted(n.on_map for n in seen.neighbours("fact-1")) != [0] * 5


def test_a_memory_is_not_its_own_neighbour(ada):
    near = ada.map().neighbours("fact-1")
    assert "fact-1" not in {n.record.id for n in near}
    assert near[0].record.id == "fact-2"


def test_a_question_does_not_move_the_map(ada):
    plain, asked = ada.map(), ada.map("tea by the lake")
    assert plain.places == asked.places
    asked.ask("")
    assert asked.neighbours() == ()
    assert asked.to_html() == plain.to_html()


def test_one_chooses_a_memory_by_id_and_walks_in_a_circle(ada):
    seen = ada.map(kinds=["semantic"])
    assert seen.select("fact-3").text == "Ada lives by a lake."
    assert "Ada lives by a lake." in seen.live_html()
    assert [seen.next().id for _ in range(4)] == ["fact-4", "fact-5", "fact-6", "fact-1"]
    assert seen.previous().id == "fact-6"
    seen.select("")
    assert seen.chosen is None
    with pytest.raises(mk.NotFoundError, match="no memory with the id 'fact-9'"):
        seen.select("fact-9")


def test_what_is_chosen_and_no_more_drawn_is_chosen_no_more(ada):
    seen = ada.map()
    seen.select("rule-1")
    seen.show("procedural", False)
    assert seen.chosen is None


def test_what_the_map_loses_is_said_in_numbers(ada):
    seen = ada.map()
    left = seen.distortion
    words = text_of(seen.to_html())
    assert f"The map shows {sum(seen.shares):.0%} of how the vectors differ" in words
    assert f"{left.kept:.1f} are on average among the {left.near} nearest here" in words


def test_every_point_can_be_clicked_and_chosen_from_a_list(ada):
    live = Fragment(ada.map().live_html())
    points = [a["data-args"] for a in live.named("g")]
    listed = [a["value"] for a in live.named("option") if a["value"]]
    assert len(points) == len(listed) == 8
    assert {f'["{one}"]' for one in listed} == set(points)


def test_each_kind_has_a_shape_of_its_own(ada):
    live = Fragment(ada.map("tea").live_html())
    svg = [n for n, a in live.elements if n in ("rect", "polygon", "path")]
    assert sorted(svg) == ["path", "polygon", "rect"]


def test_the_static_map_is_a_picture_with_words_and_a_table(ada):
    static = Fragment(ada.map("green tea").to_html())
    (picture,) = static.named("img")
    assert picture["src"].startswith("data:image/png;base64,iVBOR")
    assert (
        "Map of 8 memories by their vectors: 6 semantic, 1 episodic, 1 procedural."
        in picture["alt"]
    )
    assert "nearest to it in truth are fact-1" in picture["alt"]
    assert "All 8 memories of the map" in static.text
    assert static.named("svg") == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "There is no semantic memory yet."),
        (1, "There is one memory, so there is nothing to tell apart."),
        (2, "So few points fit on it as they are."),
        (3, "The nearest in truth is also the nearest here for 100% of the memories"),
    ],
)
@pytest.mark.parametrize("query", [None, "tea"])
def test_few_memories_have_a_map_too(number, words, query):
    seen = told(opened(), *TEXTS[:number]).map(query, kinds=["semantic"])
    assert words in text_of(seen.to_html())
    assert len(Fragment(seen.live_html()).named("g")) == number
    assert len(seen.neighbours()) == (number if query else 0)


def test_without_a_memory_there_is_no_next():
    with pytest.raises(mk.NotFoundError, match="no memory on the map"):
        opened().map().next()


def test_equal_vectors_are_said_to_be_equal():
    class Same(HashEmbeddings):
        def embed_documents(self, texts):
            return super().embed_documents(["x"] * len(texts))

    seen = told(opened(embeddings=Same(16)), *TEXTS).map("tea")
    assert "All vectors are the same, so there is nothing to tell apart." in text_of(seen.to_html())
    assert len(set(seen.places.values())) == 1


def test_a_store_without_vectors_says_that_it_has_none():
    for store in (mk.FaissStore(None), InMemoryStore()):
        seen = told(opened(store=store), *TEXTS).map("tea")
        assert "This store has no vectors, so there is nothing to draw" in text_of(seen.to_html())
        assert seen.neighbours() == ()


def test_another_stores_texts_are_embedded_once_more_and_that_is_said():
    index = {"dims": 64, "embed": HashEmbeddings(64), "fields": ["text"]}
    ours = told(opened(store=mk.FaissStore(None, index=index)), *TEXTS).map("green tea")
    other = told(opened(store=InMemoryStore(index=index)), *TEXTS).map("green tea")
    assert "embedded once more" in text_of(other.to_html())
    assert "embedded once more" not in text_of(ours.to_html())
    assert np.allclose(list(other.places.values()), list(ours.places.values()), atol=1e-4)
    assert [n.record.id for n in other.neighbours()] == [n.record.id for n in ours.neighbours()]


def many(memory, number):
    namespace = memory_namespace("ada", "semantic")
    (item,) = memory.store.search(namespace)
    texts = {f"m{n}": f"note {n} of {n * n}" for n in range(number)} | {"fish": "a fish swims"}
    memory.store.batch([PutOp(namespace, k, {**item.value, "text": t}) for k, t in texts.items()])
    return memory


def test_of_many_memories_a_sample_is_drawn_and_what_is_nearest_to_the_query(monkeypatch):
    monkeypatch.setattr(map_points, "MOST", 20)
    memory = many(told(opened(), "has a cat"), 60)
    plain, asked = memory.map(), memory.map("a fish swims")
    assert len(plain.places) == 20
    assert "Of 62 memories 20 are drawn: a sample, the same each time." in text_of(plain.to_html())
    assert asked.neighbours()[0].record.id == "fish"
    assert plain.places.items() <= asked.places.items()
    assert memory.map().places == plain.places


def test_a_new_memory_changes_the_sample_by_one_at_most(monkeypatch):
    monkeypatch.setattr(map_points, "MOST", 20)
    memory = many(told(opened(), "has a cat"), 60)
    before = set(memory.map().places)
    told(memory, "is new", "is newer")
    assert len(before - set(memory.map().places)) <= 2


def test_a_store_that_cannot_look_gives_the_same_sample(monkeypatch):
    monkeypatch.setattr(map_points, "MOST", 20)
    memory = many(told(opened(), "has a cat"), 60)
    seen = memory.map("a fish swims")
    monkeypatch.setattr(mk.FaissStore, "look", lambda *_: None)
    assert set(memory.map("a fish swims").places) == set(seen.places)


@pytest.mark.parametrize(
    "options", [{"query": 7}, {"kinds": ["facts"]}, {"kinds": []}, {"near": 0}, {"near": 21}]
)
def test_what_cannot_be_drawn_is_refused(ada, options):
    with pytest.raises(mk.InputError):
        ada.map(**options)


def test_any_question_can_be_asked(ada):
    for query in ("?", "   ", "茶 🍵", "x" * 5000, "\x00\ud800", "<b>tea</b>"):
        seen = ada.map(query)
        assert Fragment(seen.live_html()).problems == []
        assert Fragment(seen.live_html()).named("b") == []
