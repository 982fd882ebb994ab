"""A recall taken apart: its numbers, its sliders, and why a memory was left out."""

import html
import re

import pytest
from fragments import Fragment
from langgraph.store.memory import InMemoryStore

import memorykinds as mk
from memorykinds.widgets.recall_rows import left_out, recalled

TOLD = (
    ("green tea", 0.1),
    ("black tea", 0.9),
    ("a lake", 0.5),
    ("a long train to the lake", 0.2),
    ("tea by the lake", 0.4),
    ("coffee", 1.0),
)


def opened(told=TOLD, **more):
    memory = mk.open(
        user="ada",
        **({"embeddings": "hash"} | more),
        clock=mk.LessonClock("2026-05-03"),
        ids=mk.counted_ids(),
    )
    for number, (text, confidence) in enumerate(told):
        memory.semantic.add(
            mk.Fact(
                subject="Ada",
                predicate=f"likes_{number}",
                object=text,
                text=f"Ada likes {text}.",
                confidence=confidence,
            )
        )
    return memory


@pytest.fixture
def recall():
    return opened().recall("green tea", k=3, budget=300)


def text_of(fragment):
    return re.sub(r"\s+", " ", Fragment(fragment).text)


def ids(found):
    return [hit.record.id for hit in found.hits]


def test_the_points_of_each_row_are_its_score(recall):
    for hit in (*recall.hits, *recall.lost):
        html_of = recall.explore()
        html_of.why_not(hit.record.id)
        (score,) = re.findall(r">all</th>.*?(\d\.\d{3})", html_of.to_html())
        points = re.findall(r"</span>\xa0(\d\.\d{3})</td>", html_of.to_html())[:-1]
        assert float(score) == pytest.approx(hit.score, abs=5e-4)
        assert sum(map(float, points)) == pytest.approx(hit.score, abs=5e-3)


def test_a_weight_ranks_anew_at_once_and_reset_goes_back(recall):
    view = recall.explore()
    view.weigh("importance", 1.0)
    assert view.recall == recall.with_(
        weights={kind: w.with_(importance=1.0) for kind, w in recall.weights.items()}
    )
    assert ids(view.recall) != ids(recall)
    assert view.reset() is recall
    assert view.recall is recall


def test_the_weights_of_one_kind_leave_the_others_alone(recall):
    view = recall.explore()
    view.weigh_kind("episodic")
    view.weigh("lexical", 0.9)
    assert view.recall.weights["episodic"].lexical == 0.9
    assert view.recall.weights["semantic"] == recall.weights["semantic"]
    with pytest.raises(mk.InputError, match="'procedural' was not searched"):
        view.weigh_kind("procedural")


def test_weights_that_differ_by_kind_are_both_told(recall):
    assert "0.7 semantic, 0.35 episodic" in recall.explore().to_html()


def test_a_fact_has_no_slider_for_what_only_episodes_have(recall):
    view = recall.explore()
    assert "before" in text_of(view.to_html())
    view.weigh_kind("semantic")
    assert "before:" not in text_of(view.to_html())


def test_k_budget_fusion_and_diversity_are_set(recall):
    view = recall.explore()
    view.set_k(5)
    view.set_budget(90)
    view.set_fusion("rrf")
    view.set_diversity(0.5)
    now = view.recall
    assert (now.k, now.budget, now.fusion, now.diversity) == (5, 90, "rrf", 0.5)
    assert now == recall.with_(k=5, budget=90, fusion="rrf", diversity=0.5)


def test_the_limit_of_the_prompt_is_taken_away_and_set_to_what_it_takes(recall):
    view = recall.explore()
    assert view.limit(False).budget is None
    assert "set_budget" not in view.live_html()
    assert view.limit(True).budget == view.recall.tokens


def test_the_call_that_is_shown_gives_what_is_shown(recall):
    view = recall.explore()
    assert "In Python" not in view.to_html()
    view.weigh("recency", 0.25)
    view.set_k(2)
    view.set_fusion("zscore")
    (code,) = re.findall(r"<code>(.*?)</code>", view.to_html())
    assert eval(html.unescape(code), {"recall": recall}) == view.recall  # noqa: S307 -- our own


