"""Facts: the keyless counterpart of asking a language model for a `FactProposal`.

Every user turn goes the same way: own sentences, asserted clauses, subject and verb, a row of
the grammar, a draft. What is known already decides only `same_as` and `contradicts`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from memorykinds.kinds.content import to_instant
from memorykinds.kinds.proposal import FactProposal
from memorykinds.models.offline.answers import last_question
from memorykinds.models.offline.drafts import Draft
from memorykinds.models.offline.neighbours import candidates
from memorykinds.models.offline.persons import USER, Cast, Person
from memorykinds.models.offline.reading import Reader
from memorykinds.models.offline.sentences import sentences

Row = Mapping[str, Any]


def propose_facts(conversation: Sequence[Row], related: Sequence[Row]) -> FactProposal:
    """Return the facts that the user turns of a conversation state."""
    people = speakers(conversation)
    casts: dict[str, Cast] = {}
    drafts: list[Draft] = []
    asked: Row = {}
    for turn in conversation:
        if turn.get("role") != "user":
            asked = turn if turn.get("role") == "assistant" else asked
            continue
        speaker = people.get(str(turn.get("name") or ""), USER)
        cast = casts.setdefault(speaker.key, Cast(speaker))
        reader = Reader(cast, _day(turn.get("at")), drafts, related)
        reader.question = last_question(str(asked.get("text") or ""))
        for one in sentences(str(turn.get("text") or "")):
            new = [
                found._replace(turns=(*_ids(asked, found), str(turn.get("id") or "t1")))
                for found in reader.read(one)
            ]
            drafts = [found for found in drafts if found not in reader.replaced] + new
            reader.before = drafts
        asked = {}
    return FactProposal(candidates=candidates(drafts, related))


def speakers(conversation: Sequence[Row]) -> dict[str, Person]:
    """Return the persons by name if several people speak; with one speaker it is the user."""
    names = {str(turn.get("name") or "") for turn in conversation if turn.get("role") == "user"}
    names -= {"", "user", "User", "human", "Human"}
    return {name: Person(name, name) for name in sorted(names)} if len(names) > 1 else {}


def _ids(asked: Row, found: Draft) -> tuple[str, ...]:
    """Return the turn of the question without which an answer says nothing."""
    return (str(asked.get("id") or "t1"),) if found.answers else ()


def _day(at: object) -> date:
    instant = to_instant(at)
    return instant.date() if isinstance(instant, datetime) else date(2000, 1, 1)
