"""The checks see what they say they see."""

from itertools import combinations

import pytest

from memorykinds.kinds import InputError
from memorykinds.managers import avoids, contains_bullets, language, max_words, mentions
from memorykinds.managers.gate_checks import _WORDS


def test_brevity_is_met_in_part():
    check = max_words(4)
    assert [check(text, None) for text in ("a b c d", "a b c d e f g h", "")] == [1, 0.5, 0]


@pytest.mark.parametrize(
    ("answer", "score"),
    [("- a\n- b", 1), ("1. a\n2. b", 1), ("Two:\n  • a\n  • b", 1), ("- a", 0), ("a - b - c", 0)],
)
def test_a_list_has_two_points_or_more(answer, score):
    assert contains_bullets(answer, None) == score


SENTENCES = {
    "en": "The weather is good and you can go to the park.",
    "de": "Das Wetter ist gut und wir gehen mit dem Hund in den Park.",
    "fr": "Les enfants jouent dans le parc et la mère est avec eux.",
    "es": "Los niños juegan en el parque y la madre está con ellos.",
    "it": "Il tempo è bello e gli alberi della piazza sono verdi.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_language_is_known_by_its_common_words(code):
    scores = {other: language(code)(text, None) for other, text in SENTENCES.items()}
    assert scores.pop(code) > 0.5
    assert max(scores.values()) < 0.5
    assert language(code)("42", None) == 0


def test_no_common_word_stands_for_two_languages():
    assert [
        (a, b, _WORDS[a] & _WORDS[b]) for a, b in combinations(_WORDS, 2) if _WORDS[a] & _WORDS[b]
    ] == []


def test_words_are_mentioned_whole_and_in_any_case():
    answer = "A MONAD is a monoid in C++."
    assert mentions("monad", "monoids")(answer, None) == 0.5
    assert mentions("C++")(answer, None) == 1
    assert avoids("monad", "functor")(answer, None) == 0.5


@pytest.mark.parametrize(
    "make", [lambda: max_words(0), lambda: language("xx"), mentions, lambda: avoids(" ")]
)
def test_a_check_of_nothing_is_refused(make):
    with pytest.raises(InputError):
        make()
