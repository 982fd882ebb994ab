"""Drafts: a fact on its way from a clause to a proposal."""

from datetime import UTC, datetime
from typing import NamedTuple

from memorykinds.kinds.fact import Fact
from memorykinds.models.offline.dates import When
from memorykinds.models.offline.objects import in_third_person, without_article
from memorykinds.models.offline.persons import Person
from memorykinds.models.offline.verbs import plural

HEDGED = 0.6
"""Confidence in what the speaker only thinks or supposes."""


class Draft(NamedTuple):
    """A fact that was found, before it is compared with what is known.

    Attributes:
        person: Whom it is about.
        predicate: The relation.
        object: What is said of them.
        text: The sentence.
        start: From when it is true, if said.
        end: When it ended, if it did.
        confidence: How sure the words make it.
        forget: Whether it is said to be over, or asked to be forgotten.
        turns: The ids of the turns that say it.
        replaces: Numbers of the related memories that it says anew.
        only_if_known: Whether it is worth saying only of something that is known.
        drops: Numbers of the related memories that it asks to forget.
        answers: Whether it is said by way of a question of the assistant's.
    """

    person: Person
    predicate: str
    object: str
    text: str
    start: datetime | None = None
    end: datetime | None = None
    confidence: float = 1.0
    forget: bool = False
    turns: tuple[str, ...] = ()
    replaces: tuple[int, ...] = ()
    only_if_known: bool = False
    drops: tuple[int, ...] = ()
    answers: bool = False

    def fact(self) -> Fact:
        """Return the fact itself."""
        return Fact(
            subject=self.person.key,
            predicate=self.predicate,
            object=self.object,
            text=self.text,
            confidence=self.confidence,
            valid_from=self.start,
            valid_to=self.end,
        )


def draft(person: Person, predicate: str, obj: str, words: str, when: When | None = None) -> Draft:
    """Return a draft whose sentence is the person, then `words` with ``{o}`` filled in."""
    shown = in_third_person(obj)
    says = in_third_person(words.replace("{o}", shown))
    if person.plural:
        says = plural(says)
    start = (
        datetime(when.start.year, when.start.month, when.start.day, tzinfo=UTC) if when else None
    )
    return Draft(
        person, predicate, without_article(shown), sentence(f"{person.shown} {says}"), start
    )


def sentence(text: str) -> str:
    """Return the text as a sentence, with one full stop."""
    return " ".join(text.split()).rstrip(" .,;") + "."
