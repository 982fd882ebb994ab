"""Verb forms: from "lives", "living", "lived" to *live*, and back to the third person.

Only verbs that the grammar has a use for are known. That is what keeps "I like hiking and
photography" from being read as two clauses.
"""

from memorykinds.models.offline.things import ABILITIES
from memorykinds.models.offline.vocabulary import words

STATES = words(
    "try be have live reside dwell work teach study learn speak play use drive own like love "
    "enjoy adore hate dislike detest loathe despise stand bear prefer rather eat drink come "
    "hail belong need know run manage support plan hope want intend think guess believe "
    "suppose suffer mind code program cook collect practise practice sing paint dance "
    "volunteer wear smoke follow go park commute sleep take make write read keep grow spell "
    "call visit train tolerate avoid say tell do care find support switch expect save prepare look "
    "carry share settle lead coach captain conduct supervise mentor can wake order walk jog bake "
    "weigh consider listen meditate exercise work skip ride hike paint draw knit garden help attend"
)
EVENTS = words(
    "move relocate quit leave resign lose retire become start begin join found marry turn buy "
    "adopt get run win pass finish complete graduate visit attend travel fly go climb cycle "
    "swim break sell see meet give have earn receive build publish launch celebrate hike sign "
    "fail propose watch paint cook run read write make perform volunteer apply accept promote "
    "switch divorce born raise hire fire end stop register book rent renovate donate "
    "participate compete die pass study open land diagnose start learn"
)
KNOWN = STATES | EVENTS | ABILITIES

_IRREGULAR = {
    form: lemma
    for lemma, forms in {
        "do": "does did doing done", "find": "found", "lead": "led", "ride": "rode ridden riding",
        "die": "dying", "wake": "woke woken", "can": "can",
        "be": "am is are was were been being",
        "have": "has had having",
        "come": "came", "run": "ran running", "go": "went gone goes", "get": "got gotten getting",
        "buy": "bought", "leave": "left", "teach": "taught", "lose": "lost",
        "speak": "spoke spoken", "drive": "drove driven", "grow": "grew grown", "meet": "met",
        "win": "won", "fly": "flew flown", "see": "saw seen", "write": "wrote written", "make": "made",
        "take": "took taken", "give": "gave given", "break": "broke broken", "become": "became",
        "sell": "sold", "swim": "swam swum swimming", "sing": "sang sung", "stand": "stood",
        "keep": "kept", "build": "built", "sleep": "slept", "quit": "quitting", "eat": "ate eaten",
        "drink": "drank drunk", "know": "knew known", "wear": "wore worn", "think": "thought",
        "say": "said", "tell": "told", "begin": "began begun beginning", "hear": "heard",
    }.items()
    for form in forms.split()
}  # fmt: skip
_PAST = words(
    "was were had came ran went got bought left taught began lost spoke drove grew met won "
    "flew saw wrote made took gave broke became sold swam sang stood kept built slept ate "
    "drank knew wore thought said told heard quit read did found led rode woke"
)
_PARTICIPLES = words(
    "been had come run gone got gotten bought left taught begun lost spoken driven grown met "
    "won flown seen written made taken given broken become sold swum sung stood kept built "
    "slept eaten drunk known worn quit read done found led ridden woken"
)


def lemma(word: str) -> str:
    """Return the base form of a verb that is known, else ''."""
    word = word.casefold()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    return next((base for base in _bases(word) if base in KNOWN), "")


def is_past(word: str) -> bool:
    """Whether the form is a simple past (or may be one)."""
    word = word.casefold()
    return word in _PAST or (word.endswith("ed") and bool(lemma(word)) and word != lemma(word))


def is_participle(word: str) -> bool:
    """Whether the form can follow "have": "lived", "been", "got"."""
    word = word.casefold()
    return (
        word in _PARTICIPLES
        or (word not in _PAST and is_past(word))
        or (word.endswith("ed") and is_past(word))
    )


def is_progressive(word: str) -> bool:
    """Whether the form ends in -ing and belongs to a verb that is known."""
    return word.casefold().endswith("ing") and bool(lemma(word))


def third_person(base: str) -> str:
    """Return the form after "she": live -> lives, study -> studies, be -> is."""
    if base in {"be", "have", "do", "go"}:
        return {"be": "is", "have": "has", "do": "does", "go": "goes"}[base]
    if base.endswith("y") and base[-2:-1] not in set("aeiou"):
        return f"{base[:-1]}ies"
    return f"{base}es" if base.endswith(("s", "sh", "ch", "x", "z")) else f"{base}s"


def progressive(base: str) -> str:
    """Return the -ing form: train -> training, save -> saving."""
    return f"{base[:-1]}ing" if base.endswith("e") and not base.endswith("ee") else f"{base}ing"


def plural(verb_phrase: str) -> str:
    """Return a verb phrase in the third person for a plural subject: "lives in" -> "live in"."""
    first, _, rest = verb_phrase.partition(" ")
    fixed = {"is": "are", "was": "were", "has": "have", "does": "do"}.get(first) or lemma(first)
    return (
        f"{fixed or first} {rest}".strip() if not is_past(first) or first == "was" else verb_phrase
    )


def _bases(word: str) -> list[str]:
    bases = [word]
    if word.endswith("ies"):
        bases.append(f"{word[:-3]}y")
    if word.endswith("es"):
        bases.append(word[:-2])
    if word.endswith("s"):
        bases.append(word[:-1])
    if word.endswith("ied"):
        bases.append(f"{word[:-3]}y")
    for ending in ("ing", "ed"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            bases += [stem, f"{stem}e", stem[:-1]]  # cook-ing, liv-ing, swim(m)-ing
    return bases
