"""Calls of memory tools: in the form of their JSON schema, or not at all, and then it is said.

Tools are known by their names (``search_memory``, ``manage_memory``) and what they take by their
schemas, so that the library's own tools, LangMem's and others like them are called alike.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from memorykinds.models.offline.episodes import propose_episodes
from memorykinds.models.offline.facts import propose_facts
from memorykinds.models.offline.memos import to_forget
from memorykinds.models.offline.objects import SECRET
from memorykinds.models.offline.profiles import propose_patches
from memorykinds.models.offline.rules import propose_rules
from memorykinds.models.offline.schemas import emptiest, options, properties

Spec = Mapping[str, Any]
Arguments = dict[str, Any]

_STATES = re.compile(
    r"\b(?:remember|my \w+ (?:is|are)|i (?:am|live|work|like|love|hate|dislike|prefer|have|moved|play|speak|use)|i'm)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?\s*$|^(?:what|where|when|who|which|how|do|does|did|is|are|can|tell me)\b", re.IGNORECASE
)
_PROPOSERS: tuple[tuple[frozenset[str], Callable[[Any, Any], Any]], ...] = (
    (frozenset({"subject", "predicate", "object", "text"}), propose_facts),
    (frozenset({"text", "applies_when"}), propose_rules),
    (frozenset({"title", "situation", "outcome"}), propose_episodes),
)
"""What a memory is, by the fields that its form has at least."""

NOT_STORED = (
    "I did not store that: I am a pattern model, and found nothing in it that I can put into the "
    "form that the tool {} takes."
)
NOT_FORGOTTEN = (
    "I did not forget that: I need a tool to search by, and one that deletes by the id it finds."
)
NO_SUCH = "I forgot nothing: no memory that I found says that."


class Call(NamedTuple):
    """A tool to call, and with what."""

    name: str
    arguments: Arguments


class Found(NamedTuple):
    """A memory in a search's result."""

    id: str
    text: str


def asks(words: str) -> bool:
    """Whether words are a question."""
    return bool(_ASKS.search(words))


def first_calls(
    said: str, specs: Sequence[Spec], required: Any, *, answered: bool
) -> list[Call] | str:
    """Return what to call when the user has just said something, or why nothing is called.

    Args:
        said: The user's words.
        specs: The bound tools as OpenAI function specifications.
        required: "any", or the name of the tool that must be called; None if none must.
        answered: Whether the memories in the prompt answer it already.

    Returns:
        The calls; none where none helps, and a sentence where one was wanted and cannot be made.
    """
    bound = [spec for spec in specs if required in {None, "any", "required", True, spec["name"]}]
    found = _wanted(said, bound, answered=answered)
    if required and bound and (not found or isinstance(found, str)):
        return [Call(str(bound[0]["name"]), emptiest(bound[0].get("parameters", {}), said))]
    return found


def next_calls(
    said: str, specs: Sequence[Spec], called: Sequence[str], found: Sequence[Found]
) -> list[Call] | str:
    """Return what to call once tools have answered: what was to be forgotten is deleted.

    Args:
        said: The user's words.
        specs: The bound tools.
        called: The names of the tools that were called for these words.
        found: What a search has found that means the same, the best first.
    """
    if not _forgets(said) or any("manage_memory" in name for name in called):
        return []
    if not found:
        return NO_SUCH
    for spec in _named("manage_memory", specs):
        if "delete" in _actions(spec) and _takes_id(spec, found[0].id):
            return [_call(spec, {"action": "delete", "id": found[0].id})]
    return NOT_FORGOTTEN


def _wanted(said: str, specs: Sequence[Spec], *, answered: bool) -> list[Call] | str:
    searching, managing = _named("search_memory", specs), _named("manage_memory", specs)
    if what := _forgets(said):
        if searching and any("delete" in _actions(spec) for spec in managing):
            return [_search(searching[0], what)]
        return NOT_FORGOTTEN if managing else []
    if asks(said):
        return [_search(searching[0], said)] if searching and not answered else []
    calls = [
        _call(spec, arguments)
        for spec in managing
        if SECRET.search(said) is None
        for arguments in _stored(said, spec)
    ]
    if not calls and managing and _STATES.search(said):
        return NOT_STORED.format(managing[0]["name"])
    return calls


