"""The guard: what must never become a memory, whoever proposed it.

It runs before the policy, so that a candidate that is refused cannot close a memory on its
way out. It judges the candidate alone; what is known already is the policy's matter.
"""

import re

from memorykinds.kinds import Candidate, Decision, EpisodeCandidate, MemoryKind, Reason, Transcript
from memorykinds.kinds.secrets import has_secret
from memorykinds.kinds.text import shorten

MAX_MEMORY_CHARACTERS = 2_000
"""A longer text is a document. Memories are recalled into prompts, many at a time."""

OWN_WORDS = frozenset({"user", "feedback"})
"""The roles whose words can become facts and rules; episodes may tell of everybody's."""

_INJECTION = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:previous|prior|above|earlier|all|system)\b"
    r".{0,40}\b(?:instruction|instructions|prompt|prompts|rules|directions)\b"
    r"|\b(?:reveal|print|repeat|show)\b.{0,40}\bsystem prompt\b"
    r"|<\s*/?\s*(?:system|memories|related|conversation)\b"
    r"|<\|(?:im_start|im_end|endoftext|system)\|>",
    re.IGNORECASE | re.DOTALL,
)

_SENTENCES: dict[Reason, str] = {
    "no_evidence": "It cites no turn of this conversation.",
    "not_said_by_user": "Only the assistant or a tool said it; the user did not.",
    "secret": "It holds a credential or a number that identifies a person.",
    "injection": "It reads like a command to the model, not like something to remember.",
    "too_long": f"It is longer than {MAX_MEMORY_CHARACTERS:,} characters.",
}


def refuse(kind: MemoryKind, candidate: Candidate, transcript: Transcript) -> Decision | None:
    """Return the decision that refuses `candidate`, or None if it may go on."""
    content = candidate.content
    whole = " ".join(str(value) for value in content.model_dump().values())
    reason = _reason(candidate, whole, transcript)
    if reason is None:
        return None
    hidden = reason in ("secret", "injection")
    return Decision(
        kind=kind,
        action="refuse",
        reason=reason,
        detail=_SENTENCES[reason],
        text=f"[withheld: {reason}]" if hidden else shorten(content.render(), 200),
        evidence=_known_turns(candidate, transcript),
    )


def injections(text: str) -> frozenset[str]:
    """Return what in a text reads like a command to the model that reads it."""
    return frozenset(match[0].casefold() for match in _INJECTION.finditer(text))


def _reason(candidate: Candidate, whole: str, transcript: Transcript) -> Reason | None:
    if has_secret(whole):
        return "secret"
    if _INJECTION.search(whole):
        return "injection"
    if len(whole) > MAX_MEMORY_CHARACTERS:
        return "too_long"
    evidence = set(candidate.evidence)
    cited = [turn for turn in transcript.turns if turn.id in evidence]
    if not cited:
        return "no_evidence"
    # What a tool brings in, a web page for instance, may be an attempt to plant a memory.
    told = isinstance(candidate, EpisodeCandidate) or any(t.role in OWN_WORDS for t in cited)
    if not told:
        return "not_said_by_user"
    return None


def _known_turns(candidate: Candidate, transcript: Transcript) -> tuple[str, ...]:
    ids = {turn.id for turn in transcript.turns}
    return tuple(turn for turn in candidate.evidence if turn in ids)
