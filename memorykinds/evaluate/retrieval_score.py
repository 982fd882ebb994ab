"""The figures of retrieval: means over questions, as plain data and as a table."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from memorykinds.evaluate.retrieval_files import ADVERSARIAL
from memorykinds.kinds import Frozen

DEPTHS = (1, 5, 10, 20)
"""The k of recall@k."""


class Asked(Frozen):
    """One question and how it went.

    Attributes:
        conversation: Where it belongs.
        question: What was asked.
        category: As the file has it.
        ranks: The rank of each piece of evidence, from 1; 0 if it was not among the first 20.
        milliseconds: What recall took, without the embedding of the question.
    """

    conversation: str
    question: str
    category: int
    ranks: tuple[int, ...]
    milliseconds: float

    def recall_at(self, k: int) -> float:
        """Return which share of the evidence is among the first k."""
        return sum(0 < rank <= k for rank in self.ranks) / len(self.ranks)

    @property
    def reciprocal_rank(self) -> float:
        """1 / the rank of the first evidence; 0 if there is none."""
        return max((1 / rank for rank in self.ranks if rank), default=0.0)


class RetrievalScore(Frozen):
    """What came of all questions.

    Attributes:
        asked: Each question that has evidence.
        memories: How many memories were searched, in all conversations.
        without_evidence: How many questions were left out: none of their evidence is there.
        lost_evidence: How many ids of evidence name no turn; they are not counted.
        notes: What recall says of itself.
    """

    asked: tuple[Asked, ...]
    memories: int
    without_evidence: int = 0
    lost_evidence: int = 0
    notes: tuple[str, ...] = ()

    @property
    def plain(self) -> list[Asked]:
        """The questions that are not adversarial."""
        return [one for one in self.asked if one.category != ADVERSARIAL]

    def figures(self) -> dict[str, Any]:
        """Return every figure as plain data; a mean of nothing is None."""
        adversarial = [one for one in self.asked if one.category == ADVERSARIAL]
        times = sorted(one.milliseconds for one in self.asked)
        return {
            **_recalls(self.plain),
            "all@10": _mean(float(one.recall_at(10) == 1) for one in self.plain),
            "mrr": _mean(one.reciprocal_rank for one in self.plain),
            "adversarial_recall@10": _mean(one.recall_at(10) for one in adversarial),
            "ms_p50": _percentile(times, 0.50),
            "ms_p95": _percentile(times, 0.95),
            "questions": len(self.plain),
            "memories": self.memories,
            "without_evidence": self.without_evidence,
            "lost_evidence": self.lost_evidence,
            "by_category": _grouped(self.asked, lambda one: str(one.category)),
            "by_conversation": _grouped(self.plain, lambda one: one.conversation),
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        """Return the figures as lines, then a table by category and by conversation."""
        figures = self.figures()
        groups = {"category": figures.pop("by_category")}
        groups["conversation"] = figures.pop("by_conversation")
        notes = figures.pop("notes")
        lines = [f"{name:22} {_shown(value)}" for name, value in figures.items()]
        for name, rows in groups.items():
            lines.append(f"\n{name:22} questions  " + "  ".join(f"R@{k:<4}" for k in DEPTHS))
            for group, row in rows.items():
                cells = "  ".join(f"{row[f'recall@{k}']:<6.3f}" for k in DEPTHS)
                lines.append(f"{group:22} {row['questions']:9}  {cells}")
        return "\n".join([*lines, *notes])


def _recalls(asked: Sequence[Asked]) -> dict[str, float | None]:
    return {f"recall@{k}": _mean(one.recall_at(k) for one in asked) for k in DEPTHS}


def _grouped(asked: Sequence[Asked], group: Callable[[Asked], str]) -> dict[str, dict[str, Any]]:
    names = sorted({group(one) for one in asked})
    members = {name: [one for one in asked if group(one) == name] for name in names}
    return {name: {"questions": len(some), **_recalls(some)} for name, some in members.items()}


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return round(sum(found) / len(found), 4) if found else None


def _percentile(rising: Sequence[float], share: float) -> float | None:
    """Return the nearest-rank percentile."""
    return round(rising[min(len(rising) - 1, int(share * len(rising)))], 3) if rising else None


def _shown(value: float | None) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return "-" if value is None else str(value)
