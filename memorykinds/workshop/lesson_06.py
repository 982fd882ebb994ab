"""Lesson 6, rules from feedback: its exercises and its quiz."""

from typing import Any

from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.questions import Choice, question

_VERDICTS = ("promote", "retire", "wait")
_PLACES = ("Oslo", "Lyon", "Porto", "Graz", "Ghent", "Cork", "Turku", "Split")
_NAMES = ("firm", "client", "city", "tone", "today")


@exercise("6.1", title="Write the gate")
def verdict(answer: Any, case: Case) -> None:
    """Ask for verdicts on scores made by chance, each in two orders of the examples."""
    need_function(answer, "before, after")
    for _ in range(4):
        count, gain = case.rng.randint(4, 8), case.rng.choice((0.125, 0.25))
        lone = [0.0] * (count - 1) + [gain]
        # one great gain outweighs small losses: without it, the sum falls
        outlier = [-gain / 4] * (count - 1) + [gain * 3]
        for gains, expected, why, hint in (
            ([gain] * count, "promote", "every example became better", ""),
            ([-gain] * count, "retire", "every example became worse", ""),
            ([0.0] * count, "wait", "nothing changed", "What is an equal sum?"),
            ([gain, gain, -gain / 2, 0.0], "promote", "most became better, and the sum rose", ""),
            ([-gain * 3, gain, -gain * 3, gain], "retire", "the sum fell", "Compare sums."),
            (lone, "wait", "one example alone changed", "Leave out each example in its turn."),
            (
                [-g for g in lone],
                "wait",
                "one example alone changed",
                "Retiring is a verdict, too.",
            ),
            (
                outlier,
                "wait",
                "one great gain outweighs all losses",
                "Leave out each, not the first.",
            ),
            ([gain], "wait", "there is one example", "What is left without it?"),
            ([], "wait", "there are no examples", "What is the verdict of an empty list?"),
        ):
            for ordered in (gains, gains[::-1]):
                _compare_verdict(answer, ordered, expected, why, hint)


def _compare_verdict(answer: Any, gains: list[float], expected: str, why: str, hint: str) -> None:
    before = [0.5] * len(gains)
    got = answer(before, [0.5 + gain for gain in gains])
    need(
        got in _VERDICTS,
        f"One of {', '.join(_VERDICTS)} is expected back, and this is {got!r}.",
        hint="Is there a `return` on every way through the function?",
    )
    need(got == expected, f"The verdict is “{got}”, and it should not be: {why}.", hint=hint)


@exercise("6.2", title="Write a score that is not won by silence")
def score(answer: Any, case: Case) -> None:
    """Score right, wrong, short and long answers."""
    need_function(answer, "answer, example")
    for _ in range(4):
        place, other = case.rng.sample(_PLACES, 2)
        most = case.rng.randint(4, 7)
        example = {"expects": place, "most": most}

        def scored(text: str, example: dict[str, Any] = example) -> float:
            got = answer(text, example)
            number = isinstance(got, int | float) and 0 <= got <= 1
            need(
                number, f"A number from 0 to 1 is expected back for “{text}”, and this is {got!r}."
            )
            return float(got)

        for wrong in ("No.", f"It is {other}."):
            need(
                scored(wrong) == 0,
                f"“{wrong}” is short, does not say what is expected, and scores {scored(wrong):.2f}.",
                hint="Which of the two demands comes first?",
            )
        need(
            scored("") == 0, "An empty answer does not score 0.", hint="What does an empty one say?"
        )
        for right in (f"It is {place}.", f"In {place.upper()}.", " ".join([place] * most)):
            need(
                scored(right) == 1,
                f"“{right}” is right and short, and scores {scored(right):.2f}.",
                hint="How do you compare the words, and from how many words on is it too long?",
            )
        longer, longest = (f"{place} {'indeed ' * most * times}".strip() for times in (1, 9))
        need(
            scored(longer) < 1,
            "An answer of more words than are wanted scores 1.",
            hint="Count words, not characters.",
        )
        need(
            scored(longest) > 0,
            "A right answer that is far too long scores 0, like a wrong one.",
            hint="A score that falls in steps shows no progress.",
        )
        need(
            scored(longest) < scored(longer),
            "Of two answers that are too long the longer one does not score less.",
            hint="Let the score depend on how much too long it is.",
        )


