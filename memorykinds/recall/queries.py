"""Queries: what is searched for, where that is more than one question as it was given."""

from collections.abc import Sequence

from pydantic import Field

from memorykinds.kinds import Frozen, InputError
from memorykinds.kinds.text import one_line

MAX_QUERY_CHARACTERS = 4_000
MOST = 8
"""Queries of one recall: each is embedded, and searched by itself."""


class Query(Frozen):
    """One of the queries of a recall.

    Attributes:
        text: What is searched for.
        weight: What its likenesses are multiplied by before those of all queries are compared.
    """

    text: str
    weight: float = Field(default=1.0, gt=0, le=1)


def queries_of(query: str | Sequence[Query]) -> tuple[Query, ...]:
    """Return what is asked as one line each, without what is blank or was asked before.

    Raises:
        InputError: If nothing is left.
    """
    given = [Query(text=query)] if isinstance(query, str) else list(query)
    found: dict[str, Query] = {}
    for one in given:
        text = one_line(one.text)[:MAX_QUERY_CHARACTERS]
        if text:
            found.setdefault(text, one.with_(text=text))
    if not found:
        raise InputError("query must be a question or some words, not empty.")
    return tuple(found.values())[:MOST]
