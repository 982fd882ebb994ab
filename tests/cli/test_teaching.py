"""`memorykinds lab` and `memorykinds workshop report`."""

import json
import os
import subprocess
import sys

import pytest

from memorykinds.workshop.progress_file import FILE, Progress, write

LAB = """
import json, os, pathlib, sys
settings = os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0]
files = pathlib.Path(settings, "labconfig").iterdir()
own = {path.name: json.loads(path.read_text()) for path in files}
print(json.dumps({"argv": sys.argv[1:], "settings": own}))
sys.exit(3)
"""


def run(*arguments, **variables):
    return subprocess.run(
        [sys.executable, "-m", "memorykinds", *map(str, arguments)],
        env={key: value for key, value in os.environ.items() if key != "MEMORYKINDS_PROGRESS"}
        | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def with_lab(tmp_path):
    """Variables with which JupyterLab is a program that prints how it was called."""
    fake = tmp_path / "fake" / "jupyterlab"
    fake.mkdir(parents=True)
    (fake / "__init__.py").touch()
    (fake / "__main__.py").write_text(LAB)
    path = os.pathsep.join(filter(None, (str(fake.parent), os.environ.get("PYTHONPATH"))))
    return {"PYTHONPATH": path}


def test_lab_copies_the_course_and_opens_it(tmp_path, with_lab):
    folder = tmp_path / "my course"
    options = ("--no-browser", "--seed", "ada", "--learner", "Ada L.", "--port=9999")
    done = run("lab", folder, *options, **with_lab)
    assert done.returncode == 3  # JupyterLab's own
    called = json.loads(done.stdout.splitlines()[-1])
    assert called["argv"][0] == f"--notebook-dir={folder}"
    assert {"--no-browser", "--port=9999", "--LabApp.news_url="} <= set(called["argv"])
    assert called["settings"]["page_config.json"]["disabledExtensions"]
    assert (folder / "01_three_kinds_of_memory.ipynb").exists()
    kept = json.loads((folder / FILE).read_text())
    assert (kept["seed"], kept["learner"]) == ("ada", "Ada L.")


def test_without_jupyterlab_the_lessons_are_copied_and_one_sentence_says_what_is_missing(tmp_path):
    # What is not there cannot be imported: a finder that hides it stands in for that.
    code = (
        "import sys, importlib.util as u; real = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'jupyterlab' else real(name, *a)\n"
        "from memorykinds.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "lab", str(tmp_path / "c")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == 'To open them, JupyterLab is missing: pip install "memorykinds[lab]"\n'
    assert (tmp_path / "c" / "01_three_kinds_of_memory.ipynb").exists()


def test_copy_only_opens_nothing(tmp_path):
    done = run("lab", tmp_path / "c", "--copy-only", "--solutions")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "c" / "solutions" / "01_three_kinds_of_memory.ipynb").exists()


def test_a_class_is_prepared_and_reported_from_its_list(tmp_path):
    (tmp_path / "class.txt").write_text("Ada\nGrace Hopper, g\n")
    done = run("workshop", "prepare", tmp_path / "class.txt", tmp_path / "class")
    assert done.returncode == 0, done.stderr
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == [
        "Ada, seed Ada",
        "Grace Hopper, seed g",
    ]
    assert "Grace Hopper" in run("workshop", "report", tmp_path / "class").stdout


def test_the_report_is_printed_and_written(tmp_path):
    (tmp_path / "a").mkdir()
    write(tmp_path / "a" / FILE, Progress(learner="[bold]Ada[/bold]"))
    page, table = tmp_path / "class.html", tmp_path / "class.csv"
    done = run("workshop", "report", tmp_path, "--html", page, "--csv", table)
    assert done.returncode == 0, done.stderr
    assert "[bold]Ada[/bold]" in done.stdout
    assert "[bold]Ada[/bold]" in page.read_text("utf-8")
    assert table.read_text("utf-8").startswith("learner,folder,seed,solved")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none"], "There is no folder none."),
        ([".", "--csv", "none/class.csv"], "none/class.csv cannot be written"),
    ],
)
def test_what_cannot_be_reported_is_one_sentence(tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / FILE, Progress())
    done = run("workshop", "report", *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
