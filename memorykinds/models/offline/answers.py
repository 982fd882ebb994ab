"""Answers: "Where do you live?" - "Turin, since May." says "I live in Turin, since May".

A short answer says only the part that was asked for; the rest stands in the question. Here
the question is turned into the statement that the answer completes, and the grammar reads
that like any other. What the assistant asks states nothing until the user answers.
"""

import re
from collections.abc import Iterator

from memorykinds.models.offline.clauses import normalize
from memorykinds.models.offline.dates import NUMBERS
from memorykinds.models.offline.sentences import sentences
from memorykinds.models.offline.trades import profession

_MOST_WORDS = 10
_YES = re.compile(
    r"(?:(?:yes|yeah|yep|yup|ja|exactly|correct|right|indeed|sure|definitely|absolutely|of course|true|that is (?:right|correct|true)"
    r"|I (?:do|am|have)(?= *(?:[,.!;]|$))|(?:I )?(?:love|like|adore) (?:it|them))\b[\s,.!;-]*)+(?:and |but )?",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?:(?:no|nope|nah|never|none|not (?:at all|really|any ?more|yet)|nothing|I (?:do|am|have) not(?= *(?:[,.!;]|$))|(?:I )?(?:hate|do not like) (?:it|them))\b[\s,.!;-]*)+(?:and |but )?",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"\b(?:depends?|guess|secret|sure|idea|dunno|idk|maybe|whatever|skip|next|why|what|how|who|nothing|none|hard to say"
    r"|good question|let|matter|private|both|either|neither|thanks?|please|never)\b",
    re.IGNORECASE,
)
_A_CLAUSE = re.compile(
    r"(?:I|we|he|she|they|it|you|my|our|his|her|their|that|this|there|to be)\b", re.IGNORECASE
)
_PREPOSITION = re.compile(
    r"(?:in|at|on|near|by|outside|around|with|from|for|as|since)\b", re.IGNORECASE
)
_LOWERED = re.compile(
    rf"{_PREPOSITION.pattern}|(?:born|raised|an?|the|my|every|two|three|four)\b", re.IGNORECASE
)
_ABOUT_THE_ASSISTANT = re.compile(r"\b(?:I|me|this|that|it|answers?|help|us|want me)\b")
_OWNS = re.compile(r"(?:do )?you (?:have|own)\b|have you\b", re.IGNORECASE)
"""What somebody does not have is nothing to remember, unless they say so themselves."""
_TAIL = re.compile(
    r"(?:,? (?:right|correct|yes|no|true|is that (?:right|correct)|am I right|(?:are|do|have|were) not you|by the way|if I may ask|if you do not mind(?: me asking| telling me)?"
    r"|exactly|these days|at the moment|currently|then|again|for a living|or (?:something|anything) else))+$",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"(?:(?:and|but|so|ok|okay|oh|great|well|nice|tell me|may I ask|can I ask|could I ask|just curious|just to confirm|I see)[,:]? )+|.{0,60}, (?=(?:where|what|how old|when|who|do you|are you|which) )",
    re.IGNORECASE,
)

_CUT = re.compile(
    r",? (?:but|because|although|though|so|and (?=I |we |my |he |she |they )) ?|[;(]", re.IGNORECASE
)
_JOB = "I am {a}"

