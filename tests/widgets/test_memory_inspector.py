"""All memories, looked through and put right by hand, without a browser."""

import pytest
from fragments import Fragment
from pydantic import BaseModel

import memorykinds as mk
from memorykinds.kinds import InputError, NotFoundError, ProfileContent
from memorykinds.widgets import MemoryInspector


class Person(BaseModel):
    name: str | None = None
    age: int | None = None
    likes: list[str] = []
    address: dict[str, str] = {}


@pytest.fixture
def ada():
    return mk.open(
        user="ada",
        embeddings="hash",
        clock=mk.LessonClock("2026-05-03"),
        ids=mk.counted_ids(),
        semantic=mk.SemanticSettings(profiles=[Person]),
    )


@pytest.fixture
def told(ada):
    ada.learn("I live in Turin. I like green tea.", feedback="Bullets, please.")
    return ada


def listed(view):
    return [record.id for record in view.page.records]


def text_of(view):
    return Fragment(view.to_html()).text


def test_an_empty_memory_says_so(ada):
    view = ada.inspect()
    assert repr(view) == (
        "MemoryInspector(0 semantic, 0 episodic, 0 procedural; page 1 of 1, 0 listed)"
    )
    assert "There is no memory yet." in text_of(view)


def test_it_is_opened_by_a_memory_and_counts_each_kind(told):
    view = told.inspect()
    assert type(view) is MemoryInspector
    assert view.summary() == "3 semantic, 1 episodic, 1 procedural; page 1 of 1, 5 listed"


def test_a_filter_goes_back_to_the_first_page(told):
    view = told.inspect()
    view.page_size(2)
    view.turn_to(2)
    view.filter("TEA")
    assert view.number == 1
    assert all("tea" in record.text for record in view.page.records)
    view.filter("no such words")
    assert "No memory passes these filters." in text_of(view)


def test_kind_state_and_time_are_filters(told):
    told.semantic.learn("I moved to Berlin.")
    view = told.inspect()
    view.show_kind("procedural")
    assert listed(view) == ["rule-1"]
    view.show_kind("all")
    view.show_state("superseded")
    assert listed(view) == ["fact-1"]
    view.between("2026-05-04")
    assert listed(view) == []
    with pytest.raises(InputError, match="ends before it begins"):
        view.between("2026-05-04", "2026-05-03")
    assert (view.since, view.until) == ("2026-05-04", "")


def test_text_sorts_rising_and_importance_falling(told):
    view = told.inspect()
    view.sort("text")
    texts = [record.text for record in view.page.records]
    assert texts == sorted(texts, key=str.casefold)
    view.fall(True)
    assert [record.text for record in view.page.records] == texts[::-1]
    view.sort("importance")
    assert view.descending


def test_one_turns_pages_and_never_beyond_them(told):
    view = told.inspect()
    view.page_size(2)
    assert (view.pages, len(view.next_page().records)) == (3, 2)
    view.turn_to(99)
    assert (view.number, len(view.page.records)) == (3, 1)
    view.turn_to(-5)
    assert view.number == 1
    assert "page 1 of 3" in text_of(view)


def test_a_page_that_is_gone_is_the_last_one(told):
    view = told.inspect()
    view.page_size(4)
    view.next_page()
    told.forget("fact-1")
    told.forget("fact-2")
    view.refresh()
    assert (view.number, view.pages) == (1, 1)


def test_the_turn_that_a_memory_came_from_is_marked(ada):
    turns = [("user", f"Turn {n}.") for n in range(4)]
    update = ada.learn([*turns, ("user", "I live in Turin."), ("assistant", "Nice.")])
    view = ada.inspect(update)
    view.select("fact-1")
    (mark,) = Fragment(view.to_html()).named("mark")
    assert mark["aria-current"] == "true"
    shown = text_of(view)
    assert "user: [t5] I live in Turin." in shown
    assert "Turn 3." in shown
    assert "Turn 1." not in shown  # two turns before it are enough


def test_without_the_conversation_the_words_that_are_kept_are_marked(told):
    view = told.inspect()
    view.select("fact-1")
    assert "[t1] I live in Turin. I like green tea." in text_of(view)
    assert "the conversation itself is not" in text_of(view)


