"""Reading: the sentences of one speaker, in order, each with what was said before it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from memorykinds.models.offline.answers import agrees, answered
from memorykinds.models.offline.clauses import normalize, parse_clause
from memorykinds.models.offline.corrections import Correction, corrected, correction
from memorykinds.models.offline.drafts import Draft
from memorykinds.models.offline.endings import ended
from memorykinds.models.offline.grammar import statements
from memorykinds.models.offline.languages import foreign_statements
from memorykinds.models.offline.meaning import has_ended, meaning
from memorykinds.models.offline.memos import meant, memo, noted, to_forget
from memorykinds.models.offline.neighbours import same_fact, says_same
from memorykinds.models.offline.objects import SECRET
from memorykinds.models.offline.openings import unframed
from memorykinds.models.offline.persons import NAME, Cast, Person
from memorykinds.models.offline.repairs import repaired
from memorykinds.models.offline.sentences import Sentence
from memorykinds.models.offline.splitting import RELATIVE, own_clauses
from memorykinds.models.offline.time_words import extract_time
from memorykinds.models.offline.verbs import is_past, lemma

Row = Mapping[str, Any]

_LEADING = re.compile(r"(?P<time>[^,]{3,30}?),? (?P<clause>(?:I|we|We|my|My|our|Our) .+)")
_CLAUSE = re.compile(r"(?:my|our) .+ (?:is|are) |(?:I|we|he|she|they|who…|it) ", re.IGNORECASE)
_OTHERS = re.compile(
    r"(?:[\w'-]+ ){1,5}(?:is|are|was|were|has|have|had|will|would|can|could|does|do|did) "
)
"""A clause about something else: "phone calls are hard"."""
_INFINITIVE = re.compile(
    r"\b(?:to|how you|that you|can|could|will|would|let|lets) [a-z]+\b(?!ing)", re.IGNORECASE
)
_RENAMED = re.compile(
    rf"(?:no|sorry|oops|actually|wait|correction)\W+(?:\w+ )?(?:his|her|its|their) name is (?:actually )?(?P<new>{NAME})",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:(?:really |absolutely )?(?:love|hate|enjoy|prefer|adore|detest|can not stand|do not like)|(?P<be>not an? (?:\w+ )?fan of|an? (?:big |huge )fan of|allergic to|not into)) (?!(?:and|or|is|was|can|should|it)\b)",
    re.IGNORECASE,
)


def _with_subject(text: str) -> str:
    """Return "Love hiking" as "I love hiking": in a chat the "I" is often left out."""
    match = _BARE.match(text)
    if match is None:
        return text
    text = text[:1].lower() + text[1:]
    return f"I am {text}" if match["be"] else f"I {text}"


def _dropped(row: Row) -> Draft:
    """Return a known fact as a draft that asks to forget it."""
    return Draft(
        Person(str(row["subject"]), ""),
        str(row["predicate"]),
        str(row["object"]),
        str(row["text"]),
        forget=True,
        drops=(int(row["n"]),),
    )


def _as_row(one: Draft) -> dict[str, str]:
    about = {"subject": one.person.key, "predicate": one.predicate, "object": one.object}
    return {**about, "text": one.text}


class Reader:
    """Reads the sentences of one turn, knowing what was said before.

    Attributes:
        cast: The persons named so far.
        today: The day of the turn.
        before: The drafts of earlier sentences.
        related: The related memories.
        replaced: Drafts that a correction or a request to forget has taken back.
        question: What the assistant has just asked, until it is answered.
    """

    def __init__(
        self, cast: Cast, today: date, before: list[Draft], related: Sequence[Row]
    ) -> None:
        self.cast = cast
        self.today = today
        self.before = before
        self.related = [row for row in related if row.get("predicate")]
        self.replaced: list[Draft] = []
        self.subject = ""
        self.question = ""

    def read(self, sentence: Sentence) -> list[Draft]:
        """Return the drafts of one sentence."""
        text = normalize(sentence.text)
        if sentence.asks:
            return self._stated(Sentence(repaired(text), asks=True))
        if answers := self._answers(text):
            return answers + self._stated(Sentence(repaired(text), asks=False))
        if (corrects := self._corrected(text)) is not None:
            return corrects
        if foreign := list(foreign_statements(sentence.text, self.cast.speaker)):
            return foreign
        return self._stated(Sentence(repaired(text), asks=False))

    def _answers(self, text: str) -> list[Draft]:
        """Return what a sentence says as the answer to the question before it."""
        question = self.question
        if not agrees(text):  # "Yes! Two cats." answers in two sentences
            self.question = ""
        return [
            one._replace(answers=True)
            for said in answered(question, text)
            for one in self._assertions(Sentence(said, asks=False))
        ]

    def _corrected(self, text: str) -> list[Draft] | None:
        """Return what a correction puts right; None if the sentence is none."""
        if found := correction(text):
            right, wrong = corrected(found, self.before, self.related)
            if right:
                self.replaced += wrong
                return right
        if (match := _RENAMED.fullmatch(text)) and self.cast.last and self.cast.last.named:
            right, wrong = corrected(
                Correction(match["new"], self.cast.last.key), self.before, self.related
            )
            self.replaced += wrong
            return right
        return None

    def _stated(self, sentence: Sentence) -> list[Draft]:
        text, framed = unframed(sentence.text)
        text = _with_subject(text)
        if what := to_forget(text):
            return self._forget(what)
        what, asked = memo(text)
        drafts = self._assertions(Sentence(what, sentence.asks and not (asked or framed)))
        if asked and not drafts and not sentence.asks:
            note = noted(what, self.cast.speaker, self.today)
            return [note] if note else []
        return drafts

    def _assertions(self, sentence: Sentence) -> list[Draft]:
        found: list[Draft] = []
        self.subject = ""
        before = ""
        for part in own_clauses(sentence, self._reads):
            if part.startswith(RELATIVE):
                self.cast.mention(before)
            before = part
            if SECRET.search(part):
                continue
            clause = self._complete(part)
            stated = meaning(clause, self.cast, self.today)
            if not stated and (over := has_ended(clause, self.cast)):
                stated = self._known(over)
            stated += [_dropped(row) for row in ended(clause, self.related)]
            found += [one for one in stated if not one.only_if_known or self._is_known(one)]
        return found

    def _is_known(self, one: Draft) -> bool:
        return any(says_same(one, row) for row in self.related)

    def _forget(self, what: str) -> list[Draft]:
        """Return what a request to forget means: the fact it states, or the known ones it names."""
        stated = self._assertions(Sentence(what, asks=False))
        self.replaced += [old for old in self.before for new in stated if same_fact(old, new)]
        self.replaced += self._said(what)
        drafts = [one._replace(forget=True) for one in stated]
        if any(self._is_known(one) for one in stated):
            return drafts
        return self._known(what) or drafts

    def _known(self, what: str) -> list[Draft]:
        """Return the known facts that are meant, each to be forgotten."""
        return [_dropped(row) for row in meant(what, self.related)]

    def _said(self, what: str) -> list[Draft]:
        """Return what was said before in this talk that is meant; known it may not be any more."""
        rows = [{"draft": one, **_as_row(one)} for one in self.before if not one.forget]
        return [row["draft"] for row in meant(what, rows)]

    def _complete(self, clause: str) -> str:
        """Return the clause with its time at its end and, if it has no subject, the last one."""
        clause = re.sub(r"^and ", "", clause)
        if match := _LEADING.fullmatch(clause):
            rest, when = extract_time(match["time"], self.today)
            if when is not None and not rest.strip(" ,"):
                clause = f"{match['clause']} {match['time'][:1].lower()}{match['time'][1:]}"
        first = clause.split(" ", 1)[0]
        about = self.cast.subject(clause)
        if self.subject and not about and (lemma(first) or first in {"do", "can"}):
            return f"{self.subject} {clause}"
        if about:
            self.subject = clause[: len(clause) - len(about[1])].strip()
        else:
            self.subject = ""
        return clause

    def _reads(self, words: str, before: str) -> bool:
        """Whether words can be read as a clause: the test by which a sentence is split."""
        if _CLAUSE.match(words) or _OTHERS.match(words):
            return True
        about = self.cast.subject(words)
        if about and parse_clause(about[1]):
            return True
        first = words.split(" ", 1)[0] if words else ""
        # "I want to learn sailing and play chess": the second verb hangs on the first's "to".
        born = before.endswith(" born")  # "born and raised in Naples" is one
        if born or not lemma(first) or first.endswith("ing") or _INFINITIVE.search(before):
            return False
        parsed = parse_clause(words)
        if parsed is None or not parsed.rest:
            return False
        return is_past(first) or next(statements(parsed), None) is not None
