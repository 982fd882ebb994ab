"""Rules: how the user wants to be answered, from instructions and from feedback.

The difference that matters is between a rule and an errand: "always answer in French" holds
from now on, "answer this in French" holds once. A word that says "from now on", a verdict
on the answer just given, or an imperative about answers in general makes a rule.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from memorykinds.kinds.proposal import RuleCandidate, RuleProposal
from memorykinds.kinds.rule import Rule
from memorykinds.kinds.text import normalized, shorten
from memorykinds.models.offline.aspects import Style, styles
from memorykinds.models.offline.objects import SECRET
from memorykinds.models.offline.sentences import sentences
from memorykinds.models.offline.verbs import third_person

Row = Mapping[str, Any]

INSISTED = 80
USUAL = 50
_LONGEST_REASON = 120

_INSISTS = re.compile(
    r"\b(?:always|never|must|under no circumstances|every (?:single )?time)\b", re.IGNORECASE
)
_LASTING = re.compile(
    r"\b(?:always|never|from now on|from here on|in (?:the )?future|going forward|henceforth|every time|each time"
    r"|whenever|by default|generally|as a rule|any ?more|stop|at all times|your (?:answers|replies|responses))\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"\b(?:this|that|these|those|the following|below|above|just (?:this )?once|for now|my (?:essay|text|email|letter|cv))\b"
    r"|^(?:please )?(?:can you |could you )?(?:write|translate|summari[sz]e|make|create|draft|compose|tell|explain|describe"
    r"|list|rewrite|show|find|help|give me an?)\b",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"^(?:(?:please|also|and|but|so|no|ok|okay|well|hey|hmm|thanks|great|good|nice|oh|then|next time|again|remember|sorry"
    r"|(?:can|could|would|will) you(?: please)?|i(?: would|'d) (?:like|prefer|love|appreciate) (?:it if )?(?:for )?you (?:to )?"
    r"|i (?:want|need) you to|you (?:should|must|need to|have to)|make sure (?:to|that you|you)|try to|be sure to|let's"
    r"|from (?:now|here) on|in (?:the )?future|going forward|henceforth|by default|as a rule)\b[\s,:!.-]*)",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"^(?:always|never|don't|do not|stop|avoid|be|keep|use|answer|reply|respond|speak|talk|call me|address|start|begin"
    r"|end|finish|cite|include|skip|add|give|put|no|less|more|only|just|ask|refer|format|mention|switch|stick|quote|show"
    r"|explain|write|provide|drop|omit|check|tell|say|think|leave)\b",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"\b(?:too (?:long|short|wordy|verbose|formal|terse|brief|much)|shorter|longer|briefer|more concise|less|bullets?"
    r"|in bullet points|no emojis?|simpler)\b",
    re.IGNORECASE,
)
_IDIOM = re.compile(
    r"^(?:never mind|no (?:problem|worries|thanks|way|idea|luck|need)|don't (?:worry|mind|forget|know|you|think|tell me|get me)"
    r"|do not (?:worry|forget|know)|stop (?:it|here|there|now)|just (?:kidding|asking|curious|wondering)|think|say|more or less"
    r"|be right back|give me (?:a|an|the|some)|tell me|show me (?:a|an|the|how)|check (?:this|my)|leave it|ask me)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"^(?P<word>when(?:ever)?|if|every time|each time|any ?time) (?P<when>[^,]{3,80}), (?:then )?(?P<rule>.+)",
    re.IGNORECASE,
)
_CONDITION_AFTER = re.compile(
    r"^(?P<rule>.{6,120}?),? (?P<word>when(?:ever)?|if|every time|each time) (?P<when>(?:I|you) .{3,80})",
    re.IGNORECASE,
)
_PREFERS = re.compile(
    r"^I (?:prefer|like|want|love|appreciate|need) (?:(?:your|my|the) )?(?P<what>(?:\w+ )?(?:answers|replies|responses|explanations)\b.*)",
    re.IGNORECASE,
)
_DROP = re.compile(
    r"\b(?:forget|drop|remove|delete|ignore|cancel|lift) (?:the|that|my|your) (?:rule|instruction|preference|request)s?\b(?: (?:about|on|to|of|for|that) )?(?P<what>.*)"
    r"|\byou (?:can|may) (?:(?:now|again) )?(?P<again>.+?)(?: again| now)$"
    r"|\byou can (?P<back>go back to .+?)(?: now| again)?$"
    r"|\b(?:you (?:don't|do not) (?:have|need) to|no need to) (?P<need>.+?)(?: any ?more| any longer)",
    re.IGNORECASE,
)


def propose_rules(conversation: Sequence[Row], related: Sequence[Row]) -> RuleProposal:
    """Return the rules that user turns and feedback lay down."""
    found: dict[tuple[str, str, str], RuleCandidate] = {}
    after_answer = False
    for turn in conversation:
        role, text = turn.get("role"), str(turn.get("text") or "")
        if role in {"user", "feedback"}:
            judged = after_answer or role == "feedback"
            for candidate in _read(
                text,
                str(turn.get("id") or "t1"),
                related,
                judged=judged,
                feedback=role == "feedback",
            ):
                content = candidate.content
                found[candidate.intent, content.text, content.applies_when] = candidate
        after_answer = role == "assistant" or (after_answer and role in {"tool", "feedback"})
    return RuleProposal(candidates=tuple(found.values()))


def _read(
    text: str, turn: str, related: Sequence[Row], *, judged: bool, feedback: bool
) -> Iterator[RuleCandidate]:
    for one in sentences(text):
        if SECRET.search(one.text):
            continue
        if match := _DROP.search(one.text):
            yield from _dropped(next((g for g in match.groups() if g), ""), turn, related)
            continue
        for rule in read_rule(one.text, asks=one.asks, judged=judged, feedback=feedback):
            yield RuleCandidate(
                evidence=(turn,),
                content=rule,
                same_as=tuple(int(row["n"]) for row in related if _same(rule, row)),
                contradicts=tuple(int(row["n"]) for row in related if _excludes(rule, row)),
            )


def read_rule(
    sentence: str, *, asks: bool = False, judged: bool = False, feedback: bool = False
) -> list[Rule]:
    """Return the rules that one sentence lays down.

    Args:
        sentence: A sentence of the user's own.
        asks: Whether it ends in a question mark: "Could you keep it short in future?"
        judged: Whether it follows an answer of the assistant's, so that "too long" is a verdict.
        feedback: Whether it is feedback given from outside of the conversation.
    """
    lasting = bool(_LASTING.search(sentence))
    if (asks and not lasting) or (_ONCE.search(sentence) and not lasting and not feedback):
        return []
    condition, rest = _condition(sentence)
    core = _core(rest)
    if _IDIOM.match(core):
        return []
    preferred = _PREFERS.match(rest)
    fragment = judged and len(sentence.split()) <= 8 and bool(_VERDICT.search(sentence))
    if not (_IMPERATIVE.match(core) or fragment or feedback or preferred or _asks_in_future(rest)):
        return []
    found = styles(rest)
    texts = [
        style.text
        for style in found
        if lasting or feedback or style.aspect != "language" or _IMPERATIVE.match(core)
    ]
    if not texts and preferred:
        texts = [f"Give {preferred['what'].strip()}."]
    if (
        not texts
        and _IMPERATIVE.match(core)
        and (
            lasting
            or condition
            or feedback
            or re.match(r"(?:don't|do not|avoid|use|no) ", core, re.IGNORECASE)
        )
    ):
        texts = [_imperative(core)]
    priority = INSISTED if _INSISTS.search(sentence) else USUAL
    reason = shorten(sentence, _LONGEST_REASON)
    return [
        Rule(text=text, applies_when=condition or "always", rationale=reason, priority=priority)
        for text in texts
    ]


def _asks_in_future(sentence: str) -> bool:
    """Whether a sentence such as "French from now on, please" names a style and a duration."""
    return bool(_LASTING.search(sentence)) and not re.match(
        r"(?:I|we|he|she|they|it|my|the|there)\b", sentence, re.IGNORECASE
    )


def _condition(sentence: str) -> tuple[str, str]:
    """Split "when I ask for code, give only code" into its condition and the instruction."""
    core = _core(sentence)
    match = _CONDITION.match(core) or _CONDITION_AFTER.match(core)
    if match is None:
        return "", sentence
    return _told(match["when"]), match["rule"]


def _told(condition: str) -> str:
    """Return the condition in the third person: "I ask for code" -> "the user asks for code"."""
    subject, _, rest = condition.strip().partition(" ")
    verb, _, more = rest.partition(" ")
    who = {"i": "the user", "you": "the assistant"}.get(subject.casefold())
    if who is None or not verb:
        return condition.strip()
    verb = "is" if verb in {"am", "are"} else third_person(verb)
    more = re.sub(
        r"\bme\b",
        "the user",
        re.sub(r"\bmy\b", "the user's", re.sub(r"\byou\b", "the assistant", more)),
    )
    return f"{who} {verb} {more}".strip()


def _core(sentence: str) -> str:
    """Return the instruction without "please", "could you", "from now on" at its head."""
    for _ in range(6):
        shorter = _POLITE.sub("", sentence)
        if shorter == sentence:
            break
        sentence = shorter
    return sentence


def _imperative(core: str) -> str:
    text = re.sub(
        r",? (?:please|from now on|in (?:the )?future|going forward|any ?more|ok|okay)\b",
        "",
        core,
        flags=re.IGNORECASE,
    )
    text = text.replace(" me ", " the user ").strip(" .,!")
    return text[:1].upper() + text[1:] + "."


def _dropped(what: str, turn: str, related: Sequence[Row]) -> Iterator[RuleCandidate]:
    """Yield a request to drop each related rule that is meant."""
    meant = styles(what) or styles(f"in {what}")
    words = {word for word in re.findall(r"\w{4,}", what.casefold())}
    for row in related:
        text = str(row.get("text", ""))
        aspects = {style.aspect for style in styles(text)}
        if any(style.aspect in aspects for style in meant) or words & set(
            re.findall(r"\w{4,}", text.casefold())
        ):
            content = Rule(text=text, applies_when=str(row.get("applies_when") or "always"))
            yield RuleCandidate(
                intent="forget", evidence=(turn,), content=content, same_as=(int(row["n"]),)
            )


def _style_of(text: str) -> list[Style]:
    return styles(text)


def _same(rule: Rule, row: Row) -> bool:
    text = str(row.get("text", ""))
    if normalized(text) == normalized(rule.text):
        return True
    theirs, ours = set(styles(text)), set(styles(rule.text))
    return bool(ours) and {s[:2] for s in theirs} == {s[:2] for s in ours}


def _excludes(rule: Rule, row: Row) -> bool:
    theirs = {style.aspect: style.value for style in styles(str(row.get("text", "")))}
    return any(theirs.get(style.aspect, style.value) != style.value for style in styles(rule.text))
