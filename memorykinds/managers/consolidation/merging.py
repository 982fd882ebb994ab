"""Merging: memories that say the same become one, and nothing that only one of them says is lost.

Candidates are pairs that the store's search found alike, and memories whose words code finds the
same. Of the first the model is asked which say the same; of the others nobody is. Each member of
a group is then compared with the one that stays (see `sameness`), never with a third: A like B
and B like C does not make A like C.

Sources: Mem0 (Chhikara et al., 2025, arXiv:2504.19413) merged by a model's word alone, and facts
were lost (https://github.com/mem0ai/mem0/issues/4536); Graphiti (Rasmussen et al., 2025, arXiv:2501.13956) closes instead
of deleting, as is done here.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from memorykinds.kinds import Action, Decision, Fact, Reason, Record, Rule
from memorykinds.kinds.text import shorten
from memorykinds.managers.consolidation.bounds import Retired
from memorykinds.managers.consolidation.lookups import Pairs
from memorykinds.managers.consolidation.nominating import Group
from memorykinds.managers.consolidation.sameness import kept_apart, preferred, says_all
from memorykinds.managers.policy import Change, Verdict, close
from memorykinds.managers.rule_relations import retire


class Merger:
    """Makes one memory of several, of one kind; the store is not touched.

    Args:
        records: What is believed of this kind now, by id; it is changed.
        restored: Ids of memories that somebody brought back after they were merged.
        pairs: Which are alike, and how much.
        retired: Counts what is retired.
        now: The time.

    Attributes:
        left: Ids of memories that the next consolidation should look at again.
    """

    def __init__(
        self,
        records: dict[str, Record],
        *,
        restored: Collection[str],
        pairs: Pairs,
        retired: Retired,
        now: datetime,
    ) -> None:
        self.left: set[str] = set()
        self._records = records
        self._restored = restored
        self._pairs = pairs
        self._retired = retired
        self._now = now
        self._into: dict[str, str] = {}
        self._in_slot = Counter(record.slot for record in records.values())

    def merge(self, group: Group) -> list[Verdict]:
        """Return the verdicts on a group: one on the memory that stays, one on each kept apart."""
        ids = dict.fromkeys(self._into.get(id_, id_) for id_ in group.ids)
        ordered = sorted((self._records[id_] for id_ in ids), key=preferred, reverse=True)
        survivor, *others = ordered
        verdicts: list[Verdict] = []
        joining: list[Record] = []
        for other in others:
            obstacle = self._obstacle(survivor, other, certain=group.certain)
            if obstacle is not None:
                verdicts.append(self._keep(survivor, other, *obstacle))
                continue
            joining.append(other)
            self._in_slot[other.slot] -= 1
            self._into[other.id] = survivor.id
        return [*verdicts, self._join(survivor, joining)] if joining else verdicts

    def _obstacle(
        self, survivor: Record, other: Record, *, certain: bool
    ) -> tuple[Reason, str] | None:
        """Return why `other` must stay; None if it may go into `survivor`."""
        apart = kept_apart(survivor, other)
        if apart is None and not says_all(survivor, other):
            apart = "the one that would stay lacks a value of the other"
        if apart is None and not certain and self._cosine(survivor, other) is None:
            apart = "the search did not find these two alike"
        if apart is None and survivor.slot != other.slot and self._in_slot[other.slot] <= 1:
            apart = "it is the only one of its relation"
        if apart is not None:
            return "differs", f"They stay apart: {apart}."
        if other.pinned:
            return "pinned", "Both are pinned, so both stay."
        if other.id in self._restored:
            return "taken_back", "It was merged or let go of before, and somebody brought it back."
        if not self._retired.take():
            self.left.update((survivor.id, other.id))
            return "too_many_retired", self._retired.sentence
        return None

    def _join(self, survivor: Record, joining: list[Record]) -> Verdict:
        detail = (
            f"“{shorten(survivor.text, 80)}” ({survivor.id}) says the same and stays, with the "
            "evidence of all."
        )
        told = self._decision(survivor, joining[0], "revise", "merged", detail)
        told = told.with_(memory_id=survivor.id, closes=tuple(other.id for other in joining))
        closed = tuple(close(r, "superseded", "merged", self._now, self._now) for r in joining)
        after = _union(survivor, joining).with_(updated_at=self._now)
        self._records[survivor.id] = after
        verdict = Verdict(told, closed)
        if isinstance(survivor.content, Rule):
            verdict = retire(verdict)
        return Verdict(told, (*verdict.changes, Change("revise", "merged", survivor, after)))

    def _keep(self, survivor: Record, other: Record, reason: Reason, detail: str) -> Verdict:
        refused = reason in ("pinned", "too_many_retired")
        told = self._decision(other, survivor, "refuse" if refused else "keep", reason, detail)
        return Verdict(told if refused else told.with_(memory_id=other.id))

    def _decision(
        self, record: Record, about: Record, action: Action, reason: Reason, detail: str
    ) -> Decision:
        return Decision(
            kind=record.kind,
            action=action,
            reason=reason,
            detail=detail,
            text=shorten(record.text, 300),
            neighbour_id=about.id,
            neighbour_text=shorten(about.text, 200),
            similarity=self._cosine(record, about),
        )

    def _cosine(self, one: Record, other: Record) -> float | None:
        first, second = sorted((one.id, other.id))
        return self._pairs.get((first, second))


def _union(survivor: Record, joining: Sequence[Record]) -> Record:
    """Return the one that stays with the evidence, the times and the use of all."""
    everyone = (survivor, *joining)
    origins = [record.provenance for record in everyone]
    provenance = survivor.provenance.with_(
        turns=tuple(dict.fromkeys(turn for p in origins for turn in p.turns)),
        digests=tuple(dict.fromkeys(digest for p in origins for digest in p.digests)),
        said_at=max((p.said_at for p in origins if p.said_at), default=None),
    )
    return survivor.with_(
        content=_content(everyone),
        created_at=min(record.created_at for record in everyone),
        valid_from=min((r.valid_from for r in everyone if r.valid_from), default=None),
        importance=max(record.importance for record in everyone),
        accesses=sum(record.accesses for record in everyone),
        accessed_at=max((r.accessed_at for r in everyone if r.accessed_at), default=None),
        provenance=provenance,
    )


def _content(everyone: Sequence[Record]) -> Fact | Rule:
    """Return the words of the one that stays, as sure and as important as the surest of all."""
    contents = [record.content for record in everyone]
    facts = [content for content in contents if isinstance(content, Fact)]
    rules = [content for content in contents if isinstance(content, Rule)]
    if rules:
        return rules[0].with_(priority=max(rule.priority for rule in rules))
    return facts[0].with_(
        confidence=max(fact.confidence for fact in facts),
        valid_from=next((fact.valid_from for fact in facts if fact.valid_from), None),
    )
