"""The function that creates, updates and deletes memories of one kind, or fills in a profile."""

from collections.abc import Collection, Mapping
from typing import Any, Literal, cast, get_args

from pydantic import BaseModel, Field, create_model

from memorykinds.agent.tools.function import MemoryFunction, Outcome, fitted, schema_of
from memorykinds.agent.tools.instructions import KIND_HINTS, MANAGE_INSTRUCTIONS
from memorykinds.agent.tools.telling import told, told_of_profile
from memorykinds.kinds import (
    Content,
    Episode,
    Fact,
    InputError,
    MemoryContent,
    MemoryKind,
    Record,
    Rule,
)
from memorykinds.managers import Profile, Update
from memorykinds.managers.profiles.form import Definitions, patch_schema, strict_object
from memorykinds.managers.profiles.patches import ProfilePatch
from memorykinds.memory import Memory
from memorykinds.one_kind import OneKind

Action = Literal["create", "update", "delete"]
ACTIONS: tuple[Action, ...] = get_args(Action)

CONTENTS: dict[MemoryKind, type[MemoryContent]] = {
    "semantic": Fact,
    "episodic": Episode,
    "procedural": Rule,
}

_ID = "Id of the memory to {}, as search_memory shows it{}."


def kind_of(kind_or_schema: MemoryKind | type[BaseModel] | Profile) -> MemoryKind:
    """Return the kind of memory that is meant; a profile is semantic.

    Raises:
        InputError: If it is no kind, no content and no schema.
    """
    for kind, content in CONTENTS.items():
        if kind_or_schema in (kind, content):
            return kind
    if isinstance(kind_or_schema, str):
        raise InputError(f"There is no kind {kind_or_schema!r}: use {', '.join(CONTENTS)}.")
    _profile(kind_or_schema)
    return "semantic"


def profile_of(kind_or_schema: MemoryKind | type[BaseModel] | Profile) -> Profile | None:
    """Return the profile that is meant; None for a kind of memory."""
    kind = kind_of(kind_or_schema)
    return None if kind_or_schema in (kind, CONTENTS[kind]) else _profile(kind_or_schema)


def manage_memory(
    kind_or_schema: MemoryKind | type[BaseModel] | Profile = "semantic",
    actions: Collection[Action] = ACTIONS,
    instructions: str = MANAGE_INSTRUCTIONS,
    name: str = "manage_memory",
) -> MemoryFunction:
    """Return the function with which a model writes memories of one kind.

    Args:
        kind_or_schema: "semantic", "episodic" or "procedural", their `Fact`, `Episode` or `Rule`,
            or a profile's schema.
        actions: What it may do, of "create", "update" and "delete"; no other is in its schema.
        instructions: When to use it.
        name: Its name.

    Raises:
        InputError: If there is no such kind or action.
    """
    allowed = _checked(actions)
    profile = profile_of(kind_or_schema)
    if profile is not None:
        return _manage_profile(profile, allowed, instructions, name)
    kind = kind_of(kind_or_schema)
    form = _form(CONTENTS[kind], allowed, name)

    def act(memory: Memory, arguments: Mapping[str, Any], by: str) -> Outcome:
        asked = fitted(form, arguments)
        update = _carried_out(memories_of(memory, kind), asked, by)
        return Outcome(told(update), concerned(memory, update))

    head = f"{_verbs(allowed)} a {kind} memory, which lasts beyond this conversation."
    description = "\n".join(part for part in (head, instructions, KIND_HINTS[kind]) if part)
    return MemoryFunction(name, description, schema_of(form), act)


def _form(content: type[MemoryContent], allowed: tuple[Action, ...], name: str) -> type[Content]:
    """Return the form of the arguments: nothing in it that no allowed action needs."""
    chosen = Literal[allowed]  # type: ignore[valid-type]
    fields: dict[str, Any] = {"action": (chosen, Field(description="What to do."))}
    needing_id = [action for action in ("update", "delete") if action in allowed]
    if needing_id and "create" in allowed:
        words = _ID.format(" or ".join(needing_id), "; null to create one")
        fields["id"] = (str | None, Field(default=None, description=words))
    elif needing_id:
        fields["id"] = (str, Field(description=_ID.format(" or ".join(needing_id), "")))
    if "create" in allowed or "update" in allowed:
        words = "The whole memory." if "delete" not in allowed else "The memory; null to delete."
        if "delete" in allowed:
            fields["content"] = (content | None, Field(default=None, description=words))
        else:
            fields["content"] = (content, Field(description=words))
    made = create_model(name, __base__=Content, __doc__="What to do with a memory.", **fields)
    return cast("type[Content]", made)


