"""Lesson 11, to production: its exercises and its quiz."""

import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from memorykinds.workshop.evening_reports import MEASURED, Days, house, incident, reports_of
from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.questions import Choice, question
from memorykinds.workshop.restore_drill import BEFORE, Drill, Shelf, try_drill

_PEOPLE = ("ada", "ravi", "mina", "beth", "tomas", "yuki")
_DAY = 86_400


@exercise("11.1", title="Say whose memory a request may use")
def whose(answer: Any, case: Case) -> None:
    """Ask as oneself, as others, as a guest, too late, and for those one may act for."""
    need_function(answer, "request, now")
    me, other, tenant = case.rng.sample(_PEOPLE, 3)
    now = case.rng.randint(10, 90) * _DAY
    valid = {"user": me, "expires": now + 60}
    desk = valid | {"may_act_for": [tenant, f"{other}son"]}

    def asked(session: dict[str, Any] | None, claimed: str | None) -> Any:
        try:
            given = None if session is None else dict(session)
            got = answer({"session": given, "claimed": claimed}, now)
        except PermissionError:
            return None
        need(
            isinstance(got, str) and got,
            f"For the session {session} and the claim {claimed!r} it returns {a_value(got)}.",
            hint="It returns a user's name, and what may not be is raised and not returned.",
        )
        return got

    for session, claimed, what in (
        (valid, None, "is logged in and claims nothing"),
        (valid, me, "is logged in and claims to be just that"),
        (desk, None, "of the desk claims nothing"),
        (valid | {"may_act_for": None}, me, "may act for nobody (None)"),
    ):
        got = asked(session, claimed)
        need(got is not None, f"{me} {what}, and is refused.", hint="Whose memory is that?")
        need(got == me, f"{me} {what}, and gets the memory of {got}.", hint="Who was checked?")
    for session, claimed in ((valid, other), (desk, other), (valid | {"may_act_for": []}, other)):
        _compare_claim(asked(session, claimed), me, other)
    got = asked(desk, tenant)
    need(got is not None, f"{me} of the desk may act for {tenant}, and is refused.")
    need(
        got == tenant,
        f"{me} of the desk acts for {tenant}, and gets the memory of {got}: what {tenant} says "
        "would be learned of somebody else.",
        hint="What is a claim for, where the session allows it?",
    )
    _try_nobody(asked, valid, other)
    for claimed in (me.title(), f"{me} "):
        got = asked(valid, claimed)
        need(
            got is None,
            f"{me} claims to be {claimed!r}, and gets the memory of {got!r}.",
            hint="To a store, names that differ in one letter are two people.",
        )


def _compare_claim(got: str | None, me: str, other: str) -> None:
    need(
        got != other,
        f"{me} is logged in, the client says {other!r}, and the memory of {other} is opened.",
        hint="Which of the two names did your server check?",
    )
    need(
        got is None,
        f"{me} is logged in, the client says {other!r}, and that is passed over: nobody will see "
        "the attempt.",
        hint="Read again what becomes of a claim that is not allowed.",
    )


def _try_nobody(asked: Callable[..., Any], valid: dict[str, Any], other: str) -> None:
    for session, what, hint in (
        (None, "Nobody is logged in", "What is a claim worth that nobody has checked?"),
        (valid | {"user": None}, "A guest is logged in", "Who is None?"),
        (valid | {"expires": valid["expires"] - 60}, "The session ends at this very second", "<"),
        (valid | {"expires": valid["expires"] - _DAY}, "The session ended yesterday", "expires"),
    ):
        for claimed in (other, None):
            got = asked(session, claimed)
            about = "claims nothing" if claimed is None else f"claims {claimed!r}"
            need(
                got is None,
                f"{what}, the client {about}, and the memory of {got} is opened.",
                hint=hint if " " in hint else "Until when is a session valid?",
            )


_LOAD = {"fixed": 700, "turn": 40, "answer": 90, "recall": 150}
_BILL = ("calls", "tokens_in", "tokens_out", "price")


@exercise("11.2", title="Work out the bill of a month")
def month(answer: Any, case: Case) -> None:
    """Compare bills, from one talk of one user to many users."""
    need_function(answer, "load")
    rng = case.rng
    prices = {"price_in": rng.randint(1, 9) / 20, "price_out": rng.randint(10, 30) / 20}
    one = {"users": 1, "talks": 1, "turns": 6, "every": 6, "kinds": 1} | _LOAD | prices
    every = rng.randint(3, 5)
    loads = [
        one,
        one | {"kinds": 3},
        one | {"every": 2},
        one | {"every": every, "turns": 2 * every + 1},
        one | {"every": 50},
        one | {"users": rng.randint(200, 900), "talks": rng.randint(8, 30), "kinds": 2},
    ]
    for load in loads:
        got = answer(dict(load))
        need(
            isinstance(got, dict),
            f"A dictionary is expected back, and this is {a_value(got)}.",
            hint="Is there a `return`?",
        )
        missing = [key for key in _BILL if key not in got]
        need(not missing, f"The bill has no {', '.join(missing)}.")
        odd = [key for key in _BILL if not isinstance(got[key], int | float)]
        need(not odd, f"{', '.join(odd)} should be a number.")
        _compare_bill(load, got)


