"""Fold of what is earned: claims, awards with all their lots, documents, and what takes awards back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ledger.domain.books import rows
from ledger.domain.books.accounts import kind_of
from ledger.domain.books.books import Books
from ledger.domain.books.figures import allotment_meter, pending_until, rebase, use
from ledger.domain.dates import business_day_of
from ledger.domain.journal import facts
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.entries import Entry


def json_text(value: Any) -> str:
    """Write a value as the text its row keeps: sorted keys, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def claimed(books: Books, entry: Entry, fact: facts.ClaimSubmitted) -> None:
    """An activity is on record, and waits; a claim that was put right keeps its place and who had to do with it."""
    again = isinstance(fact, facts.ClaimResubmitted)
    row = books.accruals.require(fact.accrual) if again else None
    submitters = books.claims.require(fact.accrual).submitters if again else ""
    books.accruals.put(
        rows.Accrual(
            accrual=fact.accrual,
            university=fact.university,
            organization=fact.organization,
            source=fact.source,
            rule=fact.rule,
            rule_version=fact.rule_version,
            occurred_on=entry.occurred_on,
            agreement="",
            paid_krw=0,
            points=0,
            reversed_points=0,
            status="held" if fact.clash else "submitted",
            lot="",
            active_on="",
            expires_on="",
            entry=row.entry if row else entry.id,
            position=row.position if row else entry.position,
            fingerprint=fact.fingerprint,
            posted_on="",
            missing="",
            evidence_by="",
            documented_at=0,
            documented_on="",
        )
    )
    books.claims.put(
        rows.Claim(
            accrual=fact.accrual,
            waiting=" ".join(fact.waiting),
            taken="",
            act_by=fact.act_by,
            submitters=_with_person(submitters, entry.actor.person),
            persons="",
            clash=fact.clash,
            agreement_reference=fact.agreement_reference,
            subject=fact.subject,
            started_on=fact.started_on,
            inputs=json_text(to_plain(fact.inputs)),
            evidence=json_text(to_plain(fact.evidence)),
            shares=json_text(to_plain(fact.shares)),
            position=entry.position,
        )
    )
    books.parts.admit_index("accrual", (fact.accrual,))


def stepped(books: Books, entry: Entry, fact: facts.ClaimStepped) -> None:
    """Somebody looked at a claim."""
    books.accruals.put(books.accruals.require(fact.accrual)._replace(status=fact.step))
    claim = books.claims.require(fact.accrual)
    books.claims.put(
        claim._replace(
            waiting=" ".join(fact.waiting),
            taken="" if fact.step == "returned" else f"{claim.taken} {fact.step}".strip(),
            act_by=fact.act_by,
            persons=_with_person(claim.persons, entry.actor.person),
        )
    )


def _with_person(persons: str, person: str) -> str:
    return " ".join(sorted({*persons.split(), person} - {""}))


def documented(books: Books, entry: Entry, fact: facts.EvidenceAdded) -> None:
    """Documents came in; where none is missing any more, pending points fall due on their own day."""
    row = books.accruals.require(fact.accrual)
    claim = books.claims.get(fact.accrual)
    if claim is not None:
        there = [*json.loads(claim.evidence), *to_plain(fact.evidence)]
        submitters = _with_person(claim.submitters, entry.actor.person)
        books.claims.put(claim._replace(evidence=json_text(there), submitters=submitters))
    if row.missing:
        row = row._replace(missing=" ".join(fact.missing))
        if not fact.missing:
            row = row._replace(documented_at=entry.position, documented_on=business_day_of(entry.recorded_at))
        set_award(books, row)


def set_award(books: Books, row: rows.Accrual) -> None:
    """Set an award's row, and the day on which what is pending of it falls due."""
    books.accruals.put(row)
    for lot_id in _lots(books, row):
        lot = books.lots.require(lot_id)
        for part in books.lot_balances.find("lot", lot_id):
            if part.kind == "pending":
                books.lot_balances.put(part._replace(due_on=pending_until(lot, row)))


def _lots(books: Books, row: rows.Accrual) -> Iterable[str]:
    return ([row.lot] if row.lot else []) + [part.lot for part in books.parts.find("accrual", row.accrual)]


