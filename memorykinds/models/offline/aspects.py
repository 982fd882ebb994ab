"""Aspects of style: what a rule of behaviour is about, and which values exclude each other.

"Answer in French" and "Answer in German" are two values of one aspect, so the newer replaces
the older; "Use no emojis" is about another and stands beside them.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from memorykinds.models.offline.nations import LANGUAGES


class Style(NamedTuple):
    """One value of one aspect of how to answer.

    Attributes:
        aspect: What it is about: "language", "length".
        value: The value: "french", "short".
        text: The instruction in the imperative.
    """

    aspect: str
    value: str
    text: str


_LANGUAGE = (
    rf"{'|'.join(sorted(LANGUAGES))})(?![\w'-])(?=[^\w]*$|[^\w\s]|\s+(?:please|only|from|now|and|or|but|with|when|if"
    r"|whenever|unless|until|till|because|since|so|as|not|too|also|again|always|instead|for|at|to|by|on|in|about|all"
    r"|every|any|even|here|today|next|this|that|the|than|then|thanks|rather|except|while|where|I|me|my|you|your|\w+ly)\b"
)
"""A language that is named by itself: "in Latin", and not as part of "in Latin letters"."""
_FOREIGN = {
    "deutsch": "german", "englisch": "english", "französisch": "french", "allemand": "german",
    "français": "french", "anglais": "english", "espagnol": "spanish", "español": "spanish",
    "inglés": "english", "italiano": "italian", "inglese": "english", "tedesco": "german",
}  # fmt: skip
_ABROAD = "|".join(_FOREIGN)
_NOT = r"(?:no|not|never|stop|without|don't|avoid|drop|skip|omit|hate|quit|lose|enough|fewer|less|remove)"


def _fixed(aspect: str, value: str, text: str) -> Callable[[re.Match[str]], Style]:
    return lambda _match: Style(aspect, value, text)


def _in_language(match: re.Match[str]) -> Style:
    said = next(group for group in match.groups() if group).casefold()
    language = _FOREIGN.get(said, said).title()
    return Style("language", language.casefold(), f"Answer in {language}.")


def _address(match: re.Match[str]) -> Style:
    return Style("address", match["name"].casefold(), f"Address the user as {match['name']}.")


# In order: within one aspect the first that fits counts.
_STYLES: tuple[tuple[str, Callable[[re.Match[str]], Style]], ...] = (
    (rf"\b(?:answer|reply|respond|speak|talk|write|chat|communicate|converse|switch|stick|go back|change|back)\w*\b[^,.;]{{0,30}}?\b(?:in|to|with) ({_LANGUAGE})\b|\b(?:in|use|only|speak|talk) ({_LANGUAGE})\b|^({_LANGUAGE})(?: only)?,? please\b|\b(?:auf|en|in) ({_ABROAD})\b", _in_language),
    (r"(?<!too )\b(?:short|brief|concise|succinct|terse|crisp)(?:er|ly)?\b|\b(?:no|not|n't be|never) longer than\b|\btoo (?:long|wordy|verbose|much (?:text|detail|information))\b|\bless (?:text|verbose|wordy|detail)\b|\bto the point\b|\b(?:verbose|long-winded|rambl\w+|wall of text|tl;?dr)\b|\bat most \w+ (?:words|sentences|lines)\b|\b(?:hate|dislike|no|not|avoid|stop|don't (?:like|want)|do not (?:like|want))\b[^,.;]{0,20}\blong\b", _fixed("length", "short", "Keep answers short and concise.")),
    (r"(?<!\bno )(?<!\bnot )(?<!\bany )(?<!\bmuch )(?<!n't be )\blonger\b|\b(?:more (?:detail\w*|depth|thorough)|in (?:more )?(?:detail|depth)|too (?:short|brief|terse)|elaborate|detailed|thorough)\b", _fixed("length", "long", "Give long answers with more detail.")),
    (rf"\b{_NOT}\b[^,.;]{{0,25}}\b(?:bullets?|bullet[- ]points?|bulleted|lists?)\b|\b(?:prose|full sentences|running text|flowing text)\b", _fixed("format", "prose", "Write in full sentences, without bullet points.")),
    (r"\b(?:bullets?|bullet[- ]?points?|bulleted|as a list)\b", _fixed("format", "bullets", "Answer in bullet points.")),
    (rf"\b{_NOT}\b[^,.;]{{0,30}}\b(?:emojis?|smileys?|emoticons?)\b|\bemoji-free\b", _fixed("emoji", "none", "Do not use emojis.")),
    (r"\b(?:emojis?|smileys?|emoticons?)\b", _fixed("emoji", "use", "Use emojis.")),
    (rf"\b(?:less|{_NOT}|too)\b[^,.;]{{0,12}}\bformal(?:ly)?\b|\b(?:informal|casual|relaxed|first name)\w*\b", _fixed("tone", "informal", "Be less formal: write in an informal, casual tone.")),
    (r"\bformal(?:ly)?\b", _fixed("tone", "formal", "Write in a formal tone.")),
    (rf"\b{_NOT}\b[^,.;]{{0,20}}\bapologi[sz]\w*|\b{_NOT} (?:say |saying )?sorry\b", _fixed("apology", "none", "Do not apologize.")),
    (r"\b(?:simpler|simple (?:words|terms|language)|plain (?:language|english|words)|too (?:technical|complicated)|layman\w*)\b", _fixed("difficulty", "simple", "Explain in simple words.")),
    (r"\bmetric\b", _fixed("units", "metric", "Use metric units.")),
    (r"\bimperial\b", _fixed("units", "imperial", "Use imperial units.")),
    (r"(?<!n't )(?<!not )(?<!never )(?<!stop )\b(?:call|address) (?:me|the user) (?:as |by )?(?:the )?(?P<name>(?!\w+ly\b|when|if|again|back|by|at|on|out|old|crazy|later|tomorrow)[\w.'-]{2,20}(?: [A-Z][\w'-]+)?)", _address),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), make) for pattern, make in _STYLES)


def styles(sentence: str) -> list[Style]:
    """Return the styles that a sentence speaks of, at most one for each aspect."""
    found: dict[str, Style] = {}
    for pattern, make in _COMPILED:
        match = pattern.search(sentence)
        if match:
            style = make(match)
            found.setdefault(style.aspect, style)
    return list(found.values())
