"""A store without `exclusive` does not keep two processes apart; what that costs, and what mends it."""

import threading

from langgraph.store.base import BaseStore, PutOp
from langgraph.store.memory import InMemoryStore
from reflecting import reflection_of

import memorykinds as mk

SAID = "I like tea. I live in Turin. Always answer briefly."


class Process(BaseStore):
    """A process's own view of a shared store, with a lock of its own; it waits where it writes."""

    def __init__(self, shared, *meetings):
        self.shared, self.meetings = shared, list(meetings)

    def batch(self, ops):
        ops = list(ops)
        written = [op for op in ops if isinstance(op, PutOp) and op.value]
        if self.meetings and any(self.meetings[0][0](op) for op in written):
            self.meetings.pop(0)[1].wait(timeout=60)
        return self.shared.batch(ops)

    async def abatch(self, ops):
        return self.batch(ops)


def claims(op):
    return bool(op.value.get("claim"))


def stores_a_fact(op):
    return op.namespace[1:] == ("semantic",)


def held(memory):
    return sorted(r.text for kind in (memory.semantic, memory.procedural) for r in kind.all())


def test_what_two_processes_learn_at_the_same_moment_is_double_until_it_is_consolidated():
    shared, ran = InMemoryStore(), []
    kinds = ["semantic", "procedural"]
    reflection_of(shared)[0].submit(SAID, user="ada", thread=1, after=0)
    meetings = [(claims, threading.Barrier(2)), (stores_a_fact, threading.Barrier(2))]

    def run():
        ran.extend(reflection_of(Process(shared, *meetings), kinds=kinds)[0].run_due())

    threads = [threading.Thread(target=run, daemon=True) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)
    memory = mk.open(store=shared, user="ada")
    once = ["Keep answers short and concise.", "The user likes tea.", "The user lives in Turin."]
    assert len(ran) == 2
    assert held(memory) == sorted(once * 2)
    memory.consolidate()
    assert held(memory) == once
    assert reflection_of(shared)[0].pending() == reflection_of(shared)[0].failed() == []
