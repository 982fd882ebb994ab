"""Four other languages, some forms each: name, home, work, family, likes, diet.

The statement is English, the object stays as it was said: "The user lives in Köln." A form
that is not here is missed; a sentence is never read half.
"""

import re
from collections.abc import Iterator

from memorykinds.models.offline.drafts import Draft, draft
from memorykinds.models.offline.foreign_forms import FORMS, KIN, NAMES_LIKE_TRADES
from memorykinds.models.offline.objects import SECRET
from memorykinds.models.offline.persons import Person
from memorykinds.models.offline.vocabulary import is_name

_TABLE = tuple(
    (predicate, words, re.compile(pattern, re.IGNORECASE))
    for forms in FORMS.values()
    for predicate, words, pattern in forms
)
_GREETING = re.compile(
    r"(?:hallo|guten (?:tag|morgen|abend)|servus|moin|bonjour|salut|bonsoir|hola|buenos días|buenas(?: tardes| noches)?|ciao|salve"
    r"|buongiorno|buonasera|piacere|übrigens|au fait|por cierto|a proposito|ja|oui|sí|also|bueno|allora)\b[\s,!.:]*",
    re.IGNORECASE,
)
_BREAK = re.compile(r",? (?:und|et|y|e|ed|aber|mais|pero|ma) |, ", re.IGNORECASE)
_UNREAL = re.compile(
    r"\b(?:wenn|falls|würde|wäre|hätte|ob|si|se|ojalá|vorrei|quisiera|serait|voudrais|magari)\b",
    re.IGNORECASE,
)
_MOST_PARTS = 10
_LISTED = frozenset({"owns", "likes", "dislikes", "speaks", "avoids", "allergic_to", "plays"})
"""Relations whose clause may name several things."""


def foreign_statements(sentence: str, person: Person) -> Iterator[Draft]:
    """Yield what a German, French, Spanish or Italian sentence states, if it is of a known form."""
    text = _GREETING.sub("", sentence, count=1).strip(" .!")
    if _UNREAL.search(text) and not re.search(r"\b(?:sí|si chiama|se llama)\b", text):
        return
    head = ""
    for part in _BREAK.split(text)[:_MOST_PARTS]:
        for said in (part.strip(), f"{head} {part.strip()}" if head else ""):
            found, before = _statement(said, person)
            if found:
                head = before  # "un chien" after "j'ai deux enfants et"
                yield found
                break


def _statement(part: str, person: Person) -> tuple[Draft | None, str]:
    """Return what a clause states, and its words before the object."""
    if SECRET.search(part):
        return None, ""
    for predicate, words, pattern in _TABLE:
        match = pattern.fullmatch(part)
        if match is None:
            continue
        slots = {name[0]: (name, value) for name, value in match.groupdict().items() if value}
        name, obj = slots.get("o", ("", ""))
        if not obj or (predicate in {"has_name", "has_relative"} and not is_name(obj)):
            continue
        if predicate == "is" and obj.casefold() in NAMES_LIKE_TRADES:
            continue
        head = part[: match.start(name)].strip() if predicate in _LISTED else ""
        one = draft(person, predicate, obj, words)
        if predicate == "has_name":
            one = one._replace(text=f"{person.shown}'s name is {obj}.")
        if predicate == "has_relative":
            kin = KIN[slots["k"][1].casefold()]
            one = one._replace(object=f"{kin} {obj}", text=f"{person.shown}'s {kin} is {obj}.")
        return one, head
    return None, ""
