"""Pipe: many statements to PostgreSQL in one round trip, over a connection that the driver made.

Each statement is prepared once on its connection. The driver's own way makes a cursor, a query and an adapter for each
statement, which costs several times what the statement does; a unit of work sends twenty. Here libpq is spoken to, and
the driver still reads the rows.
Sources: https://www.postgresql.org/docs/current/libpq-pipeline-mode.html, https://www.psycopg.org/psycopg3/docs/api/pq.html
"""

from __future__ import annotations

import itertools
import select
from collections.abc import Iterable, Sequence
from typing import Any, Final

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result

_TEXT: Final = 0
_BINARY: Final = 1
_DONE: Final = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)

Statement = tuple[str, Sequence[Any]]
"""SQL with ``%s`` for each parameter, and the parameters: text, whole numbers, or bytes in PostgreSQL's binary form."""


class Pipe:
    """One connection's statements; whoever works with the connection may use both in turns."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._libpq = connection.pgconn
        self._prepared: dict[str, bytes] = {}
        self._numbers = itertools.count(1)
        self._poll = select.poll()
        self._poll.register(self._libpq.socket, select.POLLIN)

    def run(self, statements: Iterable[Statement]) -> list[list[tuple[Any, ...]]]:
        """Run statements in order, in one round trip; gives the rows of each.

        The database works on one while the next is still being made, where ``statements`` makes them as it goes.

        Raises:
            psycopg.Error: the first statement that failed; those behind it were not run.
        """
        self._libpq.enter_pipeline_mode()
        try:
            names = [self._send(sql, parameters) for sql, parameters in statements]
            self._libpq.pipeline_sync()
            results, failed = self._results(names)
        finally:
            if self._libpq.status == pq.ConnStatus.OK:
                self._libpq.exit_pipeline_mode()
        if failed is not None:
            raise error_from_result(failed)
        reader: Any = Transformer(self._connection)
        return [_rows(reader, result) for result in results]

    def _send(self, sql: str, parameters: Sequence[Any]) -> str:
        """Send a statement; gives its SQL where it has to be prepared first, else ""."""
        name = self._prepared.get(sql)
        fresh = name is None
        if name is None:
            name = f"ledger_{next(self._numbers)}".encode()
            self._prepared[sql] = name
            self._libpq.send_prepare(name, _numbered(sql))
        values = [value if isinstance(value, bytes) else str(value).encode() for value in parameters]
        formats = [_BINARY if isinstance(value, bytes) else _TEXT for value in parameters]
        self._libpq.send_query_prepared(name, values, formats, _BINARY)
        self._libpq.flush()
        return sql if fresh else ""

    def _results(self, names: Sequence[str]) -> tuple[list[pq.abc.PGresult], pq.abc.PGresult | None]:
        """Take in every answer up to the end of the pipeline: the results, or the first that failed."""
        results: list[pq.abc.PGresult] = []
        failed: pq.abc.PGresult | None = None
        for sql in names:
            if sql:
                prepared = self._next()
                if prepared.status not in _DONE:
                    failed = failed or prepared
                    del self._prepared[sql]
            result = self._next()
            if result.status not in _DONE:
                failed = failed or result
            results.append(result)
        self._next()
        return results, failed

    def _next(self) -> pq.abc.PGresult:
        """Give the next result; a command's end, which libpq tells by None, is passed over."""
        while True:
            while self._libpq.is_busy():
                self._wait()
            result = self._libpq.get_result()
            if result is not None:
                return result
            if self._libpq.status != pq.ConnStatus.OK:
                raise psycopg.OperationalError("the connection is lost")

    def _wait(self) -> None:
        """Wait until something can be read, and send meanwhile what could not be sent at once."""
        unsent = self._libpq.flush()
        self._poll.modify(self._libpq.socket, select.POLLIN | (select.POLLOUT if unsent else 0))
        for _, ready in self._poll.poll():
            if ready & ~select.POLLOUT:
                self._libpq.consume_input()


def _numbered(sql: str) -> bytes:
    """Number the parameters as PostgreSQL wants them."""
    parts = sql.split("%s")
    return "".join(part + f"${at}" for at, part in enumerate(parts[:-1], start=1)).encode() + parts[-1].encode()


def _rows(reader: Any, result: pq.abc.PGresult) -> list[tuple[Any, ...]]:
    if not result.nfields:
        return []
    reader.set_pgresult(result)
    rows: list[tuple[Any, ...]] = reader.load_rows(0, result.ntuples, tuple)
    return rows
