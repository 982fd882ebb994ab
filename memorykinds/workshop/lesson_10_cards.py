"""Lesson 10: its second exercise, card numbers and what only looks like them."""

import random
from collections.abc import Callable
from typing import Any

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function

_Line = tuple[str, bool]

_ROUND_CARD = ("The card is {}.", "Please charge {} for the stamps.", "{} is Beat's card")
_ROUND_OTHER = ("Order {} has shipped.", "File {}.", "Parcel {}, please sign")
_CARD_LENGTHS = (13, 15, 16, 16, 16, 19)


def _make_lines(rng: random.Random) -> list[_Line]:
    """Return lines of an office, each with whether it holds a card number."""
    cards = [(rng.choice(_ROUND_CARD).format(_card(rng)), True) for _ in range(20)]
    others = [(rng.choice(_ROUND_OTHER).format(_harmless(rng, 16)), False) for _ in range(14)]
    others += [(f"Call {rng.randint(10**8, 10**9 - 1)}.", False) for _ in range(3)]
    others += [(f"The hearing is on {rng.randint(1, 28)} May 2026.", False) for _ in range(3)]
    lines = [*cards, *others]
    return rng.sample(lines, len(lines))


@exercise("10.2", title="Redact card numbers, and nothing else", given=_make_lines)
def redact(answer: Any, case: Case) -> None:
    """Try unseen cards of each length, and numbers that are none, alone and together."""
    need_function(answer, "text")
    for text in ("", "The archive closes at five.", "On 5 May 2026, in room 12-b: 3 files."):
        need(
            _redacted(answer, text) == text,
            f"{text!r} holds no card number, and came back as {_redacted(answer, text)!r}.",
            hint="What is no card number stays as it is, to the letter.",
        )
    rng = case.rng
    for _ in range(8):
        _check_harmless(answer, rng)
    for length in _CARD_LENGTHS:
        _check_cards(answer, rng, length)
    first, second, order = _card(rng), _card(rng), _harmless(rng, 16)
    text = f"Not {order}, but {first} and then {second}!"
    got = _redacted(answer, text)
    need(
        got == f"Not {order}, but [card] and then [card]!",
        f"Of a line with an order number and two cards this is left: {got!r}.",
        hint="Each run is judged by itself, and what stands between them stays.",
    )


def _check_harmless(answer: Any, rng: random.Random) -> None:
    kinds = (
        (_harmless(rng, 16), "has 16 digits and a wrong checksum", "Which numbers fulfil it?"),
        (
            _harmless(rng, 16, backwards=True),
            "fulfils the checksum from the wrong end only",
            "Of an even number of digits, which are doubled? Write four of them down and count.",
        ),
        (_number(rng, 12), "has 12 digits", "Its checksum is right. How long is a card number?"),
        (_number(rng, 20), "has 20 digits", "A whole run is a card number, or it is none."),
    )
    for number, why, hint in kinds:
        text = f"Order {number} has shipped."
        need(
            _redacted(answer, text) == text,
            f"A false alarm: {number} {why}, and came back as {_redacted(answer, text)!r}.",
            hint=hint,
        )


def _check_cards(answer: Any, rng: random.Random, length: int) -> None:
    for between in ("", " ", "-"):
        number = _spaced(_number(rng, length), between)
        got = _redacted(answer, f"It is {number}.")
        how = {"": "", " ": " with spaces", "-": " with hyphens"}[between]
        need(
            any(character.isdigit() for character in got) is False,
            f"A card was missed: {number} has {length} digits{how}, and its checksum is right.",
            hint="Work its checksum out by hand: which digits are doubled?",
        )
        need(
            got == "It is [card].",
            f"'It is {number}.' came back as {got!r}.",
            hint="[card] takes the place of the number, and of nothing else.",
        )


def _redacted(answer: Callable[[str], Any], text: str) -> str:
    got = answer(text)
    need(
        isinstance(got, str),
        f"A text is expected back, and the function returned {a_value(got)}.",
        hint="Texts do not change; `re.sub` returns a new one.",
    )
    return str(got)


def _card(rng: random.Random) -> str:
    return _spaced(_number(rng, rng.choice(_CARD_LENGTHS)), rng.choice(("", " ", "-")))


def _number(rng: random.Random, length: int) -> str:
    """Return so many digits that fulfil Luhn's checksum."""
    start = str(rng.randint(3, 6)) + "".join(rng.choices("0123456789", k=length - 2))
    return next(start + last for last in "0123456789" if _luhn(start + last))


def _harmless(rng: random.Random, length: int, *, backwards: bool = False) -> str:
    """Return digits that do not fulfil it; with `backwards` they do from the other end."""
    while True:
        number = str(rng.randint(10 ** (length - 1), 10**length - 1))
        if not _luhn(number) and _luhn(number[::-1]) is backwards:
            return number


def _spaced(number: str, between: str) -> str:
    return between.join(number[n : n + 4] for n in range(0, len(number), 4))


def _luhn(number: str) -> bool:
    digits = [int(character) for character in reversed(number)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])) % 10 == 0
