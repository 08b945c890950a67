"""Transactions over HTTP: the history as far as the caller may see it, page by page or streamed, and its proofs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.histories import history_response
from ledger.api.conventions.lists import filters_of, place_asked_for, stood_at
from ledger.api.conventions.negotiation import LISTED
from ledger.api.conventions.proofs import PROOF_FORMS, proof_told
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.log import InclusionProofSchema
from ledger.api.schemas.transactions import ProofQuery, TransactionSchema, TransactionsPageSchema, TransactionsQuery
from ledger.auth.bearer import caller
from ledger.services import histories, log
from ledger.services.exports import FORMS
from ledger.services.history_filters import TransactionFilter

resource = Resource("transactions", "The history: every balanced movement, for ever.")


@resource.reading("/transactions", TransactionsPageSchema, query=TransactionsQuery, offered=LISTED)
def list_transactions(query: Mapping[str, Any]) -> Response:
    """List transactions, oldest or newest first; as a file, all of them from the cursor on."""
    wanted = TransactionFilter(**filters_of(query))
    found = histories.history_of(node(), caller(), wanted, stood_at(place_asked_for(query)))
    return history_response(query, found, FORMS, LISTED, "transactions")


@resource.reading("/transactions/<transaction_id>", TransactionSchema)
def get_transaction(_: Any, transaction_id: str) -> Mapping[str, Any]:
    """Give one transaction."""
    return histories.transaction(node(), caller(), transaction_id)


@resource.reading("/transactions/<transaction_id>/proof", InclusionProofSchema, query=ProofQuery, offered=PROOF_FORMS)
def prove_transaction(query: Mapping[str, Any], transaction_id: str) -> Mapping[str, Any] | Response:
    """Prove that a transaction is in the log (RFC 6962 inclusion proof); as text a .tlog-proof file (C2SP)."""
    return proof_told(log.inclusion_proof(node(), caller(), transaction_id, query["size"]))
