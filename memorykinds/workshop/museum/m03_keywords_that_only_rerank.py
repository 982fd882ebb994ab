"""Exhibit 3, keywords that only rerank: its exercises and its question."""

import random
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.museum.trying import Tried, need_test
from memorykinds.workshop.questions import Choice, question

_TOPICS = (
    ("garden", "hedge", "apple", "spade"),
    ("piano", "choir", "tune", "concert"),
    ("tax", "invoice", "bank", "budget"),
)
_POOL = 20
_LEAST = 0.2
_MANY = 300

Vector = npt.NDArray[np.float64]


def _cosine(one: Any, other: Any) -> float:
    lengths = np.linalg.norm(one) * np.linalg.norm(other)
    return float(np.dot(one, other) / lengths) if lengths else 0.0


def _scores(question_text: str, texts: Iterable[str], embed: Any) -> dict[str, tuple[float, float]]:
    """Return what each text has of the question's meaning and of its words, 0 to 1 each."""
    asked, vector = set(question_text.lower().split()), embed(question_text)
    return {
        text: (
            _cosine(vector, embed(text)),
            len(asked & set(text.lower().split())) / (len(asked) or 1),
        )
        for text in texts
    }


def _best(scores: dict[str, tuple[float, float]], of: Iterable[str], k: int) -> list[str]:
    return sorted(of, key=lambda text: sum(scores[text]), reverse=True)[:k]


def _all_scored(question: str, texts: Any, embed: Any, k: int = 3) -> Any:
    """Score every text; equals come in the order of the alphabet."""
    return _best(_scores(question, texts, embed), sorted(texts), k)


def _both_pools(question: str, texts: Any, embed: Any, k: int = 3) -> Any:
    """Score what is among the best in meaning or among the best in words."""
    scores = _scores(question, texts, embed)
    near = sorted(texts, key=lambda text: scores[text][0], reverse=True)[:_POOL]
    worded = sorted(texts, key=lambda text: scores[text][1], reverse=True)[:_POOL]
    return _best(scores, dict.fromkeys([*worded, *near]), k)


def _nearest_alone(question: str, texts: Any, embed: Any, k: int = 3) -> Any:
    """Score what is among the best in meaning: the fault."""
    scores = _scores(question, texts, embed)
    near = sorted(texts, key=lambda text: scores[text][0], reverse=True)[:_POOL]
    return _best(scores, near, k)


def _alike_alone(question: str, texts: Any, embed: Any, k: int = 3) -> Any:
    """Score what is alike enough in meaning: the fault in another form."""
    scores = _scores(question, texts, embed)
    near = [text for text in texts if scores[text][0] >= _LEAST]
    return _best(scores, near, k)


@exercise("m3.1", title="A test that finds the fault")
def finds_lost_words(answer: Any, _case: Case) -> None:
    """Try a test on the exhibit's code, on two sound ones, and on one with a threshold."""
    need_test(
        answer,
        "search",
        faulty=[
            Tried(
                "the code above",
                _nearest_alone,
                "How many texts did the trial have? And which text should be found whatever the "
                "embedder thinks of it?",
            ),
            Tried(
                "another `search` with this fault, which drops what is not alike enough in meaning, "
                "however few texts there are",
                _alike_alone,
                "Look for a text that has nothing of the question's meaning, only its words.",
            ),
        ],
        sound=[
            Tried(
                "a sound `search`, which scores every text",
                _all_scored,
                "Does what you expect have the highest score, if you work it out? Of equals either "
                "may come first.",
            ),
            Tried(
                "a sound `search`, which scores the best of each half",
                _both_pools,
                "Does what you expect have the highest score, if you work it out?",
            ),
        ],
    )


