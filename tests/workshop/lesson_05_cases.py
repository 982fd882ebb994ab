"""Right and wrong answers to the exercises of lesson 5."""

import re
from datetime import timedelta

from exercise_cases import Cases


def cut(turns, gap, *, anyone="", exactly=False, once=True, closing=True, from_user=False):
    found = []
    before = None
    closed = False
    for turn in turns:
        users = turn["role"] == "user"
        silence = turn["at"] - before["at"] if before else timedelta(0)
        late = silence >= gap if exactly else silence > gap
        ended = closing and closed and not (once and turn["closes"])
        begins = late if anyone == "late" else ended if anyone == "ended" else False
        if not found or begins or (users and (late or ended)):
            found.append([])
        found[-1].append(turn["id"])
        if users or not from_user:
            before = turn
        closed = turn["closes"] if users else closed
    return found


def taking(turns, gap):
    """Cut the turns, and take each from the list on the way."""
    found = cut(turns, gap)
    while turns:
        turns.pop(0)
    return found


def forgetful(turns, gap):
    """Return all but the last episode: the loop ends before it is added."""
    return cut(turns, gap)[:-1]


def never_reset(turns, gap):
    """Begin an episode with each turn after any that closed."""
    found, closed = [], False
    for episode in cut(turns, gap, closing=False):
        found.append([])
        by_id = {turn["id"]: turn for turn in turns}
        for an_id in episode:
            turn = by_id[an_id]
            if turn["role"] == "user":
                if closed and found[-1] and not turn["closes"]:
                    found.append([])
                closed = closed or turn["closes"]
            found[-1].append(an_id)
    return found


NO = {"no", "not", "never", "none", "nobody", "nothing", "without", "cannot"}


def sentences(text):
    plain = re.sub(r"'s\b", "", text.replace("’", "'"))
    parts = re.split(r"(?<=[.!?])\s+", plain)
    return [re.findall(r"\w+(?:[.:,'-]\w+)*", part) for part in parts if part]


def lower_words(text):
    return [word.lower() for sentence in sentences(text) for word in sentence]


def negated(text):
    return any(word in NO or word.endswith("n't") for word in lower_words(text))


def lost(said, summary, *, is_negated=negated, first=1, me="I", have=None, only=None):
    have = set(lower_words(summary)) if have is None else have(summary)
    missing = {"not"} if is_negated(said) and not is_negated(summary) else set()
    for sentence in sentences(said)[:only]:
        for place, word in enumerate(sentence):
            number = any(letter.isdigit() for letter in word)
            name = place >= first and word[0].isupper() and word.split("'")[0] != me
            if (number or name) and word.lower() not in have:
                missing.add(word)
    return missing


def as_substrings(said, summary):
    return {w for w in lost(said, summary) if w == "not" or w.lower() not in summary.lower()}


def no_contractions(text):
    return bool(NO.intersection(lower_words(text)))


def no_capitals(text):
    return any(w in NO or w.endswith("n't") for s in sentences(text) for w in s)


def inside_words(text):
    return any(word in text.lower() for word in (*NO, "n't"))


def numbers_like_names(said, summary):
    """Look at the first word of a sentence neither for a name nor for a number."""
    begin = {sentence[0] for sentence in sentences(said) if sentence}
    return lost(said, summary) - begin


def case_matters(said, summary):
    words = {word for sentence in sentences(summary) for word in sentence}
    return lost(said, summary) | {w for w in lost(said, "") if w != "not" and w not in words}


def either_negation(said, summary):
    only_there = {"not"} if negated(summary) and not negated(said) else set()
    return lost(said, summary) | only_there


def alike(one, other):
    first, second = set(one.lower().split()), set(other.lower().split())
    return len(first & second) / len(first | second)


def by_rules(one):
    return one["worked"] is None, -one["likeness"]


def choose(
    candidates, system, budget, *, fits=None, order=by_rules, twins=True, stop=False, less=0
):
    fits = fits or good
    chosen = []
    for one in sorted((c for c in candidates if fits(c, system)), key=order):
        spent = sum(other["tokens"] for other in chosen)
        if spent + one["tokens"] > budget - less:
            if stop:
                break
            continue
        if not (twins and any(alike(one["action"], c["action"]) >= 0.8 for c in chosen)):
            chosen.append(one)
    return [one["id"] for one in chosen]


def good(one, system, *, known=False, everywhere="", least=0.3, failures=False, systems=True):
    return (
        (failures or one["worked"] is not False)
        and (not known or one["worked"] is True)
        and (not systems or one["system"] in (system, everywhere))
        and one["likeness"] >= least
    )


def fitting(**how):
    return lambda _: lambda c, s, b: choose(c, s, b, fits=lambda one, to: good(one, to, **how))


