"""Time words: "last week" in a message of 6 May becomes a date.

A memory outlives the day it was made, so it must not say "yesterday". Each expression is
resolved against the time of its own turn, never against the clock.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {"a": 1, "an": 1, "a couple of": 2, "a few": 3}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SHIFTS = {
    "the day before yesterday": -2, "yesterday": -1, "last night": -1,
    "tomorrow": 1, "the day after tomorrow": 2,
}  # fmt: skip
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}

_MONTH = "(?P<month>" + "|".join(f"{m}|{m[:3]}\\b" for m in MONTHS) + ")"
_DAY = "(?P<weekday>" + "|".join(_DAYS) + ")"
_NUMBER = r"(?P<number>\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_YEAR = r"(?P<year>(?:19|20)\d\d)"


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


def extract_time(text: str, today: date, *, future: bool = False) -> tuple[str, When | None]:
    """Return `text` without its first expression of time, and what that expression means.

    ``future`` says whether the clause looks ahead: "in March" means the next one then.
    """
    for pattern, resolve in _EXPRESSIONS:
        match = pattern.search(text)
        if match and (when := _try(resolve, match, today, future)) is not None:
            rest = (
                f"{text[: match.start()].rstrip(' ,')} {text[match.end() :].lstrip(' ,')}".strip()
            )
            return rest, when
    return text, None


def day_words(day: date) -> str:
    """Return "2 May 2026"."""
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def month_and_day(text: str) -> str:
    """Return the day of the year that `text` names, as "12 June" or "12 June 1990"; else ''."""
    match = next((m for pattern in _DATES if (m := pattern.search(text))), None)
    if match is None:
        return ""
    month, day, year = _month(match), int(match["day"]), match["year"]
    return f"{day} {MONTHS[month - 1].title()}" + (f" {year}" if year else "")


def _try(resolve: "_Resolve", match: re.Match[str], today: date, future: bool) -> When | None:
    try:
        return resolve(match, today, future)
    except (ValueError, OverflowError):  # the 31st of February
        return None


def _month(match: re.Match[str]) -> int:
    return next(n for n, m in enumerate(MONTHS, 1) if m.startswith(match["month"].lower()[:3]))


def _near(month: int, day: int, today: date, future: bool) -> date:
    """Return the last such day up to today, or with `future` the next one."""
    this_year = date(today.year, month, day)
    if future:
        return this_year if this_year >= today else date(today.year + 1, month, day)
    return this_year if this_year <= today else date(today.year - 1, month, day)


def _dated(match: re.Match[str], today: date, future: bool) -> When:
    day = int(match["day"])
    year = match["year"]
    start = (
        date(int(year), _month(match), day) if year else _near(_month(match), day, today, future)
    )
    return When(start, f"on {day_words(start)}")


def _in_month(match: re.Match[str], today: date, future: bool) -> When:
    month, year = _month(match), match["year"]
    start = date(int(year), month, 1) if year else _near(month, 1, today, future)
    return When(start, f"in {MONTHS[month - 1].title()} {start.year}")


def _in_year(match: re.Match[str], _today: date, _future: bool) -> When:
    return When(date(int(match["year"]), 1, 1), f"in {match['year']}")


def _since(match: re.Match[str], today: date, _future: bool) -> When | None:
    what = match["what"]
    _, when = extract_time(what if what.startswith(("last", "yesterday")) else f"in {what}", today)
    if when is None:
        return None
    return When(when.start, "since " + when.words.split(" ", 1)[1], since=True)


def _number(match: re.Match[str]) -> int:
    word = match["number"].lower()
    return _NUMBERS[word] if word in _NUMBERS else int(word)


def _ago(match: re.Match[str], today: date, _future: bool) -> When:
    return _back(_number(match), match["unit"].lower(), today)


def _back(number: int, unit: str, today: date) -> When:
    if unit == "year":
        start = date(today.year - number, today.month, min(today.day, 28))
        return When(start, f"in {start.year}")
    start = today - timedelta(days=number * _UNIT_DAYS[unit])
    if unit == "month":
        return When(start, f"in {MONTHS[start.month - 1].title()} {start.year}")
    return When(start, f"on {day_words(start)}" if unit == "day" else f"around {day_words(start)}")


def _for_long(match: re.Match[str], today: date, future: bool) -> When:
    when = _ago(match, today, future)
    return When(when.start, f"since {when.words.split(' ', 1)[1]}", since=True)


def _relative_day(match: re.Match[str], today: date, _future: bool) -> When:
    word = match["word"].lower()
    shift = _SHIFTS.get(match["word"].lower(), 0)
    start = today + timedelta(days=shift)
    return When(start, f"on {day_words(start)}")


def _weekday(match: re.Match[str], today: date, future: bool) -> When:
    which = (match["which"] or "").strip().lower()
    ahead = which == "next" or (future and which != "last")
    distance = (_DAYS.index(match["weekday"].lower()) - today.weekday()) % 7
    start = today + timedelta(
        days=distance if ahead and distance else 7 if ahead else (distance or 7) - 7
    )
    if not ahead and start == today and which == "last":
        start -= timedelta(days=7)
    return When(start, f"on {day_words(start)}")


def _last_next(match: re.Match[str], today: date, _future: bool) -> When:
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


def _this(match: re.Match[str], today: date, _future: bool) -> When:
    unit = match["unit"].lower()
    if unit == "week":
        start = today - timedelta(days=today.weekday())
        return When(start, f"in the week of {day_words(start)}")
    if unit == "month":
        return When(today.replace(day=1), f"in {MONTHS[today.month - 1].title()} {today.year}")
    return When(date(today.year, 1, 1), f"in {today.year}")


def _iso(match: re.Match[str], _today: date, _future: bool) -> When:
    start = date.fromisoformat(match["iso"])
    return When(start, f"on {day_words(start)}")


_Resolve = Callable[[re.Match[str], date, bool], When | None]

_DAY_MONTH = rf"(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b(?:,? {_YEAR})?"
_MONTH_DAY = rf"{_MONTH} (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? {_YEAR})?"
_PLAIN_MONTH = _MONTH.replace("?P<month>", "?:")
_PLAIN_YEAR = _YEAR.replace("?P<year>", "?:")
_UNIT = r"(?P<unit>day|week|month|year)"


def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b{pattern}(?!\w)", re.IGNORECASE)


_DATES = tuple(_expression(pattern) for pattern in (_DAY_MONTH, _MONTH_DAY))

# In order: a longer expression stands before one that is part of it.
_EXPRESSIONS: tuple[tuple[re.Pattern[str], _Resolve], ...] = (
    (
        _expression(
            rf"(?:ever )?since (?P<what>{_PLAIN_YEAR}|last \w+|yesterday|{_PLAIN_MONTH}(?: {_PLAIN_YEAR})?)"
        ),
        _since,
    ),
    (
        _expression(
            rf"(?:for|these|over)(?: the)?(?: (?:about|almost|nearly|past|last|over))* {_NUMBER} {_UNIT}s?(?: now)?"
        ),
        _for_long,
    ),
    (_expression(rf"(?:about |around |almost |over )?{_NUMBER} {_UNIT}s? ago"), _ago),
    (_expression(r"(?:on )?(?P<iso>\d{4}-\d\d-\d\d)"), _iso),
    (_expression(rf"(?:on )?{_DAY_MONTH}"), _dated),
    (_expression(rf"(?:on )?{_MONTH_DAY}"), _dated),
    (_expression(rf"(?:back )?(?:in|last|this) {_MONTH}(?:,? (?:of )?{_YEAR})?"), _in_month),
    (_expression(rf"(?:back )?in {_YEAR}"), _in_year),
    (_expression(rf"(?<!every )(?:on )?(?P<which>last |next |this |)?{_DAY}"), _weekday),
    (
        _expression(
            r"(?P<which>last|next) (?P<unit>day|weekend|week|month|year|spring|summer|autumn|fall|winter)"
        ),
        _last_next,
    ),
    (
        _expression(
            r"(?P<word>the day before yesterday|the day after tomorrow|yesterday|tomorrow|today|last night|tonight|this morning|this afternoon)(?: morning| evening| night| afternoon)?"
        ),
        _relative_day,
    ),
    (_expression(r"(?P<which>this) (?P<unit>week|month|year)"), _this),
)
