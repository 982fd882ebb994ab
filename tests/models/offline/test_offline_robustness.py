"""Nothing that a person can paste may raise an error or take long."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offline_prompts import episodes, facts, rules

from memorykinds.models.offline.time_words import extract_time

MEGABYTE = 1_000_000
SECONDS = 5
"""Of the processor and of this thread alone, so that neither a busy machine nor what other tests
have left running is a failure; the slowest took 1.2."""
HOSTILE = [
    "a", " ", "\n", ".", "'", "'a ", "`", "```", "-", "- ", "a, ", "I like ", "I am ", "I like a and ",
    "Max ", "Max, ", "my ", "my old ", "not ", "please ", "remember ", "hmm ", "sorry, ", "who ", "when I ",
    "since 2019 ", "for the about about ", "I have a ", "> ", "<", "他住在柏林。", "🙄", "1 ", "said: ",
    "no wait, ", "the thing is that ", "as a ", "I stopped ", "my visa and ", "every day and ", "if I ask for ",
    "you do not need to ", "ich habe ", "token", "://a:", "yes, ", "I prefer ", "too ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_of_anything_is_read_in_time(piece):
    text = "My brother " + piece * (MEGABYTE // len(piece))
    start = time.thread_time()
    for read in (facts, episodes, rules):
        read(text)
        read("Hi", f"a> {text}", f"f> {text}")
    assert time.thread_time() - start < SECONDS


WORDS = st.sampled_from(
    [
        "I",
        "my",
        "brother",
        "Max",
        ",",
        ".",
        "and",
        "not",
        "like",
        "love",
        '"',
        "'",
        "`",
        ">",
        ":",
        ";",
        "-",
        "remember",
        "forget",
        "sorry",
        "3",
        "May",
        "who",
        "since",
        "if",
        "?",
        "2019",
        "called",
        "cat",
        "name",
        "is",
        "am",
        "was",
        "never",
        "always",
        "answer",
        "in",
        "French",
        "please",
        "moved",
        "to",
        "[withheld:",
        "pin]",
        "ich",
        "bin",
        "je",
        "suis",
        "soy",
        "sono",
        "used",
        "last",
        "week",
        "ago",
    ]
)


@settings(max_examples=200)
@given(st.lists(WORDS, max_size=30))
def test_every_salad_of_words_gives_a_valid_proposal(words):
    text = " ".join(words)
    for read in (facts, episodes, rules):
        read(text, f"a> {text}", text)


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_every_script_gives_a_valid_proposal(text):
    for read in (facts, episodes, rules):
        read(text.encode("utf-8", "replace").decode())


@given(st.dates(), st.text(max_size=30), st.booleans())
def test_every_day_can_be_today(today, text, future):
    for words in (
        text,
        "two years ago",
        "in March",
        "on 29 February",
        "99 months ago",
        "next Friday",
    ):
        extract_time(words, today, future=future)


@pytest.mark.parametrize("at", [None, "", "soon", "2026-05-06", 7])
def test_a_turn_may_lack_a_readable_time(at):
    from memorykinds.models.offline.episodes import propose_episodes
    from memorykinds.models.offline.facts import propose_facts

    rows = [{"id": "t1", "role": "user", "text": "I ran a marathon yesterday. Thanks!", "at": at}]
    answered = [*rows, {"id": "t2", "role": "assistant", "text": "Great."}, *rows]
    assert propose_facts(answered, []).candidates
    propose_episodes(answered, [])
