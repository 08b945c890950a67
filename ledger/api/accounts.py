"""Accounts over HTTP: what stands on each account, and the trial balance over all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response

from ledger.api.conventions.answers import json_response
from ledger.api.conventions.drilling import movements_of
from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response, place_asked_for
from ledger.api.conventions.negotiation import JSON, LISTED, negotiated
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.streaming import EXTENSIONS, read_at, streamed
from ledger.api.schemas.accounts import AccountsPageSchema, AccountsQuery, TrialBalanceSchema
from ledger.api.schemas.common import AsOfQuery
from ledger.auth.bearer import caller
from ledger.services import histories, walks

resource = Resource("accounts", "Accounts and the trial balance.")


@resource.reading("/accounts", AccountsPageSchema, query=AccountsQuery, offered=LISTED)
def list_accounts(query: Mapping[str, Any]) -> Response:
    """List accounts by name, each with its balance; as a file, all of them from the cursor on."""
    media_type, as_of = negotiated(LISTED), (query["recorded_as_of"], query["effective_as_of"])
    if media_type != JSON:
        organization, after = query.get("organization_id", ""), place_asked_for(query)
        pages, point = walks.account_pages(node(), caller(), organization, after, *as_of)
        chunks = walks.ACCOUNTS[EXTENSIONS[media_type]](pages)
        return streamed(chunks, media_type, "accounts", read_at(point.position, point.root))
    members: dict[str, Any] = {}

    def behind(place: str, limit: int) -> Sequence[Mapping[str, Any]]:
        items, when = histories.accounts(
            node(),
            caller(),
            query.get("organization_id", ""),
            place,
            limit,
            *as_of,
        )
        members.update(position=when.position, root=when.root)
        return [
            {**item, "transactions": movements_of(item["account"], when.position, when.effective_on)} for item in items
        ]

    return page_response(query, behind, lambda item: str(item["account"]), members)


@resource.reading(
    "/trial-balance", TrialBalanceSchema, query=AsOfQuery, permissions=("histories.read_all",), offered=LISTED
)
def trial_balance(query: Mapping[str, Any]) -> Response:
    """Give every account with its balance on its side; the two totals are equal."""
    told = histories.trial_balance(node(), caller(), query["recorded_as_of"], query["effective_as_of"])
    lines = [
        {**line, "transactions": movements_of(line["account"], told["position"], query["effective_as_of"])}
        for line in told["accounts"]
    ]
    media_type = negotiated(LISTED)
    if media_type == JSON:
        return json_response({**told, "accounts": lines})
    chunks = walks.TRIAL_BALANCE[EXTENSIONS[media_type]]([lines])
    return streamed(chunks, media_type, "trial-balance", read_at(told["position"], told["root"]))
