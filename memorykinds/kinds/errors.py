"""Every error a user can meet, each carrying one sentence that says what to do.

They all derive from `MemoryKindsError`, so one ``except`` is enough. Where Python has a
built-in class of the same meaning they derive from it too: code that already catches
`ValueError` for a bad argument keeps working.
"""


class MemoryKindsError(Exception):
    """The base of all errors raised by memorykinds; its text is one sentence."""


class InputError(MemoryKindsError, ValueError):
    """What was passed in cannot be used: a conversation, a user, a location, a model's name."""


class NotFoundError(MemoryKindsError, LookupError):
    """No memory of this user has the id that was asked for."""


class StoreError(MemoryKindsError):
    """The store cannot be opened, read or written: a wrong file, a read-only folder, a lock."""


class MissingPartError(MemoryKindsError, ImportError):
    """A package or a file that this call needs is not installed; the text names it."""


class ModelError(MemoryKindsError):
    """The chat model did not give a usable answer, and nothing was written.

    Attributes:
        status: The HTTP status of the provider's answer, or None when there was none.
        retry_after: Seconds the provider asked to wait, or None.
        tokens: Tokens in and out that it took nonetheless, or None if nobody knows.
    """

    tokens: tuple[int, int] | None = None

    def __init__(
        self, sentence: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.retry_after = retry_after


class NotRecordedError(ModelError):
    """A cassette has no answer to what was asked; no model was asked, and nothing was written."""
