"""The slides of the lessons: single files that need no network, without solutions, step by step."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from make_slides import lessons, slides_of

ROOT = Path(__file__).parents[1]
LESSONS = [path for path in lessons() if path.parent.name == "notebooks"]
SEEN = """() => [...document.querySelectorAll('.slide.here .step')]
    .filter(step => getComputedStyle(step).visibility === 'visible').length"""
STEPS = "() => document.querySelectorAll('.slide.here .step').length"


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    """The folder that `make slides` makes."""
    folder = tmp_path_factory.mktemp("slides")
    command = (sys.executable, ROOT / "scripts" / "make_slides.py", folder)
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def chromium_page():
    from browser import chromium

    with chromium() as opened:
        yield opened.new_page(viewport={"width": 1280, "height": 720})


@pytest.fixture
def deck(chromium_page, decks):
    """Open a deck; leaving the test, no script has failed and nothing else was asked for."""
    asked, errors = [], []
    chromium_page.on("request", lambda request: asked.append(request.url))
    chromium_page.on("pageerror", lambda error: errors.append(str(error)))

    def opened(name, at=""):
        # By way of an empty page: else an address that differs by its # alone loads nothing.
        chromium_page.goto("about:blank")
        chromium_page.goto((decks / name).as_uri() + at)
        return chromium_page

    yield opened
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []
    assert errors == []


def test_there_is_a_deck_for_every_lesson_and_exhibit_and_a_page_that_leads_to_all(decks):
    made = sorted(path.relative_to(decks).as_posix() for path in decks.rglob("*.html"))
    index = (decks / "index.html").read_text("utf-8")
    assert len(made) == len(lessons()) + 1
    assert [name for name in made if name != "index.html" and f'href="{name}"' not in index] == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_solution_is_on_a_slide(path):
    learners = nbformat.read(path, as_version=4)
    solutions = nbformat.read(path.parent / "solutions" / path.name, as_version=4)
    told = "\n".join(cell.source for cell in learners.cells)
    code = [cell.source.splitlines() for cell in solutions.cells if cell.cell_type == "code"]
    longer = {line.strip() for part in code for line in part if len(line.strip()) > 20}
    secret = {line for line in longer if line not in told}
    assert secret
    marked = {id(cell) for cell in learners.cells if "exercise" in cell.metadata.get("tags", ())}
    page = slides_of(learners)
    assert [line for line in secret if line in page] == []
    assert all(not cell.outputs for cell in learners.cells if id(cell) in marked)
    assert "not filled in yet" not in page


@pytest.mark.needs(program="chromium")
@pytest.mark.needs(module="playwright")
class TestInABrowser:
    """Opened as a teacher opens them, from a folder, with every other machine out of reach."""

    def test_what_a_cell_printed_is_shown_by_a_key_of_its_own(self, deck):
        page = deck("01_three_kinds_of_memory.html")
        while not page.evaluate(STEPS):
            page.keyboard.press("ArrowRight")
        before = page.locator("#place").inner_text()
        assert page.evaluate(SEEN) == 0
        page.keyboard.press(" ")
        assert page.evaluate(SEEN) == 1
        page.keyboard.press("ArrowLeft")
        assert page.evaluate(SEEN) == 0
        assert page.locator("#place").inner_text() == before

    @pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
    def test_keys_lead_through_all_of_it_and_nothing_is_wider_than_the_wall(self, deck, path):
        page = deck(f"{path.stem}.html")
        slides, steps = page.locator(".slide").count(), page.locator(".step").count()
        wide = []
        for _ in range(slides + steps - 1):
            page.keyboard.press("PageDown")
            wide.append(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
        assert page.locator("#place").inner_text() == f"{slides} of {slides}"
        assert page.evaluate(SEEN) == page.evaluate(STEPS)
        assert not any(wide)
        page.keyboard.press("Home")
        assert page.locator(".slide.here h1").count() == 1

    def test_a_deck_that_is_loaded_again_opens_where_it_was(self, deck):
        page = deck("02_short_and_long_term.html", at="#7")
        assert page.locator("#place").inner_text().startswith("7 of ")
        page.reload()
        assert page.locator("#place").inner_text().startswith("7 of ")
        assert page.locator(".slide.here").count() == 1

    def test_the_buttons_do_as_the_keys_and_axe_finds_nothing_serious(self, deck):
        from axe_playwright_python.sync_playwright import Axe

        page = deck("01_three_kinds_of_memory.html")
        page.get_by_role("button", name="On", exact=True).click()
        assert page.locator("#place").inner_text().startswith("2 of ")
        page.get_by_role("button", name="Back", exact=True).click()
        assert page.locator("#place").inner_text().startswith("1 of ")
        found = Axe().run(page).response["violations"]
        assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []

    def test_printed_every_slide_and_every_step_is_there(self, deck):
        page = deck("01_three_kinds_of_memory.html")
        page.emulate_media(media="print")
        hidden = "getComputedStyle(part).display === 'none' || getComputedStyle(part).visibility !== 'visible'"
        parts = "[...document.querySelectorAll('.slide, .step')]"
        assert page.evaluate(f"{parts}.filter(part => {hidden}).length") == 0
        page.emulate_media(media="screen")
