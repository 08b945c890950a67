"""Objection checks: what a replay asks of objections.

Each was raised in time against a posted award by whom it concerns, one at a time, and ended once: by its objector, by
the clock when its time was over, or as a proposal of two other persons said.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.active import ACTIVE
from ledger.domain.books.books import Books
from ledger.domain.bounds import bound_of, last_day
from ledger.domain.dates import business_day_of
from ledger.domain.expected_movements import thaw_of
from ledger.domain.finding import Finding, Place
from ledger.domain.freezing import freezing
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry
from ledger.domain.objection_terms import GRACE, OUTCOMES, REASON_CODES, STATUSES, TO_DECIDE, WINDOW
from ledger.domain.objections import GONE, may_object, parties

PERMISSION_OF_CAUSE: Final = {
    "rejected": "objections.approve",
    "upheld": "objections.approve",
    "withdrawn": "objections.raise",
    "timed_out": "",
}
"""What whoever ends an objection must have been granted; where its time is over, the clock does."""


def permission_of(fact: facts.Fact) -> str:
    """Give what the end of an objection needs, and what takes an award back because of one; "" for all else."""
    if isinstance(fact, facts.ObjectionEnded):
        return PERMISSION_OF_CAUSE.get(fact.cause, "no permission: an unknown cause")
    return "objections.approve" if isinstance(fact, facts.AccrualReversed) and fact.objection else ""


def _could_be_raised(books: Books, entry: Entry) -> Finding | None:
    """Hold an objection to a standing award of its objector, to the window, and to one at a time."""
    fact = entry.fact
    if not isinstance(fact, facts.ObjectionRaised):
        return None
    award, today = books.accruals.require(fact.accrual), business_day_of(entry.recorded_at)
    known = books.objections.find("accrual", fact.accrual)
    organization, university = parties(books, award, entry.actor.organization)
    sound = (
        books.objections.get(fact.objection) is None
        and fact.reason_code in REASON_CODES
        and award.posted_on
        and award.status not in GONE
        and may_object(books, award, entry.actor.organization)
        and all(row.status != "open" for row in known)
        and books.organizations.require(organization).status == ACTIVE
    )
    if not sound:
        contested = (fact.objection, fact.accrual, award.status, entry.actor.organization)
        return Place(entry).finding("objection_not_possible", "an award of its own that nobody contests", contested)
    until = last_day(books, WINDOW, award.posted_on)
    if until < today:
        return Place(entry).finding("objection_out_of_time", f"{until} or before", today)
    expected = (organization, university, last_day(books, TO_DECIDE, today))
    found = (fact.organization, fact.university, fact.decide_by)
    if expected != found:
        return Place(entry).finding("objection_differs", expected, found)
    if isinstance(fact, facts.ObjectionNoted) and freezing(books, award, organization, university):
        return Place(entry).finding("objection_differs", "what can be frozen is frozen", fact.KIND)
    return None


def _could_end(books: Books, entry: Entry) -> Finding | None:
    """Hold the end of an objection to one that is open, to whose it is, to its time, and to what it says."""
    fact = entry.fact
    if not isinstance(fact, facts.ObjectionEnded):
        return None
    row, today = books.objections.require(fact.objection), business_day_of(entry.recorded_at)
    of_row = (row.accrual, row.organization, row.university)
    told = (fact.accrual, fact.organization, fact.university)
    if of_row != told:
        return Place(entry).finding("objection_differs", of_row, told)
    over = row.decide_by < today
    if fact.cause == "timed_out":
        late = row.status == "timed_out" and fact.holder
        sound = over and (row.status == "open" or late) and bool(fact.holder) == bool(entry.postings)
    else:
        sound = row.status == "open" and not over and not fact.holder and fact.cause in STATUSES[1:]
    if not sound:
        found = (row.status, row.decide_by, fact.cause)
        return Place(entry).finding("objection_ended_out_of_time", "an open objection in its time", found)
    if fact.cause == "withdrawn" and entry.actor.organization != row.objector:
        return Place(entry).finding("objection_of_another", row.objector, entry.actor.organization)
    return None


def _decided_by_others(books: Books, entry: Entry) -> Finding | None:
    """Hold a decision to persons none of whom objects, to an objection in its time, and to the bound of grace."""
    fact = entry.fact
    if not isinstance(fact, facts.ObjectionDecided):
        return None
    row, proposal = books.objections.require(fact.objection), books.proposals.require(fact.proposal)
    persons = (proposal.person, *proposal.checkers.split(), entry.actor.person)
    if row.person in persons:
        return Place(entry).finding("approved_by_its_maker", f"persons other than {row.person}", persons)
    today, days_max = business_day_of(entry.recorded_at), bound_of(books, GRACE).days
    if row.decide_by < today or not 0 <= fact.grace_days <= days_max or fact.outcome not in OUTCOMES:
        found = (today, fact.outcome, fact.grace_days)
        return Place(entry).finding("objection_ended_out_of_time", f"by {row.decide_by}, at most {days_max}", found)
    return None


def _decision_is_carried_out(books: Books, entry: Entry) -> Finding | None:
    """Hold what follows a decision to it: what was upheld is taken back, then all comes free, and nothing between."""
    fact = entry.fact
    decided = books.objections.find("being_carried_out", True)
    if isinstance(fact, facts.AccrualReversed) and fact.objection:
        sound = any(row.objection == fact.objection and row.outcome == "upheld" for row in decided)
    elif isinstance(fact, facts.ObjectionEnded) and (decided or fact.cause in OUTCOMES):
        told = (fact.objection, fact.cause, fact.grace_days)
        sound = any(
            (row.objection, row.outcome, row.grace_days) == told and row.taken_back == row.upheld for row in decided
        )
    else:
        sound = not decided
    return None if sound else Place(entry).finding("objection_not_carried_out", decided or "no decision", entry.kind)


def _ends_as_it_says(books: Books, entry: Entry) -> Finding | None:
    """Hold what comes free to what is frozen, and grace to a decision."""
    fact = entry.fact
    if not isinstance(fact, facts.ObjectionEnded):
        return None
    thaw = thaw_of(books, entry)
    moves = bool(thaw.legs) if fact.cause != "timed_out" else bool(entry.postings)  # another may be settled later
    expected = (thaw.grace, moves, fact.cause in OUTCOMES or fact.grace_days == 0)
    found = (fact.grace, not isinstance(fact, facts.ObjectionClosed), True)
    return None if expected == found else Place(entry).finding("objection_differs", expected, found)


CHECKS: Final[tuple[Check, ...]] = (
    _decision_is_carried_out,
    about(_could_be_raised, facts.ObjectionRaised),
    about(_could_end, facts.ObjectionEnded),
    about(_decided_by_others, facts.ObjectionDecided),
    about(_ends_as_it_says, facts.ObjectionEnded),
)
"""Every check of objections, in this order."""