def _stored(said: str, spec: Spec) -> Iterator[Arguments]:
    """Yield the arguments with which a tool stores what was said, one memory a call."""
    form = spec.get("parameters", {})
    if "changes" in properties(form):
        yield from _changed(said, spec)
        return
    field = next((n for n in ("content", "text", "memory") if n in properties(form)), None)
    if field is None or "create" not in _actions(spec):
        return
    for option in options(form, properties(form)[field]):
        if option.get("type") == "string" and _STATES.search(said):
            yield {"action": "create", field: said}
        elif option.get("type") == "object":
            for content in _contents(said, form, option):
                yield {"action": "create", field: content}


def _contents(said: str, form: Spec, node: Spec) -> Iterator[Arguments]:
    """Yield what was said in the form of one memory: a fact, a rule, an episode or another."""
    fields = properties(node)
    for names, propose in _PROPOSERS:
        if names <= set(fields):
            for candidate in propose(_turns(said), []).candidates:
                if candidate.intent == "remember":
                    whole = candidate.content.model_dump(mode="json")
                    yield {name: whole[name] for name in fields if name in whole}
            return
    needed = set(node.get("required", ()))
    for patch in _patches(said, form, node):
        filled = {name: value for name, value in patch["changes"].items() if value is not None}
        if needed <= set(filled):
            yield filled


def _changed(said: str, spec: Spec) -> Iterator[Arguments]:
    """Yield the changes of a profile that the words make."""
    form = spec["parameters"]
    action = next((name for name in ("update", "create") if name in _actions(spec)), None)
    for node in options(form, properties(form)["changes"]) if action else ():
        if node.get("type") == "object":
            for patch in _patches(said, form, node):
                yield {"action": action, "changes": patch["changes"], "clear": patch["clear"]}


def _patches(said: str, form: Spec, node: Spec) -> list[dict[str, Any]]:
    """Return what the facts in the words change in fields of such a form."""
    patch = {"properties": {"changes": node}}
    whole = {**form, "properties": {"profile_": {"items": patch}}}
    candidates = propose_facts(_turns(said), []).candidates
    return propose_patches(whole, candidates, [])["profile_"]


def _turns(said: str) -> list[dict[str, Any]]:
    # A tool is called now, so "yesterday" is the day before today.
    return [{"id": "t1", "role": "user", "text": said, "at": datetime.now(UTC).isoformat()}]


def _search(spec: Spec, what: str) -> Call:
    names = properties(spec.get("parameters", {}))
    return _call(spec, {next((n for n in ("query", "question", "q") if n in names), "query"): what})


def _call(spec: Spec, given: Arguments) -> Call:
    """Return a call with what is given, and the emptiest of all else that must be there."""
    form = spec.get("parameters", {})
    known = {name: value for name, value in given.items() if name in properties(form)}
    return Call(str(spec["name"]), emptiest(form) | known)


def _forgets(said: str) -> str:
    return to_forget(said.strip().rstrip(" .!"))


def _named(name: str, specs: Sequence[Spec]) -> list[Spec]:
    return [spec for spec in specs if name in str(spec["name"])]


def _actions(spec: Spec) -> Sequence[str]:
    """Return what a tool can do; one that has no actions creates."""
    form = spec.get("parameters", {})
    if "action" not in properties(form):
        return ["create"]
    node = properties(form)["action"]
    return node.get("enum") or ([node["const"]] if "const" in node else ["create"])


def _takes_id(spec: Spec, memory_id: str) -> bool:
    """Whether a tool's schema takes such an id; LangMem's are UUIDs."""
    form = spec.get("parameters", {})
    nodes = options(form, properties(form).get("id", {}))
    if not any(node.get("format") == "uuid" for node in nodes):
        return any(node.get("type") == "string" for node in nodes)
    try:
        UUID(memory_id)
    except ValueError:
        return False
    return True
