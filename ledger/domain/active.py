"""Active: whether a company still takes part; one that was merged or closed earns, spends and acts no more."""

from __future__ import annotations

from ledger.domain.books import rows
from ledger.domain.refusals import Refused

ACTIVE = "active"


def check_active(row: rows.Organization, pointer: str = "") -> None:
    """Refuse an organization that is not there any more.

    Refusals: ``organization_merged``, which names the successor; ``organization_closed``.
    """
    if row.successor:
        told = {"organization_id": row.organization, "successor_id": row.successor}
        raise Refused("organization_merged", pointer, **told)
    if row.status != ACTIVE:
        raise Refused("organization_closed", pointer, organization_id=row.organization)
