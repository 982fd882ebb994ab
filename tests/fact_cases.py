"""A known fact, a nominated one, and what a policy makes of them: no store, no model."""

from datetime import UTC, datetime

from memorykinds.kinds import Fact, FactCandidate, Provenance, Record
from memorykinds.managers.policies.facts import slot_of
from memorykinds.managers.policy import Case

MAY = datetime(2026, 5, 3, tzinfo=UTC)
JUNE = datetime(2026, 6, 8, tzinfo=UTC)


def known(subject, predicate, value, *, id_="fact-1", said=MAY, digests=("d1",), **more):
    content = Fact(subject=subject, predicate=predicate, object=value, text=f"{value}!")
    return Record(
        id=id_,
        kind="semantic",
        namespace=("ada", "semantic"),
        content=content,
        created_at=said,
        updated_at=said,
        valid_from=said,
        slot=slot_of(content),
        provenance=Provenance(conversation="c1", digests=digests, said_at=said),
        **more,
    )


def case(nominated, *records, said=JUNE, digests=("d9",), **more):
    candidate = FactCandidate.model_validate(nominated)
    content = candidate.content
    draft = known(content.subject, content.predicate, content.object, id_="", said=said).with_(
        content=content, provenance=Provenance(conversation="c2", digests=digests, said_at=said)
    )
    draft = draft.with_(valid_from=content.valid_from or said)
    return Case(candidate=candidate, draft=draft, known=records, now=JUNE, **more)


def outcome(verdict):
    return verdict.decision.action, verdict.decision.reason
