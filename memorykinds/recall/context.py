"""Context: what the rest of a conversation says about a memory of it.

"Where did you buy it?" "In Turin." The answer holds no word of a question about the shop, but
the memory before it does. So each episode gets a share of what its neighbours score; their
order is that in which they were said, within one conversation and never across two.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

UNASKED = 0.2
"""What counts of the memory before if that is no question."""

_AROUND = (-3, -2, 2, 3)
"""Places away; what is further says little of this one."""


class Context(NamedTuple):
    """Of each memory, in the order in which they were given.

    Attributes:
        before: What the one before gives, by `UNASKED` if it is no question.
        after: What the one after gives.
        around: The mean of those two and three places away.
        conversation: The best of the whole conversation.
        asked: Whether the one before is a question.
        company: How many memories the conversation has.
    """

    before: Floats
    after: Floats
    around: Floats
    conversation: Floats
    asked: npt.NDArray[np.bool_]
    company: npt.NDArray[np.int64]


def context(
    own: Floats,
    asks: npt.NDArray[np.bool_],
    conversation: npt.NDArray[np.int64],
    order: npt.NDArray[np.int64],
) -> Context:
    """Return what the neighbours of each memory give it.

    Args:
        own: What each scores itself, 0 to 1.
        asks: Whether each is a question.
        conversation: The number of its conversation.
        order: The memories by conversation, and within one as they were said.
    """
    talk = conversation[order]
    score, question = own[order], asks[order]
    starts = np.flatnonzero(np.append(True, talk[1:] != talk[:-1])[: len(talk)])
    lengths = np.diff(np.append(starts, len(talk)))
    best = np.maximum.reduceat(score, starts) if len(talk) else score
    asked = _shifted(question.astype(float), talk, -1) > 0
    around = np.mean([_shifted(score, talk, by) for by in _AROUND], axis=0)
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return Context(
        before=(_shifted(score, talk, -1) * np.where(asked, 1.0, UNASKED))[back],
        after=_shifted(score, talk, 1)[back],
        around=around[back],
        conversation=np.repeat(best, lengths)[back],
        asked=asked[back],
        company=np.repeat(lengths, lengths)[back],
    )


def _shifted(score: Floats, talk: npt.NDArray[np.int64], by: int) -> Floats:
    """Return for each place the score of that `by` places on, 0 beyond the conversation."""
    values = np.zeros(len(score))
    if by < 0:
        values[-by:] = score[:by] * (talk[-by:] == talk[:by])
    else:
        values[:-by] = score[by:] * (talk[by:] == talk[:-by])
    return values
