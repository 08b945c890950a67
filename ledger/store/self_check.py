"""Self-check: the database proves that it keeps the ledger's promises before the service starts on it.

Nothing is believed that can be tried: inside a transaction that is rolled back, a probe entry is written, and then
every forbidden change is attempted on it. Settings, schema and triggers are compared with what the code expects. Every
finding shows the way out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine, Executable, Table, delete, insert, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.exc import DBAPIError

from ledger.store import guards
from ledger.store.database import backend_of
from ledger.store.engines.backend import driver_error
from ledger.store.engines.postgresql import APPLICATION_ROLE
from ledger.store.engines.sqlite import OLDEST_VERSION
from ledger.store.errors import StoreUnavailable
from ledger.store.revisions import current_revision, expected_revision
from ledger.store.schema import APPEND_ONLY, Base
from ledger.store.schema_names import expected_names, live_names

Values = dict[str, Any]

OLDEST_POSTGRESQL: Final = 130_000
MIGRATE: Final = "run `ledger migrate`"
RESTORE: Final = f"somebody changed the database by hand; find out who and what else, then {MIGRATE}"
_REFUSALS: Final = frozenset({"23001", "42501"})
"""What PostgreSQL says: restrict_violation (a guard), insufficient_privilege (a missing right)."""
_PROBE: Final = "self-check"
_OPEN_DAY: Final = "9999-12-31"


def prove_store(engine: Engine) -> list[str]:
    """Try the database out; give what is wrong with it, nothing where it is fit. Takes the head lock, leaves no trace.

    Raises:
        DBAPIError: the database cannot be asked at all.
    """
    backend = backend_of(engine)
    with engine.connect().execution_options(**backend.writing_options()) as connection:
        transaction = connection.begin()
        try:
            behind = _revision_findings(connection)
            if behind:
                return behind
            result = [*_schema_findings(connection), *_settings_findings(connection)]
            result += [f"{finding}: {RESTORE}" for finding in guards.findings(connection)]
            if result:
                return result
            backend.lock_head(connection, ())  # the probes stand where whoever posts meanwhile would write
            return [f"{finding}: {RESTORE}" for finding in _attempts(connection)]
        finally:
            transaction.rollback()


def prove_schema(engine: Engine) -> list[str]:
    """Give what is wrong with the schema's revision alone: what a look for damage needs, and no more.

    Raises:
        StoreUnavailable: the database did not answer.
    """
    try:
        with engine.connect() as connection:
            return _revision_findings(connection)
    except DBAPIError as error:
        if backend_of(engine).diagnose(error) is None:
            raise
        raise StoreUnavailable(f"the database did not answer: {error}") from error


def _revision_findings(connection: Connection) -> list[str]:
    found, expected = current_revision(connection), expected_revision()
    return [] if found == expected else [f"the schema is at revision {found or 'none'}, expected {expected}: {MIGRATE}"]


def advice(engine: Engine) -> list[str]:
    """Give what would make a fit database safer still."""
    if engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
        user, owns = connection.execute(
            text(
                "SELECT current_user, pg_has_role(current_user, tableowner, 'MEMBER') FROM pg_tables"
                " WHERE schemaname = 'public' AND tablename = 'entries'"
            )
        ).one()
    if not owns:
        return []
    return [
        f"the service acts as {user}, who owns the journal: as a superuser, CREATE ROLE {APPLICATION_ROLE} NOLOGIN;"
        f" GRANT {APPLICATION_ROLE} TO {user}; then {MIGRATE}"
    ]


def _schema_findings(connection: Connection) -> Iterator[str]:
    """Compare the names of columns, constraints and indexes: a lost CHECK is lost silently."""
    columns, names = live_names(connection)
    for name, table in Base.metadata.tables.items():
        if set(table.columns.keys()) != columns.get(name):
            yield f"table {name} does not have the columns it should: {RESTORE}"
        for missing in sorted(expected_names(table) - names.get(name, set())):
            yield f"{missing} on table {name} is missing: {RESTORE}"


def _settings_findings(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        yield from _sqlite_settings(connection)
    else:
        yield from _postgresql_settings(connection)


def _sqlite_settings(connection: Connection) -> Iterator[str]:
    version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    if tuple(map(int, version.split("."))) < OLDEST_VERSION:
        oldest = ".".join(map(str, OLDEST_VERSION))
        yield f"SQLite is {version}, expected {oldest} or newer: install requirements.txt as it is"
    for pragma, expected, why in (
        ("journal_mode", "wal", "readers must not wait for the writer; use a file on a local disk"),
        ("synchronous", 2, "an acknowledged write must survive a power cut; do not set it below FULL"),
        ("foreign_keys", 1, "a posting needs its entry; do not turn it off"),
        ("recursive_triggers", 1, "REPLACE must meet the guards; do not turn it off"),
    ):
        found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
        if found != expected:
            yield f"SQLite's {pragma} is {found}, expected {expected}: {why}"


def _postgresql_settings(connection: Connection) -> Iterator[str]:
    def setting(name: str) -> str:
        return str(connection.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar_one())

    if int(setting("server_version_num")) < OLDEST_POSTGRESQL:
        yield f"PostgreSQL is {setting('server_version')}, expected 13 or newer: upgrade the server"
    for name in ("fsync", "full_page_writes"):
        if setting(name) != "on":
            yield f"PostgreSQL's {name} is {setting(name)}, expected on: set it in postgresql.conf and restart"
    if setting("synchronous_commit") == "off":
        yield "PostgreSQL's synchronous_commit is off: an acknowledged write must survive a power cut; set it to on"
    if setting("server_encoding") != "UTF8":
        yield f"the database's encoding is {setting('server_encoding')}, expected UTF8: create it anew with UTF8"
    for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
        if setting(name) == "0":
            yield f"PostgreSQL's {name} is 0: nobody may wait for ever; set it on the engine"


def _attempts(connection: Connection) -> Iterator[str]:
    """Write a probe entry, then try everything that is forbidden."""
    position, recorded_at = connection.execute(text("SELECT position, recorded_at FROM head WHERE id = 1")).one()
    probes = _probe_rows(position + 1, recorded_at)
    for name, values in probes:
        if error := _try(connection, [insert(_table(name)).values(values)], keep=True):
            yield f"a lawful row was refused by table {name} ({error})"
            return
    rows = dict(probes)
    forbidden = [
        (f"{what} on table {name}", [attempt])
        for name in APPEND_ONLY
        for what, attempt in _changes(connection.dialect.name, _table(name), rows[name])
    ]
    for what, unlawful in _unlawful(position + 2, recorded_at):
        forbidden.append((what, [insert(_table(name)).values(values) for name, values in unlawful]))
    for what, attempts in forbidden:
        error = _try(connection, attempts)
        if error is None:
            yield f"{what} was not refused"
        elif not _is_refusal(error):
            yield f"{what} failed ({error}), but no guard refused it"


def _try(connection: Connection, attempts: Sequence[Executable], *, keep: bool = False) -> BaseException | None:
    """Try something in a savepoint; give the driver's error where it failed."""
    savepoint = connection.begin_nested()
    try:
        for attempt in attempts:
            connection.execute(attempt)
    except DBAPIError as error:
        savepoint.rollback()
        return driver_error(error)
    if keep:
        savepoint.commit()
    else:
        savepoint.rollback()
    return None


