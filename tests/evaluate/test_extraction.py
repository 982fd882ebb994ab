"""The figures mean what they say: each is worked out by hand for a model that says so much."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from proposals import episode, fact, rule, says, scripted_memory

import memorykinds as mk
from memorykinds.evaluate import Case, evaluate_extraction, read_cases
from memorykinds.kinds import InputError
from memorykinds.models.offline.measured import CASES, MEASURED, PRECISION, RECALL

DATA = Path(__file__).parents[2] / "data" / "extraction"
USER = {"role": "user", "content": "…"}


def scored(case, *replies):
    return evaluate_extraction([Case(**case)], lambda: scripted_memory(*replies)[0])


def test_the_figures_of_a_mixed_case_by_hand():
    case = {
        "id": "c",
        "turns": [USER],
        "facts": [["turin"], ["tea", "likes?"], ["berlin"], ["jazz"]],
        "optional": [["ada"]],
        "absent": [["password"], ["boat"], ["genoa"]],
        "rules": [["french"], ["short"]],
    }
    score = scored(
        case,
        says(
            fact("user", "lives_in", "Turin"),
            fact("user", "likes", "tea"),
            fact("user", "has_name", "Ada"),
            fact("user", "owns", "boat"),
        ),
        says(episode("Trip", "A trip to Genoa.")),
        says(rule("Answer in French.")),
    )
    assert score.precision == 3 / 4  # Turin, tea and the optional name of four
    assert score.recall == 2 / 4  # Turin and tea of four rows
    assert score.f1 == pytest.approx(2 * 0.75 * 0.5 / 1.25)
    assert score.violations == 2  # the boat in a fact, Genoa in the episode
    assert score.rules_recall == 1 / 2
    assert score.cases[0].invented == ("user owns boat.",)
    assert "c: missed jazz" in str(score)
    assert "c: VIOLATED boat" in str(score)


def test_all_patterns_of_a_row_must_match_one_and_the_same_fact():
    case = {"id": "c", "turns": [USER], "facts": [["max", "drums"]]}
    apart = says(fact("user", "has_relative", "Max"), fact("Tom", "plays", "drums"))
    together = says(fact("Max", "plays", "drums"))
    assert scored(case, apart, says(), says()).recall == 0
    assert scored(case, together, says(), says()).recall == 1


def test_what_is_superseded_no_longer_counts():
    case = {
        "id": "c",
        "before": [USER],
        "turns": [USER],
        "facts": [["berlin"]],
        "absent": [["turin"]],
    }
    score = scored(
        case,
        *[says(fact("user", "lives_in", "Turin")), says(), says()],
        *[says(fact("user", "lives_in", "Berlin")), says(), says()],
    )
    assert (score.precision, score.recall, score.violations) == (1, 1, 0)


def test_silence_where_silence_is_right_is_perfect():
    score = scored({"id": "c", "turns": [USER]}, says(), says(), says())
    assert (score.precision, score.recall, score.f1, score.rules_recall) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "no case"),
        ("{", "line 1: this is no JSON"),
        ('{"id": "a"}', "line 1: turns"),
        ('{"id": "a", "turns": [{}], "facts": [["("]]}', "no regular expression"),
        ('{"id": "a", "turns": [{}], "factz": []}', "factz"),
    ],
)
def test_a_file_that_holds_no_cases_is_one_sentence(tmp_path, line, sentence):
    path = tmp_path / "cases.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=sentence) as caught:
        read_cases(path)
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="cannot be read"):
        read_cases(tmp_path / "missing.jsonl")


def test_the_command_prints_the_figures_as_json(tmp_path):
    path = tmp_path / "cases.jsonl"
    turns = [{"role": "user", "content": "I live in Turin."}]
    path.write_text(json.dumps({"id": "a", "turns": turns, "facts": [["turin"]]}), "utf-8")
    command = [sys.executable, "-m", "memorykinds.evaluate", "extraction", str(path), "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    figures = json.loads(ended.stdout)
    assert (figures["precision"], figures["recall"], figures["violations"]) == (1, 1, 0)
    assert {"f1", "rules_recall", "cases"} <= figures.keys()


def test_the_command_reports_an_error_of_ours_without_a_traceback(tmp_path):
    command = [sys.executable, "-m", "memorykinds.evaluate", "extraction", str(tmp_path / "x")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("name", ["cases.jsonl", "fresh.jsonl", "held_out.jsonl"])
def test_our_own_cases_can_be_read_and_their_ids_are_unique(name):
    ids = [case.id for case in read_cases(DATA / name)]
    assert len(ids) == len(set(ids)) > 50


def test_the_figures_that_introduce_the_offline_model_are_the_measured_ones():
    score = evaluate_extraction(
        read_cases(DATA / "fresh_held_out.jsonl"), lambda: mk.open(embeddings="hash")
    )
    assert len(score.cases) == CASES
    assert round(score.precision, 2) == PRECISION
    assert round(score.recall, 2) == RECALL
    readme = (DATA.parents[1] / "README.md").read_text(encoding="utf-8")
    for figure in (f"{CASES} cases", f"{PRECISION:.2f}", f"{RECALL:.2f}"):
        assert figure in " ".join(readme.split())
        assert figure in MEASURED
