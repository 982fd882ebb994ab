"""The meaning of a clause: from one clause to the facts that it states.

In order: what the speaker is or has by name, what the table of verbs knows, belongings, then
events and plans. The first that understands the clause has it.
"""

import re
from datetime import UTC, date, datetime

from memorykinds.models.offline.abilities import able
from memorykinds.models.offline.attributes import attributes, belongings, lacking, named
from memorykinds.models.offline.clauses import Clause, parse_clause
from memorykinds.models.offline.dates import When
from memorykinds.models.offline.drafts import HEDGED, Draft, draft
from memorykinds.models.offline.events import event, occasion
from memorykinds.models.offline.grammar import Statement, statements
from memorykinds.models.offline.habits import habit
from memorykinds.models.offline.objects import clean_object, main_part, objects
from memorykinds.models.offline.persons import USER, Cast, Person, Relation
from memorykinds.models.offline.time_words import extract_time
from memorykinds.models.offline.traits import TRAITS
from memorykinds.models.offline.vocabulary import RELATIVES, is_name

_INTRODUCES = re.compile(r"I am (?P<name>[^,]+?)(?P<rest>,? (?:from|and|here|the|your) .*|,.*)?")
_AHEAD = re.compile(r" (?:will|going to|(?:am|are|is) \w+ing) ")
_PLACES_AND_POSTS = frozenset({"lives_in", "works_at", "works_as"})
_CHANGE = re.compile(r"(?:just )?(?:hired|promoted)\b")
_DENIED = re.compile(r"(?:I|we) (?:do|did|have) (?:not|never) (?:have|own|get)\b", re.IGNORECASE)
_GONE = re.compile(
    r"\b(?:died|passed away|ran away|put down|is dead|used to (?:have|own)|(?<!have )(?<!has )had an?)\b"
)
_ADJECTIVE = re.compile(r"(?:an?|the|my|our) \w+", re.IGNORECASE)
_ON_ANSWERS = re.compile(r"\b(?:answers|replies|responses|explanations|bullet points|emojis?)\b")
"""What somebody likes about answers is a rule for them, not a fact about the person."""
_KIN = re.compile(
    rf"(?:one |\w+ )?(?P<kind>{'|'.join(kin for kin in RELATIVES if RELATIVES[kin] == kin)})"
)
_OWNING = frozenset({"have", "own", "get", "buy", "adopt"})


def meaning(clause: str, cast: Cast, today: date) -> list[Draft]:
    """Return the facts that a clause with its own subject states; [] if it is not understood."""
    named_ones = [] if _DENIED.match(clause) else cast.relations(clause)
    found = [_relation(cast.speaker, one) for one in named_ones if not _is_gone(one, clause)]
    if stated := list(attributes(clause, cast.speaker)):
        return found + stated
    if (match := _INTRODUCES.fullmatch(clause)) and cast.speaker is USER:
        name = match["name"].strip()
        if is_name(name) and name.casefold() not in TRAITS:
            rest = re.sub(r"^,? (?:and )?", "", match["rest"] or "")
            roles = [_verb(f"I am {role}", cast, today) for role in rest.split(", ") if role]
            return [*found, named(cast.speaker, name), *(one for role in roles for one in role)]
    return found + _verb(clause, cast, today)


def has_ended(clause: str, cast: Cast) -> str:
    """Return what a clause such as "I don't have the dog any more" says is over; else ''."""
    about = cast.subject(clause)
    parsed = parse_clause(about[1]) if about else None
    return parsed.rest if parsed and parsed.over and parsed.verb in _OWNING else ""


def _verb(clause: str, cast: Cast, today: date) -> list[Draft]:
    whole_clause = clause
    about = cast.subject(clause)
    parsed = parse_clause(about[1]) if about else None
    ahead = bool(_AHEAD.search(clause)) or (parsed is not None and parsed.mode == "now")
    clause, when = extract_time(clause, today, future=ahead)
    about = cast.subject(clause)
    parsed = parse_clause(about[1]) if about else None
    if about is None or parsed is None:
        dated = occasion(whole_clause, cast.speaker, today)
        return [dated] if dated else []
    person = about[0]
    whole = parsed
    parsed = parsed._replace(rest=main_part(parsed.rest))
    if parsed.mode == "perfect" and when is not None and when.since:
        parsed = parsed._replace(mode="now")  # "have been a vegan since 2015" holds today
    found = [
        one
        for statement in statements(parsed)
        for one in _stated(statement, parsed, person, when, today)
    ]
    found = found or able(parsed, person)
    if not found:
        found = _belonging(parsed, cast, person, when, clause)
    if not found and (done := event(parsed, person, when, today) or habit(whole, person)):
        found = [done]
    return [one._replace(confidence=HEDGED) for one in found] if parsed.doubtful else found


