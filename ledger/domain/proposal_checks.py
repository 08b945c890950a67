"""Proposal checks: what a replay asks of acts that take two persons.

Each was proposed before, within its bound, by who could; approved in time by so many other persons who could; and what
was carried out is what was proposed. Nothing of such a kind stands in the journal without a proposal.
"""

from __future__ import annotations

import json
from typing import Final

from ledger.domain.about import Check, about, telling
from ledger.domain.acts import ACTS
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold_proposals import carried_out
from ledger.domain.bounds import bound_of, checks_wanted, last_day, sum_of, within
from ledger.domain.dates import business_day_of
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import SYSTEM, Entry
from ledger.domain.proposals import before_of
from ledger.domain.splitting import points_before

BY_HAND: Final = {kind: act for act in ACTS.values() for kind in act.kinds}
"""Kinds of entries that only an approved proposal carries out, with their act, which tells when it takes none."""

_DECIDED: Final = (facts.ProposalChecked, facts.ProposalDropped)


def permission_of(books: Books, entry: Entry) -> str:
    """Give what the actor of a proposal, or of what became of it, must have been granted, or ""."""
    fact = entry.fact
    if isinstance(fact, facts.ProposalMade):
        act = ACTS.get(fact.act)
        return act.propose if act else "no permission: an unknown act"
    proposal = fact.proposal if isinstance(fact, _DECIDED) else carried_out(fact)
    if not proposal or getattr(fact, "status", "") == "expired":
        return ""
    row = books.proposals.get(proposal)
    if row is None:
        return ""
    act = ACTS[row.act]
    return act.propose if getattr(fact, "status", "") == "withdrawn" else act.approve


def _proposed_within_its_bound(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.ProposalMade):
        return None
    act, bound, today = ACTS[fact.act], bound_of(books, fact.act), business_day_of(entry.recorded_at)
    together = _together(books, entry, fact)
    told = (fact.organization, fact.checks, fact.act_by, fact.together)
    expected = (
        act.organization(fact.terms),
        checks_wanted(bound, together or fact.points),
        last_day(books, fact.act, today),
        together,
    )
    known = fact.reason_code in (act.reasons or ("",))
    if (
        not within(bound, together or fact.points)
        or not known
        or told != expected
        or books.proposals.get(fact.proposal) is not None
    ):
        return Place(entry).finding("proposal_not_sound", f"a new proposal within {bound}", fact)
    return None


def _together(books: Books, entry: Entry, fact: facts.ProposalMade) -> int:
    """Give what a proposal counts for; 0 in old ledgers, up to the first entry that tells it."""
    if not fact.together and not books.proposals.find("counted", True):
        return 0
    today = business_day_of(entry.recorded_at)
    return sum_of(fact.points, points_before(books, entry.actor.person, ACTS[fact.act], fact.organization, today))


def _decided_once_and_in_time(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    proposal = fact.proposal if isinstance(fact, _DECIDED) else carried_out(fact)
    if not proposal:
        wanted = entry.kind in BY_HAND and BY_HAND[entry.kind].takes_two(books, fact)
        return Place(entry).finding("carried_out_unproposed", "a proposal", "none") if wanted else None
    row = books.proposals.get(proposal)
    if row is None or row.status != "proposed":
        found = "nothing" if row is None else row.status
        return Place(entry).finding("approved_before_it_was_proposed", "an open proposal", found)
    return _by_whom_and_when(row, entry)


def _by_whom_and_when(row: rows.Proposal, entry: Entry) -> Finding | None:
    today, status = business_day_of(entry.recorded_at), getattr(entry.fact, "status", "")
    if isinstance(entry.fact, facts.ProposalDropped) and status == "expired":
        sound = row.act_by < today and entry.actor.client == SYSTEM
        return None if sound else Place(entry).finding("proposal_expired_early", f"a day after {row.act_by}", today)
    if row.act_by < today:
        return Place(entry).finding("decided_too_late", f"{row.act_by} or before", today)
    if isinstance(entry.fact, facts.ProposalDropped) and status == "withdrawn":
        return None
    if isinstance(entry.fact, facts.ProposalDropped) and status != "rejected":
        return Place(entry).finding("proposal_not_sound", "rejected, withdrawn or expired", status)
    if entry.actor.person in (row.person, *row.checkers.split()):
        found = entry.actor.person
        return Place(entry).finding("approved_by_its_maker", f"a person other than {row.person} {row.checkers}", found)
    return None


def _carried_out_as_proposed(books: Books, entry: Entry) -> Finding | None:
    proposal = carried_out(entry.fact)
    if not proposal:
        return None
    row = books.proposals.require(proposal)
    act = ACTS[row.act]
    if entry.kind not in act.kinds or not act.carries_out(books, entry.fact, json.loads(row.terms)):
        return Place(entry).finding("approved_differs_from_draft", row.terms, entry.fact)
    bound, points = bound_of(books, row.act), sum_of(act.moved(entry.fact), before_of(row))
    if not within(bound, points):
        return Place(entry).finding("proposal_not_sound", f"at most {bound.points_max} points", points)
    if len(row.checkers.split()) + 1 < max(row.checks, checks_wanted(bound, points)):
        found = f"{row.checkers} {entry.actor.person}"
        return Place(entry).finding("approved_by_too_few", f"{row.checks} persons", found)
    return None


CHECKS: Final[tuple[Check, ...]] = (
    about(_proposed_within_its_bound, facts.ProposalMade),
    about(_decided_once_and_in_time, *telling("proposal"), *(facts.FACTS[kind] for kind in BY_HAND)),
    about(_carried_out_as_proposed, *telling("proposal")),
)
"""Every check of proposals, in this order."""
