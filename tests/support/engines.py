"""The two engines, and a fresh database of either: nothing in it, nobody else in it, gone afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.postgres import PostgresServer

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
ENGINES = (SQLITE, POSTGRESQL)


def sqlite_url(path: Path) -> str:
    """Return the SQLAlchemy address of the SQLite file at this absolute path."""
    return f"sqlite:///{path}"


@contextmanager
def fresh_database(engine: str, folder: Path, server: Callable[[], PostgresServer]) -> Iterator[str]:
    """Give the address of an empty database: a file in the folder, or a database on the server.

    The server is asked for only when the engine needs one, so that SQLite's tests do not wait for PostgreSQL.
    """
    if engine == SQLITE:
        yield sqlite_url(folder / "ledger.db")
        return
    postgres = server()
    url = postgres.create_database()
    try:
        yield url
    finally:
        postgres.drop_database(url)
