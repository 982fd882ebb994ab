"""When two memories may become one: what code knows for certain, and what it forbids.

Certain is little: two facts of one subject and relation whose words are the same but for
articles, plurals and synonyms of the relation; two rules that differ in small words. Everything
else a model must nominate, and even then code holds against it what it can see.
"""

from collections.abc import Hashable

from memorykinds.kinds import Fact, Record, Rule
from memorykinds.kinds.predicates import PREDICATES, are_opposites, predicate
from memorykinds.kinds.text import normalized
from memorykinds.managers.consolidation.differences import differences, stems, values
from memorykinds.managers.policies.facts import is_single, said_at, subject_of, words_of
from memorykinds.managers.rule_relations import is_spare
from memorykinds.managers.rule_words import are_opposite, meaning

_FILLING = frozenset("a an user be is are am of their his her who which".split())  # noqa: SIM905 -- read as words
_WORDS_OF_RELATION = {
    p.name: frozenset(
        word for name in (p.name, *p.synonyms) for word in stems(name.replace("_", " "))
    )
    for p in PREDICATES
}


def certain_key(record: Record) -> Hashable | None:
    """Return a key that two memories share only if they certainly say the same; None for none."""
    content = record.content
    if isinstance(content, Rule):
        scope = normalized(content.applies_when)
        return ("rule", scope, content.status, content.replaces, meaning(content.text))
    if isinstance(content, Fact) and record.slot:
        return ("fact", record.slot, stems(content.object), _rest(content))
    return None


def kept_apart(one: Record, other: Record) -> str | None:
    """Return why two memories must not become one, whoever says that they are the same."""
    first, second = one.content, other.content
    if isinstance(first, Fact) and isinstance(second, Fact):
        return _facts_apart(first, second) or differences(one.text, other.text)
    if isinstance(first, Rule) and isinstance(second, Rule):
        apart = _rules_apart(one, other, first, second)
        return apart or differences(_sentence(one), _sentence(other))
    return "they are of two kinds"


def preferred(record: Record) -> tuple[bool, int, float, str]:
    """Return the key of which of several that say the same stays: the greatest.

    The pinned one; then the one with most values, for it says all that the others say; then
    the one said last.
    """
    return (record.pinned, len(values(_sentence(record))), said_at(record).timestamp(), record.id)


def says_all(survivor: Record, other: Record) -> bool:
    """Whether one has every number, date and name of the other."""
    return values(_sentence(survivor)) >= values(_sentence(other))


def _sentence(record: Record) -> str:
    """Return the words to compare; a rule begins with a verb, whose capital makes it no name."""
    content = record.content
    return content.text[:1].lower() + content.text[1:] if isinstance(content, Rule) else record.text


def _facts_apart(one: Fact, other: Fact) -> str | None:
    if subject_of(one) != subject_of(other):
        return "they are about two subjects"
    if are_opposites(one.predicate, other.predicate):
        return "their relations are opposites"
    for ours, theirs in ((one.valid_from, other.valid_from), (one.valid_to, other.valid_to)):
        if ours is not None and theirs is not None and ours != theirs:
            return "their dates differ"
    single = is_single(one) or is_single(other)
    if single and predicate(one.predicate).name != predicate(other.predicate).name:
        return "their relations differ, and one of them has one value at a time"
    first, second = words_of(one.object), words_of(other.object)
    if single and not (first <= second or second <= first):
        return "they are two values of what has one at a time"
    return None


def _rules_apart(one: Record, other: Record, first: Rule, second: Rule) -> str | None:
    if normalized(first.applies_when) != normalized(second.applies_when):
        return "they hold at different times"
    if first.status != second.status or not (is_spare(one, other) or is_spare(other, one)):
        return "one of them is on trial, or is to replace the other"
    return "one is the other's “not”" if are_opposite(first.text, second.text) else None


def _rest(fact: Fact) -> tuple[str, ...]:
    """Return what the sentence of a fact says beyond its subject, relation and object."""
    told = {*stems(fact.subject), *stems(fact.object), *_FILLING}
    own = predicate(fact.predicate).name
    told |= _WORDS_OF_RELATION.get(own, frozenset(stems(own.replace("_", " "))))
    words = (word.removesuffix("'s") for word in stems(fact.text))
    return tuple(word for word in words if word not in told)