def _compare_bill(load: dict[str, Any], got: dict[str, Any]) -> None:
    ends = [*range(load["every"], load["turns"], load["every"]), load["turns"]]
    talks, kinds, turns = load["users"] * load["talks"], load["kinds"], load["turns"]
    calls = talks * kinds * len(ends)
    about = (
        f" (users={load['users']}, talks={load['talks']}, turns={turns}, every={load['every']}, "
    )
    about += f"kinds={kinds})"
    need(
        got["calls"] == calls,
        f"calls is {got['calls']}, and should be {'more' if got['calls'] < calls else 'fewer'}{about}.",
        hint="After which turns is one talk learned, how many talks are there, and how many calls "
        "does each learning take? What of turns that are left at a talk's end?",
    )

    def tokens(shown: int, answers: int) -> int:
        learning = kinds * (load["fixed"] * len(ends) + load["turn"] * shown)
        return int(talks * (learning + load["recall"] * answers))

    for wrong, message, hint in (
        (tokens(sum(ends), 0), "what memory adds to the agent's prompts", "Who pays for a recall?"),
        (tokens(sum(ends), 1), "a recall for each turn", "How many answers has a talk?"),
        (
            tokens(turns, turns),
            "the talk so far in each prompt",
            "What does the second prompt hold?",
        ),
    ):
        right = tokens(sum(ends), turns)
        need(
            wrong == right or not math.isclose(got["tokens_in"], wrong),
            f"tokens_in lacks {message}{about}.",
            hint=hint,
        )
    need(
        math.isclose(got["tokens_in"], right),
        f"tokens_in is {got['tokens_in']:,}, and should be "
        f"{'more' if got['tokens_in'] < right else 'less'}{about}.",
        hint="Write down by hand what each learning prompt of one talk holds.",
    )
    need(
        got["tokens_out"] == calls * load["answer"],
        f"tokens_out is {got['tokens_out']:,}, which is not one answer for each call{about}.",
    )
    in_millions = right * load["price_in"] + got["tokens_out"] * load["price_out"]
    need(
        not math.isclose(got["price"], in_millions),
        "The price is that of a token, and `price_in` and `price_out` are those of a million.",
    )
    need(
        math.isclose(got["price"], in_millions / 1e6, rel_tol=1e-6, abs_tol=1e-9),
        f"The price is {got['price']:.6f}, which is not that of these tokens{about}.",
        hint="Two prices, two sorts of tokens. A rounded price of one talk is wrong for a thousand.",
    )


_HINTS = {
    "silent": "What is in today's report?",
    "stuck": "Two numbers tell of the queue. Which of them is small on every quiet evening?",
    "leak": "How many are normal?",
    "growth": "How many new facts did each of today's talks bring, and how many on a usual day?",
}


@exercise("11.3", title="Write the alarm", given=reports_of)
def alarms(answer: Any, case: Case) -> None:
    """Report quiet weeks of small and large houses, and each incident at a time unseen."""
    need_function(answer, "days")
    rng = case.rng
    for size in (1, rng.uniform(0.3, 0.5), rng.uniform(4, 8)):
        quiet = house(rng, size)
        for number in range(1, len(quiet) + 1):
            _must_be_quiet(answer, quiet[:number], "A quiet evening")
        for name in _HINTS:
            _must_alarm(answer, incident(rng, name, size), name)
        for measured in MEASURED:
            days = incident(rng, "silent", size)
            days[-1] = quiet[len(days) - 1] | {measured: None}
            _must_alarm(answer, days, "silent")
        days = house(rng, size)
        days[-2] |= dict.fromkeys(MEASURED)
        _must_be_quiet(answer, days, "A quiet evening after a silent one")
        days = incident(rng, "growth", size)
        days[1] |= dict.fromkeys(MEASURED)
        _must_alarm(answer, days, "growth")


def _must_be_quiet(answer: Any, days: Days, what: str) -> None:
    got = _alarms_of(answer, days)
    need(
        not got,
        f"{what} raises {_listed(got)}: {_last_two(days)}.",
        hint="What is unusual in it? If nothing is: what has spoilt what you take for usual?",
    )


def _must_alarm(answer: Any, days: Days, name: str) -> None:
    got = _alarms_of(answer, days)
    need(
        name in got,
        f'"{name}" is not among the alarms of this evening ({_listed(got)}): {_last_two(days)}.',
        hint=_HINTS[name],
    )
    need(
        got == {name},
        f'This evening is "{name}" and no more, and raises {_listed(got)}: {_last_two(days)}.',
        hint="What can be said of an evening on which this is so?",
    )


