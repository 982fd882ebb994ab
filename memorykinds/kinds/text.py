"""Text from anywhere, made safe to store, compare and show.

People paste anything into a conversation: lone surrogates that no encoder takes, control
characters that move a terminal's cursor, a NUL that ends a C string. None of them carries
meaning for a memory.
"""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    """Return `text` without lone surrogates, control and direction-override characters.

    Newlines and tabs stay, and so does every script; a carriage return becomes a newline.
    """
    if text.isascii() and text.isprintable():  # as most is, and a journal has tens of thousands
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # UTF-16 joins a surrogate pair into its character and leaves a lone half undecodable.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """Return `text` cleaned, with every run of white space as one space."""
    return _SPACE.sub(" ", clean(text)).strip()


def normalized(text: str) -> str:
    """Return the form of `text` in which equal meanings are equal strings.

    Compatibility forms, case, punctuation at the ends and white space do not count:
    ``normalized(" Turin. ") == normalized("turin")``.
    """
    folded = unicodedata.normalize("NFKC", one_line(text)).casefold()
    return folded.strip(" .,;:!?\"'“”‘’()[]")


def shorten(text: str, limit: int) -> str:
    """Return one line of at most `limit` characters, ending in … where it was cut."""
    line = one_line(text)
    return line if len(line) <= limit else line[: max(0, limit - 1)].rstrip() + "…"


def require_text(value: str) -> str:
    """Validate that a field holds more than white space, and return it on one line."""
    line = one_line(value)
    if not line:
        raise ValueError("must not be empty")
    return line
