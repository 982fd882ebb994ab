"""What is read of a profile: defaults, what is not known yet, changed classes, the past."""

import asyncio
import subprocess
import sys
import warnings

import pytest
from profile_cases import (
    Strict,
    UserProfile,
    learned,
    more,
    patch,
    profile_memory,
    told,
)
from pydantic import BaseModel, create_model

import memorykinds as mk
from memorykinds.kinds import ProfileContent, ProfileWarning, Record

TURIN = told(patch(city="Turin"))
ID = "profile-UserProfile"


def read_as(schema, memory, **more_settings):
    """Return the profile as a class of another form reads what is stored."""
    other = profile_memory(store=memory.store, profiles=[mk.Profile(schema, **more_settings)])
    return other.semantic.profile(schema)


def test_what_was_never_said_has_the_default():
    assert profile_memory().semantic.profile(UserProfile) == UserProfile()
    assert profile_memory().semantic.profile_record(UserProfile) is None
    given = mk.Profile(UserProfile, default=UserProfile(name="Guest", likes=["news"]))
    memory = learned(TURIN, profiles=[given])
    assert memory.semantic.profile(UserProfile) == UserProfile(
        name="Guest", likes=["news"], city="Turin"
    )
    assert memory.semantic.profile_record(UserProfile).content.data == {"city": "Turin"}


def test_a_factory_is_called_when_a_default_is_needed():
    calls = []

    def factory():
        calls.append(1)
        return UserProfile(name=f"Guest {len(calls)}")

    memory = profile_memory(profiles=[mk.Profile(UserProfile, factory=factory)])
    assert memory.semantic.profile(UserProfile).name == "Guest 1"
    wrong = profile_memory(profiles=[mk.Profile(UserProfile, factory=dict)])
    with pytest.raises(mk.InputError, match="must be one of its instances"):
        wrong.semantic.profile(UserProfile)


def test_a_defaults_items_stay_beside_what_is_added_and_go_when_they_are_removed():
    given = mk.Profile(UserProfile, default=UserProfile(likes=["news", "tea"]))
    memory = learned(
        told(patch(likes=more("jazz"))),
        told(patch(likes=more(without=["news"]))),
        told(patch(clear=["likes"])),
        profiles=[given],
    )
    days = ("2026-05-03", "2026-05-04", "2026-05-05")
    seen = [memory.semantic.profile(UserProfile, when=day).likes for day in days]
    assert seen == [["news", "tea", "jazz"], ["tea", "jazz"], []]


def test_while_a_required_field_is_not_known_there_is_no_instance_and_nothing_is_invented():
    memory = learned(
        told(patch(city="Turin"), schema="Strict"),
        told(patch(name="Ada"), schema="Strict"),
        profiles=[Strict],
    )
    assert profile_memory(profiles=[Strict]).semantic.profile(Strict) is None
    assert memory.semantic.profile(Strict, when="2026-05-03") is None
    record = memory.semantic.profile_record(Strict, when="2026-05-03")
    assert record.content.data == {"city": "Turin"}
    assert memory.semantic.profile(Strict) == Strict(name="Ada", city="Turin")


