"""`look_into_store`: what a file or a Postgres address holds, and whose vectors it has."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from memorykinds.cli.report import Finding, StoreContents, tried


def look_into_store(
    location: str, embeddings: str = "offline"
) -> tuple[list[Finding], StoreContents | None]:
    """Return what was found at `location`, and what it holds if that could be read.

    Args:
        location: A file or an address. An address is never shown, for it may hold a password.
        embeddings: What the vectors there are compared with; nothing is embedded for it.
    """
    from memorykinds.postgres import SCHEMES

    scheme, is_address, _ = location.partition("://")
    if is_address and scheme not in SCHEMES:
        text = "is neither a file nor an address of Postgres; only these can be looked into"
        return [Finding("Data", scheme, "note", text)], None
    rows: list[Finding] = []
    held: list[StoreContents] = []

    def look() -> Finding:
        (first, *others), contents = (_address if is_address else _file)(location)
        rows.extend(others)
        held.append(contents)
        return first

    rows.insert(0, tried("Data", "Postgres" if is_address else location, look))
    for contents in held:
        rows += _embedder_of(contents, embeddings, None if is_address else location)
    return rows, held[0] if held else None


def _file(location: str) -> tuple[list[Finding], StoreContents]:
    from memorykinds.cli.store_file import look_into

    contents = look_into(Path(location))
    if contents.damage:
        mend = f"restore it from a copy, or run: memorykinds doctor {quote(location)} --repair"
        return [Finding("Data", location, "bad", "; ".join(contents.damage), mend)], contents
    return [Finding("Data", location, "good", "sound")], contents


def _address(location: str) -> tuple[list[Finding], StoreContents]:
    from memorykinds.cli.store_address import look_into_address

    return look_into_address(location)


def _embedder_of(contents: StoreContents, embeddings: str, file: str | None) -> Iterator[Finding]:
    """Say whether the current embedder made the vectors, where a store knows which one did."""
    if contents.embedder is not None:
        made = f"{contents.embedder}, {contents.dims} dimensions, made the vectors"
        made_by = contents.embedder
        yield tried("Data", "embedder", lambda: _compared(made_by, made, embeddings, file))


def _compared(made_by: str, made: str, embeddings: str, file: str | None) -> Finding:
    from memorykinds.models import embedder
    from memorykinds.models.embeddings import embedder_name

    with warnings.catch_warnings():  # a stand-in is told of among the models
        warnings.simplefilter("ignore")
        current = embedder_name(embedder(embeddings))
    if current == made_by:
        return Finding("Data", "embedder", "good", f"{made}; {embeddings!r} is the same")
    text = f"{made}; {embeddings!r}, which is {current}, cannot be compared with them"
    mend = "open it with the embedder that made them"
    if file is not None:
        mend += f", or run: memorykinds reindex {quote(file)} --embeddings {embeddings}"
    return Finding("Data", "embedder", "note", text, mend)
