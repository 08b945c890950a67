"""History: transactions with their postings, found by whom they concern, oldest first, page by page.

A transaction is an entry that moves points. Pages are cut by position, which never changes, so a page that was read
once is the same for ever. Whatever filter is set, the walk goes along an index in the order of positions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union

from ledger.store.schema import Entries, Postings
from ledger.store.schema.base import present
from ledger.store.units import ReadingUnit

PAGE: int = 500


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which transactions are wanted; what is "" or ``None`` does not matter.

    Attributes:
        organization: whose wallet moved, or who posted it as a university.
        recorded_from: first instant; ``recorded_to`` is the first instant no longer wanted.
        effective_from: first accounting day; ``effective_to`` is the last.
        reference: blind digest of the university's or the company's own reference.
        position_max: the history as it was when the journal stood here.
    """

    organization: str = ""
    account: str = ""
    kind: str = ""
    recorded_from: str = ""
    recorded_to: str = ""
    effective_from: str = ""
    effective_to: str = ""
    reference: str = ""
    position_max: int | None = None


class PostingRecord(NamedTuple):
    """One leg as it is stored; the amount is debit positive."""

    position: int
    line: int
    account: str
    lot: str
    amount: int
    account_version: int
    balance_after: int
    holder: str
    effective_on: str


class TransactionRecord(NamedTuple):
    """A transaction as it is stored, with its legs in order."""

    position: int
    id: str
    kind: str
    recorded_at: str
    occurred_on: str
    effective_on: str
    actor_client: str
    actor_person: str
    actor_organization: str
    university: str
    subject: str
    reference: str
    reverses: str
    leaf_hash: bytes
    postings: tuple[PostingRecord, ...]


_COLUMNS = [getattr(Entries, name) for name in TransactionRecord._fields if name != "postings"]


def transactions(
    unit: ReadingUnit, wanted: HistoryFilter, after: int | None = None, limit: int = PAGE
) -> list[TransactionRecord]:
    """Give up to ``limit`` transactions behind position ``after``, oldest first."""
    positions = _positions(wanted, after or 0, limit).subquery()
    chosen = select(*_COLUMNS).where(Entries.position.in_(select(positions.c.position))).order_by(Entries.position)
    return _with_postings(unit, [tuple(row) for row in unit.connection.execute(chosen)])


def transaction(unit: ReadingUnit, transaction_id: str) -> TransactionRecord | None:
    """Give one transaction, ``None`` where there is no entry with this id that moves points."""
    chosen = select(*_COLUMNS).where(Entries.id == transaction_id, Entries.lines > 0)
    found = _with_postings(unit, [tuple(row) for row in unit.connection.execute(chosen)])
    return found[0] if found else None


def iterate(unit: ReadingUnit, wanted: HistoryFilter, page: int = PAGE) -> Iterator[TransactionRecord]:
    """Walk all transactions in constant memory."""
    after = 0
    while found := transactions(unit, wanted, after, page):
        yield from found
        after = found[-1].position


def _with_postings(unit: ReadingUnit, headers: list[tuple[Any, ...]]) -> list[TransactionRecord]:
    if not headers:
        return []
    legs: dict[int, list[PostingRecord]] = {header[0]: [] for header in headers}
    chosen = (
        select(*Postings.__table__.columns)
        .where(Postings.position.in_(list(legs)))
        .order_by(Postings.position, Postings.line)
    )
    for row in unit.connection.execute(chosen):
        legs[row.position].append(PostingRecord._make(row))
    return [TransactionRecord._make((*header[:-1], bytes(header[-1]), tuple(legs[header[0]]))) for header in headers]


def _positions(wanted: HistoryFilter, after: int, limit: int) -> Select[int]:
    """Choose the positions of a page, driven by the narrowest noun of the filter."""
    if wanted.account:
        return _by_posting(wanted, after, limit, [Postings.account == wanted.account], wanted.organization)
    if wanted.organization:
        posted = _by_entry(
            wanted, after, limit, [Entries.university == wanted.organization, present(Entries.university)]
        ).subquery()
        moved = _by_posting(
            wanted, after, limit, [Postings.holder == wanted.organization, present(Postings.holder)]
        ).subquery()
        both = union(select(posted.c.position), select(moved.c.position)).subquery()
        return select(both.c.position).order_by(both.c.position).limit(limit)
    return _by_entry(wanted, after, limit, [])


def _by_entry(wanted: HistoryFilter, after: int, limit: int, own: list[ColumnElement[bool]]) -> Select[int]:
    conditions = [Entries.position > after, Entries.lines > 0, *own, *_conditions(wanted)]
    if wanted.position_max is not None:
        conditions.append(Entries.position <= wanted.position_max)
    return select(Entries.position).where(*conditions).order_by(Entries.position).limit(limit)


def _by_posting(
    wanted: HistoryFilter, after: int, limit: int, own: list[ColumnElement[bool]], organization: str = ""
) -> Select[int]:
    chosen = select(Postings.position).where(Postings.position > after, *own)
    if wanted.position_max is not None:
        chosen = chosen.where(Postings.position <= wanted.position_max)
    conditions = _conditions(wanted)
    if organization:
        conditions.append(_concerns(organization))
    if conditions:
        # Asked by EXISTS and not by a join, so that the walk stays on the index of the postings.
        chosen = chosen.where(exists().where(Entries.position == Postings.position, *conditions))
    return chosen.distinct().order_by(Postings.position).limit(limit)


def _concerns(organization: str) -> ColumnElement[bool]:
    other = Postings.__table__.alias("other")
    moved = exists().where(other.c.position == Entries.position, other.c.holder == organization)
    return or_(Entries.university == organization, moved)


def _conditions(wanted: HistoryFilter) -> list[ColumnElement[bool]]:
    """Give the conditions on entries alone."""
    pairs: list[tuple[object, ColumnElement[bool]]] = [
        (wanted.kind, Entries.kind == wanted.kind),
        (wanted.reference, and_(Entries.reference == wanted.reference, present(Entries.reference))),
        (wanted.recorded_from, Entries.recorded_at >= wanted.recorded_from),
        (wanted.recorded_to, Entries.recorded_at < wanted.recorded_to),
        (wanted.effective_from, Entries.effective_on >= wanted.effective_from),
        (wanted.effective_to, Entries.effective_on <= wanted.effective_to),
    ]
    return [condition for value, condition in pairs if value]
