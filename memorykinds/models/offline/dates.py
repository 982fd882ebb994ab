"""Dates: what each sort of expression of time means, seen from the day of its turn.

Every function takes a match of its pattern (see `time_words`), the day of the turn and
whether the clause looks ahead: "in March" means the last one in "I moved in March", the next
one in "I am moving in March".
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "a": 1, "an": 1, "a couple of": 2, "a few": 3,
}  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
for _ten, _word in enumerate(_TENS, 2):
    NUMBERS[_word] = 10 * _ten
    NUMBERS |= {f"{_word}-{one}": 10 * _ten + n for one, n in list(NUMBERS.items())[1:10]}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SHIFTS = {
    "the day before yesterday": -2, "yesterday": -1, "last night": -1,
    "tomorrow": 1, "the day after tomorrow": 2,
}  # fmt: skip
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


class When(NamedTuple):
    """A resolved expression of time.

    Attributes:
        start: The first day it means.
        words: How to say it in a memory: "on 2 May 2026", "in March 2026", "since 2019".
        since: Whether it marks the beginning of something that goes on.
    """

    start: date
    words: str
    since: bool = False


def day_words(day: date) -> str:
    """Return "2 May 2026"."""
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def month_of(match: re.Match[str]) -> int:
    """Return the number of the month that the match names."""
    return next(n for n, m in enumerate(MONTHS, 1) if m.startswith(match["month"].lower()[:3]))


def _near(month: int, day: int, today: date, future: bool) -> date:
    """Return the last such day up to today, or with `future` the next one."""
    this_year = date(today.year, month, day)
    if future:
        return this_year if this_year >= today else date(today.year + 1, month, day)
    return this_year if this_year <= today else date(today.year - 1, month, day)


def dated(match: re.Match[str], today: date, future: bool) -> When:
    """Resolve "on 3 May": that day."""
    day = int(match["day"])
    year = match["year"]
    start = (
        date(int(year), month_of(match), day)
        if year
        else _near(month_of(match), day, today, future)
    )
    return When(start, f"on {day_words(start)}")


def in_month(match: re.Match[str], today: date, future: bool) -> When:
    """Resolve "in March": its first day."""
    month, year = month_of(match), match["year"]
    start = date(int(year), month, 1) if year else _near(month, 1, today, future)
    return When(start, f"in {MONTHS[month - 1].title()} {start.year}")


def part_of_month(match: re.Match[str], today: date, future: bool) -> When:
    """Resolve "at the end of March": the month, as precisely as it was said."""
    when = in_month(match, today, future)
    where = "in" if match["part"].lower() == "middle" else "at"
    return When(when.start, f"{where} the {match['part'].lower()} of {when.words[3:]}")


def in_year(match: re.Match[str], _today: date, _future: bool) -> When:
    """Resolve "in 2019": its first day."""
    return When(date(int(match["year"]), 1, 1), f"in {match['year']}")


def _number(match: re.Match[str]) -> int:
    word = match["number"].lower()
    return NUMBERS[word] if word in NUMBERS else int(word)


def ago(match: re.Match[str], today: date, _future: bool) -> When:
    """Resolve "two years ago": about that day."""
    return _back(_number(match), match["unit"].lower(), today)


def _back(number: int, unit: str, today: date) -> When:
    if unit == "year":
        start = date(today.year - number, today.month, min(today.day, 28))
        return When(start, f"in {start.year}")
    start = today - timedelta(days=number * _UNIT_DAYS[unit])
    if unit == "month":
        return When(start, f"in {MONTHS[start.month - 1].title()} {start.year}")
    return When(start, f"on {day_words(start)}" if unit == "day" else f"around {day_words(start)}")


def for_long(match: re.Match[str], today: date, future: bool) -> When:
    """Resolve "for three years": since about that day."""
    when = ago(match, today, future)
    return When(when.start, f"since {when.words.split(' ', 1)[1]}", since=True)


def relative_day(match: re.Match[str], today: date, _future: bool) -> When:
    """Resolve "yesterday", "tomorrow"."""
    shift = _SHIFTS.get(match["word"].lower(), 0)
    start = today + timedelta(days=shift)
    return When(start, f"on {day_words(start)}")


def weekday(match: re.Match[str], today: date, future: bool) -> When:
    """Resolve "last Saturday", "next Friday", "on Monday"."""
    which = (match["which"] or "").strip().lower()
    ahead = which == "next" or (future and which != "last")
    distance = (DAYS.index(match["weekday"].lower()) - today.weekday()) % 7
    start = today + timedelta(
        days=distance if ahead and distance else 7 if ahead else (distance or 7) - 7
    )
    if not ahead and start == today and which == "last":
        start -= timedelta(days=7)
    return When(start, f"on {day_words(start)}")


def last_next(match: re.Match[str], today: date, _future: bool) -> When:
    """Resolve "last week", "next summer"."""
    ahead, unit = match["which"].lower() == "next", match["unit"].lower()
    if unit in _SEASONS:
        month = _SEASONS[unit]
        start = _near(month, 1, today, ahead)
        return When(start, f"in {unit} {start.year}")
    if unit == "weekend":
        start = today - timedelta(days=(today.weekday() - 5) % 7 or 7) if not ahead else today
        return When(start, f"on the weekend of {day_words(start)}")
    if unit == "year":
        year = today.year + (1 if ahead else -1)
        return When(date(year, 1, 1), f"in {year}")
    if not ahead:
        return _back(1, unit, today)
    start = today + timedelta(days=_UNIT_DAYS[unit])
    return When(start, f"around {day_words(start)}")


def this_span(match: re.Match[str], today: date, _future: bool) -> When:
    """Resolve "this week", "this year"."""
    unit = match["unit"].lower()
    if unit == "week":
        start = today - timedelta(days=today.weekday())
        return When(start, f"in the week of {day_words(start)}")
    if unit == "month":
        return When(today.replace(day=1), f"in {MONTHS[today.month - 1].title()} {today.year}")
    return When(date(today.year, 1, 1), f"in {today.year}")


def iso_day(match: re.Match[str], _today: date, _future: bool) -> When:
    """Resolve "2026-05-03"."""
    start = date.fromisoformat(match["iso"])
    return When(start, f"on {day_words(start)}")
