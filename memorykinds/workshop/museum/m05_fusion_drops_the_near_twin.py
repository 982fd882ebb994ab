"""Exhibit 5, fusion that drops the near-twin: its exercises and its question."""

import random
from typing import Any

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.museum.trying import Tried, need_test
from memorykinds.workshop.questions import Choice, question

_PEOPLE = ("Mr Adler", "Ms Brandt", "Mr Okoro", "Mrs Silva", "Ms Weiss", "Mr Yilmaz")
_THINGS = ("penicillin", "coffee", "visitors", "a second pillow", "the window open", "salt")
_LONG = (
    "as was agreed in the long talk on {day} with the family, the ward's doctor and the nurse in "
    "charge, and as was put down in the file afterwards, {name} may have {thing}"
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday")
_ENDS = (" as before", " no longer", " on Sundays only")
_K = 60

_Memory = dict[str, Any]


def _by_rank(by_meaning: Any, by_words: Any, k: int = 10, key: Any = None) -> list[_Memory]:
    """Fuse by the sums of reciprocal ranks; `key` tells memories apart, by default the id."""
    scores: dict[Any, float] = {}
    found: dict[Any, _Memory] = {}
    for ranked in (by_meaning, by_words):
        for rank, memory in enumerate(ranked, 1):
            name = memory["id"] if key is None else key(memory)
            scores[name] = scores.get(name, 0) + 1 / (_K + rank)
            found[name] = memory
    return [found[name] for name in sorted(scores, key=lambda n: -scores[n])[:k]]


def _by_places(by_meaning: Any, by_words: Any, k: int = 10) -> Any:
    """The same by the sum of places, in which equals come in the other order, as copies."""
    lists = (by_words, by_meaning)
    memories = {memory["id"]: memory for ranked in lists for memory in ranked}
    last = len(memories) + 1

    def places(name: Any) -> int:
        ids = [[memory["id"] for memory in ranked] for ranked in lists]
        return sum(found.index(name) if name in found else last for found in ids)

    return [dict(memories[name]) for name in sorted(memories, key=places)[:k]]


def _by_beginning(by_meaning: Any, by_words: Any, k: int = 10) -> Any:
    """Take memories that begin alike for one: the fault."""
    return _by_rank(by_meaning, by_words, k, lambda memory: memory["text"].lower()[:32])


def _by_score(by_meaning: Any, by_words: Any, k: int = 10) -> Any:
    """Take memories of the same score for one."""
    found: dict[float, _Memory] = {}
    for memory in _by_rank(by_meaning, by_words, 10**6):
        ranks = [
            rank
            for ranked in (by_meaning, by_words)
            for rank, one in enumerate(ranked, 1)
            if one["id"] == memory["id"]
        ]
        found.setdefault(round(sum(1 / (_K + rank) for rank in ranks), 6), memory)
    return list(found.values())[:k]


@exercise("m5.1", title="A test that finds the fault")
def finds_lost_twins(answer: Any, _case: Case) -> None:
    """Try a test on the exhibit's code, on two sound ones, and on one that compares scores."""
    need_test(
        answer,
        "fuse",
        faulty=[
            Tried(
                "the code above",
                _by_beginning,
                "Which two memories would it take for one? Do both of yours come out?",
            ),
            Tried(
                "another `fuse` with this fault, which takes memories of equal score for one",
                _by_score,
                "When have two memories the same score? Each may be first in one list, and second in "
                "the other.",
            ),
        ],
        sound=[
            Tried(
                "a sound `fuse`",
                _by_rank,
                "Each memory comes out once, those in both lists too, and k bounds how many.",
            ),
            Tried(
                "a sound `fuse`, which adds up places",
                _by_places,
                "If one memory is higher here and the other there, either may come first. "
                "A memory is told by its id.",
            ),
        ],
    )


@exercise("m5.2", title="The mend")
def mend(answer: Any, case: Case) -> None:
    """Fuse twins of several sorts, and look whether each comes out once, and in order."""
    need_function(answer, "by_meaning, by_words, k")
    rng = case.rng
    _keep_twins(answer, rng)
    _keep_those_of_equal_score(answer, rng)
    _keep_same_words(answer, rng)
    _compare_order(answer, rng)
    need(_found(answer, [], [], 3) == [], "Of two empty lists something comes out.")


def _keep_twins(answer: Any, rng: random.Random) -> None:
    day, name, thing = rng.choice(_DAYS), rng.choice(_PEOPLE), rng.choice(_THINGS)
    beginning = _LONG.format(day=day, name=name, thing=thing)
    twins = [beginning + end for end in _ENDS]
    memories = _memories(rng, [*twins, *_short(rng, 4)])
    found = _found(answer, memories[:5], memories[2:], 10)
    _need_each_once(
        found,
        memories,
        f"Of memories that differ after {len(beginning)} letters",
        "A longer beginning is a beginning, too. What tells one memory from another?",
    )


def _keep_those_of_equal_score(answer: Any, rng: random.Random) -> None:
    memories = _memories(rng, _short(rng, 6))
    half = len(memories) // 2
    found = _found(answer, memories[:half], memories[half:], 10)
    _need_each_once(
        found,
        memories,
        "Of six memories, three in each list,",
        "Those at the same place of their lists have the same score, and are two all the same.",
    )


def _keep_same_words(answer: Any, rng: random.Random) -> None:
    """Two people may say the same, and only the ids tell that these are two."""
    text = _short(rng, 1)[0]
    memories = _memories(rng, [text, text, *_short(rng, 3)])
    found = _found(answer, memories, memories[::-1], 10)
    _need_each_once(
        found,
        memories,
        "Of memories two of which have the same words and different ids",
        "By what does the docstring say that a memory is told?",
    )


def _compare_order(answer: Any, rng: random.Random) -> None:
    memories = _memories(rng, _short(rng, 8))
    first, second = memories[0], memories[1]
    by_meaning = [first, second, *memories[2:5]]
    # The same memory comes from each search as an object of its own.
    by_words = [dict(memory) for memory in (first, second, *memories[5:])]
    found = _found(answer, by_meaning, by_words, 10)
    need(
        [memory["id"] for memory in found[:2]] == [first["id"], second["id"]],
        "What is first in both lists, and then what is second in both, do not come out first and second.",
        hint="What both lists have found adds up, and higher places count more.",
    )
    few = _found(answer, by_meaning, by_words, 3)
    need(len(few) == 3, f"With k=3, of eight memories {len(few)} come out.")  # noqa: PLR2004 -- k
    need(
        [memory["id"] for memory in few[:2]] == [first["id"], second["id"]],
        "With k=3 the two that are first and second in both lists are not those that come out first.",
    )


def _need_each_once(found: list[_Memory], given: list[_Memory], told: str, hint: str) -> None:
    ids = [memory["id"] for memory in found]
    need(
        len(set(ids)) == len(ids),
        "A memory comes out twice.",
        hint="What both lists hold is one memory.",
    )
    lost = {memory["id"] for memory in given} - set(ids)
    need(
        not lost,
        f"{told} {len(lost)} {'is' if len(lost) == 1 else 'are'} lost, though k leaves room.",
        hint=hint,
    )


def _found(answer: Any, by_meaning: list[_Memory], by_words: list[_Memory], k: int) -> list[Any]:
    """Return what the learner's function makes of two lists, if it is of the right form."""
    given = [[dict(memory) for memory in ranked] for ranked in (by_meaning, by_words)]
    found = answer(*given, k)
    need(
        isinstance(found, list | tuple),
        f"A list of memories is expected back, and this is {a_value(found)}.",
    )
    need(
        all(one in by_meaning or one in by_words for one in found),
        "What comes back are not the memories that were passed in.",
        hint="What does the code above return?",
    )
    need(
        given == [by_meaning, by_words],
        "The lists that were passed in, or the memories in them, have been changed.",
    )
    return list(found)


def _short(rng: random.Random, many: int) -> list[str]:
    pairs = [f"{name} has {thing}" for name in _PEOPLE for thing in _THINGS]
    return rng.sample(pairs, many)


def _memories(rng: random.Random, texts: list[str]) -> list[_Memory]:
    ids = rng.sample(range(100, 1000), len(texts))
    return [{"id": f"m{one}", "text": text} for one, text in zip(ids, texts, strict=True)]


question(
    "m5.q1",
    "Two memories are 98 percent alike as text. A prompt has room for both. What should recall do?",
    Choice(
        "Keep the one with the higher score: the other adds nothing.",
        "“No longer” is two words of many. What is asked about often stands in just those.",
    ),
    Choice(
        "Keep both; merging is decided elsewhere, by what they say, and recorded.",
        "Recall does not know which 2 percent decide. A merge can look, give its reason, and be undone.",
        right=True,
    ),
    Choice(
        "Keep the newer one.",
        "The newer may be about something else: another dose, another person with the same name.",
    ),
)
