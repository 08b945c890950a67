"""Sanction checks: what a replay asks of sanctions.

Each was proposed before, by another person, on these terms, was decided once, and takes as many points as it says.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry

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
    if not sound or books.sanctions.get(fact.sanction) is not None:
        found = (fact.sanction, fact.organization, fact.cause, fact.points)
        return Place(entry).finding("sanction_not_proposable", "a new sanction of a company", found)
    return None


def _decided_as_it_was_proposed(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.SanctionImposed | facts.SanctionDropped):
        return None
    row = books.sanctions.get(fact.sanction)
    if row is None or row.status != "proposed":
        found = "nothing" if row is None else row.status
        return Place(entry).finding("approved_before_it_was_proposed", "an open proposal", found)
    proposed, decided = (row.organization, row.cause), (fact.organization, getattr(fact, "cause", row.cause))
    if proposed != decided:
        return Place(entry).finding("approved_differs_from_draft", proposed, decided)
    withdrawn = isinstance(fact, facts.SanctionDropped) and fact.status == "withdrawn"
    if not withdrawn and row.person == entry.actor.person:
        return Place(entry).finding("approved_by_its_maker", f"a person other than {row.person}", entry.actor.person)
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


CHECKS: Final[tuple[Check, ...]] = (
    about(_proposed_of_a_company, facts.SanctionProposed),
    about(_decided_as_it_was_proposed, facts.SanctionImposed, facts.SanctionDropped),
    about(_takes_what_was_proposed, facts.SanctionImposed),
)
"""Every check of sanctions, in this order."""
