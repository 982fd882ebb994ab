"""The commands that a newcomer types: the README's, and what make does with them."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VENV = os.path.relpath(sys.prefix, ROOT)
# Make takes these as done (-o), so that its recipes run with the environment of the tests.
INSTALLED = [word for part in ("core", "lab", "test") for word in ("-o", f"{VENV}/{part}.stamp")]


def make(*arguments, **variables):
    return subprocess.run(
        ["make", *arguments],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def fenced_blocks(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(r"^```[^\n]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_the_readme_begins_with_the_three_commands():
    first = fenced_blocks("README.md")[0]
    assert re.findall(r"^\$? ?make (\w+)", first, re.MULTILINE) == ["tour", "test", "lab"]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_that_is_told_exists(name):
    blocks = "\n".join(fenced_blocks(name))
    targets = set(re.findall(r"^\$? ?make (\w+)", blocks, re.MULTILINE))
    assert targets
    for target in targets:
        done = make("-n", target)
        assert done.returncode == 0, done.stderr


def test_make_alone_lists_every_command():
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    listed = re.findall(r"^make (\w+) +[A-Z]", make().stdout, re.MULTILINE)
    assert listed == phony.split()


def test_make_tour_runs_the_tour():
    done = make("tour", f"VENV={VENV}", *INSTALLED)
    assert done.returncode == 0, done.stderr
    assert "make lab" in done.stdout  # it ends by saying how to open the course


def test_make_lab_opens_the_notebooks(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    flags = f"LABFLAGS=--no-browser --port={port} --IdentityProvider.token=fake"
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            ["make", "lab", f"VENV={VENV}", f"COURSE={tmp_path / 'my course'}", *INSTALLED, flags],
            cwd=ROOT,
            env=os.environ | dict.fromkeys(folders, str(tmp_path)),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        listed = _contents(f"http://127.0.0.1:{port}/api/contents?token=fake", server)
    except TimeoutError:
        pytest.fail((tmp_path / "log").read_text())
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    assert "01_three_kinds_of_memory.ipynb" in [entry["name"] for entry in listed]


def _contents(address, server):
    for _ in range(300):
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 -- our own server
                return json.load(answer)["content"]
        except urllib.error.URLError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(timeout=0.1)
                break  # it has ended, so it will never answer
    raise TimeoutError


OLD = '[ "$1" = --version ] && echo "Python 3.9.2" || exit 1'
# Any Python of Debian's without its package python3-venv.
BARE = 'case "$2" in *ensurepip*) exit 1;; esac; exec "{python}" "$@"'


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        (None, "install Python 3.11 or newer"),
        (OLD, "Python 3.9.2 is too old"),
        (BARE, "run 'sudo apt-get install python3-venv' and try again."),
    ],
)
def test_a_python_that_cannot_be_used_is_one_sentence(tmp_path, script, sentence):
    python = tmp_path / "bin" / "some python"
    python.parent.mkdir()
    if script:
        python.write_text(f"#!/bin/sh\n{script.format(python=sys.executable)}\n")
        python.chmod(0o755)
    # An apt-get that fails, so that the test installs nothing wherever it runs.
    (python.parent / "apt-get").write_text("#!/bin/sh\nexit 1\n")
    (python.parent / "apt-get").chmod(0o755)
    path = f"{python.parent}:{os.environ['PATH']}"
    done = make("tour", f"PYTHON={python}", f"VENV={VENV}/none", PATH=path)
    assert done.returncode == 2
    told = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(told) == 1
    assert sentence in told[0]