def _carried_out(memories: OneKind[Any], asked: Any, by: str) -> Update:
    memory_id = getattr(asked, "id", None)
    content = getattr(asked, "content", None)
    if asked.action == "delete":
        return memories.drop(_id(memory_id, "delete"), by=by)
    if content is None:
        raise InputError(f"To {asked.action} a memory, say in `content` what it says.")
    if asked.action == "update":
        return memories.change(_id(memory_id, "update"), content, by=by)
    if memory_id is not None:
        raise InputError("A new memory gets its id by itself: to change one, use update.")
    return memories.add(content, by=by)


def _id(memory_id: str | None, action: Action) -> str:
    if not memory_id:
        raise InputError(f"To {action} a memory, say in `id` which; search_memory shows the ids.")
    return memory_id


def _manage_profile(
    profile: Profile, allowed: tuple[Action, ...], instructions: str, name: str
) -> MemoryFunction:
    """Return the function for a profile: one document, whose fields are changed one by one."""
    definitions: Definitions = {}
    patch = patch_schema(profile.shape, profile.name, definitions)["properties"]
    properties = {
        "action": {"type": "string", "enum": list(allowed), "description": "What to do."},
        "changes": {"anyOf": [patch["changes"], {"type": "null"}]},
        "clear": patch["clear"],
    }
    form = {**strict_object(properties, f"What to do with {profile.name}."), "$defs": definitions}

    def act(memory: Memory, arguments: Mapping[str, Any], by: str) -> Outcome:
        action = arguments.get("action")
        if action not in allowed:
            raise InputError(f"action must be one of {', '.join(allowed)}, not {action!r}.")
        if action == "delete":
            update = memory.semantic.drop(profile.memory_id, by=by)
            return Outcome(told(update), concerned(memory, update))
        asked = fitted(ProfilePatch, {k: v for k, v in arguments.items() if k != "action"})
        update = memory.semantic.change_profile(
            profile.schema, asked.changes, clear=asked.clear, by=by
        )
        return Outcome(told_of_profile(profile.name, update), concerned(memory, update))

    head = (
        f"{_verbs(allowed)} the user's {profile.name}, of which there is one. In `changes` null "
        "means that nothing was said of a field; in `clear` name what no longer has a value."
    )
    description = "\n".join(part for part in (head, instructions, profile.instructions) if part)
    return MemoryFunction(name, description, form, act)


def memories_of(memory: Memory, kind: MemoryKind) -> OneKind[Any]:
    """Return one kind of a memory."""
    kinds: dict[MemoryKind, OneKind[Any]] = {
        "semantic": memory.semantic,
        "episodic": memory.episodic,
        "procedural": memory.procedural,
    }
    return kinds[kind]


def concerned(memory: Memory, update: Update) -> tuple[Record, ...]:
    """Return what was changed, deleted or kept, in its last form."""
    changed = {event.memory_id: event.after or event.before for event in update.events}
    for decision in update.decisions:
        if decision.memory_id is not None and decision.memory_id not in changed:
            changed[decision.memory_id] = memory.get(decision.memory_id)
    return tuple(record for record in changed.values() if record is not None)


def _profile(schema: Any) -> Profile:
    return schema if isinstance(schema, Profile) else Profile(schema)


def _checked(actions: Collection[Action]) -> tuple[Action, ...]:
    wrong = [actions] if isinstance(actions, str) else [a for a in actions if a not in ACTIONS]
    if wrong or not actions:
        raise InputError(f"actions= must be some of {', '.join(ACTIONS)}, not {actions!r}.")
    return tuple(action for action in ACTIONS if action in actions)


def _verbs(allowed: tuple[Action, ...]) -> str:
    *others, last = allowed
    return f"{', '.join(others)} or {last}".capitalize() if others else last.capitalize()
