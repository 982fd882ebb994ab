"""What holds for every inspector, whatever it shows; `showcase.SHOWN` says which there are."""

import inspect
import json
import re
from pathlib import Path

import pytest
from fragments import Fragment
from hostile import NASTY, hostile_memory
from markupsafe import Markup
from showcase import SHOWN

from memorykinds.widgets import INSPECTORS
from memorykinds.widgets.inspector import WIDEST_REPR, Inspector, actions_of
from memorykinds.widgets.markup import page as page_of

DOCS = Path(__file__).parents[2] / "docs"

each_inspector = pytest.mark.parametrize("name", sorted(INSPECTORS))


@pytest.fixture(scope="module")
def made():
    """One of each, made from a hostile memory, and no thing shared between two of them."""
    return {name: make(hostile_memory()) for name, make in SHOWN.items()}


def fragments_of(inspector):
    return [Fragment(inspector.to_html()), Fragment(inspector.live_html())]


def test_every_inspector_is_in_the_showcase():
    assert set(SHOWN) == set(INSPECTORS)


@each_inspector
def test_the_gallery_shows_it(name):
    picture = DOCS / "images" / f"{name}.png"
    assert 0 < picture.stat().st_size < 150 * 1024
    gallery = (DOCS / "inspectors.md").read_text(encoding="utf-8")
    assert f"## {name}: " in gallery
    assert re.search(rf"!\[[^\]]{{40,}}\]\(images/{name}\.png\)", gallery), (
        "no text for the picture"
    )


@each_inspector
def test_it_is_made_by_the_showcase(made, name):
    assert type(made[name]).__name__ == name
    assert isinstance(made[name], Inspector)


@each_inspector
def test_its_html_nests(made, name):
    for fragment in fragments_of(made[name]):
        assert fragment.problems == []


@each_inspector
def test_nothing_in_its_html_can_run(made, name):
    for fragment in fragments_of(made[name]):
        assert fragment.named("script", "iframe", "object", "embed", "link", "base") == []
        for _, attributes in fragment.elements:
            assert not [key for key in attributes if key.startswith("on") or key == "srcdoc"]
            for key in ("href", "src", "action", "formaction"):
                assert not (attributes.get(key) or "").strip().lower().startswith("javascript:")


@each_inspector
def test_hostile_text_stands_there_as_text(made, name):
    for fragment in fragments_of(made[name]):
        # JSON in a prompt escapes quotes and "<"; what matters is that it is text, and whole.
        text = fragment.text.replace("\\u003c", "<").replace('\\"', '"')
        assert any(nasty in text for nasty in NASTY), "the hostile memory shows nowhere"
        assert fragment.named("h1", "b") == [], "a memory became markup"
        assert [a for a in fragment.named("img") if a.get("src") == "x"] == []


@each_inspector
def test_its_static_html_is_the_same_each_time(made, name):
    again = SHOWN[name](hostile_memory())
    assert again.to_html() == made[name].to_html()
    assert repr(again) == repr(made[name])


@each_inspector
def test_its_repr_names_it_and_is_never_cut(made, name):
    told = repr(made[name])
    assert told.startswith(f"{name}(")
    assert len(told) <= WIDEST_REPR
    assert not re.search(r"0x[0-9a-f]{6,}", told)


@each_inspector
def test_its_bundle_has_text_and_html_without_a_kernel(made, name):
    bundle = made[name]._repr_mimebundle_()
    assert bundle == {"text/plain": repr(made[name]), "text/html": made[name].to_html()}


@each_inspector
def test_every_header_of_its_tables_says_what_it_heads(made, name):
    for fragment in fragments_of(made[name]):
        assert [a for a in fragment.named("th") if a.get("scope") not in ("col", "row")] == []
        assert len(fragment.named("caption")) == len(fragment.named("table"))


@each_inspector
def test_every_image_has_a_text_in_its_place(made, name):
    for fragment in fragments_of(made[name]):
        assert [a for a in fragment.named("img") if not (a.get("alt") or "").strip()] == []


@each_inspector
def test_its_headings_are_an_outline_beneath_a_notebooks_own(made, name):
    for fragment in fragments_of(made[name]):
        assert fragment.levels()[0] == 3
        assert not fragment.skips_a_level()


@each_inspector
def test_its_static_html_promises_no_control(made, name):
    static = Fragment(made[name].to_html())
    assert static.named("button", "input", "select", "textarea", "form") == []


@each_inspector
def test_every_control_calls_an_action_that_takes_what_it_sends(made, name):
    allowed = actions_of(made[name])
    controls = [a for _, a in Fragment(made[name].live_html()).elements if "data-act" in a]
    for control in controls:
        assert control["data-act"] in allowed
        method = inspect.signature(getattr(made[name], control["data-act"]))
        method.bind_partial(*json.loads(control["data-args"]))


@each_inspector
def test_every_action_says_what_it_does(made, name):
    for act in actions_of(made[name]):
        assert inspect.getdoc(getattr(made[name], act)), f"{act} has no docstring"


@pytest.mark.needs(program="chromium")
@pytest.mark.needs(module="playwright")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_a_page_of_all(made, page, violations, scheme):
    page.emulate_media(color_scheme=scheme)
    html = page_of("Inspectors", *(Markup(i.to_html()) for i in made.values()))
    page.set_content(html.replace("<style>", "<style>:root { color-scheme: light dark } ", 1))
    assert violations(page) == []
    assert page.title() == "Inspectors", "a memory ran"
