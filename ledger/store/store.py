"""Store: the one place where the ledger is kept, read one snapshot at a time and written one unit of work at a time.

Whoever writes holds the head lock from the first read to the commit: one lock, one order, no deadlocks, no lost
updates. A block that ends normally commits; one that raises leaves no trace.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, Engine, text

from ledger.store.database import backend_of
from ledger.store.engines.backend import Question, Trouble
from ledger.store.errors import StoreUnavailable
from ledger.store.glance import Glance
from ledger.store.kept import KeptBooks
from ledger.store.units import ReadingUnit, WritingUnit, head_of

Unit = TypeVar("Unit", bound=ReadingUnit)

TURN_TIMEOUT_SECONDS = 10
"""How long a thread waits for its turn to write where the engine knows only one writer."""


class Store:
    """The ledger's database, over a configured engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.backend = backend_of(engine)
        self.glance = Glance(engine, self.backend)
        self.kept = KeptBooks()
        self._turn = threading.Lock()

    @contextmanager
    def writing(self, questions: Sequence[Question] = ()) -> Iterator[WritingUnit]:
        """Take the head lock; commit when the block ends, roll back when it raises.

        Args:
            questions: asked under the lock, in the trip that takes it.

        Raises:
            StoreUnavailable: the lock could not be had in time, or the connection was lost.
        """

        def locked(connection: Connection) -> WritingUnit:
            head, answers = self.backend.lock_head(connection, questions)
            return WritingUnit(connection, self.backend, head_of(head), answers)

        with self._own_turn():
            options = self.backend.writing_options()
            with self._unit(options, locked) as unit:
                yield unit

    @contextmanager
    def reading(self) -> Iterator[ReadingUnit]:
        """Read one snapshot.

        Raises:
            StoreUnavailable: the connection was lost, or a statement took too long.
        """
        with self._unit(self.backend.reading_options(), self._read) as unit:
            yield unit

    def _read(self, connection: Connection) -> ReadingUnit:
        head = text("SELECT position, recorded_at, frontier, closed_through FROM head WHERE id = 1")
        row = connection.execute(head).first()
        return ReadingUnit(connection, self.backend, head_of(None if row is None else tuple(row)))

    @contextmanager
    def _unit(self, options: dict[str, object], begin: Callable[[Connection], Unit]) -> Iterator[Unit]:
        connection: Connection | None = None
        unit: Unit | None = None
        committing = False
        try:
            connection = self.engine.connect().execution_options(**options)
            connection.begin()
            unit = begin(connection)
            yield unit
            committing = True
            connection.commit()
        except BaseException as error:
            trouble = self.backend.diagnose(error)
            committing = committing or (isinstance(unit, WritingUnit) and unit.committing)
            if connection is not None and (committing or trouble is Trouble.LOST):
                # A COMMIT that failed may leave its transaction open: nobody may use that connection again.
                connection.invalidate()
            if trouble is None:
                raise
            unknown = committing and trouble is Trouble.LOST
            raise StoreUnavailable(f"the database did not answer: {error}", outcome_unknown=unknown) from error
        finally:
            if connection is not None:
                connection.close()

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        """Queue the threads of this process where the engine would have them spin."""
        if not self.backend.one_writer_per_process:
            yield
            return
        if not self._turn.acquire(timeout=TURN_TIMEOUT_SECONDS):
            raise StoreUnavailable(f"nobody let this thread write for {TURN_TIMEOUT_SECONDS} s")
        try:
            yield
        finally:
            self._turn.release()
