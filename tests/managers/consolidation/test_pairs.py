"""The labelled pairs of data/consolidation: what code alone merges is right."""

import json
from pathlib import Path

import pytest
from managers.consolidation.sleepers import a_fact

from memorykinds.managers.consolidation.sameness import certain_key, kept_apart

FILE = Path(__file__).parents[3] / "data/consolidation/pairs.jsonl"
PAIRS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def records(pair):
    return [
        a_fact(name, pair[name]["object"], pair[name]["text"], predicate=pair["predicate"])
        for name in ("one", "other")
    ]


def test_there_are_enough_pairs_of_both_sorts():
    same = [pair["same"] for pair in PAIRS]
    assert same.count(True) >= 40
    assert same.count(False) >= 40


@pytest.mark.parametrize("pair", [p for p in PAIRS if not p["same"]], ids=lambda p: p["what"])
def test_code_alone_merges_no_pair_that_differs(pair):
    one, other = records(pair)
    assert certain_key(one) != certain_key(other)


@pytest.mark.parametrize(
    "pair",
    [p for p in PAIRS if p["what"] in ("name", "number", "date", "negation", "order")],
    ids=lambda p: p["what"],
)
def test_no_model_can_merge_other_names_numbers_dates_or_nots(pair):
    assert kept_apart(*records(pair)) is not None
