"""Imports: the files of activities that universities handed in, as far as they have come."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import insert, select, update

from ledger.store.schema import Imports
from ledger.store.units import ReadingUnit, WritingUnit


class StoredImport(NamedTuple):
    """A row of ``imports``."""

    id: str
    organization: str
    sha256: str
    fingerprint: str
    name: str
    media_type: str
    mapping: str
    detection: str
    status: str
    prepared: str
    outcomes: str
    counts: str
    created_at: str
    committed_at: str


def one(unit: ReadingUnit, import_id: str) -> StoredImport | None:
    """Give one import, ``None`` where there is none."""
    row = unit.connection.execute(select(*Imports.__table__.columns).where(Imports.id == import_id)).first()
    return StoredImport._make(row) if row else None


def of_file(unit: ReadingUnit, organization: str, fingerprint: str) -> StoredImport | None:
    """Give the import of a file under a mapping by an organization, ``None`` where there is none."""
    chosen = select(*Imports.__table__.columns).where(
        Imports.organization == organization, Imports.fingerprint == fingerprint
    )
    row = unit.connection.execute(chosen).first()
    return StoredImport._make(row) if row else None


def page(unit: ReadingUnit, organization: str, after: str, limit: int) -> list[StoredImport]:
    """Give up to ``limit`` imports of an organization behind the id ``after``, in the order of their ids."""
    chosen = select(*Imports.__table__.columns).where(Imports.organization == organization, Imports.id > after)
    return [StoredImport._make(row) for row in unit.connection.execute(chosen.order_by(Imports.id).limit(limit))]


def add(unit: WritingUnit, fresh: StoredImport) -> None:
    """Note that a file was handed in."""
    unit.connection.execute(insert(Imports).values(**fresh._asdict()))


def fix_rows(unit: WritingUnit, import_id: str, prepared: str) -> None:
    """Note which rows are posted, unless that is settled already."""
    unit.connection.execute(
        update(Imports).where(Imports.id == import_id, Imports.prepared == "").values(prepared=prepared)
    )


def complete(unit: WritingUnit, import_id: str, outcomes: str, counts: str, committed_at: str) -> None:
    """Note that all is posted, unless somebody has noted it already."""
    unit.connection.execute(
        update(Imports)
        .where(Imports.id == import_id, Imports.status == "previewed")
        .values(status="committed", outcomes=outcomes, counts=counts, committed_at=committed_at)
    )
