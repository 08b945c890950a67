"""Walks: all accounts, or all lots of a wallet, from the first to the last as of one point.

The point is fixed before the first page is read, so what is posted meanwhile is in none of the pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ledger.services import balances, histories
from ledger.services.as_of import Point
from ledger.services.context import Caller
from ledger.services.exports import forms_of
from ledger.services.node import Node
from ledger.services.tables import flat
from ledger.store.reads.accounts import LotPlace

PAGE: Final = 500
ACCOUNTS: Final = forms_of(
    flat("accounts", ("account", "organization_id", "kind", "side", "balance"), whole=("balance",))
)
LOTS: Final = forms_of(
    flat("lots", ("lot", "state", "points", "accrual_id", "rule", "active_on", "expires_on"), whole=("points",))
)
TRIAL_BALANCE: Final = forms_of(flat("trial balance", ("account", "debit", "credit"), whole=("debit", "credit")))
"""How pages are written, by the name of the form, which is a file's extension too."""

Walk = tuple[Iterator[list[dict[str, Any]]], Point]
"""The pages, and the point they are read at."""


def account_pages(
    node: Node,
    caller: Caller,
    organization_id: str,
    after: str = "",
    recorded_as_of: int | str | None = None,
    effective_as_of: str | None = None,
) -> Walk:
    """Walk the accounts behind the account ``after``, by name.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``, ``position_unknown``; at once.
    """
    _, when = histories.accounts(node, caller, organization_id, after, 1, recorded_as_of, effective_as_of)

    def walk(place: str) -> Iterator[list[dict[str, Any]]]:
        while page := histories.accounts(node, caller, organization_id, place, PAGE, when.position, when.effective_on)[
            0
        ]:
            yield page
            place = page[-1]["account"]

    return walk(after), when


def lot_pages(
    node: Node,
    caller: Caller,
    organization_id: str,
    after: LotPlace | None = None,
    recorded_as_of: int | str | None = None,
    effective_as_of: str | None = None,
) -> Walk:
    """Walk what a wallet's lots hold behind a place, soonest expiry first.

    Raises:
        Refused: ``organization_unknown``, ``permission_missing``, ``position_unknown``; at once.
    """
    _, when = balances.lots(node, caller, organization_id, after, 1, recorded_as_of, effective_as_of)

    def walk(place: LotPlace | None) -> Iterator[list[dict[str, Any]]]:
        while page := balances.lots(node, caller, organization_id, place, PAGE, when.position, when.effective_on)[0]:
            yield page
            place = LotPlace(*(page[-1][name] for name in LotPlace._fields))

    return walk(after), when
