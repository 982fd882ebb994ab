"""A run taken up again from one of its steps, with what stands there changed.

It is the run itself that goes on, by the manager's own methods: a trace holds all that they
hand to one another. What stands before the step is not done again, so the model is asked only
from a step before its answer; and as a run ends in a plan, nothing is written.
"""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from memorykinds.bridge import Batch, Prompt, Steps
from memorykinds.kinds import Candidate, InputError, NotFoundError, Record, Transcript
from memorykinds.kinds.given import given
from memorykinds.managers.draft import Draft, Known, Question
from memorykinds.managers.manager import Manager
from memorykinds.managers.plan import Plan, Trace
from memorykinds.managers.policy import Policy
from memorykinds.managers.profiles.patches import ProfilePatch
from memorykinds.managers.proposing import Proposed
from memorykinds.managers.segmenting import Segment
from memorykinds.managers.transcript import reworded
from memorykinds.models import Answer
from memorykinds.models.answer import json_object, written

StepName = Literal[
    "transcript", "segments", "related", "prompt", "answer", "candidates", "decisions"
]
"""From where a run can be taken up."""

BY_HAND = "hand"
"""Who answered, of an answer that was changed."""

_SEGMENTS = TypeAdapter(tuple[Segment, ...])


def rerun(
    manager: Manager,
    trace: Trace,
    step: StepName,
    data: Any = None,
    *,
    policy: Policy | str | None = None,
) -> Steps[Plan]:
    """Return what a run would have come to if `data` had stood at one of its steps.

    Args:
        manager: Whose run it was.
        trace: The run.
        step: Where it is taken up: "transcript", "segments", "related", "prompt", "answer",
            "candidates" or "decisions".
        data: What stands there instead, in the form that the trace has; None for what stood
            there. Of the transcript also a mapping of turns to words, ``{"t2": "I like tea."}``;
            of what is related also ids; of the answer also its JSON as text. Decisions take
            none: they are made anew.
        policy: What decides in place of the manager's own policy.

    Raises:
        InputError: If the data has not the form of its step, or the trace is of no learning.
        NotFoundError: If a related memory is none of the user's.
        ModelError: If the model is asked and gives no usable answer.
    """
    if step not in get_args(StepName):
        names = ", ".join(get_args(StepName))
        raise InputError(f"A run cannot be taken up from {step!r}: use one of {names}.")
    if policy is not None:
        manager = copy.copy(manager)
        chosen = replace(manager.settings, policy=policy).decider()
        manager.policy = chosen or manager.policy
    draft = yield from _draft(manager, *_read(manager, trace), step, data)
    return (yield from manager.settle(draft))


def _draft(
    manager: Manager, question: Question, proposed: Proposed[Candidate], step: StepName, data: Any
) -> Steps[Draft]:
    """Return what is to be decided about, with `data` at one of the steps before."""
    transcript, segments = question.transcript, question.segments
    match step:
        case "transcript":
            return (yield from manager.draft(_transcript(transcript, data)))
        case "segments":
            segments = _segments(transcript, segments if data is None else data)
            return (yield from manager.draft(transcript, segments))
        case "related":
            ids = [known.id for known in question.related] if data is None else _ids(data)
            records = yield from _records(manager, ids)
            question = yield from manager.question(transcript, segments, records)
            return (yield from manager.nominate(question))
        case "prompt":
            prompt = question.prompt if data is None else _prompt(data)
            return (yield from manager.nominate(replace(question, prompt=prompt)))
        case "answer" if data is not None:
            return (yield from manager.nominate(question, _answer(manager, data)))
        case "candidates" if data is not None:
            proposed = _nominated(manager, question, proposed, data)
        case "decisions" if data is not None:
            raise InputError(
                "Decisions cannot be changed, for code makes them: change a candidate, or the policy."
            )
    return question.answered(proposed)


def _read(manager: Manager, trace: Trace) -> tuple[Question, Proposed[Candidate]]:
    """Return what a trace says of a run up to its decisions."""
    if given(trace, Trace, "trace").kind != manager.kind:
        raise InputError(f"This is the run of the {trace.kind} manager, not of the {manager.kind}.")
    found = {one.name: one.data for one in trace.steps}
    if not {"transcript", "related", "prompt", "answer", "candidates"} <= found.keys():
        raise InputError("This run learned from no conversation: it cannot be run again.")
    try:
        question = Question(
            transcript=Transcript.model_validate(found["transcript"]),
            related=tuple(Known(row["id"], row["text"]) for row in found["related"]),
            prompt=_prompt(found["prompt"]),
            segments=_SEGMENTS.validate_python(found.get("segments", ())),
        )
        said = found["answer"]
        answers = tuple(
            Answer(json_object(text), text, None, said.get("model", ""), None, None, source=source)
            for text, source in zip(said["answers"], said["sources"], strict=True)
        )
        invalid = tuple((row["text"], row["error"]) for row in said.get("invalid", ()))
        nothing: Proposed[Candidate] = Proposed((), invalid, answers, tuple(said["problems"]))
        proposed = _nominated(manager, question, nothing, found["candidates"])
    except (ValidationError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"This trace cannot be read: {_cause(error)}") from error
    tokens = {"input_tokens": said.get("input_tokens"), "output_tokens": said.get("output_tokens")}
    last = replace(proposed.answers[-1], **tokens)
    return question, replace(proposed, answers=(*proposed.answers[:-1], last))


