"""Embedding models: how much of what answers a question each finds alone, and what a text costs.

Each turn of a file of conversations is a memory, "[date] speaker: text [caption]"; every
question of categories 1 to 4 is compared with all turns of its conversation, by cosine and
nothing else. The recall of `Memory.recall`, with its words and context, is another matter:
`python -m memorykinds.evaluate retrieval FILE --embeddings NAME`.

Times are those of the processor, so that other work on the machine counts little; loading the
model is in none of them.

    python benchmarks/embedders.py FILE [--embeddings offline hash onnx:FOLDER …]
    python benchmarks/embedders.py FILE --function package:passages,package:queries
"""

import argparse
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings

from memorykinds.evaluate.retrieval_files import (
    ADVERSARIAL,
    Conversation,
    evidence_of,
    read_conversations,
)
from memorykinds.models import embedder

DEPTHS = (1, 5, 10, 20)
ALONE = 200
"""Texts that are embedded one by one."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("file", type=Path, help="conversations of the form of LoCoMo")
    parser.add_argument("--embeddings", nargs="*", default=[], help="as for `embedder`")
    parser.add_argument("--function", nargs="*", default=[], help="module:name, or two of them")
    parser.add_argument("--conversations", type=int, help="only so many")
    options = parser.parse_args()
    chosen = options.embeddings or ([] if options.function else ["offline", "hash"])
    models: dict[str, Embeddings] = {name: embedder(name) for name in chosen}
    models |= {names: Functions(*map(imported, names.split(","))) for names in options.function}
    conversations = read_conversations(options.file)[: options.conversations]
    depths = " | ".join(f"recall@{k}" for k in DEPTHS)
    print(f"| embedder | dims | ms a text alone | ms a text of many | {depths} |")
    print("|---|" + "--:|" * (3 + len(DEPTHS)))
    for name, model in models.items():
        print(f"| {name} | {measured(model, conversations)} |", flush=True)


def measured(model: Embeddings, conversations: list[Conversation]) -> str:
    """Return the cells of one model's row."""
    model.embed_query("load")
    texts = list(turns(conversations[0]).values())[:ALONE]
    started = time.process_time()
    for text in texts:
        model.embed_query(text)
    alone = 1000 * (time.process_time() - started) / len(texts)
    many = number = dims = 0.0
    shares: list[list[float]] = []
    for conversation in conversations:
        said = turns(conversation)
        started = time.process_time()
        vectors = unit(model.embed_documents(list(said.values())))
        many, number = many + time.process_time() - started, number + len(said)
        dims = vectors.shape[1]
        shares += found(model, conversation, list(said), vectors)
    means = np.mean(shares, axis=0)
    figures = " | ".join(f"{mean:.3f}" for mean in means)
    return f"{dims} | {alone:.2f} | {1000 * many / number:.2f} | {figures}"


def turns(conversation: Conversation) -> dict[str, str]:
    """Return the text of each turn by its id."""
    return {
        turn.id: f"[{session.date}] {turn.speaker}: {turn.text}"
        + (f" [{turn.caption}]" if turn.caption else "")
        for session in conversation.sessions
        for turn in session.turns
    }


def found(
    model: Embeddings, conversation: Conversation, ids: list[str], vectors: np.ndarray
) -> Iterator[list[float]]:
    """Yield, for each question, what share of its evidence is among the first k, for each k."""
    for question in conversation.questions:
        evidence, _ = evidence_of(question, conversation.ids)
        if question.category == ADVERSARIAL or not evidence:
            continue
        query = unit([model.embed_query(question.question)])[0]
        ranked = [ids[place] for place in np.argsort(-(vectors @ query), kind="stable")]
        yield [len(set(evidence) & set(ranked[:k])) / len(evidence) for k in DEPTHS]


def unit(vectors: Any) -> np.ndarray:
    """Return vectors at length 1; one that is all zeros stays so."""
    rows = np.asarray(vectors, dtype="<f4")
    lengths: np.ndarray = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1)


class Functions(Embeddings):
    """A function from texts to vectors, or one for memories and one for questions."""

    def __init__(
        self, passages: Callable[..., Any], queries: Callable[..., Any] | None = None
    ) -> None:
        self._passages = passages
        self._queries = queries or passages

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector per memory."""
        return self._passages(texts)

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one question."""
        return self._queries([text])[0]


def imported(name: str) -> Callable[..., Any]:
    """Return what "module:name" names."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


if __name__ == "__main__":
    main()
