"""Fold: one entry into the books, the only way they move forward.

Posting and replay share it, so a projection that is written is a projection that can be rebuilt. Postings move
balances and lots; the fact moves the rest. Nothing is decided here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.books.accounts import HOLDER_STATES, holder_of, kind_of
from ledger.domain.books.books import Books
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry


def fold(books: Books, entry: Entry) -> None:
    """Bring the books forward by one entry; the entry is the next one."""
    _FOLDS[entry.kind](books, entry, entry.fact)
    for posting in entry.postings:
        _post(books, posting.account, posting.lot, posting.amount, posting.version, posting.balance)
    _move_redemption_lots(books, entry)
    books.position = entry.position
    books.recorded_at = entry.recorded_at


@lru_cache(maxsize=4096)
def day_after(day: str) -> str:
    """Give the day after an ISO day: when a lot whose last day it is falls due."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def due_on(kind: str, lot: rows.Lot) -> str:
    """Give the day on which a lot in an account of this kind falls due, "" where nothing is due."""
    if kind == "available":
        return day_after(lot.expires_on)
    return lot.active_on if kind == "pending" else ""


def _post(books: Books, account: str, lot: str, amount: int, version: int, balance: int) -> None:
    kind, holder = kind_of(account), holder_of(account)
    books.balances.put(rows.Balance(account, holder, kind, balance, version))
    if kind not in HOLDER_STATES:
        return
    facts_of_lot = books.lots.require(lot)
    before = books.lot_balances.get((account, lot))
    after = amount if before is None else before.amount + amount
    books.lot_balances.put(
        rows.LotBalance(account, lot, holder, kind, after, due_on(kind, facts_of_lot), facts_of_lot.position)
    )


def _use(books: Books, deltas: Mapping[str, int]) -> None:
    for meter, delta in deltas.items():
        before = books.usage.get(meter)
        books.usage.put(rows.Usage(meter, delta if before is None else before.used + delta))


def _rebase(books: Books, agreement: str, paid_krw: int, points: int) -> None:
    if agreement:
        base = books.agreements.get(agreement) or rows.Agreement(agreement, 0, 0)
        books.agreements.put(rows.Agreement(agreement, base.paid_krw + paid_krw, base.points + points))


def _opened(books: Books, entry: Entry, fact: facts.LedgerOpened) -> None:
    """The genesis moves no projection: its parameters are read from the journal itself."""


def _registered(books: Books, entry: Entry, fact: facts.OrganizationRegistered) -> None:
    books.organizations.put(rows.Organization(fact.organization, fact.kind, fact.registration, entry.position))


def _granted(books: Books, entry: Entry, fact: facts.ClientGranted) -> None:
    permissions = " ".join(fact.permissions)
    books.clients.put(
        rows.Client(fact.client, fact.organization, fact.person, fact.role, permissions, "", entry.position)
    )


def _revoked(books: Books, entry: Entry, fact: facts.ClientRevoked) -> None:
    books.clients.put(books.clients.require(fact.client)._replace(revoked_at=entry.recorded_at))


