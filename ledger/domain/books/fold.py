"""Fold: one entry into the books, the only way they move forward.

Posting and replay share it, so a projection that is written is a projection that can be rebuilt. Postings move
balances and lots; the fact moves the rest. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ledger.domain.books import fold_certificates, fold_periods, fold_proposals, fold_sanctions, rows
from ledger.domain.books.accounts import HOLDER_STATES, holder_of, kind_of
from ledger.domain.books.activity import MONTH_LETTERS
from ledger.domain.books.books import Books
from ledger.domain.books.figures import day_after, pending_until
from ledger.domain.books.fold_accruals import (
    accrued,
    activated,
    claimed,
    documented,
    json_text,
    stepped,
    taken_back,
)
from ledger.domain.books.fold_corrections import adjusted, reinstated
from ledger.domain.books.fold_events import tell, warned
from ledger.domain.books.fold_log import log_key_set
from ledger.domain.books.fold_objections import DISPUTED, decided, ended, move_objection, raised
from ledger.domain.books.fold_privacy import texts_erased
from ledger.domain.books.fold_proposals import bound_set, carry_out
from ledger.domain.books.fold_redemptions import (
    cancelled,
    captured,
    continued,
    fulfilled,
    held,
    move_redemption_lots,
    released,
    revoked,
    selected,
    submitted,
)
from ledger.domain.books.fold_sanctions import dropped, imposed, move_sanction, proposed
from ledger.domain.books.fold_tiers import earn, tiers_set
from ledger.domain.books.fold_transfers import affiliated, closed, registered_again, transferred
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry

FOLLOWER: Final = "follower"
"""Role of a rule that is priced from what other rules award."""

FOLLOWED: Final = frozenset({*HOLDER_STATES, "expired"})
"""Kinds of accounts of which every lot is followed: those of holders, and what lapsed, because that can come back."""


def fold(books: Books, entry: Entry) -> None:
    """Bring the books forward by one entry; the entry is the next one."""
    _FOLDS[entry.kind](books, entry, entry.fact)
    for posting in entry.postings:
        _post(books, posting.account, posting.lot, posting.amount, posting.version, posting.balance)
    if entry.postings and books.activity.watched(month := entry.effective_on[:MONTH_LETTERS]):
        for posting in entry.postings:
            books.activity.add(month, posting.account, max(posting.amount, 0), max(-posting.amount, 0))
    move_redemption_lots(books, entry)
    move_sanction(books, entry)
    carry_out(books, entry)
    move_objection(books, entry)
    tell(books, entry)
    books.position = entry.position
    books.recorded_at = entry.recorded_at


def _post(books: Books, account: str, lot: str, amount: int, version: int, balance: int) -> None:
    kind, holder = kind_of(account), holder_of(account)
    books.balances.put(rows.Balance(account, holder, kind, balance, version))
    if kind == "issued":
        earn(books, lot, amount)
    if kind not in FOLLOWED:
        return
    facts_of_lot = books.lots.require(lot)
    before = books.lot_balances.get((account, lot))
    after = amount if before is None else before.amount + amount
    day = ""
    if kind == "available":
        day = day_after(facts_of_lot.expires_on)
    elif kind == "pending":
        day = pending_until(facts_of_lot, books.accruals.require(facts_of_lot.accrual))
    elif kind == DISPUTED and before is not None:
        day = before.due_on
    books.lot_balances.put(rows.LotBalance(account, lot, holder, kind, after, day, facts_of_lot.position))


def _opened(books: Books, entry: Entry, fact: facts.LedgerOpened) -> None:
    """The genesis moves no projection: its parameters are read from the journal itself, but for the first day."""
    books.opened_on = fact.opened_on


def _registered(books: Books, entry: Entry, fact: facts.OrganizationRegistered) -> None:
    known = fact.organization, fact.kind, fact.registration, entry.position
    alone = "active", "", ""
    books.organizations.put(rows.Organization(*known, "", "", "", *alone))
    if fact.registration:
        books.registrations.put(rows.Registration(fact.registration, fact.organization, entry.position))


def _profiled(books: Books, entry: Entry, fact: facts.OrganizationProfiled) -> None:
    row = books.organizations.require(fact.organization)
    books.organizations.put(row._replace(region=fact.region, size=fact.size, owner=fact.owner))


def _granted(books: Books, entry: Entry, fact: facts.ClientGranted) -> None:
    permissions = " ".join(fact.permissions)
    books.clients.put(
        rows.Client(fact.client, fact.organization, fact.person, fact.role, permissions, "", entry.position, "")
    )


def _invited(books: Books, entry: Entry, fact: facts.UserInvited) -> None:
    told = fact.user, fact.organization, fact.person, fact.role, " ".join(fact.permissions)
    books.clients.put(rows.Client(*told, "", entry.position, fact.login))


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
    if (draft := books.program_drafts.get((fact.code, fact.version))) is not None:
        books.program_drafts.put(draft._replace(status="approved"))


def _program_drafted(books: Books, entry: Entry, fact: facts.ProgramDrafted) -> None:
    terms, person = json_text(fact.terms), entry.actor.person
    books.program_drafts.put(rows.ProgramDraft(fact.code, fact.version, terms, "draft", person, entry.position))


def _moves_only(books: Books, entry: Entry, fact: Any) -> None:
    """These kinds move no projection, or are told by their postings alone."""


_FOLDS: Final[dict[str, Callable[[Books, Entry, Any], None]]] = {
    facts.LedgerOpened.KIND: _opened,
    facts.OrganizationRegistered.KIND: _registered,
    facts.OrganizationProfiled.KIND: _profiled,
    facts.ClientGranted.KIND: _granted,
    facts.ClientRevoked.KIND: _revoked,
    facts.RuleDrafted.KIND: _rule_drafted,
    facts.RuleSimulated.KIND: _rule_simulated,
    facts.RulePublished.KIND: _rule_published,
    facts.AllotmentProposed.KIND: _allotment_proposed,
    facts.AllotmentSet.KIND: _allotment_set,
    facts.ProgramDrafted.KIND: _program_drafted,
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
    facts.HoldPlaced.KIND: held,
    facts.RightRequested.KIND: held,
    facts.RedemptionSubmitted.KIND: submitted,
    facts.RedemptionSelected.KIND: selected,
    facts.HoldCaptured.KIND: captured,
    facts.HoldReleased.KIND: released,
    facts.ApplicationEnded.KIND: released,
    facts.CallSettled.KIND: _moves_only,
    facts.RedemptionFulfilled.KIND: fulfilled,
    facts.RedemptionRevoked.KIND: revoked,
    facts.RedemptionCancelled.KIND: cancelled,
    facts.ExpiryWarned.KIND: warned,
    facts.SanctionProposed.KIND: proposed,
    facts.SanctionImposed.KIND: imposed,
    facts.SanctionChecked.KIND: fold_sanctions.checked,
    facts.SanctionDropped.KIND: dropped,
    facts.ProposalMade.KIND: fold_proposals.proposed,
    facts.ProposalChecked.KIND: fold_proposals.checked,
    facts.ProposalDropped.KIND: fold_proposals.dropped,
    facts.BoundSet.KIND: bound_set,
    facts.PointsAdjusted.KIND: adjusted,
    facts.ArrearsWrittenOff.KIND: _moves_only,
    facts.PointsReinstated.KIND: reinstated,
    facts.ObjectionRaised.KIND: raised,
    facts.ObjectionNoted.KIND: raised,
    facts.ObjectionEnded.KIND: ended,
    facts.ObjectionClosed.KIND: ended,
    facts.ObjectionDecided.KIND: decided,
    facts.Continued.KIND: continued,
    facts.TiersSet.KIND: tiers_set,
    facts.RegistrationAdded.KIND: registered_again,
    facts.PointsTransferred.KIND: transferred,
    facts.EmptyWalletMerged.KIND: transferred,
    facts.AffiliationChanged.KIND: affiliated,
    facts.OrganizationClosed.KIND: closed,
    facts.UserInvited.KIND: _invited,
    facts.UserRenewed.KIND: _moves_only,
    facts.PeriodClosed.KIND: fold_periods.closed,
    facts.LogKeySet.KIND: log_key_set,
    facts.AccessNoted.KIND: _moves_only,
    facts.TextsErased.KIND: texts_erased,
    facts.CertificateIssued.KIND: fold_certificates.issued,
    facts.CertificateRevoked.KIND: fold_certificates.revoked,
}
