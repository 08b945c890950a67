"""Transactions over HTTP: the history as far as the caller may see it, page by page or streamed, and its proofs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from ledger.api.conventions.streaming import csv_pages, ndjson_pages, streamed
from ledger.api.schemas.common import PAGE_ITEMS_MAX
from ledger.api.schemas.log import InclusionProofSchema
from ledger.api.schemas.transactions import (
    CSV_COLUMNS,
    ProofQuery,
    TransactionSchema,
    TransactionsPageSchema,
    TransactionsQuery,
)
from ledger.auth.bearer import caller
from ledger.services import histories, log
from ledger.services.context import Caller
from ledger.services.histories import TransactionFilter
from ledger.services.node import Node

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
    pages = _pages(node(), caller(), wanted, position_behind(place_asked_for(query)))
    first = next(pages, [])  # what is refused is refused before the first byte
    every = _first_and(first, pages)
    if media_type == NDJSON:
        return streamed(ndjson_pages(every), NDJSON, "transactions")
    return streamed(csv_pages(CSV_COLUMNS, map(_lines, every)), CSV, "transactions")


@resource.reading("/transactions/<transaction_id>", TransactionSchema)
def get_transaction(_: Any, transaction_id: str) -> Mapping[str, Any]:
    """Give one transaction."""
    return histories.transaction(node(), caller(), transaction_id)


@resource.reading("/transactions/<transaction_id>/proof", InclusionProofSchema, query=ProofQuery)
def prove_transaction(query: Mapping[str, Any], transaction_id: str) -> Mapping[str, Any]:
    """Prove that a transaction is in the log (RFC 6962 inclusion proof)."""
    return log.inclusion_proof(node(), caller(), transaction_id, query["size"])


def _pages(
    at: Node, reader: Caller, wanted: TransactionFilter, after: int | None
) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Read page after page, each in a short unit of its own."""
    while page := histories.transactions(at, reader, wanted, after, PAGE_ITEMS_MAX):
        yield page
        if len(page) < PAGE_ITEMS_MAX:
            return
        after = page[-1]["position"]


def _first_and(first: Sequence[Any], rest: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield first
    yield from rest


def _lines(page: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Give a page as lines of a CSV, one for each posting."""
    for transaction in page:
        actor = transaction["actor"]
        head = {**transaction, "client_id": actor["client_id"], "organization_id": actor["organization_id"]}
        for line, posting in enumerate(transaction["postings"], start=1):
            yield {**head, **posting, "line": line}
