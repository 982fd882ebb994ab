"""The capstone's measure (lesson 12): what a reconcile policy makes of stories.

A policy is measured alone, without a model and without a store: thousands of stories a second.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from memorykinds.kinds import FactCandidate, Provenance, Record
from memorykinds.kinds.clock import counted_ids
from memorykinds.managers.policies.facts import slot_of
from memorykinds.managers.policy import Case, Policy
from memorykinds.managers.workspace import Workspace
from memorykinds.workshop.stories import Story, Told

FIRST_DAY = datetime(2026, 1, 10, 10, tzinfo=UTC)
LEARNED = FIRST_DAY + timedelta(days=365)
"""When a story is learned: long after the last of it was said."""


def judged(policy: Policy, stories: Sequence[Story]) -> list[bool]:
    """Return for each story whether a policy ends with just what should be believed."""
    return [believed(policy, story) == story.believed for story in stories]


def believed(policy: Policy, story: Story) -> tuple[str, ...]:
    """Return the texts of what is believed after a story, as a policy decides: sorted."""
    work = Workspace(counted_ids(), "fact")
    for number, told in enumerate(story.told):
        case = case_of(told, work.known(()), LEARNED + timedelta(minutes=number))
        work.carry_out(policy(case))
    return tuple(sorted(record.text for record in work.known(()) if record.state == "active"))


def case_of(told: Told, known: tuple[Record, ...], now: datetime) -> Case:
    """Return what a policy decides about, as the semantic manager puts it: all that is known beside it."""
    said_at = FIRST_DAY + timedelta(days=told.day)
    turn = f"day-{told.day}"
    provenance = Provenance(
        conversation=turn,
        turns=(turn,),
        digests=(sha256(f"{turn} {told.words}".encode()).hexdigest(),),
        excerpt=told.words,
        said_at=said_at,
    )
    draft = Record(
        id="",
        kind="semantic",
        namespace=("somebody", "semantic"),
        content=told.fact,
        created_at=now,
        updated_at=now,
        valid_from=said_at,
        slot=slot_of(told.fact),
        provenance=provenance,
    )
    candidate = FactCandidate(intent=told.intent, evidence=(turn,), content=told.fact)
    return Case(candidate=candidate, draft=draft, known=known, now=now)
