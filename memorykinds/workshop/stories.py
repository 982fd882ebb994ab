"""The stories of the capstone (lesson 12): what somebody tells, and what should be believed then.

Each thing that is told comes with the fact that a good model would nominate of it. The people and
the wordings are invented for memorykinds (licence: MIT, as the project); chance only puts them
together, so that every student has others.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from memorykinds.kinds import Fact


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was said, and the fact that it says.

    Attributes:
        day: On which day, from 0.
        words: The whole message; a policy sees them as `case.draft.provenance.excerpt`.
        fact: The fact that is nominated.
        intent: "forget" if the user asks to forget it.
    """

    day: int
    words: str
    fact: Fact
    intent: Literal["remember", "forget"] = "remember"


@dataclass(frozen=True, slots=True)
class Story:
    """What somebody tells, in the order in which it is learned.

    Attributes:
        kind: What happens in it.
        told: What is said.
        believed: The texts of what should be believed in the end, each once, sorted.
    """

    kind: str
    told: tuple[Told, ...]
    believed: tuple[str, ...]


def stories(rng: random.Random, each: int, *, unlike: Sequence[Story] = ()) -> list[Story]:
    """Return stories by chance, `each` of every kind.

    Args:
        rng: Chance.
        each: How many of a kind.
        unlike: Stories that are known already: one that says a thing which a story of its kind
            among these says is drawn anew, so that who remembers those knows none of the new ones.
    """
    return [
        _drawn(kind, rng, number, {t.words for s in unlike if s.kind == kind for t in s.told})
        for kind in _MAKERS
        for number in range(each)
    ]


def _drawn(kind: str, rng: random.Random, number: int, known: set[str]) -> Story:
    for _ in range(100):  # a kind with few words may have no other ones left
        told, kept = _MAKERS[kind](rng, number)
        if not known & {one.words for one in told}:
            break
    return Story(kind, told, tuple(sorted(told[place].fact.text for place in kept)))


_Made: TypeAlias = tuple[tuple[Told, ...], tuple[int, ...]]
"""What is told, and the places of what should be believed in the end."""

_DEEDS = (
    ("visit", "visited", ("Rome", "Lake Bled", "the fair in Turin", "the Faroe Islands", "Oslo")),
    ("climb", "climbed", ("Ben Nevis", "Mount Triglav", "the Zugspitze", "Snowdon")),
    ("buy", "bought", ("a canoe", "a violin", "a tent", "a loom")),
    ("run", "ran", ("the marathon in Cork", "the city race", "the relay in Ghent")),
    ("submit", "submitted", ("the paper", "the application", "the report")),
)
_TASTES = (
    ("strong coffee", "coffee"),
    ("black tea", "tea"),
    ("dark chocolate", "chocolate"),
    ("loud techno", "techno"),
    ("long meetings", "meetings"),
    ("walks in the rain", "walks"),
    ("flat routes along rivers", "flat routes"),
    ("historical novels", "novels"),
    ("spicy soup", "soup"),
    ("night trains", "trains"),
    ("cold showers", "showers"),
    ("card games", "games"),
    ("wool jumpers", "jumpers"),
    ("red wine", "wine"),
)
_NEARLY = (("green tea", "green beans"), ("night trains", "night shifts"), ("old maps", "old cars"))
_VALUES = {
    "works_at": ("the museum", "the city library", "a bakery", "the harbour", "a school"),
    "works_as": ("a translator", "a gardener", "a nurse", "a piano tuner", "a guide"),
    "lives_in": ("Tooting", "Turku", "Ghent", "Tallinn", "Toowoomba", "Split", "Cork", "Porto"),
    "drives": ("a van", "a Volvo", "a taxi", "a tractor", "an old Saab"),
}
_TOO = ("Tooting", "Toowoomba")
_PEOPLE = ("Max", "Aino", "Priya", "Emre")
_HOBBIES = ("jazz", "chess", "opera", "skating")


def _carried_out(rng: random.Random, number: int) -> _Made:
    verb, past, things = rng.choice(_DEEDS)
    thing = rng.choice(things)
    when = ("", " in June")[number % 2]
    plan, deed = _fact("plans_to", f"{verb} {thing}{when}"), _fact("did", f"{past} {thing}")
    return (_told(0, plan), _told(rng.randint(20, 90), deed)), (1,)


def _something_else(rng: random.Random, number: int) -> _Made:
    verb, past, things = rng.choice(_DEEDS)
    thing, other = rng.sample(things, 2)
    plan = _fact("plans_to", f"{verb} {thing}")
    then = (
        _fact("did", f"{past} {other}"),
        _fact("did", f"{past} {thing}", rng.choice(_PEOPLE)),
        _fact("likes", thing),
    )[number % 3]
    return (_told(0, plan), _told(rng.randint(20, 90), then)), (0, 1)


