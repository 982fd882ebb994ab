"""Episodes: each segment of a conversation told in its own words.

Extractive: what was asked, the key of what was answered, the user's verdict. A summary that
invents nothing is dull, and that is the point of a baseline.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from memorykinds.kinds.episode import Episode
from memorykinds.kinds.proposal import EpisodeCandidate, EpisodeProposal
from memorykinds.kinds.text import normalized, one_line, shorten
from memorykinds.models.offline.objects import SECRET
from memorykinds.models.offline.openings import strip_opening
from memorykinds.models.offline.sentences import sentences
from memorykinds.models.offline.vocabulary import PEOPLE

Row = Mapping[str, Any]

_TITLE_WORDS = 8
_LOOSE = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "for",
        "with",
        "to",
        "of",
        "in",
        "on",
        "at",
        "by",
        "from",
        "my",
        "your",
        "our",
        "his",
        "her",
        "their",
    ]
)
"""Words that a title does not end with."""

_LONGEST_PART = 240
_ENDS = re.compile(r"(?<=[.!?…。\uff01\uff1f])\s+|\n+")
_REQUEST = re.compile(
    r"\?|^(?:please|can you|could you|would you|help|how|what|why|where|when|who|which|is|are|do|does|write|tell|explain"
    r"|give|show|find|make|create|draft|plan|recommend|suggest|fix|translate|summari[sz]e|compare|list|i need|i want"
    r"|i'm trying|i am trying|i'm looking|i have a problem|i would like|i'd like|my \w+ (?:keeps|won't|does not|doesn't|is broken))\b",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"^(?:please|can you|could you|would you|help|how (?:do|can|should|would|to)|write|tell|explain|give|show|find|make"
    r"|create|draft|plan|recommend|suggest|fix|translate|summari[sz]e|compare|list|i need|i want|i'm trying|i am trying"
    r"|i'm looking|i have a problem|i would like|i'd like|my \w+ (?:keeps|won't|doesn't|does not|is broken))\b",
    re.IGNORECASE,
)
_ASKED_FOR = re.compile(
    r"(?:please )?(?:(?:can|could) you )?(?:write|tell|compose|draft|create|imagine)\b",
    re.IGNORECASE,
)
# What an assistant says about the user or itself is no fact and must not be kept as one.
_CLAIM = re.compile(
    r"\byou (?:probably |also )?(?:live|like|love|work|prefer|hate|have|are|said|told)\b|\bI (?:am|like|love|prefer|live|work|have|own|speak|play)\b|\bI'(?:m|ve)\b"
    rf"|\b(?:my|our) (?:{'|'.join(map(re.escape, PEOPLE))})\b",
    re.IGNORECASE,
)
_A_WHILE = 3
"""User turns from which on a conversation is worth telling, whatever it was about."""

_THANKS = re.compile(
    r"\b(?:thanks?|thank you|thx|perfect|great|awesome|works(?: now)?|worked|solved|exactly|that helped|helpful|brilliant|excellent|love it|good (?:job|idea|answer))\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:that'?s (?:wrong|not)|that is (?:wrong|not)|wrong|incorrect|does(?: not|n't) work|did(?: not|n't) (?:work|help)|not (?:helpful|what i)|no luck|still (?:broken|fails|not|crash\w*)|too (?:long|short|formal|complicated|vague|much)|bad answer|useless|unhelpful)\b",
    re.IGNORECASE,
)


def propose_episodes(conversation: Sequence[Row], related: Sequence[Row]) -> EpisodeProposal:
    """Return an episode for each segment of the conversation that is worth telling.

    A segment all of whose turns are told already is not told again.
    """
    segments: dict[object, list[Row]] = {}
    for number, turn in enumerate(conversation, 1):
        row = {**turn, "id": str(turn.get("id") or f"t{number}")}
        segments.setdefault(turn.get("segment"), []).append(row)
    fresh = [turns for turns in segments.values() if not all(turn.get("told") for turn in turns)]
    found = [episode for turns in fresh if (episode := _episode(turns, related))]
    return EpisodeProposal(candidates=tuple(found))


def _episode(segment: Sequence[Row], related: Sequence[Row]) -> EpisodeCandidate | None:
    """Return a segment as an episode; None if nothing happened.

    Something happened if a task was answered, if there is a verdict on an answer, or if
    people talked for a while. One question with one answer is no experience to learn from,
    and neither is an introduction.
    """
    turns = [turn for turn in segment if _said(turn)]
    users = [turn for turn in turns if turn.get("role") == "user"]
    if not users:
        return None
    topic = next((turn for turn in users if _REQUEST.search(_key(turn))), users[0])
    later = turns[turns.index(topic) + 1 :]
    answers = [turn for turn in later if turn.get("role") == "assistant"]
    verdict, good = _verdict(later) if answers else ("", False)
    feedback = next((_said(turn) for turn in turns if turn.get("role") == "feedback"), "")
    names = {turn["name"] for turn in users if turn.get("name")}
    told = bool(_TASK.search(_key(topic)) and answers) or len(users) >= _A_WHILE or len(names) > 1
    if not (told or verdict or feedback):
        return None
    corrected = _corrected(later) if good else ""
    action = _action(_before_verdict(later) if verdict else answers)
    episode = Episode(
        title=_title(_key(topic)),
        situation=_situation(topic),
        action=action,
        outcome=verdict or (f"Feedback: “{shorten(feedback, _LONGEST_PART)}”" if feedback else ""),
        lesson=_lesson(feedback or corrected, verdict, action, good=good),
        participants=_participants(turns),
    )
    same = tuple(
        int(row["n"])
        for row in related
        if normalized(str(row.get("text", ""))) == normalized(episode.render())
    )
    evidence = tuple(turn["id"] for turn in segment)
    return EpisodeCandidate(evidence=evidence, content=episode, same_as=same)


def _said(turn: Row) -> str:
    """Return the turn's text without secrets and, for a person, without what they pasted."""
    text = str(turn.get("text") or "")
    if turn.get("role") in {"user", "feedback"}:
        parts = [one.text + ("?" if one.asks else ".") for one in sentences(text)]
        parts = parts or [
            part for part in _ENDS.split(text[:_LONGEST_PART]) if _ASKED_FOR.match(part)
        ]
    else:
        parts = [part for part in _ENDS.split(text[:4000]) if not _CLAIM.search(part)]
    return one_line(" ".join(part for part in parts if not SECRET.search(part)))


