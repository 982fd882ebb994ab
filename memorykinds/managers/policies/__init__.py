"""The reconcile policies for facts, by name.

>>> import memorykinds as mk
>>> memory = mk.open(semantic=mk.SemanticSettings(policy="four_op"))

Each is a pure function in a file of its own, whose head says what it does, after whom, and
what it gets wrong. `docs/policies.md` compares them on the same cases.
"""

from collections.abc import Mapping

from memorykinds.managers.policies import add_only, bitemporal, four_op, slots
from memorykinds.managers.policy import Policy

FACT_POLICIES: Mapping[str, Policy] = {
    "bitemporal": bitemporal.decide,
    "four_op": four_op.decide,
    "add_only": add_only.decide,
    "slots": slots.decide,
}
"""The first is the default."""

__all__ = ["FACT_POLICIES"]