def test_history_is_told_as_differences(told):
    view = told.inspect()
    view.select("fact-1")
    view.edit(text="Ada lives in Turin.")
    assert "text: removed: The useradded: Ada lives in Turin." in text_of(view)


def test_choosing_what_never_was_is_refused(told):
    view = told.inspect()
    view.select("fact-1")
    with pytest.raises(NotFoundError, match="fact-99"):
        view.select("fact-99")
    assert view.chosen == "fact-1"


@pytest.mark.parametrize("verb", ["edit", "pin", "unpin", "forget", "erase"])
def test_without_a_chosen_memory_nothing_is_done(told, verb):
    with pytest.raises(InputError, match="No memory is chosen"):
        getattr(told.inspect(), verb)()


def test_pinning_is_undone_and_done_again(told):
    view = told.inspect()
    view.select("rule-1")
    assert view.pin() == "It is pinned."
    assert view.undo() == "Undone: rule-1."
    assert not view.record.pinned
    assert view.redo() == "Done again: rule-1."
    assert view.record.pinned
    assert view.unpin() == "It is no longer pinned."
    with pytest.raises(InputError, match="nothing to redo"):
        view.redo()


def test_with_nothing_done_there_is_nothing_to_undo(told):
    with pytest.raises(InputError, match="nothing to undo"):
        told.inspect().undo()


def test_what_changed_since_cannot_be_undone_and_can_be_tried_again(told):
    view = told.inspect()
    view.select("fact-1")
    view.pin()
    told.correct("fact-1", told.get("fact-1").content.with_(text="Ada lives in Turin."))
    with pytest.raises(InputError, match="has changed since"):
        view.undo()
    assert told.get("fact-1").text == "Ada lives in Turin."


def test_forgetting_asks_first_and_is_undone(told):
    view = told.inspect()
    view.select("fact-1")
    assert "undo brings it back" in view.forget()
    assert told.get("fact-1")
    view.confirm()
    assert view.record is None
    assert "no longer there" in text_of(view)
    view.undo()
    assert view.record == told.get("fact-1")


def test_erasing_asks_first_and_leaves_no_word_behind(told):
    view = told.inspect()
    view.select("fact-1")
    view.edit(text="Ada lives in a secret place.")
    assert "cannot be undone" in view.erase()
    view.confirm()
    assert "secret place" not in view.live_html()
    with pytest.raises(InputError, match="nothing to undo"):
        view.undo()


@pytest.mark.parametrize("leaves", ["cancel", "other"])
def test_who_asked_and_went_on_has_said_no(told, leaves):
    view = told.inspect()
    view.select("fact-1")
    view.forget()
    view.cancel() if leaves == "cancel" else view.select("fact-2")
    with pytest.raises(InputError, match="Nothing waits"):
        view.confirm()
    assert told.get("fact-2")


def test_an_edit_is_checked_field_by_field_and_keeps_what_was_typed(told):
    view = told.inspect()
    view.select("fact-1")
    view.edit()
    sent = {**view.editing, "text": "", "confidence": "7"}
    with pytest.raises(InputError, match="text: Must not be empty"):
        view.edit(**sent)
    assert view.errors == {
        "text": "Must not be empty.",
        "confidence": "Input should be less than or equal to 1.",
    }
    invalid = [a for a in Fragment(view.live_html()).named("input", "textarea") if "name" in a]
    assert [a["name"] for a in invalid if a.get("aria-invalid")] == ["text", "confidence"]
    assert view.editing["confidence"] == "7"
    view.edit(**sent | {"text": "Ada lives in Turin.", "confidence": "0.7"})
    assert view.editing is None
    assert (view.record.text, view.record.content.confidence) == ("Ada lives in Turin.", 0.7)


def test_an_edit_is_undone(told):
    view = told.inspect()
    before = view.select("fact-1")
    view.edit(valid_from="2020-01-01", valid_to="")
    assert view.record.valid_from.year == 2020
    view.undo()
    assert view.record == before


