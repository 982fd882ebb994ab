"""Right and wrong answers to the exercises of exhibit 3 of the museum."""

import numpy as np
from exercise_cases import Cases

POOL = 20
TARGET = "e-4711 press the red button"
TRAINS = [f"train number {number} was late" for number in range(100)]


def embed(text):
    return np.array([float("train" in text), float("bread" in text)])


def parts(question, text, embed):
    asked, one, other = set(question.lower().split()), embed(question), embed(text)
    lengths = np.linalg.norm(one) * np.linalg.norm(other)
    meaning = one @ other / lengths if lengths else 0.0
    return meaning, len(asked & set(text.split())) / len(asked)


def search(question, texts, embed, k=3):
    return sorted(texts, key=lambda t: sum(parts(question, t, embed)), reverse=True)[:k]


def by(which, question, texts, embed, k):
    return sorted(texts, key=lambda t: parts(question, t, embed)[which], reverse=True)[:k]


def good_test(search):
    assert TARGET in search("e-4711", [*TRAINS, TARGET], embed)


def happy_test(search):
    assert TARGET in search("e-4711", [*TRAINS[:9], TARGET], embed)


def at_the_front(search):
    assert TARGET in search("e-4711", [TARGET, *TRAINS], embed)


def with_meaning(search):
    text = f"{TARGET} on the train"
    assert text in search("train e-4711", [*TRAINS, text], embed)


def outweighed(search):
    assert TARGET in search("late train e-4711", [*TRAINS, TARGET], embed)


def equals_in_order(search):
    good_test(search)
    assert list(search("e-4711", ["bread b", "bread a", TARGET], embed))[1] == "bread b"


def larger_pool(question, texts, embed, k=3):
    return search(question, by(0, question, texts, embed, 100), embed, k)


def twice_as_large(question, texts, embed, k=3):
    return search(question, by(0, question, texts, embed, len(texts) // 2 + 1), embed, k)


def words_alone(question, texts, embed, k=3):
    return by(1, question, texts, embed, k)


def by_meaning_in_the_end(question, texts, embed, k=3):
    pool = dict.fromkeys(by(0, question, texts, embed, POOL) + by(1, question, texts, embed, POOL))
    return by(0, question, pool, embed, k)


def one_list_after_the_other(question, texts, embed, k=3):
    words = [t for t in by(1, question, texts, embed, 1) if parts(question, t, embed)[1]]
    near = [t for t in by(0, question, texts, embed, k) if t not in words]
    return [*near[: k - 1], *words, *near[k - 1 :]][:k]


def joined(question, texts, embed, k=3):
    pool = by(0, question, texts, embed, POOL) + by(1, question, texts, embed, POOL)
    return search(question, pool, embed, k)


def with_scores(question, texts, embed, k=3):
    found = search(question, texts, embed, k)
    return [(sum(parts(question, text, embed)), text) for text in found]


def sorted_in_place(question, texts, embed, k=3):
    texts.sort(key=lambda text: sum(parts(question, text, embed)), reverse=True)
    return texts[:k]


CASES = {
    "m3.1": Cases(
        solution=lambda _: good_test,
        wrong={
            "passes with the code above": lambda _: happy_test,
            "passes with the code above, which": lambda _: at_the_front,
            "not alike enough in meaning": lambda _: with_meaning,
            "fails with a sound `search`, which scores every text": lambda _: outweighed,
            "scores every text (line": lambda _: equals_in_order,
            "returns a bool": lambda _: lambda search: TARGET in search("x", [TARGET], embed),
            "stops with TypeError": lambda _: lambda search: search("e-4711", TRAINS),
        },
    ),
    "m3.2": Cases(
        solution=lambda _: search,
        wrong={
            "Among 301 texts": lambda _: larger_pool,
            "Among 51 texts": lambda _: twice_as_large,
            "the question's meaning is not found": lambda _: words_alone,
            "holds a word of the question is not found": lambda _: by_meaning_in_the_end,
            "is not first": lambda _: one_list_after_the_other,
            "returned twice": lambda _: joined,
            "not the texts that were passed in": lambda _: with_scores,
            "has been changed": lambda _: sorted_in_place,
            "this is nothing (None)": lambda _: lambda *_: None,
            "this is a set": lambda _: lambda *args: set(search(*args)),
        },
    ),
}
