"""Lesson 5: its second exercise, what a summary has lost."""

import re
from typing import Any

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_all, need_function

_PEOPLE = (("Ann", "Anna"), ("Jo", "Jonas"), ("Eva", "Evan"), ("Max", "Maxim"))
"""Names, of which the first stands in the second."""

_NO = {"no", "not", "never", "none", "nobody", "nothing", "without", "cannot"}


@exercise("5.2", title="Find what a summary has lost")
def lost(answer: Any, case: Case) -> None:
    """Compare texts with summaries that keep all, or lose one thing each."""
    need_function(answer, "said, summary")
    for _ in range(4):
        (short, name), (_, other) = case.rng.sample(_PEOPLE, 2)
        few, floor = case.rng.randint(2, 4), case.rng.randint(5, 9)
        clock = f"{case.rng.randint(7, 9)}:{case.rng.randint(10, 50)}"
        for what, said, summary, hint in (
            (
                "the first words of sentences",
                "Printers jam. Paper is out.",
                "Machines stand still.",
                "Every sentence begins with a capital.",
            ),
            (
                "a summary that keeps everything",
                f"We ask {name} on floor {floor}.",
                f"On floor {floor} they ask {name}.",
                "Compare words, not their places.",
            ),
            ("a number that is gone", f"We have {few} printers.", "They have printers.", ""),
            (
                "a number that begins a sentence",
                f"{clock} is when we open.",
                "They open early.",
                "What begins a sentence is no name. What of numbers?",
            ),
            (
                "a number inside a longer one",
                f"We have {few} printers.",
                f"They have {few}{floor} printers.",
                "Whole words. Is “2” in “20”?",
            ),
            ("a name that is gone", f"We ask {name} first.", "They ask a colleague.", ""),
            (
                "a name inside a longer one",
                f"We ask {short} first.",
                f"They ask {name} first.",
                "Whole words. Is “Ann” in “Anna”?",
            ),
            (
                "a name that begins the summary, or has lost its capital",
                f"We ask {name} and {other}.",
                f"{name} is asked, and {other.lower()}.",
                "How must a name be written in the summary?",
            ),
            (
                "a name with 's",
                f"We take the printer that is {name}'s own.",
                "They take another.",
                "`sentences` has left it out already.",
            ),
            (
                "the second of two sentences",
                f"Paper is out. We ask {name}.",
                "Paper is out.",
                "Are all sentences looked at?",
            ),
            (
                "“I” and its like",
                "Today I print, and I'm glad that I've paper.",
                "She prints.",
                "Which word is always written with a capital?",
            ),
            ("a “not” that is gone", "We do not restart it.", "They restart it.", ""),
            (
                "an “n't” that is gone",
                "It doesn't print.",
                "It prints.",
                "What may a negation end with?",
            ),
            (
                "a negation that begins the sentence",
                "Never restart it.",
                "Restart it.",
                "Does a capital hide it?",
            ),
            (
                "a negation in other words",
                "It does not print.",
                "It never prints.",
                "Any negation will do.",
            ),
            (
                "a “not” inside another word",
                "We do not print.",
                "They print notes.",
                "Whole words. Is “not” in “notes”?",
            ),
            (
                "a negation that only the summary has",
                "It prints.",
                "It does not print.",
                "That is false, and nothing is lost.",
            ),
            (
                "a summary without a word",
                f"We don't ask {name} on floor {floor}.",
                "",
                "Everything is lost.",
            ),
            ("nothing that was said", "", "They print.", "What can be lost of nothing?"),
        ):
            _compare_lost(answer(said, summary), said, summary, what, hint)


def _compare_lost(got: Any, said: str, summary: str, what: str, hint: str) -> None:
    need(
        isinstance(got, set | frozenset),
        f"A set is expected back, and this is {a_value(got)}.",
        hint="`set()` is an empty one; `{}` is a dictionary.",
    )
    need_all(got, str, "The set holds words")
    expected = _lost(said, summary)
    about = f"With {what}, “{said}” and “{summary}”, "
    missed, extra = sorted(expected - got), sorted(got - expected)
    need(not missed, f"{about}“{', '.join(missed)}” is lost, and it is not reported.", hint=hint)
    need(not extra, f"{about}“{', '.join(extra)}” is reported, and it is not lost.", hint=hint)


def _lost(said: str, summary: str) -> set[str]:
    have = {word.lower() for sentence in _sentences(summary) for word in sentence}
    missing = {"not"} if _negated(said) and not _negated(summary) else set()
    for sentence in _sentences(said):
        for place, word in enumerate(sentence):
            name = place > 0 and word[0].isupper() and word.split("'")[0] != "I"
            if (name or any(letter.isdigit() for letter in word)) and word.lower() not in have:
                missing.add(word)
    return missing


def _negated(text: str) -> bool:
    words = [word.lower() for sentence in _sentences(text) for word in sentence]
    return any(word in _NO or word.endswith("n't") for word in words)


def _sentences(text: str) -> list[list[str]]:
    """Return the words of each sentence, as the lesson's own function does."""
    plain = re.sub(r"'s\b", "", text.replace("’", "'"))
    parts = re.split(r"(?<=[.!?])\s+", plain)
    return [re.findall(r"\w+(?:[.:,'-]\w+)*", part) for part in parts if part]
