"""SQLite: a file that survives a power cut, written by one at a time.

``synchronous=FULL`` in WAL mode keeps an acknowledged commit through a power cut (NORMAL does not), and
``recursive_triggers`` makes REPLACE fire the guards against deletion. The driver never opens transactions by itself:
a unit of work that writes says BEGIN IMMEDIATE, one that reads says BEGIN.
Source: https://www.sqlite.org/pragma.html
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Engine, PoolProxiedConnection, event
from sqlalchemy.exc import TimeoutError as PoolTimeout

try:
    import pysqlite3.dbapi2 as driver
except ImportError:  # no wheel for this machine: the interpreter's own, which the self-check refuses if it is too old
    import sqlite3 as driver

from ledger.store.engines.backend import Question, Table, Trouble, Write, driver_error, select_list

OLDEST_VERSION: Final = (3, 51, 3)
"""The first release whose WAL file cannot be reset under a second connection (https://www.sqlite.org/wal.html)."""

BUSY_TIMEOUT_MS: Final = 10_000
PRAGMAS: Final = {
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "recursive_triggers": "ON",
    "secure_delete": "ON",
    "cell_size_check": "ON",
    "trusted_schema": "OFF",
    "temp_store": "MEMORY",
}
READING_CACHE: Final = "cache_size=-2048"
"""KiB, negative because SQLite would count pages otherwise."""

WRITING_CACHE: Final = "cache_size=-65536"
"""Of a connection from the first time it writes; who only reads finds pages in the system's own cache."""

BEGIN_OPTION: Final = "ledger_begin"
BEGIN_TO_WRITE: Final = "BEGIN IMMEDIATE"
READ_HEAD: Final = Question("SELECT position, recorded_at, frontier, closed_through FROM head WHERE id = 1", ())


def engine_options() -> dict[str, Any]:
    """Give what ``create_engine`` needs: our own driver, without transactions of its own making."""
    return {
        "module": driver,
        "connect_args": {"isolation_level": None, "cached_statements": 512, "timeout": BUSY_TIMEOUT_MS / 1000},
    }


class Sqlite:
    """SQLite's words."""

    name = "sqlite"
    placeholder = "?"
    one_writer_per_process = True

    def prepare(self, engine: Engine) -> None:
        """Make every new connection durable and strict."""
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)

    def writing_options(self) -> dict[str, Any]:
        """Give the options of a connection that writes."""
        return {BEGIN_OPTION: BEGIN_TO_WRITE}

    def reading_options(self) -> dict[str, Any]:
        """Give the options of a connection that reads."""
        return {BEGIN_OPTION: "BEGIN"}

    def commit_by_itself(self, connection: Any) -> None:
        """Let go of the cache of a connection that wrote; the driver opens no transaction of its own."""
        connection.execute(f"PRAGMA {READING_CACHE}")

    def lock_head(self, connection: Connection, questions: Sequence[Question]) -> tuple[Any, list[list[Any]]]:
        """Read the head, and answer questions: the lock is BEGIN IMMEDIATE itself."""
        head, *answers = self.ask(connection, [READ_HEAD, *questions])
        return head[0], answers

    def ask(self, connection: Connection, questions: Sequence[Question]) -> list[list[Any]]:
        """Answer questions one after the other: there is no round trip to save."""
        cursor = connection.connection.cursor()
        try:
            answers = []
            for question in questions:
                cursor.execute(question.sql, question.parameters)
                answers.append(list(cursor.fetchall()))
            return answers
        finally:
            cursor.close()

    def ask_once(self, connection: PoolProxiedConnection, question: Question) -> list[Any]:
        """Answer one question, which is its own transaction."""
        raw: Any = connection.dbapi_connection
        return list(raw.execute(question.sql, question.parameters))

    def write(self, connection: Connection, writes: Iterable[Write], *, commit: bool) -> None:
        """Write rows, one prepared statement for each table."""
        cursor = connection.connection.cursor()
        try:
            for write in writes:
                cursor.executemany(_insert_sql(write.table, write.replace), write.rows)
            if commit:
                cursor.execute("COMMIT")
        finally:
            cursor.close()

    def among(self, column: str) -> str:
        """Give the condition that a column is among the keys of one parameter."""
        return f"{column} IN (SELECT value FROM json_each(?))"

    def keys(self, keys: Collection[Any]) -> Any:
        """Give the one parameter of ``among``."""
        return json.dumps(list(keys))

    def pairs(self, first: str, second: str) -> str:
        """Give the pairs as a FROM item."""
        return f"(SELECT value ->> 0 AS {first}, value ->> 1 AS {second} FROM json_each(?)) AS k"

    def pair_parameters(self, pairs: Collection[tuple[Any, Any]]) -> tuple[Any, ...]:
        """Give the parameters of ``pairs``."""
        return (json.dumps(list(pairs)),)

    def first_lots(self, columns: str) -> str:
        """Number the lots of each wallet along their index and keep the first n."""
        names = columns.split(", ")
        return (
            f"SELECT {columns} FROM (SELECT {select_list(names, 'b')}, k.n, row_number() OVER "
            "(PARTITION BY b.holder ORDER BY b.due_on, b.lot_position, b.lot) AS nth "
            f"FROM {self.pairs('holder', 'n')} CROSS JOIN lot_balances AS b "
            "WHERE b.holder = k.holder AND b.kind = 'available' AND b.amount <> 0) "
            "WHERE n = 0 OR nth <= n ORDER BY holder, due_on, lot_position, lot"
        )

    def diagnose(self, error: BaseException) -> Trouble | None:
        """Tell whether SQLite would not wait any longer; a file that cannot be written is no such case."""
        if isinstance(error, PoolTimeout):
            return Trouble.BUSY
        name = str(getattr(driver_error(error), "sqlite_errorname", ""))
        return Trouble.BUSY if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) else None


@cache
def _insert_sql(table: Table, replace: bool) -> str:
    marks = ", ".join("?" * len(table.columns))
    sql = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks})"
    if not replace:
        return sql
    rest = [column for column in table.columns if column not in table.key]
    changes = ", ".join(f"{column} = excluded.{column}" for column in rest)
    return f"{sql} ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {changes}"


def _on_connect(connection: Any, record: Any) -> None:
    cursor = connection.cursor()
    _use_wal(cursor)
    for name, value in PRAGMAS.items():
        cursor.execute(f"PRAGMA {name}={value}")
    cursor.execute(f"PRAGMA {READING_CACHE}")
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """Turn the file to WAL, which it then stays; SQLite does not wait for others who are doing the same, so we do."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=wal").fetchone()
        except driver.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(0.005)
        else:
            return


def _on_begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get(BEGIN_OPTION, "BEGIN")
    if begin == BEGIN_TO_WRITE and WRITING_CACHE not in connection.info:
        connection.exec_driver_sql(f"PRAGMA {WRITING_CACHE}")
        connection.info[WRITING_CACHE] = True
    connection.exec_driver_sql(begin)
