"""Provenance: what a movement of points is made of, lot by lot, and what became of a lot.

A *count* says which legs of a movement are its points: all that it debits, but for a capture what it redeemed and for a
cancellation what it gave back. A lot's *fate* is the sum of all its legs: what is with its holder now, was redeemed,
lapsed, was forfeited, paid arrears or was taken back adds up to what the lot was granted.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ledger.domain.books.accounts import HOLDER_STATES, holder_of, kind_of

STANDING: Final = tuple(state for state in HOLDER_STATES if state != "arrears")
"""Where points of a lot can be with its holder."""


class Moved(NamedTuple):
    """One leg of one transaction; the amount is debit positive."""

    position: int
    transaction: str
    account: str
    lot: str
    amount: int


def points_by_lot(movement: str, legs: Iterable[Moved]) -> dict[str, int]:
    """Count the points of a movement by lot, in the order in which it names them."""
    counted: dict[str, int] = {}
    for leg in legs:
        kind = kind_of(leg.account)
        if movement == "capture":
            points = -leg.amount if kind == "redeemed" else 0
        elif movement == "cancellation":
            points = leg.amount if kind == "redeemed" else 0
        else:
            points = max(leg.amount, 0)
        if points:
            counted[leg.lot] = counted.get(leg.lot, 0) + points
    return counted


@dataclass(slots=True)
class Fate:
    """What became of a lot, in points.

    Attributes:
        now: what stands of it with its holder, by state.
        taken_from: what was taken back of it from where it was, by state; ``into_arrears`` is what was not there any
            more, and so became owed.
    """

    now: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STANDING, 0))
    captured: int = 0
    expired: int = 0
    forfeited: int = 0
    paid_arrears: int = 0
    taken_from: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STANDING, 0))
    into_arrears: int = 0

    @property
    def points(self) -> int:
        """Give what the lot was granted: all that became of it."""
        kept = sum(self.now.values()) + sum(self.taken_from.values())
        return kept + self.captured + self.expired + self.forfeited + self.paid_arrears


def fates(legs: Iterable[Moved]) -> dict[str, Fate]:
    """Tell the fate of lots from all legs that ever named them."""
    found: defaultdict[str, Fate] = defaultdict(Fate)
    together: defaultdict[tuple[str, int], list[Moved]] = defaultdict(list)
    for leg in legs:
        together[leg.lot, leg.position].append(leg)
    for (lot, _), moved in together.items():
        fate = found[lot]
        taken_back = any(kind_of(leg.account) == "issued" and leg.amount < 0 for leg in moved)
        for leg in moved:
            _follow(fate, kind_of(leg.account), leg.amount, taken_back=taken_back)
    return dict(found)


def _follow(fate: Fate, kind: str, amount: int, *, taken_back: bool) -> None:
    if kind in fate.now:
        fate.now[kind] -= amount
        if taken_back:
            fate.taken_from[kind] += amount
    elif kind == "redeemed":
        fate.captured -= amount
    elif kind == "expired":
        fate.expired -= amount
    elif kind == "forfeited":
        fate.forfeited -= amount
    elif kind == "arrears" and taken_back:
        fate.into_arrears += amount
    elif kind == "arrears":
        fate.paid_arrears -= amount


class Payment(NamedTuple):
    """Points that paid arrears: out of which lot, for which lot that was taken back."""

    holder: str
    owed_for: str
    paid_with: str
    points: int
    transaction: str
    position: int


def payments(legs: Sequence[Moved]) -> list[Payment]:
    """Match what arrears accounts were paid with what was owed, the oldest first: a holder's arrears are one debt.

    Args:
        legs: every leg of the arrears accounts, in order.
    """
    owed: defaultdict[str, deque[tuple[str, int]]] = defaultdict(deque)
    paid = []
    for leg in legs:
        holder = holder_of(leg.account)
        debts, left = owed[holder], -leg.amount
        if leg.amount > 0:
            debts.append((leg.lot, leg.amount))
        while left > 0 and debts:
            lot, points = debts.popleft()
            share = min(points, left)
            paid.append(Payment(holder, lot, leg.lot, share, leg.transaction, leg.position))
            left -= share
            if points > share:
                debts.appendleft((lot, points - share))
    return paid


def left_by_lot(lots: Mapping[str, Fate], paid: Iterable[Payment]) -> dict[str, int]:
    """Tell what is still owed for each lot."""
    left = {lot: fate.into_arrears for lot, fate in lots.items()}
    for payment in paid:
        if payment.owed_for in left:
            left[payment.owed_for] -= payment.points
    return left
