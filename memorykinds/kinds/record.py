"""`Record`: one memory as it is kept: its content, its times, where it came from.

Two time axes, as in Snodgrass, Developing Time-Oriented Database Applications in SQL (1999):
*valid* time says when a thing was true in the world (`valid_from`, `valid_to`); *transaction*
time says when the memory was written (`created_at`, `updated_at`, and the journal).
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, ValidationError

from memorykinds.kinds.content import Frozen, Instant, MemoryContent, MemoryKind
from memorykinds.kinds.episode import Episode
from memorykinds.kinds.errors import StoreError
from memorykinds.kinds.fact import Fact
from memorykinds.kinds.profile import ProfileContent
from memorykinds.kinds.rule import Rule

State = Literal["active", "superseded", "retracted"]
"""`active` is believed and recalled; the others are kept as history."""

VALUE_VERSION = 1
"""Version of the value's layout, stored in each value as ``"v"``."""

OWN_NAMES = frozenset({"Fact", "Episode", "Rule"})
"""Names of our own contents in the envelope; a profile's schema has another."""


ELSEWHERE = "elsewhere"
"""`Provenance.conversation` of what another program wrote into a user's namespace."""

UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""When it was written, of what says nothing about it."""


def _tag(value: object) -> str:
    if isinstance(value, dict):
        if "schema_name" in value:
            return "ProfileContent"
        return "Episode" if "situation" in value else "Fact" if "predicate" in value else "Rule"
    return type(value).__name__


AnyContent = Annotated[
    Annotated[Fact, Tag("Fact")]
    | Annotated[Episode, Tag("Episode")]
    | Annotated[Rule, Tag("Rule")]
    | Annotated[ProfileContent, Tag("ProfileContent")],
    Discriminator(_tag),
]


class Provenance(Frozen):
    """Where a memory came from.

    Attributes:
        conversation: Id of the conversation.
        turns: Ids of the turns that say it.
        digests: Digests of those turns, by which they are known again.
        ended_by: Digests of the turns that ended it; learned again, they do not bring it back.
        excerpt: The words themselves, shortened.
        said_at: When they were said; of two statements the later one counts.
    """

    conversation: str
    turns: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()
    excerpt: str = ""
    said_at: Instant | None = None


class Record(Frozen):
    """One memory with all that is known about it.

    Attributes:
        id: Its key in the store; unique within the user's memories of this kind.
        kind: semantic, episodic or procedural.
        namespace: Where it is stored: ``(user, kind)``.
        content: The `Fact`, `Episode` or `Rule`, or a profile's `ProfileContent`.
        state: Whether it is believed now; see `State`.
        created_at: When it was first written.
        updated_at: When it was last changed.
        valid_from: Since when it is true in the world: as stated, else when it was said.
        valid_to: When it stopped being true; None while it holds.
        importance: 0 to 1; a weight in recall.
        pinned: Never retired or forgotten by a manager.
        accesses: How often it was recalled into a prompt.
        accessed_at: When it last was.
        slot: What the memory speaks of, as a key for plain code ("user|lives_in"); "" if none.
        provenance: Where it came from.
        echoes: Digests of the last turns that said the same again: no evidence is added by them, but
            who forgets the memory means them, too.
        sources: Of a profile: where each field came from ("city", "address.city"), and each
            item of a list ("likes[tea]"); also those of what was said to be gone.
    """

    id: str
    kind: MemoryKind
    namespace: tuple[str, ...]
    content: AnyContent
    state: State = "active"
    created_at: Instant
    updated_at: Instant
    valid_from: Instant | None = None
    valid_to: Instant | None = None
    importance: float = Field(default=0.5, ge=0, le=1)
    pinned: bool = False
    accesses: int = Field(default=0, ge=0)
    accessed_at: Instant | None = None
    slot: str = ""
    provenance: Provenance
    echoes: tuple[str, ...] = ()
    sources: dict[str, Provenance] = Field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence that is embedded, recalled and shown."""
        return self.content.render()

    @property
    def said_in(self) -> tuple[str, ...]:
        """Digests of all turns that are known to say it."""
        return (*self.provenance.digests, *self.echoes)

    def __str__(self) -> str:
        """Return id and text."""
        return f"[{self.id}] {self.text}"

    def true_at(self, when: Instant) -> bool:
        """Whether the memory was true in the world at `when`, as far as it says."""
        began = self.valid_from is None or self.valid_from <= when
        return began and (self.valid_to is None or when < self.valid_to)

    def to_value(self) -> dict[str, Any]:
        """Return the value to store: LangMem's envelope with the library's own fields beside.

        ``text`` is the one field that is embedded.
        """
        fields = self.model_dump(mode="json", exclude={"id", "namespace", "kind", "content"})
        for name in ("echoes", "sources"):
            if not fields[name]:
                del fields[name]
        name, content = self.content.envelope()
        return {"kind": name, "content": content, "text": self.text, "v": VALUE_VERSION, **fields}

    @classmethod
    def from_value(cls, namespace: tuple[str, ...], key: str, value: dict[str, Any]) -> Self:
        """Read a stored value back.

        What another program wrote there, LangMem's tools for instance, is no memory that was
        decided about, but it can be shown and forgotten; `OneKind.adopt` takes it in.

        Raises:
            StoreError: If the value is not one that `to_value` writes, or of a newer version.
        """
        version = value.get("v")
        if isinstance(version, int) and version > VALUE_VERSION:
            raise StoreError(
                f"Memory {key!r} was written by a newer memorykinds (layout {version}); "
                "upgrade the package to read it."
            )
        if version is None:
            value = _foreign(value)
        fields = {name: value[name] for name in value.keys() - {"kind", "text", "v"}}
        kind = namespace[-1] if namespace else None
        name = value.get("kind")
        if isinstance(name, str) and name not in OWN_NAMES:
            fields["content"] = {"schema_name": name, "data": value.get("content")}
        try:
            return cls.model_validate({**fields, "id": key, "kind": kind, "namespace": namespace})
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise StoreError(
                f"The value at {namespace!r} {key!r} is no memory that memorykinds wrote: {where} "
                f"{error.errors()[0]['msg'].lower()}."
            ) from error


def _foreign(value: dict[str, Any]) -> dict[str, Any]:
    """Return what another program wrote, with the fields that it knows nothing of.

    LangMem writes ``{"content": "…"}``, ``{"kind": "Memory", "content": {"content": "…"}}``, or the
    fields of a schema; and so it does with a memory of ours that it changes.
    """
    name, content = value.get("kind"), value.get("content", value)
    if not isinstance(content, dict):
        content = {"content": content}
    own = next((form for form in (Fact, Episode, Rule) if form.__name__ == name), None)
    if own is not None and not _fits(own, content):
        name = None
    return {
        "kind": name if isinstance(name, str) else "Memory",
        "content": content,
        "created_at": UNKNOWN_TIME,
        "updated_at": UNKNOWN_TIME,
        "provenance": {"conversation": ELSEWHERE},
    }


def _fits(form: type[MemoryContent], content: dict[str, Any]) -> bool:
    try:
        form.model_validate(content)
    except ValidationError:
        return False
    return True


def importance_of(content: MemoryContent) -> float:
    """Return the importance (0 to 1) that a new memory starts with.

    A rule carries its priority; a fact counts as much as it is certain, up to the middle of
    the scale, so that nothing but a person's own act makes a fact outstanding.
    """
    if isinstance(content, Rule):
        return content.priority / 100
    if isinstance(content, Fact):
        return 0.5 * content.confidence
    return 0.5
