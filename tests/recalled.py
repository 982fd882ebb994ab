"""Memories for tests of recall, written as they are, without a conversation."""

from datetime import UTC, datetime, timedelta

import memorykinds as mk
from memorykinds.kinds import Episode, Fact, Provenance, Record
from memorykinds.managers.writing import put_record
from memorykinds.models.hashing import HashEmbeddings
from memorykinds.store import FaissStore

NOW = datetime(2026, 5, 3, 9, tzinfo=UTC)


def hashed(dims=32):
    return {"dims": dims, "embed": HashEmbeddings(dims), "fields": ["text"]}


def at(day, second=0):
    return NOW - timedelta(days=day) + timedelta(seconds=second)


def record(key, content, said, conversation="c", **more):
    kind = content.memory_kind
    return Record(
        id=key,
        kind=kind,
        namespace=("ada", kind),
        content=content,
        created_at=said,
        updated_at=said,
        provenance=Provenance(conversation=conversation, said_at=said),
        **{"valid_from": said, **more},
    )


def turn(key, speaker, text, said, conversation="c"):
    content = Episode(title=speaker, situation=text, participants=(speaker,))
    return record(key, content, said, conversation)


def fact(key, text, said=NOW, subject="user", **more):
    content = Fact(subject=subject, predicate="says", object=text, text=text)
    return record(key, content, said, **more)


def memory_of(*records, store=None):
    store = FaissStore(None) if store is None else store
    store.batch([put_record(one) for one in records])
    return mk.open(store=store, user="ada", clock=lambda: NOW)


def ids(recall):
    return [hit.record.id for hit in recall.hits]


def terms(hit):
    return {term.name: term for term in hit.terms}
