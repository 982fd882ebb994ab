"""Exhibit 9, a filter after the best k were taken: its exercises and its question."""

from typing import Any

import numpy as np

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.museum.trying import Tried, need_test
from memorykinds.workshop.questions import Choice, question


def _ranked(vectors: Any, query: Any) -> list[int]:
    scores = np.asarray(vectors) @ np.asarray(query)
    return [int(row) for row in np.argsort(-scores, kind="stable")]


def _faulty(vectors: Any, owners: Any, query: Any, user: str, k: int) -> list[int]:
    return [row for row in _ranked(vectors, query)[:k] if owners[row] == user]


def _fetches_more(vectors: Any, owners: Any, query: Any, user: str, k: int) -> list[int]:
    return [row for row in _ranked(vectors, query)[: 10 * k] if owners[row] == user][:k]


def _filters_first(vectors: Any, owners: Any, query: Any, user: str, k: int) -> list[int]:
    own = [row for row, owner in enumerate(owners) if owner == user]
    if not own:
        return []
    scores = np.asarray(vectors)[own] @ np.asarray(query)
    return [own[place] for place in np.argsort(-scores, kind="stable")[:k]]


def _ranks_all(vectors: Any, owners: Any, query: Any, user: str, k: int) -> list[int]:
    return [row for row in _ranked(vectors, query) if owners[row] == user][:k]


def _asks_again(vectors: Any, owners: Any, query: Any, user: str, k: int) -> list[int]:
    ranked, most = _ranked(vectors, query), max(k, 1)
    while True:
        own = [row for row in ranked[:most] if owners[row] == user]
        if len(own) >= k or most >= len(ranked):
            return own[:k]
        most *= 2


@exercise("m9.1", title="A test that finds the fault")
def finds_enough(answer: Any, _case: Case) -> None:
    """Try the test on two searches that filter too late, and on three sound ones."""
    need_test(
        answer,
        "search",
        faulty=[
            Tried(
                "the code above",
                _faulty,
                "Whose memories must be nearer to the question than the user's own, and how many?",
            ),
            Tried(
                "a `search` that takes the best 10 * k of all, and filters then",
                _fetches_more,
                "That is the same fault, later. How large must a store be to show it?",
            ),
        ],
        sound=[
            Tried("a sound `search` that filters first", _filters_first),
            Tried("a sound `search` that ranks everything", _ranks_all),
            Tried("a sound `search` that looks further until it has enough", _asks_again),
        ],
    )


@exercise("m9.2", title="The mend")
def mend(answer: Any, case: Case) -> None:
    """Search among many users: few and many results, more than there are, none, and the order."""
    need_function(answer, "vectors, owners, query, user, k")
    chance = np.random.default_rng(case.rng.randrange(2**32))
    names = np.array(["ada", "bea", "carl", "dora", *(f"u{n}" for n in range(60))])
    owners = np.concatenate([["few", "few"], chance.choice(names, 600), ["few"], ["ada"] * 9])
    vectors = chance.normal(size=(len(owners), 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for user, k in (("ada", 5), ("few", 1), ("few", 3), ("few", 8), ("ada", 200), ("nobody", 4)):
        for _ in range(5):
            query = vectors[chance.integers(len(owners))] + chance.normal(size=8) / 4
            before = vectors.copy()
            got = _rows(answer(vectors, owners, query, user, k))
            need((vectors == before).all(), "The vectors that were passed in have been changed.")
            _compare(got, _filters_first(vectors, owners, query, user, k), owners, user, k)


def _rows(got: Any) -> list[int]:
    need(
        isinstance(got, list | np.ndarray),
        f"A list of rows is expected back, and this is {a_value(got)}.",
        hint="What does the code above return?",
    )
    need(
        all(isinstance(row, int | np.integer) for row in got),
        f"A list of rows is expected back, whole numbers, and this is {got!r:.60}",
        hint="A row is the place of a memory in `vectors`.",
    )
    return [int(row) for row in got]


def _compare(got: list[int], right: list[int], owners: Any, user: str, k: int) -> None:
    about = f"Asked for {k} of {user!r}, who has {int((owners == user).sum())}: "
    need(
        all(0 <= row < len(owners) and owners[row] == user for row in got),
        f"{about}there is a row of somebody else.",
        hint="A row is a place in the whole of `vectors`. And what if there are fewer than k?",
    )
    need(len(got) <= k, f"{about}{len(got)} came back, which is too many.")
    need(
        len(got) >= len(right),
        f"{about}{len(got)} came back.",
        hint="Among how many rows are the user's looked for?",
    )
    need(len(set(got)) == len(got), f"{about}a row came back twice.")
    need(set(got) == set(right), f"{about}some of them are not the nearest.")
    need(got == right, f"{about}they are the right ones, and not the best first.")


question(
    "m9.q1",
    "Somebody takes the best 10 * k of all users and filters then. What does that change?",
    Choice(
        "It is mended: ten times as many are enough.",
        "With 40 users perhaps. Each new user makes each user's share smaller.",
    ),
    Choice(
        "Nothing: it is as wrong as before.",
        "In a small store it helps, and so the fault is found later still.",
    ),
    Choice(
        "The fault shows later, when the store has grown.",
        "However many are fetched: once enough of others are nearer, nothing of the user's is left.",
        right=True,
    ),
)
