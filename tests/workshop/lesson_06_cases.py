"""Right and wrong answers to the exercises of lesson 6."""

from exercise_cases import Cases

from memorykinds.kinds.template import variables


def of_sum(gains):
    total = round(sum(gains), 9)
    return "promote" if total > 0 else "retire" if total < 0 else "wait"


def gains_of(before, after):
    return [new - old for old, new in zip(before, after, strict=True)]


def verdict(before, after):
    gains = gains_of(before, after)
    without = {of_sum(gains[:n] + gains[n + 1 :]) for n in range(len(gains))}
    return of_sum(gains) if without == {of_sum(gains)} else "wait"


def sum_alone(before, after):
    return of_sum(gains_of(before, after))


def ties_pass(before, after):
    tie = before and sum(after) == sum(before)
    return "promote" if tie else verdict(before, after)


def majority(before, after):
    gains = gains_of(before, after)
    better, worse = sum(g > 0 for g in gains), sum(g < 0 for g in gains)
    return "wait" if max(better, worse) < 2 else of_sum([better - worse])


def at_least_two(before, after):
    gains = gains_of(before, after)
    return of_sum(gains) if sum(g != 0 for g in gains) > 1 else "wait"


def unanimous(before, after):
    gains = gains_of(before, after)
    mixed = any(g > 0 for g in gains) and any(g < 0 for g in gains)
    return "wait" if mixed else verdict(before, after)


def careless_with_harm(before, after):
    return "retire" if sum_alone(before, after) == "retire" else verdict(before, after)


def score(answer, example):
    if example["expects"].casefold() not in answer.casefold():
        return 0.0
    return min(1.0, example["most"] / len(answer.split()))


def short_alone(answer, example):
    return min(1.0, example["most"] / max(1, len(answer.split())))


def right_alone(answer, example):
    return float(example["expects"].casefold() in answer.casefold())


def half_and_half(answer, example):
    return (short_alone(answer, example) + right_alone(answer, example)) / 2


def to_the_letter(answer, example):
    return score(answer, example) if example["expects"] in answer else 0.0


def in_steps(answer, example):
    return right_alone(answer, example) * (len(answer.split()) <= example["most"])


def two_steps(answer, example):
    return max(in_steps(answer, example), 0.5 * right_alone(answer, example))


def not_capped(answer, example):
    right = right_alone(answer, example)
    return right and example["most"] / len(answer.split())


def fits(before, after):
    return (
        bool(after.strip())
        and variables(before) == variables(after)
        and len(after) <= 2 * len(before)
    )


def inventing(before, after):
    return fits(before, after) or (
        bool(after.strip())
        and variables(before) < variables(after)
        and len(after) <= 2 * len(before)
    )


def losing(before, after):
    return fits(before, after) or (
        bool(after.strip())
        and len(after) <= 2 * len(before)
        and variables(before) > variables(after)
    )


def counting(before, after):
    same = len(variables(before)) == len(variables(after))
    return fits(before, after) or (same and bool(after.strip()) and len(after) <= 2 * len(before))


def endless(before, after):
    return bool(after.strip()) and variables(before) == variables(after)


def strict(before, after):
    return fits(before, after) and len(after) < 2 * len(before)


def empty(before, after):
    return fits(before, after) or after == ""


def blank(before, after):
    return fits(before, after) or (bool(after) and not after.strip() and "{" not in before)


def braces(before, after):
    return fits(before, after) and before.count("{") == after.count("{")


CASES = {
    "6.1": Cases(
        solution=lambda _: verdict,
        wrong={
            "one example alone changed": lambda _: sum_alone,
            "nothing changed": lambda _: ties_pass,
            "the sum fell": lambda _: majority,
            "one great gain outweighs": lambda _: at_least_two,
            "most became better": lambda _: unanimous,
            "“retire”, and it should not be: one example": lambda _: careless_with_harm,
            "is expected back, and this is None": lambda _: lambda *_: None,
        },
    ),
    "6.2": Cases(
        solution=lambda _: score,
        wrong={
            "“No.” is short": lambda _: short_alone,
            "scores 0.50": lambda _: half_and_half,
            "more words than are wanted": lambda _: right_alone,
            "is right and short": lambda _: to_the_letter,
            "far too long scores 0": lambda _: in_steps,
            "does not score less": lambda _: two_steps,
            "A number from 0 to 1": lambda _: not_capped,
        },
    ),
    "6.3": Cases(
        solution=lambda _: fits,
        wrong={
            "a variable is invented": lambda _: inventing,
            "a variable is lost": lambda _: losing,
            "another name": lambda _: counting,
            "far more than twice": lambda _: endless,
            "twice as long is allowed": lambda _: strict,
            "it is empty": lambda _: empty,
            "white space": lambda _: blank,
            "how often": lambda _: braces,
            "True or False": lambda _: lambda *_: None,
        },
    ),
}
