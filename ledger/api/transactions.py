"""Transactions over HTTP: the history as far as the caller may see it, page by page or streamed, and its proofs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.lists import (
    filters_of,
    page_response,
    place_asked_for,
    position_behind,
    position_of,
)
from ledger.api.conventions.negotiation import CSV, JSON, NDJSON, negotiated
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.streaming import EXTENSIONS, streamed
from ledger.api.schemas.log import InclusionProofSchema
from ledger.api.schemas.transactions import ProofQuery, TransactionSchema, TransactionsPageSchema, TransactionsQuery
from ledger.auth.bearer import caller
from ledger.services import histories, log
from ledger.services.exports import FORMS
from ledger.services.histories import TransactionFilter

_OFFERED: Final = (JSON, NDJSON, CSV)

resource = Resource("transactions", "The history: every balanced movement, for ever.")


@resource.reading("/transactions", TransactionsPageSchema, query=TransactionsQuery, offered=_OFFERED)
def list_transactions(query: Mapping[str, Any]) -> Response:
    """List transactions, oldest first; as CSV or NDJSON, all of them from the cursor on."""
    wanted = TransactionFilter(**filters_of(query))
    media_type = negotiated(_OFFERED)
    if media_type == JSON:
        return page_response(
            query,
            lambda place, limit: histories.transactions(node(), caller(), wanted, position_behind(place), limit),
            position_of,
        )
    pages = histories.pages(node(), caller(), wanted, position_behind(place_asked_for(query)))
    return streamed(FORMS[EXTENSIONS[media_type]](pages), media_type, "transactions")


@resource.reading("/transactions/<transaction_id>", TransactionSchema)
def get_transaction(_: Any, transaction_id: str) -> Mapping[str, Any]:
    """Give one transaction."""
    return histories.transaction(node(), caller(), transaction_id)


@resource.reading("/transactions/<transaction_id>/proof", InclusionProofSchema, query=ProofQuery)
def prove_transaction(query: Mapping[str, Any], transaction_id: str) -> Mapping[str, Any]:
    """Prove that a transaction is in the log (RFC 6962 inclusion proof)."""
    return log.inclusion_proof(node(), caller(), transaction_id, query["size"])
