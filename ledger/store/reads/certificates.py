"""Certificates, page by page along the positions at which they were issued, and the one that a code opens."""

from __future__ import annotations

from sqlalchemy import select

from ledger.domain.books import rows
from ledger.store.reads.paging import along_index
from ledger.store.schema import Certificates, Entries
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


def certificates(
    unit: ReadingUnit, organization: str = "", after: int | None = None, limit: int = 50
) -> list[rows.Certificate]:
    """Give up to ``limit`` certificates behind position ``after``; "" is everybody's."""
    chosen = select(*projection(rows.Certificate).columns)
    wanted = ((Certificates.organization, organization),)
    page = along_index(unit, chosen, wanted, Certificates.position, after, limit)
    return [rows.Certificate._make(row) for row in unit.connection.execute(page)]


def certificate(unit: ReadingUnit, certificate_id: str) -> rows.Certificate | None:
    """Give one certificate, ``None`` where there is none."""
    chosen = select(*projection(rows.Certificate).columns).where(Certificates.certificate == certificate_id)
    row = unit.connection.execute(chosen).first()
    return rows.Certificate._make(row) if row else None


def by_code(unit: ReadingUnit, digest: str) -> rows.Certificate | None:
    """Give the certificate that a code opens, by the code's digest."""
    chosen = select(*projection(rows.Certificate).columns).where(Certificates.code == digest)
    row = unit.connection.execute(chosen).first()
    return rows.Certificate._make(row) if row else None


def position_of(unit: ReadingUnit, entry_id: str) -> int:
    """Give the position of an entry that is there."""
    return int(unit.connection.execute(select(Entries.position).where(Entries.id == entry_id)).scalar_one())
