"""PostgreSQL: the system of record.

Every connection has its timeouts, a fixed search path, commits that wait for the disk, and, where the role exists and
the login may, acts as ``ledger_app``, which owns nothing. A unit of work that writes locks the head's row in a
statement of its own (in one statement with the reads, balances could come back stale) and pins its plans. Questions
and writes go through a ``Pipe``: one round trip for many statements.
Sources: https://www.postgresql.org/docs/current/runtime-config-client.html, libpq-pipeline-mode.html
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby
from typing import Any, Final, cast

import psycopg
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper
from sqlalchemy import Connection, Engine, PoolProxiedConnection, event
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ledger.store.engines.backend import Question, Table, Trouble, Write, driver_error
from ledger.store.engines.pipe import Pipe, Statement

APPLICATION_ROLE: Final = "ledger_app"
SCHEMA: Final = "public"
COPY_FROM_ROWS: Final = 2_000
"""From here on COPY is quicker than unnest."""

LOCK_HEAD: Final = """
SELECT position, recorded_at, frontier, closed_through,
  set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_hashjoin', 'off', true),
  set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true)
FROM head WHERE id = 1 FOR UPDATE"""
"""Locks the head's row, and pins the plans of the unit of work that follows to indexes."""
BEGIN: Final[Statement] = ("BEGIN", ())
COMMIT: Final[Statement] = ("COMMIT", ())
_BYTEA_OID: Final = 17
_PIPE: Final = "ledger_pipe"
WHOLE_KEYS: Final = ("n", "year")
"""Second parts of pairs that are whole numbers."""
_BUSY_STATES: Final = frozenset({"25006", "40001", "40P01", "53300", "55P03", "57014", "57P03"})
_LOST_CLASSES: Final = ("08", "57P")
_LOST_STATES: Final = frozenset({"25P03"})


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a connection waits before it gives up, in milliseconds."""

    lock_ms: int = 5_000
    statement_ms: int = 30_000
    idle_in_transaction_ms: int = 30_000


def engine_options() -> dict[str, Any]:
    """Give what ``create_engine`` needs."""
    return {"pool_use_lifo": True}


class Postgresql:
    """PostgreSQL's words."""

    name = "postgresql"
    placeholder = "%s"
    one_writer_per_process = False

    def __init__(self, timeouts: Timeouts | None = None) -> None:
        self.timeouts = timeouts or Timeouts()

    def prepare(self, engine: Engine) -> None:
        """Make every new connection durable and strict."""
        event.listen(engine, "connect", self._on_connect)

    def _on_connect(self, connection: psycopg.Connection[Any], record: Any) -> None:
        # Whole numbers always travel as bigint, so that a statement is prepared once and not once for each width.
        connection.adapters.register_dumper(int, Int8Dumper)
        connection.adapters.register_dumper(int, Int8BinaryDumper)
        # The driver throws all prepared statements of a connection away when it rolls back; the pipe keeps its own.
        connection.prepare_threshold = None
        settings = {
            "search_path": SCHEMA,
            "default_transaction_isolation": "read committed",
            "lock_timeout": str(self.timeouts.lock_ms),
            "statement_timeout": str(self.timeouts.statement_ms),
            "idle_in_transaction_session_timeout": str(self.timeouts.idle_in_transaction_ms),
            # A plan that is pinned away from a table scan looks dear up to version 17, and would be compiled each time.
            "jit": "off",
            # A page walks an index in its very order; sorting group by group along another reads whole accounts.
            "enable_incremental_sort": "off",
        }
        calls = ", ".join("set_config(%s, %s, false)" for _ in settings)
        connection.execute(f"SELECT {calls}", [part for pair in settings.items() for part in pair])
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
        connection.execute(
            "SELECT set_config('role', rolname, false) FROM pg_roles"
            " WHERE rolname = %s AND pg_has_role(current_user, oid, 'MEMBER')",
            [APPLICATION_ROLE],
        )
        connection.commit()

    def writing_options(self) -> dict[str, Any]:
        """Give the options of a connection that writes: the lock orders everything, READ COMMITTED sees it."""
        return {}

    def reading_options(self) -> dict[str, Any]:
        """Give the options of a connection that reads one snapshot."""
        return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    def commit_by_itself(self, connection: Any) -> None:
        """Let libpq commit each statement."""
        connection.autocommit = True

    def lock_head(self, connection: Connection, questions: Sequence[Question]) -> tuple[Any, list[list[Any]]]:
        """Begin, lock the head's row in a statement of its own, and answer questions, in one round trip."""
        _, head, *answers = _pipe(connection).run([BEGIN, (LOCK_HEAD, ()), *questions])
        return head[0][:4], answers

    def ask(self, connection: Connection, questions: Sequence[Question]) -> list[list[Any]]:
        """Answer questions in one round trip."""
        return _pipe(connection).run(questions)

    def ask_once(self, connection: PoolProxiedConnection, question: Question) -> list[Any]:
        """Answer one question, which commits by itself."""
        return _pipe(connection).run([question])[0]

    def write(self, connection: Connection, writes: Iterable[Write], *, commit: bool) -> None:
        """Write rows: large new ones by COPY, everything else in one round trip, which commits if it is the last."""
        steps = (write if _is_bulky(write) else _insert(write) for write in writes)
        for bulky, group in groupby(chain(steps, [COMMIT] if commit else []), key=lambda step: isinstance(step, Write)):
            if bulky:
                for write in cast("Iterator[Write]", group):
                    _copy(_raw(connection), write)
            else:
                _pipe(connection).run(cast("Iterator[Statement]", group))

    def among(self, column: str) -> str:
        """Give the condition that a column is among the keys of one parameter."""
        return f"{column} = ANY (%s::text[])"

    def keys(self, keys: Collection[Any]) -> Any:
        """Give the one parameter of ``among``."""
        return array_literal("text", keys)

    def pairs(self, first: str, second: str) -> str:
        """Give the pairs as a FROM item."""
        kind = "bigint" if second in WHOLE_KEYS else "text"
        return f"unnest(%s::text[], %s::{kind}[]) AS k ({first}, {second})"

    def pair_parameters(self, pairs: Collection[tuple[Any, Any]]) -> tuple[Any, ...]:
        """Give the parameters of ``pairs``."""
        first, second = zip(*pairs, strict=True)
        return array_literal("text", first), array_literal(_kind_of(second), second)

    def first_lots(self, columns: str) -> str:
        """Walk the index of each wallet as far as it is wanted."""
        return (
            f"SELECT b.* FROM {self.pairs('holder', 'n')} CROSS JOIN LATERAL (SELECT {columns} FROM lot_balances"
            " WHERE holder = k.holder AND kind = 'available' AND amount <> 0"
            " ORDER BY due_on, lot_position, lot LIMIT nullif(k.n, 0)) AS b"
            " ORDER BY b.holder, b.due_on, b.lot_position, b.lot"
        )

    def diagnose(self, error: BaseException) -> Trouble | None:
        """Tell a lost connection and a wait that was given up from every other error."""
        if isinstance(error, PoolTimeout):
            return Trouble.BUSY
        found = driver_error(error)
        known = isinstance(found, psycopg.OperationalError | psycopg.InterfaceError | psycopg.InternalError)
        if not known or isinstance(found, psycopg.errors.PipelineAborted):
            return None
        state = getattr(found, "sqlstate", None)
        if state is None:
            return None if isinstance(found, psycopg.InternalError) else Trouble.LOST
        if state in _BUSY_STATES:
            return Trouble.BUSY
        return Trouble.LOST if state.startswith(_LOST_CLASSES) or state in _LOST_STATES else None


