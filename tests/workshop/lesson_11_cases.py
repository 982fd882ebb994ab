"""Right and wrong answers to the exercises of lesson 11."""

import itertools
from statistics import median

from exercise_cases import Cases

import memorykinds as mk


def whose(request, now):
    session, claimed = request["session"], request["claimed"]
    if session is None or session["user"] is None or now >= session["expires"]:
        raise PermissionError
    if claimed in (None, session["user"]):
        return session["user"]
    if claimed in (session.get("may_act_for") or ()):
        return claimed
    raise PermissionError


def claim_wins(request, now):
    return request["claimed"] or whose(request, now)


def own_always(request, now):
    return whose(request | {"claimed": None}, now)


def nobody_acts(request, now):
    session = request["session"]
    return whose(request | {"session": session and session | {"may_act_for": []}}, now)


def claim_if_nobody(request, now):
    return request["claimed"] if request["session"] is None else whose(request, now)


def for_ever(request, _now):
    return whose(request, -1)


def a_second_more(request, now):
    return whose(request, now - 1)


def guest_claims(request, now):
    session = request["session"]
    if session is not None and session["user"] is None and request["claimed"]:
        return request["claimed"]
    return whose(request, now)


def loosely(request, now):
    claimed = request["claimed"]
    return whose(request | {"claimed": claimed and claimed.strip().lower()}, now)


def refused_by_none(request, now):
    try:
        return whose(request, now)
    except PermissionError:
        return None


def refused_by_words(request, now):
    try:
        return whose(request, now)
    except PermissionError:
        return ""


def ends_of(load):
    return [*range(load["every"], load["turns"], load["every"]), load["turns"]]


def month(load, ends=ends_of, answers=None, per=1e6):
    ends = ends(load)
    talks = load["users"] * load["talks"]
    calls = talks * load["kinds"] * len(ends)
    learning = load["kinds"] * sum(load["fixed"] + load["turn"] * end for end in ends)
    answers = load["turns"] if answers is None else answers
    tokens_in = talks * (learning + load["recall"] * answers)
    tokens_out = calls * load["answer"]
    price = (tokens_in * load["price_in"] + tokens_out * load["price_out"]) / per
    return {"calls": calls, "tokens_in": tokens_in, "tokens_out": tokens_out, "price": price}


def without_rest(load):
    return month(load, lambda load: list(range(load["every"], load["turns"] + 1, load["every"])))


def only_new_turns(load):
    new = load["kinds"] * load["turn"] * (sum(ends_of(load)) - load["turns"])
    bill = month(load)
    return bill | {"tokens_in": bill["tokens_in"] - load["users"] * load["talks"] * new}


def swapped(load):
    return month(load) | {
        "price": month(load | {"price_in": load["price_out"], "price_out": load["price_in"]})[
            "price"
        ]
    }


def rates_of(days):
    return [
        (day["facts"] - before["facts"]) / day["talks"]
        for before, day in itertools.pairwise(days)
        if before["facts"] is not None and day["facts"] is not None and day["talks"]
    ]


def alarms(days, late=60, many=3):
    today = days[-1]
    if None in today.values():
        return {"silent"}
    found = set()
    if today["oldest"] > late:
        found.add("stuck")
    if today["foreign"]:
        found.add("leak")
    if len(days) > 7 and days[-2]["facts"] is not None and today["talks"]:
        *before, now = rates_of(days)
        if now > many * median(before):
            found.add("growth")
    return found


def by_length(days):
    found = alarms(days, late=10**9)
    return found | {"stuck"} if (days[-1]["waiting"] or 0) > 50 else found


def by_facts(days):
    found = alarms(days, many=10**9)
    both = len(days) > 7 and None not in (days[-1]["facts"], days[-2]["facts"])
    grown = both and days[-1]["facts"] > 1.1 * days[-2]["facts"]
    return found | {"growth"} if grown else found


def zero_for_none(days):
    return alarms([{name: value or 0 for name, value in day.items()} for day in days])


def deaf_to_leaks(days):
    return alarms(days) - {"leak"}


def blind_to_none(days):
    return alarms(days) | ({"stuck"} if days[-1]["oldest"] > 60 else set())


