"""An edited answer as text: what a model reads is read back the same, whatever the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorykinds.kinds.edits import SHOWN_CHARACTERS, parse_edit, render_edit, word_diff

plain = st.text(st.characters(exclude_characters="<>", exclude_categories=["Cs", "Cc"]), min_size=1)


def test_the_words_that_went_and_came_are_marked():
    assert word_diff("Hello! It is red.", "It is blue.") == "[-Hello! -]It is [-red.-] {+blue.+}"


@given(plain, plain)
def test_a_diff_holds_both_texts(before, after):
    diff = word_diff(before, after)
    assert all(word in diff for word in (*before.split(), *after.split()))


@given(plain, plain, plain)
def test_an_edit_is_read_back_as_it_was_written(before, after, comment):
    edit = parse_edit(render_edit(before, after, comment))
    assert (edit.comment, edit.answer, edit.edited) == (comment.strip(), before, after)
    assert edit.words_before == len(before.split())


@pytest.mark.parametrize("text", ["", "Too long.", "The user edited the last answer, I think."])
def test_other_feedback_is_no_edit(text):
    assert parse_edit(text) is None


def test_a_huge_edit_is_cut_and_still_counted_whole():
    text = render_edit("word " * 100_000, "word " * 50_000)
    edit = parse_edit(text)
    assert (edit.words_before, edit.words_after) == (100_000, 50_000)
    assert len(text) < 5 * SHOWN_CHARACTERS
