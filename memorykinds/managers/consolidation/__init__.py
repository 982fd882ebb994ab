"""Consolidation: what sleep does to memories. See docs/consolidation.md.

`merging` makes one of those that say the same, `generalizing` finds what repeated episodes
show, `retention` lets go of what has faded; `consolidate` is the program of all three.
"""

from memorykinds.managers.consolidation.consolidate import Consolidator
from memorykinds.managers.consolidation.retention import Retention
from memorykinds.managers.consolidation.wanted import Wanted

__all__ = ["Consolidator", "Retention", "Wanted"]
