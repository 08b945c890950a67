"""Loading: what a batch of submissions must find in the books before it is decided, in a few looks.

Each look depends on what the one before found, and each is a fixed number of reads however large the batch: by the
commands' own fields; by what those led to, step by step; by what is due for the wallets; by what that counts on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from ledger.domain.books import rows
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.fold import FOLLOWER
from ledger.domain.books.shelf import NotLoaded
from ledger.domain.commands import ReverseAccrual, Submission
from ledger.domain.handler import FIRST_LOTS, need_wallet
from ledger.domain.handlers import HANDLERS
from ledger.domain.journal.entries import SYSTEM
from ledger.domain.needs import Needs
from ledger.domain.redemption_usage import every_meter_of
from ledger.domain.taking_back import need_meters

WHOLE_WALLET: Final = 0


def by_fields(submissions: Sequence[Submission]) -> Needs:
    """First look: the actors, and what the commands name."""
    needs = Needs()
    for submission in submissions:
        if submission.client != SYSTEM:
            needs.clients.add(submission.client)
            needs.organizations.add(submission.organization)
        for command in submission.commands:
            HANDLERS[type(command)].first(command, submission, needs)
    return needs


def by_what_is_known(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """First look, with books that were carried over: what the commands name, and what that leads to as far as it can
    be told already. Whatever was missed here is found by the looks behind it."""
    needs = by_fields(submissions)
    try:
        more = by_findings(submissions, books, today)
    except NotLoaded:
        return needs
    needs.balances |= more.balances
    needs.usage |= more.usage
    needs.agreements |= more.agreements
    needs.wallets_due |= more.wallets_due
    needs.fingerprints |= more.fingerprints
    needs.allotments |= more.allotments
    return needs


def by_findings(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Second look: what the named things lead to: wallets, lots, meters, agreements."""
    needs = Needs()
    for submission in submissions:
        for command in submission.commands:
            HANDLERS[type(command)].second(command, submission, books, needs, today)
    return needs


def by_awards(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Third look: what those led to, where that is not all: an award behind a claim, the lots behind an agreement."""
    needs = Needs()
    for command in (command for submission in submissions for command in submission.commands):
        third = HANDLERS[type(command)].third
        if third is not None:
            third(command, books, needs, today)
    return needs


def by_parts(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Fourth look: the further lots of awards that were found, and the wallets they are in."""
    needs = Needs()
    for part in books.parts.rows():
        if books.redemption_lots.unknown_in("held_lot", {part.lot}):
            needs.lots.add(part.lot)
            need_wallet(needs, part.organization, FIRST_LOTS)
    return needs


def by_wallets(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Fifth look: what is due for the wallets leads to awards, programs, and lots to pay arrears from."""
    needs = Needs()
    for part in books.lot_balances.rows():
        if part.kind == "pending" and part.amount:
            needs.accruals.add(books.lots.require(part.lot).accrual)
    needs.program_codes |= by_holds(submissions, books, today).program_codes
    for holder in books.horizons:
        owed = books.balances.get(of_holder(holder, "arrears"))
        if owed is not None and owed.balance:
            needs.wallets_spend[holder] = FIRST_LOTS
    needs.accruals -= {row.accrual for row in books.accruals.rows()}
    return needs


def by_drops(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Sixth look: awards that wait for documents may be dropped: all their lots, their rule and their agreement."""
    needs = Needs()
    for row in _overdue(books, today):
        needs.lots.add(row.lot)
        needs.parts.add(row.accrual)
        needs.rule_codes.add(row.rule)
        needs.rule_roles.add(FOLLOWER)
        needs.agreements.update({row.agreement} - {""})
        needs.agreement_accruals.update({row.agreement} - {""})
    return needs


def _overdue(books: Books, today: str) -> list[rows.Accrual]:
    return [row for row in books.accruals.rows() if row.missing and row.evidence_by < today]


def by_holds(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Seventh look: the programs of holds that were found on the way, such as those on lots of an agreement, and who
    applies together with them."""
    needs = Needs(program_codes={hold.program for hold in books.redemptions.rows()})
    needs.pools = {hold.redemption for hold in books.redemptions.rows() if hold.call and not hold.pool}
    needs.program_codes -= {row.code for row in books.programs.rows()}
    return needs


def by_meters(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Last look: the meters that loaded holds and awards that are taken back were counted on."""
    needs = Needs()
    for hold in books.redemptions.rows():
        needs.usage.update(meter.name for meter in every_meter_of(books, hold))
    for command in (command for submission in submissions for command in submission.commands):
        if isinstance(command, ReverseAccrual) and (row := books.accruals.get(command.accrual_id)):
            for one in (row, *(books.accruals.find("agreement", row.agreement) if row.agreement else ())):
                if one.posted_on:
                    need_meters(needs, books, one)
    for row in _overdue(books, today):
        need_meters(needs, books, row)
        for part in books.parts.find("accrual", row.accrual):
            needs.lots.add(part.lot)
            needs.balances.add(of_holder(part.organization, "pending"))
        needs.balances.add(of_holder(books.lots.require(row.lot).holder, "pending"))
    return needs


LOOKS: Final[tuple[Callable[[Sequence[Submission], Books, str], Needs], ...]] = (
    by_findings,
    by_awards,
    by_parts,
    by_wallets,
    by_drops,
    by_holds,
    by_meters,
)
"""Every look behind the first, in order."""


def whole_wallets(holders: Iterable[str]) -> Needs:
    """Need every available lot of these holders: a selection reached past what was loaded."""
    return Needs(wallets_spend=dict.fromkeys(holders, WHOLE_WALLET))