def _is_refusal(error: BaseException) -> bool:
    """Tell a guard's refusal (or a missing right) from every other error."""
    if state := getattr(error, "sqlstate", None):
        return state in _REFUSALS
    # SQLite's own constraints say "UNIQUE constraint failed", a guard says its sentence.
    name = str(getattr(error, "sqlite_errorname", ""))
    return name.startswith("SQLITE_CONSTRAINT") and "constraint failed" not in str(error)


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _changes(dialect: str, table: Table, row: Values) -> Iterator[tuple[str, Executable]]:
    """Give the ways to change a row that is there."""
    of_probe = [column == row[column.name] for column in table.primary_key.columns]
    last = list(table.columns)[-1].name
    yield "UPDATE", update(table).where(*of_probe).values({last: row[last]})
    yield "DELETE", delete(table).where(*of_probe)
    if dialect == "sqlite":
        yield "REPLACE", insert(table).prefix_with("OR REPLACE").values(row)
    else:
        upsert = postgresql_insert(table).values(row)
        yield (
            "ON CONFLICT DO UPDATE",
            upsert.on_conflict_do_update(constraint=table.primary_key, set_={last: row[last]}),
        )
        yield "TRUNCATE", text(f"TRUNCATE {table.name} CASCADE")


def _entry(position: int, recorded_at: str, lines: int) -> tuple[str, Values]:
    values: Values = {column.name: "" for column in _table("entries").columns}
    values |= {"position": position, "id": f"{_PROBE} {position}", "recorded_at": recorded_at, "format": 1}
    values |= {"lines": lines, "bytes": b"{}", "leaf_hash": bytes(32), "kind": _PROBE}
    values |= {"effective_on": _OPEN_DAY}
    return "entries", values


