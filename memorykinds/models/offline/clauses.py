"""Clauses: who does what, in which tense, denied or not.

A clause is read in the order English puts it: subject, then auxiliaries, adverbs and a "not"
in any order, then the main verb, then the rest. That is all the syntax there is; it is the
"chunking" of Abney, Parsing by Chunks (1991), with one chunk of interest, the verb group.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from memorykinds.models.offline.verbs import is_participle, is_past, is_progressive, lemma
from memorykinds.models.offline.vocabulary import words

Mode = Literal["now", "past", "future", "once", "perfect", "modal"]
"""When the verb holds: "lives", "lived", "will live", "used to live", "has lived", "would"."""


class Clause(NamedTuple):
    """One verb and what belongs to it; the subject has been taken off.

    Attributes:
        verb: The main verb's base form.
        rest: What follows it.
        mode: When it holds.
        negated: Whether it is denied.
        over: Whether it is said to have ended: "no longer", "any more".
        doubtful: Whether the speaker hedges: "I think", "maybe".
        progressive: Whether it is an -ing form.
        form: The verb as it was written.
        usual: The adverb that makes it a habit: "always", "usually"; '' if there is none.
        able: Whether it is what somebody can do.
    """

    verb: str
    rest: str
    mode: Mode = "now"
    negated: bool = False
    over: bool = False
    doubtful: bool = False
    progressive: bool = False
    form: str = ""
    usual: str = ""
    able: bool = False


_CONTRACTIONS = tuple(
    (re.compile(short, re.IGNORECASE), long)
    for short, long in (
        (r"\b(mother|father|sister|brother|son|daughter) in law\b", r"\1-in-law"),
        (r"\b(colou?r) blind\b", r"\1-blind"),
        (r"\b(?:i'm|im)\b", "I am"),
        (r"\b(?:can't|cannot)\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"\bain't\b", "am not"),
        (r"\bdont\b", "do not"),
        (r"\bdoesnt\b", "does not"),
        (r"\bisnt\b", "is not"),
        (r"\bive\b", "I have"),
        (r"\bgonna\b", "going to"),
        (r"\bwanna\b", "want to"),
        (r"\blet's\b", "let us"),
        (
            r"\b(he|she|it|that|who|there|name|here|what|where|birthday|anniversary|favou?rite)'s\b",
            r"\1 is",
        ),
        (r"n't\b", " not"),
        (r"'ve\b", " have"),
        (r"'ll\b", " will"),
        (r"'re\b", " are"),
        (r"'d\b", " would"),
        (r"\bi\b", "I"),
    )
)
_ADVERBS = words(
    "just really also actually currently now still always usually often sometimes absolutely "
    "definitely totally truly quite recently finally already mostly mainly generally honestly "
    "only especially particularly even both kinda personally simply originally basically "
    "officially normally typically regularly secretly nowadays presently then all happily "
    "proudly deeply genuinely strongly newly"
)
_USUAL = words("always usually often normally typically regularly only mostly mainly")
_HEDGES = words("probably maybe perhaps possibly")
_DOUBTING_VERBS = words("think guess believe suppose")
_MODALS = words("would could should might may must can")
_OVER = re.compile(r"\s*\b(?:any ?more|any longer|no longer)\b", re.IGNORECASE)
_MAX_TOKENS = 60


def normalize(sentence: str) -> str:
    """Return the sentence with its contractions written out."""
    for pattern, long in _CONTRACTIONS:
        sentence = pattern.sub(long, sentence)
    return " ".join(sentence.split())


def parse_clause(words: str) -> Clause | None:
    """Read what follows the subject; None if no verb that is known stands there."""
    over = bool(_OVER.search(words))
    tokens = _OVER.sub("", words).split()[:_MAX_TOKENS]
    state = _Reading(negated=over)
    index = 0
    while index < len(tokens):
        word = tokens[index].casefold().strip(",")
        following = [t.casefold() for t in tokens[index + 1 : index + 4]]
        if word in _ADVERBS:
            state.usual = word if word in _USUAL else state.usual
        elif word in _HEDGES:
            state.doubtful = True
        elif word in {"not", "never"}:
            state.negated = True
        elif not state.auxiliary(word, following):
            return state.clause(word, " ".join(tokens[index + 1 :]), over)
        index += 1
    return None


class _Reading:
    """What the auxiliaries read so far say about the main verb to come."""

    def __init__(self, *, negated: bool) -> None:
        self.mode: Mode = "now"
        self.negated = negated
        self.doubtful = False
        self.after_be = False
        self.after_have = False
        self.usual = ""
        self.able = False

    def auxiliary(self, word: str, following: Sequence[str]) -> bool:
        """Whether `word` is an auxiliary here; if so its meaning is noted."""
        between = _ADVERBS | {"not", "never"}
        upcoming = next((w for w in following if w not in between), "")
        to_verb = following[:1] == ["to"] and bool(lemma("".join(following[1:2])))
        if word in {"do", "does", "did"} and (following[:1] == ["not"] or lemma(upcoming)):
            self.mode = "past" if word == "did" else self.mode
        elif word in {"will", "shall"} or (word == "going" and self.after_be and to_verb):
            self.mode = "future"
        elif word in _MODALS:
            # "can not stand" and "can speak" state something; "would rather" is a preference.
            self.mode = "now" if word == "can" or upcoming == "rather" else "modal"
            self.able = word == "can"
        elif word in {"have", "has", "had"} and is_participle(upcoming):
            self.mode = "now" if upcoming == "got" and word != "had" else "perfect"
            self.after_have = True
        elif word == "used" and to_verb:
            self.mode = "once"
        elif lemma(word) == "be" and is_progressive(upcoming) and upcoming != "being":
            past = word in {"was", "were"} and self.mode == "now"
            self.mode = "past" if past else "now" if self.mode == "perfect" else self.mode
            self.after_be = True
        else:
            return word == "to" and self.mode in {"once", "future"}
        return True

    def clause(self, word: str, rest: str, over: bool) -> Clause | None:
        """Return the clause whose main verb is `word`."""
        verb = lemma(word)
        if not verb and word != "rather":
            return None
        mode = self.mode
        if mode == "now" and is_past(word) and not (self.after_be or self.after_have):
            mode = "past"
        if verb == "be":
            rest = self._after_be(rest)
        verb = "have" if self.after_have and word == "got" else verb or word
        if verb in _DOUBTING_VERBS and mode == "now" and not self.negated:
            return self._hedged(rest)
        return Clause(
            verb,
            rest,
            mode,
            self.negated,
            over,
            self.doubtful,
            self.after_be,
            word,
            self.usual,
            self.able,
        )

    def _after_be(self, rest: str) -> str:
        """Read the adverbs and the "not" that stand behind "be" rather than before it."""
        while rest:
            word, _, following = rest.partition(" ")
            if word == "not":
                self.negated = True
            elif word in _HEDGES:
                self.doubtful = True
            elif word not in _ADVERBS or word == "all":
                break
            rest = following
        return rest

    @staticmethod
    def _hedged(rest: str) -> Clause | None:
        """Read "I think (that) I like it" as a doubtful "I like it"; others' doings are dropped."""
        inner = re.match(r"(?:that )?I (?P<rest>.+)", rest)
        clause = parse_clause(inner["rest"]) if inner else None
        return clause._replace(doubtful=True) if clause else None
