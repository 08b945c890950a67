"""Transfer checks: what a replay asks of mergers, successions, affiliations, closures and registrations.

Points go from one company that is there to another, all of them or those that are named; who ended earns no more and
has nothing; and a wallet that was closed was empty.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.active import check_active
from ledger.domain.books.accounts import holder_of, of_holder
from ledger.domain.books.books import Books
from ledger.domain.dates import business_day_of
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry
from ledger.domain.organizations import company
from ledger.domain.refusals import Refused
from ledger.domain.transferring import everything, named, points_of
from ledger.domain.transfers import check_members, check_merging, check_parties, left_over

_REPORTED: Final = (facts.AccrualPosted, facts.ClaimSubmitted)


def _parties_are_there(books: Books, entry: Entry) -> Finding | None:
    """Hold what becomes of companies to companies that are there, and to what a decision would have refused."""
    fact = entry.fact
    try:
        if isinstance(fact, facts.PointsTransferred):
            (check_merging if fact.whole else check_parties)(books, fact.source, fact.target)
        elif isinstance(fact, facts.AffiliationChanged):
            check_members(books, fact.organizations, as_one=fact.together)
        elif isinstance(fact, facts.OrganizationClosed | facts.RegistrationAdded):
            check_active(company(books, fact.organization))
    except Refused as refused:
        return Place(entry).finding("transfer_not_possible", "companies that are there", refused.refusal.code)
    return None


def _moves_what_it_says(books: Books, entry: Entry) -> Finding | None:
    """Hold a transfer to all there is, to all that is available of the lots it names, or to something."""
    fact = entry.fact
    if not isinstance(fact, facts.PointsTransferred):
        return None
    if fact.whole:
        points = points_of(everything(books, fact.source))
    elif fact.lots:
        points = points_of(named(books, fact.source, fact.lots))
    else:
        points = min(max(fact.points, 1), books.points_in(of_holder(fact.source, "available")))
    return None if points == fact.points else Place(entry).finding("transfer_of_other_points", points, fact.points)


def _earns_before_its_end(books: Books, entry: Entry) -> Finding | None:
    """Hold reports to companies that are there; what was claimed before a merger is the successor's."""
    fact = entry.fact
    if not isinstance(fact, _REPORTED):
        return None
    claimed = books.claims.get(fact.accrual) is not None
    for holder in (fact.organization, *(share.organization for share in fact.shares)):
        row = books.organizations.require(holder)
        if row.status == "closed" or (row.status == "merged" and not claimed):
            return Place(entry).finding("earned_after_its_end", f"a company that is there, not {holder}", row.status)
    return None


def _moves_no_wallet_that_ended(books: Books, entry: Entry) -> Finding | None:
    """Hold postings to wallets that are there; what goes on with a merger is held to the merger itself."""
    if isinstance(entry.fact, facts.Continued):
        return None
    for holder in {holder_of(posting.account) for posting in entry.postings} - {""}:
        row = books.organizations.get(holder)
        if row is not None and row.status != "active":
            return Place(entry).finding("moved_after_its_end", f"no posting of {holder}", row.status)
    return None


def _closed_empty(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.OrganizationClosed):
        return None
    left = left_over(books, fact.organization, business_day_of(entry.recorded_at))
    return Place(entry).finding("closed_with_something_left", "an empty wallet", left) if left else None


def _number_is_new(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if isinstance(fact, facts.OrganizationRegistered | facts.RegistrationAdded) and fact.registration:
        known = books.registrations.get(fact.registration)
        if known is not None:
            return Place(entry).finding("registration_used_twice", "a number that is new", known.organization)
    return None


CHECKS: Final[tuple[Check, ...]] = (
    about(
        _parties_are_there,
        facts.PointsTransferred,
        facts.AffiliationChanged,
        facts.OrganizationClosed,
        facts.RegistrationAdded,
    ),
    about(_moves_what_it_says, facts.PointsTransferred),
    about(_closed_empty, facts.OrganizationClosed),
    about(_earns_before_its_end, *_REPORTED),
    _moves_no_wallet_that_ended,
    about(_number_is_new, facts.OrganizationRegistered, facts.RegistrationAdded),
)
"""Every check of transfers, in this order."""