def _nominated(
    manager: Manager, question: Question, proposed: Proposed[Candidate], rows: Any
) -> Proposed[Candidate]:
    """Return a proposal with other valid nominations; the first that is not valid is told."""
    candidates: list[Candidate] = []
    patches: list[tuple[str, ProfilePatch]] = []
    for number, row in enumerate(_list(rows, "candidates"), start=1):
        fields = _fields(row, f"candidate {number}")
        try:
            if "profile" in fields:
                patches.append((fields.pop("profile"), ProfilePatch.model_validate(fields)))
            else:
                candidates.append(manager.completed(manager.candidate_of(fields), question))
        except ValidationError as error:
            raise InputError(f"Candidate {number}: {_cause(error)}") from error
    return replace(proposed, candidates=tuple(candidates), patches=tuple(patches))


def _transcript(transcript: Transcript, data: Any) -> Transcript:
    if data is None:
        return transcript
    if isinstance(data, Transcript):
        data = data.model_dump(mode="json")
    fields = _fields(data, "transcript")
    if "turns" in fields:
        try:
            other = Transcript.model_validate(fields)
        except ValidationError as error:
            raise InputError(f"This is no transcript: {_cause(error)}") from error
        fields = {turn.id: turn.text for turn in other.turns}
    return reworded(transcript, {id_: given(text, str, id_) for id_, text in fields.items()})


def _segments(transcript: Transcript, data: Any) -> tuple[Segment, ...]:
    try:
        segments = _SEGMENTS.validate_python(data)
    except ValidationError as error:
        raise InputError(f"These are no segments: {_cause(error)}") from error
    named = [turn for segment in segments for turn in segment.turns]
    if named != [turn.id for turn in transcript.turns]:
        raise InputError("Each turn must be in exactly one segment, and all in their order.")
    numbered = (s.with_(number=n) for n, s in enumerate(segments, start=1))
    return tuple(numbered)


def _ids(data: Any) -> list[str]:
    rows = _list(data, "related")
    return [str(row.get("id")) if isinstance(row, Mapping) else str(row) for row in rows]


def _records(manager: Manager, ids: Sequence[str]) -> Steps[tuple[Record, ...]]:
    from langgraph.store.base import GetOp

    wanted = list(dict.fromkeys(ids))
    items = (yield Batch([GetOp(manager.namespace, id_) for id_ in wanted])) if wanted else []
    for id_, item in zip(wanted, items, strict=True):
        if item is None:
            raise NotFoundError(f"This user has no {manager.kind} memory with the id {id_!r}.")
    return tuple(Record.from_value(item.namespace, item.key, item.value) for item in items)


def _prompt(data: Any) -> Prompt:
    messages: list[tuple[str, str]] = []
    for given_row in _list(data, "prompt"):
        row = given_row
        if isinstance(row, Mapping):
            row = (row.get("role"), row.get("text"))
        role, text = row if isinstance(row, (list, tuple)) and len(row) == 2 else (None, None)  # noqa: PLR2004 -- a pair
        if role not in ("system", "human", "ai") or not isinstance(text, str):
            raise InputError("A message of the prompt is a role (system, human or ai) and a text.")
        messages.append((role, text))
    return tuple(messages)


def _answer(manager: Manager, data: Any) -> Answer:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, default=str)
    answer = written(text, BY_HAND)
    if answer.data is None:
        raise InputError(answer.problem or "The answer is no JSON object.")
    listed = isinstance(answer.data.get("candidates"), list)
    if "candidates" in manager.form().model_fields and not listed:
        raise InputError("The answer needs a list of candidates, which may be empty.")
    return answer


def _fields(data: Any, name: str) -> dict[str, Any]:
    if isinstance(data, Mapping):
        return dict(data)
    raise InputError(f"{name} must be a mapping of names to values, not {type(data).__name__}.")


def _list(data: Any, name: str) -> Sequence[Any]:
    if isinstance(data, (list, tuple)):
        return data
    raise InputError(f"{name} must be a list, not {type(data).__name__}.")


def _cause(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        told = first["msg"].removeprefix("Value error, ").rstrip(".")
        return f"{where}: {told}." if where else f"{told}."
    return f"{error}".rstrip(".") + "."