def _key(turn: Row) -> str:
    """Return the turn's sentence that asks for something, else its first that says something."""
    parts = [strip_opening(part.strip()) for part in _ENDS.split(_said(turn))]
    parts = [part for part in parts if re.search(r"\w", part)]
    return next(
        (part for part in parts if _REQUEST.search(part)), parts[0] if parts else _said(turn)
    )


def _title(request: str) -> str:
    words = (
        re.sub(
            r"^(?:please |can you |could you |would you |help me |i need (?:help )?(?:with )?|i want to )+",
            "",
            request,
            flags=re.IGNORECASE,
        )
        .strip(" ?!.:")
        .split()
    )
    words = words[:_TITLE_WORDS]
    while len(words) > 1 and words[-1].casefold() in _LOOSE:
        words.pop()
    title = " ".join(words).strip(" ,;:")
    return shorten(title[:1].upper() + title[1:], 80) or "A conversation"


def _situation(turn: Row) -> str:
    speaker = str(turn.get("name") or "The user")
    verb = "asked" if _REQUEST.search(_key(turn)) else "said"
    return f"{speaker} {verb}: “{shorten(_said(turn), _LONGEST_PART)}”"


def _action(answers: Sequence[Row]) -> str:
    """Return the head of the longest answer that is not a question back."""
    said = [_said(turn) for turn in answers]
    told = [text for text in said if not text.endswith("?")] or said
    return f"The assistant answered: “{shorten(max(told, key=len), _LONGEST_PART)}”" if told else ""


def _before_verdict(later: Sequence[Row]) -> Sequence[Row]:
    """Return the answer that the last verdict speaks of; all answers if it is not clear."""
    for index in range(len(later) - 1, 0, -1):
        judged = later[index].get("role") == "user" and _judges(_said(later[index]))
        if judged and later[index - 1].get("role") == "assistant":
            return [later[index - 1]]
    return [turn for turn in later if turn.get("role") == "assistant"]


def _corrected(later: Sequence[Row]) -> str:
    """Return what the user had to correct before being content; "" if nothing."""
    users = [_said(turn) for turn in later if turn.get("role") == "user"]
    return next((text for text in users if _WRONG.search(text)), "")


def _judges(text: str) -> bool:
    return bool(_WRONG.search(text) or _THANKS.search(text))


def _verdict(later: Sequence[Row]) -> tuple[str, bool]:
    """Return the user's last verdict after the request, and whether it is a good one."""
    for turn in reversed(later):
        text = _said(turn)
        if turn.get("role") == "user" and _judges(text):
            return f"The user said: “{shorten(text, _LONGEST_PART)}”", not _WRONG.search(text)
    return "", False


def _lesson(feedback: str, verdict: str, action: str, *, good: bool) -> str:
    """Return what to do again or otherwise, if the feedback or the verdict says so."""
    said = feedback or verdict.partition("“")[2].rstrip("”")
    if not said:
        return ""
    if _WRONG.search(said) or (feedback and not _THANKS.search(feedback)):
        return f"Next time: heed “{shorten(said, _LONGEST_PART)}”"
    answered = action.partition("“")[2].rstrip("”")
    return f"Do again: {shorten(answered, 120)}" if (good or feedback) and answered else ""


def _participants(turns: Sequence[Row]) -> tuple[str, ...]:
    who = [
        str(turn.get("name") or turn.get("role"))
        for turn in turns
        if turn.get("role") in {"user", "assistant"}
    ]
    return tuple(dict.fromkeys(who))
