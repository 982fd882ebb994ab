"""`look_into_address`: what a Postgres address holds, in plain rows. It is only read."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from memorykinds.cli.report import Count, Finding, StoreContents
from memorykinds.postgres import require_parts

if TYPE_CHECKING:
    from memorykinds.postgres.examining import Examined


def look_into_address(address: str) -> tuple[list[Finding], StoreContents]:
    """Return what was found of a server and its tables, and what these hold.

    Raises:
        MissingPartError: If a package of the extra is missing.
        InputError: If it is no address.
        StoreError: If the server cannot be reached, or refuses to tell.
    """
    require_parts()
    from memorykinds.postgres.examining import examine

    found = examine(address)
    return list(_rows(found)), StoreContents(
        place=found.place,
        bytes=found.bytes,
        layout=found.migration,
        embedder=found.embedder,
        dims=found.dims,
        namespaces=tuple(
            Count(tuple(labels.split(".")), items, vectors)
            for labels, items, vectors in found.counts
        ),
        damage=(),
    )


def _rows(found: "Examined") -> Iterator[Finding]:
    text = f"{found.place} answers: PostgreSQL {found.server}"
    yield Finding("Data", "Postgres", "good", text)
    yield _pgvector(found)
    yield _tables(found)
    for name, mend in found.lacking.items():
        text = f"the index {name} is not there: each learn reads all rows of the user"
        yield Finding("Data", "look-ups", "note", text, mend)


def _pgvector(found: "Examined") -> Finding:
    if found.pgvector is not None:
        return Finding("Data", "pgvector", "good", found.pgvector)
    if found.offered:
        text = "on the server, not yet in this database; the first memory adds it"
        return Finding("Data", "pgvector", "note", text, "CREATE EXTENSION vector")
    text = "not on the server"
    return Finding("Data", "pgvector", "bad", text, "install postgresql-NN-pgvector there")


def _tables(found: "Examined") -> Finding:
    if found.migration is None:
        return Finding("Data", "tables", "note", "none yet; the first memory makes them")
    layout = f"migration {found.migration} of LangGraph's store"
    if found.missing:
        text = f"{layout}, without {', '.join(found.missing)}; the next memory adds what is missing"
        return Finding("Data", "tables", "note", text)
    if found.migration < found.newest:
        text = f"{layout}; the next memory brings them to {found.newest}"
        return Finding("Data", "tables", "note", text)
    if found.migration > found.newest:
        text = f"{layout}, and this package knows {found.newest}"
        mend = "pip install --upgrade langgraph-checkpoint-postgres"
        return Finding("Data", "tables", "note", text, mend)
    return Finding("Data", "tables", "good", f"all there, {layout}, the newest")
