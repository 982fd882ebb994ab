"""Recipes: ways of recalling by name, each the default but for what it leaves out or changes."""

from typing import Any

from memorykinds.kinds import InputError
from memorykinds.recall import DEFAULTS, Weights

_ALONE = {
    "before": 0.0,
    "after": 0.0,
    "around": 0.0,
    "conversation": 0.0,
    "speaker": 0.0,
    "time": 0.0,
    "recency": 0.0,
    "importance": 0.0,
}
"""Both arms and nothing else."""

_TALK = DEFAULTS["episodic"]

RECIPES: dict[str, dict[str, Any]] = {
    "default": {},
    "dense": {"weights": Weights(**{**_ALONE, "similarity": 1.0, "lexical": 0.0})},
    "lexical": {"weights": Weights(**{**_ALONE, "similarity": 0.0, "lexical": 1.0})},
    "arms": {"weights": _TALK.with_(**_ALONE)},
    "neighbours": {"weights": _TALK.with_(conversation=0.0, speaker=0.0)},
    "no-speaker": {"weights": _TALK.with_(speaker=0.0)},
    "no-recency": {"weights": _TALK.with_(recency=0.0)},
    "facts-weights": {"weights": DEFAULTS["semantic"]},
    "talk-weights": {"weights": _TALK},
    "zscore": {"fusion": "zscore"},
    "rrf": {"fusion": "rrf"},
    "interleave": {"fusion": "interleave"},
    "diverse": {"diversity": 0.2},
}
"""What each passes to `Memory.recall`."""


def recipe(name: str) -> dict[str, Any]:
    """Return the arguments of `Memory.recall` that a recipe stands for.

    Raises:
        InputError: If there is none of this name.
    """
    if name not in RECIPES:
        raise InputError(f"There is no recipe {name!r}; there are {', '.join(RECIPES)}.")
    return RECIPES[name]