def divides_by_zero(days):
    return alarms(days) | ({"growth"} if days[-1]["facts"] / days[-1]["talks"] < 0 else set())


def restore(paths, user, erased, erase=True, anybody=False):
    for path in reversed(paths):
        memory = mk.open(user=user)
        try:
            header = memory.import_(path)
        except mk.StoreError:
            continue
        if header.user != user and not anybody:
            continue
        for memory_id in erased:
            try:
                memory.forget(memory_id, erase=erase)
            except mk.NotFoundError:
                continue
        return memory
    return None


def newest(paths, user, _erased):
    memory = mk.open(user=user)
    memory.import_(paths[-1])
    return memory


def erase_blindly(paths, user, erased):
    memory = restore(paths, user, [])
    for memory_id in erased:
        memory.forget(memory_id, erase=True)
    return memory


def closed(paths, user, erased):
    memory = restore(paths, user, erased)
    if memory:
        memory.close()
    return memory


def texts(paths, user, erased):
    memory = restore(paths, user, erased)
    return memory and [record.text for record in memory.semantic.all()]


CASES = {
    "11.1": Cases(
        solution=lambda _: whose,
        wrong={
            "is opened.": lambda _: claim_wins,
            "passed over": lambda _: own_always,
            "may act for": lambda _: nobody_acts,
            "Nobody is logged in, the client claims": lambda _: claim_if_nobody,
            "at this very second": lambda _: for_ever,
            "The session ends at": lambda _: a_second_more,
            "A guest is logged in": lambda _: guest_claims,
            "claims to be": lambda _: loosely,
            "it returns nothing": lambda _: refused_by_none,
            "it returns a str": lambda _: refused_by_words,
        },
    ),
    "11.2": Cases(
        solution=lambda _: month,
        wrong={
            "should be more (users=1, talks=1": lambda _: without_rest,
            "lacks what memory adds": lambda _: lambda load: month(load, answers=0),
            "lacks a recall for each turn": lambda _: lambda load: month(load, answers=1),
            "lacks the talk so far": lambda _: only_new_turns,
            "The price is that of a token": lambda _: lambda load: month(load, per=1),
            "not that of these tokens": lambda _: swapped,
            "A dictionary is expected": lambda _: lambda load: month(load)["price"],
            "The bill has no calls": lambda _: lambda load: {"price": month(load)["price"]},
            "should be a number": lambda _: lambda load: month(load) | {"price": None},
        },
    ),
    "11.3": Cases(
        solution=lambda _: alarms,
        wrong={
            'A quiet evening raises "stuck"': lambda _: by_length,
            'A quiet evening raises "growth"': lambda _: by_facts,
            '"silent" is not among': lambda _: zero_for_none,
            '"leak" is not among': lambda _: deaf_to_leaks,
            "is not among the alarms": lambda _: lambda days: alarms(days, many=30),
            "was not measured": lambda _: blind_to_none,
            "raised ZeroDivisionError": lambda _: divides_by_zero,
            "A set is expected": lambda _: lambda days: sorted(alarms(days)),
            "This evening is": lambda _: (
                lambda days: alarms(days) | ({"leak"} if days[-1]["foreign"] is None else set())
            ),
        },
    ),
    "11.4": Cases(
        solution=lambda _: restore,
        wrong={
            "raised StoreError": lambda _: newest,
            "the newest was cut off": lambda _: lambda p, u, e: restore(p[-1:], u, e),
            "Where all are sound": lambda _: lambda p, u, e: restore(p[:1], u, e),
            "Another user's memories": lambda _: lambda p, u, e: restore(p, u, e, anybody=True),
            "Erased, and back again": lambda _: lambda p, u, _: restore(p, u, []),
            "still stand in the history": lambda _: lambda p, u, e: restore(p, u, e, erase=False),
            "raised NotFoundError": lambda _: erase_blindly,
            "is closed already": lambda _: closed,
            "returns a list": lambda _: texts,
            "None is expected": lambda _: lambda p, u, e: restore(p, u, e) or mk.open(user=u),
        },
    ),
}
