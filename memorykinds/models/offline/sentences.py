"""From a message to the sentences in which its author speaks for themselves.

People paste code, logs, mails and texts to translate; they quote others and play roles. A
sentence in there is not theirs, however much it reads like "I live in Rome". This file
removes what is not the author's own word, and splits the rest.
"""

import re
from typing import NamedTuple

LONGEST_MESSAGE = 20_000
"""Characters read of one message: nobody introduces themselves on page ten of a paste."""

_FENCE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_FOREIGN_LINE = re.compile(
    r"\s*(?:>|\||#!|//|/\*|<\w|\$ |\[?\d{4}-\d\d-\d\d[T ]\d\d:|\[?\d\d:\d\d:\d\d"
    r"|(?:from|to|cc|subject|date|sent|re|fwd):|on\b[^\n]{0,120}\bwrote:"
    r"|(?:def|class|import|return|public|private|const|var|let|SELECT|INSERT) [^\n]{0,200}[=({:;]\s*"
    r"|Traceback )",
    re.IGNORECASE,
)
_CODE_LINE = re.compile(r"[{};]\s*$|\w\(\)|[=!]=|=>|->|\\n|</|\b(?:ERROR|WARN|INFO|DEBUG)\b")
_PASTE = re.compile(
    r"\b(?i:translat\w*|summari[sz]\w*|proofread|paraphrase|rephrase|rewrite|correct|fix|improve|edit"
    r"|check|analy[sz]e|classify|explain|lyrics?|poem|quote|text|article|paragraph|message|email"
    r"|e-mail|letter|transcript|sentences?|phrase|statement|example|essay|bio|caption|tweet|post|dialogue|input|grade|review|evaluate|parse|count|repeat|homework|assignment|exercise|characters?|sheet|persona|songs?|chorus|verse|slogan|headline|form|advert)\b[^:\n.?!]{0,80}:"
    r"|\b(?:(?:he|she|they|it|who|[A-Z]\w+) (?:said|says|wrote|writes|goes|told me))\b"
    r"[^:\n.?!]{0,80}:"
)
_ROLE_PLAY = re.compile(
    r"(?:ok(?:ay)?,? )?(?:now )?(?:please )?(?:imagine|pretend|suppose|assume|let'?s (?:pretend|say|imagine|assume|play)"
    r"|(?:let'?s )?role-?play|act as|you are now|say (?:i|my|we)\b|in this (?:story|game|role)"
    r"|for the sake of (?:(?:the |an )?argument|the (?:example|joke|story))|hypothetically\b"
    r"|(?:can you |could you )?(?:write|tell|compose|draft|create) (?:me |us )?(?:a|an|the|some) )",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r'"[^"\n]{1,400}"|“[^”\n]{1,400}”|«[^»\n]{1,400}»|„[^“”\n]{1,400}[“”]'
    r"|(?:(?<=\s)|^)['‘][^'’\n]{1,60}(?:['’][a-z]{1,2}\b[^'’\n]{1,60}){0,4}['’](?=[\s.,;:!?)]|$)",
    re.MULTILINE,
)
_OWN_VOICE = re.compile(
    r"\b(?:I|i|my|me|we|ich|je|yo|io)\b|['’]|\b(?:is|am|are|was|were|has|have)\b"
)
_ENDS = re.compile(r"(?<=[.!?…。\uff01\uff1f])[\"”’)]*\s+|\n+|(?<=[。\uff01\uff1f])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|No|vs|e\.g|i\.e|approx|etc)|\b[A-Z])\.$"
)
_SARCASM = re.compile(r"^(?:not|just kidding|kidding|jk|as if|yeah,? right)\W*$", re.IGNORECASE)
_NOT_MEANT = re.compile(
    r"^(?:for (?:example|instance)|e\.g\.),? (?:I|my|we)\b|^(?:oh,? (?:great|sure|joy|yeah|wonderful|brilliant|fantastic)|just what i|(?:oh |yeah,? |yes,? )?(?:sure|right),? (?:because|like) )\b"
    r"|^oh,? (?:how )?I (?:just|really|so|totally) (?:love|adore|enjoy|like)\b|^(?:yeah|oh|yes),? right, |^what a (?:surprise|shock|joy), |, not\W*$"
    r"|, (?:said|says|wrote|replied|joked) (?!I\b)[\w' ]{2,30}\W*$|, (?:he|she|they) (?:said|says|wrote|replied|told me)\W*$"
    r"|\s/s\W*$|🙄",
    re.IGNORECASE,
)
_WORDS_IN_A_TITLE = 6


class Sentence(NamedTuple):
    """One sentence in its author's own voice.

    Attributes:
        text: The sentence on one line, without its final mark.
        asks: Whether it ends in a question mark.
    """

    text: str
    asks: bool


def sentences(message: str) -> list[Sentence]:
    """Return what the author of `message` says in their own voice, sentence by sentence."""
    found: list[Sentence] = []
    for piece in _pieces(_own_text(message)):
        if _ROLE_PLAY.match(piece):
            break  # the rest of the message belongs to the story
        if _SARCASM.match(piece) and found:
            found.pop()
        elif not _NOT_MEANT.search(piece):
            asks = piece.rstrip("\"”’') ")[-1:] in {"?", "\uff1f"}
            text = piece.strip(' \t.!?…。\uff01\uff1f"“”')
            if text:
                found.append(Sentence(text, asks))
    return found


def _own_text(message: str) -> str:
    """Return `message` without code, foreign lines, pasted texts and long quotations."""
    text = message[:LONGEST_MESSAGE].replace("’", "'").replace("\u00a0", " ")
    text = _FENCE.sub(" ", text)
    lines = [
        ln for ln in text.split("\n") if not _FOREIGN_LINE.match(ln) and not _CODE_LINE.search(ln)
    ]
    text = "\n".join(lines)
    if paste := _PASTE.search(text):
        text = text[: paste.start()]
    return _QUOTED.sub(_unquote, text)


def _unquote(match: re.Match[str]) -> str:
    """Keep a quoted title, which is a name; mask a quoted sentence, which is another's voice."""
    inner = match.group()[1:-1]
    if len(inner.split()) <= _WORDS_IN_A_TITLE and not _OWN_VOICE.search(inner):
        return inner
    return "⟨quotation⟩"


def _pieces(text: str) -> list[str]:
    """Split at sentence ends and line ends, but not after "Dr." or an initial."""
    pieces: list[str] = []
    for part in (" ".join(part.split()) for part in _ENDS.split(text)):
        if pieces and _ABBREVIATION.search(pieces[-1]):
            pieces[-1] += f" {part}"
        elif part:
            pieces.append(part)
    return pieces
