"""`WhyNot`: why a memory was, or was not, recalled, and what would change that."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from memorykinds.kinds import Frozen, NotFoundError, Record
from memorykinds.recall.basis import Basis
from memorykinds.recall.change import Change
from memorykinds.recall.gates import Gate, Hit
from memorykinds.recall.levers import change_of_budget, change_of_k, change_of_weight
from memorykinds.recall.ranking import Ranking, rank
from memorykinds.recall.wanted import Wanted
from memorykinds.recall.weights import Term

if TYPE_CHECKING:
    from memorykinds.recall.result import Recall

SECOND, MOMENT = timedelta(seconds=1), timedelta(microseconds=1)
"""So long before its end a thing was still true; the shorter for what was true for no second."""


class Loss(Frozen):
    """The term by which a memory lost most against the last that was recalled.

    Attributes:
        term: Its name.
        points: What it gives the memory.
        other_points: What it gives the last that was recalled.
        other_id: Which memory that is.
    """

    term: str
    points: float
    other_points: float
    other_id: str


class WhyNot(Frozen):
    """Why a memory was, or was not, recalled.

    Attributes:
        memory_id: Which memory.
        gate: What it met.
        reason: One sentence.
        rank: Its place among all memories that were searched and true then, from 1 (of one that
            was not true then, the place it would have); None if it was not searched.
        of: How many these are.
        score: 0 to 1; None if it was not searched.
        dense_rank: Its place by meaning alone; None if it has none.
        lexical_rank: Its place by words alone; None if it shares no word with the query.
        terms: How the score came about.
        loss: The term that lost it most; None if it was recalled, or nothing was.
        changes: What admits it, each by itself: the smallest change of `k` and of the budget,
            the smallest found of a single weight of its kind, or one of what is searched. Each
            is true: with its `settings` the memory is recalled.
    """

    memory_id: str
    gate: Gate
    reason: str
    rank: int | None = None
    of: int = 0
    score: float | None = None
    dense_rank: int | None = None
    lexical_rank: int | None = None
    terms: tuple[Term, ...] = ()
    loss: Loss | None = None
    changes: tuple[Change, ...] = ()

    @property
    def change(self) -> str:
        """What admits it, as a sentence; "" if it was recalled."""
        if self.gate == "passed":
            return ""
        said = ", or ".join(map(str, self.changes))
        weighed = any(change.term for change in self.changes)
        if self.gate in ("k", "budget") and not weighed:
            none = "no change of a single weight was found that"
            return f"{said} admits it; {none} does." if said else f"{none.capitalize()} admits it."
        return f"{said} admits it." if said else ""

    def __str__(self) -> str:
        """Return the reason, and what would help."""
        return f"{self.reason} {self.change}".strip()


def why_not(recall: "Recall", basis: Basis, wanted: Wanted, memory_id: str) -> WhyNot:
    """Return why a memory was, or was not, recalled.

    Args:
        recall: What was recalled.
        basis: Of what it was made.
        wanted: How.
        memory_id: Which memory.

    Raises:
        NotFoundError: If the user has no memory of this id.
    """
    place = basis.found.find(memory_id)
    if place is None or place not in basis.records([place]):
        return _not_searched(recall, basis, memory_id)
    record = basis.records([place])[place]
    hits = {hit.record.id: hit for hit in (*recall.hits, *recall.lost)}
    ranking = rank(basis.found, wanted.weights, wanted.fusion, wanted.read)
    gate = hits[memory_id].gate if memory_id in hits else "k"
    if not basis.found.holds[place]:
        gate = "validity"
    told = _told(recall, ranking, place, gate)
    changes: list[Change | None] = []
    if gate == "validity":
        told = told.with_(reason=_when_true(record, recall.as_of))
        changes = [_as_of(recall, basis, record)]
    elif gate == "k":
        changes.append(change_of_k(basis, wanted, ranking, place))
    elif gate == "budget":
        changes.append(change_of_budget(basis, wanted, place))
    if gate in ("k", "budget"):
        changes.append(change_of_weight(basis, wanted, place))
    return told.with_(changes=tuple(change for change in changes if change is not None))


def _told(recall: "Recall", ranking: Ranking, place: int, gate: Gate) -> WhyNot:
    arms = ranking.found.arms
    terms = ranking.terms(place)
    told = WhyNot(
        memory_id=ranking.found.name(place)[1],
        gate=gate,
        reason="",
        rank=ranking.rank(place),
        of=int(ranking.found.holds.sum()),
        score=float(ranking.scores[place]),
        dense_rank=arms.dense_rank(place),
        lexical_rank=arms.lexical_rank(place),
        terms=terms,
        loss=_loss(terms, recall.hits) if gate in ("k", "budget") else None,
    )
    return told.with_(reason=_reason(recall, told))


def _loss(terms: Sequence[Term], hits: Sequence[Hit]) -> Loss | None:
    own = {term.name: term.points for term in terms}
    other = {term.name: term.points for hit in hits[-1:] for term in hit.terms}
    if not other:
        return None
    worst = max(other, key=lambda name: other[name] - own.get(name, 0.0))
    return Loss(
        term=worst,
        points=own.get(worst, 0.0),
        other_points=other[worst],
        other_id=hits[-1].record.id,
    )


def _reason(recall: "Recall", told: WhyNot) -> str:
    meaning = f"{told.dense_rank} by meaning" if told.dense_rank else "not near in meaning"
    words = f"{told.lexical_rank} by words" if told.lexical_rank else "no shared word"
    place = (
        f"It ranked {told.rank} of {told.of} ({meaning}, {words}) with a score of {told.score:.2f}"
    )
    if told.gate == "budget":
        return f"{place}, but did not fit the budget of {recall.budget} tokens."
    if told.gate != "k":
        return f"{place} and was recalled."
    if told.rank is not None and told.rank <= recall.k:
        return f"{place}, but repeats what ranked better, and only {recall.k} were wanted."
    behind = ""
    if told.loss is not None and told.loss.other_points > told.loss.points:
        loss = told.loss
        behind = (
            f", and {loss.term} lost it most: {loss.points:.2f} points to {loss.other_points:.2f}"
        )
    return f"{place}; only {recall.k} were wanted{behind}."


def _not_searched(recall: "Recall", basis: Basis, memory_id: str) -> WhyNot:
    """Speak of a memory that the search did not see, as it is now."""
    record = basis.find(memory_id)
    if record is None:
        raise NotFoundError(f"This user has no memory with the id {memory_id!r}.")
    told = WhyNot(memory_id=memory_id, gate="search", reason="")
    if record.kind not in recall.kinds:
        reason = f"It is {record.kind}; only {', '.join(recall.kinds)} memories were searched."
        kinds = (*recall.kinds, record.kind)
        changes = _searched_again(recall, basis, record, Change(kinds=kinds))
        return told.with_(gate="kind", reason=reason, changes=changes)
    if record.state != "active" and recall.as_of is None:
        until = f" since {record.valid_to:%Y-%m-%d}" if record.valid_to else ""
        reason = f"It is {record.state}{until}; only what is believed now is recalled."
        change = None if record.state == "retracted" else _as_of(recall, basis, record)
        return told.with_(gate="state", reason=reason, changes=() if change is None else (change,))
    out = basis.found.asked.narrowing.why_out(record)
    if out:
        return told.with_(gate="filter", reason=out)
    if record.created_at > recall.at or basis.found.limit is None:
        return told.with_(reason="It was written, or came back, after this was asked: ask again.")
    limit = basis.found.limit
    blind = basis.found.arms.cosine is None
    which = f"first {limit} that the store lists" if blind else f"{limit} nearest by vector"
    return told.with_(reason=f"It is not among the {which}, which were searched.")


def _as_of(recall: "Recall", basis: Basis, record: Record) -> Change | None:
    """Return the nearest time at which a memory was true, if it is recalled as of then."""
    asked = recall.as_of or recall.at
    since, until = record.valid_from, record.valid_to
    if since is not None and asked < since:
        when = since
    elif until is not None:
        when = until - SECOND if record.true_at(until - SECOND) else until - MOMENT
    else:
        return None
    if not record.true_at(when):
        return None
    found = _searched_again(recall, basis, record, Change(as_of=when))
    return found[0] if found else None


def _searched_again(
    recall: "Recall", basis: Basis, record: Record, change: Change
) -> tuple[Change, ...]:
    """Return a change with which a new search recalls a memory, with more changed if need be."""
    if basis.again is None:
        return ()
    settings = {**recall.settings, **change.settings}
    again: Recall = basis.again(**settings)
    told = again.why_not(record.id)
    if told.gate == "passed":
        return (change,)
    more = [one.settings | {"term": one.term} for one in told.changes[:1]]
    return tuple(change.with_(**one) for one in more)


def _when_true(record: Record, as_of: datetime | None) -> str:
    if as_of and record.valid_from and as_of < record.valid_from:
        return f"It is true since {record.valid_from:%Y-%m-%d} only."
    return f"It was true until {record.valid_to:%Y-%m-%d} only."
