"""Right and wrong answers to the exercises of exhibit 5 of the museum."""

from exercise_cases import Cases

YES = {"id": "a", "text": "The doctor says that Mrs Ito may have ibuprofen as before."}
NO = {"id": "b", "text": "The doctor says that Mrs Ito may have ibuprofen no longer."}
OTHER = {"id": "c", "text": "Rent is due."}


def fused_by(key):
    """Return a fusion that tells memories apart by a key."""

    def fuse(by_meaning, by_words, k=10):
        scores, found = {}, {}
        for ranked in (by_meaning, by_words):
            for rank, memory in enumerate(ranked, 1):
                name = key(memory)
                scores[name] = scores.get(name, 0) + 1 / (60 + rank)
                found[name] = memory
        best = sorted(scores, key=scores.get, reverse=True)
        return [found[name] for name in best[:k]]

    return fuse


fuse = fused_by(lambda memory: memory["id"])


def ids(found):
    return sorted(memory["id"] for memory in found)


def good_test(fuse):
    for by_meaning, by_words in (([YES, NO], [NO, YES]), ([YES, NO], [])):
        assert ids(fuse(by_meaning, by_words)) == ["a", "b"]


def happy_test(fuse):
    assert ids(fuse([YES, OTHER], [OTHER, YES])) == ["a", "c"]


def in_one_list(fuse):
    assert ids(fuse([YES, NO], [])) == ["a", "b"]


def in_this_order(fuse):
    good_test(fuse)
    assert [memory["id"] for memory in fuse([YES, OTHER], [OTHER, YES])] == ["a", "c"]


def twice(fuse):
    good_test(fuse)
    assert len(fuse([YES, OTHER], [OTHER, YES])) == 4


def the_same_object(fuse):
    good_test(fuse)
    assert fuse([YES], [])[0] is YES


def one_after_the_other(by_meaning, by_words, k=10):
    return [*by_meaning, *by_words][:k]


def cut_before(by_meaning, by_words, k=10):
    half = k // 2
    return fuse(by_meaning[:half], by_words[:half], k)


def by_score(by_meaning, by_words, k=10):
    scores = {}
    for ranked in (by_meaning, by_words):
        for rank, memory in enumerate(ranked, 1):
            scores[memory["id"]] = scores.get(memory["id"], 0) + 1 / (60 + rank)
    found = {}
    for memory in fuse(by_meaning, by_words, 1000):
        found.setdefault(round(scores[memory["id"]], 6), memory)
    return list(found.values())[:k]


def by_worst_place(by_meaning, by_words, k=10):
    return fuse(by_meaning[::-1], by_words[::-1], k)


def marking(by_meaning, by_words, k=10):
    for ranked in (by_meaning, by_words):
        for rank, memory in enumerate(ranked, 1):
            memory["rank"] = rank
    return [{"id": m["id"], "text": m["text"]} for m in fuse(by_meaning, by_words, k)]


CASES = {
    "m5.1": Cases(
        solution=lambda _: good_test,
        wrong={
            "passes with the code above": lambda _: happy_test,
            "takes memories of equal score for one": lambda _: in_one_list,
            "which adds up places": lambda _: in_this_order,
            "fails with a sound `fuse` (line": lambda _: twice,
            "fails with a sound `fuse`, which": lambda _: the_same_object,
            "returns a list": lambda _: lambda fuse: fuse([YES, NO], [NO, YES]),
            "stops with KeyError": lambda _: lambda fuse: fuse([YES], [])[0]["name"],
        },
    ),
    "m5.2": Cases(
        solution=lambda _: fuse,
        wrong={
            "that differ after": lambda _: fused_by(lambda memory: memory["text"][:64]),
            "the same words and different ids": lambda _: fused_by(lambda memory: memory["text"]),
            "comes out twice": lambda _: one_after_the_other,
            "three in each list": lambda _: by_score,
            "first in both lists": lambda _: by_worst_place,
            "have been changed": lambda _: marking,
            "With k=3": lambda _: lambda m, w, k=10: fuse(m, w, 10),  # noqa: ARG005
            "not the memories": lambda _: lambda *args: [m["text"] for m in fuse(*args)],
            "this is nothing (None)": lambda _: lambda *_: None,
            "With k=3, of eight": lambda _: cut_before,
        },
    ),
}