def _stated(
    statement: Statement, clause: Clause, person: Person, when: When | None, today: date
) -> list[Draft]:
    say = statement.say
    found = []
    for obj in objects(statement.object) if say.many else [_one_object(statement.object)]:
        if (not obj and "{o}" in say.words) or _ON_ANSWERS.search(obj):
            continue
        # "Next year" belongs to a plan's content; "last week" to when a state began.
        began = when is not None and (when.since or clause.mode in {"past", "perfect"})
        one = draft(
            person,
            say.predicate,
            obj or say.words.split(" ")[-1],
            say.words,
            when if began else None,
        )
        if say.predicate == "plans_to" and when:
            one = draft(person, say.predicate, f"{obj} {when.words}", say.words)
        found.append(one._replace(forget=statement.over))
        if _is_past(clause, when) and say.predicate in _PLACES_AND_POSTS:
            found[-1:] = _ended(one, today)
    return found


def _one_object(words: str) -> str:
    """Return the object without an aside: "Naples, originally"; "a small, old town" is whole."""
    head, comma, aside = words.partition(", ")
    cut = comma and aside[:1].islower() and not _ADJECTIVE.fullmatch(head)
    return clean_object(head if cut else words)


def _is_past(clause: Clause, when: When | None) -> bool:
    """Whether a state such as living somewhere is told as over: "lived", "used to live"."""
    if clause.verb not in {"live", "work", "be", "reside"} or _CHANGE.match(clause.rest):
        return False
    since = when is not None and when.since
    return clause.mode in {"past", "once"} or (
        clause.mode == "perfect" and not clause.progressive and not since
    )


def _ended(one: Draft, today: date) -> list[Draft]:
    """Return a state of the past: closed now, under a name that claims no present.

    The state itself is marked as over, in case it is still believed.
    """
    now = datetime(today.year, today.month, today.day, tzinfo=UTC)
    text = one.text.replace(" lives ", " lived ", 1).replace(" works ", " worked ", 1)
    text = text.replace(" is ", " was ", 1)
    before = one._replace(predicate=f"{one.predicate}_before", text=text, end=now, start=None)
    return [before, one._replace(forget=True, only_if_known=True)]


def _belonging(
    clause: Clause, cast: Cast, person: Person, when: When | None, text: str
) -> list[Draft]:
    if clause.verb not in _OWNING or clause.mode not in {"now", "past", "perfect"}:
        return []
    if clause.verb in {"have", "own"} and clause.mode == "past":
        return []  # who had a dog need not have one
    if clause.verb == "buy" and when:
        return []  # a dated purchase is told as an event
    if clause.negated:
        return list(lacking(clause, person))
    things = list(belongings(clause.rest, person))
    named_kinds = {relation.kind for relation in cast.relations(text)}
    things = [thing for thing in things if thing.object.split(" ")[-1] not in named_kinds]
    pets = [
        thing for thing in things if thing.predicate == "has_pet" and " named " not in thing.text
    ]
    kin = [thing for thing in things if thing.predicate == "has_relative"]
    if len(kin) == 1 and (who := _KIN.fullmatch(kin[0].object)):  # "He works at a bank" may follow
        cast.last = Person(
            f"{person.key}'s {who['kind']}",
            f"{person.shown}'s {who['kind']}",
            RELATIVES[who["kind"]],
        )
    if len(pets) == 1:  # "Her name is Luna" may follow
        kind = pets[0].object.split(" ")[-1]
        cast.last = Person(f"{person.key}'s {kind}", f"{person.shown}'s {kind}", kind)
    return things


def _is_gone(relation: Relation, clause: str) -> bool:
    """Whether the clause names a pet only to say that it is no more."""
    return relation.predicate == "has_pet" and bool(_GONE.search(clause))


def _relation(speaker: Person, relation: Relation) -> Draft:
    obj = (
        relation.name if relation.predicate == "partner_of" else f"{relation.kind} {relation.name}"
    )
    text = f"{speaker.shown}'s {relation.kind} is {relation.name}."
    if relation.predicate == "has_pet":
        text = f"{speaker.shown} has a {relation.kind} named {relation.name}."
    return draft(speaker, relation.predicate, obj, "")._replace(text=text)
