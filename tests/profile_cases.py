"""A profile's schema for tests, and what a model may say of it, written short."""

from datetime import date
from enum import Enum
from typing import Literal

from proposals import scripted_memory
from pydantic import BaseModel, Field

import memorykinds as mk


class Theme(Enum):
    LIGHT = "light"
    DARK = "dark"


class Address(BaseModel):
    street: str
    city: str


class Pet(BaseModel):
    name: str
    kind: str | None = None


class UserProfile(BaseModel):
    """Who the user is."""

    name: str | None = Field(default=None, description="The full name.")
    city: str | None = None
    age: int | None = Field(default=None, ge=0, le=150)
    height: float | None = None
    smokes: bool | None = None
    born: date | None = None
    theme: Theme = Theme.LIGHT
    level: Literal["beginner", "expert"] | None = None
    likes: list[str] = []
    address: Address | None = None
    pets: list[Pet] = []
    settings: dict[str, str] = {}


class Strict(BaseModel):
    """A schema that demands what nobody may have said."""

    name: str
    city: str


def patch(*, evidence=("t1",), clear=(), **changes):
    """Return one patch as the JSON that a model sends."""
    return {"evidence": list(evidence), "changes": changes, "clear": list(clear)}


def more(*added, without=()):
    """Return the change of a list."""
    return {"add": list(added), "remove": list(without)}


def told(*patches, facts=(), schema="UserProfile"):
    """Return a model's whole answer."""
    return {"candidates": list(facts), f"profile_{schema}": list(patches)}


def profile_memory(*replies, profiles=(UserProfile,), store=None, clock=None, ids=None, **settings):
    """Return a memory that keeps profiles and whose model gives these replies."""
    semantic = mk.SemanticSettings(profiles=profiles, **settings)
    memory, _ = scripted_memory(*replies, store=store, clock=clock, ids=ids, semantic=semantic)
    return memory


def learned(*replies, said="…", **settings):
    """Return a memory that has learned each reply from a conversation of its own, a day apart."""
    clock = mk.LessonClock("2026-05-03T09:00Z")
    memory = profile_memory(*replies, clock=clock, **settings)
    for number, _ in enumerate(replies):
        memory.semantic.learn(f"{said} {number}", conversation=f"c{number}")
        clock.advance(days=1)
    return memory


def fates(update):
    return [(d.action, d.reason, d.detail) for d in update.decisions]
