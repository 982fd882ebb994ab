"""Attributes: "my name is", "my favourite film is", "I have a cat called Miso".

What belongs to somebody is not said with a verb of its own, so the table of verbs has no
place for it.
"""

import re
from collections.abc import Iterator

from memorykinds.models.offline.clauses import Clause
from memorykinds.models.offline.drafts import Draft, draft
from memorykinds.models.offline.nations import LANGUAGES
from memorykinds.models.offline.objects import clean_object, in_third_person, without_article
from memorykinds.models.offline.persons import NAME, Person
from memorykinds.models.offline.things import CONDITIONS, POSSESSIONS
from memorykinds.models.offline.time_words import month_and_day
from memorykinds.models.offline.vocabulary import (
    PETS,
    RELATIVES,
    is_name,
    words,
)

_WORDS_OF_A_NAME = 4
_NO_NAME = re.compile(
    r"^(?:not|hard|difficult|easy|long|short|common|rare|unusual|spelled|pronounced|very|too|so)\b"
    r"|\b(?:to|for|than|as)\b",
    re.IGNORECASE,
)
"""What is said of a name instead of naming it: "my name is hard to spell"."""
_MY = r"(?:and )?(?:my|our)"
_NAME_IS = re.compile(
    rf"(?:{_MY} )?(?:(?:first |full |real )?name (?:is|was)(?: now| actually| spelled| spelt| written)?|I am (?:called|named)) (?P<o>[^,;]+?)(?:,? (?:and|but) .*)?",
    re.IGNORECASE,
)
_PRESENTS = re.compile(
    rf"(?:[Tt]his is|[Ii]t is) (?P<o>(?:Dr\.? |Prof\.? |Mrs?\.? |Ms\.? )?{NAME})(?P<here> here| speaking)?"
)
_HERE = re.compile(rf"(?P<o>{NAME}) here")
_CALLED = re.compile(
    rf"(?:.{{0,40}}\b)?(?:(?:please )?(?:just )?call me|calls? me|go by|address me as) (?P<o>{NAME})(?:,.*)?",
    re.IGNORECASE,
)
_FAVOURITE = re.compile(
    rf"{_MY} (?:all-time |absolute )?favou?rite (?P<what>[\w -]{{2,30}}?) (?:is|are|has always been) (?P<o>.+)",
    re.IGNORECASE,
)
_IS_FAVOURITE = re.compile(
    rf"(?P<o>.{{2,60}}?) (?:is|are) {_MY} (?:all-time |absolute )?favou?rite (?P<what>[\w -]{{2,30}})",
    re.IGNORECASE,
)
_BIRTHDAY = re.compile(
    rf"(?:{_MY} birthday is|{_MY} date of birth is|I was born)(?: on)? (?P<o>.+)", re.IGNORECASE
)
_OWNED = re.compile(
    rf"{_MY} (?P<what>[\w -]{{2,30}}?) (?:is|are)(?: called| named)? (?P<o>.+)", re.IGNORECASE
)
_ITEM = re.compile(
    rf"(?:(?P<count>an?|another|my|one|two|three|four|five|six|\d|some|several|both) )?(?P<noun>[\w' -]{{2,40}}?)"
    rf"(?:,? (?:called|named|whose name is|by the name of) (?P<name>{NAME}(?: and {NAME})?))?",
    re.IGNORECASE,
)
_LACKED = re.compile(r"(?:an? |any )?(?P<noun>[\w' -]{2,40})", re.IGNORECASE)
_LACKS = words("pets siblings brothers sisters allergies tv television siblings car cars")
_OF_A_SORT = re.compile(r"(?:an?|the|my|our|called|named|from) |[A-Z\d]")
_WRITTEN = words("address email phone nickname surname size height weight")
_PREPOSITION = re.compile(r" (?:with|from|for|in|at|on|of|to|about|who|that) ")
_ITEM_BREAK = re.compile(
    r",? and (?=(?:an?|one|two|three|four|five|some|\d) )|, (?=(?:an?|one|two|three|four|some|\d) )",
    re.IGNORECASE,
)

_PLAIN: dict[str, tuple[str, str]] = {
    "pronouns": ("has_pronouns", "uses the pronouns {o}"),
    "time zone": ("in_timezone", "is in the time zone {o}"),
    "timezone": ("in_timezone", "is in the time zone {o}"),
    "job": ("works_as", "works as {o}"),
    "profession": ("works_as", "works as {o}"),
    "occupation": ("works_as", "works as {o}"),
    "employer": ("works_at", "works at {o}"),
    "company": ("works_at", "works at {o}"),
    "hometown": ("comes_from", "comes from {o}"),
    "home town": ("comes_from", "comes from {o}"),
    "native language": ("speaks", "speaks {o}"),
    "mother tongue": ("speaks", "speaks {o}"),
    "first language": ("speaks", "speaks {o}"),
    "hobby": ("likes", "likes {o}"),
    "hobbies": ("likes", "likes {o}"),
}
_NOTED = words(
    "size height weight major role department dissertation thesis address email anniversary goal dream nickname surname car phone laptop"
)
"""Other things of one's own whose value is worth a memory as it stands."""