# A question about something open, and the statement that "{a}" completes.
_OPEN: tuple[tuple[str, str], ...] = (
    (r"(?:what is your name|what (?:should|can|may|shall) I call you|who (?:am I|do I have)\b.*|how should I address you)", "my name is {a}"),
    (r"how old are you", "I am {a} years old"),
    (r"how old (?:is|are) your (?P<x>.+)", "my {x} is {a} years old"),
    (r"when (?:is|was) your (?P<x>.+)", "my {x} is on {a}"),
    (r"when were you born", "I was born on {a}"),
    (r"where were you born", "I was born in {a}"),
    (r"where did you grow up", "I grew up in {a}"),
    (r"where are you (?:originally )?from|where do you (?:originally )?come from", "I am from {a}"),
    (r"where are you (?:based|living|located|calling from)|where do you live|which (?:city|town|country)\b.*\b(?:live|based|living)\b.*|where (?:in .{2,20} )?(?:do you live|are you based)", "I live in {a}"),
    (r"where do you work|who do you work for|which company do you work (?:for|at)", "I work at {a}"),
    (r"where (?:do|did) you (?P<v>[a-z]+)", "I {v} in {a}"),
    (r"what (?:do you do|are you doing)(?: professionally| for work)?|what (?:is|kind of|sort of) (?:your )?(?:job|profession|occupation|work)(?: do you do| do you have)?|what do you work as", _JOB),
    (r"(?:do you have |have you got |are there )?any (?:food )?allerg(?:y|ies)\b.*", "I am allergic to {a}"),
    (r"(?:what are you|are you|what foods? are you) allergic to(?: anything| any\w*)?\b.*", "I am allergic to {a}"),
    (r"(?:do you have |have you got )?any (?:\w+ )?(?:hobbies|interests)\b.*|what (?:are your hobbies|do you (?:like to )?do (?:for fun|in your (?:free|spare) time))", "I like {a}"),
    (r"(?:do you (?:have|follow) |are there )?any (?:dietary|food) (?:restrictions?|requirements?|preferences?|needs)\b.*", "I am {a}"),
    (r"(?:do you have (?:any )?|have you got (?:any )?|any )(?P<x>pets|siblings|brothers or sisters|brothers|sisters|kids|children|animals)\b.*", "I have {a}"),
    (r"how many (?P<x>.+?) do you have", "I have {a} {x}"),
    (r"(?:which|what)(?: .+?)? do you (?:prefer|like (?:better|more|best|most))\b.*|do you (?:prefer|like) .+ or .+|(?:are you more of )?an? .+ or an? .+ person", "I prefer {a}"),
    (r"(?:is there )?(?:anything|something|any \w+|what|what \w+) (?:that )?you (?:really )?(?:do not|can not|dislike|hate|avoid)(?: like| eat| stand)?\b.*|what do you (?:hate|dislike)\b.*", "I dislike {a}"),
    (r"(?:which|what)(?: [a-z ]+?)? (?:do|are) you (?:currently |mostly |usually |mainly )?(?P<v>[a-z]+)(?P<x>(?: (?:with|for|as|at|on) .+)?)", "I {v} {a}{x}"),
    (r"(?:when|what time|how often|how|where) do you (?:usually |normally |often |mostly |typically )?(?P<v>\w+)(?P<x>(?: .+)?)", "I {v}{x} {a}"),
    (r"(?:what about |how about )?your (?P<x>.+)", "my {x} is {a}"),
    (r"who (?:is|are) your (?P<x>.+)", "my {x} is {a}"),
    (r"(?:what|which) (?:is|are) your (?P<x>.+)", "my {x} is {a}"),
    (r"what is the name of your (?P<x>.+)|what is your (?P<x2>.+?)(?:'s name| called| named)", "my {x} is called {a}"),
)  # fmt: skip
_OPEN_FORMS = tuple((re.compile(pattern, re.IGNORECASE), said) for pattern, said in _OPEN)
_CLOSED = re.compile(
    r"(?P<verb>do|are|were|have) you (?P<rest>.+)|you (?P<said>.+)|is your (?P<one>[\w-]+(?: [A-Z][\w-]+)?) (?P<what>.+)",
    re.IGNORECASE,
)


def last_question(text: str) -> str:
    """Return the question with which the assistant ends, contractions written out; else ''."""
    found = sentences(text)
    if not found:
        return ""
    last = normalize(found[-1].text)
    if not found[-1].asks and not re.match(
        r"(?:so )?you (?!can|could|may|should|will)", last, re.IGNORECASE
    ):
        return ""
    return _TAIL.sub("", _HEAD.sub("", last, count=1))


