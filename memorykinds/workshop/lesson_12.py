"""Lesson 12, measuring memory, and the capstone: its exercises and its quiz."""

import random
from collections.abc import Sequence
from copy import deepcopy
from numbers import Number
from typing import Any

from memorykinds.managers.policies import FACT_POLICIES
from memorykinds.managers.policy import Case as PolicyCase
from memorykinds.managers.policy import Verdict
from memorykinds.workshop.capstone import judged
from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.questions import Choice, question
from memorykinds.workshop.stories import KINDS, Story, stories

_DEFAULT = FACT_POLICIES["bitemporal"]


@exercise("12.1", title="Measure by all of the evidence")
def all_at_k(answer: Any, case: Case) -> None:
    """Ask about questions with one piece, several, none, and ids that stand twice."""
    need_function(answer, "runs, k")
    a, b, c, d, e = case.rng.sample([f"D{n}:{m}" for n in range(1, 5) for m in range(1, 9)], 5)
    ranked = [a, b, c, d]
    whole, none = _run([a, b], ranked), _run([], ranked)
    late, missing = _run([c], ranked), _run([a, e], ranked)
    order = "The first k are so many, and the last of them counts."
    for runs, k, expected, what, hint in (
        ([whole], 2, 1.0, "all evidence of the one question is among the first 2", order),
        ([whole], 1, 0.0, "one of two pieces is among the first 1", "Is one piece of two enough?"),
        ([late], 2, 0.0, "the evidence has rank 3, and k is 2", order),
        (
            [whole, late, missing, missing],
            3,
            0.5,
            "two of four questions have all their evidence among the first 3, and two the half of it",
            "A question counts in full or not at all.",
        ),
        ([whole, late], 50, 1.0, "k is larger than the lists", "Is k what one divides by?"),
        (
            [late, none],
            2,
            0.0,
            "one question has no evidence, and the other's is not among the first 2",
            "Of nothing, all is found. Should that count as a success?",
        ),
        (
            [whole, none],
            2,
            1.0,
            "one question has no evidence, and the other's is found",
            "How many questions can be judged?",
        ),
        ([_run([a, a], ranked)], 1, 1.0, "the same id stands twice in the evidence", ""),
        (
            [_run([b], [a, a, b])],
            2,
            0.0,
            "an id stands twice in the list and takes two places",
            "A prompt has k places.",
        ),
        ([_run([a], [])], 3, 0.0, "nothing at all was found", ""),
    ):
        before = deepcopy(runs)
        got = answer(runs, k)
        need(runs == before, "The runs that were passed in have been changed.")
        _need_share(got)
        need(
            abs(float(got) - expected) < 1e-9,  # noqa: PLR2004 -- no more than rounding
            f"Where {what}, it returns {float(got):.2f}, and {expected:.2f} is right.",
            hint=hint,
        )
    for runs in ([none], []):
        need(
            answer(runs, 3) is None,
            "Where no question has evidence there is nothing to tell, and None is expected.",
            hint="A share of nothing is neither 0 nor 1.",
        )


def _run(evidence: list[str], ranked: list[str]) -> dict[str, list[str]]:
    return {"evidence": list(evidence), "ranked": list(ranked)}


def _need_share(got: Any) -> None:
    need(
        isinstance(got, Number) and not isinstance(got, complex),
        f"A number from 0 to 1 is expected back, and this is {a_value(got)}.",
        hint="Is there a `return` on every way through the function?",
    )


@exercise("12.2", title="Tell a difference from chance")
def really_better(answer: Any, case: Case) -> None:
    """Ask about pairs of runs of which the truth is known, for they are made so."""
    need_function(answer, "a, b")
    rng = case.rng
    for a, b, expected, what, hint in (
        (
            *_pair(rng, 100, 0, 0),
            False,
            "both did the same at each question",
            "Above 0, not at it.",
        ),
        (
            *_pair(rng, 100, 12, 10),
            False,
            "B was better at 12 questions and worse at 10, of 100",
            "By how much would that change if other questions had been asked?",
        ),
        (
            *_pair(rng, 10, 2, 0),
            False,
            "B was better at 2 of 10 questions",
            "How many of your samples hold neither of the two?",
        ),
        (
            *_pair(rng, 200, 45, 8),
            True,
            "B was better at 45 questions and worse at 8, of 200",
            "Where does the lower end of the interval lie?",
        ),
        (
            *_pair(rng, 200, 8, 45),
            False,
            "B was worse at 45 questions and better at 8, of 200",
            "An interval that leaves out 0 lies on one of two sides.",
        ),
        (
            *_hard_and_easy(rng),
            True,
            "the questions are very unequal, and B was a little better at nearly all of them",
            "Are the two compared at the same question?",
        ),
    ):
        before = (list(a), list(b))
        got = answer(a, b)
        need((a, b) == before, "The lists that were passed in have been changed.")
        need(
            not isinstance(got, str) and str(got) in ("True", "False"),  # numpy has its own
            f"True or False is expected back, and this is {a_value(got)}.",
            hint="The question is yes or no: what is compared with 0 in the end?",
        )
        need(
            bool(got) is expected,
            f"Where {what}, it says that B is {'better' if got else 'no better'}.",
            hint=hint,
        )


def _pair(rng: random.Random, size: int, won: int, lost: int) -> tuple[list[float], list[float]]:
    """Return two runs, in which B wins and loses so many questions of `size`."""
    same = size - won - lost
    both = [float(number % 3 > 0) for number in range(same)]
    rows = [(0.0, 1.0)] * won + [(1.0, 0.0)] * lost + [(value, value) for value in both]
    rng.shuffle(rows)
    return [row[0] for row in rows], [row[1] for row in rows]


