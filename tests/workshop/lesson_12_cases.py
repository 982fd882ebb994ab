"""Right and wrong answers to the exercises of lesson 12."""

import random
import re

from exercise_cases import Cases

from memorykinds.managers.policies import FACT_POLICIES
from memorykinds.managers.policies.facts import fact_of, said_at, subject_of, words_of
from memorykinds.managers.policy import add, retract, supersede


def all_at_k(runs, k):
    judged_runs = [run for run in runs if run["evidence"]]
    if not judged_runs:
        return None
    found = [set(run["evidence"]) <= set(run["ranked"][:k]) for run in judged_runs]
    return sum(found) / len(found)


def by(holds):
    def measured(runs, k):
        if not any(run["evidence"] for run in runs):
            return None
        found = [holds(run, run["ranked"][:k]) for run in runs if run["evidence"]]
        return sum(found) / len(found)

    return measured


def any_of_it(run, first):
    return any(one in first for one in run["evidence"])


def share_of_it(run, first):
    return sum(one in first for one in run["evidence"]) / len(run["evidence"])


def counts_the_empty(runs, k):
    return sum(set(r["evidence"]) <= set(r["ranked"][:k]) for r in runs) / (len(runs) or 1)


def divides_by_all(runs, k):
    if not any(run["evidence"] for run in runs):
        return None
    good = [r for r in runs if r["evidence"] and set(r["evidence"]) <= set(r["ranked"][:k])]
    return len(good) / len(runs)


def without_doubles(runs, k):
    return all_at_k([r | {"ranked": list(dict.fromkeys(r["ranked"]))} for r in runs], k)


def cutting(runs, k):
    for run in runs:
        del run["ranked"][k:]
    return all_at_k(runs, k)


def one_too_few(runs, k):
    return all_at_k(runs, k - 1)


def zero_of_nothing(runs, k):
    return all_at_k(runs, k) or 0.0


def resampled(differences):
    rng = random.Random(0)  # noqa: S311 -- no secret
    size = len(differences)
    return sorted(sum(rng.choices(differences, k=size)) / size for _ in range(1000))


def paired(a, b):
    return [y - x for x, y in zip(a, b, strict=True)]


def really_better(a, b):
    return resampled(paired(a, b))[25] > 0


def unpaired(a, b):
    rng = random.Random(0)  # noqa: S311 -- no secret

    def mean(values):
        return sum(rng.choices(values, k=len(values))) / len(values)

    return sorted(mean(b) - mean(a) for _ in range(1000))[25] > 0


def two_sided(a, b):
    means = resampled(paired(a, b))
    return means[25] > 0 or means[975] < 0


def sorting(a, b):
    found = really_better(a, b)
    a.sort()
    return found


usual = FACT_POLICIES["bitemporal"]


def stands_beside(case):
    value = fact_of(case.draft).object
    here = [s for s in re.split(r"[.!?]", case.draft.provenance.excerpt) if value in s]
    return re.search(r"\b(also|too|as well)\b", " ".join(here)) is not None


def carried_out(new, old):
    done = (old.predicate, new.predicate) == ("plans_to", "did")
    return done and words_of(new.object.partition(" ")[2]) <= words_of(old.object)


def given_up(new, old):
    wider = words_of(new.object) < words_of(old.object)
    return wider and (old.predicate, new.predicate) == ("likes", "dislikes")


def mending(ends=(carried_out, given_up), beside=stands_beside, subject=True, order=True):
    """Return the default policy, mended in these ways."""

    def policy(case):
        new, verdict = fact_of(case.draft), usual(case)
        if verdict.decision.reason == "newer_value":
            return add(case) if beside(case) else verdict
        over = tuple(
            record
            for record in case.active
            if (not subject or subject_of(fact_of(record)) == subject_of(new))
            and (not order or said_at(record) <= case.said_at)
            and any(one(new, fact_of(record)) for one in ends)
        )
        if verdict.decision.reason != "new" or not over:
            return verdict
        return supersede(case, "contradicts", "Over.", over, case.said_at)

    return policy


def memorizing(given):
    """Take over what is believed in each given story, by its words; else decide as usual."""
    mended = mending()
    known = {told.words for story in given for told in story.told}

    def policy(case):
        words = {case.draft.provenance.excerpt, *(r.provenance.excerpt for r in case.known)}
        return mended(case) if words <= known else usual(case)

    return policy


def forgetting(case):
    if not case.active:
        return add(case)
    return retract(case, "contradicts", "Gone.", case.active, case.said_at)


def only_the_last(case):
    if not case.active or case.candidate.intent == "forget":
        return usual(case)
    return supersede(case, "contradicts", "Newer.", case.active, case.said_at)


def also_first(case):
    return add(case) if stands_beside(case) else mending()(case)


def silent(case):
    if case.active:
        return None
    return usual(case)


CASES = {
    "12.1": Cases(
        solution=lambda _: all_at_k,
        wrong={
            "one of two pieces": lambda _: by(any_of_it),
            "one of two pieces is among the first 1, it returns 0.50": lambda _: by(share_of_it),
            "one question has no evidence, and the other's is not": lambda _: counts_the_empty,
            "one question has no evidence, and the other's is found": lambda _: divides_by_all,
            "takes two places": lambda _: without_doubles,
            "have been changed": lambda _: cutting,
            "all evidence of the one question": lambda _: one_too_few,
            "None is expected": lambda _: zero_of_nothing,
            "A number from 0 to 1": lambda _: lambda *_: None,
        },
    ),
    "12.2": Cases(
        solution=lambda _: really_better,
        wrong={
            "better at 12 questions and worse at 10": lambda _: lambda a, b: sum(b) > sum(a),
            "better at 2 of 10": lambda _: lambda a, b: sum(b) - sum(a) > 0.1 * len(a),
            "very unequal": lambda _: unpaired,
            "worse at 45 questions": lambda _: two_sided,
            "both did the same": lambda _: lambda a, b: resampled(paired(a, b))[25] >= 0,
            "have been changed": lambda _: sorting,
            "True or False": lambda _: lambda a, b: resampled(paired(a, b)),
        },
    ),
    "12.3": Cases(
        solution=lambda _: mending(),
        wrong={
            "no gain on the stories": lambda _: usual,
            "does not go beyond": memorizing,
            "It loses “a plan, and something else”": lambda _: forgetting,
            "It loses “a plan, and": lambda _: only_the_last,
            "loses “two tastes that go together”": lambda _: mending(
                subject=False, ends=(given_up,)
            ),
            "loses “a new one in its place”": lambda _: mending(beside=lambda _case: True),
            "“a new one in its place”": lambda _: mending(
                beside=lambda case: "too" in case.draft.provenance.excerpt.lower()
            ),
            "loses “said earlier, learned later”": lambda _: mending(order=False),
            "loses “said again": lambda _: also_first,
            "A verdict is expected": lambda _: silent,
        },
    ),
}
