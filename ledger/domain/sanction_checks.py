"""Sanction checks: what a replay asks of sanctions.

Each was proposed before, by another person, on these terms, was decided once and in time, and takes as many points as
it says, no more than its bound, by as many persons as that asks for.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.bounds import bound_of, checks_wanted, last_day, sum_of, within
from ledger.domain.dates import business_day_of
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry
from ledger.domain.sanctions import NAME
from ledger.domain.splitting import forfeited_before

CAUSES: Final = ("sanction", "closure")

PERMISSION_OF_DROP: Final = {"rejected": "sanctions.approve", "withdrawn": "sanctions.propose"}
"""What whoever lets a proposal come to nothing must have been granted."""


def permission_of(fact: facts.SanctionDropped) -> str:
    """Give what a proposal's end needs."""
    return PERMISSION_OF_DROP.get(fact.status, "no permission: an unknown end")


def _proposed_of_a_company(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.SanctionProposed):
        return None
    company = books.organizations.get(fact.organization)
    sound = company is not None and company.kind == "company" and fact.cause in CAUSES and fact.points >= 0
    sound = sound and _limited(books, entry, fact)
    if not sound or books.sanctions.get(fact.sanction) is not None:
        found = (fact.sanction, fact.organization, fact.cause, fact.points, fact.act_by)
        return Place(entry).finding("sanction_not_proposable", "a new sanction of a company", found)
    return None


def _limited(books: Books, entry: Entry, fact: facts.SanctionProposed) -> bool:
    """Tell whether a proposal is within its bound; in old ledgers there is none, up to the first that tells its day."""
    if not fact.act_by:
        return not books.sanctions.find("limited", True)
    today, bound = business_day_of(entry.recorded_at), bound_of(books, NAME)
    before = forfeited_before(books, entry.actor.person, fact.organization, today)
    return within(bound, sum_of(fact.points, before)) and fact.act_by == last_day(books, NAME, today)


def _decided_as_it_was_proposed(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.SanctionChecked | facts.SanctionImposed | facts.SanctionDropped):
        return None
    row = books.sanctions.get(fact.sanction)
    if row is None or row.status != "proposed":
        found = "nothing" if row is None else row.status
        return Place(entry).finding("approved_before_it_was_proposed", "an open proposal", found)
    proposed, decided = (row.organization, row.cause), (fact.organization, getattr(fact, "cause", row.cause))
    if proposed != decided:
        return Place(entry).finding("approved_differs_from_draft", proposed, decided)
    today = business_day_of(entry.recorded_at)
    if row.act_by and row.act_by < today:
        return Place(entry).finding("decided_too_late", f"{row.act_by} or before", today)
    withdrawn = isinstance(fact, facts.SanctionDropped) and fact.status == "withdrawn"
    if not withdrawn and entry.actor.person in (row.person, *row.checkers.split()):
        expected = f"a person other than {row.person} {row.checkers}".strip()
        return Place(entry).finding("approved_by_its_maker", expected, entry.actor.person)
    return None


def _takes_what_was_proposed(books: Books, entry: Entry) -> Finding | None:
    """Hold a sanction to the points of its proposal, or to all that was available where it named none."""
    fact = entry.fact
    if not isinstance(fact, facts.SanctionImposed):
        return None
    row = books.sanctions.require(fact.sanction)
    wallet = books.balances.get(of_holder(row.organization, "available"))
    points = row.points or (abs(wallet.balance) if wallet else 0)
    if fact.points != points:
        return Place(entry).finding("sanction_takes_other_points", points, fact.points)
    return None


def _within_its_bound(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.SanctionImposed):
        return None
    row, bound = books.sanctions.require(fact.sanction), bound_of(books, NAME)
    if not row.act_by:
        return None
    today = business_day_of(entry.recorded_at)
    before = forfeited_before(books, row.person, row.organization, today)
    points = sum_of(fact.points, before)
    if not within(bound, points):
        return Place(entry).finding("sanction_not_proposable", f"at most {bound.points_max} points", points)
    checks, found = checks_wanted(bound, points), f"{row.checkers} {entry.actor.person}".strip()
    if len(found.split()) < checks:
        return Place(entry).finding("approved_by_too_few", f"{checks} persons", found)
    return None


CHECKS: Final[tuple[Check, ...]] = (
    about(_proposed_of_a_company, facts.SanctionProposed),
    about(_decided_as_it_was_proposed, facts.SanctionChecked, facts.SanctionImposed, facts.SanctionDropped),
    about(_takes_what_was_proposed, facts.SanctionImposed),
    about(_within_its_bound, facts.SanctionImposed),
)
"""Every check of sanctions, in this order."""
