"""The evening reports of houses that use a memory: quiet months, and such that end in an incident.

Lesson 11 asks for an alarm over them. What a quiet month holds is what an alarm must not mistake
for an incident: Mondays with long queues, Sundays without talks, nights on which memories are
merged, and many new tenants at once.
"""

import random
from typing import Any

Report = dict[str, Any]
"""One evening: "day", and what was measured; None for what was not."""

Days = list[Report]

MEASURED = ("talks", "facts", "waiting", "oldest", "foreign")

_WEEK = {"Mon": 3.0, "Tue": 1.0, "Wed": 1.1, "Thu": 0.9, "Fri": 1.0, "Sat": 0.3, "Sun": 0.0}
"""How many talks a day has, beside those of a Tuesday."""

_TUESDAY = 60
_LATE = 25  # minutes; on a quiet evening no job is later
_TWO_HOURS = 120
_SATURDAY = 11
"""The second Saturday's place in a month."""


def reports_of(rng: random.Random) -> dict[str, Days]:
    """Return a quiet month and one that ends in each incident, of houses of one size."""
    months = {name: incident(rng, name, 1) for name in ("stuck", "leak", "growth", "silent")}
    return {"quiet": house(rng, 1), **months}


def house(rng: random.Random, size: float) -> Days:
    """Return the reports of three quiet weeks, from a Tuesday to a Monday.

    Args:
        rng: Chance.
        size: How many talks there are, beside an average house.
    """
    return _quiet(rng, size)[0]


def incident(rng: random.Random, name: str, size: float) -> Days:
    """Return the reports of a house up to the evening on which something is wrong.

    Args:
        rng: Chance.
        name: "stuck", "leak", "growth" or "silent".
        size: As for `house`.
    """
    days, usual = _quiet(rng, size)
    # Growth comes on a Saturday, whose few talks bring less even so than a good Monday's.
    del days[_SATURDAY + 1 if name == "growth" else rng.randint(9, 20) :]
    today = days[-1]
    if name == "growth":
        today["facts"] = days[-2]["facts"] + round(today["talks"] * usual * rng.uniform(8, 10))
    elif name == "stuck":  # by few jobs, while all others go on
        today |= {"waiting": rng.randint(1, 3), "oldest": rng.randint(_TWO_HOURS, 3000)}
    elif name == "leak":
        today["foreign"] = rng.randint(1, 3)
    else:
        today |= dict.fromkeys(MEASURED)
    return days


def _quiet(rng: random.Random, size: float) -> tuple[Days, float]:
    """Return three quiet weeks, and how many facts a talk usually brings."""
    usual = rng.uniform(1.6, 2.6)
    facts = round(rng.uniform(20, 40) * _TUESDAY * size)
    tenants_come, tidying = rng.randint(13, 15), rng.choice((2, 9, 16))
    days: Days = []
    for number, name in enumerate([*list(_WEEK)[1:], "Mon"] * 3):
        grown = 3 if number >= tenants_come else 1
        talks = round(_TUESDAY * size * grown * _WEEK[name] * rng.uniform(0.9, 1.1))
        facts += round(talks * usual * rng.uniform(0.75, 1.4))
        facts -= facts // 5 if number == tidying else 0
        waiting = talks // 3 + 2 if name == "Mon" else talks // 20
        late = rng.randint(8, _LATE) if name == "Mon" else rng.randint(0, 9)
        report = {"day": name, "talks": talks, "facts": facts, "waiting": waiting}
        days.append(report | {"oldest": late if waiting else 0, "foreign": 0})
    return days, usual
