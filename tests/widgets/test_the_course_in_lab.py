"""A learner's first minutes: `memorykinds lab`, the list of lessons, an answer, and a better one."""

import json

import pytest
from jupyter_lab import PATIENCE, TOKEN, Lab
from playwright.sync_api import expect

from memorykinds import workshop
from memorykinds.workshop.lesson_01 import SENTENCES
from memorykinds.workshop.progress_file import FILE

pytestmark = [pytest.mark.needs(program="chromium"), pytest.mark.needs(module="playwright")]


class Course(Lab):
    """JupyterLab as the course's own command opens it."""

    def program(self):
        return ("memorykinds", "lab", str(self.notebooks))


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.delenv("MEMORYKINDS_PROGRESS", raising=False)  # progress is the learner's here
    with Course(tmp_path) as running:
        yield running


def answer(page, cell, kinds):
    """Type an answer into a cell, as a learner does, and run it."""
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(f'workshop.check("1.1", {kinds!r})')
    page.keyboard.press("Shift+Enter")


def test_a_learner_opens_the_course_and_answers_until_it_is_right(course, page):
    page.goto(f"http://127.0.0.1:{course.port}/?token={TOKEN}")
    link = page.get_by_role("link", name="1. Three kinds of memory")
    expect(link).to_be_visible(timeout=PATIENCE * 1000)
    link.click()
    expect(page.get_by_role("heading", name="Lesson 1: Three kinds of memory")).to_be_visible()
    assert page.locator(".jp-OutputArea-output").count() == 0  # nothing is told beforehand
    course.run_all(page)
    cell = page.locator(".jp-CodeCell").filter(has_text='workshop.check("1.1"')
    told = cell.locator(".jp-OutputArea-output")
    expect(told).to_contain_text("not filled in yet.")
    answer(page, cell, dict.fromkeys(range(1, 7), "semantic"))
    expect(told).to_contain_text("not yet right.")
    expect(told).to_contain_text("Hint:")
    kind_of = {text: kind for kind, texts in SENTENCES.items() for text in texts}
    given = workshop.given("1.1")
    answer(page, cell, {number: kind_of[text] for number, text in given.items()})
    expect(told).to_contain_text("Exercise 1.1: right.")
    kept = json.loads((course.notebooks / FILE).read_text(encoding="utf-8"))
    assert kept["exercises"]["1.1"] == {"attempts": 2, "solved": True}
