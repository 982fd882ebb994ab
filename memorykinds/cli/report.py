"""`Report`: what the doctor found, as plain data that a terminal or a program can read."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Topic = Literal["Packages", "Models", "Providers", "Data"]
State = Literal["good", "note", "bad"]
"""`note` is worth knowing, and everything works all the same; `bad` is what must be mended."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        topic: The heading it stands under.
        name: What was looked at.
        state: How it is.
        text: What was found, in a few words.
        mend: The one line that mends it, or None.
    """

    topic: Topic
    name: str
    state: State
    text: str
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How much one namespace of a store holds."""

    namespace: tuple[str, ...]
    items: int
    vectors: int


@dataclass(frozen=True, slots=True)
class StoreFile:
    """What a store's file holds.

    Attributes:
        path: The file.
        bytes: Its size, with that of its log.
        layout: The version of its tables.
        embedder: The model that made its vectors, or None.
        dims: The length of its vectors, or None.
        namespaces: What each namespace holds.
        damage: One line for each thing that is broken; empty if the file is sound.
    """

    path: str
    bytes: int
    layout: int
    embedder: str | None
    dims: int | None
    namespaces: tuple[Count, ...]
    damage: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found.

    Attributes:
        findings: In the order in which they are shown.
        store: The file that was looked into, if one was named and could be read.
    """

    findings: tuple[Finding, ...]
    store: StoreFile | None = None

    @property
    def healthy(self) -> bool:
        """Whether every part that is needed works."""
        return all(finding.state != "bad" for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as what JSON can hold."""
        return {"healthy": self.healthy, **asdict(self)}
