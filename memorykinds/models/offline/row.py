"""Rows: one way of saying one thing, as the tables of the grammar list them.

The conditions at the end ask what a pattern alone cannot: whether a word is a language, a
trade, a diet.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from memorykinds.models.offline.clauses import Mode
from memorykinds.models.offline.dates import NUMBERS
from memorykinds.models.offline.nations import LANGUAGES
from memorykinds.models.offline.things import AIDS, HOBBIES, PROJECTS, STUDIES
from memorykinds.models.offline.trades import COMPANIES
from memorykinds.models.offline.traits import DIETS, TRAITS
from memorykinds.models.offline.vocabulary import is_name


class Say(NamedTuple):
    """One statement that a row makes.

    Attributes:
        predicate: The relation.
        words: The statement in the third person without its subject; ``{o}`` is the object,
            ``{v}`` the verb as it stands in a dictionary, ``{vs}`` its third person.
        slot: The group of the row's pattern that holds the object.
        many: Whether "tea, coffee and jazz" are three objects.
    """

    predicate: str
    words: str
    slot: str = "o"
    many: bool = False


class Row(NamedTuple):
    """One way of saying something.

    Attributes:
        verbs: Base forms of the main verb.
        follows: What follows the verb, as a pattern for the whole rest of the clause.
        says: What it states.
        denied: What its negation states; nothing by default.
        modes: The tenses in which it is a statement.
        only: A condition that the object must fulfil.
        over: Whether it says that something has ended.
    """

    verbs: str
    follows: str
    says: tuple[Say, ...]
    denied: tuple[Say, ...] = ()
    modes: tuple[Mode, ...] = ("now",)
    only: Callable[[str], bool] | None = None
    over: bool = False


LASTING: tuple[Mode, ...] = ("now", "perfect", "once", "past")
HAPPENED: tuple[Mode, ...] = ("past", "perfect")
HAS_BEEN: tuple[Mode, ...] = ("now", "past", "perfect", "once")
TOLD: tuple[Mode, ...] = ("now", "past", "perfect")

_WORDS_OF_A_THING = 4
_WORDS_OF_A_ROLE = 6
_AGES = range(3, 120)
_NO_ROLES = frozenset(
    [
        "fan",
        "mess",
        "bit",
        "supporter",
        "failure",
        "genius",
        "idiot",
        "fool",
        "minute",
        "hurry",
        "bind",
    ]
)
_SEVERAL = re.compile(
    r"(?:an? )?(?:\w+ )?(?:team|group|bunch|couple|pair|family|lot) of\b", re.IGNORECASE
)
"""What we are, not what somebody is."""
_DEGREES = frozenset(
    ["big", "huge", "massive", "total", "real", "great", "die-hard", "lifelong", "avid"]
)
_SYSTEMS = frozenset(
    ["linux", "windows", "macos", "ubuntu", "fedora", "debian", "arch", "android", "ios", "mac"]
)
_HOMES = re.compile(
    r"(?:an?|the|my|our|this) (?:[\w'-]+ ){0,3}?(?:flat|apartment|house|studio|cottage|cabin|villa|bungalow"
    r"|loft|caravan|van|boat|houseboat|farm|dorm|room|home|place|condo|mansion|penthouse|townhouse"
    r"|countryside|country|city|town|village|suburbs?|hamlet|island|forest|woods|mountains?|hills|coast"
    r"|sea|beach|lake|river|north|south|east|west|centre|center|outskirts|middle|area|neighbou?rhood|capital)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"(?!(?:the|this|that|these|those|your|it|you|my|his|her|their|our)\b)", re.IGNORECASE
)


def last_word(phrase: str) -> str:
    """Return the last word in lower case; '' if there is none."""
    words = phrase.casefold().split()
    return words[-1] if words else ""


def is_language(phrase: str) -> bool:
    """Whether a language is named."""
    return any(word.strip(",").casefold() in LANGUAGES for word in phrase.split())


def is_trait(phrase: str) -> bool:
    """Whether the phrase is what one can be in a word: "deaf in one ear", "lactose intolerant"."""
    known = re.split(r" (?:in|on|since|from|by) ", phrase.casefold())[0]
    return known in TRAITS or known.endswith((" intolerant", "-intolerant", "-free"))


def is_diet(phrase: str) -> bool:
    """Whether the word names a diet."""
    return phrase.casefold() in DIETS


def is_dwelling(phrase: str) -> bool:
    """Whether a phrase tells of a home without naming a place: "a flat", "the countryside"."""
    return bool(_HOMES.match(phrase))


def is_business(phrase: str) -> bool:
    """Whether something that one can run is named."""
    return _names(COMPANIES, phrase)


def is_project(phrase: str) -> bool:
    """Whether a piece of work of one's own is named: a novel, a thesis."""
    return _names(PROJECTS, phrase)


def is_studies(phrase: str) -> bool:
    """Whether a course of study is named."""
    return _names(STUDIES, phrase)


def is_aid(phrase: str) -> bool:
    """Whether something that a body relies on is named: glasses, an inhaler."""
    return last_word(phrase) in AIDS


def is_hobby(phrase: str) -> bool:
    """Whether every item is a pastime that one "does" or goes: yoga, climbing."""
    items = re.split(r",? and |, ", phrase.casefold())
    return all(item.split(" ")[-1] in HOBBIES for item in items if item)


def is_age(phrase: str) -> bool:
    """Whether the phrase is the age of a person, in digits or words."""
    number = int(phrase) if phrase.isdecimal() else NUMBERS.get(phrase.casefold(), 0)
    return number in _AGES


def is_thing(phrase: str) -> bool:
    """Whether the phrase is short and names something."""
    return len(phrase.split()) <= _WORDS_OF_A_THING and not phrase.casefold().startswith(
        ("with ", "it ", "around")
    )


def is_vehicle(phrase: str) -> bool:
    """Whether the phrase may name a car: "a Fiat", "my old van", "Tesla"."""
    one = r"(?:an?|my|our|the) (?!hour|bit|lot|long|mile|kilomet|way)\w"
    return bool(re.match(one, phrase, re.IGNORECASE)) or is_name(phrase)


def is_system(phrase: str) -> bool:
    """Whether an operating system is named."""
    return last_word(phrase) in _SYSTEMS


def is_general(phrase: str) -> bool:
    """Whether the phrase names a sort of thing, not the one at hand: "spreadsheets"."""
    return is_thing(phrase) and bool(_GENERAL.match(phrase))


def is_role(phrase: str) -> bool:
    """Whether "a …" may tell what somebody is."""
    several = _SEVERAL.match(phrase)
    return (
        len(phrase.split()) <= _WORDS_OF_A_ROLE
        and last_word(phrase) not in _NO_ROLES
        and several is None
    )


def is_no_degree(phrase: str) -> bool:
    """Whether the phrase is more than "a big" of "a big fan"."""
    return phrase not in _DEGREES


def _names(nouns: frozenset[str], phrase: str) -> bool:
    return any(word.strip(",").casefold() in nouns for word in phrase.split())
