"""The words of texts: BM25 against a plain sum over all texts, and words of many scripts."""

import math
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorykinds.store.lexical import K1, B, Lexicon
from memorykinds.store.words import LONGEST, plain_words, words

TEXTS = ["Ada paints lakes", "Max paints houses and paints cars", "The train to Berlin"]


def plain_bm25(texts, question):
    """BM25 as its definition reads, text by text."""
    said = [words(text) for text in texts if words(text)]
    average = sum(map(len, said)) / len(said) if said else 1
    scores = []
    for text in texts:
        own, score = words(text), 0.0
        for word in words(question):
            holding = sum(word in other for other in map(words, texts))
            idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
            times = own.count(word)
            norm = K1 * (1 - B + B * len(own) / average)
            score += idf * (K1 + 1) * times / (times + norm) if times else 0.0
        scores.append(score)
    return scores


SENTENCES = st.lists(
    st.lists(st.sampled_from(["lake", "train", "paint", "ada", "max"]), min_size=1).map(" ".join),
    min_size=1,
    max_size=8,
)


@given(SENTENCES, SENTENCES.map(" ".join))
def test_scores_are_those_of_the_definition(texts, question):
    lexicon = Lexicon()
    lexicon.add(texts)
    assert lexicon.score(question).bm25.tolist() == pytest.approx(plain_bm25(texts, question))


@given(SENTENCES, SENTENCES, st.data())
def test_a_lexicon_that_followed_changes_scores_as_a_new_one(before, after, data):
    lexicon = Lexicon()
    lexicon.add(before)
    rows = list(before)
    for text in after:
        row = data.draw(st.integers(0, len(rows) - 1))
        if data.draw(st.booleans()):
            lexicon.replace(row, text)
            rows[row] = text
        else:
            lexicon.add([text])
            rows.append(text)
    gone = data.draw(st.integers(0, len(rows) - 1))
    lexicon.remove(gone)
    fresh = Lexicon()
    fresh.add(rows[:gone] + rows[gone + 1 :])
    scores = lexicon.score("lake train ada").bm25.tolist()
    assert scores.pop(gone) == 0
    assert scores == pytest.approx(fresh.score("lake train ada").bm25.tolist())


def test_coverage_is_what_share_of_the_questions_words_a_text_holds():
    lexicon = Lexicon()
    lexicon.add(TEXTS)
    coverage = lexicon.score("Does Ada paint lakes?").coverage
    assert coverage[0] == pytest.approx(1, abs=0.01)
    assert 0 < coverage[1] < 0.5
    assert coverage[2] == 0


def test_a_question_of_no_known_word_scores_nothing():
    lexicon = Lexicon()
    assert lexicon.score("anything").coverage.tolist() == []
    lexicon.add(TEXTS)
    assert lexicon.score("and the of").coverage.tolist() == [0, 0, 0]
    assert lexicon.score("zzz").coverage.tolist() == [0, 0, 0]


def test_a_row_that_was_removed_twice_or_never_filled_is_no_trouble():
    lexicon = Lexicon()
    lexicon.add(["", "lake"])
    lexicon.remove(1)
    lexicon.remove(1)
    assert lexicon.score("lake").bm25.tolist() == [0, 0]
    assert lexicon.dead == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What are Ada's favourite paintings?", ["ada", "favourit", "paint"]),
        ("Straße STRASSE", ["strass", "strass"]),  # folded, then stemmed as English
        ("Żółta łódź", ["żółta", "łódź"]),
        ("Где живёт Ада?", ["где", "живёт", "ада"]),
        ("東京に住む", ["東京", "京に", "に住", "住む"]),
        ("ｆｕｌｌ", ["full"]),
        ("'' ’ — !!", []),
        ("", []),
    ],
)
def test_words_of_many_scripts(text, found):
    assert words(text) == found


@given(st.text(alphabet="aB9 '_-.\n"))
def test_words_of_ascii_are_those_of_any_text(text):
    accented = plain_words(f"{text} é")
    assert accented == [*plain_words(text), "é"]


def test_names_keep_words_that_are_stop_words_elsewhere():
    assert plain_words("Will, May") == ["will", "may"]


@given(st.text(), st.text(alphabet=string.printable))
def test_any_text_is_taken(one, other):
    lexicon = Lexicon()
    lexicon.add([one, other])
    assert all(0 <= share <= 1 for share in lexicon.score(one).coverage)
    assert all(len(word) <= LONGEST for word in words(one))
