"""The instructor's pack says what is so: its minutes add up, and what it names is there."""

import json
import os
import re
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from packaging.specifiers import SpecifierSet
from traitlets.config import Config

from memorykinds.workshop.exercises import all_exercises
from memorykinds.workshop.handing_out import course_files

ROOT = Path(__file__).parents[1]
PACK = ROOT / "docs" / "instructor"
SOURCES = ROOT / "notebooks" / "source"
PLAN, WRONG, README, HUB = (
    (PACK / name).read_text(encoding="utf-8")
    for name in ("plan.md", "misconceptions.md", "README.md", "hub.md")
)
CASES = {
    exercise_id: cases
    for path in sorted((ROOT / "tests" / "workshop").glob("*_[0-9][0-9]_cases.py"))
    for exercise_id, cases in import_module(path.stem).CASES.items()
}
LESSONS = {int(path.name[:2]): path for path in sorted(SOURCES.glob("[0-9]*.py"))}
SECTIONS = {
    int(number): (int(minutes), body)
    for number, minutes, body in re.findall(
        r"^### Lesson (\d+): [^\n]+ \((\d+) min\)\n(.*?)(?=^##|\Z)", PLAN, re.MULTILINE | re.DOTALL
    )
}


def sessions():
    """Return each session: its minutes, and its rows (at, minutes, what)."""
    for part in re.split(r"^## ", PLAN, flags=re.MULTILINE):
        if head := re.match(r"Session \d: .* \((\d+) minutes\)", part):
            rows = re.findall(r"^\| (\d):(\d\d) \| (\d+) \| (.*) \|$", part, re.MULTILINE)
            yield int(head[1]), [(60 * int(h) + int(m), int(n), what) for h, m, n, what in rows]


def test_every_lesson_is_in_one_session_with_the_minutes_of_its_section():
    planned = {
        int(what.removeprefix("Lesson ")): minutes
        for _, rows in sessions()
        for _, minutes, what in rows
        if what.startswith("Lesson ")
    }
    assert planned == {number: minutes for number, (minutes, _) in SECTIONS.items()}
    assert list(planned) == list(LESSONS) == list(range(1, 13))


def test_each_session_begins_where_the_part_before_it_ends():
    planned = list(sessions())
    assert len(planned) == 3
    for whole, rows in planned:
        begins = [at for at, _, _ in rows]
        assert begins == [sum(minutes for _, minutes, _ in rows[:n]) for n in range(len(rows))]
        assert whole == sum(minutes for _, minutes, _ in rows)
        assert sum("Break" in what for _, _, what in rows) == 2


@pytest.mark.parametrize("number", SECTIONS)
def test_a_lessons_minutes_are_those_at_its_top(number):
    minutes, body = SECTIONS[number]
    parts = {what: int(n) for n, what in re.findall(r"^- (\d+) min, (\w+):", body, re.MULTILINE)}
    time = re.search(
        r"Time: about (\d+) minutes of reading, (\d+) minutes", LESSONS[number].read_text("utf-8")
    )
    assert list(parts) == ["open", "walk", "exercises", "close"]
    assert sum(parts.values()) == minutes == int(time[1]) + int(time[2])
    assert parts["exercises"] == int(time[2])
    assert "\nLate? " in body


@pytest.mark.parametrize("number", SECTIONS)
def test_the_parts_and_exercises_that_a_plan_names_are_in_the_lesson(number):
    _, body = SECTIONS[number]
    text = LESSONS[number].read_text("utf-8")
    known = {int(part) for part in re.findall(r"^# ## (\d+)\.", text, re.MULTILINE)}
    for named in re.findall(r"\bparts? (\d+(?:(?:, | to | and )\d+)*)", body, re.IGNORECASE):
        assert {int(part) for part in re.findall(r"\d+", named)} <= known, named
    assert set(re.findall(r"\b(\d+\.\d)\b", body)) <= set(all_exercises())


def test_the_museums_exhibits_are_named_as_they_are():
    told = re.findall(r"^\| (\d+) \| (.*) \| \d+ \|$", PLAN, re.MULTILINE)
    titles = [
        re.match(r"# %% \[markdown\]\n# # Exhibit (\d+): (.*)", path.read_text("utf-8")).groups()
        for path in sorted((SOURCES / "museum").glob("[0-9]*.py"))
    ]
    assert told == titles
    assert len(told) == 10


