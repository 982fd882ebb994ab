"""Segments: code splits a long conversation into episodes before the model is asked.

Three things begin a new segment: a long silence, words that say so ("new topic:", "that's
all, thanks"), and a change of subject (see `topics`). What an episode tells already is never
cut differently: the boundaries of a known past hold, however the talk goes on.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Literal

from memorykinds.kinds import Frozen, Transcript, Turn
from memorykinds.managers.topics import topic_shifts

GAP = timedelta(hours=1)
"""A longer silence ends an episode. In the logs of many services, from searches to games, the
pauses of people fall into two heaps, within a visit and between visits, that part at about
one hour: Halfaker et al., User Session Identification Based on Strong Regularities in
Inter-activity Time (WWW 2015, arXiv:1411.2878)."""

MIN_TURNS = 8
"""A change of subject is sought only where this many turns stand on either side of it: fewer
hold too few words to compare, and a short talk is one episode."""

SegmentReason = Literal[
    "start",  # the conversation begins
    "told",  # what is before it, or it, is an episode already
    "gap",  # a long silence before it
    "said",  # somebody said that the matter before is done, or that another follows
    "topic",  # the words change
]
"""Why a segment begins, as a code."""


class Segment(Frozen):
    """A stretch of conversation that is one episode, if it is worth telling.

    Attributes:
        number: Its place in the conversation, from 1.
        turns: The ids of its turns, in order.
        reason: Why it begins, as a code.
        why: Why it begins, as a sentence.
        told: Those of its turns that an episode tells already.
        episode: The id of that episode; "" if there is none.
    """

    number: int
    turns: tuple[str, ...]
    reason: SegmentReason
    why: str
    told: tuple[str, ...] = ()
    episode: str = ""


def split(
    transcript: Transcript,
    *,
    gap: timedelta = GAP,
    min_turns: int = MIN_TURNS,
    told: Mapping[str, str] | None = None,
) -> tuple[Segment, ...]:
    """Return the segments of a conversation; each turn is in exactly one.

    Args:
        transcript: The conversation.
        gap: A longer silence begins a new segment.
        min_turns: The fewest turns on either side of a change of subject.
        told: For each digest of a turn that an episode tells already, that episode's id.
    """
    turns = transcript.turns
    past = _Past(turns, told or {})
    begins: dict[int, tuple[SegmentReason, str]] = {0: ("start", "The conversation begins.")}
    start = 0
    for index in range(1, len(turns)):
        if found := _boundary(turns, past, index, start, gap):
            begins[index], start = found, index
    edges = [*sorted(begins), len(turns)]
    for start, end in pairwise(edges):
        for shift in topic_shifts([turn.text for turn in turns[start:end]], min_turns):
            # The words change near here; the turn that opens an exchange may stand beside.
            near = [start + shift.place + step for step in (0, 1, -1)]
            fit = [i for i in near if start < i < end and _may_begin(turns, i) and past.open(i)]
            if fit:
                begins[fit[0]] = ("topic", shift.why)
    edges = [*sorted(begins), len(turns)]
    return tuple(
        _segment(number, turns[start:end], past.owners[start:end], *begins[start])
        for number, (start, end) in enumerate(pairwise(edges), start=1)
    )


def _segment(
    number: int, turns: Sequence[Turn], owners: Sequence[str], reason: SegmentReason, why: str
) -> Segment:
    told = tuple(turn.id for turn, owner in zip(turns, owners, strict=True) if owner)
    episode = next((owner for owner in owners if owner), "")
    ids = tuple(turn.id for turn in turns)
    return Segment(number=number, turns=ids, reason=reason, why=why, told=told, episode=episode)


class _Past:
    """Which turns an episode tells already, and where that leaves a boundary open.

    Attributes:
        owners: For each turn the id of its episode, or "".
        until: The last turn that is told; -1 if none is.
    """

    def __init__(self, turns: Sequence[Turn], told: Mapping[str, str]) -> None:
        self.owners = [told.get(turn.digest, "") for turn in turns]
        self.until = max((n for n, owner in enumerate(self.owners) if owner), default=-1)
        for owner in dict.fromkeys(filter(None, self.owners)):  # a hole within one is its own
            first = self.owners.index(owner)
            last = len(turns) - 1 - self.owners[::-1].index(owner)
            if set(self.owners[first : last + 1]) <= {owner, ""}:
                self.owners[first : last + 1] = [owner] * (last + 1 - first)

    def cuts(self, index: int) -> bool:
        """Whether a known episode begins or ends before this turn, for good."""
        return index <= self.until and self.owners[index] != self.owners[index - 1]

    def open(self, index: int) -> bool:
        """Whether it is undecided if a segment begins at this turn."""
        return not self.owners[index]


def _boundary(
    turns: Sequence[Turn], past: _Past, index: int, start: int, gap: timedelta
) -> tuple[SegmentReason, str] | None:
    """Return why a segment begins at this turn, other than by its subject; None if it does not."""
    if past.cuts(index):
        return "told", "An episode that is known begins or ends here."
    if not past.open(index) or not _may_begin(turns, index):
        return None
    before, turn = turns[index - 1], turns[index]
    silence = turn.at - before.at
    # The time of an undated turn is when it was learned: no silence before a dated one.
    if silence > gap and turn.dated == before.dated:
        return "gap", f"{_words_for(silence)} of silence before it."
    return _said(turns[start:index], turn) if turn.role == "user" else None


def _said(earlier: Sequence[Turn], turn: Turn) -> tuple[SegmentReason, str] | None:
    """Return the words that begin a segment here: of this turn, or of the user's last one."""
    if announced := _ANNOUNCES.match(turn.text):
        return "said", f"It says so: “{announced[0].strip()}”."
    last = next((other for other in reversed(earlier) if other.role == "user"), None)
    ended = _ENDS.search(last.text) if last else None
    if ended and not _ENDS.search(turn.text):
        return "said", f"The matter before it was ended: “{ended[0].strip()}”."
    return None


