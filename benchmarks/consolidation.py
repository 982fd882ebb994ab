"""What a consolidation costs, and how often it is right.

    python benchmarks/consolidation.py pairs            # the labelled pairs, cosine by cosine
    python benchmarks/consolidation.py many --size 10000

`pairs` reads data/consolidation/pairs.jsonl. `many` fills a memory with facts of which a tenth
say what another one says, and consolidates it twice. The model is an oracle: it knows the
labels, so that what is measured is the program and not a model.
"""

import argparse
import json
import random
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.messages import AIMessage, BaseMessage
from pydantic import Field

import memorykinds as mk
from memorykinds.kinds import Fact, Provenance, Record
from memorykinds.kinds.blocks import parse_block
from memorykinds.managers.consolidation.lookups import ALIKE, CHUNK
from memorykinds.managers.consolidation.sameness import certain_key, kept_apart
from memorykinds.managers.policies.facts import slot_of
from memorykinds.managers.writing import put_record
from memorykinds.models.scripted import ScriptedChatModel

PAIRS = Path(__file__).parents[1] / "data/consolidation/pairs.jsonl"
NOW = datetime(2026, 5, 3, tzinfo=UTC)

SAME_RELATION = {"likes": "loves", "dislikes": "hates", "owns": "possesses", "speaks": "speaks"}
OTHER_WORDS = {
    "The user likes {}.": "The user really enjoys {}.",
    "The user dislikes {}.": "The user cannot stand {}.",
    "The user plans to see {}.": "The user wants to go and see {}.",
    "The user has worked with {}.": "The user once worked together with {}.",
}
FIRST = "Ada Ben Cleo Dan Eva Finn Gwen Hugo Iris Jon Kim Lea Max Nina Otto Pia Quin Rosa Sam Tess"
LAST = (
    "Abel Baker Cole Drake Ellis Frost Grant Hale Irwin Jonas Keane Lowe Marsh Nash Olsen Price "
    "Quist Reyes Stone Tate Unger Vance Weiss Young Zeller"
)
PLACE = (
    "Athens Bergen Cadiz Dublin Essen Faro Genoa Hanoi Izmir Jena Kyoto Lyon Malmo Nantes Oslo "
    "Porto Quito Riga Siena Turin"
)
THING = (
    "novels maps kites opera cacti trams chess pottery sailing comics fossils lanterns puppets "
    "beetles violins carpets windmills teapots murals clocks"
)


class Oracle(ScriptedChatModel):
    """Knows which texts say the same, and says just that."""

    label: dict[str, int] = Field(default_factory=dict)
    calls: int = 0

    def _next(self, messages: list[BaseMessage], bound: dict[str, Any]) -> AIMessage:
        self.calls += 1
        groups: dict[tuple[int, int], list[int]] = {}
        for row in parse_block("clusters", messages[-1].text):
            groups.setdefault((row["cluster"], self.label[row["text"]]), []).append(row["n"])
        said = [{"members": numbers} for numbers in groups.values() if len(numbers) > 1]
        self.replies, self.history = [{"candidates": said}], []
        return super()._next(messages, bound)


def record(number: int, predicate: str, value: str, text: str) -> Record:
    """Return a fact as it would have been learned."""
    fact = Fact(subject="user", predicate=predicate, object=value, text=text)
    return Record(
        id=f"fact-{number}",
        kind="semantic",
        namespace=("ada", "semantic"),
        content=fact,
        created_at=NOW,
        updated_at=NOW,
        slot=slot_of(fact),
        provenance=Provenance(conversation="c", turns=(f"t{number}",), said_at=NOW),
    )


