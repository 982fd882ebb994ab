"""Exhibit 6, recalled text that is learned again: its exercises and its question."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.museum.trying import Tried, need_test
from memorykinds.workshop.questions import Choice, question

Known = dict[str, int]
Thread = list[dict[str, str]]

_FACTS = (
    "I live in {}.",
    "I like {}.",
    "My dog is called {}.",
    "I work as a {}.",
    "I play the {}.",
    "My sister studies {}.",
)
_WORDS = (
    ("Leeds", "York", "Graz", "Porto"),
    ("tea", "chess", "long walks", "old maps"),
    ("Otto", "Pixel", "Juno", "Bruno"),
    ("nurse", "cook", "carpenter", "teacher"),
    ("piano", "cello", "drums", "flute"),
    ("law", "physics", "history", "music"),
)


def _facts_in(text: str) -> list[str]:
    return re.findall(r"\b(?:I|My) [^.?!]+\.", text)


def _best(known: Mapping[str, int]) -> list[str]:
    return sorted(known, key=lambda fact: known[fact], reverse=True)[:2]


def _note(known: Mapping[str, int]) -> str:
    return f"What you know about me: {' '.join(_best(known))}" if known else ""


def _user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text.strip()}


def _counted(known: Known, texts: Sequence[str]) -> Known:
    return dict(Counter(known) + Counter(fact for text in texts for fact in _facts_in(text)))


def _faulty(known: Known, words: Sequence[str]) -> tuple[Thread, Known]:
    thread = [_user(f"{_note(known)}\n\n{text}") for text in words]
    return thread, _counted(known, [message["content"] for message in thread])


def _faulty_in_own_message(known: Known, words: Sequence[str]) -> tuple[Thread, Known]:
    thread = [_user(_note(known)), *map(_user, words)] if known else [*map(_user, words)]
    return thread, _counted(known, [message["content"] for message in thread])


def _learns_from_words(known: Known, words: Sequence[str]) -> tuple[Thread, Known]:
    thread, _ = _faulty(known, words)
    return thread, _counted(known, words)


def _learns_from_the_user(known: Known, words: Sequence[str]) -> tuple[Thread, Known]:
    thread: Thread = []
    for text in words:
        thread += [{"role": "system", "content": _note(known)}, _user(text)]
    said = [message["content"] for message in thread if message["role"] == "user"]
    return thread, _counted(known, said)


def _takes_its_block_out(known: Known, words: Sequence[str]) -> tuple[Thread, Known]:
    thread = [_user(f"{text}\n<known>{_note(known)}</known>") for text in words]
    said = [re.sub(r"(?s)<known>.*?</known>", "", message["content"]) for message in thread]
    return thread, _counted(known, said)


@exercise("m6.1", title="A test that finds the fault")
def told_once(answer: Any, _case: Case) -> None:
    """Try the test on two ways to learn what was recalled, and on three to keep it apart."""
    need_test(
        answer,
        "talk",
        faulty=[
            Tried(
                "the code above",
                _faulty,
                "In a first conversation nothing is known yet, so nothing is recalled. And a fact "
                "that is there already gets no second entry: look at the numbers.",
            ),
            Tried(
                "a `talk` that says what it knows once, in a message of its own, and learns that too",
                _faulty_in_own_message,
                "It counts each fact once too often in a conversation. Does your test ask for the "
                "exact number?",
            ),
        ],
        sound=[
            Tried(
                "a sound `talk` with the same thread as above",
                _learns_from_words,
                "What the user says is counted, each time that they say it. And two results come back: "
                "the thread, and what is known.",
            ),
            Tried(
                "a sound `talk` that puts what is known into messages of its own",
                _learns_from_the_user,
                "How the thread looks is free. What must be right is the second result.",
            ),
            Tried(
                "a sound `talk` that puts what is known after the user's words",
                _takes_its_block_out,
                "How the thread looks is free. What must be right is the second result.",
            ),
        ],
    )


@exercise("m6.2", title="The mend")
def mend(answer: Any, case: Case) -> None:
    """Hold several conversations, in which facts are told, left alone, and told once more."""
    need_function(answer, "known, words")
    known: Known = {}
    for words in _talks(case.rng):
        thread, after = _held(answer, known, words)
        _compare_thread(thread, known, words)
        _compare_known(after, known, words)
        known = dict(after)


def _talks(rng: random.Random) -> Iterator[list[str]]:
    home, taste, dog, work, *_ = (
        form.format(rng.choice(words)) for form, words in zip(_FACTS, _WORDS, strict=True)
    )
    yield [f"{home}\n\n{taste}", "What could I do on Sunday?"]
    yield ["Is it far?", "And by train?"]
    yield [f"Good morning! {dog}\n\nWhere may I take it for a walk?", "Thank you."]
    yield ["Which shoes do I need?", f"As I told you: {home}"]
    yield [taste, f"Yes. {taste} {work}"]


def _held(answer: Any, known: Known, words: list[str]) -> tuple[Any, Mapping[str, int]]:
    passed, handed = dict(known), list(words)
    got = answer(passed, handed)
    need(
        isinstance(got, tuple) and len(got) == len(("thread", "known")),
        f"Two results are expected back, the thread and what is known; this is {a_value(got)}.",
        hint="return thread, known",
    )
    thread, after = got
    need(
        isinstance(thread, list) and all(isinstance(m, dict) and "content" in m for m in thread),
        "The first result is no thread: a list of messages, each a dict with its `content`.",
    )
    need(
        isinstance(after, Mapping),
        f"The second result is to be a dict of what is known, and this is {a_value(after)}.",
    )
    need(
        passed == known and handed == words,
        "What was passed in has been changed.",
        hint="`known` belongs to the caller. Count in a copy.",
    )
    return thread, after


def _compare_thread(thread: Any, known: Known, words: list[str]) -> None:
    seen = "\n".join(str(message["content"]) for message in thread)
    need(
        all(text in seen for text in words),
        "The model does not see all of the user's words: a message is not in the thread.",
    )
    need(
        all(fact in seen for fact in _best(known)),
        "The model is no longer shown what is known.",
        hint="A memory that is never recalled is not learned again, and of no use.",
    )


def _compare_known(after: Mapping[str, int], known: Known, words: list[str]) -> None:
    expected = _counted(known, words)
    said = Counter(fact for text in words for fact in _facts_in(text))
    for fact, times in expected.items():
        got = after.get(fact, 0)
        need(
            got <= times,
            f"“{fact}” was said {_times(times)} in all, and is counted {_times(got)}.",
            hint="Where do the words come from that are learned? Who said them?",
        )
        need(
            got >= times or fact in known or fact not in said, f"“{fact}” is new, and not learned."
        )
        need(
            got >= times or fact not in said,
            f"The user said once more: “{fact}” It is not counted.",
            hint="A fact that is known may be said again. It is not what is said that tells "
            "the two apart, but who says it.",
        )
        need(got >= times, f"“{fact}” was known, and is counted less often than before.")
    more = [fact for fact in after if fact not in expected]
    need(not more, f"Something was learned that the user never said: {more[:1]}.")


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


question(
    "m6.q1",
    "Somebody mends it so: what is learned is compared with what was recalled, and what is the same "
    "is dropped. What is wrong with that?",
    Choice(
        "Nothing: what was recalled is known already.",
        "The user may say it once more, and that is news: it holds still.",
    ),
    Choice(
        "What the user says again is dropped too, and a paraphrase by the model gets through.",
        "By their words the two cannot be told apart. Where they come from must be kept with them.",
        right=True,
    ),
    Choice(
        "It is too slow.",
        "To compare a few texts takes no time. It compares the wrong thing.",
    ),
)