def terms_text(terms: Mapping[str, Any]) -> str:
    """Write terms as the text their row keeps: sorted keys, no spaces."""
    return json.dumps(terms, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _rule_published(books: Books, entry: Entry, fact: facts.RulePublished) -> None:
    terms = terms_text(fact.terms)
    books.rules.put(rows.Rule(fact.code, fact.version, fact.valid_from, fact.valid_to, terms, entry.position))
    draft = books.rule_drafts.require((fact.code, fact.version))
    books.rule_drafts.put(draft._replace(status="approved"))


def _rule_drafted(books: Books, entry: Entry, fact: facts.RuleDrafted) -> None:
    terms, person = terms_text(fact.terms), entry.actor.person
    books.rule_drafts.put(
        rows.RuleDraft(fact.code, fact.version, fact.valid_from, fact.valid_to, terms, "draft", person, entry.position)
    )


def _rule_simulated(books: Books, entry: Entry, fact: facts.RuleSimulated) -> None:
    draft = books.rule_drafts.require((fact.code, fact.version))
    books.rule_drafts.put(draft._replace(status="simulated"))


def _allotment_proposed(books: Books, entry: Entry, fact: facts.AllotmentProposed) -> None:
    told = (fact.proposal, fact.university, fact.year, fact.points_max)
    books.allotment_proposals.put(rows.AllotmentProposal(*told, "proposed", entry.actor.person, entry.position))


def _allotment_set(books: Books, entry: Entry, fact: facts.AllotmentSet) -> None:
    proposal = books.allotment_proposals.require(fact.proposal)
    books.allotment_proposals.put(proposal._replace(status="approved"))
    books.allotments.put(rows.Allotment(fact.university, fact.year, fact.points_max, entry.position))


def _program_published(books: Books, entry: Entry, fact: facts.ProgramPublished) -> None:
    books.programs.put(rows.Program(fact.code, fact.version, terms_text(fact.terms), entry.position))


def _accrued(books: Books, entry: Entry, fact: facts.AccrualPosted) -> None:
    pending = any(kind_of(posting.account) == "pending" for posting in entry.postings)
    if fact.lot:
        books.lot_balances.admit_index("lot", (fact.lot,))
        books.lots.put(
            rows.Lot(
                fact.lot,
                fact.organization,
                fact.accrual,
                fact.rule,
                fact.points,
                fact.active_on,
                fact.expires_on,
                entry.position,
            )
        )
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
            status="pending" if pending else "active",
            lot=fact.lot,
            active_on=fact.active_on,
            expires_on=fact.expires_on,
            entry=entry.id,
            position=entry.position,
        )
    )
    _rebase(books, fact.agreement, fact.paid_krw, fact.points)
    _use(books, fact.usage)


def _activated(books: Books, entry: Entry, fact: facts.LotsActivated) -> None:
    for posting in entry.postings:
        if kind_of(posting.account) == "pending":
            accrual = books.lots.require(posting.lot).accrual
            row = books.accruals.require(accrual)
            if row.status == "pending":
                books.accruals.put(row._replace(status="active"))


def _reversed(books: Books, entry: Entry, fact: facts.AccrualReversed) -> None:
    row = books.accruals.require(fact.accrual)
    status = "reversed" if fact.whole or row.status == "reversed" else "partly_reversed"
    books.accruals.put(row._replace(status=status, reversed_points=row.reversed_points + fact.points))
    _rebase(books, row.agreement, -fact.paid_krw, -fact.points)
    _use(books, fact.usage)


def _held(books: Books, entry: Entry, fact: facts.HoldPlaced) -> None:
    books.redemption_lots.admit_index("redemption", (fact.redemption,))
    books.redemptions.put(
        rows.Redemption(
            redemption=fact.redemption,
            organization=fact.organization,
            program=fact.program,
            program_version=fact.program_version,
            reference=fact.reference,
            quantity=fact.quantity,
            points=fact.points,
            held=0,
            captured=0,
            returned=0,
            revoked=0,
            status="held",
            held_at=entry.recorded_at,
            hold_expires_at=fact.hold_expires_at,
            settled_at="",
            entry=entry.id,
            position=entry.position,
        )
    )
    _use(books, fact.usage)


def _ended(status: str) -> Callable[[Books, Entry, Any], None]:
    def fold_end(books: Books, entry: Entry, fact: Any) -> None:
        row = books.redemptions.require(fact.redemption)
        books.redemptions.put(row._replace(status=status, settled_at=entry.recorded_at))
        _use(books, fact.usage)

    return fold_end


def _released(books: Books, entry: Entry, fact: facts.HoldReleased) -> None:
    _ended("released" if fact.cause == "requested" else "timed_out")(books, entry, fact)


def _cancelled(books: Books, entry: Entry, fact: facts.RedemptionCancelled) -> None:
    for grace in fact.grace:
        origin = books.lots.require(grace.of)
        books.lot_balances.admit_index("lot", (grace.lot,))
        books.lots.put(
            origin._replace(
                lot=grace.lot,
                points=grace.points,
                active_on=entry.effective_on,
                expires_on=grace.expires_on,
                position=entry.position,
            )
        )
    _ended("cancelled")(books, entry, fact)


