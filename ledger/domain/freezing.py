"""Freezing: which points move when an award is contested, and where they go when that is over.

A decision records these movements and a replay compares with them, so both are told by the same code. A frozen lot is
neither spendable nor due: what comes back of it meanwhile is frozen with it. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from ledger.domain.books import rows
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.fold_objections import DISPUTED, Contested, contested
from ledger.domain.journal.entries import Leg
from ledger.domain.journal.facts import GraceLot

GRACE = "adjusted:grace"
"""The account that lots of grace are granted from."""


class Thaw(NamedTuple):
    """What comes free at the end of an objection, with the lots that stand in for what lapsed meanwhile."""

    legs: list[Leg]
    grace: tuple[GraceLot, ...]


def is_frozen(books: Books, holder: str, lot: rows.Lot, day: str) -> bool:
    """Tell whether what a holder has of a lot is contested on a day; the lot's balances are at hand."""
    part = books.lot_balances.get((of_holder(holder, DISPUTED), lot.lot))
    return part is not None and part.due_on > day


def freezing(books: Books, award: rows.Accrual, organization: str, university: str) -> list[Leg]:
    """Move all that is available or pending of the contested lots to ``disputed``, each under its own name."""
    legs = []
    for lot, holder in contested(books, award, organization, university):
        for state in ("available", "pending"):
            part = books.lot_balances.get((of_holder(holder, state), lot.lot))
            if part is not None and part.amount:
                disputed = of_holder(holder, DISPUTED)
                legs += [Leg(part.account, lot.lot, -part.amount), Leg(disputed, lot.lot, part.amount)]
    return legs


def _frozen_lots(books: Books, row: rows.Objection, holder: str) -> list[Contested]:
    if not holder:
        award = books.accruals.require(row.accrual)
        return contested(books, award, row.organization, row.university)
    parts = books.lot_balances.in_order("wallet", (holder, DISPUTED))
    lots = [books.lots.require(part.lot) for part in parts]
    return [(lot, holder) for lot in lots if lot.accrual == row.accrual]


def thawing(
    books: Books, row: rows.Objection, day: str, grace_days: int, new_lot: Callable[[], str], holder: str = ""
) -> Thaw:
    """Move what is frozen to where it stands on a day: pending, available, or lapsed.

    Args:
        grace_days: how long a lot lives from that day on that stands in for one that lapsed; 0 for none.
        new_lot: gives the id of the next such lot.
        holder: whose lots; "" for all.
    """
    award, legs, grace = books.accruals.require(row.accrual), list[Leg](), list[GraceLot]()
    for lot, owner in _frozen_lots(books, row, holder):
        part = books.lot_balances.get((of_holder(owner, DISPUTED), lot.lot))
        if part is None or not part.amount:
            continue
        legs.append(Leg(part.account, lot.lot, -part.amount))
        if award.missing or max(lot.active_on, award.documented_on) > day:
            legs.append(Leg(of_holder(owner, "pending"), lot.lot, part.amount))
        elif lot.expires_on >= day:
            legs.append(Leg(of_holder(owner, "available"), lot.lot, part.amount))
        else:
            legs.append(Leg("expired", lot.lot, part.amount))
            if grace_days:
                until = (date.fromisoformat(day) + timedelta(days=grace_days)).isoformat()
                grace.append(GraceLot(new_lot(), lot.lot, -part.amount, until))
                available = of_holder(owner, "available")
                legs += [Leg(GRACE, grace[-1].lot, -part.amount), Leg(available, grace[-1].lot, part.amount)]
    return Thaw(legs, tuple(grace))
