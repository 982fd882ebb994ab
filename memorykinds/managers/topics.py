"""Changes of subject in a conversation: TextTiling in small.

Where the subject changes, the words change. So the words of the turns before and after each
place are compared, and a place where they share little, between two stretches that each hang
together, is a change of subject: Hearst, TextTiling: Segmenting Text into Multi-paragraph
Subtopic Passages (Computational Linguistics 23(1), 1997). No model, no store, any language
that writes spaces.

Hearst's threshold is made of all depths of a text, so it finds changes in every text and
moves when the text goes on. A memory should rather miss one than cut a talk in two, and keep
what it decided; so the thresholds here are fixed. Measured on LoCoMo, whose small talk is hard
for words alone: of 60 pairs of sessions of different people set one after the other, the seam
was found in 23 (two turns off at most) beside 9 other cuts; of 136 single sessions, which
change their subject too, 13 were cut.
"""

import re
from collections import Counter
from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

MIN_DEPTH = 0.3
"""How far, in sum of cosines, the likeness must rise on both sides of a change."""

MAX_SHARED = 0.15
"""The most likeness, as a cosine, of the words before and after a change."""

_WIDTH = 1.5
"""How many turns are compared on each side, as a multiple of the fewest turns of a subject."""

_SHORTEST, _STEM = 4, 5
"""Words of fewer letters carry no subject; the first letters of the others are their stem."""

_EMPTY_WORDS = """
about above actually after again also although always another anything around because been
before being below between both bring came cannot come could definitely does
doesn doing done down during each either enough even ever every everything
exactly feel find from gets getting give goes going gonna good gotta great have haven having
hear hello help here hers herself himself hope idea instead into itself just keep kind
know last least less like little long look looks looking lots made make makes making many
maybe mean might more most much must myself need needs never next nice nothing okay once
only other otherwise ours over perfect perhaps please pretty probably quite rather really right
said same say says seem seems should since some someone something sometimes somewhat soon still
such sure take than thank thanks that their them then there these they thing things
think this those though thought through time today together tomorrow told took totally under
until upon used user very want wanted wants was well were what when where which
while will with within without wonderful would wrong yeah year years yesterday yet
your yours yourself absolutely amazing awesome cool glad guess happy haha love loved wow
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
"""Words that carry no subject; in other languages the short ones are left out alone."""


class Shift(NamedTuple):
    """A change of subject.

    Attributes:
        place: The first text of the new subject.
        shared: Cosine of the words before and after, 0 to 1.
        depth: By how much the likeness rises, to its left and to its right, taken together.
    """

    place: int
    shared: float
    depth: float

    @property
    def why(self) -> str:
        """One sentence with the numbers that decided."""
        return f"The words change: likeness {self.shared:.2f}, a dip of {self.depth:.2f}."


def topic_shifts(texts: Sequence[str], min_turns: int) -> list[Shift]:
    """Return where the subject changes, in order.

    Args:
        texts: The turns.
        min_turns: The fewest turns of a subject, from 1.
    """
    if len(texts) < 2 * min_turns:
        return []
    words = [_words(text) for text in texts]
    width = round(_WIDTH * min_turns)
    likeness = _smooth([_likeness(words, index, width) for index in range(1, len(texts))])
    dips = [
        Shift(index, likeness[index - 1], _depth(likeness, index - 1))
        for index in range(min_turns, len(texts) - min_turns + 1)
    ]
    chosen: list[Shift] = []
    for dip in sorted(dips, key=lambda dip: (-dip.depth, dip.place)):
        clear = dip.depth >= MIN_DEPTH and dip.shared <= MAX_SHARED
        if clear and all(abs(dip.place - other.place) >= min_turns for other in chosen):
            chosen.append(dip)
    return sorted(chosen)


def _likeness(words: Sequence[Counter[str]], index: int, width: int) -> float:
    """Return the cosine of the words of up to `width` turns before and after a place."""
    before = sum(words[max(0, index - width) : index], Counter[str]())
    after = sum(words[index : index + width], Counter[str]())
    dot = sum(count * after[word] for word, count in before.items())
    norms = sum(n * n for n in before.values()) * sum(n * n for n in after.values())
    return dot / sqrt(norms) if norms else 1.0  # nothing said is no change


def _smooth(values: Sequence[float]) -> list[float]:
    """Return each value's mean with its neighbours: one odd turn is no change of subject."""
    near = [values[max(0, index - 1) : index + 2] for index in range(len(values))]
    return [sum(few) / len(few) for few in near]


def _depth(likeness: Sequence[float], place: int) -> float:
    """Return how far the likeness rises from a place to the next peak, on both sides together."""
    here = likeness[place]
    return _climb(likeness[place + 1 :], here) + _climb(likeness[:place][::-1], here) - 2 * here


def _climb(values: Sequence[float], peak: float) -> float:
    for value in values:
        if value < peak:
            break
        peak = value
    return peak


def _words(text: str) -> Counter[str]:
    """Count the stems of the words that can carry a subject."""
    found = re.findall(r"[^\W\d_]+", text.casefold())
    return Counter(w[:_STEM] for w in found if len(w) >= _SHORTEST and w not in _EMPTY)
