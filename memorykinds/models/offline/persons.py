"""Persons: whom a clause is about, and who is whose brother.

"She" is resolved only to the person named last, and only if no other could be meant: a fact
about the wrong person is worse than none.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from memorykinds.models.offline.vocabulary import (
    FEMALE,
    MALE,
    PARTNERS,
    PEOPLE,
    PETS,
    PLURAL_PEOPLE,
    RELATIVES,
    is_name,
    words,
)

NAME = r"(?-i:(?:(?:Mr|Mrs|Ms|Dr|Prof)\.? )?[^\W\d_a-z][\w'-]*(?: (?:[^\W\d_a-z][\w'-]*|van|de|von|da|di)(?= |$|[,.;:!?])){0,3})"
_KINDS = PEOPLE | {pet: pet for pet in PETS}
_KIN = "|".join(sorted(map(re.escape, _KINDS), key=len, reverse=True))
_OWN_KIN = rf"(?:[Mm]y|[Oo]ur) (?:[\w-]+ ){{0,2}}?(?P<kin>{_KIN})\b"
_SUBJECT_KIN = re.compile(rf"{_OWN_KIN}(?!'s)(?:,? (?P<name>{NAME}))?,? (?P<rest>.+)")
_MENTION = re.compile(rf"{_OWN_KIN}(?:,? (?P<name>{NAME}))?(?P<rest>)$")
_SUBJECT_NAME = re.compile(rf"(?P<name>{NAME}) (?P<rest>.+)")
_PRONOUN = re.compile(r"(?:and )?(?P<word>he|she|they|who…)(?: both)? (?P<rest>.+)", re.IGNORECASE)
_SELF = re.compile(r"(?:I|[Ww]e)(?: both| all)? (?P<rest>.+)")

_NAMED = (
    re.compile(rf"\b{_OWN_KIN}'s name is (?:now )?(?P<names>{NAME})"),
    re.compile(rf"\b{_OWN_KIN},? (?:is |are )?(?:called|named) (?P<names>{NAME}(?:(?:, | and |, and ){NAME}){{0,5}})"),
    re.compile(rf"\b{_OWN_KIN}(?:,| (?:is|are)|:)? (?P<names>{NAME}(?:(?:, | and |, and ){NAME}){{0,5}})"),
    re.compile(rf"\b(?:have|got|has) (?:[\w-]+ ){{0,3}}?(?P<kin>{_KIN})\b(?:,|:| called| named|, called) (?P<names>{NAME}(?:(?:, | and |, and ){NAME}){{0,5}})"),
    re.compile(rf"\b(?P<names>{NAME}) (?:is|who is) (?:my|our) (?:[\w-]+ ){{0,2}}?(?P<kin>{_KIN})\b"),
    re.compile(rf"\b{_OWN_KIN} (?:spells it|goes by) (?P<names>{NAME})"),
)  # fmt: skip
_THEIR_NAME = re.compile(
    rf"\b(?:[Hh]is|[Hh]er|[Ii]ts|[Tt]heir) name is (?P<name>{NAME})|\b(?:[Hh]e|[Ss]he|[Ii]t) is (?:called|named) (?P<name2>{NAME})"
)
_NAME_LIST = re.compile(r", and |, | and ")
_NO_PERSON = words(
    "Everyone Everybody Nobody Somebody Someone People This That These Those It There He She "
    "They What Who My Our The I We You Yes No But And So Not None All Most Some Many Nothing"
)
_PERSONAL_VERBS = re.compile(
    r"(?:(?:also|really|just|still) )?(?:lives|works|loves|likes|hates|prefers|speaks|plays"
    r"|moved to|does not (?:live|work|love|like|speak|play)) "
)


class Person(NamedTuple):
    """Whom a fact is about.

    Attributes:
        key: The fact's subject: "user", "Max", "user's mother".
        shown: How a sentence names them: "The user".
        kind: Their relation to the speaker, as far as known: "brother".
    """

    key: str
    shown: str
    kind: str = ""

    @property
    def named(self) -> bool:
        """Whether their own name is known: "Max", not "user's brother"."""
        return "'s " not in self.key

    @property
    def plural(self) -> bool:
        """Whether they are several: "the user's parents"."""
        return self.kind in PLURAL_PEOPLE


class Relation(NamedTuple):
    """Somebody named as the speaker's brother, wife, friend."""

    kind: str
    name: str
    predicate: str


