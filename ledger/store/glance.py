"""Glance: one small question on the request path, asked of the database without a unit of work.

A unit of work begins, reads the head and ends; who may act is one row, asked on every request. Connections for it
commit by themselves, hold no snapshot and no lock, and wait for whoever asks next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, event

from ledger.store.engines.backend import Backend, Question
from ledger.store.errors import StoreUnavailable


class Glance:
    """Asks single statements of one database; ends with its engine."""

    def __init__(self, engine: Engine, backend: Backend) -> None:
        self._engine = engine
        self._backend = backend
        self._idle: list[Any] = []
        event.listen(engine, "engine_disposed", lambda _: self._close())

    def ask(self, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Ask one statement; ``?`` stands for each parameter.

        Raises:
            StoreUnavailable: the database did not answer.
        """
        connection = None
        try:
            connection = self._idle.pop() if self._idle else self._connect()
            question = Question(sql.replace("?", self._backend.placeholder), tuple(parameters))
            found: list[tuple[Any, ...]] = self._backend.ask_once(connection, question)
        except Exception as error:
            if connection is not None:
                connection.close()
            if self._backend.diagnose(error) is None:
                raise
            raise StoreUnavailable(f"the database did not answer: {error}") from error
        self._idle.append(connection)
        return found

    def _close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _connect(self) -> Any:
        """Take a connection out of the pool for good, with all that the engine does to a new one."""
        connection = self._engine.raw_connection()
        connection.detach()
        self._backend.commit_by_itself(connection.dbapi_connection)
        return connection
