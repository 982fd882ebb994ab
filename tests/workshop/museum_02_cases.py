"""Right and wrong answers to the exercises of exhibit 2 of the museum."""

from exercise_cases import Cases

NOTES = [
    {"id": "bus", "text": "the bus is late"},
    {"id": "tooth", "text": "dentist at nine"},
    {"id": "salt", "text": "the bread needs salt"},
    {"id": "seeds", "text": "bread with seeds"},
]
ASKED = "the bread needs time"


def in_common(one, other):
    return len(set(one.lower().split()) & set(other.lower().split()))


def near_of(text, notes, k):
    return sorted(notes, key=lambda note: in_common(text, note["text"]), reverse=True)[:k]


def numbered(near, start=1):
    return [f"{number}. {note['text']}" for number, note in enumerate(near, start)]


def link(text, notes, choose, k=3):
    near = near_of(text, notes, k)
    return [near[n - 1]["id"] for n in choose(text, numbered(near)) if 1 <= n <= len(near)]


def salty(_text, lines):
    return [number for number, line in enumerate(lines, 1) if "salt" in line]


def good_test(link):
    assert list(link(ASKED, NOTES, salty)) == ["salt"]


def happy_test(link):
    assert list(link(ASKED, NOTES[2:], salty)) == ["salt"]


def counting(link):
    assert len(link(ASKED, NOTES, salty)) == 1


def not_the_first(link):
    assert "tooth" not in link(ASKED, NOTES[1:], lambda _text, _lines: [1])


def equals_in_order(link):
    assert list(link(ASKED, [*NOTES, {"id": "s2", "text": "salt"}], salty, k=5)) == ["salt", "s2"]
    assert list(link("dentist", NOTES, lambda _text, _lines: [2])) == ["bus"]


def other_numbers(link):
    assert list(link(ASKED, NOTES, lambda _text, _lines: [2])) == ["salt"]


def one_beside(text, notes, choose, k=3):
    near = near_of(text, notes, k)
    return [near[n]["id"] for n in choose(text, numbered(near)) if 1 <= n < len(near)]


def into_all(text, notes, choose, k=3):
    near = near_of(text, notes, k)
    return [notes[n - 1]["id"] for n in choose(text, numbered(near)) if 1 <= n <= len(near)]


def wrapping(text, notes, choose, k=3):
    near = near_of(text, notes, k)
    return [near[n - 1]["id"] for n in choose(text, numbered(near)) if n <= len(near)]


def from_0(text, notes, choose, k=3):
    near = near_of(text, notes, k)
    return [near[n]["id"] for n in choose(text, numbered(near, 0)) if 0 <= n < len(near)]


def all_shown(text, notes, choose, k=3):  # noqa: ARG001
    return link(text, notes, choose, len(notes))


def sorted_in_place(text, notes, choose, k=3):
    notes.sort(key=lambda note: in_common(text, note["text"]), reverse=True)
    return into_all(text, notes, choose, k)


def unsorted(text, notes, choose, k=3):
    return link(text, notes[:k], choose, k)


def in_shown_order(text, notes, choose, k=3):
    near = near_of(text, notes, k)
    chosen = choose(text, numbered(near))
    return [note["id"] for number, note in enumerate(near, 1) if number in chosen]


def texts(text, notes, choose, k=3):
    said = {note["id"]: note["text"] for note in notes}
    return [said[one] for one in link(text, notes, choose, k)]


CASES = {
    "m2.1": Cases(
        solution=lambda _: good_test,
        wrong={
            "passes with the code above": lambda _: happy_test,
            "passes with the code above, which": lambda _: counting,
            "as it should, but passes": lambda _: not_the_first,
            "by the share of words": lambda _: equals_in_order,
            "fails with a sound `link` (line": lambda _: other_numbers,
            "returns a list": lambda _: lambda link: link(ASKED, NOTES, salty),
            "stops with TypeError": lambda _: lambda link: link(ASKED, NOTES),
        },
    ),
    "m2.2": Cases(
        solution=lambda _: link,
        wrong={
            "other notes than those are linked": lambda _: into_all,
            "the model chose numbers": lambda _: one_beside,
            "one more than was shown": lambda _: wrapping,
            "not numbered from 1": lambda _: from_0,
            "lines.": lambda _: all_shown,
            "has been changed": lambda _: sorted_in_place,
            "most alike, best first": lambda _: unsorted,
            "not in the order chosen": lambda _: in_shown_order,
            "not ids of notes": lambda _: texts,
            "this is nothing (None)": lambda _: lambda *_: None,
        },
    ),
}
