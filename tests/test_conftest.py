"""The rules of conftest.py: what skips, what fails, and who may not be reached."""

import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")

SKIPS = """
import pytest

@pytest.mark.needs(program="no-such-program")
def test_program(): pass

@pytest.mark.needs(module="no_such_module")
def test_module(): pass

def test_by_hand(): pytest.skip("missing part: a database")

def test_other(): pytest.skip("not today")

@pytest.mark.needs(program="sh")
@pytest.mark.needs(module="json")
def test_there(): pass

@pytest.mark.xfail(reason="missing part: not a skip at all")
def test_expected(): assert False
"""


@pytest.mark.parametrize(
    ("ci", "counts"),
    [
        ("", {"passed": 1, "skipped": 4, "xfailed": 1}),
        # The three fail at three places: in the setup twice, in the test itself once.
        ("true", {"passed": 1, "skipped": 1, "xfailed": 1, "failed": 1, "errors": 2}),
    ],
)
def test_a_missing_part_is_a_skip_at_home_and_a_failure_in_ci(pytester, monkeypatch, ci, counts):
    monkeypatch.setenv("CI", ci)
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(SKIPS)
    result = pytester.runpytest("-ra")
    result.assert_outcomes(**counts)
    result.stdout.fnmatch_lines(["*missing part: the program no-such-program*"])


def test_a_missing_part_is_a_failure_in_ci_where_tests_run_in_parallel(pytester, monkeypatch):
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("OPENAI_API_KEY", "set")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(
        SKIPS
        + """
def test_a_worker_is_held_to_the_rules(worker_id):
    import os, socket
    assert worker_id == "gw0"
    assert "OPENAI_API_KEY" not in os.environ
    with pytest.raises(AssertionError, match="may not look up"):
        socket.create_connection(("example.org", 80))
"""
    )
    result = pytester.runpytest("-n1", "--dist=loadfile")
    result.assert_outcomes(passed=2, skipped=1, xfailed=1, failed=1, errors=2)


def test_a_module_that_skips_itself_fails_in_ci(pytester, monkeypatch):
    monkeypatch.setenv("CI", "true")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile("""
        import pytest
        pytest.importorskip("no_such_module", reason="missing part: no_such_module")
    """)
    assert pytester.runpytest().ret != 0


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_another_machine_cannot_be_reached(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as sock, pytest.raises(AssertionError, match="may not connect"):
        sock.connect((host, 80))


def test_another_machine_cannot_be_looked_up():
    with pytest.raises(AssertionError, match="may not look up"):
        socket.create_connection(("example.org", 80))


def test_a_child_process_gets_a_proxy_that_refuses():
    code = "import urllib.request as u; u.urlopen('http://example.org', timeout=5)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Connection refused" in done.stderr


def test_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as client:
            assert client.getpeername() == server.getsockname()
        assert urllib.request.proxy_bypass("127.0.0.1")


def test_no_key_is_left_in_the_environment(pytester, monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "MISTRAL_API_KEY", "LANGSMITH_TRACING"):
        assert name not in os.environ
        monkeypatch.setenv(name, "set")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile("""
        import os
        def test_environment():
            assert not [name for name, value in os.environ.items() if value == "set"]
    """)
    pytester.runpytest().assert_outcomes(passed=1)
    assert os.environ["OPENAI_API_KEY"] == "set"  # undone afterwards
