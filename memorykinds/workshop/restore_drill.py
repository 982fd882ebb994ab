"""A restore drill, for lesson 11: a shelf of exports, sound and damaged, and what was restored."""

import random
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import memorykinds as mk
from memorykinds.kinds.clock import LessonClock, counted_ids
from memorykinds.memory import Memory
from memorykinds.workshop.exercises import a_value, need

BEFORE = "What does `import_` do then, and what of the export before it?"
"""The hint where the newest export is not to be trusted."""


class Drill(NamedTuple):
    """One drill: which exports are on the shelf, and up to which day they can be trusted."""

    names: list[str]
    days: int
    what: str
    hint: str
    erased: tuple[int, ...] = ()
    """The days of the facts that were erased since."""


def try_drill(answer: Any, shelf: "Shelf", drill: Drill) -> None:
    """Let a learner's function restore from the shelf, and say what is wrong with what it returns."""
    erased = [shelf.ids[day - 1] for day in drill.erased]
    got = answer(shelf.paths(drill.names), shelf.user, list(erased))
    need(
        isinstance(got, Memory),
        f"Where {drill.what}, it returns {a_value(got)}, and a memory is expected.",
        hint=drill.hint,
    )
    need(got.user == shelf.user, f"The memory is one of {got.user!r}, not of {shelf.user!r}.")
    try:
        with closing(got):
            _compare_restored(shelf, drill, got)
    except mk.StoreError as error:
        need(
            "closed" not in str(error), "The memory is closed already.", hint="What does `with` do?"
        )
        raise


def _compare_restored(shelf: "Shelf", drill: Drill, got: Memory) -> None:
    found = {record.text for record in got.semantic.all(active=False)}
    need(
        shelf.of_another not in found,
        "Another user's memories were restored as this user's.",
        hint="`import_` takes in whosever they are, and says whose they were.",
    )
    facts = dict(enumerate(shelf.facts[: drill.days], start=1))
    expected = {text for day, text in facts.items() if day not in drill.erased}
    back = found - expected if drill.erased else set()
    need(not back, f"Erased, and back again: {', '.join(back)}", hint="What erases a memory?")
    need(
        found == expected,
        f"Where {drill.what}, {len(found)} facts are restored, and {len(expected)} could be.",
        hint=drill.hint,
    )
    need(
        not any(facts[day] in shelf.all_that(got) for day in drill.erased if day in facts),
        "A memory is gone that was erased, but its words still stand in the history.",
        hint="`forget` has an argument for that.",
    )


class Shelf:
    """Exports of a user on three days, one fact more each day; damaged ones, and another user's.

    They are files named "day-1" to "day-3"; "cut", "half" and "empty" are damaged; "other" is
    sound, and somebody else's.

    Attributes:
        user: Whose they are.
        facts: The text of each day's fact.
        ids: Its id.
        of_another: The text of the other user's fact.
    """

    of_another = "The user likes golf."

    def __init__(self, folder: Path, user: str, other: str, rng: random.Random) -> None:
        self.folder, self.user = folder, user
        things = rng.sample(("jazz", "tea", "chess", "rye bread", "sailing", "opera"), 3)
        self.facts = [f"The user likes {thing}." for thing in things]
        self.ids: list[str] = []
        clock = LessonClock("2026-05-01T09:00")
        with mk.open(user=user, clock=clock, ids=counted_ids()) as memory:
            for number, (thing, text) in enumerate(zip(things, self.facts, strict=True), start=1):
                fact = mk.Fact(subject="user", predicate="likes", object=thing, text=text)
                self.ids.append(str(memory.semantic.add(fact).decisions[0].memory_id))
                memory.export(folder / f"day-{number}")
                clock.advance(days=1)
        with mk.open(user=other, clock=clock, ids=counted_ids()) as memory:
            memory.semantic.add(
                mk.Fact(subject="user", predicate="likes", object="golf", text=self.of_another)
            )
            memory.export(folder / "other")
        lines = (folder / "day-3").read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / "cut").write_text("".join(lines[:-1]), encoding="utf-8")
        half = lines[1][: len(lines[1]) // 2] + "\n"
        (folder / "half").write_text("".join([lines[0], half, *lines[2:]]), encoding="utf-8")
        (folder / "empty").touch()

    def paths(self, names: Sequence[str]) -> list[Path]:
        """Return the files of these names; one may not be there."""
        return [self.folder / name for name in names]

    def all_that(self, memory: Memory) -> str:
        """Return every word that a memory and its history hold."""
        memory.export(self.folder / "looked-at")
        return (self.folder / "looked-at").read_text(encoding="utf-8")
