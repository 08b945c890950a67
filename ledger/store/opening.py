"""Opening: what a unit of work asks in the very trip that takes the head: remembered answers, and its first look."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from ledger.domain.books.books import Books
from ledger.domain.decided import Remembered
from ledger.domain.needs import Needs
from ledger.store.engines.backend import Backend, Question
from ledger.store.loading import Load
from ledger.store.tables import TABLES
from ledger.store.units import ReadingUnit


class Opening:
    """The first questions of a unit of work, and the books that their answers begin or go on with.

    Args:
        books: empty, or carried over from the unit of work before.
        requests: blind digests of the requests whose answers may be remembered.
        needs, today, now: see ``ReadingUnit.load``.
    """

    def __init__(
        self, backend: Backend, books: Books, requests: Collection[str], needs: Needs, today: str, now: str
    ) -> None:
        self.books = books
        self._load = Load(backend, self.books, needs, today, now)
        columns = ", ".join(TABLES["remembered"].columns)
        sql = f"SELECT {columns} FROM remembered WHERE {backend.among('request')}"
        self.questions = [Question(sql, (backend.keys(requests),)), *self._load.questions]

    def receive(self, unit: ReadingUnit, answers: Sequence[list[Any]]) -> dict[str, Remembered]:
        """Take the answers into the books; gives the remembered answers by the request's digest."""
        self.books.position, self.books.recorded_at = unit.head.position, unit.head.recorded_at
        self.books.closed_through = unit.head.closed_through
        self._load.finish(answers[1:], unit.ask)
        return {row[0]: Remembered._make(row) for row in answers[0]}