_NAMES_OF = "What does `variables` return for each of the two?"
_LONG = "Compare the two lengths, in characters: where exactly does “at most” end?"
_EMPTY = "What does `strip` leave of it?"


@exercise("6.3", title="Check a rewritten prompt")
def may_replace(answer: Any, case: Case) -> None:
    """Ask about rewritten prompts, each with one thing right or wrong."""
    need_function(answer, "before, after")
    for _ in range(4):
        one, two, new = case.rng.sample(_NAMES, 3)
        before = f"You write for {{{one}}}, and you think of {{{two}}} in all that you write."
        plain = "You are a kind and careful assistant."
        for old, after, expected, why, hint in (
            (before, before, True, "nothing was changed", _NAMES_OF),
            (
                before,
                f"Think of {{{two}}}. Write for {{{one}}}.",
                True,
                "the order does not matter",
                "Compare which variables there are, not where they stand.",
            ),
            (
                before,
                f"For {{{one}}}, {{{one}}} and {{{two}}}.",
                True,
                "how often does not matter",
                "What counts a thing once, however often it stands there?",
            ),
            (before, f"You write for {{{one}}}, briefly.", False, "a variable is lost", _NAMES_OF),
            (
                before,
                f"{before[:-1]}, {{{new}}}.",
                False,
                "a variable is invented",
                "Nothing is lost here. What if your program does not know a variable?",
            ),
            (
                before,
                before.replace(two, new),
                False,
                "a variable has another name",
                "There are as many as before. Are they the same?",
            ),
            (before, before + " Be brief." * 90, False, "it is far more than twice as long", _LONG),
            (plain, "Be kind.", True, "without variables none can be lost", _NAMES_OF),
            (plain, plain + plain, True, "twice as long is allowed", _LONG),
            (plain, plain + plain + ".", False, "it is more than twice as long", _LONG),
            (plain, "", False, "it is empty", _EMPTY),
            (plain, " \n ", False, "white space says nothing", _EMPTY),
        ):
            got = answer(old, after)
            need(
                isinstance(got, bool),
                f"True or False is expected back, and this is {a_value(got)}.",
                hint="Is there a `return` on every way through the function?",
            )
            need(got is expected, f"The function says {got}, and it should not: {why}.", hint=hint)


question(
    "6.q1",
    "A rule leaves every example's score as it was. What follows?",
    Choice(
        "Nothing: the examples do not concern it.",
        "A tie says nothing about a rule. It needs examples in which it makes a difference.",
        right=True,
    ),
    Choice(
        "It is harmless, so it can be used.", "Harmless on these examples; nothing more is known."
    ),
    Choice(
        "It is useless and must go.", "A rule about prices is not tested where nobody asks for one."
    ),
)
question(
    "6.q2",
    "A gate has one example, and its score rose from 0.2 to 0.9. Why is the rule not promoted?",
    Choice("The gain is too small.", "It is great; but it is the gain of a single answer."),
    Choice(
        "Without that example there is nothing that speaks for it.",
        "No example decides alone: answers vary, and one may be better by accident.",
        right=True,
    ),
    Choice(
        "A score must reach 1.0.", "A gate compares before and after; it asks for no perfection."
    ),
)
question(
    "6.q3",
    "Feedback says “too long”. After optimizing, the score for brevity is perfect. What do you do?",
    Choice(
        "Take the prompt: the score is perfect.",
        "The score knows brevity alone; “No.” is perfect by it, too.",
    ),
    Choice(
        "Optimize again, for more.", "The further one pursues a measure, the more the rest suffers."
    ),
    Choice(
        "Read answers, and score what must not get lost, too.",
        "What is not in the score is not protected by it.",
        right=True,
    ),
)
