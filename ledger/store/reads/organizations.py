"""Organizations: universities, companies, auditors and the operator; their names are in the vault."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import select

from ledger.domain.books import rows
from ledger.store.engines.backend import Question
from ledger.store.reads.asking import ask
from ledger.store.reads.paging import along_positions
from ledger.store.schema import Entries, Organizations, Registrations
from ledger.store.schema.base import present
from ledger.store.tables import OF_ROW, projection
from ledger.store.units import ReadingUnit

REGISTRATIONS_AT_ONCE: Final = 500


def organizations(
    unit: ReadingUnit, kind: str = "", after: int | None = None, limit: int = 50
) -> list[rows.Organization]:
    """Give up to ``limit`` organizations that joined behind position ``after``, of one kind or, with "", of all."""
    chosen = select(*projection(rows.Organization).columns)
    if kind:
        chosen = chosen.where(Organizations.kind == kind)
    page = along_positions(chosen, Organizations.position, after, limit)
    return [rows.Organization._make(row) for row in unit.connection.execute(page)]


def organization(unit: ReadingUnit, organization_id: str) -> rows.Organization | None:
    """Give one organization, ``None`` where there is none."""
    one = f"SELECT {', '.join(OF_ROW[rows.Organization].columns)} FROM organizations WHERE organization = ?"
    (found,) = ask(unit, Question(one, (organization_id,)))
    return rows.Organization._make(found[0]) if found else None


def ids_by_registration(unit: ReadingUnit, registrations: Collection[str]) -> dict[str, str]:
    """Give the organizations with these registration numbers, by the blind digests of the numbers: of one that was
    merged, its successor."""
    wanted, found = sorted(set(registrations)), dict[str, str]()
    for start in range(0, len(wanted), REGISTRATIONS_AT_ONCE):
        chosen = (
            select(Registrations.registration, Organizations.organization, Organizations.successor)
            .join(Organizations, Organizations.organization == Registrations.organization)
            .where(Registrations.registration.in_(wanted[start : start + REGISTRATIONS_AT_ONCE]))
        )
        found |= {row.registration: row.successor or row.organization for row in unit.connection.execute(chosen)}
    return found


def merged_into(unit: ReadingUnit, organization_id: str) -> list[str]:
    """Give the organizations whose successor an organization is, in the order in which they joined."""
    chosen = select(Organizations.organization).where(
        present(Organizations.successor), Organizations.successor == organization_id
    )
    return list(unit.connection.execute(chosen.order_by(Organizations.position)).scalars())


def is_registration(unit: ReadingUnit, entry_id: str) -> bool:
    """Tell whether an entry recorded a registration number of an organization."""
    chosen = select(Registrations.position).join(Entries, Entries.position == Registrations.position)
    return unit.connection.execute(chosen.where(Entries.id == entry_id)).first() is not None


def registrations_of(unit: ReadingUnit, organization_id: str) -> list[tuple[int, str]]:
    """Give the entries that recorded an organization's registration numbers, by position and id, the oldest first."""
    chosen = (
        select(Registrations.position, Entries.id)
        .join(Entries, Entries.position == Registrations.position)
        .where(Registrations.organization == organization_id)
    )
    return [(row.position, row.id) for row in unit.connection.execute(chosen.order_by(Registrations.position))]