def _given_up(rng: random.Random, number: int) -> _Made:
    narrow, broad = rng.choice(_TASTES)
    words = (f"I don't like {broad} any more.", f"I hate {broad} now.")[number % 2]
    before, now = _fact("likes", narrow), _fact("dislikes", broad)
    return (_told(0, before), _told(rng.randint(20, 90), now, words)), (1,)


def _both_hold(rng: random.Random, number: int) -> _Made:
    narrow, broad = rng.choice(_TASTES)
    one, other = rng.choice(_NEARLY)
    before, now = (
        (_fact("likes", broad), _fact("dislikes", narrow)),
        (_fact("likes", one), _fact("dislikes", other)),
        (_fact("likes", narrow, rng.choice(_PEOPLE)), _fact("dislikes", broad)),
        (_fact("dislikes", narrow), _fact("likes", broad)),
    )[number % 4]
    return (_told(0, before), _told(rng.randint(20, 90), now)), (0, 1)


def _beside(rng: random.Random, number: int) -> _Made:
    relation, values = rng.choice(list(_VALUES.items()))
    old, new = (_fact(relation, value) for value in rng.sample(values, 2))
    words = _own_words(new).removesuffix(".")
    words = (
        f"{words} as well.",
        f"{words}, too.",
        words.replace("I ", "I also ", 1) + ".",
    )[number % 3]
    return (_told(0, old), _told(rng.randint(20, 90), new, words)), (0, 1)


def _in_its_place(rng: random.Random, number: int) -> _Made:
    """A new value: plainly, in a town whose name begins with "Too", or after another "also"."""
    relation, values = rng.choice(list(_VALUES.items()))
    before, then = rng.sample(values, 2)
    if number % 3 == 1:
        relation, before, then = "lives_in", rng.choice(("Turku", "Ghent")), rng.choice(_TOO)
    old, new, more = _fact(relation, before), _fact(relation, then), _fact("likes", "jazz")
    words = _own_words(new).removesuffix(".") + " now."
    day = rng.randint(20, 90)
    if number % 3 == 2:  # noqa: PLR2004 -- the last of three
        words = f"I also like jazz. {words}"
        return (_told(0, old), _told(day, more, words), _told(day, new, words)), (1, 2)
    return (_told(0, old), _told(day, new, words)), (1,)


def _again(rng: random.Random, number: int) -> _Made:
    home = _fact("lives_in", rng.choice(_VALUES["lives_in"]))
    taste = _fact("likes", rng.choice(_HOBBIES))
    words = f"{_own_words(home)} {_own_words(taste)}"
    first = (_told(0, home, words), _told(0, taste, words))
    if number % 2:
        gone = f"Please forget that I like {taste.object}."
        return (*first, Told(40, gone, taste, "forget")), (0,)
    return (*first, _told(40, home, f"As I said, I also live in {home.object}.")), (0, 1)


def _late(rng: random.Random, number: int) -> _Made:
    """What was said earlier is learned later: a home, a taste, a deed."""
    old, new = rng.sample(_VALUES["lives_in"], 2)
    verb, past, things = rng.choice(_DEEDS)
    narrow, broad = rng.choice(_TASTES)
    thing = rng.choice(things)
    later, earlier, kept = (
        (_fact("lives_in", new), _fact("lives_in", old), (0,)),
        (_fact("likes", narrow), _fact("dislikes", broad), (0, 1)),
        (_fact("plans_to", f"{verb} {thing}"), _fact("did", f"{past} {thing}"), (0, 1)),
    )[number % 3]
    return (_told(rng.randint(60, 90), later), _told(5, earlier)), kept


_MAKERS: Mapping[str, Callable[[random.Random, int], _Made]] = {
    "a plan that was carried out": _carried_out,
    "a plan, and something else": _something_else,
    "a taste given up as a whole": _given_up,
    "two tastes that go together": _both_hold,
    "one more beside it": _beside,
    "a new one in its place": _in_its_place,
    "said again, or taken back": _again,
    "said earlier, learned later": _late,
}
KINDS = tuple(_MAKERS)
"""What happens in a story, by which scores are told."""

_VERBS = {
    "works_at": ("works at ", "work at "),
    "works_as": ("works as ", "work as "),
    "lives_in": ("lives in ", "live in "),
    "plans_to": ("plans to ", "want to "),
    "drives": ("drives ", "drive "),
    "likes": ("likes ", "like "),
    "dislikes": ("dislikes ", "don't like "),
    "did": ("", ""),
}
"""How a relation is said of somebody, and of oneself; what was done has a verb of its own."""


def _fact(predicate: str, value: str, who: str = "user") -> Fact:
    name = "The user" if who == "user" else who
    text = f"{name} {_VERBS[predicate][0]}{value}."
    return Fact(subject=who, predicate=predicate, object=value, text=text)


def _own_words(fact: Fact) -> str:
    """Return a fact in the user's words."""
    own = f"I {_VERBS[fact.predicate][1]}{fact.object}."
    return own if fact.subject == "user" else fact.text


def _told(day: int, fact: Fact, words: str = "") -> Told:
    return Told(day, words or _own_words(fact), fact)
