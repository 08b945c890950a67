"""Provenance: what a movement of points is made of, lot by lot, and what became of a lot.

A *count* says which legs of a movement are its points: all that it debits, but for a capture what it redeemed and for a
cancellation what it gave back. A lot's *fate* is the sum of all its legs: what is with its holder now, was redeemed,
lapsed, came back in a lot that stands in for it, was forfeited, was adjusted away, paid arrears or was taken back adds
up to what the lot was granted, whoever has it. What is owed for a lot is beside that sum: it is paid or given up.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ledger.domain.books.accounts import HOLDER_STATES, holder_of, kind_of
from ledger.domain.corrections import CLEARING

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
        elif movement == "reinstatement":
            points = -leg.amount if kind == "available" else 0
        elif movement == "transfer":
            points = max(leg.amount, 0) if kind != "arrears" else 0
        else:
            points = max(leg.amount, 0)
        if points:
            counted[leg.lot] = counted.get(leg.lot, 0) + points
    return counted


@dataclass(slots=True)
class Fate:
    """What became of a lot, in points.

    Attributes:
        now: what stands of it, by state; ``with_whom`` tells how much of that each holder has, whoever earned it.
        owed_by: everybody who owed something of it at any time.
        taken_from: what was taken back of it from where it was, by state; ``into_arrears`` is what was not there any
            more, and so became owed.
        reinstated: what had lapsed and came back in lots that stand in for this one; it is not among ``expired``.
        adjusted: what was taken away by hand.
    """

    now: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STANDING, 0))
    captured: int = 0
    expired: int = 0
    reinstated: int = 0
    forfeited: int = 0
    adjusted: int = 0
    paid_arrears: int = 0
    taken_from: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STANDING, 0))
    into_arrears: int = 0
    with_whom: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    owed_by: set[str] = field(default_factory=set)

    @property
    def points(self) -> int:
        """Give what the lot was granted: all that became of it."""
        kept = sum(self.now.values()) + sum(self.taken_from.values())
        lost = self.expired + self.reinstated + self.forfeited + self.adjusted
        return kept + self.captured + lost + self.paid_arrears


def fates(legs: Iterable[Moved]) -> dict[str, Fate]:
    """Tell the fate of lots from all legs that ever named them."""
    found: defaultdict[str, Fate] = defaultdict(Fate)
    together: defaultdict[tuple[str, int], list[Moved]] = defaultdict(list)
    for leg in legs:
        together[leg.lot, leg.position].append(leg)
    for (lot, _), moved in together.items():
        fate = found[lot]
        taken_back = any(kind_of(leg.account) == "issued" and leg.amount < 0 for leg in moved)
        given_up = any(kind_of(leg.account) == "written-off" for leg in moved)
        for leg in moved:
            _place(fate, leg)
            if not given_up:
                _follow(fate, leg.account, leg.amount, taken_back=taken_back)
    return dict(found)


def _place(fate: Fate, leg: Moved) -> None:
    """Note with whom points of a lot are, and by whom they are owed."""
    kind, holder = kind_of(leg.account), holder_of(leg.account)
    if kind in STANDING:
        fate.with_whom[holder] -= leg.amount
    elif kind == "arrears":
        fate.owed_by.add(holder)


def _follow(fate: Fate, account: str, amount: int, *, taken_back: bool) -> None:
    kind = kind_of(account)
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
    elif account == CLEARING:
        fate.reinstated -= min(amount, 0)
    elif kind == "adjusted":
        fate.adjusted -= min(amount, 0)
    elif kind == "arrears" and taken_back:
        fate.into_arrears += amount
    elif kind == "arrears":
        fate.paid_arrears -= amount


class Payment(NamedTuple):
    """Points that settled arrears: out of which lot, "" where they were given up, for which lot that was taken back."""

    holder: str
    owed_for: str
    paid_with: str
    points: int
    transaction: str
    position: int


def payments(legs: Sequence[Moved], given_up: Collection[int] = ()) -> list[Payment]:
    """Match what arrears accounts were paid, or forgiven, with what was owed, the oldest first: a holder's arrears are
    one debt.

    A merger makes the source's debt the target's, behind what that owed itself, and is no payment.

    Args:
        legs: every leg of the arrears accounts, in order, those of whoever was merged into a holder too.
        given_up: the positions at which arrears were written off, which no lot paid.
    """
    owed: defaultdict[str, deque[tuple[str, int]]] = defaultdict(deque)
    paid = []
    merged = _merged(legs)
    for leg in legs:
        holder = holder_of(leg.account)
        if leg.position in merged:
            source, target = merged[leg.position]
            owed[target].extend(owed.pop(source, ()))
            continue
        debts, left = owed[holder], -leg.amount
        if leg.amount > 0:
            debts.append((leg.lot, leg.amount))
        while left > 0 and debts:
            lot, points = debts.popleft()
            share = min(points, left)
            paid_with = "" if leg.position in given_up else leg.lot
            paid.append(Payment(holder, lot, paid_with, share, leg.transaction, leg.position))
            left -= share
            if points > share:
                debts.appendleft((lot, points - share))
    return paid


def _merged(legs: Iterable[Moved]) -> dict[int, tuple[str, str]]:
    """Tell the positions at which what one holder owes became another's: no other movement has one lot leave an
    arrears account for another. The leg that leaves stands before the one that comes."""
    parties: dict[tuple[int, str], list[str]] = {}
    for leg in legs:
        parties.setdefault((leg.position, leg.lot), []).append(holder_of(leg.account))
    return {position: (found[0], found[1]) for (position, _), found in parties.items() if len(set(found)) > 1}


def left_by_lot(lots: Mapping[str, Fate], paid: Iterable[Payment]) -> dict[str, int]:
    """Tell what is still owed for each lot."""
    left = {lot: fate.into_arrears for lot, fate in lots.items()}
    for payment in paid:
        if payment.owed_for in left:
            left[payment.owed_for] -= payment.points
    return left
