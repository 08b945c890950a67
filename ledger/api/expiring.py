"""Expiring over HTTP: what of a wallet lapses when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.expiring import ExpiringQuery, ExpiringSchema
from ledger.auth.bearer import caller
from ledger.services import expiring as service

resource = Resource("expiring", "What of a wallet lapses when.")


@resource.reading("/organizations/<organization_id>/expiring", ExpiringSchema, query=ExpiringQuery)
def expiring(query: Mapping[str, Any], organization_id: str) -> Mapping[str, Any]:
    """Give a wallet by the month in which its points lapse, and lot by lot what lapses soon; now or at any point."""
    return service.expiring(
        node(), caller(), organization_id, query["within_days"], query["recorded_as_of"], query["effective_as_of"]
    )