def test_what_was_changed_elsewhere_meanwhile_is_told_and_not_overwritten(told):
    view = told.inspect()
    view.select("fact-1")
    view.edit()
    told.correct("fact-1", told.get("fact-1").content.with_(text="Changed elsewhere."))
    sent = {**view.editing, "text": "Changed here."}
    with pytest.raises(InputError, match="changed meanwhile"):
        view.edit(**sent)
    assert told.get("fact-1").text == "Changed elsewhere."
    assert view.editing["text"] == "Changed here."
    assert "Changed elsewhere." in view.live_html()
    view.edit(**sent)  # who has seen it may write over it
    assert told.get("fact-1").text == "Changed here."


def test_a_refresh_does_not_hide_that_the_memory_was_changed_while_it_was_edited(told):
    view = told.inspect()
    view.select("fact-1")
    view.edit()
    told.correct("fact-1", told.get("fact-1").content.with_(text="Changed elsewhere."))
    view.refresh()
    with pytest.raises(InputError, match="changed meanwhile"):
        view.edit(text="Changed here.")


def test_what_must_not_be_kept_is_refused_and_stays_in_the_form(told):
    view = told.inspect()
    view.select("fact-1")
    view.edit()
    with pytest.raises(InputError, match="must not be kept"):
        view.edit(text="My password is hunter2secret.")
    assert view.editing["text"] == "My password is hunter2secret."


def test_a_field_that_is_none_is_refused(told):
    view = told.inspect()
    view.select("fact-1")
    with pytest.raises(InputError, match="no such field"):
        view.edit(color="red")


def test_history_has_no_form(told):
    told.semantic.learn("I moved to Berlin.")
    view = told.inspect()
    view.select("fact-1")
    assert 'aria-label="Edit fact-1"' not in view.live_html()
    with pytest.raises(InputError, match="is history"):
        view.edit(text="x")


def test_episodes_and_rules_are_edited_by_their_own_fields(told):
    view = told.inspect()
    view.select("episode-1")
    view.edit(title="Tea in Turin", participants="user\nMax\n", ended_at="2026-05-02")
    assert view.record.content.participants == ("user", "Max")
    assert view.record.content.ended_at.day == 2
    view.select("rule-1")
    view.edit(priority="90", applies_when="writing reports")
    assert told.rules().rules[0].priority == 90
    view.edit()
    assert "status" not in view.editing


def test_a_profile_is_edited_by_its_schema(told):
    told.semantic.change_profile(Person, {"name": "Ada", "likes": ["tea"]})
    view = told.inspect()
    view.select("profile-Person")
    view.edit()
    assert view.editing["age"] == ""
    view.edit(age="36", likes="tea\njazz", address='{"city": "Turin"}', name="")
    assert told.semantic.profile(Person) == Person(
        age=36, likes=["tea", "jazz"], address={"city": "Turin"}
    )
    with pytest.raises(InputError, match="age: Input should be a valid integer"):
        view.edit(age="many")


def test_a_profile_whose_schema_nobody_passed_keeps_the_forms_of_its_fields(told):
    told.semantic.change_profile(Person, {"name": "Ada", "likes": ["tea"], "age": 36})
    other = mk.open(user="ada", store=told.store)
    view = other.inspect()
    view.select("profile-Person")
    view.edit(likes="tea\njazz", age="37")
    assert view.record.content == ProfileContent(
        schema_name="Person", data={"name": "Ada", "likes": ["tea", "jazz"], "age": 37}
    )


def test_where_each_field_of_a_profile_came_from_is_told(told):
    told.semantic.change_profile(Person, {"name": "Ada"})
    view = told.inspect()
    view.select("profile-Person")
    assert "Where each field came from" in text_of(view)


def test_a_very_long_memory_of_another_program_is_folded_and_shortened(ada):
    ada.store.put(("ada", "semantic"), "long", {"content": "שלום " + "word " * 3000})
    view = ada.inspect()
    view.select("long")
    assert "The whole text, 15,005 characters" in text_of(view)
    (row,) = [a for a in Fragment(view.live_html()).elements if a[1].get("aria-pressed") == "true"][
        1:
    ]
    assert row[1]["data-act"] == "select"


def test_what_another_process_wrote_shows_after_a_refresh(told):
    view = told.inspect()
    mk.open(user="ada", store=told.store).semantic.add(
        mk.Fact(subject="user", predicate="owns", object="a bike", text="The user owns a bike.")
    )
    assert "bike" not in text_of(view)
    view.refresh()
    assert "The user owns a bike." in text_of(view)