def moved_in(view):
    rows = (*recalled(view.recall, view.first), *left_out(view.recall, view.first))
    return {row.hit.record.id: row.moved for row in rows}


def test_what_moved_is_told_in_words(recall):
    view = recall.explore()
    assert set(moved_in(view).values()) == {"as before"}
    view.weigh("importance", 1.0)
    before = {hit.record.id: hit.rank for hit in (*recall.hits, *recall.lost)}
    for hit in (*view.recall.hits, *view.recall.lost):
        up, told = before[hit.record.id] - hit.rank, moved_in(view)[hit.record.id]
        arrow = "▲" if up > 0 else "▼" if up < 0 else ""
        assert (f"{arrow} {abs(up)}" in told) if up else ("▲" not in told and "▼" not in told)
        assert ("new" in told) == (hit.gate == "passed" and hit.record.id not in ids(recall))
        assert ("out" in told.split(", ")) == (
            hit.gate != "passed" and hit.record.id in ids(recall)
        )


def test_what_was_too_far_down_to_be_kept_came_from_far_down():
    memory = opened()
    view = memory.recall("green tea", k=1, pool=1).explore()
    view.set_k(4)
    assert set(list(moved_in(view).values())[1:]) == {"▲ from far down, new"}


def test_one_asks_why_a_memory_was_left_out_and_makes_the_change_that_admits_it(recall):
    view = recall.explore()
    lost = recall.lost[-1].record.id
    told = view.why_not(lost)
    assert told == recall.why_not(lost)
    assert html.escape(told.reason) in view.to_html()
    for number in range(1, len(told.changes) + 1):
        view.reset()
        assert lost in ids(view.apply(number))
        assert "and is recalled." in text_of(view.to_html())
    with pytest.raises(mk.NotFoundError, match="no change 1"):
        view.apply(1)


def test_a_change_that_takes_a_new_search_is_made_by_one():
    memory = opened()
    memory.procedural.add(mk.Rule(text="Offer green tea."))
    view = memory.recall("green tea", k=2).explore()
    assert view.why_not("rule-1").gate == "kind"
    assert "rule-1" in ids(view.apply(1))
    assert view.recall.kinds == ("semantic", "episodic", "procedural")
    view.weigh("importance", 0.3)
    assert "from semantic and episodic and procedural memories" in text_of(view.to_html())
    assert "In Python" not in view.to_html()  # no with_ makes that of the first recall
    assert view.reset().kinds == ("semantic", "episodic")


def test_asking_for_what_is_not_there_is_refused(recall):
    view = recall.explore()
    for wrong in ("fact-99", "  ", "<b>"):
        with pytest.raises(mk.MemoryKindsError):
            view.why_not(wrong)
    assert view.asked is None


def test_after_a_setting_was_moved_the_answer_is_what_holds_now(recall):
    view = recall.explore()
    lost = recall.lost[0].record.id
    view.why_not(lost)
    view.weigh("recency", 0.5)
    hit = next(hit for hit in view.recall.lost if hit.record.id == lost)
    words = text_of(view.to_html())
    assert f"It ranks {hit.rank} now with a score of {hit.score:.2f} and is left out." in words
    with pytest.raises(mk.NotFoundError, match="ask why not first"):
        view.apply(1)
    assert view.why_not(lost) == view.recall.why_not(lost)
    assert lost in ids(view.apply(1))


def test_a_memory_that_is_far_down_is_said_to_be():
    memory = opened()
    view = memory.recall("green tea", k=1, pool=2).explore()
    far = next(r.id for r in memory.semantic.all() if r.id not in view.to_html())
    view.why_not(far)
    view.set_fusion("rrf")
    assert "It is not among the 2 best now." in text_of(view.to_html())