@exercise("m3.2", title="The mend")
def mend(answer: Any, case: Case) -> None:
    """Look for a code among many, for a meaning among many, and for what has both."""
    need_function(answer, "question, texts, embed, k")
    for many in (0, 50, _MANY):
        _find_by_word(answer, case.rng, many)
    _find_by_meaning(answer, case.rng)
    _find_both(answer, case.rng)
    few = _others(case.rng, 2)
    need(
        sorted(_found(answer, few[0], few, 5)) == sorted(few),
        "Of two texts, with k=5, both are expected.",
    )
    need(_found(answer, "tax", [], 3) == [], "Without any texts something is found.")


def _embed(text: str) -> Vector:
    words = text.lower().split()
    return np.array([sum(word in topic for word in words) for topic in _TOPICS], float)


def _code(rng: random.Random) -> str:
    return f"{rng.choice('bcdfgh')}-{rng.randint(1000, 9999)}"


def _others(rng: random.Random, many: int, topics: Sequence[Sequence[str]] = _TOPICS) -> list[str]:
    return [f"note {n} on {rng.choice(rng.choice(topics))}" for n in range(many)]


def _among(rng: random.Random, text: str, others: list[str]) -> list[str]:
    others.insert(rng.randint(len(others) // 2, len(others)), text)
    return others


def _find_by_word(answer: Any, rng: random.Random, many: int) -> None:
    code = _code(rng)
    target = f"{code} means wait a minute"
    texts = _among(rng, target, _others(rng, many))
    for asked in (code, f"{code} again"):
        need(
            target in _found(answer, asked, texts, 3),
            f"Among {len(texts)} texts the only one that holds a word of the question is not found.",
            hint="Which texts are scored at all? A larger number only puts it off.",
        )


def _find_by_meaning(answer: Any, rng: random.Random) -> None:
    topic, *others = rng.sample(_TOPICS, 3)
    asked, meant = rng.sample(topic, 2)
    target = f"my {meant} once more"
    texts = _among(rng, target, _others(rng, _MANY, others))
    need(
        target in _found(answer, asked, texts, 3),
        "A text with the question's meaning is not found if it has no word in common with it.",
        hint="Words are one half of a score, meaning is the other.",
    )


def _find_both(answer: Any, rng: random.Random) -> None:
    """Put first what has both, then what has a half of the words and all of the meaning."""
    topic, *others = rng.sample(_TOPICS, 3)
    code = _code(rng)
    both, second = f"{topic[0]} {code}", f"my {topic[0]} once more"
    texts = _among(rng, both, _among(rng, second, _others(rng, 60, others)))
    found = _found(answer, f"{topic[0]} {code}", texts, 2)
    need(
        found == [both, second],
        "What has the meaning and all words is not first, or what has the meaning and half of the "
        "words is not second.",
        hint="Half of a score is meaning and half is words, for all that is scored.",
    )


def _found(answer: Any, asked: str, texts: list[str], k: int) -> list[Any]:
    """Return what the learner's function finds, if it is of the right form and changed nothing."""
    given = list(texts)
    found = answer(asked, given, _embed, k)
    need(
        isinstance(found, list | tuple),
        f"A list of texts is expected back, best first, and this is {a_value(found)}.",
    )
    need(
        all(one in texts for one in found),
        "What comes back are not the texts that were passed in.",
        hint="What does the code above return?",
    )
    need(len(set(found)) == len(found), "A text is returned twice.", hint="Who found it?")
    need(
        len(found) == min(k, len(texts)),
        f"With k={k} and {len(texts)} texts in all it returns {len(found)}.",
    )
    need(given == texts, "The list of texts that was passed in has been changed.")
    return list(found)


question(
    "m3.q1",
    "A search keeps the 100 nearest in meaning and reranks them by words. Users have up to 80 memories. "
    "All tests pass. What is true?",
    Choice(
        "It is sound: words and meaning both count.",
        "Up to 100 memories it is. Then words count only for what meaning has let through.",
    ),
    Choice(
        "Nobody can see the fault yet; it comes with the 101st memory.",
        "So test at sizes beyond every constant in the code, whatever users have today.",
        right=True,
    ),
    Choice(
        "It would be sound with a better embedder.",
        "Less often wrong. There will always be a name or a code that it has never met.",
    ),
)
