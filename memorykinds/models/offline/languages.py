"""Four other languages, a handful of forms each: name, home, origin, work, likes.

The statement is English, the object stays as it was said: "The user lives in Köln." A form
that is not here is missed; a sentence is never read half.
"""

import re
from collections.abc import Iterator

from memorykinds.models.offline.drafts import Draft, draft
from memorykinds.models.offline.objects import SECRET
from memorykinds.models.offline.persons import NAME, Person
from memorykinds.models.offline.vocabulary import is_name

_THING = r"(?:[\w'-]+ ){0,4}[\w'-]+"
_PLACE = rf"(?P<o>{NAME})"

# What is said, as (predicate, English words, pattern); a name must look like one.
_FORMS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "German": (
        ("has_name", "", rf"(?:ich heiße|ich heisse|mein name ist|ich bin(?: der| die)?) (?P<o>{NAME})"),
        ("lives_in", "lives in {o}", rf"(?:ich )?(?:wohne|lebe)(?: jetzt| zurzeit)? in {_PLACE}"),
        ("comes_from", "comes from {o}", rf"(?:ich )?(?:komme|bin) aus {_PLACE}"),
        ("works_as", "works as {o}", r"(?:ich )?(?:arbeite als|bin) (?P<o>[\w-]+(?:in|er|or|ist|ent|arzt|ärztin|schwester|mann|frau))(?: (?:bei|in|an) .+)?"),
        ("dislikes", "dislikes {o}", rf"(?:ich )?(?:(?:mag|liebe) keine?n? (?P<o>{_THING})|hasse (?P<o2>{_THING}))"),
        ("likes", "likes {o}", rf"(?:ich )?(?:mag|liebe) (?!kein|nicht|es\b|das\b|dich\b)(?P<o>{_THING})"),
    ),
    "French": (
        ("has_name", "", rf"(?:je m'appelle|mon nom est|je suis) (?P<o>{NAME})"),
        ("lives_in", "lives in {o}", rf"(?:j'habite|je vis|je demeure) (?:maintenant )?(?:à|en|au|aux) {_PLACE}"),
        ("comes_from", "comes from {o}", rf"je (?:viens|suis) (?:de|d'){_PLACE}|je viens de (?P<o2>{NAME})"),
        ("works_as", "works as {o}", rf"je (?:travaille comme|suis une?) (?P<o>{_THING})"),
        ("dislikes", "dislikes {o}", rf"(?:je n'aime pas|je déteste) (?:le |la |les |l')?(?P<o>{_THING})"),
        ("likes", "likes {o}", rf"j'(?:aime(?: bien| beaucoup)?|adore) (?:le |la |les |l')?(?P<o>{_THING})"),
    ),
    "Spanish": (
        ("has_name", "", rf"(?:me llamo|mi nombre es|soy) (?P<o>{NAME})"),
        ("lives_in", "lives in {o}", rf"(?:yo )?vivo en {_PLACE}"),
        ("comes_from", "comes from {o}", rf"(?:yo )?soy de {_PLACE}"),
        ("works_as", "works as {o}", rf"(?:trabajo (?:como|de)|soy una?) (?P<o>{_THING})"),
        ("dislikes", "dislikes {o}", rf"(?:no me gustan?|odio) (?:el |la |los |las )?(?P<o>{_THING})"),
        ("likes", "likes {o}", rf"me (?:gustan?|encantan?)(?: mucho)? (?:el |la |los |las )?(?P<o>{_THING})"),
    ),
    "Italian": (
        ("has_name", "", rf"(?:mi chiamo|il mio nome è|sono) (?P<o>{NAME})"),
        ("lives_in", "lives in {o}", rf"(?:io )?(?:abito|vivo) (?:a|ad|in) {_PLACE}"),
        ("comes_from", "comes from {o}", rf"(?:sono di|vengo da) {_PLACE}"),
        ("works_as", "works as {o}", rf"(?:lavoro come|faccio (?:il|la|l')|sono un'?a?) ?(?P<o>{_THING})"),
        ("dislikes", "dislikes {o}", rf"(?:non mi (?:piace|piacciono)|odio) (?:il |lo |la |i |gli |le |l')?(?P<o>{_THING})"),
        ("likes", "likes {o}", rf"mi (?:piace|piacciono)(?: molto)? (?:il |lo |la |i |gli |le |l')?(?P<o>{_THING})"),
    ),
}  # fmt: skip
_TABLE = tuple(
    (predicate, words, re.compile(pattern, re.IGNORECASE))
    for forms in _FORMS.values()
    for predicate, words, pattern in forms
)
_GREETING = re.compile(
    r"(?:hallo|guten (?:tag|morgen|abend)|servus|bonjour|salut|bonsoir|hola|buenos días|buenas(?: tardes)?|ciao|salve"
    r"|buongiorno|buonasera|piacere)\b[\s,!.:]*",
    re.IGNORECASE,
)
_BREAK = re.compile(r",? (?:und|et|y|e|aber|mais|pero|ma) |, ", re.IGNORECASE)


def foreign_statements(sentence: str, person: Person) -> Iterator[Draft]:
    """Yield what a German, French, Spanish or Italian sentence states, if it is of a known form."""
    text = _GREETING.sub("", sentence, count=1).strip(" .!")
    for part in _BREAK.split(text)[:10]:
        for predicate, words, pattern in _TABLE:
            match = pattern.fullmatch(part.strip()) if not SECRET.search(part) else None
            obj = next((v for v in match.groups() if v), "") if match else ""
            if not obj or (predicate == "has_name" and not is_name(obj)):
                continue
            if predicate == "has_name":
                text = f"{person.shown}'s name is {obj}."
                yield draft(person, predicate, obj, "")._replace(text=text)
            else:
                yield draft(person, predicate, obj, words)
            break
