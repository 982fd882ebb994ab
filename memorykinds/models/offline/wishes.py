"""Wishes: instructions that are not in the imperative.

"I'd appreciate it if you used metric units", "you don't need to repeat my question", "I hate
it when you use emojis" and "that was too technical" all tell how to answer. Each is turned
into the imperative that it means, so that one reading serves them all.
"""

import re

from memorykinds.models.offline.verbs import lemma

_YOU = r"you (?:could |would |can |will |might |please |just )*"
_WISHES = (
    (r"(?:you (?:really )?(?:(?:do not|don't) (?:need|have) to|needn't|need not)|(?:there is |there's )?no need (?:to|for you to)) (?P<what>.+)", "Do not {}"),
    (rf"(?:it )?(?:would|'d|will) be (?:really |very |so )?(?:great|nice|helpful|good|better|lovely|cool|useful|best|easier)(?: for me)? if {_YOU}(?P<what>.+)", "{}"),
    (rf"I(?: would|'d)? (?:really )?(?:appreciate|prefer|like|love) (?:it )?(?:if|when|that|how) {_YOU}(?P<what>.+)", "{}"),
    (r"I(?: would|'d)? (?:really )?(?:like|love|prefer|want|need|expect) (?:it )?(?:for )?you (?:not to (?P<no>.+)|to (?P<what>.+))", "{}"),
    (rf"I (?:really )?(?:hate|dislike|(?:don't|do not) like|can't stand|cannot stand) (?:it )?(?:when|that|how|if) {_YOU}(?:always |keep |constantly )?(?P<what>.+)", "Do not {}"),
    (r"(?:it )?(?:bothers|annoys|irritates|bugs) me (?:when|that|how) you (?:always |keep |constantly )?(?P<what>.+)", "Do not {}"),
    (r"I(?:'m| am) (?:so )?(?:tired|sick|fed up) (?:of|with) (?:all )?(?:your |you |the )(?P<what>.+)", "Avoid {}"),
    (r"you (?P<what>[a-z]+(?: [\w ]{0,30}?)?) (?:too (?:much|often|many \w+)|way too much|all the time|a lot)", "Do not {} so much"),
    (r"you (?:use|give|ask|add|write) (?:far |way )?too many (?P<what>.+)", "Use fewer {}"),
)  # fmt: skip
_FORMS = tuple((re.compile(pattern, re.IGNORECASE), text) for pattern, text in _WISHES)
_JUDGEMENT = re.compile(
    r"(?:(?:that|this|it|the (?:last )?answer|your (?P<what>tone|style|language|(?:\w+ )?(?:answers?|replies|reply|responses?|explanations?|messages)))(?:'s| is| was| are| were| sounds?| felt) )?"
    r"(?:still |just |a bit |a little |way |far |much |really |very )*too (?P<how>\w+)(?: for me)?(?P<rest>[,.;:].*)?",
    re.IGNORECASE,
)
_AT_HAND = re.compile(
    r"(?:do |be )?(?:that|this|it|so)\b|.*\b(?:me|this|that) (?:with|now)\b", re.IGNORECASE
)
_ERRAND = re.compile(
    r"(?:send|get|look|check|book|remind|find|wait|come|go|try|see|fix|do|take|have|help|read|review|know|think|say)\b",
    re.IGNORECASE,
)
"""What somebody is asked to do once: "I'd appreciate it if you could send me the file"."""
_MOST_WORDS = 20


def wish(sentence: str, *, judged: bool) -> str:
    """Return the imperative that a wish or complaint about answers means; '' if it is none.

    Args:
        sentence: One sentence of the user's.
        judged: Whether it follows an answer, so that "too technical" is about that.
    """
    for pattern, text in _FORMS:
        if match := pattern.fullmatch(sentence.strip(" .!")):
            slots = match.groupdict()
            what = slots.get("no") or slots["what"]
            if _AT_HAND.match(what) or len(what.split()) > _MOST_WORDS:
                return ""
            form = "Do not {}" if slots.get("no") else text
            return "" if form == "{}" and _ERRAND.match(what) else form.format(_base(what))
    match = _JUDGEMENT.fullmatch(sentence.strip(" .!"))
    if match and (judged or match["what"]):
        return f"Be less {match['how'].lower()}"
    return ""


def _base(what: str) -> str:
    """Return the words with their first verb in its base form: "used metric" -> "use metric"."""
    first, _, rest = what.partition(" ")
    return f"{lemma(first) or first} {rest}".strip() if lemma(first) != "be" else f"be {rest}"