def test_one_finds_among_what_was_left_out_and_asks_for_more():
    memory = opened([(f"lake {3 * chr(97 + n)}", 0.5) for n in range(25)])
    view = memory.recall("lake", k=1).explore()
    assert "Considered and left out: 24" in text_of(view.to_html())
    assert len(Fragment(view.to_html()).named("tr")) == 1 + 1 + 1 + 10
    view.more()
    assert len(Fragment(view.to_html()).named("tr")) == 1 + 1 + 1 + 20
    view.find("LAKE ccc")
    assert "Considered and left out: 1 of 24" in text_of(view.to_html())
    view.find("fact-8")
    assert "Ada likes lake hhh." in view.to_html()
    view.find("nothing like this")
    assert "Considered and left out: 0 of 24" in text_of(view.to_html())


def test_the_prompt_stands_there_with_its_tokens_and_what_did_not_fit(recall):
    view = recall.explore()
    assert recall.prompt in Fragment(view.to_html()).text
    assert f"{recall.tokens} of 300 tokens, {recall.tokens / 300:.0%}" in text_of(view.to_html())
    view.set_budget(recall.tokens - 1)
    unfit = [hit.record.id for hit in view.recall.lost if hit.gate == "budget"]
    assert f"Did not fit: {', '.join(unfit)}." in text_of(view.to_html())


def test_with_a_budget_of_one_nothing_fits_and_that_is_said(recall):
    view = recall.explore()
    view.set_budget(1)
    assert "Nothing was recalled: nothing fits into 1 tokens." in text_of(view.to_html())
    assert repr(view).startswith("RecallExplorer(0 recalled, 6 considered more, 0 of 1 tokens")


def test_an_empty_memory_has_an_explorer_too():
    view = opened(()).recall("tea").explore()
    assert "Nothing was recalled: there is no semantic or episodic memory." in view.to_html()
    view.weigh("recency", 1)
    view.set_k(50)


def test_k_may_be_larger_than_the_memory(recall):
    view = recall.explore()
    view.limit(False)
    view.set_k(500)
    assert len(view.recall.hits) == 6
    (slider,) = [a for a in Fragment(view.live_html()).named("input") if "set_k" in a.values()]
    assert (slider["value"], slider["max"]) == ("500", "500")
    view.set_k(4)
    (slider,) = [a for a in Fragment(view.live_html()).named("input") if "set_k" in a.values()]
    assert slider["max"] == "500"  # it does not move away from under the finger


@pytest.mark.parametrize(
    ("act", "arguments"),
    [
        ("weigh", ("nothing", 1)),
        ("weigh", ("recency", -1)),
        ("weigh", ("half_life", 0)),
        ("weigh", ("recency", float("nan"))),
        ("set_k", (0,)),
        ("set_budget", (0,)),
        ("set_fusion", ("sum",)),
        ("set_diversity", (2,)),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_nothing_changes(recall, act, arguments):
    view = recall.explore()
    with pytest.raises(mk.InputError):
        getattr(view, act)(*arguments)
    assert view.recall is recall


def test_without_any_weight_the_last_one_stays(recall):
    view = recall.explore()
    view.weigh_kind("semantic")
    names = [n for n in type(recall.weights["semantic"]).model_fields if n != "half_life"]
    for name in names[1:]:
        view.weigh(name, 0)
    with pytest.raises(mk.InputError, match="All weights are 0"):
        view.weigh(names[0], 0)
    assert getattr(view.recall.weights["semantic"], names[0]) > 0


def test_notes_are_shown():
    view = opened(store=InMemoryStore()).recall("green tea").explore()
    assert "This store has no vectors, so similarity does not count." in view.to_html()


def test_a_recall_from_a_file_shows_and_says_that_it_cannot_be_ranked_anew(recall):
    read = type(recall).model_validate_json(recall.model_dump_json())
    assert read.explore().to_html() == recall.explore().to_html()
    with pytest.raises(mk.InputError, match="can be ranked anew"):
        read.explore().set_k(1)


def test_what_is_no_recall_is_refused(recall):
    with pytest.raises(mk.InputError, match="must be of type Recall"):
        type(recall.explore())("Which tea?")


def test_any_script_can_be_recalled_and_found():
    view = opened([("茶 🍵", 0.5), ("שלום", 0.5)]).recall("茶", k=1).explore()
    view.find("שלום")
    assert "שלום" in view.live_html()
    assert Fragment(view.live_html()).problems == []
