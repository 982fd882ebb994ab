"""Exhibit 2, a rank taken for an index: its exercises and its question."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.museum.trying import Tried, need_test
from memorykinds.workshop.questions import Choice, question

_MATTERS = ("bread", "bus", "garden", "piano", "tax", "bicycle", "choir", "roof")
_DETAILS = ("salt", "friday", "green", "late", "broken", "new", "tuesday", "noise", "blue", "cheap")
_NO_NUMBERS = (0, -1, 99)

_Note = dict[str, Any]


def _words(text: str) -> set[str]:
    return set(text.lower().split())


def _in_common(one: str, other: str) -> float:
    return len(_words(one) & _words(other))


def _share(one: str, other: str) -> float:
    return len(_words(one) & _words(other)) / (len(_words(one) | _words(other)) or 1)


def _near(text: str, notes: Sequence[_Note], k: int, likeness: Any = _in_common) -> list[_Note]:
    return sorted(notes, key=lambda note: likeness(text, note["text"]), reverse=True)[:k]


def _shown(near: Sequence[_Note], text: str, choose: Any) -> list[int]:
    """Return the numbers that a model chooses of those it was shown."""
    lines = [f"{number}. {note['text']}" for number, note in enumerate(near, 1)]
    return [number for number in choose(text, lines) if 1 <= number <= len(lines)]


def _sound(text: str, notes: Any, choose: Any, k: int = 3) -> Any:
    near = _near(text, notes, k)
    return [near[number - 1]["id"] for number in _shown(near, text, choose)]


def _by_share(text: str, notes: Any, choose: Any, k: int = 3) -> Any:
    """The same by the share of words, with equals in the other order."""
    near = _near(text, list(reversed(notes)), k, _share)
    ids = {number: note["id"] for number, note in enumerate(near, 1)}
    return [ids[number] for number in _shown(near, text, choose)]


def _into_all(text: str, notes: Any, choose: Any, k: int = 3) -> Any:
    """Look the numbers up in the list of all notes: the fault."""
    chosen = _shown(_near(text, notes, k), text, choose)
    return [notes[number - 1]["id"] for number in chosen]


def _one_beside(text: str, notes: Any, choose: Any, k: int = 3) -> Any:
    """Look them up in the right list as if it were numbered from 0."""
    near = _near(text, notes, k)
    chosen = _shown(near, text, choose)
    return [near[number]["id"] for number in chosen if number < len(near)]


@exercise("m2.1", title="A test that finds the fault")
def finds_wrong_links(answer: Any, _case: Case) -> None:
    """Try a test on the exhibit's code, on two sound ones, and on one that is off by one."""
    need_test(
        answer,
        "link",
        faulty=[
            Tried(
                "the code above",
                _into_all,
                "Let the notes stand in another order than that in which they are shown.",
            ),
            Tried(
                "another `link` with this fault, which counts in the right list, but from 0",
                _one_beside,
                "Assert which ids come back, all of them.",
            ),
        ],
        sound=[
            Tried(
                "a sound `link`",
                _sound,
                "Do the ids that you expect belong to the lines that your model chose?",
            ),
            Tried(
                "a sound `link`, which measures likeness by the share of words in common",
                _by_share,
                "Of equals either may be shown first. A model that reads the lines before it "
                "chooses is on the safe side.",
            ),
        ],
    )


@exercise("m2.2", title="The mend")
def mend(answer: Any, case: Case) -> None:
    """Choose lines by chance and by number, and compare what was linked with what was shown."""
    need_function(answer, "text, notes, choose, k")
    for k in (1, 3, 3, 5):
        notes, text = _notes(case.rng)
        _compare(answer, case.rng, text, notes, k)
    notes, text = _notes(case.rng)
    linked, _ = _linked(answer, text, notes, 3, lambda lines: [*_NO_NUMBERS, len(lines) + 1])
    need(
        linked == [],
        f"The model chose {', '.join(map(str, _NO_NUMBERS))} and one more than was shown, and "
        f"{len(linked)} notes are linked.",
        hint="Those numbers stood before no line. In Python, -1 is an index all the same.",
    )
    linked, _ = _linked(answer, text, [], 3, lambda lines: [1] if lines else [])
    need(linked == [], "Without any notes something is linked.")


