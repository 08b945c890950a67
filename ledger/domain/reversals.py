"""Reversals: a university takes back an award of its own, in whole or part, wherever its points are by now.

A cumulative rule re-prices the agreement without the reversed payment and takes back the difference, from the reversed
payment's lots first and then from the agreement's other payments, youngest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold import FOLLOWER
from ledger.domain.commands import Private, ReverseAccrual, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import FIRST_LOTS, Handler, balance_shown, need_wallet
from ledger.domain.holders import in_order
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import AccrualReversed, ActivityWithdrawn
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused
from ledger.domain.settlement import pay_arrears, settle
from ledger.domain.taking_back import check_debtors, excess_without, standing, take_back, whereabouts


def first(command: ReverseAccrual, submission: Submission, needs: Needs) -> None:
    """Need the accrual, and its further lots."""
    needs.accruals.add(command.accrual_id)
    needs.parts.add(command.accrual_id)
    needs.rule_roles.add(FOLLOWER)


def second(command: ReverseAccrual, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need its lots wherever they are, its agreement's other awards, its rule, and wallets to pay arrears from."""
    row = books.accruals.get(command.accrual_id)
    if row is None:
        return
    need_wallet(needs, row.organization, FIRST_LOTS)
    needs.rule_codes.add(row.rule)
    if row.lot:
        needs.lots.add(row.lot)
    for part in books.parts.find("accrual", row.accrual):
        needs.lots.add(part.lot)
        need_wallet(needs, part.organization, FIRST_LOTS)
    if row.agreement:
        needs.agreements.add(row.agreement)
        needs.agreement_accruals.add(row.agreement)


def third(command: ReverseAccrual, books: Books, needs: Needs, today: str) -> None:
    """Need the further lots of the agreement's other awards, and the wallets that all these lots are in."""
    row = books.accruals.get(command.accrual_id)
    if row is None:
        return
    for one in _together(books, row):
        needs.parts.add(one.accrual)
        needs.organizations.add(one.organization)
        if one.lot:
            need_wallet(needs, books.lots.require(one.lot).holder, FIRST_LOTS)
            needs.organizations.add(books.lots.require(one.lot).holder)


def _together(books: Books, row: rows.Accrual) -> list[rows.Accrual]:
    """Give an award, and behind it the others of its agreement, youngest first."""
    others = books.accruals.find("agreement", row.agreement) if row.agreement else []
    return [row, *sorted((one for one in others if one.accrual != row.accrual), key=lambda one: -one.position)]


def decide(desk: Desk, command: ReverseAccrual) -> Mapping[str, Any]:
    """Take an award back.

    Refusals, in this order: ``accrual_unknown``, ``accrual_not_posted``, ``accrual_already_reversed``,
    ``cumulative_reversal_must_be_whole``, ``reversal_exceeds_accrual``, ``organization_closed`` where points are spent
    and nobody is left to owe them.
    """
    row = desk.books.accruals.get(command.accrual_id)
    if row is None or row.university != desk.actor.organization:
        raise Refused("accrual_unknown", accrual_id=command.accrual_id)
    if not row.posted_on:
        raise Refused("accrual_not_posted", accrual_id=row.accrual, status=row.status)
    holders = holders_of(desk.books, row)
    for holder in holders:
        settle(desk, holder)
    row = desk.books.accruals.require(row.accrual)
    if row.status in ("reversed", "dropped"):
        raise Refused("accrual_already_reversed", accrual_id=row.accrual)
    check_part(row, command.points)
    shares = shares_of(desk.books, row, command.points)
    check_debtors(desk.books, shares)
    # From here on the reversal succeeds.
    entries = reverse(desk, row, shares, private={"reason": command.reason})
    for holder in holders:
        pay_arrears(desk, holder)
    return {
        "id": row.accrual,
        "status": desk.books.accruals.require(row.accrual).status,
        "points": sum(points for share, points in shares if share.university == row.university),
        "transaction_id": entries[0].id,
        "position": entries[0].position,
        "balance": balance_shown(desk, row.organization),
    }


def check_part(row: rows.Accrual, points: int | None) -> None:
    """See that so many points of an award can be taken back, ``None`` for all of it.

    Refusals, in this order: ``cumulative_reversal_must_be_whole``, ``reversal_exceeds_accrual``.
    """
    if points is not None and row.agreement:
        raise Refused("cumulative_reversal_must_be_whole", "/points", accrual_id=row.accrual)
    if points is not None and points > standing(row):
        stands = standing(row)
        raise Refused("reversal_exceeds_accrual", "/points", accrual_id=row.accrual, standing=stands, asked=points)


def reverse(
    desk: Desk,
    row: rows.Accrual,
    shares: list[tuple[rows.Accrual, int]],
    *,
    objection: str = "",
    private: Mapping[str, Private] | None = None,
) -> list[Entry]:
    """Record that an award is taken back, from itself and from those that are priced together with it.

    Args:
        shares: from which awards how many points, as ``shares_of`` tells.
        objection: the one that is upheld by it, or "".
    """
    entries = []
    for share, points in shares:
        own = share.accrual == row.accrual
        whole = own and (bool(row.agreement) or points == standing(row))
        kind = AccrualReversed if points else ActivityWithdrawn
        entry = take_back(desk, kind, share, points, whole=whole, objection=objection, private=private)
        entries.append(entry)
    return entries


def holders_of(books: Books, row: rows.Accrual) -> list[str]:
    """Give everyone whose points a reversal may touch."""
    found = {row.organization}
    for one in _together(books, row):
        found |= whereabouts(books, one)
    return in_order(row, found)


def shares_of(books: Books, row: rows.Accrual, asked: int | None) -> list[tuple[rows.Accrual, int]]:
    """Tell from which awards how many points are taken back; the reversed one comes first, perhaps with none."""
    if not row.agreement:
        return [(row, standing(row) if asked is None else asked)]
    excess = excess_without(books, row)
    shares = []
    for one in _together(books, row):
        share = min(standing(one), excess)
        if share or one.accrual == row.accrual:
            shares.append((one, share))
            excess -= share
    return shares


HANDLER = Handler("accruals.reverse", first, second, decide, third)
