"""Feedback in any form becomes one turn of the conversation, in words that a model can read.

A sentence, a score, an edited answer. LangMem's names ("revised") are understood as well.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from memorykinds.kinds import InputError
from memorykinds.kinds.edits import render_edit
from memorykinds.kinds.secrets import withhold_secrets
from memorykinds.kinds.text import clean

_FORMS = (
    "a sentence, a score from 0 to 1, {'score': 2, 'of': 5}, or {'edited': '…'} "
    "with the corrected answer"
)


@dataclass(frozen=True, slots=True)
class Edited:
    """The last answer of the assistant's as the user corrected it.

    Args:
        text: The corrected answer, whole.
        comment: What the user said about it.
    """

    text: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """How good the assistant's answers were.

    Args:
        value: From 0, the worst, to `of`, the best.
        of: The best that the scale has.
        comment: Why.
    """

    value: float
    of: float = 1
    comment: str = ""


Feedback: TypeAlias = str | float | Score | Edited | Mapping[str, Any]
"""A sentence; a score from 0 to 1, or ``{"score": 2, "of": 5}``; ``Edited("…")`` or
``{"edited": "…"}``. Both mappings may have a "comment"."""

Verdict: TypeAlias = str | Score | Edited
"""Feedback that was read and checked."""


def read_feedback(feedback: Feedback | None) -> Verdict | None:
    """Return feedback of any form as one of three, checked; None if there is none.

    Raises:
        InputError: If it is of no known form, or a score or an edit that says nothing.
    """
    if isinstance(feedback, Mapping):
        feedback = _from_mapping(feedback)
    if isinstance(feedback, bool):
        raise InputError(f"Feedback must be {_FORMS}; {feedback} does not say what was good.")
    if isinstance(feedback, int | float):
        feedback = Score(feedback)
    if isinstance(feedback, Score):
        return _checked_score(feedback)
    if isinstance(feedback, Edited):
        return _checked_edit(feedback)
    if isinstance(feedback, str):
        return clean(feedback).strip() or None
    if feedback is None:
        return None
    raise InputError(f"Feedback must be {_FORMS}, not {type(feedback).__name__}.")


def own_words(feedback: Verdict | None) -> str:
    """Return the words of the feedback that the user wrote."""
    if isinstance(feedback, Edited):
        return f"{feedback.comment}\n{feedback.text}"
    return feedback.comment if isinstance(feedback, Score) else feedback or ""


def feedback_text(
    feedback: Verdict, answer: str | None, secrets: set[str]
) -> tuple[str, list[str]]:
    """Return the text of the feedback's turn, and what was left out of it; "" if nothing is left.

    Args:
        feedback: What `read_feedback` returned.
        answer: The last turn of the assistant's, if there is one.
        secrets: Secrets of the conversation, withheld here as well.

    Raises:
        InputError: If an edit has no answer that it could be an edit of.
    """
    if isinstance(feedback, Edited):
        return _edit_text(feedback, answer, secrets)
    text = _score_text(feedback) if isinstance(feedback, Score) else feedback
    return withhold_secrets(text, secrets)


def _score_text(score: Score) -> str:
    scale = f"Score: {score.value:g} of {score.of:g} (0 is the worst, {score.of:g} the best)."
    return f"{score.comment}\n\n{scale}" if score.comment else scale


def _edit_text(edit: Edited, answer: str | None, secrets: set[str]) -> tuple[str, list[str]]:
    if answer is None:
        raise InputError(
            "This conversation has no answer of the assistant's that could have been edited."
        )
    # The answer's secrets are withheld already; so must the edit's be before the two are compared.
    edited, labels = withhold_secrets(edit.text, secrets)
    comment, more = withhold_secrets(edit.comment, secrets)
    if edited == answer:
        return comment, [*labels, *more, "an edit that changes nothing"]
    return render_edit(answer, edited, comment), [*labels, *more]


def _from_mapping(given: Mapping[str, Any]) -> Score | Edited:
    """Read ``{"score": 2, "of": 5}`` or ``{"edited": "…"}``, each perhaps with a comment."""
    fields = dict(given)
    if "revised" in fields and "edited" not in fields:
        fields["edited"] = fields.pop("revised")
    comment = fields.pop("comment", None) or ""
    if fields.keys() == {"edited"}:
        return Edited(fields["edited"], comment)
    if "score" in fields and fields.keys() <= {"score", "of"}:
        return Score(fields["score"], fields.get("of", 1), comment)
    names = ", ".join(map(repr, given)) or "nothing"
    raise InputError(f"Feedback must be {_FORMS}; these keys mean none of them: {names}.")


def _checked_score(score: Score) -> Score:
    for number in (score.value, score.of):
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise InputError(f"A score is a number, not {type(number).__name__}.")
        if not math.isfinite(number):
            raise InputError(f"A score is a finite number; {number} says nothing.")
    if score.of <= 0 or not 0 <= score.value <= score.of:
        raise InputError(
            f"A score of {score.value:g} of {score.of:g} has no meaning: pass a number from 0 to 1, "
            "or the scale as well, such as {'score': 2, 'of': 5}."
        )
    return Score(score.value, score.of, _words(score.comment))


def _checked_edit(edit: Edited) -> Edited:
    text = _words(edit.text)
    if not text:
        raise InputError(
            "The edited answer is empty: pass the corrected text, or say in a sentence what was wrong."
        )
    return Edited(text, _words(edit.comment))


def _words(text: object) -> str:
    if not isinstance(text, str):
        raise InputError(f"Feedback's words must be a string, not {type(text).__name__}.")
    return clean(text).strip()
