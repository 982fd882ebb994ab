"""A manager's run as it was, and as it is when it is run again with something changed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from memorykinds.kinds import Decision, Event, InputError, MemoryKind, Transcript
from memorykinds.managers import Plan, Trace, Update
from memorykinds.managers.plan import Ledgered, trace_in
from memorykinds.widgets.pipeline_compare import Pair, compared

if TYPE_CHECKING:
    from memorykinds.memory import Memory

Which = Literal["was", "now"]

NOT_AGAIN = (
    "This run knows no memory, so one can go through it but not run it again: "
    "pass memory= to PipelineStepper."
)
NO_STEPS = "No manager has run here, so there are no steps to go through."
POLICY = "policy"


class Runs:
    """The runs of one update, plan or trace.

    Args:
        ran: What was made by them.
        memory: What to run again with; None for the memory that `ran` was made with.

    Attributes:
        ran: What was made by them.
        memory: What they are run again with; None if there is nothing.
        kind: Whose run is looked at.
        shown: Whether as it was, or as it is now.

    Raises:
        InputError: If it was made by no run.
    """

    def __init__(self, ran: Ledgered | Trace, memory: Any = None) -> None:
        if not isinstance(ran, (Ledgered, Trace)):
            raise InputError(f"One steps through an Update, a Plan or a Trace, not {ran!r}.")
        self.ran = Plan(traces=(ran,)) if isinstance(ran, Trace) else ran
        self.memory: Memory | None = memory or self.ran.memory
        if not self.ran.traces:
            why = next((d.detail for d in self.ran.decisions), "")
            raise InputError(f"{NO_STEPS} {why}".strip())
        self.kind: MemoryKind = self.ran.traces[0].kind
        self.shown: Which = "was"
        self._plans: dict[MemoryKind, Plan] = {}
        self._policies: dict[MemoryKind, str] = {}
        self._edit: tuple[str, Any] | None = None

    @property
    def plan(self) -> Plan | None:
        """What the run came to when it was last run again; None before that."""
        return self._plans.get(self.kind)

    @property
    def trace(self) -> Trace:
        """The run that is shown."""
        plan = self.plan
        if plan is None or self.shown == "was":
            return trace_in(self.ran, self.kind)
        return plan.trace(self.kind)

    @property
    def differences(self) -> tuple[Pair, ...]:
        """What was decided and what is now, candidate by candidate; () before it is run again."""
        if self.plan is None:
            return ()
        rows = data_of(trace_in(self.ran, self.kind), "decisions")
        return compared([Decision.model_validate(row) for row in rows], self.plan.decisions)

    @property
    def transcript(self) -> Transcript | None:
        """The conversation of the run that is shown; None if it has none."""
        try:
            return Transcript.model_validate(data_of(self.trace, "transcript"))
        except ValidationError:
            return None

    @property
    def policies(self) -> Mapping[str, str]:
        """The policies that may decide, by name, in words; "" is the memory's own."""
        if self.memory is None:
            return {}
        part: Any = getattr(self.memory, self.kind)
        names = type(part.manager.settings).policies
        return {"": "the memory's own policy", **{name: name for name in names}} if names else {}

    @property
    def policy(self) -> str:
        """Which of them decides when it is run again."""
        return self._policies.get(self.kind, "")

    @property
    def written(self) -> tuple[Event, ...] | None:
        """The events that the run wrote; None if it wrote none, for it is a plan."""
        if not isinstance(self.ran, Update) or self.shown == "now":
            return None
        return tuple(event for event in self.ran.events if event.kind == self.kind)

    def whose(self) -> str:
        """Return what this is the run of, as a sentence."""
        if self.plan and self.shown == "now":
            return "Run again: a plan, of which nothing is written."
        if isinstance(self.ran, Update):
            return f"What was learned as {self.ran.id or 'nothing new'} on {self.ran.at:%Y-%m-%d %H:%M}."
        return "What would be learned: nothing of it is written."

    def look_at(self, kind: MemoryKind) -> None:
        """Look at another manager's run."""
        trace_in(self.ran, kind)
        self.kind, self._edit = kind, None
        self.shown = "now" if kind in self._plans else "was"

    def edit(self, step: str, data: Any) -> str:
        """Put other data at a step of the run that is shown, or another policy."""
        self._part()
        if step == POLICY:
            if data not in self.policies:
                names = ", ".join(name for name in self.policies if name) or "none but its own"
                raise InputError(f"There is no policy {data!r} here; there is {names}.")
            self._policies[self.kind] = data
            return "Another policy decides when it is run again."
        if step not in {one.name for one in self.trace.steps}:
            raise InputError(f"This run has no step {step!r}.")
        self._edit = (step, data)
        return f"The step {step} is changed; it is run again from there."

    def call(self) -> tuple[Any, tuple[Any, str, Any], str | None]:
        """Return what runs again, what it is given, and the policy; the change is used up."""
        step, data = self._edit or ("decisions", None)
        self._edit = None
        run = self.ran.with_(traces=(self.trace,))  # an update still says what was known
        return self._part(), (run, step, data), self.policy or None

    def take(self, plan: Plan) -> Plan:
        """Keep what it came to, and show that."""
        self._plans[self.kind] = plan
        self.shown = "now"
        return plan

    def reset(self) -> None:
        """Take every change of this run back."""
        self._plans.pop(self.kind, None)
        self._policies.pop(self.kind, None)
        self.shown, self._edit = "was", None

    def _part(self) -> Any:
        if self.memory is None:
            raise InputError(NOT_AGAIN)
        return getattr(self.memory, self.kind)


def data_of(trace: Trace, name: str) -> Any:
    """Return the data of a step; [] if there is none."""
    return next((step.data for step in trace.steps if step.name == name), None) or []
