"""`Report`: what the doctor found, as plain data that a terminal or a program can read."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from memorykinds.kinds.errors import MemoryKindsError

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
class StoreContents:
    """What a store's file or database holds.

    Attributes:
        place: The file, or what to call the database: never its address, which may hold a
            password.
        bytes: Its size: of a file with its log, of tables with their indexes.
        layout: The version of its tables; None if there are none.
        embedder: The model that made its vectors, or None.
        dims: The length of its vectors, or None.
        namespaces: What each namespace holds.
        damage: One line for each thing that is broken; empty if it is sound.
    """

    place: str
    bytes: int
    layout: int | None
    embedder: str | None
    dims: int | None
    namespaces: tuple[Count, ...]
    damage: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found.

    Attributes:
        findings: In the order in which they are shown.
        store: What the file or database that was named holds, if it could be read.
    """

    findings: tuple[Finding, ...]
    store: StoreContents | None = None

    @property
    def healthy(self) -> bool:
        """Whether every part that is needed works."""
        return all(finding.state != "bad" for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as what JSON can hold."""
        return {"healthy": self.healthy, **asdict(self)}


def tried(topic: Topic, name: str, look: Callable[[], Finding]) -> Finding:
    """Return what `look` finds; whatever it raises is a finding too."""
    try:
        return look()
    except MemoryKindsError as error:
        return Finding(topic, name, "bad", str(error))
    except Exception as error:  # noqa: BLE001 -- a broken package fails in any way at all
        lines = str(error).strip().splitlines() or [""]
        return Finding(topic, name, "bad", f"{type(error).__name__}: {lines[0]}")
