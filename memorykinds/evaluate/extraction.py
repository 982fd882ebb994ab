"""Extraction measured: which facts and rules a model finds in conversations, and which it invents.

A case is a conversation with what must be found (`facts`, `rules`), what may be (`optional`)
and what must not be (`absent`). It goes through the same `Memory.learn` that users call, into
an empty memory of its own.

    precision  = stored active facts that match a row of facts or optional / stored active facts
    recall     = rows of facts that a stored active fact matches / rows of facts
    violations = rows of absent that an active memory of any kind matches

A row is a list of regular expressions, all of which must match one memory, without regard to
case. The definitions are those of information retrieval (Manning et al., 2008, chapter 8).
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator

from memorykinds.evaluate.nominating import nominating
from memorykinds.kinds import Decision, Fact, Frozen, InputError, Record
from memorykinds.memory import Memory

Row = tuple[str, ...]


class Case(Frozen):
    """One conversation and what should come of it.

    Attributes:
        id: Its name in the report.
        turns: The conversation to learn from. A turn may bring along what a model should
            nominate (see `memorykinds.evaluate.nominating`).
        before: A conversation that is learned first.
        facts: Rows that an active fact each must match.
        optional: Rows that a fact may match without being counted as invented.
        absent: Rows that no active memory may match.
        rules: Rows that an active rule each must match.
        category: What the case is about, for the report.
    """

    id: str
    turns: tuple[dict[str, Any], ...] = Field(min_length=1)
    before: tuple[dict[str, Any], ...] = ()
    facts: tuple[Row, ...] = ()
    optional: tuple[Row, ...] = ()
    absent: tuple[Row, ...] = ()
    rules: tuple[Row, ...] = ()
    category: str = ""

    @field_validator("facts", "optional", "absent", "rules")
    @classmethod
    def _expressions(cls, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        for pattern in (pattern for row in rows for pattern in row):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
        return rows


class CaseResult(Frozen):
    """What came of one case, in texts that a person can read.

    Attributes:
        id: The case.
        category: What it is about.
        found: Rows of facts that were matched.
        missed: Rows of facts that were not.
        invented: Stored facts that match neither a fact nor an optional row.
        violated: Rows of absent that a memory matched.
        rules_found: Rows of rules that were matched.
        rules_missed: Rows of rules that were not.
        right: How many stored facts are right.
        why: The ledger's refusals and retractions, which often explain a miss.
    """

    id: str
    category: str
    found: tuple[Row, ...]
    missed: tuple[Row, ...]
    invented: tuple[str, ...]
    violated: tuple[Row, ...]
    rules_found: tuple[Row, ...]
    rules_missed: tuple[Row, ...]
    right: int
    why: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """What is not as it should be, a line each."""
        return (
            *(f"missed {_row(row)}" for row in self.missed),
            *(f"missed the rule {_row(row)}" for row in self.rules_missed),
            *(f"invented “{text}”" for text in self.invented),
            *(f"VIOLATED {_row(row)}" for row in self.violated),
        )


class Score(Frozen):
    """The figures over all cases; a ratio of nothing to nothing is 1.

    Attributes:
        precision: Stored active facts that are right, of all of them.
        recall: Demanded facts that were stored, of all of them.
        f1: Their harmonic mean.
        violations: How many absent rows a memory matched.
        rules_recall: Demanded rules that were stored, of all of them.
        perfect: How many cases came out as they should in every row.
        cases: What came of each.
    """

    precision: float
    recall: float
    f1: float
    violations: int
    rules_recall: float
    perfect: int
    cases: tuple[CaseResult, ...]

    def __str__(self) -> str:
        """Return the figures, then each case that is not perfect and why."""
        lines = [
            f"cases        {len(self.cases)}",
            f"precision    {self.precision:.3f}",
            f"recall       {self.recall:.3f}",
            f"F1           {self.f1:.3f}",
            f"violations   {self.violations}",
            f"rules recall {self.rules_recall:.3f}",
            f"perfect      {self.perfect}",
        ]
        for case in self.cases:
            lines += [f"{case.id}: {problem}" for problem in case.problems]
            lines += [f"{case.id}:   {reason}" for reason in case.why if case.problems]
        return "\n".join(lines)


def evaluate_extraction(cases: Iterable[Case], open_memory: Callable[..., Memory]) -> Score:
    """Learn each case into a memory of its own, and score what is there afterwards.

    Args:
        cases: What to measure on.
        open_memory: Returns an empty memory with the model to be measured. For a case that
            brings its own nominations it is called with the model that makes them, `model=`.
    """
    results = tuple(_run(case, open_memory) for case in cases)
    right = sum(result.right for result in results)
    precision = _ratio(right, right + sum(len(result.invented) for result in results))
    found = sum(len(result.found) for result in results)
    recall = _ratio(found, found + sum(len(result.missed) for result in results))
    rules = sum(len(result.rules_found) for result in results)
    both = precision + recall
    return Score(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / both if both else 0.0,
        violations=sum(len(result.violated) for result in results),
        rules_recall=_ratio(rules, rules + sum(len(result.rules_missed) for result in results)),
        perfect=sum(not result.problems for result in results),
        cases=results,
    )


def read_cases(path: Path) -> list[Case]:
    """Read a file of cases, one JSON object a line.

    Raises:
        InputError: If the file cannot be read, or a line is no case; the text says which.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as a file of cases: {error}.") from error
    cases: list[Case] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            cases.append(Case.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            raise InputError(f"{path}, line {number}: this is no JSON object.") from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise InputError(f"{path}, line {number}: {where}: {first['msg']}.") from error
    if not cases:
        raise InputError(f"{path} holds no case.")
    return cases


def _run(case: Case, open_memory: Callable[..., Memory]) -> CaseResult:
    own = nominating(case.before, case.turns)
    with open_memory(model=own) if own else open_memory() as memory:
        decisions: list[Decision] = []
        for number, turns in enumerate((case.before, case.turns)):
            if turns:
                update = memory.learn(list(turns), conversation=f"{case.id}-{number}")
                decisions += update.decisions
        facts = [_texts(record) for record in memory.semantic.all()]
        rules = [_texts(record) for record in memory.procedural.all()]
        episodes = [_texts(record) for record in memory.episodic.all()]
    welcome = (*case.facts, *case.optional)
    invented = [texts[0] for texts in facts if not any(_matches(row, texts) for row in welcome)]
    everything = [*facts, *rules, *episodes]
    return CaseResult(
        id=case.id,
        category=case.category,
        found=_met(case.facts, facts),
        missed=_unmet(case.facts, facts),
        invented=tuple(invented),
        violated=_met(case.absent, everything),
        rules_found=_met(case.rules, rules),
        rules_missed=_unmet(case.rules, rules),
        right=len(facts) - len(invented),
        why=tuple(
            f"{d.action} ({d.reason}): {d.text}"
            for d in decisions
            if d.action in ("refuse", "retract")
        ),
    )


def _texts(record: Record) -> tuple[str, ...]:
    """Return the forms of a memory that a row may match: its text; for a fact its parts, too."""
    content = record.content
    if isinstance(content, Fact):
        return (content.text, f"{content.subject} {content.predicate} {content.object}")
    return (record.text,)


def _matches(row: Row, texts: Sequence[str]) -> bool:
    return any(all(re.search(p, text, re.IGNORECASE) for p in row) for text in texts)


def _met(rows: Sequence[Row], memories: Sequence[tuple[str, ...]]) -> tuple[Row, ...]:
    return tuple(row for row in rows if any(_matches(row, texts) for texts in memories))


def _unmet(rows: Sequence[Row], memories: Sequence[tuple[str, ...]]) -> tuple[Row, ...]:
    return tuple(row for row in rows if not any(_matches(row, texts) for texts in memories))


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _row(row: Row) -> str:
    return " & ".join(row)