def accrued(books: Books, entry: Entry, fact: facts.AccrualPosted) -> None:
    """An award, with every lot of it."""
    posted_on = business_day_of(entry.recorded_at)
    if fact.lot:
        shared = sum(part.points for part in fact.parts if part.role == "share")
        first = rows.Lot(
            fact.lot,
            fact.holder or fact.organization,
            fact.accrual,
            fact.rule,
            fact.points - shared,
            fact.active_on,
            fact.expires_on,
            entry.position,
            entry.occurred_on,
        )
        books.lot_balances.admit_index("lot", (fact.lot,))
        books.lots.put(first)
        for part in fact.parts:
            books.lot_balances.admit_index("lot", (part.lot,))
            books.lots.put(
                first._replace(
                    lot=part.lot,
                    holder=part.organization,
                    rule=part.rule,
                    points=part.points,
                    expires_on=part.expires_on,
                )
            )
            books.parts.put(
                rows.AccrualPart(
                    part.lot,
                    fact.accrual,
                    part.role,
                    part.organization,
                    part.rule,
                    part.rule_version,
                    part.points,
                    0,
                    entry.position,
                )
            )
    books.parts.admit_index("accrual", (fact.accrual,))
    books.accruals.put(
        rows.Accrual(
            accrual=fact.accrual,
            university=fact.university,
            organization=fact.organization,
            source=fact.source,
            rule=fact.rule,
            rule_version=fact.rule_version,
            occurred_on=entry.occurred_on,
            agreement=fact.agreement,
            paid_krw=fact.paid_krw,
            points=fact.points,
            reversed_points=0,
            status="pending" if any(kind_of(posting.account) == "pending" for posting in entry.postings) else "active",
            lot=fact.lot,
            active_on=fact.active_on,
            expires_on=fact.expires_on,
            entry=entry.id,
            position=entry.position,
            fingerprint=fact.fingerprint,
            posted_on=posted_on,
            missing=" ".join(fact.missing),
            evidence_by=fact.evidence_by,
            documented_at=0 if fact.missing else entry.position,
            documented_on="" if fact.missing else posted_on,
        )
    )
    rebase(books, fact.agreement, fact.paid_krw, fact.points)
    use(books, fact.usage)
    if issued := sum(posting.amount for posting in entry.postings if posting.amount > 0):
        use(books, {allotment_meter(fact.university, posted_on): issued})


def activated(books: Books, entry: Entry, fact: facts.LotsActivated) -> None:
    """Pending awards are active."""
    for posting in entry.postings:
        if kind_of(posting.account) == "pending":
            row = books.accruals.require(books.lots.require(posting.lot).accrual)
            if row.status == "pending":
                books.accruals.put(row._replace(status="active"))


def _status_after(row: rows.Accrual, fact: facts.AccrualReversed) -> str:
    if row.status in ("reversed", "dropped"):
        return row.status
    if isinstance(fact, facts.PendingDropped):
        return "dropped"
    return "reversed" if fact.whole else "partly_reversed"


def taken_back(books: Books, entry: Entry, fact: facts.AccrualReversed) -> None:
    """An award and what followed it, less what was taken back; one that was dropped waits for nothing any more."""
    row = books.accruals.require(fact.accrual)
    row = row._replace(status=_status_after(row, fact), reversed_points=row.reversed_points + fact.points)
    if fact.whole:  # its payment has left the base, and what stands of it waits for nothing any more
        row = row._replace(paid_krw=0)
    if fact.whole and row.missing:
        day = business_day_of(entry.recorded_at)
        row = row._replace(missing="", documented_at=entry.position, documented_on=day)
    taken = {posting.lot: -posting.amount for posting in entry.postings if kind_of(posting.account) == "issued"}
    for part in books.parts.find("accrual", fact.accrual):
        if part.lot in taken:
            books.parts.put(part._replace(reversed_points=part.reversed_points + taken[part.lot]))
    set_award(books, row)
    rebase(books, row.agreement, -fact.paid_krw, -fact.points)
    use(books, fact.usage)
    if taken:
        use(books, {allotment_meter(row.university, row.posted_on): -sum(taken.values())})
