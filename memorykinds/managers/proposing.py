"""Propose and validate: one call of the model, and a bounded chance to correct itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from pydantic import ValidationError

from memorykinds.bridge import Ask, Prompt, Steps
from memorykinds.kinds import Content, ModelError
from memorykinds.kinds.text import shorten
from memorykinds.managers.profiles.patches import ProfilePatch
from memorykinds.managers.prompts import repair_prompt
from memorykinds.models import Answer

MAX_REPAIRS = 2
"""How often the model is shown its error. A model that fails three times will fail a fourth."""

Check: TypeAlias = Callable[[Mapping[str, Any]], str | None]
"""Returns what is wrong with the data of an answer, as a sentence; None if nothing is."""

F_co = TypeVar("F_co", bound=Content, covariant=True)


@dataclass(frozen=True, slots=True)
class Proposed(Generic[F_co]):
    """What the model said, call by call, and what of it is valid.

    Attributes:
        candidates: The valid nominations, in order.
        invalid: Text and error of each nomination that stayed invalid after all repairs.
        answers: Every answer, the last one being the one used.
        problems: What was wrong with each answer but the last.
        patches: What is said of profiles, each with the profile's name.
    """

    candidates: tuple[F_co, ...]
    invalid: tuple[tuple[str, str], ...]
    answers: tuple[Answer, ...]
    problems: tuple[str, ...]
    patches: tuple[tuple[str, ProfilePatch], ...] = ()


def propose(
    prompt: Prompt,
    schema: type[Content],
    candidate: type[F_co],
    purpose: str,
    check: Check | None = None,
    *,
    repairs: int = MAX_REPAIRS,
    given: Answer | None = None,
) -> Steps[Proposed[F_co]]:
    """Ask for a proposal; while it is invalid, show the model why and ask again.

    Args:
        prompt: What is asked.
        schema: The form of a whole answer.
        candidate: The form of one nomination in it.
        purpose: What for (see `Ask.purpose`).
        check: Returns what else is wrong with an answer that has the form; None if nothing is.
        repairs: How often the model is shown its error at most.
        given: What is taken for the answer; the model is not asked then.

    Raises:
        ModelError: If no answer, after all repairs, has the form of a proposal at all.
    """
    answers: list[Answer] = []
    problems: list[str] = []
    current = prompt
    while True:
        answer = given or (yield Ask(current, schema, purpose))
        answers.append(answer)
        problem = answer.problem or _problem(answer, schema)
        if problem is None and check is not None and answer.data is not None:
            problem = check(answer.data)
        if problem is None or given or len(answers) > repairs:
            break
        problems.append(problem)
        current = repair_prompt(prompt, answer.text, problem)
    rows = answer.data.get("candidates") if isinstance(answer.data, dict) else None
    if "candidates" not in schema.model_fields and isinstance(answer.data, dict):
        rows = []  # a form for profiles alone
    if not isinstance(rows, list):
        raise ModelError(
            f"The model gave no usable answer in {len(answers)} tries, so nothing was written: "
            f"{shorten(problem or 'no list of candidates', 200)}"
        )
    valid: list[F_co] = []
    invalid: list[tuple[str, str]] = []
    for row in rows:
        try:
            valid.append(candidate.model_validate(row))
        except ValidationError as error:
            invalid.append((shorten(str(row), 200), _sentence(error)))
    return Proposed(tuple(valid), tuple(invalid), tuple(answers), tuple(problems))


def _problem(answer: Answer, schema: type[Content]) -> str | None:
    try:
        schema.model_validate(answer.data)
    except ValidationError as error:
        return _sentence(error)
    return None


def _sentence(error: ValidationError) -> str:
    """Return where and why, for the first three errors: enough to correct, short to pay for."""
    found = [
        f"{'.'.join(str(part) for part in e['loc']) or 'the answer'}: {e['msg']}"
        for e in error.errors()[:3]
    ]
    more = f" (and {error.error_count() - 3} more)" if error.error_count() > 3 else ""  # noqa: PLR2004
    return "; ".join(found) + more + "."
