"""Clients: who may act for an organization, and by which secrets they are known."""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import select

from ledger.domain.books import rows
from ledger.domain.decided import ClientSecret
from ledger.store.schema import Clients, ClientSecrets
from ledger.store.store import Store
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit


def client(unit: ReadingUnit, client_id: str) -> rows.Client | None:
    """Give one client, also a revoked one, ``None`` where there is none."""
    row = unit.connection.execute(select(*projection(rows.Client).columns).where(Clients.client == client_id)).first()
    return rows.Client._make(row) if row else None


class Authority(NamedTuple):
    """What a client may do now, and for whom."""

    client: str
    organization: str
    organization_kind: str
    person: str
    role: str
    permissions: str


_AUTHORITY: Final = (
    "SELECT c.client, c.organization, o.kind, c.person, c.role, c.permissions"
    " FROM clients AS c JOIN organizations AS o ON o.organization = c.organization"
    " WHERE c.client = ? AND c.revoked_at = '' AND c.login = ''"
)


def authority(store: Store, client_id: str) -> Authority | None:
    """Give the present authority of a machine client, ``None`` for an unknown or a revoked one, and for a user."""
    found = store.glance.ask(_AUTHORITY, (client_id,))
    return Authority._make(found[0]) if found else None


def clients(unit: ReadingUnit, organization: str) -> list[rows.Client]:
    """Give the machine clients of an organization, also revoked ones, in the order in which they were granted."""
    chosen = select(*projection(rows.Client).columns).where(Clients.organization == organization, Clients.login == "")
    return [rows.Client._make(row) for row in unit.connection.execute(chosen.order_by(Clients.position))]


def secrets_of(unit: ReadingUnit, client_id: str) -> list[ClientSecret]:
    """Give the live secrets of a client, hashed, newest first: none, one, or two while one is rotated."""
    chosen = (
        select(ClientSecrets.client, ClientSecrets.created_at, ClientSecrets.secret_hash)
        .where(ClientSecrets.client == client_id, ClientSecrets.revoked_at == "")
        .order_by(ClientSecrets.created_at.desc())
        .limit(2)
    )
    return [ClientSecret._make(row) for row in unit.connection.execute(chosen)]


def clients_of_person(unit: ReadingUnit, person: str) -> list[rows.Client]:
    """Give every client and user that a person is behind, also revoked ones, in the order in which they came."""
    chosen = select(*projection(rows.Client).columns).where(Clients.person == person)
    return [rows.Client._make(row) for row in unit.connection.execute(chosen.order_by(Clients.position))]
