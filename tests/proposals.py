"""What a model might nominate, written short; and a memory whose model says just that."""

from langgraph.store.memory import InMemoryStore

from memorykinds.kinds.clock import LessonClock, counted_ids
from memorykinds.memory import Memory
from memorykinds.models import HashEmbeddings, ScriptedChatModel

START = "2026-05-03T09:00Z"


def fact(subject, predicate, value, text=None, *, evidence=("t1",), **more):
    """Return one nominated fact as the JSON that a model sends."""
    content = {
        "subject": subject,
        "predicate": predicate,
        "object": value,
        "text": text or f"{subject} {predicate} {value}.",
        "confidence": more.pop("confidence", 1.0),
        "valid_from": more.pop("valid_from", None),
        "valid_to": more.pop("valid_to", None),
    }
    return _candidate(content, evidence, more)


def episode(title, situation, *, evidence=("t1",), **more):
    """Return one nominated episode as the JSON that a model sends."""
    names = ("thoughts", "action", "outcome", "lesson")
    content = {"title": title, "situation": situation, **{n: more.pop(n, "") for n in names}}
    content |= {"participants": ["user"], "started_at": None, "ended_at": None}
    return _candidate(content, evidence, more)


def rule(text, *, evidence=("t1",), applies_when="always", priority=50, **more):
    """Return one nominated rule as the JSON that a model sends."""
    content = {
        "text": text,
        "applies_when": applies_when,
        "rationale": "",
        "priority": priority,
        "status": "active",
    }
    return _candidate(content, evidence, more)


def says(*candidates):
    """Return a model's whole answer."""
    return {"candidates": list(candidates)}


def scripted_memory(*replies, store=None, user="ada", clock=None, ids=None, **settings):
    """Return a memory whose model gives these replies, in order, and that model."""
    model = ScriptedChatModel(replies)
    memory = Memory(
        vector_store() if store is None else store,
        user=user,
        model=lambda: model,
        clock=clock or LessonClock(START),
        ids=ids or counted_ids(),
        **settings,
    )
    return memory, model


def vector_store():
    """Return LangGraph's own in-memory store, with vectors that compare spelling."""
    embed = HashEmbeddings()
    return InMemoryStore(index={"dims": embed.dims, "embed": embed, "fields": ["text"]})


def _candidate(content, evidence, more):
    return {
        "intent": more.pop("intent", "remember"),
        "evidence": list(evidence),
        "same_as": list(more.pop("same_as", ())),
        "contradicts": list(more.pop("contradicts", ())),
        "content": content,
        **more,
    }
