"""The table of clauses that state a fact: which verb, what follows, what it means.

One row is one way of saying one thing. A row is found by its verb, then by what follows; the
first that fits counts. To teach the model a new sentence, add a row.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from memorykinds.models.offline.clauses import Clause, Mode
from memorykinds.models.offline.vocabulary import (
    COMPANIES,
    DIETS,
    LANGUAGES,
    TRAITS,
    is_name,
    profession,
    words,
)


class Say(NamedTuple):
    """One statement that a row makes.

    Attributes:
        predicate: The relation.
        words: The statement in the third person without its subject; ``{o}`` is the object.
        slot: The group of the row's pattern that holds the object.
        many: Whether "tea, coffee and jazz" are three objects.
    """

    predicate: str
    words: str
    slot: str = "o"
    many: bool = False


class Row(NamedTuple):
    """One way of saying something.

    Attributes:
        verbs: Base forms of the main verb.
        follows: What follows the verb, as a pattern for the whole rest of the clause.
        says: What it states.
        denied: What its negation states; nothing by default.
        modes: The tenses in which it is a statement.
        only: A condition that the object must fulfil.
        over: Whether it says that something has ended.
    """

    verbs: str
    follows: str
    says: tuple[Say, ...]
    denied: tuple[Say, ...] = ()
    modes: tuple[Mode, ...] = ("now",)
    only: Callable[[str], bool] | None = None
    over: bool = False


class Statement(NamedTuple):
    """A row applied to a clause: predicate, object as written, words with ``{o}``."""

    say: Say
    object: str
    over: bool


_LASTING: tuple[Mode, ...] = ("now", "perfect", "once", "past")
_HAPPENED: tuple[Mode, ...] = ("past", "perfect")
_HAS_BEEN: tuple[Mode, ...] = ("now", "past", "perfect", "once")


def _last_word(phrase: str) -> str:
    words = phrase.casefold().split()
    return words[-1] if words else ""


def _is_language(phrase: str) -> bool:
    return any(word.strip(",").casefold() in LANGUAGES for word in phrase.split())


def _is_trait(phrase: str) -> bool:
    return phrase.casefold() in TRAITS or phrase.casefold().endswith((" intolerant", "-free"))


def _is_diet(phrase: str) -> bool:
    return phrase.casefold() in DIETS


def _is_business(phrase: str) -> bool:
    return any(word.strip(",").casefold() in COMPANIES for word in phrase.split())


def _is_number(phrase: str) -> bool:
    return phrase.isdigit() and int(phrase) in _AGES


def _is_thing(phrase: str) -> bool:
    return len(phrase.split()) <= _WORDS_OF_A_THING and not phrase.casefold().startswith(
        ("with ", "it ", "around")
    )


def _is_vehicle(phrase: str) -> bool:
    return bool(re.match(r"(?:an?|my|our|the) \w", phrase, re.IGNORECASE)) or is_name(phrase)


_DEGREES = words("big huge massive total real great die-hard lifelong avid")
_WORDS_OF_A_THING = 4
_AGES = range(3, 120)
_LONGEST_ROLE = 6
_AT_THE_MOMENT = frozenset({"come", "have", "eat", "drink"})
"""Verbs whose -ing form tells of a moment: "I'm coming from the shop"."""
_SYSTEMS = words("linux windows macos ubuntu fedora debian arch android ios mac")

ROWS: tuple[Row, ...] = (
    # home and origin
    Row("be", r"(?:now )?(?:based|living|located|settled) (?P<p>in|at|near|outside) (?P<o>.+)", (Say("lives_in", "lives {p} {o}"),), modes=_HAS_BEEN),
    Row("live reside dwell", r"(?P<p>in|at|near|on|outside|by) (?P<o>.+?)(?: (?:together )?with .+)?", (Say("lives_in", "lives {p} {o}"),), modes=_LASTING),
    Row("be come hail", r"(?:originally )?from (?P<o>.+)", (Say("comes_from", "comes from {o}"),)),
    Row("be", r"born (?:and raised )?in (?P<o>[^\d].*)", (Say("comes_from", "was born in {o}"),), modes=("past",)),
    Row("grow", r"up (?:in|near) (?P<o>.+)", (Say("comes_from", "grew up in {o}"),), modes=_HAPPENED),
    Row("move relocate", r"(?:here )?(?:back )?(?:from .+? )?to (?P<o>.+?)(?: from .+)?", (Say("lives_in", "lives in {o}"),), modes=_HAPPENED),
    # work
    Row("get have find take accept", r"(?:an?|my|the) (?:\w+ )?(?:job|position|role)(?: as (?P<job>.+?))?(?: (?:at|with) (?P<o>.+))?", (Say("works_at", "works at {o}"), Say("works_as", "works as {o}", "job")), modes=("now", "past", "perfect")),
    Row("be", r"(?:an? )?(?:\w+ )?student (?:at|in) (?P<o>.+)", (Say("studies_at", "is a student at {o}"),)),
    Row("be", r"(?P<job>an? .+?),? (?:living|based|working) (?:in|at) (?P<o>.+)", (Say("works_as", "works as {o}", "job"), Say("lives_in", "lives in {o}")), only=profession),
    Row("become", r"(?:an? )?(?P<o>\S+)", (Say("follows_diet", "is {o}"),), modes=_HAPPENED, only=_is_diet),
    Row("get", r"promoted to (?P<job>.+)", (Say("works_as", "works as {o}", "job"),), modes=_HAPPENED),
    Row("try", r"to learn (?P<o>.+)", (Say("learns", "is learning {o}", many=True),)),
    Row("work", r"as (?P<job>(?:an? |the )?.+?)(?: (?:at|for|with|in) (?P<o>.+))?", (Say("works_as", "works as {o}", "job"), Say("works_at", "works at {o}")), modes=_LASTING),
    Row("work", r"(?:\w+ly )?(?:at|for) (?P<o>.+?)(?: as (?P<job>.+))?", (Say("works_at", "works at {o}"), Say("works_as", "works as {o}", "job")), modes=_LASTING),
    Row("work", r"in (?P<o>.+)", (Say("works_in", "works in {o}"),)),
    Row("be", r"(?:now )?(?P<job>(?:an? |the )?.+?) (?:at|for) (?P<o>.+)", (Say("works_as", "works as {o}", "job"), Say("works_at", "works at {o}")), only=profession),
    Row("be", r"(?P<job>(?:an? |the )?.+) by (?:profession|trade|training)", (Say("works_as", "works as {o}", "job"),)),
    Row("be", r"promoted to (?P<job>.+)|hired as (?P<hired>.+)", (Say("works_as", "works as {o}", "job"), Say("works_as", "works as {o}", "hired")), modes=("perfect", "past")),
    Row("start begin", r"(?:working )?(?:(?:a|my) new job )?as (?P<job>an? .+?)(?: (?:at|for) (?P<o>.+))?", (Say("works_as", "works as {o}", "job"), Say("works_at", "works at {o}")), modes=_HAPPENED),
    Row("start begin", r"(?:working |(?:a|my) new job )(?:at|for) (?P<o>.+)", (Say("works_at", "works at {o}"),), modes=_HAPPENED),
    Row("become", r"(?P<job>an? .+?)(?: (?:at|for) (?P<o>.+))?", (Say("works_as", "works as {o}", "job"), Say("works_at", "works at {o}")), modes=_HAPPENED, only=profession),
    Row("join", r"(?P<o>.+)", (Say("member_of", "joined {o}"),), modes=_HAPPENED),
    Row("quit leave", r"(?:my |the )?(?:job|position|post|work) (?:at|with|in) (?P<o>.+)", (Say("works_at", "works at {o}"),), modes=_HAPPENED, over=True),
    Row("quit leave", r"(?P<o>.+)", (Say("works_at", "works at {o}"),), modes=_HAPPENED, only=is_name, over=True),
    Row("retire", r".*(?P<o>)", (Say("is", "is retired", "o"),), modes=_HAPPENED),
    Row("run own manage found start", r"(?P<o>(?:an?|my|our|the) .+)", (Say("owns", "runs {o}"),), modes=("now", "past", "perfect"), only=_is_business),
    Row("teach", r"(?P<o>.+?)(?: (?:at|in|to) .+)?", (Say("teaches", "teaches {o}"),), only=_is_thing),
    # what is learned, spoken, played, used
    Row("be", r"(?:fluent|bilingual|conversational) in (?P<o>.+)|a native speaker of (?P<q>.+)", (Say("speaks", "speaks {o}", many=True), Say("speaks", "speaks {o}", "q")), only=_is_language),
    Row("speak", r"(?P<o>.+)", (Say("speaks", "speaks {o}", many=True),), only=_is_language),
    Row("study", r"(?P<o>(?!hard).+ at .+)", (Say("did", "studied {o}"),), modes=("past",)),
    Row("study", r"(?P<o>.+?)(?: (?:in|at) .+)?", (Say("learns", "studies {o}"),), only=_is_thing),
    Row("learn", r"(?P<o>.+)", (Say("learns", "is learning {o}", many=True),)),
    Row("start begin", r"(?:learning|studying) (?P<o>.+)|to learn (?P<q>.+)", (Say("learns", "is learning {o}", many=True), Say("learns", "is learning {o}", "q")), modes=_HAPPENED),
    Row("play", r"(?P<o>.+?)(?: (?:in|with|at|on) .+)?", (Say("plays", "plays {o}", many=True),), only=_is_thing),
    Row("use", r"(?P<o>.+?)(?: (?:for|to|as|on|at|with|in) .+)?", (Say("uses", "uses {o}", many=True),), only=_is_thing),
    Row("be", r"on (?P<o>.+)", (Say("uses", "uses {o}"),), only=lambda o: _last_word(o) in _SYSTEMS),
    Row("drive", r"(?P<o>.+?)(?: (?:to|for|at|every) .+)?", (Say("drives", "drives {o}"),), only=_is_vehicle),
    Row("start begin", r"(?P<o>training for .+)", (Say("did", "started {o}"),), modes=_HAPPENED),
    # likes and dislikes
    Row("like love enjoy adore", r"(?P<o>.+)", (Say("likes", "likes {o}", many=True),), (Say("dislikes", "dislikes {o}", many=True),)),
    Row("be", r"(?:really )?(?:into|fond of|keen on|crazy about|mad about|passionate about|interested in) (?P<o>.+)", (Say("likes", "likes {o}", many=True),), (Say("dislikes", "dislikes {o}", many=True),)),
    Row("be", r"(?:an? |the )?(?:\w+ )?(?:fan|lover) of (?P<o>.+)", (Say("likes", "likes {o}", many=True),), (Say("dislikes", "dislikes {o}", many=True),)),
    Row("be", r"an? (?:(?:big|huge|massive|total|real|great|die-hard|lifelong|avid) )?(?P<o>.+) (?:fan|lover|enthusiast)", (Say("likes", "likes {o}"),), only=lambda o: o not in _DEGREES),
    Row("be", r"(?:afraid|scared|terrified) of (?P<o>.+)", (Say("fears", "is afraid of {o}", many=True),)),
    Row("wear", r"(?P<o>.+)", (Say("wears", "wears {o}"),), only=_is_thing),
    Row("hate dislike detest loathe despise", r"(?P<o>.+)", (Say("dislikes", "dislikes {o}", many=True),)),
    Row("stand bear tolerate", r"(?P<o>.+)", (), (Say("dislikes", "dislikes {o}", many=True),)),
    Row("prefer", r"(?P<o>.+?)(?: (?:to|over|rather than|instead of) .+)?", (Say("prefers", "prefers {o}"),)),
    Row("rather", r"(?P<o>.+?)(?: than .+)?", (Say("prefers", "prefers to {o}"),)),
    Row("be", r"more of an? (?P<o>\w+) person", (Say("prefers", "is a {o} person"),)),
    Row("eat drink", r"(?P<o>.+)", (), (Say("avoids", "does not {v} {o}", many=True),)),
    # the body and the table
    Row("be", r"(?:\w+ )?allergic to (?P<o>.+)", (Say("allergic_to", "is allergic to {o}", many=True),)),
    Row("be", r"(?:an? )?(?P<o>\S+)", (Say("follows_diet", "is {o}"),), only=_is_diet),
    Row("be", r"(?:an? )?(?P<o>.+)", (Say("is", "is {o}"),), only=_is_trait),
    Row("be", r"(?P<o>\d+)(?: (?:years? old|years? of age))?", (Say("has_age", "is {o} years old"),), only=_is_number),
    Row("turn", r"(?P<o>\d+)", (Say("has_age", "is {o} years old"),), modes=_HAPPENED, only=_is_number),
    # ties
    Row("be", r"(?:happily )?(?:married|engaged) to (?P<o>.+)", (Say("partner_of", "is married to {o}"),), only=is_name),
    Row("be", r"(?:happily )?(?P<o>married|divorced|widowed)(?: with .+)?", (Say("is", "is {o}"),)),
    Row("be", r"an? (?:\w+ )?member of (?P<o>.+)", (Say("member_of", "is a member of {o}"),)),
    Row("belong", r"to (?P<o>.+)", (Say("member_of", "belongs to {o}"),)),
    # a profession, or something else that one is
    Row("be", r"(?P<job>(?:an? |the )?.+?) (?:in (?P<o>(?-i:[^\W\d_a-z]).*)|in .+)", (Say("works_as", "works as {o}", "job"), Say("works_in", "works in {o}")), only=profession),
    Row("be", r"(?P<job>(?:an? |the )?.+?) from (?P<o>.+)", (Say("works_as", "works as {o}", "job"), Say("comes_from", "comes from {o}")), only=profession),
    Row("be", r"(?P<o>(?:an? |the )?.+)", (Say("works_as", "works as {o}"),), only=profession),
    Row("be", r"(?P<o>an? .+?) from (?P<place>.+)", (Say("is", "is {o}"), Say("comes_from", "comes from {o}", "place"))),
    Row("be", r"(?P<o>an? .+)", (Say("is", "is {o}"),), only=lambda o: len(o.split()) <= _LONGEST_ROLE and _last_word(o) not in {"fan", "mess", "bit", "supporter"}),
    # plans
    Row("plan", r"(?:on |to )(?P<o>\w+ .+)", (Say("plans_to", "plans to {o}"),)),
    Row("plan", r"(?P<o>(?:an?|my|our|the) .+)", (Say("plans_to", "plans {o}"),)),
    Row("hope intend", r"to (?P<o>\w+ .+)", (Say("plans_to", "plans to {o}"),)),
    Row("want", r"to (?P<o>(?:learn|visit|travel|move|become|buy|start|quit|study|run|climb|found|open|sail|retire|marry|adopt|live) ?.*)", (Say("plans_to", "plans to {o}"),)),
)  # fmt: skip

_TABLE: dict[str, list[tuple[Row, re.Pattern[str]]]] = {}
for _row in ROWS:
    for _verb in _row.verbs.split():
        _TABLE.setdefault(_verb, []).append((_row, re.compile(_row.follows, re.IGNORECASE)))


def statements(clause: Clause) -> Iterator[Statement]:
    """Yield what a clause states, by the first row that fits it."""
    for row, pattern in _TABLE.get(clause.verb, ()):
        says = row.denied if clause.negated else row.says
        if clause.progressive and clause.verb in _AT_THE_MOMENT:
            return
        if clause.mode not in row.modes or not (says or clause.over):
            continue
        match = pattern.fullmatch(clause.rest)
        if match is None:
            continue
        slots = {name: value for name, value in match.groupdict().items() if value is not None}
        first = slots.get("job") or slots.get("hired") or slots.get("o") or ""
        bare = re.sub(r"^(?:an?|the) ", "", first)
        if row.only is not None and not (row.only(bare) or row.only(first)):
            continue
        over = row.over or (clause.negated and clause.over and not row.denied)
        for say in says or row.says:
            if say.slot in slots:
                words = say.words.replace("{p}", slots.get("p", "")).replace("{v}", clause.verb)
                yield Statement(say._replace(words=words), slots[say.slot], over)
        return
