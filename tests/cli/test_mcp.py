"""`memorykinds mcp`, asked by the SDK's own client over a real process."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

import memorykinds as mk
from memorykinds import cli

pytestmark = pytest.mark.needs(module="mcp")

ROOT = str(Path(__file__).parents[2])
TEA = {
    "subject": "user",
    "predicate": "likes",
    "object": "tea",
    "text": "The user likes tea.",
    "confidence": 1.0,
    "valid_from": None,
    "valid_to": None,
}


def command(path, user="ada"):
    return ["-m", "memorykinds", "mcp", str(path), "--user", user, "--embeddings", "hash"]


def asked(path, *calls, user="ada"):
    """Return what a server answers to these calls: (whether it failed, text) each."""
    from mcp import Client, StdioServerParameters

    async def ask():
        server = StdioServerParameters(
            command=sys.executable, args=command(path, user), env={**os.environ, "PYTHONPATH": ROOT}
        )
        async with Client(server) as client:
            replies = [await client.call_tool(name, arguments) for name, arguments in calls]
            listed = (await client.list_tools()).tools
        return [(bool(r.is_error), r.content[0].text) for r in replies], listed

    return asyncio.run(asyncio.wait_for(ask(), timeout=60))


def test_a_client_remembers_searches_and_forgets(tmp_path):
    path = tmp_path / "ada.db"
    ((_, stored), (_, found)), tools = asked(
        path, ("remember", TEA), ("search_memory", {"query": "drinks", "limit": None})
    )
    assert stored.startswith("stored as fact-")
    assert "The user likes tea." in found
    assert {tool.name: tool.annotations.read_only_hint for tool in tools} == {
        "search_memory": True,
        "remember": False,
        "forget": False,
    }
    with mk.open(path, user="ada", embeddings="hash") as memory:
        (record,) = memory.semantic.all()
    assert record.provenance.conversation.startswith("mcp:")
    (forgotten,), _ = asked(path, ("forget", {"id": record.id}))
    assert forgotten == (False, f"deleted {record.id}: “The user likes tea.”")


def test_a_server_serves_one_user_alone(tmp_path):
    path = tmp_path / "two.db"
    with mk.open(path, user="bob", embeddings="hash") as memory:
        memory.semantic.add(mk.Fact(**TEA))
        (record,) = memory.semantic.all()
    replies, _ = asked(
        path, ("search_memory", {"query": "tea", "limit": None}), ("forget", {"id": record.id})
    )
    assert replies[0] == (False, "Nothing is remembered about that.")
    assert replies[1][0]
    with mk.open(path, user="bob", embeddings="hash") as memory:
        assert len(memory.semantic.all()) == 1


def test_what_cannot_be_done_is_one_sentence(tmp_path):
    replies, _ = asked(
        tmp_path / "ada.db",
        ("forget", {"id": "fact-99"}),
        ("forget", {}),
        ("remember", {"text": "tea"}),
        ("erase", {}),
    )
    assert all(failed and "\n" not in text for failed, text in replies)


def test_stdout_carries_the_protocol_only(tmp_path):
    done = subprocess.run(
        [sys.executable, *command(tmp_path / "ada.db")],
        env={**os.environ, "PYTHONPATH": ROOT},
        input="this is no protocol\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert all(line.startswith('{"') for line in done.stdout.splitlines())


def test_a_file_that_is_none_of_ours_is_one_sentence(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a memory " * 100)
    done = subprocess.run(
        [sys.executable, *command(path)],
        env={**os.environ, "PYTHONPATH": ROOT},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


def test_without_the_sdk_it_says_how_to_get_it(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("memorykinds.cli.mcp.find_spec", lambda _: None)
    arguments = ["memorykinds", "mcp", str(tmp_path / "ada.db"), "--user", "ada"]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit, match="2"):
        cli.main()
    told = capsys.readouterr()
    assert told.out == ""
    assert "pip install 'memorykinds[mcp]'" in told.err
    assert not list(tmp_path.iterdir())
