"""The runnable examples do what they say, in processes of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "examples" / "short_and_long.py"


def run(*arguments):
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
    )
    assert (done.returncode, done.stderr) == (0, "")
    left, right = [], []
    for line in done.stdout.splitlines():
        if " | " in line or line.endswith(" |"):
            for column, text in zip((left, right), line.split(" |"), strict=True):
                column.append(text.strip())
    return "\n".join(left), "\n".join(right)


@pytest.mark.needs(module="langgraph.checkpoint.sqlite")
def test_threads_and_memories_survive_a_restart_and_only_memories_cross_threads(tmp_path):
    thread, known = run(tmp_path)
    assert thread.startswith("SHORT-TERM: the thread monday\nhuman: I live in Turin")
    assert "The user lives in Turin." in known

    threads, known = run(tmp_path)
    monday, tuesday = threads.split("SHORT-TERM: the thread tuesday\n")
    assert "human: I live in Turin and I like tea." in monday, "the talk goes on"
    assert "human: By the way, I moved to Berlin." in monday
    new = "human: Where do I live?\nai: From memory:\n- The user lives in Berlin."
    assert tuesday.rstrip() == new, "a new thread is empty, and the agent knows"
    assert "The user lives in Berlin." in known
    assert "Answer in bullet points." in known
    assert "lives in Turin." not in known.replace("I live in Turin", "")
