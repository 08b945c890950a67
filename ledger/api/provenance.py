"""Provenance over HTTP: where the points of a transaction came from, and where those of an activity went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.provenance import ProvenanceSchema, UsesSchema
from ledger.auth.bearer import caller
from ledger.services import provenance

resource = Resource("provenance", "Where points came from, and where they went.")


@resource.reading("/transactions/<transaction_id>/provenance", ProvenanceSchema, personal=True)
def get_provenance(_: Any, transaction_id: str) -> Mapping[str, Any]:
    """Tell which activities, rules and documents are behind the points of a transaction."""
    return provenance.transaction_provenance(node(), caller(), transaction_id)


@resource.reading("/accruals/<accrual_id>/uses", UsesSchema, personal=True)
def get_uses(_: Any, accrual_id: str) -> Mapping[str, Any]:
    """Tell what became of the points of an activity, and what was bought with them."""
    return provenance.accrual_uses(node(), caller(), accrual_id)
