"""Right and wrong answers to the exercises of exhibit 4 of the museum."""

import numpy as np
from exercise_cases import Cases


def pointing(*degrees):
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


ASKED = pointing(0)[0]


def nearest(vector, vectors, k):
    distances = ((vectors - vector) ** 2).sum(axis=1)
    rows = np.argsort(distances)[:k]
    return distances[rows], rows


def scored_by(score, sort=True):
    """Return a search in which a score is made from a squared distance."""

    def search(vector, vectors, k=3, least=0.2):
        distances, rows = nearest(vector, vectors, k)
        found = [(float(score(d)), int(row)) for d, row in zip(distances, rows, strict=True)]
        found = [hit for hit in found if hit[0] >= least]
        return sorted(found, reverse=True) if sort else sorted(found)

    return search


search = scored_by(lambda d: 1 - d / 2)


def good_test(search):
    found = search(ASKED, pointing(60, 0, 30))
    assert [row for _, row in found] == [1, 2, 0]
    assert abs(found[0][0] - 1) < 0.001


def happy_test(search):
    found = search(ASKED, pointing(40, 60, 75, 200))
    assert sorted(row for _, row in found) == [0, 1, 2]


def order_alone(search):
    assert [row for _, row in search(ASKED, pointing(70, 50))] == [1, 0]


def exactly_one(search):
    cosine = 1 - nearest(ASKED, pointing(30), 1)[0][0] / 2
    assert [score for score, _ in search(ASKED, pointing(30))] == [cosine]


def all_are_found(search):
    good_test(search)
    assert len(search(ASKED, pointing(0, 30, 95))) == 3


def unlimited(vector, vectors, k=3, least=0.2):  # noqa: ARG001
    return search(vector, vectors, k, -1)


def three(vector, vectors, k=3, least=0.2):  # noqa: ARG001
    return search(vector, vectors, 3, least)


def turned_pairs(vector, vectors, k=3, least=0.2):
    return [(row, score) for score, row in search(vector, vectors, k, least)]


def in_place(vector, vectors, k=3, least=0.2):
    found = search(vector, vectors, k, least)
    vectors -= vector
    return found


CASES = {
    "m4.1": Cases(
        solution=lambda _: good_test,
        wrong={
            "passes with the code above": lambda _: happy_test,
            "returns the nearest first all the same": lambda _: order_alone,
            "with half as many digits": lambda _: exactly_one,
            "fails with a sound `search` (line": lambda _: all_are_found,
            "returns a list": lambda _: lambda search: search(ASKED, pointing(0)),
            "stops with IndexError": lambda _: lambda search: search(ASKED, pointing(0))[5],
        },
    ),
    "m4.2": Cases(
        solution=lambda _: search,
        wrong={
            "not the first that is found for itself": lambda _: scored_by(lambda d: d),
            "with itself": lambda _: scored_by(lambda d: 2 - d),
            "the score -1": lambda _: scored_by(lambda d: 1 - d),
            "the score 0.33": lambda _: scored_by(lambda d: 1 / (1 + d)),
            "vectors at any angle": lambda _: scored_by(lambda d: 1 - np.sqrt(d / 2)),
            "is not the first": lambda _: scored_by(lambda d: 1 - d / 2, sort=False),
            "With k=30 and least=0.0": lambda _: unlimited,
            "With k=5": lambda _: three,
            "not pairs (score, row)": lambda _: turned_pairs,
            "have been changed": lambda _: in_place,
            "this is nothing (None)": lambda _: lambda *_: None,
        },
    ),
}
