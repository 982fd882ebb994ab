"""Right and wrong answers to the exercises of lesson 8."""

from exercise_cases import Cases

import memorykinds as mk


def applying(values):
    return {name: value for name, value in values.items() if value is not None}


def total(values, weights):
    return sum(weights[name] * value for name, value in applying(values).items())


def score(values, weights):
    return total(values, weights) / sum(weights[name] for name in applying(values))


def zeros(values, weights):
    return total(values, weights) / sum(weights.values())


def plain_mean(values, _weights):
    return sum(applying(values).values()) / len(applying(values))


def best(values, _weights):
    return max(applying(values).values())


def changed(recall, memory_id):
    changes = recall.why_not(memory_id).changes
    return [recall.with_(**change.settings) for change in changes if not change.searches]


def is_hit(recall, memory_id):
    return recall.why_not(memory_id).gate == "passed"


def admit(recall, memory_id):
    if is_hit(recall, memory_id):
        return recall
    return min(changed(recall, memory_id), key=lambda one: one.tokens, default=None)


def first(recall, memory_id):
    return recall if is_hit(recall, memory_id) else next(iter(changed(recall, memory_id)), None)


def all_of_it(recall, memory_id):
    return admit(recall, memory_id) and recall.with_(k=1000, budget=None)


def even_if_recalled(recall, memory_id):
    if is_hit(recall, memory_id):
        return recall.with_(fusion="rrf", k=recall.k + 1)
    return admit(recall, memory_id)


def settings(recall, memory_id):
    found = admit(recall, memory_id)
    return found and {"k": found.k}


CASES = {
    "8.1": Cases(
        solution=lambda _: score,
        wrong={
            "That is a sum": lambda _: total,
            "as if its value were 0": lambda _: zeros,
            "All terms count the same": lambda _: plain_mean,
            "not their weighted mean": lambda _: best,
            "to return a number": lambda _: lambda v, w: None,  # noqa: ARG005
        },
    ),
    "8.2": Cases(
        solution=lambda _: mk.Weights(recency=0.6, half_life=60),
        wrong={
            "A mk.Weights is expected": lambda _: {"recency": 0.6},
            "two months old and should be first": lambda _: mk.Weights(),
            "and should be first": lambda _: mk.Weights(recency=0.6, half_life=5),
            "nothing to do with the question": lambda _: mk.Weights(recency=5),
            "half a year old": lambda _: mk.Weights(recency=2, half_life=180),
            "the question itself does not count": lambda _: mk.Weights(similarity=0, lexical=0),
        },
    ),
    "8.3": Cases(
        solution=lambda _: admit,
        wrong={
            "A Recall is expected": lambda _: settings,
            "is not among the hits": lambda _: lambda r, i: admit(r, i) and r,
            "was recalled already": lambda _: even_if_recalled,
            "much that nobody asked for": lambda _: all_of_it,
            "there is a change with which it takes": lambda _: first,
            "no longer true None is expected": lambda _: lambda r, i: admit(r, i) or r,
        },
    ),
}
