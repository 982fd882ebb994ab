"""Chromium as tests and the gallery use it: Debian's own, which reaches this machine and no other."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
WINDOW = {"width": 1100, "height": 900}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open Chromium without a window; `needs(program="chromium")` says where there is none."""
    with sync_playwright() as playwright:
        browser = _launched(playwright)
        yield browser
        browser.close()


def _launched(playwright: Playwright) -> Browser:
    # An empty proxy of the environment would catch 127.0.0.1 as well.
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=[*FLAGS, "--no-proxy-server"]
    )
