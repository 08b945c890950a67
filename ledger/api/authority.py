"""Authority over HTTP: who could do what at any position of the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.authority import AuthorityQuery, AuthoritySchema
from ledger.auth.bearer import caller
from ledger.services import authority as service

resource = Resource("authority", "Who could do what, and by which rules, at any position.")


@resource.reading(
    "/authority", AuthoritySchema, query=AuthorityQuery, permissions=("histories.read_all",), personal=True
)
def authority(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """Tell who could do what, and by which rules, programs, allotments and bounds, now or at any position."""
    return service.authority(node(), caller(), query["recorded_as_of"])
