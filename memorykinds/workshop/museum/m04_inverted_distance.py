"""Exhibit 4, an inverted distance: its exercises and its question."""

import random
from typing import Any

import numpy as np
import numpy.typing as npt

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.museum.trying import Tried, need_test
from memorykinds.workshop.questions import Choice, question

Vectors = npt.NDArray[np.float64]

_DIMS = 8
_EXACT = 1e-4
_PAIR = 2


def _distances(vector: Any, vectors: Any) -> Vectors:
    squared: Vectors = ((np.asarray(vectors) - np.asarray(vector)) ** 2).sum(axis=1)
    return squared


def _sound(vector: Any, vectors: Any, k: int = 3, least: float = 0.2) -> Any:
    """Turn the distances into cosines."""
    scores = 1 - _distances(vector, vectors) / 2
    rows = np.argsort(-scores, kind="stable")[:k]
    return [(float(scores[row]), int(row)) for row in rows if scores[row] >= least]


def _by_product(vector: Any, vectors: Any, k: int = 3, least: float = 0.2) -> Any:
    """The same by inner products of half the digits; equals in the other order."""
    scores = np.asarray(vectors, np.float32) @ np.asarray(vector, np.float32)
    ranked = sorted(((float(score), row) for row, score in enumerate(scores)), reverse=True)
    return [hit for hit in ranked[:k] if hit[0] >= least]


def _distance_as_score(vector: Any, vectors: Any, k: int = 3, least: float = 0.2) -> Any:
    """Take the distances for scores: the fault."""
    distances = _distances(vector, vectors)
    rows = np.argsort(distances)[:k]
    found = [(float(distances[row]), int(row)) for row in rows if distances[row] >= least]
    return sorted(found, reverse=True)


def _nearest_first(vector: Any, vectors: Any, k: int = 3, least: float = 0.2) -> Any:
    """Take the distances for scores in the threshold, and order them rightly."""
    return sorted(_distance_as_score(vector, vectors, k, least))


@exercise("m4.1", title="A test that finds the fault")
def finds_turned_scores(answer: Any, _case: Case) -> None:
    """Try a test on the exhibit's code, on two sound ones, and on one that hides the order."""
    need_test(
        answer,
        "search",
        faulty=[
            Tried(
                "the code above",
                _distance_as_score,
                "Look at the order of what comes back, and at its scores; and ask for a direct hit.",
            ),
            Tried(
                "another `search` with this fault, which returns the nearest first all the same",
                _nearest_first,
                "What becomes of a direct hit, and what are the scores?",
            ),
        ],
        sound=[
            Tried(
                "a sound `search`",
                _sound,
                "Is what you expect above `least`, and among the k best? 60 degrees apart is a "
                "cosine of 0.5, 90 degrees is 0.",
            ),
            Tried(
                "a sound `search`, which computes with half as many digits",
                _by_product,
                "Compare numbers with a tolerance. Of equals either may come first.",
            ),
        ],
    )


@exercise("m4.2", title="The mend")
def mend(answer: Any, case: Case) -> None:
    """Compare with inner products, on vectors that the learner has not seen."""
    need_function(answer, "vector, vectors, k, least")
    vectors = _unit(case.rng, 30)
    row = case.rng.randrange(len(vectors))
    found = _found(answer, vectors[row], vectors, 3, 0.2)
    need(
        found and found[0][1] == row,
        "A vector that is among those searched is not the first that is found for itself.",
        hint="What is its distance to itself? Does it stay after `least`?",
    )
    need(
        abs(found[0][0] - 1) < _EXACT,
        f"A vector has the score {found[0][0]:.2f} with itself, and its cosine is 1.",
        hint="What is the distance of two that are the same?",
    )
    corners = np.eye(_DIMS)
    hint = "Their squared distance is 2. Of opposites it is 4, and the cosine -1."
    right = _found(answer, corners[0], corners[1:2], 1, -1.0)
    need(right, "Two vectors at right angles are not found with least=-1.", hint=hint)
    need(
        abs(right[0][0]) < _EXACT,
        f"Two vectors at right angles have the score {right[0][0]:.2f}, and their cosine is 0.",
        hint=hint,
    )
    for k, least in ((3, 0.2), (5, -1.0), (30, 0.0), (40, 0.5)):
        _compare(answer, _unit(case.rng, 1)[0], vectors, k, least)


def _compare(answer: Any, vector: Vectors, vectors: Vectors, k: int, least: float) -> None:
    found = _found(answer, vector, vectors, k, least)
    scores = [score for score, _ in found]
    cosines = vectors @ vector
    need(
        all(abs(score - cosines[row]) < _EXACT for score, row in found),
        "The scores of vectors at any angle are not their cosines.",
        hint="For vectors of length 1 the squared distance is 2 - 2 · cosine.",
    )
    need(scores == sorted(scores, reverse=True), "What is found does not come best first.")
    expected = sorted((one for one in cosines if one >= least), reverse=True)[:k]
    need(
        len(found) == len(expected) and np.allclose(scores, expected, atol=_EXACT),
        f"With k={k} and least={least} it finds {len(found)} of {len(vectors)}, and "
        f"{len(expected)} is right.",
        hint="Those at or above `least`, and at most k of them.",
    )


def _found(answer: Any, vector: Vectors, vectors: Vectors, k: int, least: float) -> list[Any]:
    """Return what the learner's function finds, if it is of the right form and changed nothing."""
    given = vectors.copy()
    found = answer(vector.copy(), given, k, least)
    need(
        isinstance(found, list | tuple),
        f"A list of pairs (score, row) is expected back, and this is {a_value(found)}.",
    )
    need(
        all(isinstance(hit, list | tuple) and len(hit) == _PAIR for hit in found)
        and all(0 <= row < len(vectors) and row == int(row) for _, row in found),
        "What comes back are not pairs (score, row).",
        hint="The score comes first, as in the code above.",
    )
    need(np.array_equal(given, vectors), "The vectors that were passed in have been changed.")
    return [(float(score), int(row)) for score, row in found]


def _unit(rng: random.Random, many: int) -> Vectors:
    drawn = np.array([[rng.gauss(0, 1) for _ in range(_DIMS)] for _ in range(many)])
    vectors: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return vectors


question(
    "m4.q1",
    "You connect another index, which returns a number with each row. How do you find out whether large or "
    "small is good?",
    Choice(
        "Search for a few things, and see whether sensible ones are found.",
        "They are found either way: the index chooses them by itself, rightly.",
    ),
    Choice(
        "Search with something that is stored, and look at the number that it gets.",
        "Each thing is most alike to itself: the best number that there can be is the one it gets.",
        right=True,
    ),
    Choice(
        "It returns the best first, so one needs no number.",
        "As long as nothing looks at it: no threshold, no fusion with another list, no recency.",
    ),
)
