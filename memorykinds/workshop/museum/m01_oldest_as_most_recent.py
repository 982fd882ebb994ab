"""Exhibit 1, the oldest scored as the most recent: its exercises and its question."""

import random
from datetime import datetime, timedelta
from typing import Any

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.museum.trying import Tried, need_test
from memorykinds.workshop.questions import Choice, question

_SUBJECTS = ("tea", "coffee", "cocoa", "water", "juice", "milk", "cider", "mate")
_OTHER = (
    "the gate is green",
    "my aunt paints",
    "we keep bees",
    "rain is due",
    "the lift is broken",
)
_DAY = timedelta(days=1)
_GAPS = (timedelta(minutes=1), 3 * _DAY, 400 * _DAY)


def _in_common(question_text: str, memory: dict[str, Any]) -> int:
    return len(set(question_text.lower().split()) & set(memory["text"].lower().split()))


def _by_key(question: str, memories: Any, k: int = 3) -> Any:
    found = sorted(memories, key=lambda m: (_in_common(question, m), m["at"]), reverse=True)
    return found[:k]


def _by_days(question: str, memories: Any, k: int = 3) -> Any:
    """The same by a half-life, with those of one moment in the other order."""
    newest = max((memory["at"] for memory in memories), default=None)

    def score(memory: dict[str, Any]) -> float:
        recency: float = 0.5 ** ((newest - memory["at"]) / (1000 * _DAY))
        return _in_common(question, memory) + 0.9 * recency

    return sorted(memories, key=score)[::-1][:k]


def _by_place(question: str, memories: Any, k: int = 3, *, of: Any = None) -> Any:
    """Count the places of a list in which the oldest is the first: the fault."""
    counted = sorted(memories, key=lambda m: m["at"]) if of is None else of(memories)
    found = sorted(
        memories,
        key=lambda m: _in_common(question, m) + 0.9 ** counted.index(m),
        reverse=True,
    )
    return found[:k]


def _as_it_comes(question: str, memories: Any, k: int = 3) -> Any:
    return _by_place(question, memories, k, of=list)


@exercise("m1.1", title="A test that finds the fault")
def recent_first(answer: Any, _case: Case) -> None:
    """Try a test on the exhibit's code, on two sound ones, and on one that counts list places."""
    need_test(
        answer,
        "recall",
        faulty=[
            Tried(
                "the code above",
                _by_place,
                "When does recency decide? Two memories must have equally many words in common "
                "with the question.",
            ),
            Tried(
                "another `recall` with this fault, which takes the order of the list for that of time",
                _as_it_comes,
                "In which order do your memories come? They may come in any.",
            ),
        ],
        sound=[
            Tried(
                "a sound `recall`, which sorts by words in common and then by time",
                _by_key,
                "Words in common count more than time, and capital letters do not count.",
            ),
            Tried(
                "a sound `recall`, which lets recency fade with the days",
                _by_days,
                "Of two from the same moment either may come first.",
            ),
        ],
    )


@exercise("m1.2", title="The mend")
def mend(answer: Any, case: Case) -> None:
    """Ask for pairs of equals in both orders, and for what fits against what is new."""
    need_function(answer, "question, memories, k")
    start = datetime(2026, case.rng.randint(1, 12), case.rng.randint(1, 28), 9)  # noqa: DTZ001
    for gap in _GAPS:
        _compare_equals(answer, case.rng, start, gap)
    _compare_fit(answer, case.rng, start)
    _compare_many(answer, case.rng, start)


def _compare_equals(answer: Any, rng: random.Random, start: datetime, gap: timedelta) -> None:
    old, new = (f"i drink {what} at noon" for what in rng.sample(_SUBJECTS, 2))
    older, newer = {"at": start, "text": old}, {"at": start + gap, "text": new}
    for memories in ([older, newer], [newer, older]):
        found = _found(answer, "what do i drink at noon", memories, 2)
        need(
            found[0] == newer,
            f"Of two that fit equally well the older is first; the other is newer by {gap}.",
            hint="Print the recency of both. Which of them should be near 1?",
        )
        need(len(found) == len(memories), "Of two memories one is lost, though k is 2.")


def _compare_fit(answer: Any, rng: random.Random, start: datetime) -> None:
    """Put what fits on one side of time, and what does not on the other; then the other way."""
    fits = f"i drink {rng.choice(_SUBJECTS)} at noon"
    for days, told in ((-300, "newer"), (300, "older")):
        memories = [{"at": start, "text": text} for text in rng.sample(_OTHER, 3)]
        memories.insert(1, {"at": start + days * _DAY, "text": fits})
        found = _found(answer, "what do i drink at noon", memories, 1)
        need(
            found[0]["text"] == fits,
            f"What fits the question is not first if the others, which do not fit, are {told}.",
            hint="Recency decides between equals, and only there.",
        )
        need(len(found) == 1, f"With k=1 it returns {len(found)} memories.")


def _compare_many(answer: Any, rng: random.Random, start: datetime) -> None:
    memories = [
        {"at": start + n * _DAY, "text": f"i drink {rng.choice(_SUBJECTS)} at noon"}
        for n in range(12)
    ]
    rng.shuffle(memories)
    found = _found(answer, "what do i drink at noon", memories, 12)
    days = [(memory["at"] - start).days for memory in found]
    need(
        days == sorted(days, reverse=True),
        "Twelve memories that fit equally well do not come newest first.",
        hint="Does the recency of each depend on its own time, whatever the order of the list?",
    )


def _found(answer: Any, asked: str, memories: list[dict[str, Any]], k: int) -> list[Any]:
    """Return what the learner's function finds, if it is of the right form and changed nothing."""
    given = [dict(memory) for memory in memories]
    found = answer(asked, given, k)
    need(
        isinstance(found, list | tuple) and found and all(one in memories for one in found),
        f"A list of some of the memories is expected back, and this is {a_value(found)}"
        f"{'' if found is None or found else ' without any'}.",
        hint="What does the code above return?",
    )
    need(given == memories, "The list of memories that was passed in has been changed.")
    return list(found)


question(
    "m1.q1",
    "Which check would have found this fault without anybody thinking of tea and coffee?",
    Choice(
        "That every score lies between 0 and the number of words plus 1.",
        "The faulty scores do. A turned order leaves the range as it was.",
    ),
    Choice(
        "Make one memory newer, change nothing else: its place must not get worse.",
        "On any memories whatever, and no right score need be known.",
        right=True,
    ),
    Choice(
        "Keep what it returns today in a file, and fail if that ever changes.",
        "That keeps the fault, and guards it: the mend would be what fails.",
    ),
)
