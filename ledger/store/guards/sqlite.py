"""The guards in SQLite's words: row triggers, because it has no others.

REPLACE deletes without firing delete triggers unless ``recursive_triggers`` is on, so a BEFORE INSERT guard refuses
any row whose key is already there, whatever the pragma says.
Source: https://www.sqlite.org/lang_createtrigger.html, https://www.sqlite.org/lang_conflict.html
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

UNIQUE_KEYS: Final = {
    "entries": ("position = NEW.position", "id = NEW.id"),
    "postings": (
        "position = NEW.position AND line = NEW.line",
        "account = NEW.account AND account_version = NEW.account_version",
    ),
    "log_nodes": ("level = NEW.level AND idx = NEW.idx",),
    "remembered": ("request = NEW.request",),
    "checkpoints": ("size = NEW.size",),
    "log_signers": ("public_key = NEW.public_key",),
    "cosignatures": ("size = NEW.size AND name = NEW.name",),
    "access_log": ("number = NEW.number", "id = NEW.id"),
}
"""By what a row of an append-only table could take the place of another."""


def _refusals(table: str) -> dict[str, str]:
    there = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {key})" for key in UNIQUE_KEYS[table])
    return {
        f"{table}_refuse_update": f"CREATE TRIGGER {table}_refuse_update BEFORE UPDATE ON {table} BEGIN"
        f" SELECT RAISE(ABORT, '{table} is append-only: UPDATE refused'); END",
        f"{table}_refuse_delete": f"CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table} BEGIN"
        f" SELECT RAISE(ABORT, '{table} is append-only: DELETE refused'); END",
        f"{table}_refuse_replace": f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} WHEN {there} BEGIN"
        f" SELECT RAISE(ABORT, '{table} is append-only: the key is already there'); END",
    }


POSTINGS_GUARD: Final = """\
CREATE TRIGGER postings_guard BEFORE INSERT ON postings BEGIN
  SELECT RAISE(ABORT, 'a posting joins no entry that is closed')
    WHERE NEW.position <= (SELECT max(position) FROM entries);
  SELECT RAISE(ABORT, 'account versions are gapless and each balance is the one before plus the amount')
    WHERE CASE NEW.account_version
      WHEN 1 THEN NEW.balance_after <> NEW.amount
      ELSE NOT EXISTS (
        SELECT 1 FROM postings WHERE account = NEW.account AND account_version = NEW.account_version - 1
          AND balance_after + NEW.amount = NEW.balance_after) END;
END"""

ENTRIES_GUARD: Final = """\
CREATE TRIGGER entries_guard AFTER INSERT ON entries BEGIN
  SELECT RAISE(ABORT, 'positions are gapless and recorded_at never goes back')
    WHERE NEW.position <> 1 AND NOT EXISTS (
      SELECT 1 FROM entries WHERE position = NEW.position - 1 AND recorded_at <= NEW.recorded_at);
  SELECT RAISE(ABORT, 'an entry has as many postings as it says, and they sum to zero per lot')
    WHERE NEW.lines <> (SELECT count(*) FROM postings WHERE position = NEW.position)
      OR EXISTS (SELECT 1 FROM postings WHERE position = NEW.position GROUP BY lot HAVING sum(amount) <> 0);
  SELECT RAISE(ABORT, 'an entry takes effect on an open day')
    WHERE NEW.effective_on <= (SELECT closed_through FROM head WHERE id = 1);
END"""

TRIGGERS: Final[dict[str, str]] = {
    **{name: sql for table in UNIQUE_KEYS for name, sql in _refusals(table).items()},
    "postings_guard": POSTINGS_GUARD,
    "entries_guard": ENTRIES_GUARD,
}
"""Every trigger by its name, in the words in which SQLite keeps it."""


def install(connection: Connection) -> None:
    """Put up every trigger, in place of whatever was there."""
    take_down(connection)
    for sql in TRIGGERS.values():
        connection.exec_driver_sql(sql)


def take_down(connection: Connection) -> None:
    """Remove every trigger."""
    for name in _live(connection):
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def findings(connection: Connection) -> list[str]:
    """Compare the live triggers with the code."""
    live = _live(connection)
    missing = [f"trigger {name} is missing" for name in TRIGGERS if name not in live]
    strange = [f"trigger {name} is not the ledger's own" for name in live if name not in TRIGGERS]
    changed = [
        f"trigger {name} is not as it should be" for name in TRIGGERS if live.get(name) not in (None, TRIGGERS[name])
    ]
    return missing + strange + changed


def _live(connection: Connection) -> dict[str, str]:
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    return {name: sql for name, sql in found}