def _compare(answer: Any, rng: random.Random, text: str, notes: list[_Note], k: int) -> None:
    chosen: list[int] = []

    def choose(lines: list[str]) -> list[int]:
        most = len(lines)
        some = rng.sample(range(1, most + 1), rng.randint((most + 1) // 2, most))
        chosen[:] = sorted(some, reverse=True)  # not in the order shown
        return chosen

    linked, lines = _linked(answer, text, notes, k, choose)
    texts = {note["id"]: note["text"] for note in notes}
    told = [line.partition(". ")[2] for line in lines]
    need(len(lines) == k, f"With k={k} the model is shown {len(lines)} lines.")
    need(
        all(line.startswith(f"{number}. ") for number, line in enumerate(lines, 1)),
        "The lines are not numbered from 1 in order.",
        hint="The model reads the numbers; keep the form of the lines as it was.",
    )
    alike = [_in_common(text, line) for line in told]
    best = sorted((_in_common(text, note["text"]) for note in notes), reverse=True)[:k]
    need(alike == best, "The lines shown are not those of the notes most alike, best first.")
    need(
        all(one in texts for one in linked),
        "What comes back are not ids of notes.",
        hint="What does the code above return of each note?",
    )
    need(
        sorted(texts[one] for one in linked) == sorted(told[number - 1] for number in chosen),
        f"Of {len(notes)} notes {k} were shown, the model chose numbers {chosen}, and other notes "
        "than those are linked.",
        hint="In which list do the model's numbers count, and from what?",
    )
    need(
        [texts[one] for one in linked] == [told[number - 1] for number in chosen],
        "The right notes are linked, but not in the order chosen.",
    )


def _linked(
    answer: Any,
    text: str,
    notes: list[_Note],
    k: int,
    chooses: Callable[[list[str]], list[int]],
) -> tuple[list[Any], list[str]]:
    """Return what is linked, and the lines that the model was shown."""
    lines: list[str] = []

    def choose(_text: str, shown: Any) -> list[int]:
        lines[:] = list(shown)
        return chooses(lines)

    given = [dict(note) for note in notes]
    linked = answer(text, given, choose, k)
    need(
        isinstance(linked, list | tuple),
        f"A list of ids is expected back, and this is {a_value(linked)}.",
    )
    need(given == notes, "The list of notes that was passed in has been changed.")
    return list(linked), lines


def _notes(rng: random.Random) -> tuple[list[_Note], str]:
    """Return notes no two of which say the same, in any order, and a text that fits a few of them."""
    matter = rng.choice(_MATTERS)
    texts = [f"{one} {detail}" for one in _MATTERS for detail in rng.sample(_DETAILS, 3)]
    rng.shuffle(texts)
    ids = rng.sample(range(100, 1000), len(texts))
    notes = [{"id": f"n{one}", "text": text} for one, text in zip(ids, texts, strict=True)]
    return notes, f"{matter} {rng.choice(_DETAILS)} again"


question(
    "m2.q1",
    "A model is shown five memories, numbered, and answers “2”. What should the rest of the program get?",
    Choice(
        "The number 2, and the list of all memories.",
        "That is the fault: 2 counts in the list that was shown, and nobody can see that in a number.",
    ),
    Choice(
        "The id of the second memory that was shown.",
        "An id means the same everywhere. So number and list meet once, where both are at hand.",
        right=True,
    ),
    Choice(
        "The number 1, since lists begin at 0.",
        "Then it is off by none, and still in want of the list that it counts in.",
    ),
)
