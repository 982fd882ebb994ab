"""The relations that code understands, and what follows from each.

A model may use any predicate; for those listed here code knows more: whether a subject has
one value at a time (one home) or many (hobbies), and which relation is the opposite. An
unknown predicate counts as many-valued, because that never closes a memory by mistake.
"""

import re
from typing import NamedTuple


class Predicate(NamedTuple):
    """A relation between a subject and an object.

    Attributes:
        name: Its name in snake_case.
        single: Whether a subject has one value of it at a time.
        opposite: The predicate that cannot hold of the same object, or "".
        synonyms: Other names under which models write it.
    """

    name: str
    single: bool = False
    opposite: str = ""
    synonyms: tuple[str, ...] = ()


PREDICATES: tuple[Predicate, ...] = (
    Predicate("has_name", True, synonyms=("is_named", "is_called", "name", "named")),
    Predicate(
        "lives_in",
        True,
        synonyms=("resides_in", "lives_at", "located_in", "based_in", "moved_to", "home", "city"),
    ),
    Predicate("comes_from", True, synonyms=("is_from", "originally_from")),
    Predicate("born_in", True, synonyms=("birthplace", "place_of_birth")),
    Predicate("grew_up_in", synonyms=("raised_in",)),
    Predicate(
        "works_as", True, synonyms=("has_job", "job", "occupation", "profession", "job_title")
    ),
    Predicate("works_at", True, synonyms=("works_for", "employed_by", "employer", "company")),
    Predicate("has_age", True, synonyms=("age", "is_aged", "years_old")),
    Predicate("born_on", True, synonyms=("birthday", "has_birthday", "date_of_birth")),
    Predicate(
        "partner_of",
        True,
        synonyms=("married_to", "has_wife", "has_husband", "has_partner", "has_spouse"),
    ),
    Predicate("has_pronouns", True, synonyms=("pronouns",)),
    Predicate("in_timezone", True, synonyms=("timezone", "has_timezone")),
    Predicate("follows_diet", True, synonyms=("diet", "has_diet", "is_vegetarian", "is_vegan")),
    Predicate("drives", True, synonyms=("drives_a",)),
    Predicate("likes", False, "dislikes", ("loves", "enjoys", "is_fond_of", "interested_in")),
    Predicate("prefers", False, "dislikes", ("has_preference", "preference", "would_rather")),
    Predicate("dislikes", False, "likes", ("hates", "does_not_like", "cannot_stand", "avoids")),
    Predicate("allergic_to", synonyms=("has_allergy", "allergy", "is_allergic_to")),
    Predicate("speaks", synonyms=("speaks_language", "fluent_in")),
    Predicate("learns", synonyms=("is_learning", "studies", "is_studying")),
    Predicate("plays", synonyms=("plays_instrument", "plays_sport")),
    Predicate("uses", synonyms=("works_with",)),
    Predicate("owns", synonyms=("has", "possesses")),
    Predicate("has_pet", synonyms=("pet", "has_dog", "has_cat")),
    Predicate("has_relative", synonyms=("relative", "family_member")),
    Predicate("knows", synonyms=("friend_of", "has_friend", "has_colleague")),
    Predicate("plans_to", synonyms=("wants_to", "intends_to", "has_goal", "goal")),
    Predicate("did", synonyms=("attended", "visited", "went_to", "completed")),
    Predicate("member_of", synonyms=("belongs_to", "joined")),
    Predicate("is", synonyms=("is_a", "has_property", "described_as")),
)

_BY_NAME = {name: p for p in PREDICATES for name in (p.name, *p.synonyms)}
_FAVOURITE = re.compile(r"^(?:has_)?favou?rite_(?:\w+)$")
_WORD_BREAK = re.compile(r"[^0-9a-z\u00c0-\uffff]+")


def predicate(name: str) -> Predicate:
    """Return the relation of this name or synonym; an unknown one is many-valued.

    ``favourite_...`` is single-valued for every thing one can have a favourite of.
    """
    snake = _WORD_BREAK.sub("_", name.casefold()).strip("_")
    if _FAVOURITE.match(snake):
        return Predicate(snake.removeprefix("has_").replace("favorite_", "favourite_"), single=True)
    return _BY_NAME.get(snake, Predicate(snake))


def are_opposites(one: str, other: str) -> bool:
    """Whether two predicates cannot both hold of the same subject and object."""
    first, second = predicate(one), predicate(other)
    return first.opposite == second.name or second.opposite == first.name
