"""Choose the weights of recall on all conversations of a file but one, and measure on that one.

    python benchmarks/retrieval_weights.py FILE [--draws 400]

The terms of every memory for every question are computed once, by the pipeline itself, for a few
shares of the two arms; then weights are drawn at random and the best are moved a little. For each
conversation the weights that are best on the others are taken: the mean over these folds is what a
conversation may expect that nobody has seen. The last line is what the defaults reach.
"""

import argparse
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from memorykinds.evaluate import Conversation, read_conversations
from memorykinds.evaluate.retrieval_files import ADVERSARIAL, evidence_of, records_of
from memorykinds.managers.writing import put_record
from memorykinds.models import embedder
from memorykinds.models.embeddings import embedder_dims
from memorykinds.recall import DEFAULTS
from memorykinds.recall.queries import queries_of
from memorykinds.recall.ranking import Ranking, rank
from memorykinds.recall.searched import Question, searched
from memorykinds.recall.table import MemoryTable
from memorykinds.recall.times import span_of
from memorykinds.recall.weights import TERMS, Weights
from memorykinds.store import FaissStore
from memorykinds.store.look import Look, Part

Row = list[float]
"""Recall@1, @5 and @10 of plain questions, @10 of adversarial ones, and how many of each."""

SIMILARITY = (0.25, 0.35, 0.45)
"""Shares of the dense arm; the lexical arm has the rest."""

DRAWN = {
    "before": 0.8,
    "after": 0.6,
    "around": 0.8,
    "conversation": 0.8,
    "speaker": 0.4,
    "recency": 0.1,
}
"""What is searched, with the largest weight that is drawn."""

LEAST_ADVERSARIAL = 0.84
"""Recall@10 of adversarial questions; what falls below it counts double against the weights."""


class Asked(NamedTuple):
    """One question: the value of each term for each memory, and which memories are evidence."""

    values: npt.NDArray[np.float32]
    evidence: npt.NDArray[np.bool_]
    adversarial: bool


def asked_of(conversation: Conversation, embed: Embeddings, similarity: float) -> list[Asked]:
    """Return every question of a conversation with the terms of all its memories."""
    records = records_of(conversation, "user")
    now = max(record.created_at for record in records) + timedelta(days=1)
    index = {"dims": embedder_dims(embed), "embed": embed, "fields": ["text"]}
    weights = DEFAULTS["episodic"].with_(similarity=similarity, lexical=1 - similarity)
    found = []
    with FaissStore(None, index=index) as store:
        store.batch([put_record(record) for record in records])
        for question in conversation.questions:
            evidence, _ = evidence_of(question, conversation.ids)
            if not evidence:
                continue
            span = span_of(question.question, now)
            about = Question(queries_of(question.question), now, ("episodic",), span, None)
            ranks = partial(ranked, about, weights)
            look = Look([("user", "episodic")], [about.text], None, MemoryTable, ranks)
            _, ranking = store.look(look)
            keys = [ranking.found.name(place)[1] for place in range(len(ranking.scores))]
            found.append(
                Asked(
                    ranking.kinds[0].values.astype(np.float32),
                    np.isin(keys, evidence),
                    question.category == ADVERSARIAL,
                )
            )
    return found


def ranked(about: Question, weights: Weights, parts: Sequence[Part[MemoryTable]]) -> Ranking:
    """Return all memories with their terms; which of them are best is not asked here."""
    return rank(searched(about, parts), {"episodic": weights}, "minmax", 1)


def measured(asked: Sequence[Asked], similarity: float, weights: dict[str, float]) -> Row:
    """Return recall@1, @5 and @10 of the plain questions, and @10 of the adversarial ones."""
    default = DEFAULTS["episodic"].with_(
        similarity=similarity, lexical=1 - similarity, **weights, time=0.0
    )
    vector = np.array([getattr(default, name) for name in TERMS], np.float32)
    plain, adversarial = [], []
    for one in asked:
        scores = vector @ one.values
        best = np.argsort(-scores, kind="stable")[:10]
        hits = np.cumsum(one.evidence[best]) / one.evidence.sum()
        row = [hits[min(k, len(hits)) - 1] for k in (1, 5, 10)]
        (adversarial if one.adversarial else plain).append(row)
    others = np.mean([row[2] for row in adversarial]) if adversarial else 1.0
    return [*np.mean(plain, 0).tolist(), float(others), len(plain), len(adversarial)]


def worth(found: Sequence[Row]) -> float:
    """Return how good weights are on some conversations, by the rows of `measured`."""
    rows = np.array(found)
    plain, adversarial = rows[:, 4], rows[:, 5]
    first, fifth, tenth = (float(np.average(rows[:, at], weights=plain)) for at in range(3))
    others = float(np.average(rows[:, 3], weights=np.maximum(adversarial, 1e-9)))
    return tenth + 0.5 * fifth + 0.1 * first - 2 * max(0.0, LEAST_ADVERSARIAL - others)


def mean(found: Sequence[Row]) -> Row:
    """Return one row for several conversations, each question counting once."""
    rows = np.array(found)
    plain = [float(np.average(rows[:, at], weights=rows[:, 4])) for at in range(3)]
    return [*plain, float(np.average(rows[:, 3], weights=np.maximum(rows[:, 5], 1e-9)))]


def main() -> None:
    """Search, and print a line for each fold."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--draws", type=int, default=400)
    options = arguments.parse_args()
    conversations = read_conversations(options.file)
    embed = embedder("offline", cache=True)
    asked = {s: [asked_of(one, embed, s) for one in conversations] for s in SIMILARITY}
    random = np.random.default_rng(0)
    tried: list[tuple[float, float, dict[str, float], list[Row]]] = []

    def attempt(similarity: float, weights: dict[str, float]) -> None:
        rows = [measured(some, similarity, weights) for some in asked[similarity]]
        tried.append((worth(rows), similarity, weights, rows))

    for _ in range(options.draws):
        drawn = {name: float(random.uniform(0, most)) for name, most in DRAWN.items()}
        attempt(float(random.choice(SIMILARITY)), drawn)
    for _ in range(options.draws):
        _, similarity, weights, _ = max(tried, key=lambda row: row[0])
        moved = {
            name: max(0.0, float(weights[name] + random.normal(0, 0.1 * most)))
            for name, most in DRAWN.items()
        }
        attempt(similarity, moved)
    held_out = []
    for number, conversation in enumerate(conversations):
        others = [at for at in range(len(conversations)) if at != number]
        best = max(tried, key=lambda row: worth([row[3][at] for at in others]))
        held_out.append(best[3][number])
        print(conversation.id, line(best[3][number]), best[1], rounded(best[2]))
    print("held out", line(mean(held_out)))
    own = DEFAULTS["episodic"]
    weights = {name: getattr(own, name) for name in DRAWN}
    print(
        "defaults",
        line(mean([measured(a, own.similarity, weights) for a in asked[own.similarity]])),
    )


def line(row: Row) -> str:
    """Return a row as text."""
    names = ("R@1", "R@5", "R@10", "adversarial")
    return "  ".join(f"{name} {value:.3f}" for name, value in zip(names, row, strict=False))


def rounded(weights: dict[str, float]) -> str:
    """Return weights as text."""
    return " ".join(f"{name} {value:.2f}" for name, value in weights.items())


if __name__ == "__main__":
    main()
