"""`PipelineStepper`: the write path, step by step, and run again from any of its steps.

What a memory system remembered can only be trusted if one can see how: what was said, what the
model was shown and asked, what it answered, and what code made of that. And what a step does is
best seen by changing what comes before it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from markupsafe import Markup
from pydantic import Field

from memorykinds.kinds import InputError, MemoryKind, NotFoundError
from memorykinds.managers import Plan, Trace
from memorykinds.managers.plan import Ledgered, Step
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.inspector import Inspector, action
from memorykinds.widgets.markup import details, join, listing, tag
from memorykinds.widgets.pipeline_compare import Pair, comparison
from memorykinds.widgets.pipeline_runs import NOT_AGAIN, POLICY, Runs, Which, data_of
from memorykinds.widgets.pipeline_steps import Look, body

Place = Annotated[int, Field(ge=1)]


class PipelineStepper(Inspector):
    """One manager's run, step by step.

    ::

        stepper = update.step()                  # or plan.step(), or update.step("episodic")
        stepper.next()
        stepper.edit("answer", '{"candidates": []}')
        plan = stepper.rerun()                   # nothing is written
        stepper.reset()

    An update is run again on what was known before it, a plan on what is known now.

    Args:
        ran: An `Update`, a `Plan`, or a `Trace`, which may come from JSON.
        kind: Whose run; None for the first that there is.
        memory: What to run again with; None for the memory that `ran` was made with.

    Raises:
        InputError: If no manager has run.
    """

    title = "The write path, step by step"

    def __init__(
        self, ran: Ledgered | Trace, kind: MemoryKind | None = None, *, memory: Any = None
    ) -> None:
        super().__init__()
        self._runs = Runs(ran, memory)
        self.place = 1
        self.chosen: tuple[str, int] | None = None
        self._turn = ""
        if kind is not None:
            self._runs.look_at(kind)

    @property
    def kind(self) -> MemoryKind:
        """Whose run is shown."""
        return self._runs.kind

    @property
    def shown(self) -> Which:
        """Whether the run is shown as it was, or as it is now."""
        return self._runs.shown

    @property
    def trace(self) -> Trace:
        """The run that is shown."""
        return self._runs.trace

    @property
    def plan(self) -> Plan | None:
        """What the run has come to when it was last run again; None before that."""
        return self._runs.plan

    @property
    def current(self) -> Step:
        """The step that is shown."""
        return self.trace.steps[self.place - 1]

    @property
    def differences(self) -> tuple[Pair, ...]:
        """What was decided and what is now, candidate by candidate; () before it is run again."""
        return self._runs.differences

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of the turns that the chosen candidate or decision cites."""
        if self.chosen is None:
            return ()
        step, number = self.chosen
        row = data_of(self.trace, step)[number - 1]
        return tuple(row.get("evidence", ()))

    # -- going through -----------------------------------------------------------------------

    @action(button="Previous step")
    def previous(self) -> Step:
        """Show the step before, the last one after the first."""
        return self._go(self.place - 1)

    @action(button="Next step")
    def next(self) -> Step:
        """Show the next step, the first one after the last."""
        return self._go(self.place + 1)

    @action()
    def jump(self, step: Place | str) -> Step:
        """Show a step by its number or its name.

        Raises:
            NotFoundError: If the run has no such step.
        """
        names = [one.name for one in self.trace.steps]
        if isinstance(step, str) and step in names:
            step = names.index(step) + 1
        if isinstance(step, str) or step > len(names):
            raise NotFoundError(f"This run has no step {step!r}; it has {', '.join(names)}.")
        return self._go(step)

    @action()
    def show_kind(self, kind: MemoryKind) -> None:
        """Show another manager's run.

        Raises:
            InputError: If it has not run.
        """
        self._runs.look_at(kind)
        self.place, self.chosen, self._turn = 1, None, ""

    @action()
    def show(self, which: Which) -> None:
        """Show the run as it was, or as it is now that it was run again.

        Raises:
            InputError: If it was not run again yet.
        """
        if which == "now" and self.plan is None:
            raise InputError("It was not run again yet, so it is as it was.")
        with self._same_step():
            self._runs.shown = which

    @action()
    def choose(self, number: Place) -> tuple[str, ...]:
        """Choose a candidate or a decision by its number; returns the turns that say it.

        Raises:
            NotFoundError: If the step that is shown has none of this number.
        """
        rows = self.current.data if self.current.name in ("candidates", "decisions") else []
        if number > len(rows):
            raise NotFoundError(f"The step {self.current.name!r} has no number {number}.")
        self.chosen = (self.current.name, number)
        return self.evidence

    @action()
    def change_turn(self, turn_id: str) -> None:
        """Open a turn to be changed, or close it again.

        Raises:
            NotFoundError: If the conversation has no such turn.
        """
        found = self._runs.transcript
        if found is None or turn_id not in {turn.id for turn in found.turns}:
            raise NotFoundError(f"The conversation has no turn {turn_id!r}.")
        self._turn = "" if turn_id == self._turn else turn_id

    # -- running again -----------------------------------------------------------------------

    @action()
    def edit(self, step: str, data: Any) -> str:
        """Put other data at a step of the run that is shown, to be run from there.

        What was put at another step and not run yet is taken back: run from one step, then go on
        from its result.

        Args:
            step: Which step, or "policy" for what decides.
            data: What stands there instead (see `memory.semantic.rerun`); a policy by its name.

        Raises:
            InputError: If it cannot be run again, or has no such step.
        """
        return self._runs.edit(step, data)

    @action()
    def rerun(self) -> Plan:
        """Run on from the step that was changed; from the decisions if none was.

        Returns:
            The plan that it comes to. Nothing is written.

        Raises:
            InputError: If the changed data has not the form of its step: the change is taken back.
            ModelError: If the model is asked and gives no usable answer.
        """
        part, args, policy = self._runs.call()
        return self._ran_again(part.rerun(*args, policy=policy))

    @action()
    async def arerun(self) -> Plan:
        """Do what `rerun` does."""
        part, args, policy = self._runs.call()
        self.changed(f"Running again from {args[1]}.", progress=0.5)
        try:
            return self._ran_again(await part.arerun(*args, policy=policy))
        except BaseException:
            self.changed()  # nothing is under way any longer
            raise

    @action(button="Reset")
    def reset(self) -> str:
        """Take every change back: the run is as it was."""
        with self._same_step():
            self._runs.reset()
        return f"The {self.kind} run is as it was."

    @action()
    async def run_turn(self, turn_id: str, text: str) -> str:
        """Let a turn say something else, and run from there."""
        self._turn = ""
        return await self._run("transcript", {turn_id: text})

    @action()
    async def leave_out(self, memory_id: str) -> str:
        """Show the model one related memory less, and run from there."""
        rows = data_of(self.trace, "related")
        return await self._run("related", [r["id"] for r in rows if r["id"] != memory_id])

    @action()
    async def run_prompt(self, number: Place, text: str) -> str:
        """Ask the model something else in one message of the prompt, and run from there."""
        rows = [dict(row) for row in data_of(self.trace, "prompt")]
        if number > len(rows):
            raise NotFoundError(f"The prompt has no message {number}.")
        rows[number - 1]["text"] = text
        return await self._run("prompt", rows)

    @action()
    async def run_answer(self, answer: str) -> str:
        """Answer in the model's place, and run from there."""
        return await self._run("answer", answer)

    @action()
    async def run_candidate(self, number: Place, candidate: str) -> str:
        """Put another candidate in the place of one, and run from there."""
        rows = list(data_of(self.trace, "candidates"))
        if number > len(rows):
            raise NotFoundError(f"There is no candidate {number}.")
        rows[number - 1] = _json(candidate)
        return await self._run("candidates", rows)

    @action()
    async def run_json(self, step: str, data: str) -> str:
        """Put other data at a step, as JSON, and run from there."""
        return await self._run(step, _json(data))

    @action()
    async def run_policy(self, policy: str) -> str:
        """Let another policy decide."""
        return await self._run(POLICY, policy)

    # -- what it shows -------------------------------------------------------------------------

    def summary(self) -> str:
        """Return which step of which run this is."""
        steps = self.trace.steps
        again = f", as it {self.shown}" if self.plan else ""
        told = f"{self.kind}: step {self.place} of {len(steps)}, {self.current.name}{again}"
        if self.plan:
            told += f"; {sum(p.differs for p in self.differences)} decisions differ"
        return told

    def render(self, ui: Controls) -> Markup:
        """Return the step that is shown; without a front end all of them, folded."""
        parts = [tag("p", tag("strong", self._runs.whose())), self._choices(ui), self._steps(ui)]
        if ui.live:
            step = self.current
            head = f"{self.place} of {len(self.trace.steps)}: {step.name}"
            parts += [tag("h4", head), body(step, self._look(ui))]
        else:
            look = self._look(ui)
            parts += [
                details(
                    f"{n} of {len(self.trace.steps)}: {one.name}, {one.summary}",
                    body(one, look),
                    opened=n == self.place,
                )
                for n, one in enumerate(self.trace.steps, start=1)
            ]
        if self.plan:
            parts += [tag("h4", "Was and now"), comparison(self.differences)]
        if self._runs.memory is None:
            parts.append(tag("p", NOT_AGAIN))
        return join(parts)

    def _choices(self, ui: Controls) -> Markup:
        kinds = [trace.kind for trace in self._runs.ran.traces]
        parts = []
        if len(kinds) > 1:
            parts.append(
                ui.choice("Memory", "show_kind", value=self.kind, options={k: k for k in kinds})
            )
        if self.plan:
            options = {"was": "as it was", "now": "as it is now"}
            parts.append(ui.choice("Run", "show", value=self.shown, options=options))
        return tag("div", *parts, class_="mk-controls") if parts else Markup()

    def _steps(self, ui: Controls) -> Markup:
        if not ui.live:
            return Markup()
        buttons = (
            ui.button(f"{n} {one.name}", "jump", n, pressed=n == self.place)
            for n, one in enumerate(self.trace.steps, start=1)
        )
        return tag("nav", listing(buttons, ordered=True), aria_label="Steps", class_="mk-steps")

    def _look(self, ui: Controls) -> Look:
        runs, step = self._runs, self.current.name
        answer = next((one.data for one in self.trace.steps if one.name == "answer"), None)
        return Look(
            ui=ui,
            open=runs.memory is not None,
            transcript=runs.transcript,
            evidence=self.evidence,
            chosen=self.chosen[1] if self.chosen and self.chosen[0] == step else None,
            turn=self._turn,
            policies=runs.policies,
            policy=runs.policy,
            events=runs.written,
            update_id=getattr(runs.ran, "id", ""),
            invalid=answer.get("invalid", ()) if isinstance(answer, dict) else (),
        )

    # -- beneath ---------------------------------------------------------------------------------

    def _go(self, place: int) -> Step:
        self.place = (place - 1) % len(self.trace.steps) + 1
        return self.current

    @contextmanager
    def _same_step(self) -> Iterator[None]:
        """Stay at the step of this name while another run comes to be shown."""
        name = self.current.name
        yield
        self.chosen, self._turn = None, ""
        names = [one.name for one in self.trace.steps]
        self.place = names.index(name) + 1 if name in names else 1

    def _ran_again(self, plan: Plan) -> Plan:
        with self._same_step():
            return self._runs.take(plan)

    async def _run(self, step: str, data: Any) -> str:
        before = self._runs.policy
        self.edit(step, data)
        try:
            await self.arerun()
        except Exception:
            if step == POLICY:
                self._runs.edit(POLICY, before)
            raise
        changed = sum(pair.differs for pair in self.differences)
        return f"Run again: {changed} of {len(self.differences)} decisions differ."


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError(f"This is no JSON: {error}.") from error
