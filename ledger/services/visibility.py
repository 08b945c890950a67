"""Visibility: what a caller may see. Whatever it may not see does not exist for it, so refusals tell nothing."""

from __future__ import annotations

from ledger.domain.books import rows
from ledger.domain.refusals import Refused
from ledger.services.context import Caller
from ledger.store.reads import organizations
from ledger.store.units import ReadingUnit

READ_ALL = "histories.read_all"
READ_OWN = "histories.read_own"
READ_PROGRAM = "histories.read_program"
"""Sees, beside its own organization, what was applied for in the programs that it runs (``services.agencies``)."""


def sees_all(caller: Caller) -> bool:
    """Tell whether a caller reads every history."""
    return READ_ALL in caller.permissions


def require_reader(caller: Caller) -> None:
    """Let pass whoever may read anything at all.

    Raises:
        Refused: ``permission_missing``.
    """
    if not {READ_ALL, READ_OWN, READ_PROGRAM} & caller.permissions:
        raise Refused("permission_missing", client_id=caller.client_id, permission=READ_OWN)


def require_all(caller: Caller) -> None:
    """Let pass whoever reads every history.

    Raises:
        Refused: ``permission_missing``.
    """
    if not sees_all(caller):
        raise Refused("permission_missing", client_id=caller.client_id, permission=READ_ALL)


def narrowed(caller: Caller, organization_id: str) -> str:
    """Give the organization a list is narrowed to: the one asked for, or the caller's own where it sees no other.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``.
    """
    require_reader(caller)
    if sees_all(caller):
        return organization_id
    if organization_id not in ("", caller.organization_id):
        raise Refused("organization_unknown", "/organization_id", organization_id=organization_id)
    return caller.organization_id


def require_organization(unit: ReadingUnit, caller: Caller, organization_id: str) -> rows.Organization:
    """Give an organization whose wallet and clients the caller may see.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``.
    """
    require_seen(caller, organization_id)
    row = organizations.organization(unit, organization_id)
    if row is None:
        raise Refused("organization_unknown", organization_id=organization_id)
    return row


def require_seen(caller: Caller, organization_id: str) -> None:
    """Let pass whoever may see an organization's wallet and clients, if there is such an organization.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``.
    """
    require_reader(caller)
    if not sees_all(caller) and organization_id != caller.organization_id:
        raise Refused("organization_unknown", organization_id=organization_id)
