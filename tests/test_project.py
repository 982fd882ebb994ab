"""What holds for the project as a whole: its files, its commands, its package."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distributions, version
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

import memorykinds

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "memorykinds"
MODULES = sorted(PACKAGE.rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

HEAVY = (
    "anywidget",
    "faiss",
    "ipywidgets",
    "langchain",
    "langchain_core",
    "langgraph",
    "numpy",
    "onnxruntime",
    "rich",
)

OLDEST = "3.11.2"  # Debian 12's own

# Each is written so that it does not match itself.
FORBIDDEN = {
    "a machine's path": r"(?<![\w.:/~-])/(?:home|root|Users|work|opt|tmp)/\w|[A-Z]:\\+Users\\",
    "an index's address": r"--(?:extra-)?index-(?:url)|--find-(?:links)|https?://[^\s\"]*/(?:simple)/",
    "a key": r"sk-[\w-]{20,}|gh[pousr]_\w{30,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|lsv2_\w{20,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-{5}\s+\w{20}",
}
MADE_UP = re.compile("fake|example|test|made-?up|dummy|0000|1234|abcd", re.IGNORECASE)


def run(*command, cwd=ROOT, **variables):
    env = os.environ | variables
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("module", ["memorykinds", "memorykinds.cli"])
def test_importing_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = run(sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()).isdisjoint(HEAVY)


def test_the_installed_version_is_that_of_pyproject():
    assert version("memorykinds") == PROJECT["project"]["version"] == memorykinds.__version__


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_file_is_too_long_to_read():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in MODULES
    }
    assert {name: lines for name, lines in lengths.items() if lines >= 400} == {}


def _project_files():
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed.returncode != 0:
        pytest.skip("missing part: a git checkout, to tell the project's files from others")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.needs(program="git")
def test_no_file_tells_a_path_an_index_or_a_key():
    found = []
    for path in _project_files():
        text = path.read_bytes().decode("utf-8", "replace")
        for what, pattern in FORBIDDEN.items():
            for match in re.finditer(pattern, text):
                if what != "a key" or not MADE_UP.search(match[0]):
                    line = text.count("\n", 0, match.start()) + 1
                    found.append(f"{path.relative_to(ROOT)}:{line}: {what}: {match[0]}")
    assert found == []


def test_the_pins_are_versions_and_nothing_else():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[\w.+!]+", pin)] == []
    assert pins == sorted(pins, key=str.upper)
    names = {re.sub(r"[._-]+", "-", pin.partition("==")[0]).lower() for pin in pins}
    wanted = [
        *PROJECT["project"]["dependencies"],
        *(need for part in PROJECT["project"]["optional-dependencies"].values() for need in part),
        *(need for need in PROJECT["dependency-groups"]["test"] if isinstance(need, str)),
        *PROJECT["dependency-groups"]["build"],
        "pip",
    ]
    unpinned = {re.split(r"[^\w.-]", need)[0].lower() for need in wanted} - names
    assert unpinned == set()


def test_no_pin_asks_for_a_newer_python_than_debians():
    # A version that Python refuses is no version for pip: it then searches for minutes.
    asked = {
        package.name: package.metadata["Requires-Python"]
        for package in distributions()
        if "Requires-Python" in package.metadata
    }
    assert len(asked) > 100
    assert {n: r for n, r in asked.items() if not SpecifierSet(r).contains(OLDEST)} == {}


def test_the_floors_hold_and_an_import_upwards_is_caught(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "memorykinds", ignore=shutil.ignore_patterns("minilm"))
    (tmp_path / "memorykinds" / "kinds" / "upward.py").write_text("import memorykinds.cli\n")
    command = (Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config")
    done = run(*command, ROOT / "pyproject.toml", cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert "memorykinds.kinds.upward -> memorykinds.cli" in done.stdout, done.stdout + done.stderr
    assert run(*command, ROOT / "pyproject.toml").returncode == 0


def test_every_part_of_the_package_stands_on_a_floor():
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    floors = set(re.findall(r"memorykinds\.(\w+)", " ".join(layers)))
    parts = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES}
    assert parts - {"__init__", "__main__"} == floors


def test_the_wheel_holds_what_the_package_needs(tmp_path):
    # The build tools are installed, so nothing is fetched; the tests' proxy would refuse.
    done = run(
        *(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"),
        *("--quiet", "--disable-pip-version-check", "--wheel-dir", tmp_path, ROOT),
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("memorykinds-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    info = f"memorykinds-{PROJECT['project']['version']}.dist-info"
    assert {
        "memorykinds/py.typed",
        "memorykinds/models/minilm/tokenizer.json",
        "memorykinds/widgets/live.js",
        "memorykinds/widgets/style.css",
        f"{info}/licenses/LICENSE",
        f"{info}/licenses/memorykinds/models/minilm/NOTICE",
    } <= names
    assert {str(path.relative_to(ROOT)) for path in MODULES} <= names
    for folder in ("data", "notebooks"):
        files = {f"memorykinds/{path.relative_to(ROOT)}" for path in _files_of(ROOT / folder)}
        assert files
        assert files <= names
    assert {name.partition("/")[0] for name in names} == {"memorykinds", info}


def _files_of(folder):
    return [path for path in folder.rglob("*") if path.is_file()]
