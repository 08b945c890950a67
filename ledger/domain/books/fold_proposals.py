"""Fold of proposals: what is proposed, who checked it, and what became of it; and the bounds of such acts."""

from __future__ import annotations

from typing import Final

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold_accruals import json_text
from ledger.domain.journal import facts
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.entries import Entry

PREFIX: Final = "prp_"
_ABOUT: Final = (facts.ProposalMade, facts.ProposalChecked, facts.ProposalDropped)


def carried_out(fact: facts.Fact) -> str:
    """Give the proposal that an entry carries out, or ""."""
    proposal = str(getattr(fact, "proposal", ""))
    if not proposal:
        return ""
    return proposal if proposal.startswith(PREFIX) and not isinstance(fact, _ABOUT) else ""


def proposed(books: Books, entry: Entry, fact: facts.ProposalMade) -> None:
    """An act is proposed; nothing moves."""
    books.proposals.put(
        rows.Proposal(
            proposal=fact.proposal,
            act=fact.act,
            organization=fact.organization,
            points=fact.points,
            reason_code=fact.reason_code,
            terms=json_text(to_plain(fact.terms)),
            document=json_text(to_plain(fact.document)) if fact.document else "",
            status="proposed",
            checks=fact.checks,
            person=entry.actor.person,
            checkers="",
            act_by=fact.act_by,
            proposed_at=entry.recorded_at,
            decided_at="",
            entry="",
            position=entry.position,
            together=fact.together,
        )
    )


def checked(books: Books, entry: Entry, fact: facts.ProposalChecked) -> None:
    """One more person approved it."""
    row = books.proposals.require(fact.proposal)
    books.proposals.put(row._replace(checkers=f"{row.checkers} {entry.actor.person}".strip()))


def dropped(books: Books, entry: Entry, fact: facts.ProposalDropped) -> None:
    """It came to nothing."""
    row = books.proposals.require(fact.proposal)
    books.proposals.put(row._replace(status=fact.status, decided_at=entry.recorded_at))


def carry_out(books: Books, entry: Entry) -> None:
    """Close the proposal that an entry carries out; further entries of the same act find it closed."""
    if proposal := carried_out(entry.fact):
        row = books.proposals.require(proposal)
        if row.status == "proposed":
            checkers = f"{row.checkers} {entry.actor.person}".strip()
            row = row._replace(status="approved", checkers=checkers, decided_at=entry.recorded_at, entry=entry.id)
            books.proposals.put(row)


def bound_set(books: Books, entry: Entry, fact: facts.BoundSet) -> None:
    """An act reaches so far from now on."""
    books.bounds.put(rows.Bound(fact.name, fact.points_max, fact.second_from, fact.days, entry.position))