USER = Person("user", "The user")


@dataclass
class Cast:
    """The persons of a conversation, as far as one speaker has named them."""

    speaker: Person = USER
    named: dict[str, Person] = field(default_factory=dict)
    last: Person | None = None

    def relations(self, sentence: str) -> list[Relation]:
        """Return who is said to be whose brother, and remember them."""
        found: dict[str, Relation] = {}
        for pattern in _NAMED:
            for match in pattern.finditer(sentence):
                for name in _NAME_LIST.split(match["names"]):
                    relation = self._relation(match["kin"], name.strip(" ,.'"))
                    if relation is not None:
                        found.setdefault(relation.name, relation)
        unnamed = self.last if self.last and self.last.kind and not self.last.named else None
        if unnamed and (theirs := _THEIR_NAME.search(sentence)):
            word = next(word for word in _KINDS if _KINDS[word] == unnamed.kind)
            if relation := self._relation(word, theirs["name"] or theirs["name2"]):
                found.setdefault(relation.name, relation)
        return list(found.values())

    def subject(self, clause: str) -> tuple[Person, str] | None:
        """Return whom the clause is about and its words after the subject."""
        if match := _SELF.fullmatch(clause):
            return self.speaker, match["rest"]
        if match := _PRONOUN.fullmatch(clause):
            person = self._meant_by(match["word"].lower())
            return (person, match["rest"]) if person else None
        if match := _SUBJECT_KIN.fullmatch(clause):
            return self._relative(match)
        if match := _SUBJECT_NAME.fullmatch(clause):
            return self._by_name(match["name"], match["rest"])
        return None

    def mention(self, words: str) -> None:
        """Note the person whose naming ends the words: "My uncle, who …"."""
        if match := _MENTION.search(words):
            self._relative(match)

    def _relation(self, kin: str, name: str) -> Relation | None:
        name = name.removesuffix("'s")
        if not is_name(name) or name.split()[0] in _NO_PERSON:
            return None
        kind = _KINDS.get(kin.removesuffix("s"), _KINDS[kin])  # each of "my sisters" is a sister
        kind = "child" if kind == "children" else kind
        self.last = self.named[name] = Person(name, name, kind)
        if kin in PARTNERS:
            return Relation(kind, name, "partner_of")
        if kin in PETS:
            return Relation(kind, name, "has_pet")
        return Relation(kind, name, "has_relative" if kin in RELATIVES else "knows")

    def _relative(self, match: re.Match[str]) -> tuple[Person, str]:
        kind, name, rest = _KINDS[match["kin"]], match["name"], match["rest"]
        if name and is_name(name) and not name.endswith("'s"):
            self.last = self.named.get(name) or Person(name, name, kind)
            return self.last, rest
        known = [person for person in self.named.values() if person.kind == kind]
        owner = self.speaker.key
        shown = f"{self.speaker.shown}'s {kind}"
        self.last = known[0] if len(known) == 1 else Person(f"{owner}'s {kind}", shown, kind)
        return self.last, rest

    def _by_name(self, name: str, rest: str) -> tuple[Person, str] | None:
        parts = name.split()
        for length in range(len(parts), 0, -1):  # "Max Plays" in a title: the longest known name
            person = self.named.get(" ".join(parts[:length]))
            if person is not None:
                self.last = person
                return person, " ".join([*parts[length:], rest])
        if parts[0] in _NO_PERSON or not is_name(name) or parts[0].endswith(("ing", "'s")):
            return None
        if not _PERSONAL_VERBS.match(rest):
            return None
        self.last = Person(name, name)
        return self.last, rest

    def _meant_by(self, pronoun: str) -> Person | None:
        """Return the person named last if the pronoun fits them."""
        person = self.last
        if person is None or (person.plural and pronoun in {"he", "she"}):
            return None
        if (pronoun == "he" and person.kind in FEMALE) or (
            pronoun == "she" and person.kind in MALE
        ):
            return None
        return None if pronoun == "they" and person.kind in FEMALE | MALE else person
