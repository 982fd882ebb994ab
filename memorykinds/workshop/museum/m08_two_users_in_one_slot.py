"""Exhibit 8, two users in one slot of a debounce: its exercises and its question."""

import random
from typing import Any

from memorykinds.workshop.exercises import Case, a_value, exercise, need
from memorykinds.workshop.museum.trying import Tried, need_test
from memorykinds.workshop.questions import Choice, question

Done = list[tuple[str, str]]
Turn = tuple[int, str, str, str]
"""When it was said, by whom, in which thread, and what the thread is then."""


class _Queue:
    """The code of the exhibit; the others differ in what names a slot."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.slots: dict[Any, tuple[int, str, str]] = {}

    def key(self, _user: str, thread: str) -> Any:
        return thread

    def add(self, now: int, user: str, thread: str, talk: str) -> None:
        self.slots[self.key(user, thread)] = (now + self.after, user, talk)

    def due(self, now: int) -> Done:
        ready = [key for key, (time, _, _) in self.slots.items() if time <= now]
        return [self.slots.pop(key)[1:] for key in ready]


class _FirstStays(_Queue):
    """The first user keeps the slot, and another one is turned away."""

    def add(self, now: int, user: str, thread: str, talk: str) -> None:
        if self.slots.get(thread, (0, user))[1] == user:
            super().add(now, user, thread, talk)


class _ByBoth(_Queue):
    def key(self, user: str, thread: str) -> Any:
        return user, thread


class _QueueForEach:
    """One queue for each user."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.queues: dict[str, _Queue] = {}

    def add(self, now: int, user: str, thread: str, talk: str) -> None:
        self.queues.setdefault(user, _Queue(self.after)).add(now, user, thread, talk)

    def due(self, now: int) -> Done:
        return [one for queue in self.queues.values() for one in queue.due(now)]


class _ListOfTurns:
    """All turns that wait, in a list; due are those of the last name in the alphabet first."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.turns: list[Turn] = []

    def add(self, now: int, user: str, thread: str, talk: str) -> None:
        self.turns = [turn for turn in self.turns if turn[1:3] != (user, thread)]
        self.turns.append((now, user, thread, talk))

    def due(self, now: int) -> Done:
        ready = [turn for turn in self.turns if turn[0] + self.after <= now]
        self.turns = [turn for turn in self.turns if turn not in ready]
        return sorted(((user, talk) for _, user, _, talk in ready), reverse=True)


@exercise("m8.1", title="A test that finds the fault")
def loses_nobody(answer: Any, _case: Case) -> None:
    """Try the test on two ways to share a slot, and on three to keep users apart."""
    need_test(
        answer,
        "Queue",
        faulty=[
            Tried(
                "the code above",
                _Queue,
                "Who can get into whose way? Two people must talk at about the same time. What must "
                "be the same, and what not?",
            ),
            Tried(
                "a `Queue` that keeps the first of such two and turns the second away",
                _FirstStays,
                "Whoever is lost, your test must notice. Whom does it ask for?",
            ),
        ],
        sound=[
            Tried("a sound `Queue` like the one above", _ByBoth),
            Tried(
                "a sound `Queue` that goes through the users one by one",
                _QueueForEach,
                "The order of what is due is not promised.",
            ),
            Tried(
                "a sound `Queue` that keeps a list and has an order of its own",
                _ListOfTurns,
                "The order of what is due is not promised, nor what the queue has besides `add` "
                "and `due`.",
            ),
        ],
    )


@exercise("m8.2", title="The mend")
def mend(answer: Any, case: Case) -> None:
    """Let users talk in turn, in bursts, in several threads, and with names that look alike."""
    need(
        isinstance(answer, type),
        f"A class is expected here, and this is {a_value(answer)}.",
        hint="Hand in the class itself, without calling it.",
    )
    after = case.rng.randint(20, 60)
    ada, bea = case.rng.sample(("ada", "bea", "carl", "dora"), 2)
    _compare_burst(answer, after, ada)
    _compare(
        answer,
        after,
        [(0, ada, "default", "of the one"), (after - 5, bea, "default", "of the other")],
        "Two users talk at the same time in threads of the same name",
        "What names a slot, and is that enough to tell two talks apart? And does a turn put off "
        "only its own talk?",
    )
    _compare(
        answer,
        after,
        [(0, ada, "work", "on work"), (3, ada, "home", "on home")],
        "One user talks in two threads",
        "To tell the users apart is not enough.",
    )
    _compare_alike(answer, after)
    _compare(answer, after, _mixed(case.rng, (ada, bea)), "Several users talk in turn", "")


def _compare_burst(answer: Any, after: int, user: str) -> None:
    burst = [(time, user, "default", f"{time} seconds") for time in (0, after // 2, after - 1)]
    _compare(
        answer,
        after,
        burst,
        "One user writes three times in a row",
        "A debounce must still be one: a later turn of the same talk takes the place of the earlier.",
    )


def _compare_alike(answer: Any, after: int) -> None:
    for joint in ("", "-", "_", ":", "/", ".", "|", " ", ","):
        turns = [
            (0, f"an{joint}a", "b", "of the one"),
            (1, "an", f"a{joint}b", "of the other"),
        ]
        _compare(
            answer,
            after,
            turns,
            f"One user is called {turns[0][1]!r} and another 'an', their threads 'b' and {turns[1][2]!r}",
            "Two names that are joined into one text may give the same text as two others.",
        )


def _mixed(rng: random.Random, users: tuple[str, str]) -> list[Turn]:
    time, turns = 0, []
    for number in range(30):
        time += rng.randint(0, 25)
        turns.append((time, rng.choice(users), rng.choice(("default", "work")), f"turn {number}"))
    return turns


def _compare(answer: Any, after: int, turns: list[Turn], what: str, hint: str) -> None:
    """Ask both after every second for what is due, and compare."""
    got, expected = answer(after), _ByBoth(after)
    waiting = list(turns)
    for now in range(turns[-1][0] + 2 * after):
        while waiting and waiting[0][0] == now:
            got.add(*waiting[0])
            expected.add(*waiting[0])
            waiting.pop(0)
        done, right = got.due(now), expected.due(now)
        need(
            isinstance(done, list) and all(isinstance(one, tuple | list) for one in done),
            f"`due` is to return a list of pairs (user, talk), and it returns {done!r:.60}.",
        )
        pairs = [tuple(one) for one in done]
        for user, talk in right:
            need(
                (user, talk) in pairs,
                f"{what}: “{talk}”, of {user!r}, is due after {now} seconds and not learned then.",
                hint=hint,
            )
        for pair in pairs:
            need(
                pair in right and pairs.count(pair) == 1,
                f"{what}: after {now} seconds {pair} is learned, and should not be, or not then.",
                hint=hint,
            )


question(
    "m8.q1",
    "The slots are named by the user alone. Who loses something?",
    Choice("Nobody: users are apart.", "A user may talk in two threads at the same time."),
    Choice(
        "A user who goes on in a second thread before the first was learned.",
        "The job of the second takes the place of the first. A key must have all that tells two "
        "talks apart.",
        right=True,
    ),
    Choice(
        "A user who writes three times in a row.",
        "These three belong together: the last has all of the thread, and takes the others' place.",
    ),
)