def _hard_and_easy(rng: random.Random) -> tuple[list[float], list[float]]:
    """Return two runs whose questions differ far more than the systems do."""
    a = [rng.choice((0.0, 0.9)) for _ in range(60)]
    b = [
        value + (rng.uniform(0.01, 0.09) if number % 10 else -0.01)
        for number, value in enumerate(a)
    ]
    return a, b


@exercise("12.3", title="Beat the default policy", given=lambda rng: stories(rng, 4))
def beat(answer: Any, case: Case) -> None:
    """Compare the policy with the default, on the learner's stories and on others."""
    need_function(answer, "case")

    def policy(policy_case: PolicyCase) -> Verdict:
        verdict: Verdict = answer(policy_case)
        need(
            isinstance(verdict, Verdict),
            f"A verdict is expected back, and this is {a_value(verdict)}.",
            hint="Each way through the function ends in a verdict, the default's or one of the parts.",
        )
        return verdict

    given = case.given
    unseen = stories(case.rng, 8, unlike=given)
    yours = (judged(policy, given), judged(policy, unseen))
    usual = (judged(_DEFAULT, given), judged(_DEFAULT, unseen))
    scores = (
        f"Of your {len(given)} stories it has {sum(yours[0])} right, the default {sum(usual[0])}; "
        f"of {len(unseen)} that you have not seen {sum(yours[1])}, the default {sum(usual[1])}."
    )
    both = [*given, *unseen]
    _need_all_kinds(both, [*yours[0], *yours[1]], [*usual[0], *usual[1]], scores)
    open_kinds = _none_right(both, [*yours[0], *yours[1]])
    need(
        sum(yours[0]) > sum(usual[0]),
        f"{scores} That is no gain on the stories that you were given.",
        hint=f"None is right of these kinds: {open_kinds}. What does `believed` show for one of them?",
    )
    need(
        sum(yours[1]) > sum(usual[1]),
        f"{scores} The gain does not go beyond what you were given.",
        hint="What would it do with another town, another drink, another plan?",
    )
    need(
        _beyond_chance(yours[1], usual[1], case.rng),
        f"{scores} A gain of so few unseen stories may be chance.",
        hint="What is true of the stories that it mended, beside their words?",
    )


def _need_all_kinds(
    told: Sequence[Story], yours: Sequence[bool], usual: Sequence[bool], scores: str
) -> None:
    for kind in KINDS:
        places = [place for place, story in enumerate(told) if story.kind == kind]
        own, default = (sum(found[place] for place in places) for found in (yours, usual))
        need(
            own >= default,
            f"{scores} It loses “{kind}”: {own} of {len(places)} right, the default {default}.",
            hint=_LOST.get(kind, ""),
        )


_LOST = {
    "a plan, and something else": "Who did it? Is it what was planned? Was anything done at all?",
    "two tastes that go together": "Whose tastes are they, and which of the two is the wider one?",
    "a new one in its place": "What in the words tells one more from a new one? In which sentence "
    "does it stand, and is it a word of its own?",
    "said again, or taken back": "The default was right there. When should its verdict stand?",
    "said earlier, learned later": "Which of the two was said later?",
}
"""Where to look if a kind is lost; the default has none right of the others."""


def _none_right(told: Sequence[Story], found: Sequence[bool]) -> str:
    right = {story.kind for story, holds in zip(told, found, strict=True) if holds}
    return ", ".join(f"“{kind}”" for kind in KINDS if kind not in right)


def _beyond_chance(yours: Sequence[bool], usual: Sequence[bool], rng: random.Random) -> bool:
    """Return whether the 95 % interval of the paired difference lies above 0."""
    differences = [own - other for own, other in zip(yours, usual, strict=True)]
    sums = sorted(sum(rng.choices(differences, k=len(differences))) for _ in range(1000))
    return sums[25] > 0


question(
    "12.q1",
    "A page says: “Recall 97 % on 100 questions.” What is the first thing to ask?",
    Choice(
        "Whether it is 97.0 or 97.4.", "With 100 questions the interval is several points wide."
    ),
    Choice(
        "Of what: any or all evidence, among the first how many, and what a plain search reaches.",
        "Each of these moves the number by more than most systems differ.",
        right=True,
    ),
    Choice(
        "Which language model it used.",
        "That matters as soon as answers are judged. Whether evidence is found does not depend on it.",
    ),
)
question(
    "12.q2",
    "A memory writes down every sentence that was said. What are its precision and recall?",
    Choice("Both are high.", "Nothing is missed, but most of what it wrote nobody would keep."),
    Choice("Low recall, high precision.", "That is a memory that writes next to nothing."),
    Choice(
        "High recall, low precision.",
        "So a score that counts only what was missed would call it the best.",
        right=True,
    ),
)
question(
    "12.q3",
    "B has 82 %, A has 80 %, on the same 64 questions. B won 4 of them and lost 3. What do you do?",
    Choice(
        "Ask more questions, or decide by cost and simplicity.",
        "The interval of the difference holds 0: these questions do not tell the two apart.",
        right=True,
    ),
    Choice(
        "Take B, it is better.",
        "One question more or less decides. Other questions may give the opposite.",
    ),
    Choice(
        "Try more settings of B until it is clearly better on these 64.",
        "Then the 64 have been tuned on, and say nothing about others.",
    ),
)
question(
    "12.q4",
    "Why is a whole conversation left out, and not one question, when settings are chosen?",
    Choice("Because it is faster.", "It is: fewer rounds. But that is not the reason."),
    Choice(
        "Because the questions of one conversation are about the same turns and the same people.",
        "With one question left out, its neighbours have told most of it already.",
        right=True,
    ),
    Choice(
        "Because a single question cannot be averaged.",
        "One can average over all that were left out in turn.",
    ),
)
