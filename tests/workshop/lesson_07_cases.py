"""Right and wrong answers to the exercises of lesson 7."""

import numpy as np
from exercise_cases import Cases

from memorykinds.workshop.lesson_07 import SITUATIONS


def recall_at_k(exact, found):
    return float(np.mean([np.isin(exact[n], found[n]).mean() for n in range(len(exact))]))


def precision(exact, found):
    return float(np.mean([np.isin(f[f >= 0], exact[n]).mean() for n, f in enumerate(found)]))


def total(exact, found):
    return float(np.isin(found, exact).sum())


def first_half(exact, found):
    return recall_at_k(exact, found[:, : found.shape[1] // 2])


def by_place(exact, found):
    return float((exact == found).mean())


def in_lists(query, index, nprobe, k):
    near = np.argsort(-(index["centres"] @ query))[:nprobe]
    ids = np.concatenate([index["lists"][number] for number in near])
    return ids[np.argsort(-(index["vectors"][ids] @ query))][:k]


def everywhere(query, index, _nprobe, k):
    return np.argsort(-(index["vectors"] @ query))[:k]


def one_list(query, index, _nprobe, k):
    return in_lists(query, index, 1, k)


def backwards(*args):
    return in_lists(*args)[::-1]


def worst(query, index, nprobe, k):
    return in_lists(query, index, nprobe, 1000)[-k:]


def kinds(given):
    return {n: kind for n, text in given.items() for kind, of in SITUATIONS.items() if text in of}


def turned(given, **words):
    return {number: words.get(kind, kind) for number, kind in kinds(given).items()}


CASES = {
    "7.1": Cases(
        solution=lambda _: recall_at_k,
        wrong={
            "at another place is counted": lambda _: by_place,
            "less than that was found": lambda _: precision,
            "a share lies between": lambda _: total,
            "more than that was found": lambda _: first_half,
            "to return a number": lambda _: lambda e, f: [recall_at_k(e, f)],
        },
    ),
    "7.2": Cases(
        solution=lambda _: in_lists,
        wrong={
            "in none of the": lambda _: everywhere,
            "only one list was looked into": lambda _: one_list,
            "not in the right order": lambda _: backwards,
            "not the best of them": lambda _: worst,
            "A list of ids is expected": lambda _: lambda q, i, n, k: i["vectors"][:k],  # noqa: ARG005
            "ids are expected, and these are": lambda _: lambda *a: in_lists(*a)[:2],
        },
    ),
    "7.3": Cases(
        solution=kinds,
        wrong={
            "A dict is expected": lambda given: list(kinds(given).values()),
            "no index yet for 5": lambda given: {n: k for n, k in kinds(given).items() if n < 5},
            "none of the four words": lambda given: turned(given, sq8="pq"),
            "nothing is gained": lambda given: dict.fromkeys(given, "hnsw"),
            "4 of 5 are right": lambda given: turned(given, sq8="hnsw"),
            "2 of 5 are right": lambda given: dict.fromkeys(given, "flat"),
        },
    ),
}
