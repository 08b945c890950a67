"""Wallets: what a holder has now, and whether anything of it is due, told by one statement and so of one moment."""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.store.store import Store
from ledger.store.units import Head, head_of


class Wallet(NamedTuple):
    """A holder's accounts as booked.

    Attributes:
        balances: signed, by state; an account that had no posting yet is missing.
        is_due: whether a lot is due by the day that was asked for, or a hold is over by the instant.
    """

    head: Head
    balances: dict[str, int]
    is_due: bool


_WALLET: Final = (
    "SELECT h.position, h.recorded_at, h.frontier, h.closed_through, b.kind, b.balance,"
    " EXISTS (SELECT 1 FROM lot_balances AS l WHERE l.holder = ? AND l.kind IN ('available', 'pending', 'disputed')"
    " AND l.amount <> 0 AND l.due_on <= ?)"
    " OR EXISTS (SELECT 1 FROM redemptions AS r WHERE r.holder = ? AND r.settled_at = ''"
    " AND r.hold_expires_at <= ?)"
    " FROM organizations AS o CROSS JOIN head AS h"
    " LEFT JOIN balances AS b ON b.holder = o.organization AND b.holder <> ''"
    " WHERE o.organization = ?"
)


def wallet(store: Store, organization: str, today: str, now: str) -> Wallet | None:
    """Give an organization's wallet with the head it was read at; ``None`` for an organization that is not there.

    Args:
        today: the business day, ISO text, by which a lot is due.
        now: the instant, RFC 3339 text, by which a hold is over.

    Raises:
        StoreUnavailable: the database did not answer.
    """
    found = store.glance.ask(_WALLET, (organization, today, organization, now, organization))
    if not found:
        return None
    balances = {kind: balance for *_, kind, balance, _ in found if kind is not None}
    return Wallet(head_of(found[0][:4]), balances, bool(found[0][-1]))
