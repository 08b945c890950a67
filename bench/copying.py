"""Copying: raw COPY of the very rows that a batch wrote: the least time in which PostgreSQL takes them in at all.

The copies of the tables have the same columns and CHECKs; in the first kind no index and so no key either, in the
second all indexes too. Neither has triggers or foreign keys. Nothing is decided, priced, hashed or looked up.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import psycopg
from psycopg import sql

from bench.measuring import Slice
from ledger.store.tables import TABLES
from tests.support.postgres import libpq_url

_CHUNK_BYTES: Final = 1 << 16
_KINDS: Final = {"bare": sql.SQL("INCLUDING ALL EXCLUDING INDEXES"), "indexed": sql.SQL("INCLUDING ALL")}


class RawCopy:
    """The rows of one batch, and copies of the ledger's tables to put them into.

    Attributes:
        rows: table to how many rows it got.
    """

    def __init__(self, url: str, items: int, post_batch: Callable[[], object]) -> None:
        """Let a batch be posted to the ledger at ``url``, to which nobody else writes, and take what it wrote."""
        self._connection = psycopg.connect(libpq_url(url), autocommit=True)
        self._items = items
        first = int(self._one("SELECT pg_current_xact_id()::text"))
        post_batch()
        self.rows: dict[str, int] = {}
        self._data: dict[str, bytes] = {}
        for table in TABLES:
            self._take(table, first)
        for kind in _KINDS:
            self._make_copies(kind)

    def _one(self, query: str) -> str:
        row = self._connection.execute(query.encode()).fetchone()
        assert row is not None
        return str(row[0])

    def _take(self, table: str, first: int) -> None:
        """Take the rows that transactions from ``first`` on wrote."""
        written = sql.SQL("SELECT * FROM {} WHERE xmin::text::bigint >= {}").format(sql.Identifier(table), first)
        with self._connection.cursor() as cursor:
            with cursor.copy(sql.SQL("COPY ({}) TO STDOUT (FORMAT BINARY)").format(written)) as copy:
                data = b"".join(bytes(part) for part in copy)
            if cursor.rowcount:
                self.rows[table], self._data[table] = cursor.rowcount, data

    def _make_copies(self, kind: str) -> None:
        self._connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(kind)))
        for table in self.rows:
            names = sql.Identifier(kind, table), sql.Identifier("public", table)
            self._connection.execute(sql.SQL("CREATE TABLE {} (LIKE {} {})").format(*names, _KINDS[kind]))

    def run(self, kind: str) -> Slice:
        """Put all rows into the copies of a kind, "bare" or "indexed", in one transaction, and take them out again."""
        started = time.perf_counter()
        with self._connection.transaction(), self._connection.cursor() as cursor:
            for table, data in self._data.items():
                statement = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.Identifier(kind, table))
                with cursor.copy(statement) as copy:
                    for start in range(0, len(data), _CHUNK_BYTES):
                        copy.write(data[start : start + _CHUNK_BYTES])
        seconds = time.perf_counter() - started
        tables = sql.SQL(", ").join(sql.Identifier(kind, table) for table in self.rows)
        self._connection.execute(sql.SQL("TRUNCATE {}").format(tables))
        return Slice(self._items, seconds)

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()
