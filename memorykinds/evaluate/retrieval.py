"""Retrieval measured: of what answers a question, how much is among the first k recalled.

Every turn of a conversation is one memory, written in one batch; each question goes through
the same `Memory.recall` that users call, with its default settings.

    recall@k = evidence of the question among the first k / evidence of the question
    all@10   = questions whose evidence is all among the first ten / questions
    MRR      = mean of 1 / the rank of the first evidence, 0 if it is not among the first 20

Each is a mean over questions (Manning et al., 2008, chapter 8). Adversarial questions
(category 5) ask one person for what another said; they stand apart.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from langchain_core.embeddings import Embeddings

from memorykinds.evaluate.retrieval_files import Conversation, evidence_of, records_of
from memorykinds.evaluate.retrieval_score import DEPTHS, Asked, RetrievalScore
from memorykinds.kinds import Record
from memorykinds.managers.writing import put_record
from memorykinds.memory import Memory
from memorykinds.models.embeddings import embedder_dims
from memorykinds.opening import open as open_memory
from memorykinds.store import FaissStore


def evaluate_retrieval(
    conversations: Iterable[Conversation], embeddings: Embeddings | None, **settings: Any
) -> RetrievalScore:
    """Store each conversation for a user of its own and ask its questions.

    Args:
        conversations: What to measure on.
        embeddings: The embedder; None for a store without vectors.
        settings: Passed to `Memory.recall` with each question; none for its defaults.
    """
    asked: list[Asked] = []
    notes: dict[str, None] = {}
    memories = without = lost = 0
    for conversation in conversations:
        records = records_of(conversation, conversation.id)
        memories += len(records)
        with _filled(conversation.id, records, embeddings) as (memory, timed):
            for question in conversation.questions:
                evidence, unknown = evidence_of(question, conversation.ids)
                if not evidence:
                    without += 1
                    continue
                lost += unknown
                before = timed.seconds
                started = time.perf_counter()
                recall = memory.recall(question.question, k=DEPTHS[-1], **settings)
                seconds = time.perf_counter() - started - (timed.seconds - before)
                place = {hit.record.id: number for number, hit in enumerate(recall.hits, start=1)}
                asked.append(
                    Asked(
                        conversation=conversation.id,
                        question=question.question,
                        category=question.category,
                        ranks=tuple(place.get(turn, 0) for turn in evidence),
                        milliseconds=1000 * seconds,
                    )
                )
                notes.update(dict.fromkeys(recall.notes))
    return RetrievalScore(
        asked=tuple(asked),
        memories=memories,
        without_evidence=without,
        lost_evidence=lost,
        notes=tuple(notes),
    )


@contextmanager
def _filled(
    user: str, records: list[Record], embeddings: Embeddings | None
) -> "Iterator[tuple[Memory, _Timed]]":
    """Give a memory that holds these records, on the day after the last was said."""
    now = max(record.created_at for record in records) + timedelta(days=1)
    timed = _Timed(embeddings)
    index: Any = None
    if embeddings is not None:
        index = {"dims": embedder_dims(embeddings), "embed": timed, "fields": ["text"]}
    with FaissStore(None, index=index) as store:
        store.batch([put_record(record) for record in records])
        yield open_memory(store=store, user=user, clock=lambda: now), timed


class _Timed(Embeddings):
    """An embedder that adds up how long it takes."""

    def __init__(self, inner: Embeddings | None) -> None:
        self._inner = inner
        self.seconds = 0.0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [] if self._inner is None else self._inner.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        started = time.perf_counter()
        vector = [] if self._inner is None else self._inner.embed_query(text)
        self.seconds += time.perf_counter() - started
        return vector
