"""Files of conversations with questions, each with the turns or facts that answer it.

The form is that of LoCoMo (Maharana et al., 2024, arXiv:2402.17753): a list of conversations
with ``sessions`` of ``turns`` (``id``, ``speaker``, ``text``, ``caption``) and ``questions``
(``question``, ``category``, ``evidence``: ids of turns). A session may have ``facts`` (``id``,
``subject``, ``text``) instead: single facts as a manager would have written them.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from memorykinds.kinds import Episode, Fact, InputError, Provenance, Record, importance_of
from memorykinds.kinds.names import memory_namespace

ADVERSARIAL = 5
"""The category of questions about the wrong person: nobody said what they ask for."""

_TURN_ID = re.compile(r"D:?\s*(\d+)\s*:\s*(\d+)")
_TIMES = ("%I:%M %p on %d %B, %Y", "%I:%M %p on %d %B %Y")

Text = Annotated[str, Field(min_length=0)]  # a plain str would let half a character pass
Id = Annotated[str, Field(min_length=1)]


class Turn(BaseModel):
    """One message of a conversation."""

    id: Id
    speaker: Text
    text: Text
    caption: Text | None = None


class Statement(BaseModel):
    """One fact of a session."""

    id: Id
    subject: Text
    text: Text


class Session(BaseModel):
    """What was said on one day."""

    n: int
    date: str
    turns: tuple[Turn, ...] = ()
    facts: tuple[Statement, ...] = ()


class Question(BaseModel):
    """A question and the ids of what answers it."""

    question: Text
    category: int = 0
    evidence: tuple[str, ...] = ()


class Conversation(BaseModel):
    """One conversation of a file; its memories belong to one user."""

    id: Id
    sessions: tuple[Session, ...] = Field(min_length=1)
    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_something_once(self) -> Self:
        counts = Counter(one.id for session in self.sessions for one in _said(session))
        if not counts:
            raise ValueError("no session holds a turn or a fact")
        (most, times), *_ = counts.most_common(1)
        if times > 1:
            raise ValueError(f"{times} turns or facts have the id {most!r}")
        return self

    @property
    def ids(self) -> set[str]:
        """The ids of all its turns and facts."""
        return {one.id for session in self.sessions for one in _said(session)}


def read_conversations(path: Path) -> list[Conversation]:
    """Read a file of conversations.

    Raises:
        InputError: If the file cannot be read or has another form; the text says where.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path} cannot be read as a file of conversations: {error}.") from error
    if not isinstance(data, list) or not data:
        raise InputError(f"{path} holds no list of conversations.")
    found = []
    for number, entry in enumerate(data, start=1):
        try:
            found.append(Conversation.model_validate(entry))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            said = f"{where}: {first['msg']}" if where else first["msg"]
            raise InputError(f"{path}, conversation {number}: {said}.") from error
    return found


def evidence_of(question: Question, ids: set[str]) -> tuple[tuple[str, ...], int]:
    """Return the ids that a question's evidence names, and how many could not be found.

    Ids of LoCoMo are normalized: "D30:05" is D30:5, "D:11:26" is D11:26, and "D8:6; D9:17"
    are two.
    """
    found: dict[str, None] = {}
    lost = 0
    for entry in question.evidence:
        named = [entry] if entry in ids else [f"D{int(s)}:{int(t)}" for s, t in _split(entry)]
        there = [name for name in named if name in ids]
        found.update(dict.fromkeys(there))
        lost += len(named) - len(there) or int(not named)
    return tuple(found), lost


def _split(entry: str) -> Iterable[tuple[str, str]]:
    return _TURN_ID.findall(entry)


def records_of(conversation: Conversation, user: str) -> list[Record]:
    """Return a memory for each turn or fact; its id is that of the turn.

    A turn is an episode, "[date] speaker: text [caption]", with its speaker as participant; a
    fact is a fact. Those of a session are dated a second apart, in order.
    """
    records = []
    for session in conversation.sessions:
        began = moment(session.date)
        for number, one in enumerate(_said(session)):
            content = _content(one, session.date)
            at = began + timedelta(seconds=number)
            records.append(
                Record(
                    id=one.id,
                    kind=content.memory_kind,
                    namespace=memory_namespace(user, content.memory_kind),
                    content=content,
                    created_at=at,
                    updated_at=at,
                    valid_from=at,
                    importance=importance_of(content),
                    provenance=Provenance(
                        conversation=f"{conversation.id}/{session.n}", turns=(one.id,), said_at=at
                    ),
                )
            )
    return records


def moment(date: str) -> datetime:
    """Return when a session was: "1:56 pm on 8 May, 2023", or a time in ISO 8601.

    Raises:
        InputError: If it is neither, or in the first or last year that a date can have.
    """
    at = _parsed(date.strip())
    if at is None or at.year in (MINYEAR, MAXYEAR):  # the day before or after could not be told
        raise InputError(f"{date!r} is no date of a session.")
    return at


def _parsed(date: str) -> datetime | None:
    for form in _TIMES:
        try:
            return datetime.strptime(date, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    try:
        at = datetime.fromisoformat(date)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _said(session: Session) -> list[Turn | Statement]:
    return [*session.turns, *session.facts]


def _content(said: Turn | Statement, date: str) -> Any:
    if isinstance(said, Statement):
        return Fact(subject=said.subject, predicate="says", object=said.text, text=said.text)
    text = f"{said.text} [{said.caption}]" if said.caption else said.text
    return Episode(
        title=f"[{date}] {said.speaker}", situation=text or "…", participants=(said.speaker,)
    )