def twins_of_all(candidates, system, budget):
    """Drop near-duplicates before anything else is decided."""
    rest = []
    for one in sorted(candidates, key=lambda one: -one["likeness"]):
        if all(alike(one["action"], other["action"]) < 0.8 for other in rest):
            rest.append(one)
    return choose(rest, system, budget)


def twins_of_fitting(candidates, system, budget):
    """Drop near-duplicates of what does not fit the budget, too."""
    return twins_of_all([c for c in candidates if good(c, system)], system, budget)


def sorting(candidates, system, budget):
    """Sort the list that belongs to whoever called."""
    candidates.sort(key=by_rules)
    return choose(candidates, system, budget)


def ordered(order):
    return lambda _: lambda c, s, b: choose(c, s, b, order=order)


CASES = {
    "5.1": Cases(
        solution=lambda _: cut,
        wrong={
            "A list of episodes is expected": lambda _: lambda t, g: (one for one in cut(t, g)),
            "and this is nothing (None)": lambda _: lambda t, g: None,  # noqa: ARG005
            "Each episode is a list of ids": lambda _: lambda t, g: [x["id"] for x in t],  # noqa: ARG005
            "holds the ids of turns": lambda _: lambda t, g: [t],  # noqa: ARG005
            "The turns that were passed in": lambda _: taking,
            "an episode without a turn": lambda _: lambda t, g: cut(t, g) or [[]],
            "not every turn is in exactly one": lambda _: forgetful,
            "For a silence of exactly the gap": lambda _: lambda t, g: cut(t, g, exactly=True),
            "For an answer that comes late": lambda _: lambda t, g: cut(t, g, from_user=True),
            "For an answer that comes late (": lambda _: lambda t, g: cut(t, g, anyone="late"),
            "For a matter that is closed (": lambda _: lambda t, g: cut(t, g, anyone="ended"),
            "For a matter that is closed": lambda _: lambda t, g: cut(t, g, closing=False),
            "For a user who closes twice": lambda _: lambda t, g: cut(t, g, once=False),
            "For a matter that was closed long ago": lambda _: never_reset,
        },
    ),
    "5.2": Cases(
        solution=lambda _: lost,
        wrong={
            "A set is expected": lambda _: lambda s, t: sorted(lost(s, t)),
            "The set holds words": lambda _: lambda s, t: {len(lost(s, t))},
            "With a number that is gone": lambda _: lambda s, t: lost(s, t) & {"not"},
            "With a number inside a longer one": lambda _: as_substrings,
            "With a number that begins": lambda _: numbers_like_names,
            "or has lost its capital": lambda _: case_matters,
            "With the first words of sentences": lambda _: lambda s, t: lost(s, t, first=0),
            "With the second of two": lambda _: lambda s, t: lost(s, t, only=1),
            "With “I” and its like": lambda _: lambda s, t: lost(s, t, me=None),
            "With an “n't” that is gone": (
                lambda _: lambda s, t: lost(s, t, is_negated=no_contractions)
            ),
            "With a negation that begins": (
                lambda _: lambda s, t: lost(s, t, is_negated=no_capitals)
            ),
            "With a “not” inside another word": (
                lambda _: lambda s, t: lost(s, t, is_negated=inside_words)
            ),
            "that only the summary has": lambda _: either_negation,
            "is reported, and it is not lost": lambda _: lambda s, t: lost(t, s) | lost(s, t),
        },
    ),
    "5.3": Cases(
        solution=lambda _: choose,
        wrong={
            "A list of ids is expected": lambda _: lambda c, s, b: (i for i in choose(c, s, b)),
            "The list holds ids": lambda _: lambda c, s, b: c,  # noqa: ARG005
            "The candidates that were passed in": lambda _: sorting,
            "that did not work": fitting(failures=True),
            "With one of which nobody knows": fitting(known=True),
            "is of another system": fitting(systems=False),
            "With one for all systems": fitting(everywhere="none"),
            "is hardly like the task": fitting(least=0.0),
            "With one that is alike by 0.3": fitting(least=0.31),
            "the order or the choice": ordered(lambda one: -one["likeness"]),
            "With three that worked": ordered(lambda one: (one["worked"] is None, one["likeness"])),
            "two examples say nearly the same": (
                lambda _: lambda c, s, b: choose(c, s, b, twins=False)
            ),
            "of one that was not chosen": lambda _: twins_of_all,
            "of one that did not fit": lambda _: twins_of_fitting,
            "With a budget that is just enough": (
                lambda _: lambda c, s, b: choose(c, s, b, less=1)
            ),
            "between two that do": lambda _: lambda c, s, b: choose(c, s, b, stop=True),
            "the examples take": lambda _: lambda c, s, b: choose(c, s, 10**9),  # noqa: ARG005
        },
    ),
}
