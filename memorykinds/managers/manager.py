"""The one pipeline that all three managers share.

transcript -> related -> prompt -> answer -> candidates -> decisions -> changes. It has two
halves: `draft` (`question`, then `nominate`) talks to the model and takes seconds; `settle` talks to the store alone and
takes milliseconds, so that it can be done under a lock, on the newest state.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from memorykinds.bridge import Batch, Steps
from memorykinds.kinds import (
    Candidate,
    Content,
    Decision,
    MemoryContent,
    MemoryKind,
    Provenance,
    Record,
    Transcript,
    importance_of,
)
from memorykinds.kinds.clock import Clock, NewId
from memorykinds.kinds.names import memory_namespace
from memorykinds.kinds.text import shorten
from memorykinds.managers.draft import Draft, Known, Question, as_known
from memorykinds.managers.forgotten import Forgotten, forgotten_in, search_of
from memorykinds.managers.guard import refuse
from memorykinds.managers.limits import Retirements, permitted
from memorykinds.managers.plan import Echo, Plan
from memorykinds.managers.policy import Case, Policy, Verdict
from memorykinds.managers.prompts import build_prompt
from memorykinds.managers.proposing import Check, Proposed, propose
from memorykinds.managers.related import find_related, similar
from memorykinds.managers.segmenting import Segment
from memorykinds.managers.settings import ManagerSettings
from memorykinds.managers.tracing import trace_of
from memorykinds.managers.workspace import Workspace
from memorykinds.models import Answer, total

if TYPE_CHECKING:
    from langgraph.store.base import Op, SearchOp

EXCERPT_CHARACTERS = 240

NEIGHBOURS = 5
"""How many similar memories each candidate is compared with."""


class Manager:
    """Turns conversations into memories of one kind.

    The methods are programs (see `memorykinds.bridge`): they yield what they need of the
    store and the model, and any driver may run them.

    Args:
        user: Whose memories.
        clock: Returns now.
        ids: Makes ids.
        settings: What was set of it.
    """

    kind: ClassVar[MemoryKind]
    prefix: ClassVar[str]
    proposal: ClassVar[type[Content]]
    candidate: ClassVar[type[Candidate]]
    default_policy: ClassVar[Policy]

    def __init__(
        self,
        user: str,
        *,
        clock: Clock,
        ids: NewId,
        settings: ManagerSettings,
    ) -> None:
        self.namespace = memory_namespace(user, self.kind)
        self.clock = clock
        self.ids = ids
        self.settings = settings
        self.policy = settings.decider() or type(self).default_policy

    def plan(self, transcript: Transcript) -> Steps[Plan]:
        """Return what would change if the manager learned `transcript`. Nothing is written."""
        draft = yield from self.draft(transcript)
        return (yield from self.settle(draft))

    def draft(self, transcript: Transcript, segments: tuple[Segment, ...] = ()) -> Steps[Draft]:
        """Find what is related, and ask the model for its nominations."""
        question = yield from self.question(transcript, segments)
        return (yield from self.nominate(question))

    def question(
        self,
        transcript: Transcript,
        segments: tuple[Segment, ...] = (),
        related: tuple[Record, ...] | None = None,
    ) -> Steps[Question]:
        """Return what the model is asked about `transcript`, showing it what is `related`."""
        if related is None:
            related = yield from self.related(transcript)
        prompt = build_prompt(self.kind, transcript, related, self.settings, segments)
        return Question(transcript, as_known(related), prompt, segments)

    def nominate(self, question: Question, given: Answer | None = None) -> Steps[Draft]:
        """Ask the model, or take what is `given` for its answer, and validate what it says."""
        check = yield from self.check()
        form = self.form()
        proposed = yield from propose(
            question.prompt, form, self.candidate, self.kind, check, given=given
        )
        return question.answered(self.read(question, proposed))

    def settle(self, draft: Draft) -> Steps[Plan]:
        """Guard, reconcile with the store's present state, and return the plan."""
        plan, _ = yield from self._settled(draft)
        return plan

    def _settled(self, draft: Draft) -> Steps[tuple[Plan, Forgotten]]:
        """Return the plan, and what is not to be learned again."""
        now = self.clock()
        decisions = [_invalid(self.kind, *row) for row in draft.proposed.invalid]
        admitted: list[Candidate] = []
        for candidate in draft.proposed.candidates:
            refusal = refuse(self.kind, candidate, draft.transcript)
            if refusal is None:
                admitted.append(candidate)
            else:
                decisions.append(refusal)
        admitted = yield from self.prepared(admitted, draft.transcript)
        found, forgotten = yield from self._look_up(admitted, draft)
        work = Workspace(self.ids, self.prefix)
        for neighbours in found:
            work.note(record for record, _ in neighbours)
        conversation = draft.transcript.conversation
        echoes: list[Echo] = []
        retirements = Retirements(self.namespace, conversation, self.settings)
        for candidate, neighbours in zip(admitted, found, strict=True):
            case = Case(
                candidate=candidate,
                draft=self._record(candidate, draft.transcript, now),
                known=work.known(record.id for record, _ in neighbours),
                now=now,
                similarity={r.id: _cosine(score) for r, score in neighbours if score is not None},
                same_as=_nominated(candidate.same_as, draft.related),
                contradicts=_nominated(candidate.contradicts, draft.related),
                fresh=work.fresh,
            )
            verdict = forgotten.check(case, self.policy(case))
            verdict = permitted(case, verdict, self.settings)
            verdict = yield from retirements.check(case, verdict, work.added)
            decisions.append(work.carry_out(verdict))
            echoes += _echo(case, verdict)
        events = work.events(now, conversation)
        trace = trace_of(self.kind, draft, decisions, events)
        cost = total(answer.spent for answer in draft.proposed.answers)
        plan = Plan(decisions=tuple(decisions), events=events, traces=(trace,), cost=cost)
        return plan.with_(echoes=tuple(echoes)), forgotten

    def form(self) -> type[Content]:
        """Return the form of an answer."""
        return self.proposal

    def check(self) -> Steps[Check | None]:
        """Return what finds fault with an answer that has the form; None if nothing does."""
        yield from ()
        return None

    def read(self, question: Question, proposed: Proposed[Candidate]) -> Proposed[Candidate]:
        """Return the valid nominations as they are decided about."""
        candidates = tuple(self.completed(c, question) for c in proposed.candidates)
        return replace(proposed, candidates=candidates)

    def completed(self, candidate: Candidate, question: Question) -> Candidate:
        """Return a nomination with what code knows better than the model."""
        del question
        return candidate

    def candidate_of(self, fields: Mapping[str, Any]) -> Candidate:
        """Return a nomination as it was kept in a trace."""
        return self.candidate.model_validate(fields)

    def related(self, transcript: Transcript) -> Steps[tuple[Record, ...]]:
        """Return the memories to show to the model; it may nominate each of them."""
        return (yield from find_related(self.namespace, transcript))

    def lookups(self, content: MemoryContent, conversation: str) -> "Sequence[SearchOp]":
        """Return the searches that find what a candidate must be compared with."""
        del conversation
        return [similar(self.namespace, content.render(), NEIGHBOURS)]

    def prepared(
        self, candidates: Sequence[Candidate], transcript: Transcript
    ) -> Steps[list[Candidate]]:
        """Return the admitted candidates in the form in which they are compared and kept."""
        del transcript
        yield from ()
        return list(candidates)

    def slot(self, content: MemoryContent, conversation: str) -> str:
        """Return the key of what the memory speaks of; "" if the kind has none."""
        del content, conversation
        return ""

    def _look_up(
        self, admitted: Sequence[Candidate], draft: Draft
    ) -> Steps[tuple[list[list[tuple[Record, float | None]]], Forgotten]]:
        """Return, for each candidate, the memories concerned as the store has them now.

        And, by the same batch, what was forgotten by now: the model may have been asked before.
        """
        from langgraph.store.base import GetOp

        conversation = draft.transcript.conversation
        asked: list[list[Op]] = [
            [
                *self.lookups(candidate.content, conversation),
                *(GetOp(self.namespace, known.id) for known in _named(candidate, draft.related)),
            ]
            for candidate in admitted
        ]
        # Candidates of one slot ask the same of the store; it is asked once.
        ops = {repr(op): op for own in asked for op in own}
        hands, *replied = yield Batch([search_of(self.namespace), *ops.values()])
        forgotten = yield from forgotten_in(self.namespace, hands)
        answers = dict(zip(ops, replied, strict=True))
        found: list[list[tuple[Record, float | None]]] = []
        for own in asked:
            seen: dict[str, tuple[Record, float | None]] = {}
            replies = [answers[repr(op)] for op in own]
            items = [i for r in replies for i in (r if isinstance(r, list) else [r]) if i]
            for item in items:
                score = getattr(item, "score", None)
                if item.key not in seen or (seen[item.key][1] is None and score is not None):
                    record = Record.from_value(item.namespace, item.key, item.value)
                    seen[item.key] = (record, score)
            found.append(list(seen.values()))
        return found, forgotten

    def _record(self, candidate: Candidate, transcript: Transcript, now: datetime) -> Record:
        """Return the candidate as the record that would be added; its id is given later."""
        content = candidate.content
        turns = [turn for turn in transcript.turns if turn.id in candidate.evidence]
        said_at = max(turn.at for turn in turns)
        return Record(
            id="",
            kind=self.kind,
            namespace=self.namespace,
            content=content,
            created_at=now,
            updated_at=now,
            valid_from=getattr(content, "valid_from", None) or said_at,
            valid_to=getattr(content, "valid_to", None),
            importance=importance_of(content),
            slot=self.slot(content, transcript.conversation),
            provenance=Provenance(
                conversation=transcript.conversation,
                turns=tuple(turn.id for turn in turns),
                digests=tuple(turn.digest for turn in turns),
                excerpt=shorten(" / ".join(turn.text for turn in turns), EXCERPT_CHARACTERS),
                said_at=said_at,
            ),
        )


