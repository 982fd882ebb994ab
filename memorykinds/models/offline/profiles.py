"""Profiles: the keyless counterpart of asking a language model to fill in the user's own schema.

A field is filled in where its name, or a name that means the same, is that of a relation which
the grammar has found a fact of: "city", "home" and "lives_in" take where the user lives, "job"
and "occupation" what they do, "languages" what they speak. That is all. It leaves unset what it
does not know for certain: nested models, dicts, yes-or-no fields, numbers but the age, dates
but the birthday, choices that do not hold the very word, and every field of another name,
whatever its description says. It invents nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from memorykinds.kinds.predicates import are_opposites, predicate
from memorykinds.kinds.proposal import FactCandidate
from memorykinds.kinds.text import normalized
from memorykinds.models.offline.schemas import Node, resolved

_RELATIONS: dict[str, str] = {
    "full_name": "has_name",
    "nickname": "goes_by",
    "has_nickname": "goes_by",
    "home_city": "lives_in",
    "town": "lives_in",
    "location": "lives_in",
    "place": "lives_in",
    "residence": "lives_in",
    "hometown": "comes_from",
    "home_town": "comes_from",
    "work": "works_as",
    "role": "works_as",
    "workplace": "works_at",
    "birth_date": "born_on",
    "birthdate": "born_on",
    "born": "born_on",
    "interests": "likes",
    "hobbies": "likes",
    "likes": "likes",
    "dislikes": "dislikes",
    "languages": "speaks",
    "spoken_languages": "speaks",
    "allergies": "allergic_to",
    "pets": "has_pet",
    "goals": "plans_to",
    "plans": "plans_to",
}
"""Names that people give to fields, beside the synonyms of `kinds.predicates`."""

_SINGLE = frozenset({"goes_by", "email", "surname"})
"""Relations with one value at a time that `kinds.predicates` does not list."""

_DAYS = ("%Y-%m-%d", "%d %B %Y", "%B %d %Y")


class _Field(NamedTuple):
    """A field of a profile that the grammar can fill in.

    Attributes:
        name: Its name.
        relation: What the grammar calls it.
        node: The form of its value, or of one item.
        many: Whether it is a list.
        known: What is known of it.
    """

    name: str
    relation: str
    node: Node
    many: bool
    known: Any


def propose_patches(
    form: Node, candidates: Sequence[FactCandidate], known: Sequence[Mapping[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """Return for each profile of a form the patches that the facts make.

    Args:
        form: The JSON schema of the whole answer.
        candidates: The facts that the conversation states.
        known: The rows of the block <profiles>.
    """
    told = {row.get("profile"): row.get("known") or {} for row in known}
    found: dict[str, list[dict[str, Any]]] = {}
    for place, node in form.get("properties", {}).items():
        if place.startswith("profile_"):
            patch = resolved(form, resolved(form, node).get("items", {}))
            changes = resolved(form, patch.get("properties", {}).get("changes", {}))
            fields = list(_fields(form, changes, told.get(place.removeprefix("profile_"), {})))
            patches = (_patch(c, fields, list(changes.get("properties", {}))) for c in candidates)
            found[place] = [patch for patch in patches if patch]
    return found


def _patch(
    candidate: FactCandidate, fields: Sequence[_Field], names: Sequence[str]
) -> dict[str, Any] | None:
    """Return what one fact changes; None if nothing. A patch names every field, as demanded."""
    fact = candidate.content
    if normalized(fact.subject) != "user" or fact.confidence < 1:
        return None
    over = candidate.intent == "forget" or fact.valid_to is not None
    relation = _relation(fact.predicate.removesuffix("_before"))
    changes: dict[str, Any] = {}
    clear: list[str] = []
    for field in fields:
        against = are_opposites(relation, field.relation)
        if relation != field.relation and not against:
            continue
        if over or against:
            held = _held(field, fact.object)
            if held is not None and not (over and against):
                changes |= {field.name: {"add": [], "remove": [held]}} if field.many else {}
                clear += [] if field.many else [field.name]
        elif (value := _value(field.node, fact.object)) is not None:
            changes[field.name] = {"add": [value], "remove": []} if field.many else value
    if not changes and not clear:
        return None
    return {
        "evidence": list(candidate.evidence),
        "changes": {name: changes.get(name) for name in names},
        "clear": clear,
    }


def _fields(form: Node, changes: Node, known: Mapping[str, Any]) -> Iterator[_Field]:
    """Yield the fields whose relation the grammar knows, and whose form holds words."""
    for name, node in changes.get("properties", {}).items():
        relation = _relation(name)
        single = predicate(relation).single or relation in _SINGLE
        for option in node.get("anyOf", (node,)):
            inner = resolved(form, option)
            added = inner.get("properties", {}).get("add")
            many = isinstance(added, Mapping) and "remove" in inner["properties"]
            value = resolved(form, added.get("items", {})) if many and added else inner
            # One value of a relation with many would be a choice; a list of what is one, a guess.
            if many != single and value.get("type") in ("string", "integer"):
                yield _Field(name, relation, value, many, known.get(name))


def _relation(name: str) -> str:
    snake = "_".join(name.casefold().replace("-", "_").split("_")).strip("_")
    known = _RELATIONS.get(snake)
    return known or predicate(predicate(snake).name.removeprefix("has_")).name


def _value(node: Node, words: str) -> str | int | None:
    """Return words as the value that a form demands; None if they are not certain to be it."""
    choices = node.get("enum", [node["const"]] if "const" in node else None)
    if choices is not None:
        same = (c for c in choices if isinstance(c, str) and normalized(c) == normalized(words))
        return next(same, None)
    if node.get("type") == "integer":
        return int(words) if words.isascii() and words.isdigit() else None
    if node.get("format") == "date":
        day = _day(words)
        return day.isoformat() if day else None
    if node.get("format", "email" if "@" in words else None) not in (None, "email"):
        return None
    return words


def _held(field: _Field, words: str) -> Any:
    """Return the known value, or item, that a fact says is over; None if it is another."""
    items = field.known if isinstance(field.known, list) else [field.known]
    same = (i for i in items if i is not None and normalized(str(i)) == normalized(words))
    return next(same, None)


def _day(words: str) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(words.replace(",", ""), form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    return None
