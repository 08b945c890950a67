"""Events: what callers are told of, page by page along positions, each with the bytes of its entry."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import select

from ledger.domain.books import rows
from ledger.store.reads.paging import along_index
from ledger.store.schema import Entries, Events
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


class EventRecord(NamedTuple):
    """An event as it is stored, with the canonical bytes of its entry."""

    position: int
    organization: str
    kind: str
    subject: str
    data: bytes


def events(
    unit: ReadingUnit, organization: str = "", kind: str = "", after: int | None = None, limit: int = 50
) -> list[EventRecord]:
    """Give up to ``limit`` events behind position ``after``, oldest first."""
    columns: tuple[Any, ...] = (*projection(rows.Event).columns, Entries.bytes)
    chosen = select(*columns).join(Entries, Entries.position == Events.position)
    leads = (Events.organization, organization), (Events.kind, kind)
    page = along_index(unit, chosen, leads, Events.position, after, limit)
    return [EventRecord._make((*row[:-1], bytes(row[-1]))) for row in unit.connection.execute(page)]