def facts(size: int) -> tuple[list[Record], dict[str, int]]:
    """Return `size` facts of which a tenth repeat another, and the number of what each says."""
    chance = random.Random(7)  # noqa: S311 -- the same facts in each run
    people = [f"{one} {two}" for one in FIRST.split() for two in LAST.split()]
    values = [
        ("likes", f"the {thing} of {who}", "The user likes {}.")
        for who in people
        for thing in THING.split()
    ]
    values += [
        ("plans_to", f"{who} in {place}", "The user plans to see {}.")
        for who in people
        for place in PLACE.split()
    ]
    values += [("did", f"{who}", "The user has worked with {}.") for who in people]
    chance.shuffle(values)
    distinct = size - size // 10
    if distinct > len(values):
        raise SystemExit(f"There are only {len(values)} different facts to choose from.")
    found: list[Record] = []
    label: dict[str, int] = {}
    for number, (predicate, value, form) in enumerate(values[:distinct]):
        found.append(record(number, predicate, value, form.format(value)))
        label[found[-1].text] = number
    for number, known in enumerate(chance.sample(range(distinct), size - distinct), distinct):
        predicate, value, form = values[known]
        form = OTHER_WORDS[form]
        found.append(record(number, predicate, value, form.format(value)))
        label[found[-1].text] = known
    return found, label


def many(size: int, embeddings: str) -> None:
    """Consolidate many facts, twice, and print what it took."""
    records, label = facts(size)
    oracle = Oracle(label=label)
    memory = mk.open(user="ada", consolidation_model=oracle, embeddings=embeddings)
    started = time.perf_counter()
    for start in range(0, size, 500):
        memory.store.batch([put_record(r) for r in records[start : start + 500]])
    print(f"{size:,} facts, {size // 10:,} of which repeat another; learned in {_since(started)}")
    for run in ("first", "second"):
        oracle.calls = 0
        started = time.perf_counter()
        update = memory.consolidate(max_calls=size, max_retired=size)
        merged = [d for d in update.decisions if d.reason == "merged"]
        closed = [(d.memory_id, other) for d in merged for other in d.closes]
        by_id = {r.id: label[r.text] for r in records}
        right = sum(by_id[one] == by_id[other] for one, other in closed)
        looked = update.trace("semantic").steps[0].summary
        print(f"{run}: {_since(started)}, {oracle.calls} calls of the model; {looked}")
        print(f"   {len(closed):,} merged, {right:,} of them rightly, of {size // 10:,} to find")
    print(f"searches are asked of the store {CHUNK} at a time, one for each new or changed memory")


def pairs(embeddings: str) -> None:
    """Print how many of the labelled pairs each cosine lets through, with and without code."""
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    embed = mk.embedder(embeddings)
    found: list[tuple[bool, float, bool, bool]] = []
    for row in rows:
        one, other = (
            record(n, row["predicate"], row[name]["object"], row[name]["text"])
            for n, name in enumerate(("one", "other"))
        )
        first, second = (np.array(v) for v in embed.embed_documents([one.text, other.text]))
        cosine = float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))
        certain = certain_key(one) == certain_key(other)
        found.append((row["same"], cosine, certain, kept_apart(one, other) is None))
    same = [f for f in found if f[0]]
    others = [f for f in found if not f[0]]
    print(f"{len(same)} pairs say the same, {len(others)} do not; bar in use {ALIKE['semantic']}")
    wrong = sum(f[2] for f in others)
    print(f"code alone merges {sum(f[2] for f in same)} of the same and {wrong} of the others")
    print("cosine   same   others   others that code lets through")
    for bar in (0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        kept = sum(f[1] >= bar and f[3] for f in same)
        near = sum(f[1] >= bar for f in others)
        through = sum(f[1] >= bar and f[3] for f in others)
        print(f"{bar:.2f}   {kept:6}   {near:6}   {through:6}")


def _since(started: float) -> str:
    return f"{time.perf_counter() - started:.1f} s"


def main(arguments: Iterable[str] | None = None) -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("what", choices=("pairs", "many"))
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--embeddings", default="offline")
    given = parser.parse_args(arguments if arguments is None else list(arguments))
    if given.what == "pairs":
        pairs(given.embeddings)
    else:
        many(given.size, given.embeddings)


if __name__ == "__main__":
    main()
