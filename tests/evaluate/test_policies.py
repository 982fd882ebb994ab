"""Policies compared on the same cases, some of which bring their own nominations."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

import memorykinds as mk
from memorykinds.evaluate import Case, evaluate_extraction, read_cases
from memorykinds.managers.policies import FACT_POLICIES

ROOT = Path(__file__).parents[2]
CASES = ROOT / "data" / "reconcile" / "cases.jsonl"


def opened(policy):
    chosen = mk.SemanticSettings(policy=policy)
    return partial(mk.open, embeddings="hash", semantic=chosen)


def turn(text, **nomination):
    if not nomination:
        return {"role": "user", "content": text}
    said = {"subject": "user", "predicate": "likes", "text": text, **nomination}
    return {"role": "user", "content": text, "nominate": [said]}


def test_a_case_may_bring_the_nominations_that_no_pattern_finds():
    told = turn("Opera, well, it grows on one.", object="opera")
    case = Case(id="a", turns=[told], facts=[["opera"]])
    assert evaluate_extraction([case], opened("bitemporal")).perfect == 1
    silent = case.with_(turns=[turn("Opera, well, it grows on one.")])
    assert evaluate_extraction([silent], opened("bitemporal")).recall == 0


def test_its_nominations_name_the_related_memories_by_their_words():
    case = Case(
        id="a",
        before=[turn("Tea is fine.", object="tea"), turn("Jazz is fine.", object="jazz")],
        turns=[turn("Jazz? Over.", object="jazz music", contradicts=["Jazz"])],
        absent=[["Jazz is fine"]],
        facts=[["Tea"], ["Over"]],
    )
    score = evaluate_extraction([case], opened("bitemporal"))
    assert score.cases[0].problems == ()


def test_the_cases_can_be_read_and_their_ids_are_unique():
    ids = [case.id for case in read_cases(CASES)]
    assert len(ids) == len(set(ids)) == 47


def test_the_readme_names_the_cases_that_bring_nominations():
    bringing = [
        case.id
        for case in read_cases(CASES)
        if any("nominate" in turn for turn in (*case.before, *case.turns))
    ]
    text = (CASES.parent / "README.md").read_text("utf-8")
    assert f"{len(bringing)} cases bring nominations" in text
    for name in ("refine-04", "back-02", "like-05", "forget-03", "forget-04", "para-01"):
        assert name in bringing
        assert f"`{name}`" in text


@pytest.mark.parametrize("policy", FACT_POLICIES)
def test_the_table_of_the_policies_is_the_measured_one(policy):
    """With vectors of spelling, which are quicker; those of meaning give the same figures."""
    score = evaluate_extraction(read_cases(CASES), opened(policy))
    row = (
        f"| `{policy}` | {score.precision:.2f} | {score.recall:.2f} | {score.violations} | "
        f"{score.perfect} of {len(score.cases)} |"
    )
    assert row in (ROOT / "docs" / "policies.md").read_text("utf-8")


def test_the_command_takes_a_policy_and_refuses_an_unknown_one():
    command = [sys.executable, "-m", "memorykinds.evaluate", "extraction", str(CASES)]
    ended = subprocess.run(
        [*command, "--policy", "newest"], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert '"four_op"' in ended.stderr
    assert ended.stderr.count("\n") == 1
