"""Fold: one entry into the books, the only way they move forward.

Posting and replay share it, so a projection that is written is a projection that can be rebuilt. Postings move
balances and lots; the fact moves the rest. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.books.accounts import HOLDER_STATES, holder_of, kind_of
from ledger.domain.books.books import Books
from ledger.domain.books.figures import day_after, pending_until, use
from ledger.domain.books.fold_accruals import (
    accrued,
    activated,
    claimed,
    documented,
    json_text,
    stepped,
    taken_back,
)
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry

FOLLOWER: Final = "follower"
"""Role of a rule that is priced from what other rules award."""


def fold(books: Books, entry: Entry) -> None:
    """Bring the books forward by one entry; the entry is the next one."""
    _FOLDS[entry.kind](books, entry, entry.fact)
    for posting in entry.postings:
        _post(books, posting.account, posting.lot, posting.amount, posting.version, posting.balance)
    _move_redemption_lots(books, entry)
    books.position = entry.position
    books.recorded_at = entry.recorded_at


def _post(books: Books, account: str, lot: str, amount: int, version: int, balance: int) -> None:
    kind, holder = kind_of(account), holder_of(account)
    books.balances.put(rows.Balance(account, holder, kind, balance, version))
    if kind not in HOLDER_STATES:
        return
    facts_of_lot = books.lots.require(lot)
    before = books.lot_balances.get((account, lot))
    after = amount if before is None else before.amount + amount
    day = ""
    if kind == "available":
        day = day_after(facts_of_lot.expires_on)
    elif kind == "pending":
        day = pending_until(facts_of_lot, books.accruals.require(facts_of_lot.accrual))
    books.lot_balances.put(rows.LotBalance(account, lot, holder, kind, after, day, facts_of_lot.position))


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


def _rule_published(books: Books, entry: Entry, fact: facts.RulePublished) -> None:
    terms = json_text(fact.terms)
    role = FOLLOWER if "follows" in fact.terms else ""
    books.rules.put(rows.Rule(fact.code, fact.version, fact.valid_from, fact.valid_to, terms, entry.position, role))
    if (draft := books.rule_drafts.get((fact.code, fact.version))) is not None:
        books.rule_drafts.put(draft._replace(status="approved"))


def _rule_drafted(books: Books, entry: Entry, fact: facts.RuleDrafted) -> None:
    terms, person = json_text(fact.terms), entry.actor.person
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
    books.programs.put(rows.Program(fact.code, fact.version, json_text(fact.terms), entry.position))


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
    use(books, fact.usage)


def _ended(status: str) -> Callable[[Books, Entry, Any], None]:
    def fold_end(books: Books, entry: Entry, fact: Any) -> None:
        row = books.redemptions.require(fact.redemption)
        books.redemptions.put(row._replace(status=status, settled_at=entry.recorded_at))
        use(books, fact.usage)

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
    facts.AccrualPosted.KIND: accrued,
    facts.ActivityNoted.KIND: accrued,
    facts.LotsActivated.KIND: activated,
    facts.LotsExpired.KIND: _moves_only,
    facts.ArrearsPaid.KIND: _moves_only,
    facts.AccrualReversed.KIND: taken_back,
    facts.ActivityWithdrawn.KIND: taken_back,
    facts.PendingDropped.KIND: taken_back,
    facts.ClaimSubmitted.KIND: claimed,
    facts.ClaimResubmitted.KIND: claimed,
    facts.ClaimStepped.KIND: stepped,
    facts.EvidenceAdded.KIND: documented,
    facts.HoldPlaced.KIND: _held,
    facts.HoldCaptured.KIND: _ended("captured"),
    facts.HoldReleased.KIND: _released,
    facts.RedemptionCancelled.KIND: _cancelled,
    facts.Continued.KIND: _moves_only,
}