def answered(question: str, answer: str) -> Iterator[str]:
    """Yield the statements that an answer makes by way of its question.

    Args:
        question: The question, as `last_question` returns it.
        answer: The user's first sentence after it, contractions written out.
    """
    yes, no = _YES.match(answer), _NO.match(answer)
    polar = yes or no
    value = _CUT.split(answer[polar.end() :] if polar else answer, maxsplit=1)[0].strip(" ,.!;-")
    if _LOWERED.match(value):
        value = value[0].lower() + value[1:]
    completed = "" if no or not _is_value(value) else _completed(question, value)
    closed = _CLOSED.fullmatch(question)
    if completed:
        yield completed
    elif (
        polar
        and closed
        and not (no and _OWNS.match(question))
        and not _ABOUT_THE_ASSISTANT.search(question)
    ):
        whole = _affirmed(closed) if yes else _denied(closed)
        attached = yes and _PREPOSITION.match(value) and len(value.split()) <= _MOST_WORDS
        yield f"{whole} {value}" if attached else whole


def agrees(answer: str) -> bool:
    """Whether an answer is a bare "yes", so that more of it may follow."""
    return bool(_YES.fullmatch(answer))


def _completed(question: str, value: str) -> str:
    """Return the statement that the question and the value make; '' if the question is not open."""
    for pattern, said in _OPEN_FORMS:
        match = pattern.fullmatch(question)
        if match:
            slots = {"x": "", **{k[0]: v for k, v in match.groupdict().items() if v}}
            return _fitted(said, value, slots["x"]).format(a=value, **slots)
    return ""


def _fitted(said: str, value: str, asked: str) -> str:
    """Return the statement's form changed to how the value begins."""
    if re.match(r"(?:born|raised)\b", value):
        return "I was {a}"
    if _PREPOSITION.match(value):
        return re.sub(r" (?:in|at|on|from) \{a\}", " {a}", said)
    if said == "I am {a} years old" and "year" in value:
        return "I am {a}"
    if said == _JOB and not profession(value) and not re.match(r"(?:an?|the|self) ", value):
        return "I work in {a}"
    counted = re.fullmatch(r"(?P<n>\w+)(?P<names>: .+)?", value) if said == "I have {a}" else None
    if counted and counted["n"].casefold() in NUMBERS:
        return f"I have {counted['n']} {asked}{counted['names'] or ''}"  # "Two: Ben and Lily"
    return said


def _is_value(words: str) -> bool:
    return (
        0 < len(words.split()) <= _MOST_WORDS
        and not _A_CLAUSE.match(words)
        and not _NO_ANSWER.search(words.split(",", maxsplit=1)[0])
    )


def _affirmed(asked: re.Match[str]) -> str:
    if asked["one"]:
        return f"my {asked['one']} is {asked['what']}"
    if asked["said"]:
        return "I " + _own(re.sub(r"^are ", "am ", asked["said"]))
    auxiliary = {"are": "am ", "were": "was ", "have": "have "}.get(asked["verb"].lower(), "")
    return f"I {auxiliary}{_own(re.sub(r'^have any ', 'have ', asked['rest']))}"


def _denied(asked: re.Match[str]) -> str:
    if asked["one"]:
        return f"my {asked['one']} is not {asked['what']}"
    if asked["said"]:
        is_state = asked["said"].startswith("are ")
        return f"I am not {asked['said'][4:]}" if is_state else f"I do not {_own(asked['said'])}"
    if any_of := re.match(r"(?:have|got) any (?P<what>\w+)", asked["rest"]):
        return f"I have no {any_of['what']}"
    auxiliary = {"are": "am", "were": "was", "have": "have"}.get(asked["verb"].lower(), "do")
    return f"I {auxiliary} not {_own(asked['rest'])}"


def _own(words: str) -> str:
    return re.sub(r"\byours?\b", "my", words)
