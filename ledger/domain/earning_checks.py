"""Earning checks: what a replay asks of awards and claims.

No step was left out, no person had two parts in one claim, no document was overlooked, no allotment was passed.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.accruals import clashing
from ledger.domain.allotments import check_allotment
from ledger.domain.books.books import Books
from ledger.domain.dates import business_day_of
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry
from ledger.domain.published import rule_version
from ledger.domain.refusals import Refused
from ledger.domain.reports import of_claim
from ledger.domain.steps import ACTS, due_steps, waiting_for
from ledger.domain.taking_back import excess_without, standing, taken_back

PERMISSION_OF_STEP: Final = {
    "cleared": "accruals.clear",
    "confirmed": "accruals.confirm",
    "verified": "accruals.verify",
    "approved": "accruals.approve",
    "returned": "accruals.return",
    "rejected": "accruals.reject",
    "withdrawn": "accruals.post",
}
"""What whoever takes a step must have been granted."""


def permission_of(books: Books, entry: Entry) -> str:
    """Give what an entry of a claim's life needs, "" for every other: the last step of a claim posts its award."""
    fact = entry.fact
    if isinstance(fact, facts.ClaimStepped):
        return PERMISSION_OF_STEP.get(fact.step, "no permission: an unknown step")
    if isinstance(fact, facts.AccrualPosted):
        row = books.accruals.get(fact.accrual)
        return PERMISSION_OF_STEP[row.status] if row and row.status in ACTS else ""
    return ""


def _step_was_due(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.ClaimStepped):
        return None
    claim = books.claims.require(fact.accrual)
    due = claim.waiting.split()
    ends = fact.step in ("returned", "rejected", "withdrawn")
    status = books.accruals.require(fact.accrual).status
    if not due and not (ends and status == "returned"):
        return Place(entry).finding("step_of_a_closed_claim", "a claim that waits", status)
    if not ends and fact.step != due[0]:
        return Place(entry).finding("step_not_due", due[0], fact.step)
    if fact.step != "withdrawn" and entry.actor.person in (*claim.submitters.split(), *claim.persons.split()):
        return Place(entry).finding("same_person_twice", "a person with no part in the claim", entry.actor.person)
    return None


def _nobody_was_passed_over(books: Books, entry: Entry) -> Finding | None:
    """Hold an award to its rule's steps: all taken where there is a claim, none needed where there is not."""
    fact = entry.fact
    if not isinstance(fact, facts.AccrualPosted):
        return None
    rule = rule_version(books.rules.require((fact.rule, fact.rule_version)))
    issued = sum(posting.amount for posting in entry.postings if posting.amount > 0)
    claim = books.claims.get(fact.accrual)
    clash = clashing(books, fact.fingerprint, fact.accrual)
    waiting: tuple[str, ...] = waiting_for(rule, issued, clash)
    if claim is not None and not (taken := set(claim.taken.split())).isdisjoint(ACTS):
        there_are = (step.step for step in rule.terms.workflow if step.step not in taken)
        waiting = (*claim.waiting.split(), *due_steps(rule, issued, tuple(there_are)))
    if waiting:
        return Place(entry).finding("award_passed_over_steps", "no step to come", " ".join(waiting))
    there = {document.kind for document in fact.evidence}
    missing = tuple(kind for kind in rule.terms.evidence_required if kind not in there) if fact.points else ()
    if missing != fact.missing:
        return Place(entry).finding("documents_counted_differently", missing, fact.missing)
    return None


def _award_is_what_was_claimed(books: Books, entry: Entry) -> Finding | None:
    """Hold an award to the claim that others agreed to; one that was put right and needs nobody is a new report."""
    fact = entry.fact
    claim = books.claims.get(fact.accrual) if isinstance(fact, facts.AccrualPosted) else None
    if not isinstance(fact, facts.AccrualPosted) or claim is None:
        return None
    row = books.accruals.require(fact.accrual)
    if row.status not in ACTS:
        return None
    report = of_claim(row, claim)
    claimed = (report.organization, report.occurred_on, dict(report.inputs), report.evidence, report.shares)
    posted = (fact.organization, entry.occurred_on, dict(fact.inputs), fact.evidence, fact.shares)
    if (claimed, row.fingerprint) != (posted, fact.fingerprint):
        return Place(entry).finding("award_differs_from_its_claim", claimed, posted)
    return None


def _taken_back_as_it_says(books: Books, entry: Entry) -> Finding | None:
    """Hold what is taken back to the lots wherever they are, spent points to arrears, and what ends an award to all
    that stands of it, or to what its agreement is worth without its payment."""
    fact = entry.fact
    if not isinstance(fact, facts.AccrualReversed):
        return None
    row = books.accruals.require(fact.accrual)
    points = fact.points
    if fact.whole:
        points = min(standing(row), excess_without(books, row)) if row.agreement else standing(row)
    paid_krw = row.paid_krw if fact.whole else 0
    _, usage = taken_back(books, row, min(points, standing(row)))
    expected, found = (points, paid_krw, usage), (fact.points, fact.paid_krw, dict(fact.usage))
    return None if expected == found else Place(entry).finding("taken_back_differently", expected, found)


def _allotment_holds(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.AccrualPosted):
        return None
    issued = sum(posting.amount for posting in entry.postings if posting.amount > 0)
    try:
        check_allotment(books, fact.university, business_day_of(entry.recorded_at), issued)
    except Refused as refused:
        told = refused.refusal.params
        return Place(entry).finding("allotment_exceeded", told["points_max"], f"{told['used']} + {issued}")
    return None


CHECKS: Final[tuple[Check, ...]] = (
    about(_step_was_due, facts.ClaimStepped),
    about(_nobody_was_passed_over, facts.AccrualPosted),
    about(_award_is_what_was_claimed, facts.AccrualPosted),
    about(_taken_back_as_it_says, facts.AccrualReversed),
    about(_allotment_holds, facts.AccrualPosted),
)
"""Every check of awards and claims, in this order."""
