"""Lesson 8, recall: its exercises and its quiz."""

import math
import random
from typing import Any

import memorykinds as mk
from memorykinds.kinds.clock import LessonClock, counted_ids
from memorykinds.memory import Memory
from memorykinds.recall.result import Recall
from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.questions import Choice, question

_TERMS = ("similarity", "lexical", "recency", "importance", "time")


@exercise("8.1", title="Work out a score")
def score(answer: Any, case: Case) -> None:
    """Compare with the weighted mean of the terms that apply, for several sets of terms."""
    need_function(answer, "values, weights")
    for _ in range(4):
        weights = {name: round(case.rng.uniform(0.1, 2), 2) for name in _TERMS}
        values: dict[str, float | None] = {n: round(case.rng.uniform(0.1, 1), 2) for n in _TERMS}
        for name in case.rng.sample(_TERMS, 2):
            values[name] = None
        got = answer(dict(values), dict(weights))
        need(
            isinstance(got, int | float) and not isinstance(got, bool),
            f"The function is to return a number, and it returned {a_value(got)}.",
            hint="Is there a `return`?",
        )
        _compare_score(got, values, weights)


def _compare_score(got: float, values: dict[str, float | None], weights: dict[str, float]) -> None:
    applying = {name: value for name, value in values.items() if value is not None}
    total = sum(weights[name] * value for name, value in applying.items())
    need(
        not math.isclose(got, total),
        "That is a sum, and grows with the weights: it may be above 1.",
        hint="What makes a weighted mean of a weighted sum?",
    )
    need(
        not math.isclose(got, total / sum(weights.values())),
        "A term that does not apply lowers the score, as if its value were 0.",
        hint="It is left out above the line. Where else do its weights stand?",
    )
    need(
        not math.isclose(got, sum(applying.values()) / len(applying)),
        "All terms count the same, whatever their weights.",
    )
    expected = total / sum(weights[name] for name in applying)
    need(
        math.isclose(got, expected, abs_tol=1e-3),
        f"For {len(applying)} terms that apply the function returns {got:.3f}; that is not their "
        "weighted mean.",
        hint="Work one out by hand with two terms: 1.0 with weight 3, and 0.0 with weight 1.",
    )


_TASTES = (
    (
        "What kind of routes does the user like?",
        "The user likes flat routes along rivers.",
        "The user dislikes flat routes.",
    ),
    (
        "What kind of concerts does the user like?",
        "The user likes jazz concerts in small bars.",
        "The user dislikes jazz concerts.",
    ),
)
"""A question, and what was said of it first and last; the first is nearer in its words."""

_LASTING = (
    ("What is the user allergic to?", "The user is allergic to {}.", ("peanuts", "eggs", "milk")),
    ("Who is the user's doctor?", "The user's doctor is Dr {}.", ("Moser", "Lind", "Okafor")),
)

_NOISE = (
    "The user is learning Slovenian.",
    "The user lives in Ljubljana.",
    "The user has a gravel bike.",
    "The user works at a bakery.",
    "The user's son is Eino.",
    "The user plays chess.",
)


def _add(memory: Memory, text: str) -> None:
    memory.semantic.add(mk.Fact(subject="user", predicate="says", object=text, text=text))


@exercise("8.2", title="Choose weights for a need")
def chosen(answer: Any, case: Case) -> None:
    """Ask for tastes that have changed, and for old facts among many new ones."""
    need(
        isinstance(answer, mk.Weights),
        f"A mk.Weights is expected here, and this is {a_value(answer)}.",
        hint="mk.Weights(name=number, …); what you do not name keeps its default.",
    )
    need(
        answer.similarity + answer.lexical > 0,
        "With these weights the question itself does not count.",
        hint="Which two terms compare a memory with what is asked?",
    )
    for asked, before, now in _TASTES:
        for old_question, form, things in _LASTING:
            old = form.format(case.rng.choice(things))
            clock = LessonClock("2026-03-01T10:00")
            with mk.open(user="someone", clock=clock, ids=counted_ids()) as memory:
                _add(memory, before)
                _add(memory, old)
                clock.advance(days=120)
                _add(memory, now)
                clock.advance(days=50)
                for text in case.rng.sample(_NOISE, len(_NOISE)):
                    _add(memory, text)
                clock.advance(days=10)
                _compare_taste(_first(memory, answer, asked), (before, now), asked)
                _compare_lasting(_first(memory, answer, old_question), old, old_question)


def _first(memory: Memory, weights: mk.Weights, asked: str) -> str:
    return memory.recall(asked, k=3, weights=weights).hits[0].record.text


def _compare_lasting(first: str, expected: str, asked: str) -> None:
    need(
        first == expected,
        f"{asked!r} has one answer, half a year old, and {first!r} comes before it.",
        hint="Something counts for so much that the question hardly matters. How many points "
        "does each term give in `explain()`?",
    )


