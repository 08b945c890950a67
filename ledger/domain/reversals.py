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
from ledger.domain.commands import ReverseAccrual, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import FIRST_LOTS, Handler, balance_shown, need_wallet
from ledger.domain.holders import in_order
from ledger.domain.journal.facts import AccrualReversed, ActivityWithdrawn
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused
from ledger.domain.settlement import pay_arrears, settle
from ledger.domain.taking_back import excess_without, standing, take_back


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
    """Need the further lots of the agreement's other awards, and the wallets of all first lots."""
    row = books.accruals.get(command.accrual_id)
    if row is None:
        return
    for one in _together(books, row):
        needs.parts.add(one.accrual)
        if one.lot:
            need_wallet(needs, books.lots.require(one.lot).holder, FIRST_LOTS)


def _together(books: Books, row: rows.Accrual) -> list[rows.Accrual]:
    """Give an award, and behind it the others of its agreement, youngest first."""
    others = books.accruals.find("agreement", row.agreement) if row.agreement else []
    return [row, *sorted((one for one in others if one.accrual != row.accrual), key=lambda one: -one.position)]


def decide(desk: Desk, command: ReverseAccrual) -> Mapping[str, Any]:
    """Take an award back.

    Refusals, in this order: ``accrual_unknown``, ``accrual_not_posted``, ``accrual_already_reversed``,
    ``cumulative_reversal_must_be_whole``, ``reversal_exceeds_accrual``.
    """
    row = desk.books.accruals.get(command.accrual_id)
    if row is None or row.university != desk.actor.organization:
        raise Refused("accrual_unknown", accrual_id=command.accrual_id)
    if not row.posted_on:
        raise Refused("accrual_not_posted", accrual_id=row.accrual, status=row.status)
    holders = _holders(desk.books, row)
    for holder in holders:
        settle(desk, holder)
    row = desk.books.accruals.require(row.accrual)
    if row.status in ("reversed", "dropped"):
        raise Refused("accrual_already_reversed", accrual_id=row.accrual)
    if command.points is not None and row.agreement:
        raise Refused("cumulative_reversal_must_be_whole", "/points", accrual_id=row.accrual)
    if command.points is not None and command.points > standing(row):
        raise Refused(
            "reversal_exceeds_accrual",
            "/points",
            accrual_id=row.accrual,
            standing=standing(row),
            asked=command.points,
        )
    # From here on the reversal succeeds.
    entries = []
    shares = _shares(desk.books, row, command.points)
    for share, points in shares:
        own = share.accrual == row.accrual
        whole = own and (bool(row.agreement) or points == standing(row))
        kind = AccrualReversed if points else ActivityWithdrawn
        entries.append(take_back(desk, kind, share, points, whole=whole, private={"reason": command.reason}))
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


def _holders(books: Books, row: rows.Accrual) -> list[str]:
    """Give everyone whose points a reversal may touch."""
    found = {row.organization}
    for one in _together(books, row):
        found |= {books.lots.require(one.lot).holder} if one.lot else set()
        found |= {part.organization for part in books.parts.find("accrual", one.accrual)}
    return in_order(row, found)


def _shares(books: Books, row: rows.Accrual, asked: int | None) -> list[tuple[rows.Accrual, int]]:
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
