"""Make the pictures of docs/inspectors.md: each inspector's live view, drawn by Chromium.

Usage: python scripts/make_gallery.py [NAME...]
"""

import sys
from pathlib import Path

from browser import chromium
from markupsafe import Markup
from showcase import SHOWN, nice_memory

from memorykinds.widgets.inspector import Inspector, actions_of
from memorykinds.widgets.markup import join, page, style, tag

FOLDER = Path(__file__).parents[1] / "docs" / "images"
WINDOW = {"width": 900, "height": 700}
LARGEST = 150 * 1024
TALLEST = 1350


def picture_of(inspector: Inspector) -> str:
    """Return a page that shows the inspector as its live view does, at rest."""
    buttons = [tag("button", label) for label in actions_of(inspector).values() if label]
    toolbar = tag("div", tag("div", join(buttons, " "), class_="mk-controls"), class_="memorykinds")
    live = Markup(inspector.live_html())  # noqa: S704 -- it is HTML
    return page(inspector.title, style(), tag("article", toolbar, live))


def main(names: list[str]) -> None:
    """Make the pictures of these inspectors; of all, if there are none."""
    FOLDER.mkdir(exist_ok=True)
    # Made before Chromium is opened: its event loop would stand in the way of others.
    pages = {name: picture_of(SHOWN[name](nice_memory())) for name in names or SHOWN}
    with chromium() as browser:
        for name, html in pages.items():
            tab = browser.new_page(viewport=WINDOW)
            tab.set_content(html)
            box = tab.locator("article").bounding_box()
            box["height"] = min(box["height"], TALLEST)
            path = FOLDER / f"{name}.png"
            tab.screenshot(path=path, clip=box, full_page=True)
            tab.close()
            if path.stat().st_size > LARGEST:
                sys.exit(f"{path.name} has {path.stat().st_size:,} bytes; show less of it.")


if __name__ == "__main__":
    main(sys.argv[1:])
