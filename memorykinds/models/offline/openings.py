"""Openings: what stands before the statement, and says nothing itself.

Greetings and discourse words ("Hi", "by the way"), frames ("the thing is that …", "did I
mention that …") and reasons ("because I am deaf, …"). What follows a frame is asserted by its
speaker, even inside of a question; what follows "he said that" is not, so it is no frame.
"""

import re

from memorykinds.models.offline.trades import profession
from memorykinds.models.offline.traits import DIETS, TRAITS
from memorykinds.models.offline.vocabulary import RELATIVES

_OPENING = re.compile(
    r"^(?:(?:hi|hey|hello|hiya)(?: there| everyone| all| again| guys)?|(?:good (?:morning|evening|afternoon|day)|greetings|dear|well|so|oh|ah|yes|yeah|yep|no|nope"
    r"|ok|okay|sure|thanks(?: (?:a lot|so much))?|thank you(?: (?:so|very) much)?|sorry|actually|honestly|btw|by the way|also|and|but|then|hmm|um|anyway"
    r"|as i (?:said|mentioned|told you)(?: before| earlier| already| last time)?|you know(?: what)?|as you know|to be (?:honest|fair|clear|precise)|in fact|fun fact|one more thing|another thing|i mean|frankly|look|listen"
    r"|a bit about me|about me|great|cool|nice|wow|lol|haha|ha|ugh|phew|yay|hooray|please|correction|luckily|fortunately|happily|honest"
    r"|unfortunately|sadly|apparently|of course|obviously|basically|for context|context|these days|at the moment"
    r"|currently|nowadays|right now|now|personally|in general|generally|oops|wait|update|quick update|news|good news|bad news|big news|great news"
    r"|guess what|believe it or not|long story short|not to brag|between you and me|between us|since you(?: are)? ask(?:ed|ing)?|if you must know"
    r"|for what it is worth|as it happens|as a matter of fact|to tell the truth|truth be told|speaking of which|small world|what a (?:day|week|year)"
    r"|heads up|plus|besides|moreover|in addition|on top of that|after all|that said|having said that|at last|finally|true)(?![\w'-])[\s,:;!.\u2013\u2014-]*)",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"(?:(?:the|one|another|my|what) (?:[\w' ]{1,30} )?(?:thing|reason|point|problem|trouble|truth|fact|issue|news|matter|background|situation)(?: (?:here|I am (?:writing|asking)))? is,?(?: that| because|:)?"
    r"|(?:did|have|had) I (?:ever |already |not )?(?:mention(?:ed)?|tell you|told you|say|said)(?: already| before| yet)?(?: that)?"
    r"|(?:(?:I )?(?:think|thought|believe|am sure|guess) )?(?:that )?I(?: have)?(?: already)? (?:told you|mentioned|said)(?: before| already| earlier)?(?: that)?"
    r"|(?:I|we) (?:just )?(?:want|wanted|would like) (?:to (?:say|mention|add|let you know)|you to know)(?: that)?"
    r"|(?:just )?to (?:let you know|say|add)(?: that)?|(?:you )?(?:should|must|might want to|may want to|need to) know(?: that)?"
    r"|(?:I am |we are )(?:so |very |really )?(?:happy|glad|proud|sad|excited|pleased|thrilled|ashamed|embarrassed)(?: to say)?(?: that)?"
    r"|I (?:must|have to|should|can) (?:admit|confess|say|add)(?: that)?|it (?:is true|turns out|so happens)(?: that)?|(?:let us say )?the fact is(?: that)?"
    r"|(?:I am )?not sure (?:if|whether) I(?: have)? (?:told you|mentioned)(?: it| this| that)?,? but|it (?:might|may|could) (?:help|be (?:useful|good|worth)) (?:to know|knowing|mentioning)(?: that)?"
    r"|(?:please )?(?:be aware|consider|mind you|remember)(?: that)?),? (?=(?:I|we|my|our) )",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"(?:because|since|as|given that|now that|seeing that|considering that|even though|although|though|while) (?=(?:I|we|my|our) )",
    re.IGNORECASE,
)
_IN_ROLE = re.compile(
    r"(?:(?:speaking )?as|being) (?P<what>an? (?P<role>[\w -]{3,40}?)),? (?P<clause>(?:I|we|my|our) .+)",
    re.IGNORECASE,
)
_ADJUNCT = re.compile(
    r"(?:after|during|before) (?!I |we |my |our )[^,]{3,40}?,? (?=(?:I|we) )", re.IGNORECASE
)
_MOST = 6


def strip_opening(part: str) -> str:
    """Return the part without greetings and discourse words at its head."""
    for _ in range(_MOST):
        shorter = _OPENING.sub("", part)
        if shorter == part:
            break
        part = shorter
    return part


def unframed(sentence: str) -> tuple[str, bool]:
    """Return the statement inside of a frame, and whether there was one."""
    text = strip_opening(sentence)
    inner = _FRAME.sub("", text, count=1) if _FRAME.match(text) else text
    framed = inner != text
    text = strip_opening(inner)
    text = _REASON.sub("", text, count=1) if _REASON.match(text) else text
    text = _ADJUNCT.sub("", text, count=1) if _ADJUNCT.match(text) else text
    if (role := _IN_ROLE.fullmatch(text)) and _is_role(role["role"]):
        text = f"I am {role['what']}, and {role['clause']}"
    return text, framed


def _is_role(words: str) -> bool:
    """Whether "as a …" tells what somebody is: not so in "as a rule" or "as a child"."""
    known = words.casefold()
    head = known.split(" of ")[0].split(" ")[-1]
    parent = head in RELATIVES and RELATIVES[head] != "child"
    return profession(words) or known in TRAITS | DIETS.keys() or parent
