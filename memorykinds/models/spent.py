"""`Spent`: what calls of a model cost, as numbers that can be added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True)
class Spent:
    """What some calls of a model cost.

    Two are equal if they counted the same; how long it took is another matter each time.

    Attributes:
        calls: Requests that went to a model, repairs and failed ones included.
        failed: Those of them that gave no answer to go on with.
        reused: Answers that came from a cache or a cassette: no request, nothing to pay.
        input_tokens: Tokens of the prompts that were sent.
        cached_tokens: Those of them that the provider had kept and charges less for.
        output_tokens: Tokens of the answers.
        estimated_tokens: How many of these tokens are our estimate (a quarter of the bytes),
            because the provider counted none.
        saved_tokens: Tokens, in and out, of the answers that were reused.
        texts: Texts that an embedder was given.
        seconds: How long it all took; calls side by side count one by one.
    """

    calls: int = 0
    failed: int = 0
    reused: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    estimated_tokens: int = 0
    saved_tokens: int = 0
    texts: int = 0
    seconds: float = field(default=0.0, compare=False, repr=False)

    @property
    def tokens(self) -> int:
        """Tokens in and out that were paid for."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Spent) -> Spent:
        """Return both together."""
        return Spent(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Spent)))

    def __sub__(self, other: Spent) -> Spent:
        """Return what was spent beyond `other`, an earlier count of the same calls."""
        return Spent(*(getattr(self, f.name) - getattr(other, f.name) for f in fields(Spent)))

    def __str__(self) -> str:
        """Return it as one line; without the seconds, which differ each time."""
        about = "about " if self.estimated_tokens else ""
        parts = [
            f"{self.calls} calls, {about}{self.input_tokens:,} + {self.output_tokens:,} tokens"
        ]
        parts += [f"{self.failed} failed"] * bool(self.failed)
        parts += [f"{self.reused} reused ({self.saved_tokens:,} tokens saved)"] * bool(self.reused)
        parts += [f"{self.texts:,} texts embedded"] * bool(self.texts)
        return ", ".join(parts)


def total(parts: Iterable[Spent]) -> Spent:
    """Return all of `parts` together."""
    return sum(parts, Spent())
