"""The two engines, and a fresh database of either: nothing in it, nobody else in it, gone afterwards."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

from tests.support.postgres import PostgresServer

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
ENGINES = (SQLITE, POSTGRESQL)

Built = TypeVar("Built")


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


@contextmanager
def once_for_each_engine(build: Callable[[str], AbstractContextManager[Built]]) -> Iterator[Callable[[str], Built]]:
    """Give what is built on an engine when it is first asked for, and kept until the end.

    A fixture of the session whose parameter is the engine would be built anew for every module: tests go module by
    module, each on one engine and then on the other, and pytest keeps what it made for a parameter until the next.
    """
    with ExitStack() as stack:
        yield cache(lambda engine: stack.enter_context(build(engine)))
