"""Balances: what a holder has, as booked and as it could be spent, now or at any point.

``posted`` is the available account as booked. ``spendable`` is what a hold could take at that point: where nothing is
due, what is booked; else the settlement that every command runs first tells it, run on books that are thrown away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain.books.accounts import HOLDER_STATES, kind_of
from ledger.domain.commands import SettleDue
from ledger.domain.dates import truncate_to_milliseconds
from ledger.domain.desk import Moment
from ledger.domain.refusals import Refused
from ledger.services.as_of import Point, point
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.posting import told_now
from ledger.services.spendable import spendable_at
from ledger.services.visibility import require_organization, require_seen
from ledger.store.reads import accounts, wallets
from ledger.store.reads.accounts import LotPlace


def balance(
    node: Node,
    caller: Caller,
    organization_id: str,
    recorded_as_of: int | str | None = None,
    effective_as_of: str | None = None,
) -> dict[str, Any]:
    """Give a wallet at a point; points are whole and not negative.

    Raises:
        Refused: ``organization_unknown``, ``permission_missing``, ``position_unknown``.
    """
    require_seen(caller, organization_id)
    if recorded_as_of is None and effective_as_of is None:
        settled = _when_nothing_is_due(node, organization_id)
        if settled is not None:
            return settled
    with node.store.reading() as unit:
        require_organization(unit, caller, organization_id)
        when = point(node, unit, recorded_as_of, effective_as_of)
        booked = accounts.balances_at(unit, (), organization_id, when.position, when.effective_on)
        if when.is_now:
            spendable = told_now(node, unit, SettleDue(organization_id))["balance"]["spendable"]
        else:
            spendable = spendable_at(node, unit, organization_id, when, booked)
    by_state = {kind_of(account): amount for account, amount in booked.items()}
    return _shown(organization_id, by_state, spendable, when.position, when.root)


def _when_nothing_is_due(node: Node, organization_id: str) -> dict[str, Any] | None:
    """Give the wallet as it is booked, if nothing of it is due; else ``None``.

    Raises:
        Refused: ``organization_unknown``.
    """
    now = Moment.of(truncate_to_milliseconds(node.clock()))
    wallet = wallets.wallet(node.store, organization_id, now.today, now.recorded_at)
    if wallet is None:
        raise Refused("organization_unknown", organization_id=organization_id)
    head, balances, is_due = wallet
    if is_due or head.recorded_at > now.recorded_at:
        return None
    return _shown(
        organization_id, balances, abs(balances.get("available", 0)), head.position, head.frontier.root().hex()
    )


def _shown(
    organization_id: str, balances: Mapping[str, int], spendable: int, position: int, root: str
) -> dict[str, Any]:
    shown = {state: abs(balances.get(state, 0)) for state in HOLDER_STATES}
    return {
        "organization_id": organization_id,
        "posted": shown.pop("available"),
        "spendable": spendable,
        **shown,
        "position": position,
        "root": root,
    }


def lots(
    node: Node,
    caller: Caller,
    organization_id: str,
    after: LotPlace | None,
    limit: int,
    recorded_as_of: int | str | None = None,
    effective_as_of: str | None = None,
) -> tuple[list[dict[str, Any]], Point]:
    """Give up to ``limit`` parts of a wallet's lots behind a place, soonest expiry first, and the point of the answer.

    Raises:
        Refused: ``organization_unknown``, ``permission_missing``, ``position_unknown``.
    """
    with node.store.reading() as unit:
        require_organization(unit, caller, organization_id)
        when = point(node, unit, recorded_as_of, effective_as_of)
        found = accounts.lots_of(unit, organization_id, when.position, when.effective_on, after, limit)
    items = [
        {
            "lot": part.lot.lot,
            "state": part.state,
            "points": abs(part.amount),
            "accrual_id": part.lot.accrual or None,
            "rule": part.lot.rule or None,
            "active_on": part.lot.active_on,
            "expires_on": part.lot.expires_on,
        }
        for part in found
    ]
    return items, when
