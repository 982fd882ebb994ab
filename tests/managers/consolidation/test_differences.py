"""What code sees that keeps two sentences apart."""

import pytest

from memorykinds.managers.consolidation.differences import differences, stem, values

APART = [
    ("The user's sister is Anna.", "The user's sister is Anne."),
    ("The user likes green tea.", "The user likes black tea."),
    ("The user was born on 2 May.", "The user was born on 3 May."),
    ("The exam is in March.", "The exam is in May."),
    ("The user has two cats.", "The user has 3 cats."),
    ("The user likes tea.", "The user does not like tea."),
    ("The user likes tea.", "The user doesn’t like tea."),
    ("The user takes milk.", "The user is without milk."),
    ("The user prefers tea to coffee.", "The user prefers coffee to tea."),
    ("The user knows Tom in Rome.", "The user knows Tom, aged 5."),
    ("彼女は東京に住んでいます。", "彼女は大阪に住んでいます。"),
]

TOGETHER = [
    ("The user has two cats.", "The user has 2 cats."),
    ("The user likes dogs.", "The user likes dog."),
    ("The user has a sister.", "The user has a sister, Anna."),
    ("The user speaks French and German.", "The user speaks German and French."),
    ("The user likes movies.", "The user likes films."),
    ("彼女は東京に住んでいます。", "彼女は東京に住んでいます。"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_values_keep_two_sentences_apart_in_both_directions(one, other):
    assert differences(one, other)
    assert differences(other, one)


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_where_code_sees_no_difference_it_says_so_in_both_directions(one, other):
    assert differences(one, other) is None
    assert differences(other, one) is None


def test_a_sentence_that_says_more_has_more_values():
    assert values("The user has a sister, Anna, born in 1990.") == {"sister", "anna", "1990"}
    assert values("The user has a sister.") == {"sister"}


@pytest.mark.parametrize(
    ("word", "plain"),
    [("dogs", "dog"), ("cities", "city"), ("boxes", "box"), ("glass", "glass"), ("bus", "bus")],
)
def test_only_the_s_of_a_plural_is_taken_away(word, plain):
    assert stem(word) == plain
