"""Facts: the keyless counterpart of asking a language model for a `FactProposal`.

Every user turn goes the same way: own sentences, asserted clauses, subject and verb, a row of
the grammar, a draft. What is known already decides only `same_as` and `contradicts`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from memorykinds.kinds.content import to_instant
from memorykinds.kinds.proposal import FactProposal
from memorykinds.models.offline.attributes import attributes, belongings, named
from memorykinds.models.offline.clauses import normalize, parse_clause
from memorykinds.models.offline.drafts import HEDGED, Draft, draft
from memorykinds.models.offline.events import event
from memorykinds.models.offline.grammar import statements
from memorykinds.models.offline.neighbours import candidates
from memorykinds.models.offline.objects import SECRET, clean_object, objects
from memorykinds.models.offline.persons import USER, Cast, Person, Relation
from memorykinds.models.offline.sentences import Sentence, sentences
from memorykinds.models.offline.splitting import own_clauses, strip_opening
from memorykinds.models.offline.time_words import extract_time
from memorykinds.models.offline.verbs import is_past, lemma
from memorykinds.models.offline.vocabulary import TRAITS, is_name

Row = Mapping[str, Any]

_INTRODUCES = re.compile(r"I am (?P<name>[^,]+?)(?P<rest>,? (?:from|and|here|the|your) .*|,.*)?")
_LEADING = re.compile(r"(?P<time>[^,]{3,30}?),? (?P<clause>(?:I|we|We|my|My|our|Our) .+)")


def propose_facts(conversation: Sequence[Row], related: Sequence[Row]) -> FactProposal:
    """Return the facts that the user turns of a conversation state."""
    people = speakers(conversation)
    casts: dict[str, Cast] = {}
    drafts: list[Draft] = []
    for turn in conversation:
        if turn.get("role") != "user":
            continue
        speaker = people.get(str(turn.get("name") or ""), USER)
        cast = casts.setdefault(speaker.key, Cast(speaker))
        found = list(read_turn(str(turn.get("text") or ""), cast, _day(turn.get("at"))))
        drafts += [one._replace(turns=(str(turn.get("id") or "t1"),)) for one in found]
    return FactProposal(candidates=candidates(drafts, related))


def speakers(conversation: Sequence[Row]) -> dict[str, Person]:
    """Return the persons by name if several people speak; with one speaker it is the user."""
    names = {str(turn.get("name") or "") for turn in conversation if turn.get("role") == "user"}
    names -= {"", "user", "User", "human", "Human"}
    return {name: Person(name, name) for name in sorted(names)} if len(names) > 1 else {}


def read_turn(text: str, cast: Cast, today: date) -> Iterator[Draft]:
    """Yield the drafts of one turn."""
    for one in sentences(text):
        sentence = Sentence(strip_opening(normalize(one.text)), one.asks)
        yield from _Reader(cast, today).read(sentence)


class _Reader:
    """Reads one sentence; remembers its subject for "… and work as a nurse"."""

    def __init__(self, cast: Cast, today: date) -> None:
        self.cast = cast
        self.today = today
        self.subject = ""

    def read(self, sentence: Sentence) -> Iterator[Draft]:
        """Yield the drafts of the sentence."""
        last = self.cast.last
        for clause in own_clauses(sentence, self._reads):
            if SECRET.search(clause):
                continue
            for relation in self.cast.relations(clause):
                yield _related(self.cast.speaker, relation)
            yield from self.clause(clause)
        if self.cast.last is None:
            self.cast.last = last

    def clause(self, clause: str) -> Iterator[Draft]:
        """Yield the drafts of one clause."""
        found = list(attributes(clause, self.cast.speaker))
        if found:
            yield from found
            return
        if match := _INTRODUCES.fullmatch(clause):
            name = match["name"].strip()
            if is_name(name) and name.casefold() not in TRAITS and self.cast.speaker is USER:
                yield named(self.cast.speaker, name)
                rest = re.sub(r"^,? (?:and )?", "", match["rest"] or "")
                if rest:
                    yield from self._verb(f"I am {rest}")
                return
        yield from self._verb(self._complete(clause))

    def _verb(self, clause: str) -> Iterator[Draft]:
        clause, when = extract_time(
            clause, self.today, future=" will " in clause or " going to " in clause
        )
        about = self.cast.subject(clause)
        parsed = parse_clause(about[1]) if about else None
        if about is None or parsed is None:
            return
        person = about[0]
        confidence = HEDGED if parsed.doubtful else 1.0
        lasting = parsed.mode in {"past", "once"} or (
            parsed.mode == "perfect" and not parsed.progressive and not when
        )
        found = False
        for statement in statements(parsed):
            say = statement.say
            for obj in objects(statement.object) if say.many else [clean_object(statement.object)]:
                if not obj and say.slot == "o" and "{o}" in say.words:
                    continue
                one = draft(person, say.predicate, obj or "retired", say.words, when)
                one = one._replace(confidence=confidence, forget=statement.over)
                if (
                    lasting
                    and say.predicate in {"lives_in", "works_at", "works_as"}
                    and parsed.verb in {"live", "work", "be"}
                ):
                    one = self._ended(one)
                found = True
                yield one
        if found or parsed.negated:
            return
        if parsed.verb in {"have", "own", "get", "buy", "adopt"} and parsed.mode in {
            "now",
            "past",
            "perfect",
        }:
            things = list(belongings(parsed.rest, person))
            if things and not (when and parsed.verb in {"buy"}):
                yield from things
                return
        if done := event(parsed, person, when, self.today):
            yield done._replace(confidence=confidence)

    def _ended(self, one: Draft) -> Draft:
        """Return a fact of the past as one: closed now, under a name that claims no present."""
        now = datetime(self.today.year, self.today.month, self.today.day, tzinfo=UTC)
        past = one.text.replace(" lives ", " lived ", 1).replace(" works ", " worked ", 1)
        return one._replace(predicate=f"{one.predicate}_before", text=past, end=now)

    def _complete(self, clause: str) -> str:
        """Return the clause with the subject of the one before it where it has none of its own."""
        clause = re.sub(r"^and ", "", clause)
        if match := _LEADING.fullmatch(clause):
            rest, when = extract_time(match["time"], self.today)
            if when is not None and not rest.strip(" ,"):
                clause = f"{match['clause']} {match['time']}"
        first = clause.split(" ", 1)[0]
        if (
            self.subject
            and (lemma(first) or first in {"do", "can"})
            and not self.cast.subject(clause)
        ):
            return f"{self.subject} {clause}"
        about = self.cast.subject(clause)
        if about:
            self.subject = clause[: len(clause) - len(about[1])].strip()
        return clause

    def _reads(self, words: str) -> bool:
        """Whether words can be read as a clause: the test by which a sentence is split."""
        if re.match(
            r"(?:my|our) .+ (?:is|are) |(?:I|we|he|she|they|who|it) ", words, re.IGNORECASE
        ):
            return True
        about = self.cast.subject(words)
        if about and parse_clause(about[1]):
            return True
        first = words.split(" ", 1)[0] if words else ""
        if not lemma(first) or first.endswith("ing"):
            return False
        parsed = parse_clause(words)
        if parsed is None or not parsed.rest:
            return False
        return is_past(first) or next(statements(parsed), None) is not None


def _related(speaker: Person, relation: Relation) -> Draft:
    obj = (
        relation.name if relation.predicate == "partner_of" else f"{relation.kind} {relation.name}"
    )
    text = f"{speaker.shown}'s {relation.kind} is {relation.name}."
    return draft(speaker, relation.predicate, obj, "")._replace(text=text)


def _day(at: object) -> date:
    instant = to_instant(at)
    # A turn without a time is read as of the epoch's successor: the dates are then dropped.
    return instant.date() if isinstance(instant, datetime) else date(2000, 1, 1)
