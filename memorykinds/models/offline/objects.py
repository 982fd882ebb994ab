"""Objects: what is left of "cooking a lot, because it calms me" is "cooking"."""

import re

from memorykinds.models.offline.vocabulary import UNINTERESTING

SECRET = re.compile(
    r"\[withheld|\b(?:pass(?:word|phrase|code|port)s?|pin (?:is|code|number)|my pin|api[- ]?keys?|secret key"
    r"|access token|token is|credit card|debit card|card number|cvv|cvc|iban|ssn|social security"
    r"|account number|sort code|maiden name|login is|(?:door|gate|garage|alarm|entry|access|security|backup|verification|2fa|otp|unlock) codes?|licen[cs]e number|id number|tax id|secret)\b|\b(?:sk|ghp|pk)[-_]\w{6}|(?:secret|passw(?:or)?d|passphrase|token|(?:api|private|access)[-_]?key)\w{0,20}\s{0,3}[=:]|\bAKIA\w{12}|://\w{1,40}:[^@\s]{1,100}@|\b\d(?:[ -]?\d){11,18}\b",
    re.IGNORECASE,
)
"""A clause that matches is never read: no memory may hold a secret."""

_MOST_WORDS = 10
_SUBORDINATE = re.compile(
    r",? (?:because|since (?:I|it|my|we)|when(?:ever)?|while|but|so that|so|although|though (?:I|it)|if|unless"
    r"|until|which|where|that|who|not|whom|whose|even|instead of|except|apart from|such as|(?:(?:in|on|at|for|with) )?every|right\?|as (?:I|it|long)|after (?:I|we|that)|before (?:I|we))\b"
    r"|[;:(]| [-\u2013\u2014] |,? (?:that )?(?:I|we|it|you|they|he|she) (?=[a-z])"
)
_FILLER_END = re.compile(
    r"[ ,]+(?:too|as well|though|by the way|btw|now|please|at the moment|currently|a lot|very much|so much"
    r"|these days|nowadays|again|actually|really|anyways?|instead|best|better|most|the most|right now|at all"
    r"|either|for everything|myself|yet|of course|haha|lol|more than anything|always|especially|obviously"
    r"|like (?:the plague|hell|mad|crazy)|to (?:death|bits)|with a passion|wish me luck|sometimes|often|fluently|every day|lately|before|online|together|itself|for (?:now|years|ages)|today|sorry|thanks|already)$",
    re.IGNORECASE,
)
_TAG = re.compile(
    r",? (?:by the way|btw)$|, (?:actually|too|though|anyway|haha|lol|obviously|of course|sadly|luckily|sorry|thanks|honestly|to be honest|you know|right now|at the moment)$",
    re.IGNORECASE,
)
_FILLER_START = re.compile(
    r"^(?:really|very|mostly|mainly|especially|particularly|also|both|fluent|some|basic|a (?:little|bit of)"
    r"|a lot of|lots of|just|e\.g\.|and|or) ",
    re.IGNORECASE,
)
_POSSESSIVE = {
    "my": "their", "our": "their", "me": "them", "us": "them", "myself": "themselves",
    "mine": "theirs", "I": "they", "am": "are",
}  # fmt: skip
_OWN_WORD = re.compile(r"\b(?:my|our|me|us|myself|mine|I|am)\b")
_LOOSE_END = re.compile(
    r"(?:^| )(?:what|how|to|of|for|with|about|in|on|at|a|an|the|and|or|some)$", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:an?|the|my|our|their|his|her) ", re.IGNORECASE)
_DOING = re.compile(r"\w+ing ", re.IGNORECASE)
_LIST = re.compile(r",? (?:and|or|&|plus|as well as) |, ", re.IGNORECASE)


def clean_object(words: str) -> str:
    """Return the object without subordinate clauses and fillers; '' if it says nothing."""
    text = main_part(words)
    for pattern in (_FILLER_END, _FILLER_END, _FILLER_START):
        text = pattern.sub("", text).strip(" ,.")
    text = text.rstrip(" -\u2013\u2014")
    if (
        not text
        or _LOOSE_END.search(text)
        or len(text.split()) > _MOST_WORDS
        or UNINTERESTING.match(text)
    ):
        return ""
    return "" if "⟨" in text or SECRET.search(text) else text


def main_part(words: str) -> str:
    """Return the words up to the first subordinate clause, without "by the way"."""
    main = _SUBORDINATE.split(f" {words} ", maxsplit=1)[0].strip(" ,.!?\"'")
    return _TAG.sub("", main)


def objects(words: str) -> list[str]:
    """Return the items of "tea, coffee and jazz", each cleaned."""
    whole = clean_object(words)
    found = []
    items = _LIST.split(whole)
    if _DOING.match(items[0]) and not all(_DOING.match(f"{item} ") for item in items):
        items = [whole]  # "sharing my skills and knowledge" is one thing
    for item in items:
        cleaned = clean_object(_FILLER_START.sub("", item))
        if cleaned:
            found.append(cleaned)
    return found


def in_third_person(words: str) -> str:
    """Return the words with "my" as "their", so that they stand without their speaker."""
    return _OWN_WORD.sub(lambda match: _POSSESSIVE[match.group()], words)


def without_article(words: str) -> str:
    """Return the words without a leading article or possessive."""
    return _ARTICLE.sub("", words)
