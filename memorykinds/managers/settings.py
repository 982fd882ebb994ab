"""What can be set of each manager; everything has a default that suits most.

>>> from memorykinds.managers import SemanticSettings
>>> SemanticSettings(policy="four_op", allow={"add", "revise"}).max_retired
10
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Literal, get_args

from pydantic import BaseModel

from memorykinds.kinds import InputError
from memorykinds.kinds.given import given
from memorykinds.managers.gate import Gate
from memorykinds.managers.policies import FACT_POLICIES
from memorykinds.managers.policy import Policy
from memorykinds.managers.profiles import Profile, read_profiles
from memorykinds.managers.segmenting import GAP, MIN_TURNS

Permission = Literal["add", "revise", "retract"]
"""What a manager may do: make a memory, change one, end one. To replace takes two of them."""

PERMISSIONS: frozenset[Permission] = frozenset(get_args(Permission))


@dataclass(frozen=True, kw_only=True)
class ManagerSettings:
    """What can be set of every manager.

    Attributes:
        instructions: Added to the manager's instructions to the model.
        policy: Decides about candidates: the name of a policy, or a function from a `Case` to a
            `Verdict`; None for the kind's own.
        allow: What the manager may do, of "add", "revise" and "retract". A decision that does
            anything else is refused as a whole. Replacing a memory takes "add" and "retract",
            writing over it "revise" and "retract".
        max_retired: The most memories that one conversation may retire (see `managers.limits`).
        max_retired_share: The most of them as a share of what was believed before, 0 to 1; in a
            small store one conversation may retire three all the same.

    Raises:
        InputError: If `policy` names none, `allow` holds another word, or a number is out of
            its range.
    """

    policies: ClassVar[Mapping[str, Policy]] = {}

    instructions: str = ""
    policy: Policy | str | None = None
    allow: Collection[Permission] = PERMISSIONS
    max_retired: int = 10
    max_retired_share: float = 1 / 3

    def __post_init__(self) -> None:
        """Refuse what cannot be meant, before anything is opened."""
        given(self.instructions, str, "instructions=")
        if isinstance(self.policy, str) and self.policy not in self.policies:
            names = [*(f'"{name}"' for name in self.policies), "a function from Case to Verdict"]
            raise InputError(f"There is no policy {self.policy!r} here; use {' or '.join(names)}.")
        if not (self.policy is None or isinstance(self.policy, str) or callable(self.policy)):
            raise InputError(
                f"policy= must be a name or a function from Case to Verdict, not {self.policy!r}."
            )
        wrong = [self.allow] if isinstance(self.allow, str) else set(self.allow) - PERMISSIONS
        if wrong:
            raise InputError(
                f"allow= must be a set of some of {', '.join(get_args(Permission))}, "
                f"not {', '.join(sorted(repr(word) for word in wrong))}."
            )
        object.__setattr__(self, "allow", frozenset(self.allow))
        if self.max_retired < 0 or not 0 < self.max_retired_share <= 1:
            raise InputError(
                "max_retired= must be 0 or more, and max_retired_share= above 0 and up to 1."
            )

    def decider(self) -> Policy | None:
        """Return the policy that was chosen, as a function; None for the kind's own."""
        return self.policies[self.policy] if isinstance(self.policy, str) else self.policy


@dataclass(frozen=True, kw_only=True)
class SemanticSettings(ManagerSettings):
    """What can be set of the semantic manager.

    Its policies by name: "bitemporal" (the default), "four_op", "add_only" and "slots"; see
    `memorykinds.managers.policies`.

    Attributes:
        profiles: Schemas of your own, Pydantic models, of each of which one document is kept
            for the user; a `Profile` in place of a model has a default as well.
        facts: Whether facts are learned, too.

    Raises:
        InputError: If one of `profiles` cannot be a profile, or nothing is to be learned.
    """

    policies: ClassVar[Mapping[str, Policy]] = FACT_POLICIES

    profiles: Sequence[Profile | type[BaseModel]] = ()
    facts: bool = True

    def __post_init__(self) -> None:
        """Refuse what cannot be meant, before anything is opened."""
        super().__post_init__()
        object.__setattr__(self, "profiles", read_profiles(self.profiles))
        if not (self.facts or self.profiles):
            raise InputError("Without facts= and without profiles= there is nothing to learn.")

    def profile(self, schema: type[BaseModel]) -> Profile:
        """Return the profile of this schema.

        Raises:
            InputError: If it is none of `profiles`.
        """
        name = getattr(schema, "__name__", repr(schema))
        found = next((p for p in read_profiles(self.profiles) if p.name == name), None)
        if found is None:
            raise InputError(
                f"{name} is no profile of this memory: open it with "
                f"semantic=SemanticSettings(profiles=[{name}])."
            )
        if found.schema is not schema:
            raise InputError(f"{name} was defined anew since: open the memory with the new class.")
        return found


@dataclass(frozen=True, kw_only=True)
class EpisodicSettings(ManagerSettings):
    """What can be set of the episodic manager.

    Attributes:
        gap: A longer silence within a conversation begins a new episode.
        min_turns: The fewest turns on either side of a change of subject that is heeded; a
            huge number turns the search for such changes off.

    Raises:
        InputError: If `gap` or `min_turns` is not above zero.
    """

    gap: timedelta = GAP
    min_turns: int = MIN_TURNS

    def __post_init__(self) -> None:
        """Refuse what cannot be meant, before anything is opened."""
        super().__post_init__()
        if self.gap <= timedelta(0) or self.min_turns < 1:
            raise InputError("gap= and min_turns= must be above zero.")


@dataclass(frozen=True, kw_only=True)
class ProceduralSettings(ManagerSettings):
    """What can be set of the procedural manager.

    Attributes:
        new_rules: "active": a new rule stands in the prompt at once. "trial": it waits, and so
            does every change of a rule in force, until `memory.procedural.judge` or `promote`
            is called.
        gate: What `memory.procedural.judge` measures rules on trial with. With a gate new rules
            begin on trial; to learn asks the model for nothing more.
    """

    new_rules: Literal["active", "trial"] = "active"
    gate: Gate | None = None

    def __post_init__(self) -> None:
        """Refuse a status that no new rule can have."""
        super().__post_init__()
        if self.new_rules not in ("active", "trial"):
            raise InputError(f"new_rules= must be 'active' or 'trial', not {self.new_rules!r}.")
        if self.gate is not None:
            object.__setattr__(self, "new_rules", "trial")
