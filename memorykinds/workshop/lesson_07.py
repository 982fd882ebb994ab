"""Lesson 7, inside the index: its exercises and its quiz."""

import math
import random
from typing import Any

import numpy as np

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.questions import Choice, question


@exercise("7.1", title="Measure recall@k")
def recall_at_k(answer: Any, case: Case) -> None:
    """Compare with the mean share that was found, for several questions in any order."""
    need_function(answer, "exact, found")
    for _ in range(4):
        k, exact, found, shares = case.rng.randint(4, 8), [], [], []
        for _ in range(5):
            ids = case.rng.sample(range(100), 2 * k)
            right = case.rng.randint(1, k - 1)
            missing = case.rng.randint(0, k - right)
            others = ids[k : 2 * k - right - missing]
            row = case.rng.sample(ids[:k], right) + others
            case.rng.shuffle(row)
            exact.append(ids[:k])
            found.append(row + [-1] * missing)
            shares.append(right / k)
        got = answer(np.array(exact), np.array(found))
        need(
            isinstance(got, int | float | np.floating) and not isinstance(got, bool),
            f"The function is to return a number, and it returned {a_value(got)}.",
            hint="One number for all questions. Is there a `return`?",
        )
        _compare_recall(float(got), np.array(exact), np.array(found), shares)


def _compare_recall(got: float, exact: Any, found: Any, shares: list[float]) -> None:
    expected = sum(shares) / len(shares)
    if math.isclose(got, expected):
        return
    need(
        0 <= got <= 1,
        f"The function returns {got:.2f}; a share lies between 0 and 1.",
        hint="A share of what? Divide by how many there were to find.",
    )
    need(
        not math.isclose(got, float((exact == found).mean())),
        "A neighbour that was found at another place is counted as missed.",
        hint="recall@k asks whether it is among the k, not where.",
    )
    need(
        got < expected,
        f"The function returns {got:.2f}, and less than that was found.",
        hint="What is it a share of: of what was returned, or of what there was to find? And -1 "
        "is no neighbour.",
    )
    need(
        False,
        f"The function returns {got:.2f}, and more than that was found.",
        hint="Take one question at a time: which ids are in both rows?",
    )


@exercise("7.2", title="Search in lists")
def search_lists(answer: Any, case: Case) -> None:
    """Search vectors in lists, where the best lie in a list that is not the nearest."""
    need_function(answer, "query, index, nprobe, k")
    rng = np.random.default_rng(case.rng.randrange(2**32))
    for nprobe in (1, 3, 8):
        centres, vectors = _units(rng, 8), _units(rng, 240)
        nearest = (vectors @ centres.T).argmax(axis=1)
        lists = [np.flatnonzero(nearest == number) for number in range(8)]
        index = {"centres": centres, "lists": lists, "vectors": vectors}
        for query in _units(rng, 6):
            got = answer(query, index, nprobe, 5)
            need(
                isinstance(got, list | tuple | np.ndarray)
                and all(np.ndim(one) == 0 for one in got),
                f"A list of ids is expected back, and this is {a_value(got)}.",
                hint="Return the numbers of the vectors, not the vectors.",
            )
            _compare_lists([int(one) for one in got], query, index, nprobe)


def _units(rng: np.random.Generator, number: int) -> Any:
    drawn = rng.normal(size=(number, 6))
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def _best(ids: Any, query: Any, vectors: Any) -> list[int]:
    return [int(one) for one in ids[np.argsort(-(vectors[ids] @ query))][:5]]


def _compare_lists(got: list[int], query: Any, index: dict[str, Any], nprobe: int) -> None:
    lists, order = index["lists"], np.argsort(-(index["centres"] @ query))
    looked = np.concatenate([lists[number] for number in order[:nprobe]])
    expected = _best(looked, query, index["vectors"])
    if got == expected:
        return
    need(
        set(got) <= set(looked.tolist()),
        f"With nprobe={nprobe} something was returned that is in none of the {nprobe} nearest lists.",
        hint="Are these the ids of the vectors, or places within a list? And which lists did you "
        "look into?",
    )
    need(
        set(got) != set(expected),
        "The right five, and not in the right order: the best should stand first.",
    )
    need(
        nprobe == 1 or not set(got) <= set(lists[order[0]].tolist()),
        f"With nprobe={nprobe} only one list was looked into.",
        hint="How many centres does `nprobe` ask for?",
    )
    need(
        len(got) == len(expected),
        f"{len(expected)} ids are expected, and these are {len(got)}.",
        hint="k is for all lists together.",
    )
    need(
        False,
        "What is returned is in the right lists, and is not the best of them.",
        hint="The vectors are of length 1. Which inner products are the largest?",
    )


