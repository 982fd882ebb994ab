"""Memories to consolidate, as they might have been learned over months."""

from datetime import datetime

from proposals import START

from memorykinds.kinds import Episode, Fact, Provenance, Record, Rule, importance_of
from memorykinds.managers.policies.facts import slot_of
from memorykinds.managers.writing import put_record

NOW = datetime.fromisoformat(START)


def put(memory, *records):
    """Write records past the managers, which would not let two of them say the same."""
    for record in records:
        memory.store.batch([put_record(record)])


def believed(memory):
    """Return all memories of a user in whatever state."""
    kinds = (memory.semantic, memory.episodic, memory.procedural)
    return [record for kind in kinds for record in kind.all(active=False)]


def a_fact(id_, value, text=None, *, predicate="likes", subject="user", **more):
    text = text or f"The {subject} {predicate} {value}."
    content = Fact(
        subject=subject,
        predicate=predicate,
        object=value,
        text=text,
        confidence=more.pop("confidence", 1.0),
        valid_from=more.pop("stated_from", None),
    )
    return _record(id_, "semantic", content, slot=slot_of(content), **more)


def an_episode(id_, title="A trip", situation="The user planned a trip.", **more):
    fields = {name: more.pop(name, "") for name in ("action", "outcome", "lesson")}
    people = more.pop("participants", ("user",))
    content = Episode(title=title, situation=situation, participants=people, **fields)
    return _record(id_, "episodic", content, **more)


def a_rule(id_, text, **more):
    names = ("applies_when", "priority", "status")
    fields = {name: more.pop(name) for name in names if name in more}
    return _record(id_, "procedural", Rule(text=text, **fields), **more)


def _record(id_, kind, content, **more):
    at = more.pop("at", NOW)
    digest = more.pop("digest", id_)
    return Record(
        **{
            "id": id_,
            "kind": kind,
            "namespace": ("ada", kind),
            "content": content,
            "created_at": at,
            "updated_at": at,
            "valid_from": at,
            "importance": importance_of(content),
            "provenance": Provenance(
                conversation="c", turns=(f"t-{id_}",), digests=(digest,), said_at=at
            ),
            **more,
        }
    )
