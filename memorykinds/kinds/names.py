"""Namespaces: where a user's memories of one kind are stored.

A namespace is ``(user, kind)``. LangGraph forbids dots in a label and the label "langgraph"
at the root, and most users are e-mail addresses; so a user's name is percent-encoded where it
must be. The encoding is one to one: two users never share a namespace.
"""

import unicodedata
from urllib.parse import unquote

from memorykinds.kinds.content import MemoryKind
from memorykinds.kinds.errors import InputError
from memorykinds.kinds.text import clean

Namespace = tuple[str, ...]

JOURNAL = "journal"
FORGOTTEN = "forgotten"
"""Under the journal, what a person forgot: every learning reads it, so it must be short."""

LEARNED = "learned"
REFLECTION = "reflection"
REFLECTION_ROOT = "*reflection"
"""No user's label: in those an asterisk is encoded."""

NOTES = "notes"
RESERVED_ROOT = "langgraph"
MAX_USER_LENGTH = 256
_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Unicode's categories of what cannot be seen: "ada" and a copy of it would look the same."""
_JOINERS = "\u200c\u200d"
"""Invisible, but part of how Persian, Hindi and emoji are spelt."""


def user_label(user: object) -> str:
    """Return the label under which this user's memories lie.

    Raises:
        InputError: If `user` is no string, blank, too long, or has line breaks, control
            characters or others that cannot be seen.
    """
    if not isinstance(user, str):
        raise InputError(f"user= must be a string such as 'ada', not {type(user).__name__}.")
    if not user.strip():
        raise InputError("user= must not be empty: it keeps one person's memories from another's.")
    if user != clean(user) or any(map(_is_invisible, user)) or len(user) > MAX_USER_LENGTH:
        raise InputError(
            f"user= must be at most {MAX_USER_LENGTH} printable characters on one line."
        )
    label = user.replace("%", "%25").replace(".", "%2E").replace("*", "%2A")
    return f"%{ord(label[0]):02X}{label[1:]}" if label == RESERVED_ROOT else label


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in _INVISIBLE and char not in _JOINERS


def user_of(label: str) -> str:
    """Return the user whose label this is; the inverse of `user_label`."""
    return unquote(label)


def memory_namespace(user: str, kind: MemoryKind) -> Namespace:
    """Return the namespace of the user's memories of one kind."""
    return (user_label(user), kind)


def journal_namespace(user: str) -> Namespace:
    """Return the namespace of the user's journal."""
    return (user_label(user), JOURNAL)


def forgotten_namespace(user: str) -> Namespace:
    """Return the part of the user's journal that says what was forgotten by hand, and undone."""
    return (*journal_namespace(user), FORGOTTEN)


def learned_namespace(user: str) -> Namespace:
    """Return the namespace that says how far each of the user's conversations was learned."""
    return (user_label(user), LEARNED)


def notes_namespace(user: str) -> Namespace:
    """Return the namespace of what programs note down for themselves; see `Note`."""
    return (user_label(user), NOTES)


def reflection_namespace(user: str) -> Namespace:
    """Return the namespace of what the user said and what is still to be learned."""
    return (user_label(user), REFLECTION)


def reflection_jobs_namespace(user: str | None = None) -> Namespace:
    """Return the namespace of the jobs of background reflection, of one user or of all.

    One search must find what is due, whosever it is, so jobs lie together; they hold no word
    that was said.
    """
    return (REFLECTION_ROOT,) if user is None else (REFLECTION_ROOT, user_label(user))
