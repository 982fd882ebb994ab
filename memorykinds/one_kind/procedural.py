"""`ProceduralMemories`: rules of behaviour, as `memory.procedural`."""

import asyncio
from datetime import datetime
from typing import Any

from memorykinds.bridge import Steps
from memorykinds.kinds import InputError, Reason, RuleBook
from memorykinds.kinds.clock import end_of
from memorykinds.managers import (
    Gate,
    Plan,
    Update,
    past_rule_book,
    rule_book,
    version_at,
)
from memorykinds.one_kind.one_kind import read_records
from memorykinds.one_kind.prompts import PromptOptimizing
from memorykinds.showing import inspector


class ProceduralMemories(PromptOptimizing):
    """A user's procedural memories: rules of behaviour."""

    def rules(self, version: int | None = None, *, when: str | datetime | None = None) -> RuleBook:
        """Return the rules, now or as they were, ready for a system prompt.

        >>> memory.procedural.rules().render(budget=200)    # doctest: +SKIP
        '- Answer in French.'

        Args:
            version: Which version of the book; None for the present one.
            when: Or a time, or a date, which means its end.

        Raises:
            InputError: If there is no such version, or both are given.
        """
        return self._parts.bridge.run(self._book(version, when))

    async def arules(
        self, version: int | None = None, *, when: str | datetime | None = None
    ) -> RuleBook:
        """Do what `rules` does."""
        return await asyncio.to_thread(self.rules, version, when=when)

    def rollback(self, version: int) -> Update:
        """Bring an earlier version of the rules back, as one new update that can be undone.

        Rules learned since are retired, not destroyed; pinned ones stay in force.

        Raises:
            InputError: If there is no such version.
        """
        return self._parts.carry_out(self._way_back(version))

    async def arollback(self, version: int) -> Update:
        """Do what `rollback` does."""
        return await self._parts.acarry_out(self._way_back(version))

    def promote(self, rule_id: str, *, detail: str = "", reason: Reason = "passed_trial") -> Update:
        """Put a rule on trial in force; what it replaces is retired.

        Args:
            rule_id: The rule.
            detail: Why, as a sentence for a person; kept in the rule's history.
            reason: Why, as a code.

        Raises:
            NotFoundError: If the user has no such rule.
            InputError: If it is not on trial.
        """
        return self._parts.carry_out(self.manager.promote(rule_id, reason, detail))

    async def apromote(
        self, rule_id: str, *, detail: str = "", reason: Reason = "passed_trial"
    ) -> Update:
        """Do what `promote` does."""
        return await self._parts.acarry_out(self.manager.promote(rule_id, reason, detail))

    def retire(self, rule_id: str, *, detail: str = "", reason: Reason = "failed_trial") -> Update:
        """Take a rule out of force, or off trial; it stays as history.

        Args:
            rule_id: The rule.
            detail: Why, as a sentence for a person; kept in the rule's history.
            reason: Why, as a code.

        Raises:
            NotFoundError: If the user has no such rule.
            InputError: If it is retired already.
        """
        return self._parts.carry_out(self.manager.retire(rule_id, reason, detail))

    async def aretire(
        self, rule_id: str, *, detail: str = "", reason: Reason = "failed_trial"
    ) -> Update:
        """Do what `retire` does."""
        return await self._parts.acarry_out(self.manager.retire(rule_id, reason, detail))

    def judge(self, rule_id: str | None = None, *, gate: Gate | None = None) -> Update:
        """Measure rules on trial, and promote what makes answers better, retire what worse.

        The model answers the gate's examples under the rules in force, and again with the rule
        on trial among them. With n examples, t rules and j judges it is called n(1 + t)(1 + j)
        times at most; what it has answered this memory before is not asked again.

        Args:
            rule_id: The rule; None for each that is on trial, the most important first.
            gate: Examples and score; None for the gate of `ProceduralSettings`.

        Returns:
            What changed. Each decision holds the scores (`Decision.trial`); a rule about which
            the examples say too little stays on trial.

        Raises:
            NotFoundError: If the user has no such rule.
            InputError: If it is not on trial, or there is no gate.
            ModelError: If the model gave no usable answer. Nothing is written then.
        """
        measured = self._parts.bridge.run(self.manager.measure(rule_id, gate))
        return self._parts.carry_out(self.manager.settle_measured(measured))

    async def ajudge(self, rule_id: str | None = None, *, gate: Gate | None = None) -> Update:
        """Do what `judge` does; a score may be a coroutine function here."""
        measured = await self._parts.bridge.arun(self.manager.measure(rule_id, gate))
        return await self._parts.acarry_out(self.manager.settle_measured(measured))

    def inspect(self, *updates: Update) -> Any:
        """Return a `RuleBookView`: every version of the rules, why each has its form, the way back.

        Args:
            updates: What `learn` and `judge` returned, if you have it: feedback is then shown in
                its conversation, and the gate with each example's answers.
        """
        return inspector("RuleBookView")(self, updates)

    def _book(self, version: int | None, when: str | datetime | None) -> Steps[RuleBook]:
        if version is not None and when is not None:
            raise InputError("Ask for a version of the rules or for a time, not both.")
        events = yield from self._parts.journal.events(kind=self.manager.kind)
        if when is not None:
            version = version_at(events, end_of(when))
        if version is not None:
            return past_rule_book(events, version)
        return rule_book((yield from read_records(self.manager.namespace)), events)

    def _way_back(self, version: int) -> Steps[Plan]:
        events = yield from self._parts.journal.events(kind=self.manager.kind)
        records = yield from read_records(self.manager.namespace)
        return self.manager.rollback(records, events, version)
