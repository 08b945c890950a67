"""Reversals: an award is taken back, in whole or part, from wherever its lot is.

What is still with the holder leaves pending, available, disputed and held, in this order; what was spent or has
expired becomes arrears. A cumulative rule re-prices the agreement without the reversed payment and takes back the
difference, from the reversed payment's lot first and then from the agreement's other lots, youngest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.fold import holds_hit
from ledger.domain.commands import Private, ReverseAccrual, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import FIRST_LOTS, Handler, balance_shown, need_wallet
from ledger.domain.journal.entries import Entry, Leg
from ledger.domain.journal.facts import AccrualReversed, ActivityWithdrawn
from ledger.domain.needs import Needs
from ledger.domain.published import rule_version
from ledger.domain.redemption_usage import given_back
from ledger.domain.refusals import Refused
from ledger.domain.rules.limits import meters
from ledger.domain.rules.pricing import reprice
from ledger.domain.settlement import pay_arrears, settle

TAKEN_FROM: Final = ("pending", "available", "disputed", "held")
"""Where a reversed lot is taken from, in this order."""


def first(command: ReverseAccrual, submission: Submission, needs: Needs) -> None:
    """Need the accrual."""
    needs.accruals.add(command.accrual_id)


def second(command: ReverseAccrual, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need its lot wherever it is, its agreement's other awards, its rule, and the wallet to pay arrears from."""
    row = books.accruals.get(command.accrual_id)
    if row is None:
        return
    need_wallet(needs, row.organization, FIRST_LOTS)
    needs.rule_codes.add(row.rule)
    needs.balances.add(f"issued:{row.rule}")
    if row.lot:
        needs.lots.add(row.lot)
    if row.agreement:
        needs.agreements.add(row.agreement)
        needs.agreement_accruals.add(row.agreement)


def meters_of(books: Books, row: rows.Accrual) -> list[str]:
    """Name the meters an award was counted on; its rule is loaded."""
    rule = rule_version(books.rules.require((row.rule, row.rule_version)))
    day = date.fromisoformat(row.occurred_on)
    return list(meters(rule.terms, rule.code, row.organization, day, row.agreement or None).values())


def decide(desk: Desk, command: ReverseAccrual) -> Mapping[str, Any]:
    """Take an award back.

    Refusals, in this order: ``accrual_unknown``, ``accrual_already_reversed``,
    ``cumulative_reversal_must_be_whole``, ``reversal_exceeds_accrual``.
    """
    row = desk.books.accruals.get(command.accrual_id)
    if row is None or row.university != desk.actor.organization:
        raise Refused("accrual_unknown", accrual_id=command.accrual_id)
    if row.status == "reversed":
        raise Refused("accrual_already_reversed", accrual_id=row.accrual)
    standing = row.points - row.reversed_points
    if command.points is not None and row.agreement:
        raise Refused("cumulative_reversal_must_be_whole", "/points", accrual_id=row.accrual)
    if command.points is not None and command.points > standing:
        raise Refused(
            "reversal_exceeds_accrual",
            "/points",
            accrual_id=row.accrual,
            standing=standing,
            asked=command.points,
        )
    # From here on the reversal succeeds.
    settle(desk, row.organization)
    shares = _shares(desk.books, row, command.points)
    taken = [(share, points, _record(desk, row, share, points, command)) for share, points in shares]
    pay_arrears(desk, row.organization)
    entry = taken[0][2]
    return {
        "id": row.accrual,
        "status": desk.books.accruals.require(row.accrual).status,
        "points": sum(points for _, points, _ in taken),
        "transaction_id": entry.id,
        "position": entry.position,
        "balance": balance_shown(desk, row.organization),
    }


def _shares(books: Books, row: rows.Accrual, asked: int | None) -> list[tuple[rows.Accrual, int]]:
    """Tell from which awards how many points are taken back; the reversed one comes first, perhaps with none."""
    standing = row.points - row.reversed_points
    if not row.agreement:
        return [(row, standing if asked is None else asked)]
    terms = rule_version(books.rules.require((row.rule, row.rule_version))).terms
    base = books.agreements.require(row.agreement)
    excess = max(0, base.points - reprice(terms, base.paid_krw - row.paid_krw))
    shares = [(row, min(standing, excess))]
    excess -= shares[0][1]
    others = [other for other in books.accruals.find("agreement", row.agreement) if other.accrual != row.accrual]
    for other in sorted(others, key=lambda accrual: -accrual.position):
        share = min(other.points - other.reversed_points, excess)
        if share:
            shares.append((other, share))
            excess -= share
    return shares


def _record(desk: Desk, reversed_row: rows.Accrual, row: rows.Accrual, points: int, command: ReverseAccrual) -> Entry:
    own = row.accrual == reversed_row.accrual
    whole = own and (bool(row.agreement) or points == row.points - row.reversed_points)
    legs, given = _take(desk, row, points)
    usage = {meter: -points for meter in meters_of(desk.books, row)} if points else {}
    for meter, delta in given.items():
        usage[meter] = usage.get(meter, 0) + delta
    kind = AccrualReversed if points else ActivityWithdrawn
    fact = kind(
        accrual=row.accrual,
        university=row.university,
        organization=row.organization,
        points=points,
        whole=whole,
        paid_krw=row.paid_krw if whole else 0,
        usage=usage,
    )
    private: Mapping[str, Private] = {"reason": command.reason}
    return desk.record(fact, legs, occurred_on=row.occurred_on, reverses=row.entry, private=private)


def _take(desk: Desk, row: rows.Accrual, points: int) -> tuple[list[Leg], dict[str, int]]:
    """Take points of an award's lot from wherever they are: the legs, and what its holds give back to meters."""
    if not points:
        return [], {}
    books = desk.books
    legs, given, left = [], dict[str, int](), points
    parts = [part for part in books.lot_balances.find("lot", row.lot) if part.kind in TAKEN_FROM and part.amount]
    for part in sorted(parts, key=lambda part: (TAKEN_FROM.index(part.kind), part.account)):
        share = min(left, -part.amount)
        if not share:
            break
        legs.append(Leg(part.account, row.lot, share))
        left -= share
        if part.kind == "held":
            for hold, _, taken in holds_hit(books, row.lot, share):
                ends = hold.held == taken
                for meter, delta in given_back(books, hold, taken, hold.quantity if ends else 0).items():
                    given[meter] = given.get(meter, 0) + delta
    if left:
        legs.append(Leg(of_holder(row.organization, "arrears"), row.lot, left))
    legs.append(Leg(f"issued:{row.rule}", row.lot, -points))
    return legs, given


HANDLER = Handler("accruals.reverse", first, second, decide)
