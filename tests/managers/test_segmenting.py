"""Where code splits a conversation, as a pure function."""

from datetime import timedelta

import pytest

from memorykinds.kinds.clock import parse_instant
from memorykinds.managers.segmenting import MIN_TURNS, split
from memorykinds.managers.transcript import read_transcript

NOW = parse_instant("2026-05-03T12:00Z")

GARDEN = (
    "The tomatoes in the garden have yellow leaves, and the soil of the garden is dry.",
    "Water the tomatoes in the morning, and put mulch on the soil around the leaves.",
)
TAXES = (
    "Which receipts does the accountant need for the income tax return and its deductions?",
    "The accountant needs receipts for each deduction on the income tax return.",
)


def talk(*pairs, start="2026-05-03T09:00Z", minutes=1):
    """Return (user, assistant) pairs as messages, some minutes apart."""
    at = parse_instant(start)
    said = [
        (role, text)
        for pair in pairs
        for role, text in zip(("user", "assistant"), pair, strict=True)
    ]
    return [
        {"role": role, "content": text, "at": (at + timedelta(minutes=n * minutes)).isoformat()}
        for n, (role, text) in enumerate(said)
    ]


def segments(messages, *, feedback=None, told=None, **more):
    transcript = read_transcript(messages, now=NOW, feedback=feedback)
    if told:
        digests = [turn.digest for turn in transcript.turns]
        told = {digests[n - 1]: id_ for id_, numbers in told.items() for n in numbers}
    return split(transcript, told=told, **more)


def shape(found):
    return [(segment.reason, len(segment.turns)) for segment in found]


def test_a_short_talk_is_one_segment_whatever_it_is_about():
    assert shape(segments(talk(GARDEN, TAXES, GARDEN))) == [("start", 6)]


def test_every_turn_is_in_just_one_segment_and_in_order():
    messages = talk(*[GARDEN] * 5, *[TAXES] * 5) + talk(GARDEN, start="2026-05-04T09:00Z")
    found = segments(messages, feedback="Good.")
    ids = [turn for segment in found for turn in segment.turns]
    assert ids == [*(f"t{n}" for n in range(1, 23)), "feedback"]
    assert [segment.number for segment in found] == [1, 2, 3]


def test_a_long_silence_begins_a_segment_and_says_how_long_it_was():
    messages = talk(GARDEN) + talk(GARDEN, start="2026-05-03T11:31Z")
    found = segments(messages)
    assert shape(found) == [("start", 2), ("gap", 2)]
    assert found[1].why == "2.5 hours of silence before it."
    assert shape(segments(messages, gap=timedelta(hours=3))) == [("start", 4)]


def test_a_late_answer_belongs_to_its_question():
    question, answer = talk(GARDEN, minutes=600)
    tool = {"role": "tool", "content": "sunny", "at": "2026-05-03T15:00Z"}
    assert shape(segments([question, tool, answer])) == [("start", 3)]


def test_feedback_belongs_to_what_it_judges_however_late_it_comes():
    found = segments(talk(GARDEN, start="2026-01-01T09:00Z"), feedback="Let's talk about taxes.")
    assert shape(found) == [("start", 3)]


def test_turns_without_a_time_know_no_silence():
    messages = [*talk(GARDEN, start="2026-01-01T09:00Z"), ("user", "Hello?")]
    assert shape(segments(messages)) == [("start", 3)]


@pytest.mark.parametrize(
    "opening",
    [
        "New topic: which gift for my aunt?",
        "OK, let's talk about something else.",
        "Thanks! Let's move on to another subject",
        "Different question: what is a tariff?",
        "And now for something completely different.",
        "Neues Thema: die Steuer.",
        "Autre chose : les impôts.",
        "Otro tema: los impuestos.",
    ],
)
def test_who_announces_another_matter_begins_a_segment(opening):
    found = segments([*GARDEN[:1], opening])
    assert shape(found) == [("start", 1), ("said", 1)]


@pytest.mark.parametrize(
    "opening",
    [
        "What a new topic: it is on page 3 of the news.",
        "Can we talk about something that else would be forgotten?",
        "The different question types in this quiz confuse me.",
        "I want to discuss the soil.",
    ],
)
def test_words_that_only_sound_like_it_begin_nothing(opening):
    assert shape(segments([*GARDEN[:1], opening])) == [("start", 2)]


@pytest.mark.parametrize(
    "ending",
    ["Thanks, that's all.", "That's it for today, thank you!", "ok bye", "Das war's, danke."],
)
def test_after_an_end_the_next_thing_the_user_says_begins_a_segment(ending):
    messages = [*talk(GARDEN)[:1], ("user", ending), ("assistant", "You're welcome!")]
    assert shape(segments([*messages, ("user", "What is mulch?")])) == [("start", 3), ("said", 1)]
    assert shape(segments([*messages, ("user", "Goodbye!")])) == [("start", 4)]


@pytest.mark.parametrize("text", ["That's all wrong.", "Is that it, or is there more?", "Thanks!"])
def test_what_only_sounds_like_an_end_ends_nothing(text):
    assert shape(segments([text, ("assistant", "Hm."), "What is mulch?"])) == [("start", 3)]


def test_a_change_of_subject_begins_a_segment_with_the_numbers_that_decided():
    found = segments(talk(*[GARDEN] * 5, *[TAXES] * 5))
    assert shape(found) == [("start", 10), ("topic", 10)]
    assert found[1].why.startswith("The words change: likeness 0.")


def test_a_long_talk_on_one_subject_stays_one():
    assert shape(segments(talk(*[GARDEN] * 20))) == [("start", 40)]


def test_a_subject_of_few_turns_is_not_cut_off():
    brief = [TAXES] * (MIN_TURNS // 2 - 1)
    assert shape(segments(talk(*[GARDEN] * 6, *brief))) == [("start", 12 + 2 * len(brief))]
    assert len(segments(talk(*[GARDEN] * 6, *brief), min_turns=MIN_TURNS - 2)) == 2


def test_a_script_without_spaces_is_not_cut_to_pieces():
    lines = [
        ("庭のトマトの葉が黄色い。" + "土" * n, "朝に水をやる。" + "葉" * n) for n in range(20)
    ]
    assert len(segments(talk(*lines))) == 1


def test_what_an_episode_tells_is_never_cut_differently():
    messages = talk(*[GARDEN] * 5, *[TAXES] * 5)
    found = segments(messages, told={"episode-1": range(1, 21)})
    assert shape(found) == [("start", 20)]
    assert found[0].episode == "episode-1"
    assert len(found[0].told) == 20


def test_an_episode_that_is_over_keeps_its_end():
    told = {"episode-1": (1, 2), "episode-2": (5, 6)}
    found = segments(talk(GARDEN, GARDEN, GARDEN), told=told)
    assert shape(found) == [("start", 2), ("told", 2), ("told", 2)]
    assert [segment.episode for segment in found] == ["episode-1", "", "episode-2"]


def test_the_last_episode_goes_on_until_something_ends_it():
    told = {"episode-1": (1, 2)}
    (running,) = segments(talk(GARDEN, GARDEN), told=told)
    assert (running.episode, running.told) == ("episode-1", ("t1", "t2"))
    later = talk(GARDEN) + talk(GARDEN, start="2026-05-04T09:00Z")
    assert shape(segments(later, told=told)) == [("start", 2), ("gap", 2)]


def test_a_huge_turn_and_a_thousand_turns_are_split_without_ado():
    assert len(segments(["bye thanks " * 5000 + "x"])) == 1
    assert sum(len(s.turns) for s in segments(talk(*[GARDEN, TAXES] * 250))) == 1000