def attributes(clause: str, person: Person) -> Iterator[Draft]:
    """Yield what a clause says of `person`'s name, favourites, birthday, belongings."""
    if said := list(_name(clause, person)):
        yield from said
    elif match := _FAVOURITE.fullmatch(clause) or _IS_FAVOURITE.fullmatch(clause):
        yield from _favourite(person, match["what"], match["o"])
    elif (match := _BIRTHDAY.fullmatch(clause)) and (day := month_and_day(match["o"])):
        text = f"{person.shown}'s birthday is {day}."
        born = draft(person, "born_on", day, "was born on {o}")
        yield born if day[-4:].isdigit() else born._replace(text=text)
    elif match := _OWNED.fullmatch(clause):
        yield from _owned(person, match["what"].casefold(), match["o"])


def _name(clause: str, person: Person) -> Iterator[Draft]:
    """Yield what somebody says they are called."""
    if match := _NAME_IS.fullmatch(clause):
        name = clean_object(match["o"])
        if name and len(name.split()) <= _WORDS_OF_A_NAME and not _NO_NAME.search(name):
            yield named(person, name if is_name(name) else name.title())
    elif match := _PRESENTS.fullmatch(clause):
        # "This is Max" may present a dog; with a title or "here" it presents the speaker.
        if match["here"] or "." in match["o"]:
            yield named(person, match["o"])
    elif (match := _HERE.fullmatch(clause)) and is_name(match["o"]):
        yield named(person, match["o"])
    elif (match := _CALLED.fullmatch(clause)) and is_name(match["o"]):
        yield draft(person, "goes_by", match["o"], "goes by {o}")


def belongings(rest: str, person: Person) -> Iterator[Draft]:
    """Yield the pets, children and things of "I have a cat called Miso and two goldfish"."""
    for part in _ITEM_BREAK.split(rest):
        match = _ITEM.fullmatch(_PREPOSITION.split(clean_object(part).split(", ")[0])[0])
        if match is None or not match["noun"]:
            continue
        noun, name = match["noun"].strip(), match["name"]
        head = noun.casefold().split()[-1]
        count = (match["count"] or "").lower()
        count = "a" if count in {"my", "another"} else count
        thing = f"{noun} named {name}" if name else noun
        words = f"has {f'{count} ' if count else ''}{thing}"
        if head in PETS:
            yield draft(person, "has_pet", f"{noun} {name or ''}".strip(), words)
        elif head in RELATIVES and not name:
            yield draft(person, "has_relative", f"{count} {noun}".strip(), words)
        elif head in POSSESSIONS | CONDITIONS:
            yield draft(person, "owns", thing, words)


def lacking(clause: Clause, person: Person) -> Iterator[Draft]:
    """Yield what somebody is said not to have: "I don't have a car"."""
    match = _LACKED.fullmatch(clean_object(clause.rest))
    if match and clause.mode == "now" and not clause.over:
        noun = match["noun"].casefold()
        if noun.split()[-1] in PETS | POSSESSIONS | RELATIVES.keys() | _LACKS:
            yield draft(person, "has_no", noun, "has no {o}")


def named(person: Person, name: str) -> Draft:
    """Return the draft of somebody's name."""
    return draft(person, "has_name", name, "")._replace(text=f"{person.shown}'s name is {name}.")


def _favourite(person: Person, what: str, value: str) -> Iterator[Draft]:
    obj, what = clean_object(value), what.strip().casefold()
    if obj:
        text = f"{person.shown}'s favourite {what} is {in_third_person(without_article(obj))}."
        yield draft(person, f"favourite_{what.replace(' ', '_')}", obj, "")._replace(text=text)


def _is_kept(noun: str, obj: str) -> bool:
    """Whether what a thing is said to be tells of the thing, not of its state: "is broken"."""
    if noun in POSSESSIONS:
        return bool(_OF_A_SORT.match(obj))
    return noun in _NOTED and (noun not in _WRITTEN or bool(re.search(r"[A-Z\d@]", obj)))


def _owned(person: Person, what: str, value: str) -> Iterator[Draft]:
    obj = clean_object(value)
    if not obj or obj.casefold().startswith(("not ", "no ")):
        return
    if what in _PLAIN:
        predicate, words = _PLAIN[what]
        if predicate != "speaks" or obj.casefold() in LANGUAGES:
            yield draft(person, predicate, obj, words)
    elif _is_kept(what.rsplit(maxsplit=1)[-1], obj):
        predicate = f"has_{what.replace(' ', '_')}"
        text = f"{person.shown}'s {what} is {in_third_person(obj)}."
        yield draft(person, predicate, obj, "")._replace(text=text)
