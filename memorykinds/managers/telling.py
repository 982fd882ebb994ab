"""What code makes of a nominated episode: the model tells it, code says of what and when.

An episode's turns are those of its whole segment, whichever of them the model cites, so that
the next run knows it again; its times are the turns' own; and the user's verdict on the
conversation is its outcome even where the model left that out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from memorykinds.kinds import Candidate, EpisodeCandidate, Record, Transcript, Turn
from memorykinds.kinds.text import shorten
from memorykinds.managers.segmenting import Segment

QUOTED = 240
"""Characters of a verdict that are quoted."""


class ToldSegment(EpisodeCandidate):
    """A nominated episode with the turns, the times and the verdict of its segment.

    Attributes:
        note: What code changed, as a sentence for the ledger; "" if nothing to speak of.
    """

    note: str = ""


def of_whole_segment(
    candidate: Candidate, segments: Sequence[Segment], transcript: Transcript
) -> Candidate:
    """Return the nomination as one of a whole segment; unchanged if it cites no turn."""
    cited = Counter(s.number for s in segments for turn in candidate.evidence if turn in s.turns)
    if not isinstance(candidate, EpisodeCandidate) or not cited:
        return candidate
    number = max(cited, key=lambda n: (cited[n], n))  # of equals the later: it goes on
    turns = _turns(segments[number - 1], transcript)
    content = candidate.content
    notes = [candidate.note] if isinstance(candidate, ToldSegment) and candidate.note else []
    if len(cited) > 1:
        named = ", ".join(map(str, sorted(cited)))
        notes.append(f"It cites segments {named} and is taken for {number}, which it cites most.")
    verdict = next((turn.text for turn in turns if turn.role == "feedback"), "")
    if verdict and not content.outcome:
        content = content.with_(outcome=f"Feedback: “{shorten(verdict, QUOTED)}”")
        notes.append("Its outcome is quoted from the feedback.")
    times = [turn.at for turn in turns]
    content = content.with_(started_at=min(times), ended_at=max(times))
    changed = {"evidence": tuple(turn.id for turn in turns), "content": content}
    return ToldSegment(**{**dict(candidate), **changed, "note": " ".join(notes)})


def as_first_learned(transcript: Transcript, known: Iterable[Record]) -> Transcript:
    """Return the transcript with the times of undated turns as they were first learned.

    A chat without times that is learned again an hour later did not happen an hour later.
    """
    learned: dict[str, datetime] = {}
    for record in known:
        for digest in record.provenance.digests:
            at = record.provenance.said_at or record.created_at
            learned[digest] = min(at, learned.get(digest, at))
    turns = tuple(
        turn if turn.dated else turn.with_(at=min(turn.at, learned.get(turn.digest, turn.at)))
        for turn in transcript.turns
    )
    return transcript.with_(turns=turns)


def _turns(segment: Segment, transcript: Transcript) -> list[Turn]:
    ids = set(segment.turns)
    return [turn for turn in transcript.turns if turn.id in ids]