def _echo(case: Case, verdict: Verdict) -> list[Echo]:
    """Return the turns that say again what is known, where they are not known to say it."""
    told = verdict.decision
    known = next((r for r in case.known if r.id == told.memory_id), None)
    if told.reason != "duplicate" or known is None or known.id in case.fresh:
        return []
    # What these turns taught before and is history by now answers for them, if it is forgotten.
    same = (r for r in case.known if r.slot == known.slot and r.text == case.draft.text)
    telling = (known, *same)
    told_before = {digest for record in telling for digest in record.said_in}
    new = tuple(d for d in case.draft.provenance.digests if d not in told_before)
    return [Echo(kind=known.kind, memory_id=known.id, digests=new)] if new else []


def _cosine(score: float) -> float:
    """Return a store's score within -1 and 1, which rounding may leave by a hair."""
    return max(-1.0, min(1.0, score))


def _named(candidate: Candidate, related: Sequence[Known]) -> list[Known]:
    """Return the related memories whose numbers the model named; other numbers mean nothing."""
    numbers = dict.fromkeys((*candidate.same_as, *candidate.contradicts))
    return [related[n] for n in numbers if 0 <= n < len(related)]


def _nominated(numbers: Iterable[int], related: Sequence[Known]) -> frozenset[str]:
    return frozenset(related[n].id for n in numbers if 0 <= n < len(related))


def _invalid(kind: MemoryKind, text: str, error: str) -> Decision:
    detail = f"It does not have the form of a memory: {error}"
    return Decision(kind=kind, action="refuse", reason="invalid", detail=detail, text=text)
