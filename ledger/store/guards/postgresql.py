"""The guards in PostgreSQL's words: statement triggers, which see a whole batch at once.

The refusals are statement triggers too, so they speak even where no row would have been touched. The journal's guards
take the head lock first: whoever writes postings waits for those who write them already, so that nobody's posting can
slip in between another's postings and their entry. All fire ALWAYS, also under ``session_replication_role``; their
functions name their schema and shut out temporary tables. Each entry must follow one that is there, and no position is
used twice, so positions are gapless; what is asked of other rows is asked by key, never by a join that could be planned
otherwise.
Source: https://www.postgresql.org/docs/current/plpgsql-trigger.html
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import Connection, text

from ledger.store.engines.postgresql import APPLICATION_ROLE, SCHEMA
from ledger.store.schema import APPEND_ONLY, MUTABLE, PROJECTIONS

FUNCTION_SETTINGS: Final = (f"search_path={SCHEMA}, pg_temp", "enable_seqscan=off")

REFUSE_CHANGE: Final = """
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
"""

POSTINGS_GUARD: Final = """
BEGIN
  PERFORM 1 FROM head WHERE id = 1 FOR UPDATE;
  IF (SELECT min(position) FROM new_rows) <= (SELECT max(position) FROM entries) THEN
    RAISE EXCEPTION 'a posting joins no entry that is closed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (
    SELECT FROM new_rows AS n
    WHERE n.balance_after - n.amount IS DISTINCT FROM CASE n.account_version WHEN 1 THEN 0 ELSE (
      SELECT p.balance_after FROM postings AS p
      WHERE p.account = n.account AND p.account_version = n.account_version - 1) END
  ) THEN
    RAISE EXCEPTION 'account versions are gapless and each balance is the one before plus the amount'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END
"""

ENTRIES_GUARD: Final = """
BEGIN
  PERFORM 1 FROM head WHERE id = 1 FOR UPDATE;
  IF EXISTS (
    SELECT FROM new_rows AS n
    WHERE n.position <> 1 AND NOT coalesce((
      SELECT e.recorded_at <= n.recorded_at FROM entries AS e WHERE e.position = n.position - 1), false)
  ) THEN
    RAISE EXCEPTION 'positions are gapless and recorded_at never goes back' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (
    SELECT FROM new_rows AS n WHERE n.lines IS DISTINCT FROM (
      SELECT CASE WHEN bool_or(of_lot.amount <> 0) THEN -1 ELSE coalesce(sum(of_lot.found), 0) END
      FROM (
        SELECT count(*) AS found, sum(p.amount) AS amount
        FROM postings AS p WHERE p.position = n.position GROUP BY p.lot) AS of_lot)
  ) THEN
    RAISE EXCEPTION 'an entry has as many postings as it says, and they sum to zero per lot'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF (SELECT min(effective_on) FROM new_rows) <= (SELECT closed_through FROM head WHERE id = 1) THEN
    RAISE EXCEPTION 'an entry takes effect on an open day' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END
