"""The program of a consolidation: look, ask, settle.

`look` talks to the store and takes as long as its searches, `ask` talks to the model and may
take minutes; neither writes. `settle` talks to the store alone and decides on its newest state,
under the lock that also keeps learning out. All of it is one plan, applied as one batch of
memories and events and undone as one. If anything fails, nothing was written.

What the model was asked about is not asked again until it changes: a note keeps count. What a
bound left over is not in the note, so the next run goes on with it.
"""

from dataclasses import dataclass

from memorykinds.bridge import Steps
from memorykinds.kinds import MemoryKind
from memorykinds.kinds.clock import Clock, NewId
from memorykinds.managers.consolidation import generalizing, nominating
from memorykinds.managers.consolidation.asking import Calls
from memorykinds.managers.consolidation.lookups import Looked, look
from memorykinds.managers.consolidation.nominating import Nominated
from memorykinds.managers.consolidation.settling import Settling
from memorykinds.managers.consolidation.wanted import Answers, Wanted
from memorykinds.managers.manager import Manager
from memorykinds.managers.plan import Plan
from memorykinds.managers.procedural import ProceduralManager

MERGED: tuple[MemoryKind, ...] = ("semantic", "procedural")
"""Kinds whose memories may say the same. An episode is known by its turns: there are no two."""


@dataclass(frozen=True, slots=True)
class Consolidator:
    """Consolidates one user's memories.

    Args:
        user: Whose.
        facts: The semantic manager.
        rules: The procedural manager.
        clock: Returns now.
        ids: Makes ids.
        wanted: What to do.
    """

    user: str
    facts: Manager
    rules: ProceduralManager
    clock: Clock
    ids: NewId
    wanted: Wanted

    def look(self) -> Steps[Looked]:
        """Read the memories, and find out which are alike."""
        wanted = self.wanted
        return (
            yield from look(self.user, wanted.kinds, self.clock(), everything=wanted.everything)
        )

    def ask(self, looked: Looked) -> Steps[Answers]:
        """Ask the model which memories say the same, and what episodes have in common.

        Raises:
            ModelError: If it gave no usable answer.
        """
        calls = Calls(self.wanted.max_calls)
        merges: dict[MemoryKind, Nominated] = {}
        for kind in self.wanted.kinds:
            if kind in MERGED:
                merges[kind] = yield from nominating.nominate(kind, looked, calls)
        found = yield from generalizing.find(looked, self.facts, self.rules, calls)
        return Answers(merges, found, calls)

    def settle(self, looked: Looked, answers: Answers) -> Steps[Plan]:
        """Decide on the newest state, and return the plan."""
        parts = Settling(
            self.facts, self.rules, self.ids, self.wanted, looked, answers, self.clock()
        )
        return (yield from parts.plan())