def _moves_only(books: Books, entry: Entry, fact: Any) -> None:
    """These kinds are told by their postings alone."""


_HELD_BY_ENDINGS: Final = frozenset({"hold", "capture", "release", "cancellation"})


def _move_redemption_lots(books: Books, entry: Entry) -> None:
    """Follow each lot through the redemption that an entry is about: held, captured, returned or revoked."""
    fact = entry.fact
    movement = facts.movement_of(fact)
    if movement in _HELD_BY_ENDINGS:
        redemption = str(getattr(fact, "redemption", ""))
        for posting in entry.postings:
            _move_redemption_lot(books, redemption, movement, kind_of(posting.account), posting.lot, posting.amount)
    elif movement == "reversal":
        for posting in entry.postings:
            if kind_of(posting.account) == "held":
                _revoke_held(books, posting.lot, posting.amount, entry.recorded_at)


def _move_redemption_lot(books: Books, redemption: str, movement: str, kind: str, lot: str, amount: int) -> None:
    row = books.redemptions.require(redemption)
    part = books.redemption_lots.get((redemption, lot))
    if part is None:
        if movement != "hold":
            return  # a lot granted in the place of a lapsed one was never the redemption's
        part = rows.RedemptionLot(redemption, lot, 0, 0)
    if kind == "held":
        row, part = row._replace(held=row.held - amount), part._replace(held=part.held - amount)
    elif kind == "redeemed":
        row, part = (
            row._replace(captured=row.captured - amount),
            part._replace(captured=part.captured - amount),
        )
    elif movement != "hold":
        row = row._replace(returned=row.returned - amount)
    books.redemptions.put(row)
    books.redemption_lots.put(part)


def holds_hit(books: Books, lot: str, points: int) -> list[tuple[rows.Redemption, rows.RedemptionLot, int]]:
    """Tell out of which holds ``points`` of a lot are taken when its award is reversed: the oldest first."""
    hit = []
    holds = [(books.redemptions.require(part.redemption), part) for part in books.redemption_lots.find("held_lot", lot)]
    for hold, part in sorted(holds, key=lambda pair: pair[0].position):
        taken = min(points, part.held)
        if taken:
            hit.append((hold, part, taken))
            points -= taken
    return hit


def _revoke_held(books: Books, lot: str, points: int, at: str) -> None:
    for hold, part, taken in holds_hit(books, lot, points):
        held = hold.held - taken
        row = hold._replace(held=held, revoked=hold.revoked + taken)
        books.redemptions.put(row if held else row._replace(status="revoked", settled_at=at))
        books.redemption_lots.put(part._replace(held=part.held - taken))


_FOLDS: Final[dict[str, Callable[[Books, Entry, Any], None]]] = {
    facts.LedgerOpened.KIND: _opened,
    facts.OrganizationRegistered.KIND: _registered,
    facts.ClientGranted.KIND: _granted,
    facts.ClientRevoked.KIND: _revoked,
    facts.RuleDrafted.KIND: _rule_drafted,
    facts.RuleSimulated.KIND: _rule_simulated,
    facts.RulePublished.KIND: _rule_published,
    facts.AllotmentProposed.KIND: _allotment_proposed,
    facts.AllotmentSet.KIND: _allotment_set,
    facts.ProgramPublished.KIND: _program_published,
    facts.AccrualPosted.KIND: _accrued,
    facts.ActivityNoted.KIND: _accrued,
    facts.LotsActivated.KIND: _activated,
    facts.LotsExpired.KIND: _moves_only,
    facts.ArrearsPaid.KIND: _moves_only,
    facts.AccrualReversed.KIND: _reversed,
    facts.ActivityWithdrawn.KIND: _reversed,
    facts.HoldPlaced.KIND: _held,
    facts.HoldCaptured.KIND: _ended("captured"),
    facts.HoldReleased.KIND: _released,
    facts.RedemptionCancelled.KIND: _cancelled,
    facts.Continued.KIND: _moves_only,
}