def _posting(
    position: int, line: int, amount: int, version: int, balance: int, lot: str = _PROBE
) -> tuple[str, Values]:
    values: Values = {"position": position, "line": line, "account": _PROBE, "lot": lot, "amount": amount}
    return "postings", values | {
        "account_version": version,
        "balance_after": balance,
        "holder": "",
        "effective_on": "",
        "rule": "",
    }


def _probe_rows(position: int, recorded_at: str) -> list[tuple[str, Values]]:
    """Give one lawful row for each append-only table, in the order in which they may be written."""
    return [
        _posting(position, 1, 1, 1, 1),
        _posting(position, 2, -1, 2, 0),
        _entry(position, recorded_at, 2),
        ("log_nodes", {"level": 1 << 20, "idx": 0, "hash": bytes(32)}),
        ("remembered", {"request": _PROBE, "fingerprint": "", "answer": "", "trace_id": "", "position": position}),
        ("checkpoints", {"size": 1 << 60, "root": bytes(32), "note": "", "signed_at": ""}),
        ("log_signers", {"public_key": "0" * 64, "first_size": 1 << 60}),
        ("cosignatures", {"size": 1 << 60, "name": _PROBE, "line": _PROBE, "cosigned_at": ""}),
        _access_line(position),
    ]


def _access_line(position: int) -> tuple[str, Values]:
    values: Values = {column.name: "" for column in _table("access_log").columns}
    return "access_log", values | {"number": 1 << 60, "id": _PROBE, "position": position, "hash": bytes(32)}


def _unlawful(position: int, recorded_at: str) -> Iterator[tuple[str, list[tuple[str, Values]]]]:
    """Give rows that break a promise; the probe's postings are versions 1 and 2, its entry is the one before."""
    entry = _entry(position, recorded_at, 2)
    yield "an entry that does not sum to zero", [_posting(position, 1, 5, 3, 5), _posting(position, 2, -4, 4, 1), entry]
    yield (
        "an entry that does not sum to zero per lot",
        [_posting(position, 1, 5, 3, 5, "one lot"), _posting(position, 2, -5, 4, 0, "another"), entry],
    )
    yield "an entry with fewer postings than it says", [entry]
    table, values = _entry(position, recorded_at, 0)
    yield "an entry in a closed period", [(table, values | {"effective_on": ""})]
    yield "a gap between positions", [_entry(position + 1, recorded_at, 0)]
    yield "a posting for an entry that is closed", [_posting(position - 1, 3, 5, 3, 5)]
    yield "a gap between an account's versions", [_posting(position, 1, 5, 4, 5)]
    yield "a wrong running balance", [_posting(position, 1, 5, 3, 6)]