def test_a_nested_model_is_left_out_until_all_that_it_requires_is_known():
    memory = learned(
        told(patch(city="Turin", address={"city": "Turin", "street": None})),
        told(patch(address={"city": None, "street": "Via Po"})),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert memory.semantic.profile(UserProfile, when="2026-05-03") == UserProfile(city="Turin")
    assert memory.semantic.profile(UserProfile).address.street == "Via Po"


def test_the_past_is_read_like_the_present():
    memory = learned(TURIN, told(patch(city="Genoa")))
    assert memory.semantic.profile(UserProfile, when="2026-05-03").city == "Turin"
    assert memory.semantic.profile(UserProfile, when="2026-05-02") == UserProfile()
    ((before, after),) = memory.diff("2026-05-03", "2026-05-04").changed
    assert (before.content.data, after.content.data) == ({"city": "Turin"}, {"city": "Genoa"})
    snapshot = memory.at("2026-05-03").of("semantic")
    assert [record.content.data for record in snapshot] == [{"city": "Turin"}]


# -- a profile is a memory like any other ----------------------------------------------------


def test_recall_finds_it_by_a_line_for_each_field():
    said = patch(city="Turin", likes=more("tea", "jazz"), address={"city": "Turin", "street": None})
    memory = learned(told(said))
    record = memory.recall("Where is the city?").hits[0].record
    assert record.id == ID
    assert record.text == "User profile\ncity: Turin\nlikes: tea, jazz\naddress.city: Turin"


def test_undo_and_forget_take_it_back():
    clock = mk.LessonClock("2026-05-03T09:00Z")
    memory = profile_memory(TURIN, told(patch(city="Genoa")), TURIN, clock=clock)
    memory.semantic.learn("one", conversation="a")
    clock.advance(days=1)
    memory.undo(memory.semantic.learn("two", conversation="b"))
    assert memory.semantic.profile(UserProfile).city == "Turin"
    memory.forget(ID)
    assert memory.semantic.profile(UserProfile) == UserProfile()
    memory.semantic.learn("three", conversation="c")
    assert memory.semantic.profile(UserProfile).city == "Turin"


def test_what_is_erased_is_out_of_the_journal_and_so_are_words_of_other_memories():
    memory = learned(TURIN, told(patch(age=30)), said="I live in Turin")
    memory.forget(ID, erase=True)
    assert "Turin" not in str(memory.history())


def test_erasing_a_fact_takes_its_words_out_of_the_fields_that_came_from_them():
    from proposals import fact

    answer = told(patch(age=30), facts=[fact("user", "likes", "tea", "The user likes tea.")])
    memory = learned(answer, said="I am 30 and like tea")
    memory.forget("fact-1", erase=True)
    assert memory.semantic.profile_record(UserProfile).sources["age"].excerpt == "[erased]"
    assert "tea" not in str(memory.history())


def test_it_is_exported_and_taken_in_with_its_history_and_sources(tmp_path):
    memory = learned(TURIN, told(patch(city="Genoa")))
    memory.export(tmp_path / "ada.jsonl")
    other = profile_memory()
    other.import_(tmp_path / "ada.jsonl")
    assert other.semantic.profile_record(UserProfile) == memory.semantic.profile_record(UserProfile)
    assert other.semantic.profile(UserProfile, when="2026-05-03").city == "Turin"


def test_the_value_is_langmems_envelope_and_comes_back_whole():
    record = learned(TURIN).semantic.profile_record(UserProfile)
    value = record.to_value()
    assert (value["kind"], value["content"]) == ("UserProfile", {"city": "Turin"})
    assert Record.from_value(record.namespace, record.id, value) == record


def test_a_profile_with_the_fields_of_a_fact_comes_back_as_a_profile():
    content = ProfileContent(schema_name="Odd", data={"predicate": "x", "situation": "y"})
    record = learned(TURIN).semantic.profile_record(UserProfile).with_(content=content)
    assert Record.from_value(record.namespace, record.id, record.to_value()).content == content


READER = """
import sys
import memorykinds as mk
with mk.open(sys.argv[1], user="ada", embeddings="hash") as memory:
    print(memory.recall("city").hits[0].record.text)
    memory.semantic.learn("I moved to Rome.")
    print(sorted(record.id.split("-")[0] for record in memory.semantic.all()))
"""


def test_a_process_that_does_not_know_the_class_reads_it_and_learns_facts_beside_it(tmp_path):
    path = tmp_path / "ada.db"
    settings = mk.SemanticSettings(profiles=[UserProfile])
    with mk.open(path, user="ada", embeddings="hash", semantic=settings) as memory:
        memory.semantic.learn("I live in Turin.")
    done = subprocess.run(
        [sys.executable, "-c", READER, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "User profile",
        "city: Turin",
        "['fact', 'profile']",
    ]


def test_the_twins_are_awaited():
    async def run():
        memory = profile_memory(TURIN)
        await memory.semantic.alearn("I live in Turin.")
        assert await memory.semantic.aprofile(UserProfile) == UserProfile(city="Turin")
        assert (await memory.semantic.aprofile_record(UserProfile)).id == ID

    asyncio.run(run())


# -- a class that has changed ----------------------------------------------------------------


class Changed(BaseModel):
    city: int | None = None
    age: int | None = None


Changed.__name__ = "UserProfile"


def test_what_does_not_fit_a_changed_class_is_told_in_one_sentence_and_the_rest_is_read():
    memory = learned(told(patch(city="Turin", age=30, name="Ada")))
    with pytest.warns(ProfileWarning) as caught:
        assert read_as(Changed, memory) == Changed(age=30)
    (warning,) = caught
    sentence = str(warning.message)
    assert "name ('Ada': there is no such field)" in sentence
    assert "city ('Turin': input should be a valid integer" in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("extra", ["forbid", "allow", "ignore"])
def test_a_removed_field_stays_stored_whatever_the_class_does_with_extra_fields(extra):
    memory = learned(told(patch(city="Turin", name="Ada")), told(patch(city="Genoa")))
    fewer = create_model("UserProfile", __config__={"extra": extra}, city=(str, ...))
    clock = mk.LessonClock("2026-06-01T09:00Z")
    later = profile_memory(
        told(patch(city="Rome")), store=memory.store, profiles=[fewer], clock=clock
    )
    later.semantic.learn("…", conversation="later")
    with pytest.warns(ProfileWarning, match="name"):
        assert later.semantic.profile(fewer).city == "Rome"
    assert later.semantic.profile_record(fewer).content.data == {"city": "Rome", "name": "Ada"}
    assert memory.semantic.profile(UserProfile) == UserProfile(city="Rome", name="Ada")


def test_a_field_whose_type_changed_is_kept_until_something_new_is_said():
    memory = learned(told(patch(city="Turin")))
    later = profile_memory(
        told(patch(age=30), schema="UserProfile"),
        told(patch(city=7), schema="UserProfile"),
        store=memory.store,
        profiles=[Changed],
    )
    update = later.semantic.learn("one", conversation="one")
    assert [d.action for d in update.decisions] == ["add"]
    assert later.semantic.profile_record(Changed).content.data == {"city": "Turin", "age": 30}
    later.semantic.learn("two", conversation="two")
    assert later.semantic.profile(Changed) == Changed(city=7, age=30)


def test_a_new_required_field_waits_until_it_is_known():
    memory = learned(told(patch(city="Turin")))
    wider = create_model("UserProfile", city=(str, ...), name=(str, ...))
    assert read_as(wider, memory) is None
    assert read_as(wider, memory, default=wider(city="?", name="Guest")).name == "Guest"
