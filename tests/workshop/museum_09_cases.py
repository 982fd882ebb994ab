"""Right and wrong answers to the exercises of exhibit 9 of the museum."""

import numpy as np
from exercise_cases import Cases

EAST, NORTH = np.array([1.0, 0.0]), np.array([0.0, 1.0])


def search(vectors, owners, query, user, k):
    own = np.flatnonzero(np.asarray(owners) == user)
    return [int(row) for row in own[np.argsort(-(vectors[own] @ query))[:k]]]


def fault(vectors, owners, query, user, k, *, times=1):
    best = np.argsort(-(vectors @ query))[: times * k]
    return [int(row) for row in best if owners[row] == user][:k]


def store(others, own=(EAST / 2, NORTH)):
    vectors = np.vstack([np.tile(EAST, (others, 1)), own])
    return vectors, ["bea"] * others + ["ada"] * len(own)


def good_test(search):
    assert list(search(*store(500), EAST, "ada", 2)) == [500, 501]


def nobody_else(search):
    assert search(*store(0), EAST, "ada", 2) == [0, 1]


def no_row_of_another(search):
    vectors, owners = store(500)
    assert all(owners[row] == "ada" for row in search(vectors, owners, EAST, "ada", 2))


def few_others(search):
    assert search(*store(10), EAST, "ada", 2) == [10, 11]


def by_other_rows(search):
    assert search(*store(500), EAST, "ada", 2) == [0, 1]


def always_k(search):
    good_test(search)
    assert len(search(*store(500), EAST, "ada", 5)) == 5


def stopping(search):
    assert search(*store(500), EAST, "ada", 2)[0] == 500


def returning(search):
    return search(*store(500), EAST, "ada", 2) == [500, 501]


def places_among_own(vectors, owners, query, user, k):
    return [int(place) for place in np.argsort(-(vectors[owners == user] @ query))[:k]]


def pushed_down(vectors, owners, query, user, k):
    nearness = np.where(owners == user, vectors @ query, -np.inf)
    return [int(row) for row in np.argsort(-nearness)[:k]]


def farthest(vectors, owners, query, user, k):
    own = np.flatnonzero(owners == user)
    return [int(row) for row in own[np.argsort(vectors[own] @ query)[:k]]]


def by_row(vectors, owners, query, user, k):
    return sorted(search(vectors, owners, query, user, k))


def all_of_them(vectors, owners, query, user, _k):
    return search(vectors, owners, query, user, len(owners))


def wiped(vectors, owners, query, user, k):
    vectors[owners != user] = 0
    return search(vectors, owners, query, user, k)


def with_nearness(vectors, owners, query, user, k):
    return [(row, vectors[row] @ query) for row in search(vectors, owners, query, user, k)]


def vectors_themselves(vectors, owners, query, user, k):
    return [float(vectors[row] @ query) for row in search(vectors, owners, query, user, k)]


def generated(vectors, owners, query, user, k):
    return (row for row in search(vectors, owners, query, user, k))


CASES = {
    "m9.1": Cases(
        solution=lambda _: good_test,
        wrong={
            "passes with the code above": lambda _: nobody_else,
            "code above, which has the fault": lambda _: no_row_of_another,
            "takes the best 10 * k": lambda _: few_others,
            "fails with a sound `search`": lambda _: by_other_rows,
            "fails with a sound `search` that filters first": lambda _: always_k,
            "stops with IndexError": lambda _: stopping,
            "returns a bool": lambda _: returning,
        },
    ),
    "m9.2": Cases(
        solution=lambda _: search,
        wrong={
            "came back": lambda _: fault,
            "Asked for 5 of 'ada'": lambda _: lambda *given: fault(*given, times=10),
            "somebody else": lambda _: places_among_own,
            "a row of somebody else": lambda _: pushed_down,
            "not the nearest": lambda _: farthest,
            "not the best first": lambda _: by_row,
            "which is too many": lambda _: all_of_them,
            "have been changed": lambda _: wiped,
            "and this is [(": lambda _: with_nearness,
            "whole numbers": lambda _: vectors_themselves,
            "this is a generator": lambda _: generated,
        },
    ),
}
