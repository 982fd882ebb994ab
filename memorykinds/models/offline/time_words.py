"""Time words: "last week" in a message of 6 May becomes a date.

A memory outlives the day it was made, so it must not say "yesterday". Each expression is
resolved against the time of its own turn, never against the clock.
"""

import re
from collections.abc import Callable
from datetime import date

from memorykinds.models.offline.dates import (
    DAYS,
    MONTHS,
    NUMBERS,
    When,
    ago,
    dated,
    for_long,
    in_month,
    in_year,
    iso_day,
    last_next,
    month_of,
    part_of_month,
    relative_day,
    this_span,
    weekday,
)

_MONTH = "(?P<month>" + "|".join(f"{m}|{m[:3]}\\b" for m in MONTHS) + ")"
_DAY = "(?P<weekday>" + "|".join(DAYS) + ")"
_NUMBER = r"(?P<number>\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
_YEAR = r"(?P<year>(?:19|20)\d\d)"


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


def month_and_day(text: str) -> str:
    """Return the day of the year that `text` names, as "12 June" or "12 June 1990"; else ''."""
    match = next((m for pattern in _DATES if (m := pattern.search(text))), None)
    if match is None:
        return ""
    month, day, year = month_of(match), int(match["day"]), match["year"]
    return f"{day} {MONTHS[month - 1].title()}" + (f" {year}" if year else "")


def _try(resolve: "_Resolve", match: re.Match[str], today: date, future: bool) -> When | None:
    try:
        return resolve(match, today, future)
    except (ValueError, OverflowError):  # the 31st of February
        return None


def _since(match: re.Match[str], today: date, _future: bool) -> When | None:
    what = match["what"]
    _, when = extract_time(what if what.startswith(("last", "yesterday")) else f"in {what}", today)
    if when is None:
        return None
    return When(when.start, "since " + when.words.split(" ", 1)[1], since=True)


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
        for_long,
    ),
    (_expression(rf"(?:about |around |almost |over )?{_NUMBER} {_UNIT}s? ago"), ago),
    (_expression(r"(?:on )?(?P<iso>\d{4}-\d\d-\d\d)"), iso_day),
    (_expression(rf"(?:on )?{_DAY_MONTH}"), dated),
    (_expression(rf"(?:on )?{_MONTH_DAY}"), dated),
    (
        _expression(
            rf"(?:(?:at|by|around|in|from|until) )?the (?P<part>end|beginning|start|middle) of {_MONTH}(?:,? {_YEAR})?"
        ),
        part_of_month,
    ),
    (_expression(rf"(?:back )?(?:in|last|this) {_MONTH}(?:,? (?:of )?{_YEAR})?"), in_month),
    (_expression(rf"(?:back )?in {_YEAR}"), in_year),
    (_expression(rf"(?<!every )(?:on )?(?P<which>last |next |this |)?{_DAY}"), weekday),
    (
        _expression(
            r"(?P<which>last|next) (?P<unit>day|weekend|week|month|year|spring|summer|autumn|fall|winter)"
        ),
        last_next,
    ),
    (
        _expression(
            r"(?P<word>the day before yesterday|the day after tomorrow|yesterday|tomorrow|today|last night|tonight|this morning|this afternoon)(?: morning| evening| night| afternoon)?"
        ),
        relative_day,
    ),
    (_expression(r"(?P<which>this) (?P<unit>week|month|year)"), this_span),
)
