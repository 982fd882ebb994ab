"""Instructions: from one sentence to the rules that it lays down.

The difference that matters is between a rule and an errand: "always answer in French" holds
from now on, "answer this in French" holds once. A word that says "from now on", a verdict
on the answer just given, or an imperative about answers in general makes a rule.
"""

import re

from memorykinds.kinds.rule import INSISTED, USUAL, Rule
from memorykinds.kinds.text import shorten
from memorykinds.models.offline.aspects import styles
from memorykinds.models.offline.verbs import third_person
from memorykinds.models.offline.wishes import wish

_LONGEST_REASON = 120
_LONGEST_VERDICT = 8
"""Words up to which a remark on an answer is a verdict: "Too long. Bullets, please."."""

_INSISTS = re.compile(
    r"\b(?:always|never|must|under no circumstances|every (?:single )?time)\b", re.IGNORECASE
)
_LASTING = re.compile(
    r"\b(?:always|never|from now on|from here on|in (?:the )?future|going forward|henceforth|every time|each time|next time|every (?:answer|reply|response)|each (?:answer|reply|response)"
    r"|whenever|by default|generally|as a rule|any ?more|stop|at all times|your (?:answers|replies|responses))\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"\b(?:this|that|these|those|the following|below|above|(?:in|on|for|to) the (?!future|beginning|end|first|start)\w+|just (?:this )?once|for now|my (?:essay|text|email|letter|cv))\b"
    r"|^(?:please )?(?:can you |could you )?(?:write(?! (?:in|less|more|like|to me|it (?:less|more))\b)|translate|summari[sz]e|make|create|draft|compose|tell|explain|describe"
    r"|list|rewrite|show|find|help|give me an?)\b",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"^(?:(?:please|bitte|also|and|but|so|no(?=[,.!;:])|ok|okay|well|hey|hmm|thanks|great|good|nice|oh|then|next time|again|remember|sorry"
    r"|(?:can|could|would|will) you(?: please)?|i(?: would|'d) (?:like|prefer|love|appreciate) (?:it )?(?:if )?(?:for )?you (?:to )?"
    r"|i (?:want|need) you to|you (?:should|must|need to|have to)|make sure (?:to|that you|you)|try to|be sure to|let's"
    r"|unless I (?:say|tell you) otherwise|from (?:now|here) on|in (?:the )?future|going forward|henceforth|by default|as a rule)\b[\s,:!.-]*)",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"^(?:always|never|don't|do not|stop|avoid|be|keep|use|answer|reply|respond|antworte|réponds|répondez|responde|rispondi|auf \w+|en \w+|speak|talk|call me|address|start|begin"
    r"|end|finish|cite|include|skip|add|give|put|no|less|more|only|just|ask|refer|format|mention|switch|stick|quote|show"
    r"|explain|write|provide|drop|omit|check|tell|say|think|leave|quit|sound|assume|get to|list|correct|return|sign|prefer|stay|remember to|refrain|limit|highlight|summari[sz]e|translate|suggest|recommend|offer|convert|reply|round|name|spell|wrap)\b",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"\b(?:too (?:long|short|wordy|verbose|formal|terse|brief|much)|shorter|longer|briefer|more concise|less|bullets?"
    r"|in bullet points|^in \w+,? please|no emojis?|simpler|too (?:technical|complicated|difficult|fast))\b",
    re.IGNORECASE,
)
_ASKS_TO = re.compile(
    r"(?:please )?(?:can|could|would|will|do) you\b|(?:from now on|in (?:the )?future)\b",
    re.IGNORECASE,
)
_TOO = re.compile(r"^that(?:'s| is| was) too\b", re.IGNORECASE)
_IDIOM = re.compile(
    r"^(?:never mind|no longer(?! than)|no (?:problem|worries|thanks|way|idea|luck|need)|don't (?:worry|mind|forget|know|you|think|tell me|get me)"
    r"|do not (?:worry|forget|know)|never forget|stop (?:it|here|there|now)|just (?:kidding|asking|curious|wondering)|think|say|more or less"
    r"|be right back|give me (?:a|an|the|some)|tell me|show me (?:a|an|the|how)|check (?:this|my)|leave it|ask me|(?:just |please )?let (?:me|us)|don't (?:be (?:afraid|sorry|sad|shy|silly|mad|scared)|feel|give up|get|hesitate|sweat|bother)|never (?:saw|thought|knew|heard|had|been|felt|seen|seems))\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"^(?:(?P<word>when(?:ever)?|if|every time|each time|any ?time) (?P<when>[^,]{3,80}), (?:then )?(?P<rule>.+)|(?P<when2>(?:for|in|on|with) [^,]{3,60}), (?P<rule2>(?:please )?(?:always|never|only|just|use|give|add|include|avoid|keep|don't|do not|no) .+))",
    re.IGNORECASE,
)
_CONDITION_AFTER = re.compile(
    r"^(?!stop asking|don't ask|do not ask|never ask|ask)(?P<rule>.{6,120}?),? (?P<word>when(?:ever)?|if|every time|each time) (?P<when>(?:I|you) .{3,80})(?P<rule2>)(?P<when2>)",
    re.IGNORECASE,
)
_IN_WHAT = re.compile(
    r"^(?P<rule>.{6,120}?) (?P<where>(?:in|for) (?:(?:my|our|the|your|all) )?(?:e-?mails?|letters|reports"
    r"|essays|recipes|summaries|presentations|translations|commit messages|code reviews))$",
    re.IGNORECASE,
)
"""What a rule holds for, at its end: "be more formal in emails"."""
_PREFERS = re.compile(
    r"^I(?: would|'d)? (?:(?:really )?(?:prefer|rather have|like|want|love|appreciate|need)|(?P<no>(?:really )?(?:hate|dislike)|(?:don't|do not) (?:want|like|need)|can't stand))"
    r" (?:(?:your|my|the|any) )?(?P<what>(?:\w+ )?(?:answers|replies|responses|explanations|emojis?|bullet points|bullets|jargon|apologies)\b.*)",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"(?:don't|do not|avoid|use|no|quit) |(?:talk|speak|write|answer|reply|respond|sound|act) (?:to me )?(?:like|as|in (?:plain|simple|short|full|complete|clear|british|american)|less|more)\b|get to the point|stay on topic|(?:answer|reply|respond)\b.* (?:in|with|only|using) |be (?:more|less|very|always) ",
    re.IGNORECASE,
)
"""Imperatives about answers in general even without "always"."""
_ON_A_THING = re.compile(
    r"(?:use|add|check|avoid|keep|skip|put|leave|drop) (?:the|my|it|a|an)\b", re.IGNORECASE
)
_NO_IMPERATIVE = re.compile(
    r"(?:I|you|he|she|it|we|they|the|a|an|my|your|his|her|our|their|that|this|there|what|how|why|is|are|do|does|can|could|would|should|will)\b",
    re.IGNORECASE,
)


_ON_ANSWERS = re.compile(
    r"(?:skip|no(?: more)?|avoid|drop|less|fewer|more|use|include|add|give|omit|cut|leave out|without|stop with|just answer|enough)\b.{0,25}\b(?:intro|introductions?|preambles?"
    r"|small talk|disclaimers?|caveats?|warnings?|apolog\w+|compliments?|flattery|praise|filler|jargon|emojis?|bullet points?|headings?|tables?"
    r"|footnotes?|sources?|citations?|references|links|examples?|exclamation marks?|recaps?|slang|abbreviations?|acronyms?|buzzwords|clichés?|metaphors|units|markdown|humou?r|jokes|sugarcoating)\b",
    re.IGNORECASE,
)
"""An imperative about what is in every answer, so that it holds for more than one."""
_FOREIGN = re.compile(
    r"no (?:me|te|le|les|nos|lo|la|se|es|hay|quiero|puedo|tengo|como|soy|bebo)\b", re.IGNORECASE
)
_SPEAKS = re.compile(
    r"(?:the (?:user|assistant)) (?:is|asks|sends|shares|mentions|writes|pastes|gives|says|talks|tells|shows|needs|wants|quotes|requests|uses|uploads|types"
    r"|speaks|answers|replies|explains|refers|creates|drafts|suggests|recommends|lists|translates|summari[sz]es|cites|generates|posts|describes|makes|starts|discusses)\b|(?:for|in|with|on) ",
    re.IGNORECASE,
)
"""A condition about the conversation: "when I ask for code", not "when I get home"."""


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
    if not asks and (wished := wish(_core(sentence), judged=judged or feedback)):
        return _wished(wished, sentence)
    lasting = bool(_LASTING.search(sentence))
    short = len(sentence.split()) <= _LONGEST_VERDICT
    fragment = judged and short and bool(_VERDICT.search(sentence))
    once = bool(_ONCE.search(sentence)) and not (feedback or _TOO.search(sentence))
    condition, rest = _condition(sentence)
    core = _core(rest)
    on_answers = bool(_ON_ANSWERS.match(core))
    asked = _ASKS_TO.match(sentence) and (lasting or (judged and on_answers))
    errand = (asks and not asked) or (once and not lasting)
    on_a_thing = not (lasting or condition or on_answers) and _ON_A_THING.match(core)
    idle = _IDIOM.match(core) and not condition
    lone = " " not in sentence and not (fragment or feedback)
    if errand or on_a_thing or idle or lone or _FOREIGN.match(core):
        return []
    elsewhere = condition and not _SPEAKS.match(condition)
    preferred = _PREFERS.match(rest)
    told = bool(condition) and not _NO_IMPERATIVE.match(core)
    if elsewhere or not (
        _IMPERATIVE.match(core)
        or told
        or fragment
        or feedback
        or preferred
        or _asks_in_future(rest)
    ):
        return []
    found = styles(rest)
    texts = [
        style.text
        for style in found
        if lasting or feedback or style.aspect != "language" or _IMPERATIVE.match(core)
    ]
    if not texts and preferred:
        verb = "Do not give" if preferred["no"] else "Give"
        texts = [f"{verb} {preferred['what'].strip()}."]
    general = lasting or condition or feedback or on_answers or _GENERAL.match(core)
    if not texts and general and (_IMPERATIVE.match(core) or told):
        texts = [_imperative(core)]
    priority = INSISTED if _INSISTS.search(sentence) else USUAL
    reason = shorten(sentence, _LONGEST_REASON)
    return [
        Rule(text=text, applies_when=condition or "always", rationale=reason, priority=priority)
        for text in texts
    ]


def _wished(wished: str, sentence: str) -> list[Rule]:
    """Return the rules of a wish, unless it is an errand in the form of one."""
    if _ONCE.search(wished) and not _LASTING.search(sentence):
        return []
    texts = [style.text for style in styles(sentence)] or [_imperative(wished)]
    reason = shorten(sentence, _LONGEST_REASON)
    return [Rule(text=text, rationale=reason, priority=USUAL) for text in texts]


def _asks_in_future(sentence: str) -> bool:
    """Whether a sentence such as "French from now on, please" names a style and a duration."""
    return bool(_LASTING.search(sentence)) and not re.match(
        r"(?:I|we|he|she|they|it|my|the|there)\b", sentence, re.IGNORECASE
    )


def _condition(sentence: str) -> tuple[str, str]:
    """Split "when I ask for code, give only code" into its condition and the instruction."""
    core = _core(sentence)
    match = _CONDITION.match(core) or _CONDITION_AFTER.match(core)
    if match is None and (within := _IN_WHAT.match(core)):
        return re.sub(r"\bmy\b", "the user's", within["where"].casefold()), within["rule"]
    if match is None:
        return "", sentence
    groups = match.groupdict()
    return _told(groups["when"] or groups["when2"]), groups["rule"] or groups["rule2"]


def _told(condition: str) -> str:
    """Return the condition in the third person: "I ask for code" -> "the user asks for code"."""
    subject, _, rest = condition.strip().partition(" ")
    verb, _, more = rest.partition(" ")
    who = {"i": "the user", "you": "the assistant"}.get(subject.casefold())
    if who is None or not verb:
        return condition[:1].lower() + condition[1:].strip()
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
    text = re.sub(r"\bI (\w+)", lambda match: f"the user {third_person(match[1])}", text)
    for own, theirs in (("me", "the user"), ("my", "the user's")):
        text = re.sub(rf"\b{own}\b", theirs, text)
    text = text.strip(" .,!")
    return text[:1].upper() + text[1:] + "."
