"""`HashEmbeddings`: the same vectors everywhere, near for like spelling, never zero."""

import json
import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorykinds.kinds import InputError
from memorykinds.models import HashEmbeddings


def cosine(a, b):
    return math.fsum(x * y for x, y in zip(a, b, strict=True))


@given(st.text(max_size=200))
def test_every_text_has_a_vector_of_length_one(text):
    vector = HashEmbeddings(64).embed_query(text)
    assert len(vector) == 64
    assert math.isclose(cosine(vector, vector), 1.0, abs_tol=1e-9)


@pytest.mark.parametrize("text", ["", " \n", "!?", "\ud800"])
def test_texts_without_words_are_accepted(text):
    vector = HashEmbeddings().embed_query(text)
    assert vector == HashEmbeddings().embed_query("")
    assert cosine(vector, HashEmbeddings().embed_query("a word")) == pytest.approx(0, abs=0.2)


def test_it_compares_spelling_not_meaning():
    one, like, other = HashEmbeddings().embed_documents(
        ["prefers dark mode", "preferred dark modes", "likes a black background"]
    )
    assert cosine(one, like) > 0.5
    assert cosine(one, other) < 0.2


def test_case_and_width_of_letters_do_not_matter():
    embed = HashEmbeddings().embed_query
    assert embed("Straße \N{FULLWIDTH LATIN CAPITAL LETTER A}BC") == embed("STRASSE abc")


def test_a_word_said_often_counts_more_but_less_than_in_proportion():
    embed = HashEmbeddings(4096).embed_query
    once, often = embed("tea milk"), embed("tea tea tea tea milk")
    assert cosine(embed("tea"), once) < cosine(embed("tea"), often) < 4 / math.sqrt(17)


def test_vectors_are_the_same_in_a_process_with_another_hash_seed():
    code = (
        "import json; from memorykinds.models import HashEmbeddings; "
        "print(json.dumps(HashEmbeddings(32).embed_query('Ada likes tea')))"
    )
    vectors = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", code],
                env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
                capture_output=True,
                check=True,
                timeout=60,
            ).stdout
        )
        for seed in ("1", "2")
    ]
    assert vectors[0] == vectors[1] == HashEmbeddings(32).embed_query("Ada likes tea")


def test_vectors_do_not_change_from_one_release_to_the_next():
    vector = HashEmbeddings(16).embed_query("Ada likes tea")
    assert [round(value, 4) for value in vector] == GOLDEN


GOLDEN = [
    0.5222,
    0.5222,
    0.3482,
    -0.1741,
    -0.1741,
    0.0,
    0.0,
    -0.1741,
    0.0,
    -0.3482,
    0.0,
    0.0,
    0.0,
    0.0,
    -0.3482,
    0.0,
]


def test_a_text_alone_and_among_others_has_one_vector():
    texts = ["one", "two", "one two"]
    together = HashEmbeddings().embed_documents(texts)
    assert together == [HashEmbeddings().embed_query(text) for text in texts]


def test_its_name_says_its_length():
    assert (HashEmbeddings().name, HashEmbeddings().dims) == ("hash-ngram-512", 512)
    assert HashEmbeddings(128).name == "hash-ngram-128"


@pytest.mark.parametrize("dims", [0, -1, 15, 1.5, True, "64"])
def test_an_impossible_length_is_refused(dims):
    with pytest.raises(InputError, match="whole number of at least 16"):
        HashEmbeddings(dims)
