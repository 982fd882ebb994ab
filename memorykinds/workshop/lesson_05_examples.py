"""Lesson 5: its third exercise, which episodes to show as examples."""

import random
from typing import Any

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_all, need_function

_NEW = "`sort` and `remove` work on the caller's list; `sorted` makes a new one."
_LEAST = 0.3
_TWINS = 0.8
_ACTIONS = (
    ("Ticked the box for calendars in the settings.", "Ticked the box for calendars in its settings."),
    ("Set the port for sent mail to another number.", "Set the port for all mail to another number."),
    ("Cleaned the print head with a dry cloth.", "Cleaned the print head with a soft dry cloth."),
)  # fmt: skip
"""Pairs of actions that are near-duplicates."""

_OTHERS = (
    "Changed the cartridge.",
    "Cleared every cache.",
    "Unlocked a keychain.",
    "Asked the colleagues upstairs.",
    "Waited until Monday.",
)
_SYSTEMS = ("Mac", "Windows", "Linux")
_KEYS = ("id", "action", "worked", "system", "likeness", "tokens")


def _candidates(rng: random.Random) -> list[dict[str, Any]]:
    """Return candidates with one reason each for being left out, and three that are good."""
    first, again = rng.choice(_ACTIONS)
    here, there = rng.sample(_SYSTEMS, 2)
    rows = [
        (rng.choice(_OTHERS[:2]), False, here, 0.95),
        (_OTHERS[2], True, there, 0.9),
        (_OTHERS[3], None, here, 0.85),
        (first, True, here, 0.7),
        (again, True, here, 0.6),
        (_OTHERS[4], True, "", 0.4),
        ("Read the manual.", True, here, 0.2),
    ]
    return _rows(rng, [(*row, rng.randint(30, 60)) for row in rows])


def _rows(rng: random.Random, rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Return the rows as dictionaries, in an order and with numbers that tell nothing."""
    numbers = rng.sample(range(1, 30), len(rows))
    made = [
        dict(zip(_KEYS, (f"episode-{number}", *row), strict=True))
        for number, row in zip(numbers, rows, strict=True)
    ]
    return rng.sample(made, len(made))


@exercise("5.3", title="Choose the examples", given=_candidates)
def choose(answer: Any, case: Case) -> None:
    """Choose from pools with one trap each, for several budgets."""
    need_function(answer, "candidates, system, budget")
    for _ in range(4):
        here, there = case.rng.sample(_SYSTEMS, 2)
        one, two, three = case.rng.sample(_OTHERS, 3)
        first, again = case.rng.choice(_ACTIONS)
        dear, cheap = case.rng.randint(60, 90), case.rng.randint(20, 50)
        good = (two, True, here, 0.5, cheap)
        for what, pool, budget, hint in (
            ("nothing to choose from", [], 100, "What is a list of nothing?"),
            (
                "three that worked",
                [good, (one, True, here, 0.8, cheap), (three, True, here, 0.6, cheap)],
                200,
                "In which order do they stand?",
            ),
            ("a failure", [(one, False, here, 0.9, cheap), good], 200, "Rule 1."),
            (
                "one of which nobody knows",
                [(one, None, here, 0.9, cheap), good],
                200,
                "Rules 1 and 3. None is not False, and it is not True either.",
            ),
            ("another system", [(one, True, there, 0.9, cheap), good], 200, "Rule 2."),
            ("one for all systems", [(one, True, "", 0.9, cheap), good], 200, "Rule 2."),
            ("one that is hardly alike", [(one, True, here, 0.29, cheap), good], 200, "Rule 2."),
            ("one that is alike by 0.3", [(one, True, here, 0.3, cheap), good], 200, "Below 0.3."),
            (
                "one that does not fit between two that do",
                [(one, True, here, 0.9, cheap), (three, True, here, 0.8, 500), good],
                2 * cheap + 9,
                "Passed over: what comes after it?",
            ),
            (
                "two near-duplicates",
                [(first, True, here, 0.8, cheap), (again, True, here, 0.7, cheap), good],
                300,
                "Rule 4. Which of the two is chosen first?",
            ),
            (
                "a near-duplicate of one that was not chosen",
                [(first, False, here, 0.9, cheap), (again, True, here, 0.7, cheap)],
                200,
                "Rule 4 speaks of those already chosen.",
            ),
            (
                "a near-duplicate of one that did not fit",
                [(first, True, here, 0.9, dear), (again, True, here, 0.7, cheap)],
                dear - 1,
                "Is a chosen one one that fits?",
            ),
            (
                "a budget that is just enough",
                [(one, True, here, 0.9, dear), good],
                dear + cheap,
                "“At most” the budget.",
            ),
            ("a budget of nothing", [good], 0, "Rule 5."),
            ("the lesson's kind of pool", None, 130, "Go through the five rules one by one."),
        ):
            made = _candidates(case.rng) if pool is None else _rows(case.rng, pool)
            passed = [dict(row) for row in made]
            got = answer(passed, here, budget)
            need(passed == made, "The candidates that were passed in have been changed.", hint=_NEW)
            _compare_chosen(got, made, (here, budget), what, hint)


def _compare_chosen(
    got: Any, pool: list[dict[str, Any]], asked: tuple[str, int], what: str, hint: str
) -> None:
    system, budget = asked
    need(
        isinstance(got, list | tuple),
        f"A list of ids is expected back, and this is {a_value(got)}.",
        hint="Is there a `return` on every way through the function?",
    )
    rows = {row["id"]: row for row in pool}
    need_all(got, str, "The list holds ids")
    need(
        set(got) <= rows.keys() and len(set(got)) == len(got),
        f"With {what} there are ids that come twice, or that no candidate has.",
    )
    chosen = [rows[an_id] for an_id in got]
    about = f"With {what}, system={system!r} and budget={budget}, "
    for bad, words in (
        (lambda row: row["worked"] is False, "did not work"),
        (lambda row: row["system"] not in (system, ""), "is of another system"),
        (lambda row: row["likeness"] < _LEAST, "is hardly like the task"),
    ):
        need(not any(map(bad, chosen)), f"{about}an example is chosen that {words}.", hint=hint)
    spent = sum(row["tokens"] for row in chosen)
    need(spent <= budget, f"{about}the examples take {spent} tokens.", hint=hint)
    need(not _twins(chosen), f"{about}two examples say nearly the same.", hint=hint)
    expected = _chosen(pool, system, budget)
    need(
        set(got) >= set(expected),
        f"{about}an example is left out for which nothing speaks against.",
        hint=hint,
    )
    need(list(got) == expected, f"{about}the order or the choice is not by the rules.", hint=hint)


def _chosen(pool: list[dict[str, Any]], system: str, budget: int) -> list[str]:
    fitting = [
        row
        for row in pool
        if row["worked"] is not False
        and row["system"] in (system, "")
        and row["likeness"] >= _LEAST
    ]
    chosen: list[dict[str, Any]] = []
    for row in sorted(fitting, key=lambda row: (row["worked"] is None, -row["likeness"])):
        spent = sum(other["tokens"] for other in chosen)
        if spent + row["tokens"] <= budget and not _twins([*chosen, row]):
            chosen.append(row)
    return [row["id"] for row in chosen]


def _twins(rows: list[dict[str, Any]]) -> bool:
    """Whether two of the actions are near-duplicates."""
    words = [set(row["action"].lower().split()) for row in rows]
    return any(
        len(one & other) / len(one | other) >= _TWINS
        for place, one in enumerate(words)
        for other in words[:place]
    )
