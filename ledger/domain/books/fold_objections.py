"""Fold of objections: which lots are frozen, and until when the clock lets them be.

Invariant: a lot is frozen while what of it stands in ``disputed``, be it nothing, has a due day: the day on which the
clock ends the objection. So whoever has a lot's balances at hand knows whether it is frozen, and asks nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledger.domain.books import rows
from ledger.domain.books.accounts import holder_of, kind_of, of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.figures import day_after
from ledger.domain.books.fold_accruals import json_text, set_award
from ledger.domain.books.fold_redemptions import graced
from ledger.domain.dates import business_day_of
from ledger.domain.journal import facts
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.entries import Entry

DISPUTED = "disputed"


Contested = tuple[rows.Lot, str]
"""A lot, and one of those in whose wallet it is or was."""


def contested(books: Books, award: rows.Accrual, organization: str, university: str) -> list[Contested]:
    """Give the lots that an objection freezes, and in whose wallets: a university's all lots of an award wherever they
    are, a company's what it has of them."""
    parts = sorted(part.lot for part in books.parts.find("accrual", award.accrual))
    found = []
    for lot in ([award.lot] if award.lot else []) + parts:
        holders = sorted({part.holder for part in books.lot_balances.find("lot", lot)} - {""})
        found += [(books.lots.require(lot), holder) for holder in holders if university or holder == organization]
    return found


def latest_of(books: Books, accrual: str) -> rows.Objection:
    """Give the last objection to an award; whatever is frozen of it is by this one.

    Raises:
        LookupError: nobody ever objected to it.
    """
    found = books.objections.find("accrual", accrual)
    if not found:
        raise LookupError(f"nobody objected to {accrual}")
    return max(found, key=lambda row: row.position)


def raised(books: Books, entry: Entry, fact: facts.ObjectionRaised) -> None:
    """An award is contested: its lots are frozen, and the day for documents that are missing waits."""
    award = books.accruals.require(fact.accrual)
    books.objections.put(
        rows.Objection(
            objection=fact.objection,
            accrual=fact.accrual,
            organization=fact.organization,
            university=fact.university,
            reason_code=fact.reason_code,
            document=json_text(to_plain(fact.document)),
            status="open",
            frozen=-sum(posting.amount for posting in entry.postings if kind_of(posting.account) == DISPUTED),
            outcome="",
            upheld=0,
            taken_back=0,
            grace_days=0,
            proposal="",
            decide_by=fact.decide_by,
            evidence_by=award.evidence_by,
            person=entry.actor.person,
            raised_at=entry.recorded_at,
            decided_at="",
            entry="",
            position=entry.position,
        )
    )
    _set_due(books, contested(books, award, fact.organization, fact.university), day_after(fact.decide_by))
    if award.missing:
        set_award(books, award._replace(evidence_by=max(award.evidence_by, fact.decide_by)))


def _set_due(books: Books, lots: Iterable[Contested], day: str) -> None:
    for lot, holder in lots:
        account = of_holder(holder, DISPUTED)
        known = books.lot_balances.get((account, lot.lot))
        part = known or rows.LotBalance(account, lot.lot, holder, DISPUTED, 0, "", lot.position)
        if part.due_on != day:
            books.lot_balances.put(part._replace(due_on=day))


def decided(books: Books, entry: Entry, fact: facts.ObjectionDecided) -> None:
    """Two persons have decided an objection; it is over when what they decided is carried out."""
    row = books.objections.require(fact.objection)
    row = row._replace(outcome=fact.outcome, upheld=fact.points, grace_days=fact.grace_days, proposal=fact.proposal)
    books.objections.put(row)


def ended(books: Books, entry: Entry, fact: facts.ObjectionEnded) -> None:
    """An objection is over, for all its lots or for those of the holder whose clock has run."""
    graced(books, entry, fact.grace)
    row = books.objections.require(fact.objection)
    if row.status == "open":
        row = row._replace(status=fact.cause, decided_at=entry.recorded_at, entry=entry.id)
        books.objections.put(row)
    if fact.cause == "timed_out":
        free = {
            (posting.lot, holder_of(posting.account))
            for posting in entry.postings
            if kind_of(posting.account) == DISPUTED
        }
        _set_due(books, ((books.lots.require(lot), holder) for lot, holder in sorted(free)), "")
        return
    award = books.accruals.require(fact.accrual)
    _set_due(books, contested(books, award, row.organization, row.university), "")
    if award.missing:
        set_award(books, award._replace(evidence_by=max(row.evidence_by, business_day_of(entry.recorded_at))))


def hand_over_objections(books: Books, source: str, target: str) -> None:
    """Make what is frozen of a company's lots frozen as its successor's, whose the open objections are from now on."""
    for row in books.objections.find("organization_status", (source, "open")):
        books.objections.put(row._replace(organization=target))
    for part in books.lot_balances.find("frozen", source):
        books.lot_balances.put(part._replace(due_on=""))
        _set_due(books, [(books.lots.require(part.lot), target)], part.due_on)


def move_objection(books: Books, entry: Entry) -> None:
    """Count what is taken back because an objection was upheld, and see an award active whose day came meanwhile."""
    fact = entry.fact
    if isinstance(fact, facts.AccrualReversed) and fact.objection:
        row = books.objections.require(fact.objection)
        if row.accrual == fact.accrual:
            books.objections.put(row._replace(taken_back=row.taken_back + fact.points))
    if isinstance(fact, facts.ObjectionEnded) and any(kind_of(one.account) == "available" for one in entry.postings):
        award = books.accruals.require(fact.accrual)
        if award.status == "pending":
            books.accruals.put(award._replace(status="active"))
