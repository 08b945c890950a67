"""Guards: the triggers by which the database itself keeps the journal's promises.

They are not history, so no migration owns them: after every migration all are taken down and put up again as the code
has them, and at start the live ones are compared with the code. The promises, on both engines:

- nothing in an append-only table is updated, deleted, replaced or truncated;
- an entry closes its postings: their number is what it says, they sum to zero per lot (and so in total), and no
  posting joins it later; a posting without an entry cannot be committed;
- positions are gapless, and no entry was recorded before the one in front of it;
- no entry takes effect by the last day that is closed;
- each account's postings are numbered without gaps, and each balance is the one before plus the amount.
"""

from __future__ import annotations

from sqlalchemy import Connection

from ledger.store.guards import postgresql, sqlite


def install(connection: Connection) -> None:
    """Put up every guard as the code has it, in place of whatever was there."""
    if connection.dialect.name == "sqlite":
        sqlite.install(connection)
    else:
        postgresql.install(connection)


def take_down(connection: Connection) -> None:
    """Remove every guard: for a database that is going to be emptied."""
    if connection.dialect.name == "sqlite":
        sqlite.take_down(connection)
    else:
        postgresql.take_down(connection)


def findings(connection: Connection) -> list[str]:
    """Compare the live guards with the code; each finding names a guard and what is wrong with it."""
    return sqlite.findings(connection) if connection.dialect.name == "sqlite" else postgresql.findings(connection)
