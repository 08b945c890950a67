"""Spending checks: what a replay asks of holds and of all that becomes of them.

A hold is what the program's terms allowed then, no application was selected that was not handed in, and every ending
moved the very lots, counted back what had been counted, and granted no grace but the program's.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about, telling
from ledger.domain.agencies import owns_program
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.dates import business_day_of
from ledger.domain.desk import POSTINGS_MAX
from ledger.domain.eligibility import Wish, check_wish, counted_at_hold
from ledger.domain.expected_movements import ending_of
from ledger.domain.finding import Finding, Place
from ledger.domain.holds import call_of, check_pool, hold_expires_at
from ledger.domain.journal import facts
from ledger.domain.journal.entries import SYSTEM, Entry
from ledger.domain.programs.terms import price
from ledger.domain.published import program_in_force
from ledger.domain.redemption_usage import amounts_at_hold, taken_by_selection, terms_of
from ledger.domain.redemptions import (
    USED,
    check_documents,
    check_first_of_pool,
    check_pool_size,
    last_cancel_day,
    must_be_selected,
)
from ledger.domain.refusals import Refused
from ledger.domain.selections import check_selection, right_until

ENDINGS: Final = (facts.HoldCaptured, facts.HoldReleased, facts.RedemptionCancelled)

PERMISSION_OF_CAUSE: Final = {"requested": "redemptions.release", "not_selected": "redemptions.select"}
"""What whoever ends a hold unused must have been granted; where its time is over, the clock does."""


def _by_whom_it_concerns(books: Books, entry: Entry) -> Finding | None:
    """Hold what becomes of a redemption to its company, the owner of its program, the operator, and the clock."""
    redemption, actor = getattr(entry.fact, "redemption", ""), entry.actor
    if not redemption or actor.client == SYSTEM or isinstance(entry.fact, facts.Continued):
        return None
    if isinstance(entry.fact, facts.HoldPlaced | facts.RedemptionSubmitted):
        concerned = actor.organization == entry.fact.organization
    elif isinstance(entry.fact, facts.HoldReleased) and entry.fact.cause == "timed_out":
        return None
    else:
        row, organization = books.redemptions.require(redemption), books.organizations.require(actor.organization)
        concerned = organization.kind == "operator" or row.holder == organization.organization
        concerned = concerned or owns_program(books, organization, row.program)
    if not concerned:
        return Place(entry).finding("redemption_of_another", "its company, program or operator", actor.organization)
    return None


def _tells_whose_it_is(books: Books, entry: Entry) -> Finding | None:
    """Hold whom an entry concerns to whose redemption it is about: that company is told of it, and no other."""
    redemption, told = getattr(entry.fact, "redemption", ""), getattr(entry.fact, "organization", "")
    if not redemption or isinstance(entry.fact, facts.HoldPlaced | facts.Continued):
        return None
    company = books.redemptions.require(redemption).holder
    return None if told == company else Place(entry).finding("redemption_of_another", company, told)


def _hold_was_possible(books: Books, entry: Entry) -> Finding | None:
    """Hold a hold to the terms in force: who, when, how many, for how many points, until when, counted on what."""
    fact = entry.fact
    if not isinstance(fact, facts.HoldPlaced):
        return None
    today = business_day_of(entry.recorded_at)
    version, terms = program_in_force(books.programs.find("code", fact.program), fact.program)
    wish = Wish(books.organizations.require(fact.organization), fact.program, terms, fact.quantity, today)
    call = call_of(terms, today) if fact.call or terms.call else ""  # none was told before programs had calls
    try:
        if fact.pool:
            check_pool(books, fact.pool, fact.organization, fact.program, version, call)
        check_wish(books, wish)
    except Refused as refused:
        return Place(entry).finding("hold_not_possible", "a hold that the program allows", refused.refusal.code)
    points = price(terms, fact.quantity)
    krw = amounts_at_hold(terms, points, fact.quantity)["krw"]
    expires_at = hold_expires_at(entry.recorded_at, terms)
    expected = (version, points, call, krw, expires_at, counted_at_hold(books, wish))
    found = (fact.program_version, fact.points, fact.call, fact.amount_krw, fact.hold_expires_at, dict(fact.usage))
    return None if expected == found else Place(entry).finding("hold_differs_from_terms", expected, found)


def _applied_in_order(books: Books, entry: Entry) -> Finding | None:
    """Hold applications to their order: handed in once and whole, then selected, then captured."""
    fact = entry.fact
    if not isinstance(fact, facts.RedemptionSubmitted | facts.RedemptionSelected | facts.HoldCaptured):
        return None
    row = books.redemptions.require(fact.redemption)
    terms = terms_of(books, row)
    try:
        if row.settled_at:
            raise Refused("hold_already_settled")
        if isinstance(fact, facts.HoldCaptured):
            missing = terms.eligibility.documents and not row.submitted_at
            selected = not must_be_selected(row, terms) or row.selected_at
            if missing or not selected or not 0 < fact.points <= row.held:
                raise Refused("capture_exceeds_hold")
            if must_be_selected(row, terms) and entry.actor.organization == row.holder:
                raise Refused("capture_is_for_the_owner")
        elif isinstance(fact, facts.RedemptionSubmitted):
            check_first_of_pool(row)
            check_pool_size(books, row, terms)
            check_documents(terms, {document.kind for document in fact.evidence})
            if row.submitted_at:
                raise Refused("redemption_already_submitted")
        else:
            return _selected(books, entry, fact, row)
    except Refused as refused:
        return Place(entry).finding("application_out_of_order", "the next step of it", refused.refusal.code)
    return None


def _selected(books: Books, entry: Entry, fact: facts.RedemptionSelected, row: rows.Redemption) -> Finding | None:
    krw, terms = 0, terms_of(books, row)
    if row.pool and not books.redemptions.require(row.pool).selected_at:
        raise Refused("redemption_pooled")
    if not row.pool:
        krw = check_selection(books, row, fact.amount_krw)
    if not terms.is_selected or not row.submitted_at or row.selected_at:
        raise Refused("redemption_not_submitted")
    expected = (krw, right_until(terms, business_day_of(entry.recorded_at)), taken_by_selection(books, row, krw))
    found = (fact.amount_krw, fact.valid_until, dict(fact.usage))
    return None if expected == found else Place(entry).finding("selection_differs_from_terms", expected, found)


def _could_end(books: Books, entry: Entry) -> Finding | None:
    """Hold the end of a hold to a hold that is open, and its cancellation to one that was used, in time, by whom."""
    fact, today = entry.fact, business_day_of(entry.recorded_at)
    if not isinstance(fact, ENDINGS):
        return None
    row = books.redemptions.require(fact.redemption)
    if isinstance(fact, facts.RedemptionCancelled):
        delivered_to = row.holder if row.status == "fulfilled" else ""
        in_time = row.status in USED and today <= last_cancel_day(row, terms_of(books, row))
        if not in_time or delivered_to == entry.actor.organization:
            return Place(entry).finding("cancelled_out_of_time", "a captured redemption in its time", row.status)
    elif row.settled_at:
        return Place(entry).finding("hold_ended_twice", "an open hold", row.status)
    elif getattr(fact, "cause", "") == "not_selected" and (row.selected_at or not terms_of(books, row).is_selected):
        return Place(entry).finding("application_out_of_order", "an application to be selected", row.status)
    return None


def _ended_as_it_says(books: Books, entry: Entry) -> Finding | None:
    """Hold the end of a hold to what it was counted on, to what is paid, and to the grace of the program."""
    fact = entry.fact
    if not isinstance(fact, ENDINGS):
        return None
    row = books.redemptions.require(fact.redemption)
    if isinstance(fact, facts.RedemptionCancelled) and fact.points != row.captured:
        return Place(entry).finding("ending_differs", row.captured, fact.points)
    ending = ending_of(books, entry)
    told_here = len(fact.grace) if len(ending.legs) > POSTINGS_MAX else len(ending.grace)
    expected = (ending.grace[:told_here], dict(ending.usage), ending.executed_krw)
    found = (fact.grace, dict(fact.usage), getattr(fact, "executed_krw", 0))
    return None if expected == found else Place(entry).finding("ending_differs", expected, found)


def _delivered_or_taken_away(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.RedemptionFulfilled | facts.RedemptionRevoked):
        return None
    status = books.redemptions.require(fact.redemption).status
    could = ("captured",) if isinstance(fact, facts.RedemptionFulfilled) else (*USED, "granted")
    return None if status in could else Place(entry).finding("application_out_of_order", " or ".join(could), status)


def _call_is_settled(books: Books, entry: Entry) -> Finding | None:
    """Hold the settlement of a call to the program's owner, and to everybody who applied: nobody is left open."""
    fact = entry.fact
    if not isinstance(fact, facts.CallSettled):
        return None
    organization = books.organizations.require(entry.actor.organization)
    if organization.kind != "operator" and not owns_program(books, organization, fact.program):
        return Place(entry).finding("redemption_of_another", "its program or operator", organization.organization)
    for row in books.redemptions.find("open_call", (fact.program, fact.call)):
        if not row.selected_at:
            return Place(entry).finding("call_settled_in_part", "no open application", row.redemption)
    # What else was decided in the same instant may come on top, so a report can say less but never more.
    there = books.redemptions.find("decided_in", (fact.program, fact.call, entry.recorded_at))
    won = [row for row in there if row.selected_at == entry.recorded_at and row.status in ("captured", "granted")]
    figures = (len(won), len(there) - len(won), sum(row.captured for row in won), sum(row.amount_krw for row in won))
    told = (fact.selected, fact.not_selected, fact.points, fact.amount_krw)
    if any(said > counted for said, counted in zip(told, figures, strict=True)):
        return Place(entry).finding("call_settled_otherwise", figures, told)
    return None


CHECKS: Final[tuple[Check, ...]] = (
    about(_by_whom_it_concerns, *telling("redemption")),
    about(_hold_was_possible, facts.HoldPlaced),
    about(_applied_in_order, facts.RedemptionSubmitted, facts.RedemptionSelected, facts.HoldCaptured),
    about(_could_end, *ENDINGS),
    about(_ended_as_it_says, *ENDINGS),
    about(_delivered_or_taken_away, facts.RedemptionFulfilled, facts.RedemptionRevoked),
    about(_call_is_settled, facts.CallSettled),
    about(_tells_whose_it_is, *telling("redemption")),
)
"""Every check of spending, in this order."""