SITUATIONS = {
    "flat": (
        "One person's assistant: 3,000 memories, and a question every few minutes.",
        "A script opens a file of 40,000 vectors, asks one question, and ends.",
        "A test compares the ten nearest of 5,000 with what they must be, to the last.",
    ),
    "hnsw": (
        (
            "A server that stays up: two million vectors that hardly change, hundreds of questions a "
            "second; plenty of memory, an hour to build, and 98 of 100 found is enough."
        ),
        (
            "A library's catalogue: a million vectors, built once a year overnight, asked all day; the "
            "shortest search counts, and memory does not."
        ),
    ),
    "ivf": (
        (
            "Two million vectors, made anew every hour: there is no time to link a graph. All are kept "
            "in full, and a few misses are fine."
        ),
        (
            "A million vectors in full, and a search that may take longer at night to find more, by one "
            "number; building a graph takes too long."
        ),
    ),
    "sq8": (
        (
            "300,000 vectors, and a quarter of the memory that they take. All may be compared; near "
            "ties may change places."
        ),
        (
            "A small computer has 200 MB to spare for vectors of 600 MB. Time does not matter, and "
            "no list or neighbourhood may be skipped."
        ),
    ),
}
"""Kinds of index, and situations for each; a learner gets one of each and one more for flat."""


def _situations(rng: random.Random) -> dict[int, str]:
    chosen = [rng.choice(texts) for kind, texts in SITUATIONS.items() if kind != "flat"]
    chosen += rng.sample(SITUATIONS["flat"], 2)
    rng.shuffle(chosen)
    return dict(enumerate(chosen, 1))


@exercise("7.3", title="Choose an index", given=_situations)
def choose(answer: Any, case: Case) -> None:
    """Compare with the kinds that the situations were written for."""
    need(
        isinstance(answer, dict),
        f"A dict is expected here, and this is {a_value(answer)}.",
        hint='Write {1: "flat", 2: …}, with one entry for each number.',
    )
    missing = [number for number in case.given if number not in answer]
    need(not missing, f"There is no index yet for {_listed(missing)}.")
    unknown = [number for number in case.given if answer[number] not in SITUATIONS]
    need(
        not unknown,
        f"What stands at {_listed(unknown)} is none of the four words.",
        hint='The words are "flat", "hnsw", "ivf" and "sq8".',
    )
    exact = [n for n, text in case.given.items() if text in SITUATIONS["flat"]]
    needless = [number for number in exact if answer[number] != "flat"]
    need(
        not needless,
        f"At {_listed(needless)} something is given up and nothing is gained.",
        hint="How long does it take to compare a query with so many vectors, and how often is it "
        "done?",
    )
    wrong = [n for n, text in case.given.items() if text not in SITUATIONS[answer[n]]]
    need(
        not wrong,
        f"{len(case.given) - len(wrong)} of {len(case.given)} are right; look at {_listed(wrong)}.",
        hint="What is scarce there: memory, time to build, or time to search?",
    )


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


question(
    "7.q1",
    "An index has recall@10 of 0.90. What does that say of the answers to your users?",
    Choice(
        "Nine of ten answers are right.",
        "It says nothing of answers, only how many of the ten nearest vectors were found.",
    ),
    Choice(
        "On average nine of the ten vectors that are nearest were found.",
        "It compares with an exact search. Whether the nearest vectors answer is another question.",
        right=True,
    ),
    Choice(
        "A tenth of the vectors are lost.",
        "All are in the index; a search did not come by some of them.",
    ),
)
question(
    "7.q2",
    "You have 2,000 memories, and recall seems bad. You replace a flat index by HNSW. What happens?",
    Choice(
        "It finds better memories.", "Flat finds the nearest there are. Nothing can find nearer."
    ),
    Choice(
        "At best nothing: flat was exact already.",
        "If the nearest vectors are not what you want, look at the embedding, the texts or the "
        "weights.",
        right=True,
    ),
    Choice("It is much faster.", "2,000 comparisons take a fraction of a millisecond, either way."),
)
question(
    "7.q3",
    "`nprobe` is as large as the number of lists. What is an IVF index then?",
    Choice(
        "Exact: it looks into every list.",
        "It compares with all vectors, and with the centres besides, so nothing is gained.",
        right=True,
    ),
    Choice("Still approximate.", "Every vector is in a list, and every list is looked into."),
    Choice("Empty.", "`nprobe` changes how a search looks, not what is kept."),
)
