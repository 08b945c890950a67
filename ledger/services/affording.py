"""Affording: what a company can have of every program now, and why not."""

from __future__ import annotations

from typing import Any

from ledger.domain.books import rows
from ledger.domain.commands import QuotePrograms
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.posting import told_now
from ledger.services.visibility import require_organization
from ledger.store.reads import journal


def affordable(node: Node, caller: Caller, organization_id: str) -> dict[str, Any]:
    """Tell of every program how much of it a company can have now, and all that stands against it.

    What was due is settled on books that are thrown away, so the answer is that of a hold.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``, ``organization_is_not_a_company``.
    """
    with node.store.reading() as unit:
        require_organization(unit, caller, organization_id)
        codes = tuple(dict.fromkeys(row.code for row in journal.rows(unit, rows.Program)))
        return told_now(node, unit, QuotePrograms(organization_id, codes))
