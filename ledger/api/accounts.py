"""Accounts over HTTP: what stands on each account, and the trial balance over all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.lists import page_response
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.accounts import AccountsPageSchema, AccountsQuery, TrialBalanceSchema
from ledger.api.schemas.common import AsOfQuery
from ledger.auth.bearer import caller
from ledger.services import histories

resource = Resource("accounts", "Accounts and the trial balance.")


@resource.reading("/accounts", AccountsPageSchema, query=AccountsQuery)
def list_accounts(query: Mapping[str, Any]) -> Response:
    """List accounts by name, each with its balance."""
    members: dict[str, Any] = {}

    def behind(place: str, limit: int) -> Sequence[Mapping[str, Any]]:
        items, when = histories.accounts(
            node(),
            caller(),
            query.get("organization_id", ""),
            place,
            limit,
            query["recorded_as_of"],
            query["effective_as_of"],
        )
        members.update(position=when.position, root=when.root)
        return items

    return page_response(query, behind, lambda item: str(item["account"]), members)


@resource.reading("/trial-balance", TrialBalanceSchema, query=AsOfQuery, permissions=("histories.read_all",))
def trial_balance(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give every account with its balance on its side; the two totals are equal."""
    return histories.trial_balance(node(), caller(), query["recorded_as_of"], query["effective_as_of"])
