"""Lesson 5, what happened: its first exercise, where an episode begins, and its quiz.

The others are in `lesson_05_lost` (5.2) and `lesson_05_examples` (5.3).
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from memorykinds.workshop import lesson_05_examples, lesson_05_lost  # noqa: F401 -- exercises
from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_all, need_function
from memorykinds.workshop.questions import Choice, question

_MINUTE = timedelta(minutes=1)
_LOOK = "Look at them, and build a new list. `pop` and `remove` take from the caller's."


@exercise("5.1", title="Say where an episode begins")
def episodes(answer: Any, case: Case) -> None:
    """Cut talks with silences, late answers and closed matters."""
    need_function(answer, "turns, gap")
    for _ in range(4):
        gap = timedelta(minutes=case.rng.randint(20, 90))
        late = gap + case.rng.randint(1, 600) * _MINUTE
        for what, steps, expected, hint in (
            ("a talk without a silence", "ua ua", [4], ""),
            ("a long silence before a user's turn", "ua .ua ua", [2, 4], "Rule 2."),
            (
                "an answer that comes late",
                "u.a u a",
                [4],
                "Who may begin an episode, and from which turn is the silence measured?",
            ),
            ("a silence of exactly the gap", "ua =ua", [4], "Is it *more* than the gap?"),
            ("an assistant that speaks first", "a ua .u", [3, 1], "Rule 1, its second sentence."),
            ("a silence in the midst of two questions", "uu .u a", [2, 2], ""),
            ("a matter that is closed", "ua Ca ua", [4, 2], "Rule 3, and rule 1 holds as well."),
            (
                "a user who closes twice",
                "ua Ca Ca ua",
                [6, 2],
                "Rule 3: after which turn of the user's does it begin, and which is none?",
            ),
            (
                "a matter that was closed long ago",
                "ua Ca ua ua ua",
                [4, 6],
                "What has become of the closing when the next matter has begun?",
            ),
            ("a matter closed before a silence", "u C .C a", [2, 2], "Rule 2 asks no more."),
            ("two matters at the end", "ua .ua .u", [2, 2, 1], "Is the last one returned?"),
            ("no turn at all", "", [], "Is there an episode of nothing?"),
        ):
            turns = _turns(steps, gap, late)
            passed = [dict(turn) for turn in turns]
            got = answer(passed, gap)
            need(passed == turns, "The turns that were passed in have been changed.", hint=_LOOK)
            _compare_cut(got, turns, expected, what, hint)


def _turns(steps: str, gap: timedelta, late: timedelta) -> list[dict[str, Any]]:
    """Return turns of "u", "a" or "C" (closes), after a silence "." or one of just the gap "="."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    turns: list[dict[str, Any]] = []
    wait = _MINUTE
    for step in steps.replace(" ", ""):
        if step in ".=":
            wait = late if step == "." else gap
            continue
        at, wait = at + wait, _MINUTE
        role = "assistant" if step == "a" else "user"
        number = f"t{len(turns) + 1}"
        turns.append({"id": number, "role": role, "at": at, "closes": step == "C"})
    return turns


def _compare_cut(
    got: Any, turns: list[dict[str, Any]], sizes: list[int], what: str, hint: str
) -> None:
    need(
        isinstance(got, list | tuple),
        f"A list of episodes is expected back, and this is {a_value(got)}.",
        hint="Is there a `return` on every way through the function?",
    )
    need_all(got, list | tuple, "Each episode is a list of ids")
    ids = [an_id for one in got for an_id in one]
    need_all(ids, str, "An episode holds the ids of turns")
    need(all(got), f"For {what} there is an episode without a turn.", hint=hint)
    need(
        ids == [turn["id"] for turn in turns],
        f"For {what} not every turn is in exactly one episode, in order: "
        f"{_listed(ids)} of {len(turns)}.",
        hint="Which turns are missing or come twice? Often it is the last episode.",
    )
    found = [len(one) for one in got]
    talk = ", ".join(turn["role"] + (" (closes)" if turn["closes"] else "") for turn in turns)
    need(
        found == sizes,
        f"For {what} ({talk}) it makes episodes of {_listed(found)} turns, not by the rules.",
        hint=hint,
    )


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(map(str, values)) or "none"


question(
    "5.q1",
    "An episode says: “Asked for another language. A new cartridge solved it.” Every word is a quotation. "
    "What went wrong?",
    Choice(
        "The model invented something.",
        "Nothing in it is invented: each sentence was said. Together they tell what never happened.",
    ),
    Choice(
        "Two matters were told as one episode.",
        "It has one place for the request and one for the outcome, and they came from two matters.",
        right=True,
    ),
    Choice(
        "It was told too late.",
        "Its times come from the turns and are right, whenever it is told.",
    ),
)
question(
    "5.q2",
    "A check finds every name, every number and every “not” of a talk in its summary. What follows?",
    Choice("The summary is true.", "All the words may be there and say something else."),
    Choice(
        "None of these words was lost, and no more than that.",
        "Such a check finds losses of one kind. Falsehood takes a reader, or questions to both texts.",
        right=True,
    ),
    Choice(
        "The talk itself can be deleted.",
        "Nobody knows yet what will be asked, and what holds no name or number was not checked.",
    ),
)
question(
    "5.q3",
    "The episode most like the task tells of an attempt that failed. What do you do with it?",
    Choice(
        "Put it first; the model reads that it failed.",
        "It may, and it may imitate all the same: an example shows what to do.",
    ),
    Choice(
        "Delete it from the memory.",
        "That it failed is worth knowing; only as an example to follow it is wrong.",
    ),
    Choice(
        "Leave it out of the examples; say what it taught as a lesson or a rule.",
        "Examples are followed, so show what worked, in a situation like this one.",
        right=True,
    ),
)
question(
    "5.q4",
    "A summary lacks what you need. How do you get to it?",
    Choice(
        "Ask the model to summarize the summary anew.",
        "What it lacks is in no summary of it, either; the model would have to make it up.",
    ),
    Choice(
        "By the turns it names, if the talk is kept.",
        "Code notes them beside each episode. They lead back to the words, as long as those exist.",
        right=True,
    ),
    Choice(
        "Raise k, so that more episodes are recalled.",
        "Other episodes tell of other things. This one's turns are told in this one.",
    ),
)
