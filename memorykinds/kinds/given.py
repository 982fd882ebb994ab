"""`given`: what a caller passed, if it is of the class that it must be."""

from typing import Any, TypeVar

from memorykinds.kinds.errors import InputError

T = TypeVar("T")


def given(value: Any, wanted: type[T], name: str) -> T:
    """Return `value` if it is a `wanted`.

    Args:
        value: What was passed.
        wanted: Its class.
        name: What to call it in the sentence: "retention=".

    Raises:
        InputError: If it is of another class.
    """
    if not isinstance(value, wanted):
        raise InputError(f"{name} must be of type {wanted.__name__}, not {type(value).__name__}.")
    return value
