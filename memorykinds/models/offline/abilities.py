"""Abilities: "I can't swim", and what a body cannot have: "I can't have gluten"."""

from memorykinds.models.offline.clauses import Clause
from memorykinds.models.offline.drafts import Draft, draft
from memorykinds.models.offline.objects import objects
from memorykinds.models.offline.persons import Person
from memorykinds.models.offline.things import ABILITIES, FOODS

_TAKE_IN = frozenset({"have", "do", "eat", "drink", "tolerate"})


def able(clause: Clause, person: Person) -> list[Draft]:
    """Return what somebody can or cannot do, or have; [] if the clause says no such thing."""
    if not clause.able:
        return []
    if clause.verb in ABILITIES and clause.rest in {"", "at all"}:
        predicate, can = ("can_not", "cannot") if clause.negated else ("can", "can")
        return [draft(person, predicate, clause.verb, f"{can} {clause.verb}")]
    if clause.verb in _TAKE_IN and clause.negated:
        return [
            draft(person, "avoids", food, "cannot have {o}")
            for food in objects(clause.rest)
            if food.casefold().split(" ")[-1] in FOODS
        ]
    return []
