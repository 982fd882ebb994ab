"""What holds for every test: no network, no keys, and no silent skip where CI is true.

* **No network.** A connection to any other machine, or a look-up of its name, fails with a
  sentence. Servers on 127.0.0.1 and Unix sockets work. Processes that a test starts (a
  notebook's kernel, the command line) are out of reach of a patch; they get a proxy that
  refuses, which every HTTP client here honours.
* **No keys.** Whatever would choose a provider, pay for an answer or send a trace somewhere
  is taken out of the environment, for child processes too.
* **Skips.** ``@pytest.mark.needs(program="chromium")`` and ``needs(module="psycopg")`` skip a
  test by name where the part is missing. With ``CI=true`` that is a failure, as is any other
  skip whose reason begins with "missing part:".
"""

import importlib.util
import ipaddress
import os
import re
import shutil
import socket

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("memory_behaviours", "journal_behaviours", "transfer_behaviours")

IN_CI = os.environ.get("CI", "").lower() in ("true", "1")
MISSING = "missing part:"

_SECRET = re.compile(r"_(API_)?KEY$|_TOKEN$|^(OPENAI|ANTHROPIC|LANGCHAIN|LANGSMITH|MEMORYKINDS)_")
_REFUSES = "http://127.0.0.1:9"  # the discard port: nothing listens there

# CI repeats the very same examples; at home each run tries others. No deadline: the first
# example pays for imports.
settings.register_profile("memorykinds", deadline=None, derandomize=IN_CI)
settings.load_profile("memorykinds")


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "needs(program=..., module=...): skipped by name where that part is missing"
    )
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    _empty_environment(patch)
    _stay_here(patch)


def _empty_environment(patch):
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):  # what make hands down to its children
        patch.delenv(name, raising=False)
    for name in list(os.environ):
        if _SECRET.search(name):
            patch.delenv(name)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        patch.setenv(name, _REFUSES)
        patch.setenv(name.lower(), _REFUSES)
    for name in ("NO_PROXY", "no_proxy"):
        patch.setenv(name, "127.0.0.1,localhost")
    patch.setenv("HF_HUB_OFFLINE", "1")
    patch.setenv("MEMORYKINDS_PROGRESS", "off")  # what a lesson solves is nobody's progress
    patch.setenv("COLUMNS", "100")  # the width of a terminal is not the machine's


class NetworkError(AssertionError):
    """A test reached for another machine. Not an OSError, so that no retry hides it."""


def _is_here(host):
    if host in ("", "localhost", None):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _stay_here(patch):
    def guarded(real):
        def connect(self, address):
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
                raise NetworkError(
                    f"A test may not connect to {address[0]!r}: play it on 127.0.0.1."
                )
            return real(self, address)

        return connect

    def getaddrinfo(host, *args, **kwargs):
        name = host.decode() if isinstance(host, bytes) else host
        if not _is_here(name) and not re.fullmatch(r"[0-9.]+|.*:.*", name):
            raise NetworkError(f"A test may not look up {name!r}: play it on 127.0.0.1.")
        return look_up(host, *args, **kwargs)

    look_up = socket.getaddrinfo
    patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
    patch.setattr(socket, "getaddrinfo", getaddrinfo)


def pytest_runtest_setup(item):
    for mark in item.iter_markers("needs"):
        program, module = mark.kwargs.get("program"), mark.kwargs.get("module")
        if program and shutil.which(program) is None:
            pytest.skip(f"{MISSING} the program {program}")
        if module and importlib.util.find_spec(module) is None:
            pytest.skip(f"{MISSING} the Python package {module}")


def _fail_if_missing(report):
    """Turn the skip for a missing part into a failure, where CI is true."""
    if not (IN_CI and report.skipped and isinstance(report.longrepr, tuple)):
        return
    reason = report.longrepr[2].removeprefix("Skipped: ")
    if reason.startswith(MISSING):
        report.outcome = "failed"
        report.longrepr = f"{reason}; with CI=true nothing may go unchecked"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):  # noqa: ARG001 -- pytest passes them by name
    report = yield
    _fail_if_missing(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):  # noqa: ARG001
    report = yield
    _fail_if_missing(report)
    return report
