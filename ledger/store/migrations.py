"""Migrations: bring a database to the schema of this code, or take all of it away.

One set of migrations runs on both engines, each upgrade in one transaction, one upgrade at a time. They run as the
owner of the tables, not as the role the service acts in; afterwards the guards are put up as the code has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from ledger.store import guards
from ledger.store.database import backend_of
from ledger.store.revisions import FOLDER, TABLE
from ledger.store.schema import Base

_UPGRADE_LOCK: Final = 0x6C65646765720001
"""Key of the advisory lock that lets one upgrade run at a time on PostgreSQL."""


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest schema; safe to repeat, and to run twice at once."""
    with owner_connection(engine) as connection:
        command.upgrade(_config(connection), "head")


def erase(engine: Engine) -> None:
    """Drop everything that the ledger keeps in this database, journal and all: for a demo that starts over."""
    with owner_connection(engine) as connection:
        guards.take_down(connection)
        Base.metadata.drop_all(connection)
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {TABLE}")


@contextmanager
def owner_connection(engine: Engine) -> Iterator[Connection]:
    """Give a connection inside one transaction that may change the schema, alone.

    The connections of before are thrown away afterwards: they were opened under the old schema and its roles.
    """
    options = backend_of(engine).writing_options()
    try:
        with engine.connect().execution_options(**options) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("RESET ROLE")
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                with _patience(connection):
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _patience(connection: Connection) -> Iterator[None]:
    """Wait for a lock as long as it takes: another upgrade may have much to do."""
    usual = connection.exec_driver_sql("SHOW lock_timeout").scalar_one()
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    yield
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{usual}'")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
