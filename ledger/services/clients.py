"""Clients: who a client is, by its secret or by its id, as the database has it now."""

from __future__ import annotations

from typing import Any

from ledger.domain.books import rows
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.secrets import matches
from ledger.services.visibility import require_organization
from ledger.store.reads import clients as read


def authenticate(node: Node, client_id: str, client_secret: str) -> Caller | None:
    """Give the caller whose secret this is; ``None`` for a wrong secret, an unknown or a revoked client."""
    with node.store.reading() as unit:
        hashes: list[str | None] = [secret.secret_hash for secret in read.secrets_of(unit, client_id)]
    known = [matches(hashed, client_secret) for hashed in hashes or [None]]
    return caller_of(node, client_id) if any(known) else None


def caller_of(node: Node, client_id: str) -> Caller | None:
    """Give a client with its present authority; ``None`` for an unknown or a revoked one."""
    row = read.authority(node.store, client_id)
    if row is None:
        return None
    permissions = frozenset(row.permissions.split())
    return Caller(row.client, row.organization, row.organization_kind, row.person, row.role, permissions)


def list_clients(node: Node, caller: Caller, organization_id: str) -> list[dict[str, Any]]:
    """Give an organization's clients, revoked ones too.

    Raises:
        Refused: ``organization_unknown``.
    """
    with node.store.reading() as unit:
        require_organization(unit, caller, organization_id)
        return [_shown(row) for row in read.clients(unit, organization_id)]


def _shown(row: rows.Client) -> dict[str, Any]:
    return {
        "client_id": row.client,
        "organization_id": row.organization,
        "person_id": row.person,
        "role": row.role,
        "permissions": row.permissions.split(),
        "revoked_at": row.revoked_at or None,
        "position": row.position,
    }
