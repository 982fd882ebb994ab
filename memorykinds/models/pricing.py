"""`Costs`: what a memory has cost so far, as a table; `Prices` turns its tokens into money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from html import escape
from math import isfinite
from typing import Any

from memorykinds.kinds import InputError
from memorykinds.models.meter import Meter
from memorykinds.models.spent import Spent, total

PER = 1_000_000
"""Prices are per so many tokens, as providers state them."""

_HERE = {"offline"}  # runs on this machine: its price is no guess
_HEADS = ("purpose", "model", "calls", "failed", "reused", "tokens in", "cached", "out", "saved")


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens of a model cost.

    Args:
        input: Of the prompt.
        output: Of the answer.
        cached_input: Of the part of the prompt that the provider had kept; None for `input`.

    Raises:
        InputError: If one is negative or no number.
    """

    input: float
    output: float = 0.0
    cached_input: float | None = None

    def __post_init__(self) -> None:
        for value in (self.input, self.output, self.cached_input or 0.0):
            if not isinstance(value, int | float) or not isfinite(value) or value < 0:
                raise InputError(f"A price is a number of at least 0, not {value!r}.")

    def of(self, spent: Spent) -> float:
        """Return what `spent` costs at this price."""
        kept = min(spent.cached_tokens, spent.input_tokens)
        cached = self.input if self.cached_input is None else self.cached_input
        full = spent.input_tokens - kept
        return (full * self.input + kept * cached + spent.output_tokens * self.output) / PER


class Prices:
    """Prices by model. None come with the library: they change, and a wrong one is worse.

    >>> prices = Prices({"openai:gpt-4o-mini": Price(input=0.15, output=0.60)}, currency="USD")

    Args:
        prices: By ``provider:name``, or by the name alone.
        currency: Shown beside the sums.

    Raises:
        InputError: If it is no mapping from names to `Price`.
    """

    def __init__(self, prices: Mapping[str, Price], *, currency: str = "USD") -> None:
        if not isinstance(prices, Mapping) or not all(
            isinstance(name, str) and isinstance(price, Price) for name, price in prices.items()
        ):
            raise InputError('Prices are a mapping such as {"openai:gpt-4o-mini": Price(…)}.')
        self._prices = dict(prices)
        self.currency = currency

    def __repr__(self) -> str:
        """Return how many prices there are; stable, for a notebook."""
        return f"Prices({len(self._prices)} models, currency={self.currency!r})"

    def of(self, model: str) -> Price | None:
        """Return the price of a model; None if it is not known."""
        if model in _HERE:
            return Price(0)
        return self._prices.get(model) or self._prices.get(model.partition(":")[2])


@dataclass(frozen=True, slots=True)
class CostRow:
    """One line of `Costs`.

    Attributes:
        purpose: What for: a kind of memory, "consolidation", "embedding" …
        model: Who answered.
        spent: What it cost in calls and tokens.
        price: What it cost in money; None where no price is known.
    """

    purpose: str
    model: str
    spent: Spent
    price: float | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """What a memory has cost since it was opened.

    Attributes:
        rows: One for each purpose and model, in order of first use.
        currency: Of the prices; "" if none were given.
    """

    rows: tuple[CostRow, ...] = ()
    currency: str = ""

    @property
    def total(self) -> Spent:
        """All rows together."""
        return total(row.spent for row in self.rows)

    @property
    def price(self) -> float | None:
        """What all rows cost together; None while the price of one of them is not known."""
        prices = [row.price for row in self.rows]
        return None if None in prices else sum(price or 0.0 for price in prices)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        rows = [
            {"purpose": r.purpose, "model": r.model, **asdict(r.spent), "price": r.price}
            for r in self.rows
        ]
        return {
            "rows": rows,
            "total": asdict(self.total),
            "price": self.price,
            "currency": self.currency,
        }

    def __str__(self) -> str:
        """Return the table as text, and beneath it what its numbers cannot say."""
        lines = [list(self._heads()), *self._cells()]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        text = "\n".join(
            "  ".join(
                cell.ljust(w) if n < 2 else cell.rjust(w)  # noqa: PLR2004 -- two columns of words
                for n, (cell, w) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        )
        return "\n".join((text, *self._notes()))

    def _repr_html_(self) -> str:
        """Return the table as static HTML; names of models are escaped."""
        heads = "".join(f"<th>{escape(head)}</th>" for head in self._heads())
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
            for cells in self._cells()
        )
        notes = "".join(f"<p>{escape(note)}</p>" for note in self._notes())
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{notes}"

    def _heads(self) -> tuple[str, ...]:
        return (*_HEADS, *([self.currency] if self.currency else []))

    def _cells(self) -> list[list[str]]:
        rows = [*self.rows, CostRow("total", "", self.total, self.price)]
        return [_cells(row, priced=bool(self.currency)) for row in rows]

    def _notes(self) -> list[str]:
        notes = []
        if texts := self.total.texts:
            notes.append(f"{texts:,} texts were embedded.")
        if guessed := self.total.estimated_tokens:
            notes.append(
                f"~ {guessed:,} tokens are an estimate: the provider of that model counts none."
            )
        unknown = list(dict.fromkeys(row.model for row in self.rows if row.price is None))
        if self.currency and unknown:
            notes.append(f"No price is known of {', '.join(unknown)}.")
        return notes


def costs(meter: Meter, prices: Prices | None = None) -> Costs:
    """Return what `meter` has counted, in money too where `prices` are given."""
    rows = []
    for (purpose, model), spent in meter.read().items():
        price = prices.of(model) if prices else None
        rows.append(CostRow(purpose, model, spent, price.of(spent) if price else None))
    return Costs(tuple(rows), prices.currency if prices else "")


def _cells(row: CostRow, *, priced: bool) -> list[str]:
    spent, about = row.spent, "~" if row.spent.estimated_tokens else ""
    cells = [
        row.purpose,
        row.model,
        f"{spent.calls:,}",
        f"{spent.failed:,}",
        f"{spent.reused:,}",
        f"{about}{spent.input_tokens:,}",
        f"{spent.cached_tokens:,}",
        f"{about}{spent.output_tokens:,}",
        f"{spent.saved_tokens:,}",
    ]
    return cells + ["?" if row.price is None else f"{row.price:.6f}"] * priced
