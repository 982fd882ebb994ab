"""Chromium, JupyterLab and axe for the tests of what a person sees.

One Lab serves all tests. Chromium is opened once a file and no longer: as long as it is,
Playwright runs an event loop in this thread, which other tests must not find there.

Set SCREENSHOTS to a folder to keep the pictures that the tests take.
"""

import os
import re
from contextlib import contextmanager
from pathlib import Path

import pytest

try:
    from axe_playwright_python.sync_playwright import Axe
    from browser import WINDOW, chromium
    from playwright.sync_api import expect

    expect.set_options(timeout=30_000)  # a busy machine is no failure; what is there ends the wait
except ImportError:  # only where the test group is not installed; the tests then skip by name
    Axe = None

from jupyter_lab import Lab

SERIOUS = ("serious", "critical")


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A real JupyterLab on this machine, with an empty folder for its notebooks."""
    with Lab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser, request, tmp_path):
    """An empty page; a picture of how it ended is kept, and a script's error fails the test."""
    opened = browser.new_page(viewport=WINDOW)
    with _watched(opened, request, tmp_path):
        yield opened
    opened.close()


@pytest.fixture(scope="module")
def _tab(browser):
    return browser.new_page(viewport=WINDOW)


@pytest.fixture
def tab(_tab, request, tmp_path):
    """A page that all scenes of a file share, for opening Lab anew takes seconds."""
    with _watched(_tab, request, tmp_path):
        yield _tab


@pytest.fixture
def show(lab, tab):
    """A function: run cells in Lab, and return what they show once it has this heading."""

    def shown(heading, *cells):
        lab.run(tab, *cells)
        output = tab.locator(".jp-OutputArea-output")
        expect(output.get_by_role("heading", name=heading).first).to_be_visible()
        return output

    return shown


@contextmanager
def _watched(page, request, tmp_path):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "_", request.node.name)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    assert errors == []


@pytest.fixture
def violations():
    """What axe-core finds on a page that is serious or critical, with where it is."""

    def look(page, within=None):
        found = Axe().run(page, context=within).response["violations"]
        return [
            f"{violation['id']}: {node['html'][:200]}"
            for violation in found
            if violation["impact"] in SERIOUS
            for node in violation["nodes"]
        ]

    return look