def _may_begin(turns: Sequence[Turn], index: int) -> bool:
    """Whether a turn opens an exchange: an answer, a tool's result and a verdict do not."""
    role = turns[index].role
    return role == "user" or (role == "assistant" and turns[index - 1].role == "assistant")


def _words_for(silence: timedelta) -> str:
    hours = silence.total_seconds() / 3600
    if hours < 1:
        return f"{silence.total_seconds() / 60:.0f} minutes"
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.0f} days"  # noqa: PLR2004


_MATTER = r"(?:topic|subject|question|matter|thing|note|issue|task|thema|frage|sujet|tema)"

_ANNOUNCES = re.compile(
    r"(?:(?:ok(?:ay)?|alright|right|well|anyway|now|so|and|great|thanks?|thank you)[\s,.!:\u2013-]+)*"
    rf"(?:(?:a |on a |on to a |to a )?(?:new|another|different|completely different) {_MATTER}\s*[:,.!\u2013-]"
    r"|(?:let'?s|let us|can we|could we|shall we|i(?:'d| would) like to|i want to) "
    r"(?:(?:talk|speak|chat) about|move on to|switch to|turn to|discuss|do) "
    rf"(?:something (?:completely |totally |entirely )?(?:else|different)|(?:another|a (?:new|different)) {_MATTER})"
    rf"|(?:let'?s |to )?change (?:of |the )?{_MATTER}\b|(?:now )?(?:to |for )?something completely different"
    r"|(?:ein )?(?:neues|anderes) thema\s*[:,.!\u2013-]|autre (?:chose|sujet)\s*[:,.!\u2013-]"
    r"|(?:otro|nuevo) tema\s*[:,.!\u2013-]|(?:altro|nuovo) argomento\s*[:,.!\u2013-])",
    re.IGNORECASE,
)
"""What a turn that opens another matter begins with."""

_ENDS = re.compile(
    r"(?:\b(?:that|this)(?:['’]s| is| was| will be|['’]ll be) (?:all|it|everything)"
    r"(?: (?:for (?:now|today|tonight)|i (?:needed|wanted|need)|from me))?"
    r"|\b(?:good ?bye|bye(?:[- ]bye)?|good night|see you(?: later| soon| tomorrow)?|talk to you (?:later|soon|tomorrow)"
    r"|das (?:war|wäre|ist)(?:['’]s| alles)|tschüss|c['’]est tout|au revoir|eso es todo|adi[oó]s|(?:è|e) tutto|arrivederci))"
    r"(?:[\s,]+(?:then|now|thanks?|thank you(?: (?:so|very) much)?|danke|merci|gracias|grazie|for now))*[\s.!)🙂👋]*$",
    re.IGNORECASE,
)
"""What a turn that ends a matter ends with."""
