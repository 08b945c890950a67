"""Units of work: what may be read, and written, between taking the head and committing.

A reading unit sees one snapshot; a writing unit holds the head lock, so what it reads stays true until it commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, delete

from ledger.domain.access import BEFORE_THE_FIRST
from ledger.domain.books.books import Books
from ledger.domain.decided import Decided
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.merkle import Frontier
from ledger.domain.needs import Needs
from ledger.store.engines.backend import Backend, Question, Write
from ledger.store.errors import HeadUnreadable
from ledger.store.loading import Load
from ledger.store.schema import Vault
from ledger.store.tables import TABLES
from ledger.store.writing import access_rows, writes_of

LAST_LINE: Final = "SELECT number, hash FROM access_log ORDER BY number DESC LIMIT 1"


class Head(NamedTuple):
    """Where the journal stands: its last position, when that was recorded ("" before the first), the log's edge, and
    the last day that is closed ("" before the first)."""

    position: int
    recorded_at: str
    frontier: Frontier
    closed_through: str = ""


def head_of(row: tuple[Any, ...] | None) -> Head:
    """Read the head's row; raises ``HeadUnreadable``."""
    if row is None:
        raise HeadUnreadable("there is no row in it")
    position, recorded_at, frontier, closed_through = row
    try:
        return Head(position, recorded_at, Frontier.from_bytes(bytes(frontier)), closed_through)
    except ValueError as error:
        raise HeadUnreadable(str(error)) from error


class ReadingUnit:
    """One snapshot of the ledger.

    Attributes:
        head: the journal's head in this snapshot.
        connection: for the read modules of the store, and for them alone.
    """

    def __init__(self, connection: Connection, backend: Backend, head: Head) -> None:
        self.connection = connection
        self.backend = backend
        self.head = head

    def ask(self, questions: Sequence[Question]) -> list[list[Any]]:
        """Answer questions that do not depend on each other."""
        return self.backend.ask(self.connection, questions)

    def load(self, books: Books, needs: Needs, today: str, now: str) -> None:
        """Load what is needed into the books, with a fixed number of questions.

        Args:
            today: the business day, ISO text; pending and available lots with ``due_on`` up to it are due.
            now: the instant, RFC 3339 text; holds that end up to it are over.
        """
        if not needs:
            return
        first = Load(self.backend, books, needs, today, now)
        first.finish(self.ask(first.questions) if first.questions else (), self.ask)

    def genesis(self) -> Entry | None:
        """Give the journal's first entry, which holds the ledger's parameters; ``None`` while there is none."""
        question = Question("SELECT bytes FROM entries WHERE position = 1", ())
        answer = self.ask([question])[0]
        return Entry.from_bytes(bytes(answer[0][0])) if answer else None


class WritingUnit(ReadingUnit):
    """A snapshot that holds the head lock and may be moved forward.

    Attributes:
        answers: of the questions that were asked when the lock was taken.
        committing: whether a COMMIT is under way, or done.
    """

    def __init__(self, connection: Connection, backend: Backend, head: Head, answers: Sequence[list[Any]] = ()) -> None:
        super().__init__(connection, backend, head)
        self.answers = answers
        self.committing = False

    def write(self, decided: Decided) -> None:
        """Write what was decided, whole, one statement for each table; it is final when the unit commits."""
        self._write_beside(decided)
        self.backend.write(self.connection, writes_of(decided), commit=False)

    def write_and_commit(self, decided: Decided) -> None:
        """Write what was decided and make it final, in one trip where it can be; nothing follows in this unit."""
        self._write_beside(decided)
        self.committing = True
        self.backend.write(self.connection, writes_of(decided), commit=True)

    def _write_beside(self, decided: Decided) -> None:
        """Write the lines of the access log behind the last, and take out of the vault what is erased."""
        if decided.accesses:
            (found,) = self.ask([Question(LAST_LINE, ())])
            number, last = (found[0][0], bytes(found[0][1])) if found else (0, BEFORE_THE_FIRST)
            lines = access_rows(decided.accesses, number, last)
            self.backend.write(self.connection, [Write(TABLES["access_log"], lines, False)], commit=False)
        for subject, field in decided.erased:
            self.connection.execute(delete(Vault).where(Vault.subject == subject, Vault.field == field))
