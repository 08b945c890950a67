"""Journal: everything that is stored, walked page by page in constant memory, for whoever re-derives it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Table, or_, select, tuple_

from ledger.domain.journal.merkle import Node
from ledger.store.engines.backend import Question
from ledger.store.reads.asking import ask
from ledger.store.schema import Entries, LogNodes, Postings
from ledger.store.schema.base import present
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit

Row = TypeVar("Row", bound=tuple[Any, ...])

PAGE = 2_000


class StoredEntry(NamedTuple):
    """A row of ``entries``: ``columns`` are all its values in order, as ``writing.entry_row`` gives them."""

    position: int
    data: bytes
    leaf_hash: bytes
    columns: tuple[Any, ...]


class StoredPosting(NamedTuple):
    """A row of ``postings``: all its values in order, as ``writing.posting_rows`` gives them."""

    position: int
    line: int
    account: str
    lot: str
    amount: int
    account_version: int
    balance_after: int
    holder: str
    effective_on: str
    rule: str


def entries(unit: ReadingUnit, first: int = 1, page: int = PAGE) -> Iterator[StoredEntry]:
    """Walk the entries from position ``first`` on."""
    for row in _walk(unit, _table(Entries), page, (first - 1,)):
        columns = (*row[:-2], bytes(row[-2]), bytes(row[-1]))
        yield StoredEntry(row[0], columns[-2], columns[-1], columns)


def postings_of(unit: ReadingUnit, first: int, last: int) -> list[StoredPosting]:
    """Give the postings of the entries from position ``first`` to ``last``, in order."""
    chosen = select(*Postings.__table__.columns).where(Postings.position.between(first, last))
    found = unit.connection.execute(chosen.order_by(Postings.position, Postings.line))
    return [StoredPosting._make(row) for row in found]


def stray_posting(unit: ReadingUnit, last: int) -> StoredPosting | None:
    """Give a posting that lies outside the positions 1 to ``last``, ``None`` where there is none."""
    chosen = select(*Postings.__table__.columns).where(or_(Postings.position < 1, Postings.position > last))
    row = unit.connection.execute(chosen.limit(1)).first()
    return StoredPosting._make(row) if row else None


def nodes(unit: ReadingUnit, page: int = PAGE) -> Iterator[Node]:
    """Walk the stored nodes of the log, level by level."""
    for row in _walk(unit, _table(LogNodes), page, (-1, -1)):
        yield Node(row[0], row[1], bytes(row[2]))


def rows(unit: ReadingUnit, row_type: type[Row], page: int = PAGE) -> Iterator[Row]:
    """Walk a projection in the order of its key."""
    make: Any = row_type
    for row in _walk(unit, projection(row_type), page, None):
        yield make._make(row)


def position_at(unit: ReadingUnit, instant: str) -> int:
    """Give the position where the journal stood at an instant: its last entry recorded then or before, or 0."""
    last = "SELECT position FROM entries WHERE recorded_at <= ? ORDER BY recorded_at DESC, position DESC LIMIT 1"
    (found,) = ask(unit, Question(last, (instant,)))
    return int(found[0][0]) if found else 0


def recorded_at(unit: ReadingUnit, position: int) -> str:
    """Give the instant at which the entry at a position was recorded, "" where there is none."""
    (found,) = ask(unit, Question("SELECT recorded_at FROM entries WHERE position = ?", (position,)))
    return str(found[0][0]) if found else ""


def entries_about(unit: ReadingUnit, subject: str) -> list[bytes]:
    """Give the canonical bytes of every entry about an accrual or a redemption, in order."""
    chosen = select(Entries.bytes).where(Entries.subject == subject, present(Entries.subject))
    return [bytes(row[0]) for row in unit.connection.execute(chosen.order_by(Entries.position))]


def entries_of(unit: ReadingUnit, kinds: Sequence[str], last: int) -> Iterator[bytes]:
    """Walk the canonical bytes of every entry of some kinds up to position ``last``, in order, page by page."""
    after = 0
    chosen = select(Entries.position, Entries.bytes).where(Entries.kind.in_(kinds), Entries.position <= last)
    while found := unit.connection.execute(
        chosen.where(Entries.position > after).order_by(Entries.position).limit(PAGE)
    ).all():
        yield from (bytes(row.bytes) for row in found)
        after = found[-1].position


def position_of(unit: ReadingUnit, entry_id: str) -> int | None:
    """Give the position of the entry with this id, ``None`` where there is none."""
    found = unit.connection.execute(select(Entries.position).where(Entries.id == entry_id)).first()
    return int(found[0]) if found else None


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


def _walk(unit: ReadingUnit, table: Table, page: int, after: tuple[Any, ...] | None) -> Iterator[Any]:
    """Walk a table behind a key, one short statement a page."""
    key = list(table.primary_key.columns)
    places = [list(table.columns).index(column) for column in key]
    while True:
        chosen = select(*table.columns).order_by(*key).limit(page)
        if after is not None:
            chosen = chosen.where(tuple_(*key) > after)
        found = unit.connection.execute(chosen).all()
        yield from found
        if len(found) < page:
            return
        after = tuple(found[-1][place] for place in places)