def _rows():
    return re.findall(r"^\| (m?\d+\.\d) \| [^|]+ \| “(.*)” \| [^|]+ \|$", WRONG, re.MULTILINE)


def test_every_exercise_has_what_learners_get_wrong_in_it():
    assert {exercise_id for exercise_id, _ in _rows()} == set(all_exercises())
    assert len(_rows()) == len(re.findall(r"^\| m?\d+\.\d \|", WRONG, re.MULTILINE))


def test_what_a_checker_is_said_to_say_is_what_it_says():
    made_up = [(key, words) for key, words in _rows() if words not in CASES[key].wrong]
    assert made_up == []


def test_what_differs_by_seed_is_named():
    (named,) = re.findall(r"other data in exercises ([\d., and]+)\. For", README)
    differing = [key for key, exercise in all_exercises().items() if exercise.make_given]
    assert sorted(re.findall(r"\d+\.\d", named)) == sorted(differing)


def test_no_solution_is_in_a_learners_folder_unless_asked_for():
    assert [name for name in course_files() if "solution" in name] == []
    assert [name for name in course_files(solutions=True) if "solution" in name]


@pytest.mark.parametrize("page", sorted(PACK.glob("*.md")), ids=lambda page: page.name)
def test_every_link_of_the_pack_leads_to_a_file(page):
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    assert [link for link in links if not (PACK / link.partition("#")[0]).exists()] == []


def test_the_pack_names_each_of_its_pages_and_make_has_its_command():
    assert {page.name for page in PACK.glob("*.md")} - {"README.md"} <= set(
        re.findall(r"\]\((\w+\.md)\)", README)
    )
    assert re.search(r"^slides:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_a_link_of_nbgitpullers_opens_a_lesson():
    (link,) = re.findall(
        r"^http://your-machine:8000/hub/user-redirect/git-pull\S+", HUB, re.MULTILINE
    )
    asked = {key: values[0] for key, values in parse_qs(urlsplit(link).query).items()}
    assert asked["repo"].startswith("file:///srv/")
    opened = asked["urlpath"].removeprefix(f"lab/tree/{asked['targetpath']}/")
    assert opened in course_files()
    for other in re.findall(r"lab/tree/(?:memorykinds-course/)?(\d\d_\w+\.ipynb)", unquote(HUB)):
        assert other in course_files()


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """The hub's settings for a class of two, as JupyterHub would read them."""
    for name in ("ada-lovelace", "grace-hopper"):
        (tmp_path / "learners" / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_PASSWORD", "made-up-for-a-test")
    settings = Config()
    code = (PACK / "hub" / "jupyterhub_config.py").read_text("utf-8")
    exec(compile(code, "jupyterhub_config.py", "exec"), {"get_config": lambda: settings})  # noqa: S102 -- our own file
    return settings


def test_who_has_a_folder_may_log_in_to_the_hub_and_nobody_else(hub, tmp_path):
    assert hub.Authenticator.allowed_users == {"ada-lovelace", "grace-hopper"}
    assert "allow_all" not in hub.Authenticator
    assert hub.SharedPasswordAuthenticator.user_password == os.environ["COURSE_PASSWORD"]
    home = hub.SimpleLocalProcessSpawner.home_dir_template.format(username="ada-lovelace")
    assert Path(home) == tmp_path / "learners" / "ada-lovelace"


def test_the_hub_listens_to_its_own_machine_unless_told_otherwise(hub):
    assert hub.JupyterHub.bind_url == "http://127.0.0.1:8000"


def test_binder_installs_the_course_in_the_versions_of_the_tests():
    folder = ROOT / ".binder"
    lines = [
        line
        for line in (folder / "requirements.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert lines == ["--constraint ../constraints.txt", ".[lab]"]
    assert (folder / ".." / "constraints.txt").exists()
    python = (folder / "runtime.txt").read_text("utf-8").strip().removeprefix("python-")
    assert SpecifierSet(">=3.11").contains(python)
    build = folder / "postBuild"
    assert os.access(build, os.X_OK)
    assert "memorykinds lab memorykinds-course --copy-only\n" in build.read_text("utf-8")


def test_the_dev_container_installs_the_course_in_the_versions_of_the_tests():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert container["image"].startswith("python:3.11")
    install = container["onCreateCommand"]
    assert "--constraint constraints.txt" in install
    assert "'.[lab]'" in install
    assert container["postCreateCommand"] == "memorykinds lab memorykinds-course --copy-only"