"""

FUNCTIONS: Final = {
    "ledger_refuse_change": REFUSE_CHANGE,
    "ledger_guard_postings": POSTINGS_GUARD,
    "ledger_guard_entries": ENTRIES_GUARD,
}

_BEFORE, _INSERT, _DELETE, _UPDATE, _TRUNCATE = 2, 4, 8, 16, 32
"""Bits of ``pg_trigger.tgtype``; the row bit (1) is not set."""


class Trigger(NamedTuple):
    """A statement trigger, as ``pg_trigger`` knows it."""

    name: str
    table: str
    function: str
    kind: int
    transition: str
    enabled: str = "A"

    def sql(self) -> str:
        """Write the statement that puts it up."""
        when = "BEFORE UPDATE OR DELETE OR TRUNCATE" if self.kind & _BEFORE else "AFTER INSERT"
        seen = f"REFERENCING NEW TABLE AS {self.transition} " if self.transition else ""
        return (
            f"CREATE TRIGGER {self.name} {when} ON {SCHEMA}.{self.table} {seen}"
            f"FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.{self.function}()"
        )


TRIGGERS: Final = (
    *(
        Trigger(f"{table}_refuse_change", table, "ledger_refuse_change", _BEFORE | _DELETE | _UPDATE | _TRUNCATE, "")
        for table in APPEND_ONLY
    ),
    Trigger("postings_guard", "postings", "ledger_guard_postings", _INSERT, "new_rows"),
    Trigger("entries_guard", "entries", "ledger_guard_entries", _INSERT, "new_rows"),
)


def install(connection: Connection) -> None:
    """Put up every function and trigger in place of whatever was there, and grant the application role its rights."""
    take_down(connection)
    settings = " ".join(f"SET {setting.replace('=', ' = ')}" for setting in FUNCTION_SETTINGS)
    for name, body in FUNCTIONS.items():
        connection.exec_driver_sql(
            f"CREATE FUNCTION {SCHEMA}.{name}() RETURNS trigger LANGUAGE plpgsql {settings}"
            f" AS $guard${body.replace('%', '%%')}$guard$"
        )
    for trigger in TRIGGERS:
        connection.exec_driver_sql(trigger.sql())
        connection.exec_driver_sql(f"ALTER TABLE {SCHEMA}.{trigger.table} ENABLE ALWAYS TRIGGER {trigger.name}")
    _grant(connection)


def take_down(connection: Connection) -> None:
    """Remove every trigger and the functions behind them."""
    for live in _live_triggers(connection):
        connection.exec_driver_sql(f'DROP TRIGGER "{live.name}" ON {SCHEMA}."{live.table}"')
    for name in FUNCTIONS:
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {SCHEMA}.{name}()")


def findings(connection: Connection) -> list[str]:
    """Compare the live triggers and functions with the code."""
    live = set(_live_triggers(connection))
    result = [
        f"trigger {trigger.name} on {trigger.table} is missing or not as it should be"
        for trigger in TRIGGERS
        if trigger not in live
    ]
    result += [
        f"trigger {trigger.name} on {trigger.table} is not the ledger's own"
        for trigger in sorted(live)
        if (trigger.name, trigger.table) not in {(known.name, known.table) for known in TRIGGERS}
    ]
    bodies = _live_functions(connection)
    for name, body in FUNCTIONS.items():
        if bodies.get(name) != (body, tuple(sorted(FUNCTION_SETTINGS))):
            result.append(f"function {name} is missing or not as it should be")
    return result


def _live_triggers(connection: Connection) -> list[Trigger]:
    found = connection.execute(
        text(
            "SELECT t.tgname, c.relname, p.proname, t.tgtype, coalesce(t.tgnewtable, ''), CAST(t.tgenabled AS text)"
            " FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_proc AS p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = CAST(:schema AS regnamespace)"
        ),
        {"schema": SCHEMA},
    )
    return [Trigger(*row) for row in found]


def _live_functions(connection: Connection) -> dict[str, tuple[str, tuple[str, ...]]]:
    found = connection.execute(
        text(
            "SELECT proname, prosrc, proconfig FROM pg_proc"
            " WHERE pronamespace = CAST(:schema AS regnamespace) AND proname LIKE 'ledger\\_%'"
        ),
        {"schema": SCHEMA},
    )
    return {name: (body, tuple(sorted(settings or ()))) for name, body, settings in found}


def _grant(connection: Connection) -> None:
    """Give the application role, where it exists or can be made, what the service needs and nothing more."""
    if not _ensure_role(connection):
        return
    append_only = ", ".join(APPEND_ONLY)
    tables = ", ".join([*APPEND_ONLY, *MUTABLE, *PROJECTIONS.values()])
    for statement in (
        f"REVOKE ALL ON {tables} FROM PUBLIC, {APPLICATION_ROLE}",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {APPLICATION_ROLE}",
        f"GRANT SELECT, INSERT ON {append_only} TO {APPLICATION_ROLE}",
        f"GRANT SELECT, INSERT, UPDATE ON {', '.join(PROJECTIONS.values())}, client_secrets TO {APPLICATION_ROLE}",
        f"GRANT SELECT, INSERT, UPDATE ON head, documents, imports, invitations TO {APPLICATION_ROLE}",
        f"GRANT SELECT, INSERT, UPDATE ON user_passwords, sessions TO {APPLICATION_ROLE}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON vault TO {APPLICATION_ROLE}",
        f"GRANT SELECT ON alembic_version TO {APPLICATION_ROLE}",
    ):
        connection.exec_driver_sql(statement)


def _ensure_role(connection: Connection) -> bool:
    """Make the role where it is missing and the login may; roles belong to the cluster, so others may be making it."""
    connection.exec_driver_sql(
        f"""DO $role$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION_ROLE}') THEN
            CREATE ROLE {APPLICATION_ROLE} NOLOGIN;
          END IF;
          IF NOT pg_has_role(current_user, '{APPLICATION_ROLE}', 'MEMBER') THEN
            GRANT {APPLICATION_ROLE} TO CURRENT_USER;
          END IF;
        EXCEPTION
          WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
        END
        $role$"""
    )
    found = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": APPLICATION_ROLE})
    return found.first() is not None
