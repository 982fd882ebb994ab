"""Right and wrong answers to the exercises of exhibit 1 of the museum."""

from datetime import datetime

from exercise_cases import Cases

ASKED = "what do I drink in the morning"
OLDER = {"at": datetime(2026, 1, 10), "text": "i drink tea in the morning"}  # noqa: DTZ001
NEWER = {"at": datetime(2026, 5, 20), "text": "i drink coffee in the morning"}  # noqa: DTZ001
OTHER = {"at": datetime(2026, 6, 1), "text": "bees sleep"}  # noqa: DTZ001


def recall(question, memories, k=3):
    found = sorted(memories, key=lambda m: (in_common(question, m), m["at"]), reverse=True)
    return found[:k]


def in_common(question, memory):
    return len(set(question.lower().split()) & set(memory["text"].split()))


def good_test(recall):
    for memories in ([OLDER, NEWER], [NEWER, OLDER]):
        assert recall(ASKED, memories)[0] == NEWER


def happy_test(recall):
    assert recall(ASKED, [OLDER, OTHER])[0] == OLDER


def one_order(recall):
    assert recall(ASKED, [NEWER, OLDER])[0] == NEWER


def newest_whatever(recall):
    good_test(recall)
    assert recall(ASKED, [NEWER, OTHER])[0] == OTHER


def equals_in_order(recall):
    good_test(recall)
    twin = NEWER | {"text": "i drink water in the morning"}
    assert recall(ASKED, [NEWER, twin]) == [NEWER, twin]


def returning(recall):
    return recall(ASKED, [OLDER, NEWER])[0] == NEWER


def with_another(_recall):
    assert recall(ASKED, [OLDER, NEWER])[0] == OLDER


def stopping(recall):
    assert recall(ASKED, [OLDER, NEWER])["first"] == NEWER


def oldest_first(question, memories, k=3):
    found = sorted(memories, key=lambda m: m["at"])
    return sorted(found, key=lambda m: in_common(question, m), reverse=True)[:k]


def by_time_alone(_question, memories, k=3):
    return sorted(memories, key=lambda m: m["at"], reverse=True)[:k]


def turned_at_the_end(question, memories, k=3):
    by_age = sorted(memories, key=lambda m: m["at"])
    return sorted(memories, key=lambda m: in_common(question, m) + 0.9 ** by_age.index(m))[:k]


def sorted_in_place(question, memories, k=3):
    memories.sort(key=lambda m: (in_common(question, m), m["at"]), reverse=True)
    return memories[:k]


def as_it_comes(question, memories, k=3):
    newest = list(reversed(memories))
    return sorted(
        memories, key=lambda m: in_common(question, m) + 0.9 ** newest.index(m), reverse=True
    )[:k]


def rounded_to_days(question, memories, k=3):
    def key(memory):
        return in_common(question, memory), memory["at"].date()

    return sorted(memories, key=key, reverse=True)[:k]


CASES = {
    "m1.1": Cases(
        solution=lambda _: good_test,
        wrong={
            "passes with the code above": lambda _: happy_test,
            "the order of the list": lambda _: one_order,
            "fails with a sound `recall`, which sorts by words": lambda _: newest_whatever,
            "which lets recency fade with the days": lambda _: equals_in_order,
            "returns a bool": lambda _: returning,
            "never calls": lambda _: with_another,
            "stops with TypeError": lambda _: stopping,
            "A function is expected": lambda _: 5,
        },
    ),
    "m1.2": Cases(
        solution=lambda _: recall,
        wrong={
            "the older is first": lambda _: oldest_first,
            "What fits the question is not first": lambda _: by_time_alone,
            "has been changed": lambda _: sorted_in_place,
            "fit equally well the older": lambda _: as_it_comes,
            "newer by 0:01:00": lambda _: rounded_to_days,
            "is not first if the others": lambda _: turned_at_the_end,
            "this is nothing (None)": lambda _: lambda *_: None,
            "without any": lambda _: lambda *_: [],
            "With k=1 it returns": lambda _: lambda q, m, _k: recall(q, m, 3),
        },
    ),
}
