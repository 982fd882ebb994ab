"""What users of other profile memories complained of, and what must never happen here."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from profile_cases import UserProfile, learned, more, patch, profile_memory, told

import memorykinds as mk

WHOLE = UserProfile(
    name="Ada", city="Turin", age=30, likes=["tea", "jazz"], settings={"font": "big"}
)
FIRST = told(
    patch(
        name="Ada",
        city="Turin",
        age=30,
        likes=more("tea", "jazz"),
        settings={"add": [{"key": "font", "value": "big"}], "remove": []},
    )
)
NOT_SAID = {
    "name": None,
    "city": "",
    "age": None,
    "likes": more(),
    "address": {"street": None, "city": None},
    "pets": None,
    "settings": {"add": [], "remove": []},
}


def read(memory, **more_settings):
    return memory.semantic.profile(UserProfile, **more_settings)


@pytest.mark.parametrize("padding", [{}, NOT_SAID, dict.fromkeys(UserProfile.model_fields)])
def test_a_partial_update_never_blanks_a_field(padding):
    update = told(patch(**{**padding, "height": 1.7}))
    memory = learned(FIRST, update, told(patch(**padding)), told())
    assert read(memory) == WHOLE.model_copy(update={"height": 1.7})


def test_an_evolved_profile_is_not_overwritten_by_its_default():
    default = UserProfile(name="Guest", city="Nowhere", age=1, likes=["news"])
    memory = learned(FIRST, told(patch(clear=["age"])), profiles=[mk.Profile(UserProfile, default)])
    for _ in range(2):
        assert read(memory).name == "Ada"
        memory = profile_memory(
            told(), store=memory.store, profiles=[mk.Profile(UserProfile, default)]
        )
        memory.semantic.learn("Hello", conversation="again")
    profile = read(memory)
    assert (profile.city, profile.age) == ("Turin", None)
    assert profile.likes == ["news", "tea", "jazz"]


def test_a_patch_that_names_one_item_never_loses_the_others():
    for change in (more("chess"), ["chess"], more("chess", without=["golf"])):
        memory = learned(FIRST, told(patch(likes=change)))
        assert read(memory).likes == ["tea", "jazz", "chess"]


def test_a_pinned_profile_is_never_changed():
    memory = learned(FIRST)
    record = memory.semantic.profile_record(UserProfile).with_(pinned=True)
    memory.store.put(record.namespace, record.id, record.to_value())
    later = mk.LessonClock("2026-06-01T09:00Z")
    again = told(patch(name="Ada", city="Genoa", likes=more(without=["tea"]), clear=["age"]))
    memory = profile_memory(again, store=memory.store, clock=later)
    update = memory.semantic.learn("…", conversation="later")
    assert [d.reason for d in update.decisions] == ["pinned", "duplicate", "pinned", "pinned"]
    assert update.events == ()
    assert memory.semantic.profile_record(UserProfile) == record


def test_what_was_said_earlier_never_overwrites_what_was_said_later():
    memory = profile_memory(
        told(patch(city="Genoa")), told(patch(city="Turin")), told(patch(clear=["city"]))
    )
    said = [("2026-05-09T09:00Z", "b"), ("2026-05-01T09:00Z", "a"), ("2026-05-02T09:00Z", "c")]
    for at, conversation in said:
        turn = {"role": "user", "content": "…", "created_at": at}
        update = memory.semantic.learn([turn], conversation=conversation)
    assert [(d.action, d.reason) for d in update.decisions] == [("refuse", "said_earlier")]
    assert read(memory).city == "Genoa"


def test_two_conversations_at_once_lose_nothing():
    memory = profile_memory(told(patch(likes=more("tea"))), told(patch(likes=more("jazz"))))
    drafts = [
        threading.Thread(target=memory.semantic.learn, args=(said,), kwargs={"conversation": said})
        for said in ("one", "two")
    ]
    for thread in drafts:
        thread.start()
    for thread in drafts:
        thread.join()
    assert set(read(memory).likes) == {"tea", "jazz"}


def test_a_plan_that_another_learning_overtook_is_not_applied():
    memory = profile_memory(told(patch(city="Turin")), told(patch(city="Rome")))
    plan = memory.semantic.plan("Turin")
    assert read(memory) == UserProfile(), "a plan writes nothing"
    memory.semantic.learn("Rome", conversation="other")
    with pytest.raises(mk.InputError, match="has changed since"):
        memory.apply(plan)


# -- in any order ----------------------------------------------------------------------------

CITIES, DRINKS = ("Turin", "Rome", "Oslo"), ("tea", "mate", "milk")
STATEMENTS = st.one_of(
    st.tuples(st.just("city"), st.sampled_from(CITIES)),
    st.tuples(st.just("address.city"), st.sampled_from(CITIES)),
    st.tuples(st.just("address.street"), st.sampled_from(("Via Po", "Via Roma"))),
    st.tuples(st.just("add"), st.sampled_from(DRINKS)),
    st.tuples(st.just("remove"), st.sampled_from(DRINKS)),
    st.tuples(st.just("clear"), st.sampled_from(("city", "likes", "address", "address.city"))),
)


def answer_of(what, value):
    """Return a statement as a model's answer."""
    if what == "clear":
        return told(patch(clear=[value]))
    if what in ("add", "remove"):
        return told(patch(likes=more(value) if what == "add" else more(without=[value])))
    name, _, inner = what.partition(".")
    return told(patch(**{name: {inner: value} if inner else value}))


def latest_said(statements):
    """Return the leaves that hold after statements in the order in which they were said."""
    held = {}
    for what, value in statements:
        if what == "add":
            held[f"likes.{value}"] = value
        elif what == "remove":
            held.pop(f"likes.{value}", None)
        elif what == "clear":
            gone = [path for path in held if path == value or path.startswith(f"{value}.")]
            for path in gone:
                del held[path]
        else:
            held[what] = value
    return held


def leaves_of(memory):
    record = memory.semantic.profile_record(UserProfile)
    data = record.content.data if record else {}
    address = data.get("address") or {}
    found = {"city": data.get("city")}
    found |= {f"address.{name}": value for name, value in address.items()}
    found |= {f"likes.{item}": item for item in data.get("likes") or ()}
    return {path: value for path, value in found.items() if value is not None}


@settings(max_examples=60)
@given(st.lists(STATEMENTS, min_size=1, max_size=7), st.data())
def test_patches_in_any_order_keep_what_was_said_last_of_every_field(statements, data):
    order = data.draw(st.permutations(range(len(statements))))
    memory = profile_memory(
        *(answer_of(*statements[n]) for n in order), max_retired=100, max_retired_share=1
    )
    for n in order:
        turn = {"role": "user", "content": f"…{n}", "created_at": f"2026-05-{n + 1:02}T09:00Z"}
        memory.semantic.learn([turn], conversation=f"c{n}")
    assert leaves_of(memory) == latest_said(statements)