def array_literal(kind: str, values: Collection[Any]) -> str:
    """Write an array as PostgreSQL reads it; the driver's own way through a list costs ten times as much.

    Source: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO

    >>> print(array_literal("bigint", [1, -2]), array_literal("text", ["one", ""]), array_literal("text", ['"']))
    {1,-2} {"one",""} {"\\""}
    """
    if not values:
        return "{}"
    if kind == "bigint":
        return "{" + ",".join(map(str, values)) + "}"
    whole = "".join(values)
    if '"' in whole or "\\" in whole:
        values = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
    return '{"' + '","'.join(values) + '"}'


def _array(kind: str, values: Collection[Any]) -> str | bytes:
    return _octets_array(values) if kind == "bytea" else array_literal(kind, values)


def _octets_array(values: Collection[bytes]) -> bytes:
    """Write an array of bytes in PostgreSQL's binary form (``array_recv``): half as long as the text."""
    head = b"".join(number.to_bytes(4) for number in (1, 0, _BYTEA_OID, len(values), 1))
    return head + b"".join([part for value in values for part in (len(value).to_bytes(4), value)])


def _kind_of(values: Collection[Any]) -> str:
    return "bigint" if isinstance(next(iter(values)), int) else "text"


def _raw(connection: Connection | PoolProxiedConnection) -> psycopg.Connection[Any]:
    pooled = connection.connection if isinstance(connection, Connection) else connection
    raw: Any = pooled.dbapi_connection
    found: psycopg.Connection[Any] = raw
    return found


def _is_bulky(write: Write) -> bool:
    return not write.replace and len(write.rows) > COPY_FROM_ROWS


def _pipe(connection: Connection | PoolProxiedConnection) -> Pipe:
    """Give the pipe of a connection, which lives as long as the driver's connection does."""
    kept: Pipe | None = connection.info.get(_PIPE)
    if kept is None:
        kept = connection.info[_PIPE] = Pipe(_raw(connection))
    return kept


def _insert(write: Write) -> Statement:
    columns = zip(write.table.types, zip(*write.rows, strict=True), strict=True)
    return _insert_sql(write.table, write.replace), [_array(kind, column) for kind, column in columns]


@cache
def _insert_sql(table: Table, replace: bool) -> str:
    arrays = ", ".join(f"%s::{kind}[]" for kind in table.types)
    sql = f"INSERT INTO {table.name} ({', '.join(table.columns)}) SELECT * FROM unnest({arrays})"
    if not replace:
        return sql
    rest = [column for column in table.columns if column not in table.key]
    changes = ", ".join(f"{column} = excluded.{column}" for column in rest)
    return f"{sql} ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {changes}"


def _copy(raw: psycopg.Connection[Any], write: Write) -> None:
    sql = f"COPY {write.table.name} ({', '.join(write.table.columns)}) FROM STDIN (FORMAT BINARY)"
    with raw.cursor() as cursor, cursor.copy(sql) as copy:
        copy.set_types(write.table.types)
        for row in write.rows:
            copy.write_row(row)
