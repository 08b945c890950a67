"""How migrations reach a database: through the connection they are given, else by ``LEDGER_DATABASE_URL``."""

import os
import sys

from alembic import context
from sqlalchemy import Connection

from ledger.store import guards
from ledger.store.database import create_store_engine
from ledger.store.migrations import owner_connection
from ledger.store.schema import Base


def migrate(connection: Connection) -> None:
    """Run what is asked for inside the connection's transaction, then put up the guards as the code has them."""
    context.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True)
    context.run_migrations()
    guards.install(connection)


def main() -> None:
    """Find the connection and migrate."""
    if context.is_offline_mode():
        sys.exit("the guards depend on the live database: run migrations against it, without --sql")
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    url = os.environ.get("LEDGER_DATABASE_URL")
    if not url:
        sys.exit("LEDGER_DATABASE_URL is not set: sqlite:///... or postgresql+psycopg://...")
    with owner_connection(create_store_engine(url)) as connection:
        migrate(connection)


main()
