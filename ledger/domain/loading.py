"""Loading: what a batch of submissions must find in the books before it is decided, in four looks.

Each look depends on what the one before found, and each is a fixed number of reads however large the batch: by the
commands' own fields; by what those led to; by what is due for the wallets; by what that in turn counts on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.shelf import NotLoaded
from ledger.domain.commands import ReverseAccrual, Submission
from ledger.domain.handler import FIRST_LOTS
from ledger.domain.handlers import HANDLERS
from ledger.domain.journal.entries import SYSTEM
from ledger.domain.needs import Needs
from ledger.domain.redemption_usage import meters_of
from ledger.domain.reversals import meters_of as meters_of_award

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
    return needs


def by_findings(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Second look: what the named things lead to: wallets, lots, meters, agreements."""
    needs = Needs()
    for submission in submissions:
        for command in submission.commands:
            HANDLERS[type(command)].second(command, submission, books, needs, today)
    return needs


def by_wallets(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Third look: what is due for the wallets leads to awards, programs, and lots to pay arrears from."""
    needs = Needs()
    for part in books.lot_balances.rows():
        if part.kind == "pending" and part.amount:
            needs.accruals.add(books.lots.require(part.lot).accrual)
    for hold in books.redemptions.rows():
        needs.program_codes.add(hold.program)
    for holder in books.horizons:
        owed = books.balances.get(of_holder(holder, "arrears"))
        if owed is not None and owed.balance:
            needs.wallets_spend[holder] = FIRST_LOTS
    needs.accruals -= {row.accrual for row in books.accruals.rows()}
    needs.program_codes -= {row.code for row in books.programs.rows()}
    return needs


def by_meters(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Fourth look: the meters that loaded holds and reversed awards were counted on."""
    needs = Needs()
    for hold in books.redemptions.rows():
        needs.usage.update(meter.name for meter in meters_of(books, hold))
    for command in (command for submission in submissions for command in submission.commands):
        if isinstance(command, ReverseAccrual) and (row := books.accruals.get(command.accrual_id)):
            needs.usage.update(meters_of_award(books, row))
            for other in books.accruals.find("agreement", row.agreement) if row.agreement else ():
                needs.usage.update(meters_of_award(books, other))
    return needs


LOOKS: Final[tuple[Callable[[Sequence[Submission], Books, str], Needs], ...]] = (
    by_findings,
    by_wallets,
    by_meters,
)
"""Every look behind the first, in order."""


def whole_wallets(holders: Iterable[str]) -> Needs:
    """Need every available lot of these holders: a selection reached past what was loaded."""
    return Needs(wallets_spend=dict.fromkeys(holders, WHOLE_WALLET))
