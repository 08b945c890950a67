"""Database: the engine, whoever makes it, and how each connection is prepared."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, make_url

from ledger.store.engines import postgresql, sqlite
from ledger.store.engines.backend import Backend
from ledger.store.engines.postgresql import Postgresql, Timeouts
from ledger.store.engines.sqlite import Sqlite


class UnknownEngine(ValueError):
    """A database address that is neither SQLite nor PostgreSQL."""


def engine_options(url: str) -> dict[str, Any]:
    """Give the options of ``create_engine`` (``SQLALCHEMY_ENGINE_OPTIONS``) for a database address.

    Raises:
        UnknownEngine: for an address of another engine or driver.
    """
    driver = make_url(url).drivername
    if driver in ("sqlite", "sqlite+pysqlite"):
        return sqlite.engine_options()
    if driver == "postgresql+psycopg":
        return postgresql.engine_options()
    raise UnknownEngine(f"expected sqlite:///... or postgresql+psycopg://..., found {driver}://")


def configure_engine(engine: Engine, timeouts: Timeouts | None = None) -> None:
    """Make every new connection of an engine durable and strict; to be called once, before the first."""
    backend_of(engine, timeouts).prepare(engine)


def create_store_engine(url: str, timeouts: Timeouts | None = None) -> Engine:
    """Make a configured engine without an application: for commands, migrations and tests."""
    engine = create_engine(url, **engine_options(url))
    configure_engine(engine, timeouts)
    return engine


def backend_of(engine: Engine, timeouts: Timeouts | None = None) -> Backend:
    """Give the words of an engine."""
    return Sqlite() if engine.dialect.name == "sqlite" else Postgresql(timeouts)
