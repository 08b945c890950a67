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
from ledger.domain.books.fold_objections import DISPUTED
from ledger.domain.books.shelf import NotLoaded
from ledger.domain.books.successions import heir_of
from ledger.domain.commands import ApproveProposal, ProposeObjectionDecision, ReverseAccrual, Submission
from ledger.domain.handler import FIRST_LOTS, need_wallet
from ledger.domain.handlers import HANDLERS
from ledger.domain.journal.entries import SYSTEM
from ledger.domain.needs import Needs
from ledger.domain.redemption_usage import every_meter_of
from ledger.domain.taking_back import lots_of_award, need_meters

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


def by_contested(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Fourth look: who has the first lot of an award that somebody objects to, and the further lots of the awards that
    are priced together with it, where those are here."""
    needs = Needs()
    for row in books.objections.rows():
        award = books.accruals.get(row.accrual) if row.status == "open" and books.accruals.knows(row.accrual) else None
        if award is None:
            continue
        together = books.accruals.unknown_in("agreement", {award.agreement} - {""})
        for one in [award] if together or not award.agreement else books.accruals.find("agreement", award.agreement):
            needs.parts.add(one.accrual)
            if one.lot and books.lots.knows(one.lot):
                holder = books.lots.require(one.lot).holder
                needs.organizations.add(holder)
                need_wallet(needs, holder, FIRST_LOTS)
    return needs


def by_parts(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Fifth look: the further lots of awards that were found, and the wallets they are in."""
    needs = Needs()
    for part in books.parts.rows():
        needs.organizations.add(part.organization)
        if books.redemption_lots.unknown_in("held_lot", {part.lot}):
            needs.lots.add(part.lot)
            need_wallet(needs, part.organization, FIRST_LOTS)
    return needs


def by_whereabouts(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Fifth look: the wallets that lots were transferred to, and those of who has what was an earner's."""
    needs = Needs()
    holders = {part.holder for part in books.lot_balances.rows() if part.amount and part.holder}
    for earner in {lot.holder for lot in books.lots.rows()}:
        if books.organizations.knows(earner) and (heir := heir_of(books, earner)) != earner:
            holders.add(heir)
            needs.organizations.add(heir)
    for holder in holders:
        if books.lot_balances.unknown_in("wallet", {(holder, "available")}):
            need_wallet(needs, holder, FIRST_LOTS)
    return needs


def by_wallets(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Sixth look: what is due for the wallets leads to awards, programs, and lots to pay arrears from."""
    needs = Needs()
    for part in books.lot_balances.rows():
        if part.kind == "pending" and part.amount:
            needs.accruals.add(books.lots.require(part.lot).accrual)
        if part.kind == DISPUTED and "" < part.due_on <= today:  # be it nothing: a hold that ends may come back to it
            accrual = books.lots.require(part.lot).accrual
            needs.accruals.add(accrual)
            needs.objections_to.add(accrual)
    needs.program_codes |= _programs_of_holds(books)
    for holder in books.horizons:
        owed = books.balances.get(of_holder(holder, "arrears"))
        if owed is not None and owed.balance:
            needs.wallets_spend[holder] = FIRST_LOTS
    needs.accruals -= {row.accrual for row in books.accruals.rows()}
    return needs


def by_drops(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Seventh look: awards that wait for documents may be dropped: all their lots, their rule and their agreement."""
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
    """Eighth look: the programs of holds that were found on the way, such as those on lots of an agreement, who
    applies together with them, and the further lots of awards that may be dropped."""
    needs = Needs(program_codes=_programs_of_holds(books))
    needs.lots = {part.lot for row in _overdue(books, today) for part in books.parts.find("accrual", row.accrual)}
    needs.pools = {hold.redemption for hold in books.redemptions.rows() if hold.call and not hold.pool}
    return needs


def _decided_now(submissions: Sequence[Submission], books: Books) -> set[str]:
    """Give the awards whose objections may be decided: those that an approval reaches, and that are open still."""
    commands = (command for submission in submissions for command in submission.commands)
    if not any(isinstance(command, ApproveProposal | ProposeObjectionDecision) for command in commands):
        return set()
    contested = {row.accrual for row in books.objections.rows() if row.status == "open"}
    here = {accrual for accrual in contested if books.accruals.knows(accrual)}
    return {accrual for accrual in here if not books.parts.unknown_in("accrual", _together(books, accrual))}


def _together(books: Books, accrual: str) -> set[str]:
    """Give an award and those that are priced together with it, as far as they are here."""
    row = books.accruals.get(accrual) if books.accruals.knows(accrual) else None
    if row is None or not row.agreement or books.accruals.unknown_in("agreement", {row.agreement}):
        return {accrual}
    return {one.accrual for one in books.accruals.find("agreement", row.agreement)}


def _programs_of_holds(books: Books) -> set[str]:
    return {hold.program for hold in books.redemptions.rows()} - {row.code for row in books.programs.rows()}


def by_meters(submissions: Sequence[Submission], books: Books, today: str) -> Needs:
    """Last look: the meters that loaded holds and awards that are taken back were counted on."""
    needs = Needs()
    for hold in books.redemptions.rows():
        needs.usage.update(meter.name for meter in every_meter_of(books, hold))
    commands = (command for submission in submissions for command in submission.commands)
    reversed_now = {command.accrual_id for command in commands if isinstance(command, ReverseAccrual)}
    for accrual in sorted(reversed_now | _decided_now(submissions, books)):
        if books.accruals.get(accrual):
            for one in sorted(_together(books, accrual)):
                if (award := books.accruals.require(one)).posted_on:
                    need_meters(needs, books, award)
    for row in _overdue(books, today):
        need_meters(needs, books, row)
        for lot in lots_of_award(books, row):
            needs.balances.update(part.account for part in books.lot_balances.find("lot", lot.lot) if part.amount)
    return needs


LOOKS: Final[tuple[Callable[[Sequence[Submission], Books, str], Needs], ...]] = (
    by_findings,
    by_awards,
    by_contested,
    by_parts,
    by_whereabouts,
    by_wallets,
    by_drops,
    by_holds,
    by_meters,
)
"""Every look behind the first, in order."""


def whole_wallets(holders: Iterable[str]) -> Needs:
    """Need every available lot of these holders: a selection reached past what was loaded."""
    return Needs(wallets_spend=dict.fromkeys(holders, WHOLE_WALLET))
