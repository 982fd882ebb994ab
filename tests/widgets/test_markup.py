"""HTML that cannot be broken out of, and that reads well without a stylesheet."""

import re

import pytest
from fragments import Fragment
from hypothesis import given
from hypothesis import strategies as st

from memorykinds.widgets.controls import Controls
from memorykinds.widgets.markup import STYLE, bar, details, diff, image, mark, page, table, tag

LIVE, STATIC = Controls(live=True), Controls(live=False)


def text_of(html):
    return Fragment(html).text.replace("\N{NO-BREAK SPACE}", " ")


@given(st.text())
def test_any_text_stays_text_wherever_it_stands(text):
    html = tag("p", text, title=text, data_x=text) + table(text, [text], [[text, text]])
    parsed = Fragment(html)
    assert parsed.problems == []
    assert {name for name, _ in parsed.elements} == {
        *("p", "div", "table", "caption", "thead", "tbody", "tr", "th", "td")
    }
    assert set(parsed.elements[0][1]) == {"title", "data-x"}


def test_an_attribute_may_be_without_value_or_left_out():
    assert tag("option", "x", selected=True, value=0) == '<option selected value="0">x</option>'
    assert tag("option", "x", selected=False, value=None) == "<option>x</option>"


def test_an_attribute_may_be_called_name():
    assert tag("input", name="words") == '<input name="words">'


def test_the_first_cell_of_a_row_heads_it():
    parsed = Fragment(table("Facts", ["id", "text"], [["f1", "tea"]]))
    assert [a["scope"] for a in parsed.named("th")] == ["col", "col", "row"]


@pytest.mark.parametrize(("share", "full"), [(-1, 0), (0, 0), (0.5, 6), (1, 12), (7, 12)])
def test_a_bar_is_as_long_as_its_share_and_says_its_number(share, full):
    told = text_of(bar(share, "0.5 points"))
    assert told.count("█") == full
    assert told.endswith("0.5 points")


def test_bars_of_all_shares_are_equally_wide():
    assert len({len(text_of(bar(n / 96, "x"))) for n in range(97)}) == 1


def test_a_bar_may_be_narrow():
    assert text_of(bar(0.5, "2", width=4)).count("█") == 2


def test_a_drawing_can_be_clicked_only_where_somebody_answers():
    shapes = [tag("circle", r=3)]
    live, static = (
        ui.drawn(*shapes, act="select", args=["f1"], class_="x") for ui in (LIVE, STATIC)
    )
    assert Fragment(live).named("g")[0]["data-args"] == '["f1"]'
    assert Fragment(static).named("g") == [{"class": "x"}]


def test_a_mark_says_in_words_what_it_marks():
    assert (
        text_of(mark("likes tea", "semantic fact-1", "semantic")) == "[semantic fact-1] likes tea"
    )


def test_a_kind_that_is_none_gets_no_class():
    assert 'class="mk-' not in str(mark("x", "y", '"><b>')).replace("mk-label", "")[:6]
    assert Fragment(mark("x", "y", '"><b>')).named("b") == []


def test_a_diff_says_what_was_removed_and_what_was_added():
    html = diff("lives in Turin now", "lives in Berlin now")
    assert text_of(html) == "lives in removed: Turinadded: Berlin now"
    assert Fragment(html).problems == []


@given(st.text(), st.text())
def test_a_diff_holds_both_texts_whole(before, after):
    html = str(diff(before, after))
    words = r'<small class="mk-word">(removed|added): </small>'
    html = re.sub(words, "", html)
    old = Fragment(re.sub(r"<ins>.*?</ins>", "", html, flags=re.DOTALL)).text
    new = Fragment(re.sub(r"<del>.*?</del>", "", html, flags=re.DOTALL)).text
    assert (old, new) == (before, after)


def test_an_image_carries_the_text_that_stands_in_its_place():
    (attributes,) = Fragment(image(b"\x89PNG", 'a "map"')).named("img")
    assert attributes["alt"] == 'a "map"'
    assert attributes["src"].startswith("data:image/png;base64,")


def test_details_are_closed_unless_opened():
    assert Fragment(details("More", "x")).named("details") == [{}]
    assert Fragment(details("More", "x", opened=True)).named("details") == [{"open": None}]


def test_a_page_stands_by_itself():
    assert page("A < B", tag("p", "x")).startswith('<!doctype html>\n<html lang="en">')
    assert "<title>A &lt; B</title>" in page("A < B")


def test_every_rule_of_the_stylesheet_is_held_to_inspectors():
    css = re.sub(r"/\*.*?\*/", "", STYLE.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = [s.strip() for rule in re.findall(r"([^{}]+)\{", css) for s in rule.split(",")]
    assert [s for s in selectors if not s.startswith(".memorykinds")] == []
    assert "url(" not in css
    assert "@import" not in css


def controls(ui):
    return {
        "slider": ui.slider("k", "set_k", value=8, low=1, high=50, step=1, unit=" hits"),
        "choice": ui.choice("Kind", "filter", value="a", options={"a": "all", "b": "some"}),
        "check": ui.check("Only mine", "mine", on=True),
        "field": ui.field("Filter", "find", value="tea"),
        "form": ui.form(
            "edit", "f1", fields={"text": "tea", "why": None}, submit="Save", long=["why"]
        ),
        "button": ui.button("Pin", "pin", "f1", static="pinned"),
    }


def test_each_control_has_words_in_its_place_where_nobody_answers():
    assert {name: text_of(html) for name, html in controls(STATIC).items()} == {
        "slider": "k: 8 hits",
        "choice": "Kind: all",
        "check": "Only mine: yes",
        "field": "Filter: tea",
        "form": "",
        "button": "pinned",
    }


@pytest.mark.parametrize("name", controls(LIVE))
def test_each_control_has_a_label_and_names_its_action(name):
    parsed = Fragment(controls(LIVE)[name])
    assert parsed.problems == []
    inputs = parsed.named("input", "select", "textarea")
    assert len(parsed.named("label")) == len(inputs)
    assert [a for _, a in parsed.elements if "data-act" in a]


def test_a_slider_may_have_words_for_its_value():
    slider = LIVE.slider("When", "go", value=3, low=0, high=9, step=1, words="3 May 2026")
    (moved,) = Fragment(slider).named("input")
    assert moved["aria-valuetext"] == "3 May 2026"
    assert "data-unit" not in moved  # by which the browser would write the number itself


def test_arguments_come_back_as_they_were():
    (button,) = Fragment(LIVE.button("x", "pin", "f'1\"<", 2)).named("button")
    assert button["data-args"] == '["f\'1\\"<", 2]'


def test_a_field_says_what_may_stand_there_and_what_is_wrong_with_it():
    form = LIVE.form(
        "edit",
        fields={"day": "soon", "text": "\ntea"},
        submit="Save",
        long=["text"],
        hints={"day": "a date"},
        errors={"day": "This is no date."},
    )
    assert text_of(form).startswith("day (a date) This is no date.")
    (day,) = Fragment(form).named("input")
    assert day["aria-invalid"] == "true"
    # A parser drops the first line break of a textarea; the text's own one stays.
    assert text_of(form).endswith("\n\nteaSave")