def _compare_taste(first: str, tastes: tuple[str, str], asked: str) -> None:
    before, now = tastes
    need(
        first != before,
        f"To {asked!r} the first memory is {first!r}; what was said last about it is two months "
        "old and should be first.",
        hint="Which term knows how old a memory is, and how much is left of it after 60 days?",
    )
    need(
        first == now,
        f"To {asked!r} the first memory is {first!r}, which was said ten days ago and has nothing "
        "to do with the question.",
        hint="Ten days and sixty should not be worlds apart, and no age should outvote the "
        "question. Which of the two settings does that?",
    )


@exercise("8.3", title="Prove the cheapest change")
def admit(answer: Any, case: Case) -> None:
    """Try every memory of somebody unseen: recalled, left out, too long, and closed."""
    need_function(answer, "recall, memory_id")
    clock = LessonClock("2026-03-01T10:00")
    with mk.open(user="someone", clock=clock, ids=counted_ids()) as memory:
        old, new = case.rng.sample(("Oslo", "Lyon", "Porto", "Graz", "Ghent", "Cork"), 2)
        memory.learn(f"I live in {old}.", kinds=("semantic",))
        for text in _shuffled(case.rng):
            _add(memory, text)
        clock.advance(days=60)
        memory.learn(f"I moved to {new} last week.", kinds=("semantic",))
        recalls = (
            memory.recall("Which sport does the user do?", k=2),
            memory.recall("What does the user like to do on Sundays?", k=5, budget=100),
        )
        for recall in recalls:
            for record in memory.semantic.all(active=False):
                _compare_change(recall, record.id, answer(recall, record.id))


def _shuffled(rng: random.Random) -> list[str]:
    texts = [text for text in _NOISE if "lives" not in text]
    texts += ["The user likes flat routes along rivers.", "The user swims on Sundays."]
    return rng.sample(texts, len(texts))


def _compare_change(recall: Recall, memory_id: str, got: Any) -> None:
    why = recall.why_not(memory_id)
    possible = [recall.with_(**c.settings) for c in why.changes if not c.searches]
    if why.gate == "passed":
        possible = [recall]
    if not possible:
        need(
            got is None,
            "For a memory that is no longer true None is expected: `with_` searches nothing anew.",
            hint="A change that `searches` is not one for `with_`. What is left without those?",
        )
        return
    need(
        isinstance(got, Recall),
        f"A Recall is expected back, and this is {a_value(got)}.",
        hint="The proof is what `with_` returns when it is given a change's `settings`.",
    )
    need(
        any(hit.record.id == memory_id for hit in got.hits),
        "The memory is not among the hits of what is returned.",
        hint="A recall never changes: is it the new one that you return?",
    )
    need(
        why.gate != "passed" or got == recall,
        "The memory was recalled already, and yet something was changed.",
        hint="What is `why.gate` then?",
    )
    need(
        got.k <= max(one.k for one in possible),
        f"k={got.k} admits it, and much that nobody asked for.",
        hint="`why_not` tells the smallest change of each setting.",
    )
    least = min(one.tokens for one in possible)
    need(
        got.tokens <= least,
        f"The prompt takes {got.tokens} tokens; there is a change with which it takes {least}.",
        hint="There may be several changes. Try each, and compare `tokens`.",
    )


question(
    "8.q1",
    "The best memory for a question has a similarity of 1.0. What does that say?",
    Choice(
        "It answers the question.",
        "With minmax the best has 1.0 whatever it says: it is only the nearest of those there are.",
    ),
    Choice(
        "No other memory was nearer in meaning.",
        "minmax stretches from the lowest to the highest. `raw` of the term tells the cosine.",
        right=True,
    ),
    Choice("Its words are the same as the question's.", "Words are compared by the other arm."),
)
question(
    "8.q2",
    "You raise recency from 0.03 to 3. What comes first?",
    Choice(
        "The newest of the memories that answer the question.",
        "That would be a filter and then an order. Here everything is one sum.",
    ),
    Choice(
        "What was said last, nearly whatever is asked.",
        "With three quarters of the whole weight, recency outvotes meaning and words together.",
        right=True,
    ),
    Choice("The same as before.", "A weight counts beside the others, and it grew a hundredfold."),
)
question(
    "8.q3",
    "A memory is superseded, and `why_not` offers `as_of=…`. Why can `with_` not do that?",
    Choice(
        "Because the memory was deleted.",
        "It is kept, with the time at which it ended.",
    ),
    Choice(
        "Because it was not among what was searched; that takes a new search.",
        "`with_` ranks anew what the search told. What the filter kept out has no numbers there.",
        right=True,
    ),
    Choice(
        "Because its score is too low.", "It has none: it was never compared with the question."
    ),
)
question(
    "8.q4",
    "The budget is 200 tokens, and the second of three memories takes 400. What is in the prompt?",
    Choice(
        "The first alone.", "A memory that is too long is passed over; it does not end the list."
    ),
    Choice(
        "The first, and half of the second.", "A memory is never cut: half a fact may be false."
    ),
    Choice(
        "The first, and the third if it fits.",
        "Best first, and what does not fit is passed over. `lost` names it with its gate.",
        right=True,
    ),
)