def _alarms_of(answer: Any, days: Days) -> set[str]:
    try:
        got = answer([dict(day) for day in days])
    except TypeError as error:
        need(
            all(None not in day.values() for day in days),
            f"Your function stops at a report in which something was not measured ({error}).",
            hint="None is no number, on this evening or on one before.",
        )
        raise
    need(
        isinstance(got, set | frozenset),
        f"A set is expected back, and this is {a_value(got)}.",
        hint="set() is one without members. Is there a `return` on every way through the function?",
    )
    unknown = [name for name in got if name not in _HINTS]
    need(not unknown, f"There is no alarm of the name {unknown[:1]}.", hint=str(list(_HINTS)))
    return set(got)


def _listed(names: set[str]) -> str:
    return " and ".join(f'"{name}"' for name in sorted(names)) or "none"


def _last_two(days: Days) -> str:
    def shown(day: dict[str, Any]) -> str:
        return ", ".join(f"{name} {value}" for name, value in day.items())

    before = f"; the evening before: {shown(days[-2])}" if len(days) > 1 else ""
    return shown(days[-1]) + before


@exercise("11.4", title="Restore from what can be trusted")
def restore(answer: Any, case: Case) -> None:
    """Hand over shelves of exports, sound and damaged, of this user and of another."""
    need_function(answer, "paths, user, erased")
    user, other = case.rng.sample(_PEOPLE, 2)
    since = "memories were erased since, some of which it never had"
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder), user, other, case.rng)
        for drill in (
            Drill(["day-1", "day-2", "day-3"], 3, "all are sound", "Which is the newest?"),
            Drill(["day-1", "day-2", "cut"], 2, "the newest was cut off", BEFORE),
            Drill(["day-1", "half", "gone"], 1, "the last two were damaged or lost", BEFORE),
            Drill(["day-1", "day-2", "empty"], 2, "the newest is empty", BEFORE),
            Drill(["day-1", "day-2", "other"], 2, "the newest is somebody else's", BEFORE),
            Drill(["day-2", "day-3"], 3, since, "Which ids are in this export?", (1, 3)),
            Drill(["day-1", "day-2", "cut"], 2, since, "Which ids are in this export?", (3, 1)),
        ):
            try_drill(answer, shelf, drill)
        for names in (["cut", "half"], ["other"], []):
            need(
                answer(shelf.paths(names), user, []) is None,
                f"None is expected where no export can be trusted ({', '.join(names) or 'no file'}).",
                hint="An empty memory looks like one that was restored.",
            )


question(
    "11.q1",
    "`learn` has returned, and a second later the whole machine loses power. The store was opened as it is "
    "by default. What is there afterwards?",
    Choice(
        "All that `learn` wrote, for sure.",
        "That holds if the process dies. Here the disk may not have got it yet: for that there is "
        'durability="full".',
    ),
    Choice(
        "A sound file; the last updates may be missing, each as a whole.",
        "The log is handed to the system at each write, and to the disk a little later.",
        right=True,
    ),
    Choice("A damaged file.", "The log is written so that a file is never half of anything."),
)
question(
    "11.q2",
    "One user has 100,000 memories, everything runs on one machine, and search seems slow. Does it help "
    "to move to Postgres?",
    Choice(
        "Yes, servers are made for large data.",
        "It was measured: at that size a search took 13.7 times as long there.",
    ),
    Choice(
        "No: on one machine the file is faster, and a search of 100,000 takes milliseconds.",
        "Look for the slowness elsewhere, in the model's answer for one. Several machines are a "
        "reason to move, size is none.",
        right=True,
    ),
    Choice(
        "No, for Postgres could not hold so many.",
        "It could. The question is what the move brings.",
    ),
)
question(
    "11.q3",
    "Two evenings. First: 400 jobs wait, the oldest for five minutes. Second: one job waits, since "
    "yesterday. On which does the alarm ring?",
    Choice("On the first.", "400 young jobs are a Monday morning. They are learned in a while."),
    Choice(
        "On the second.",
        "Whoever it belongs to is not learned from any more. Age tells that, and length does not.",
        right=True,
    ),
    Choice("On both.", "An alarm that rings on each Monday is switched off by the third."),
)
question(
    "11.q4",
    "A user had a memory erased on Tuesday. On Wednesday the disk fails, and you restore Monday's backup. "
    "What now?",
    Choice(
        "Nothing: it was erased.",
        "It was erased from the store. Monday's backup was made before, and has it.",
    ),
    Choice(
        "Do not use this backup.",
        "Then all is lost that it holds, also for those who had nothing erased.",
    ),
    Choice(
        "Erase it again, before anybody is let in.",
        "So the ids of what was erased are kept apart from the store, without a word of what it was.",
        right=True,
    ),
)
