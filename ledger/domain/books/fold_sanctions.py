"""Fold of sanctions: proposals, what becomes of them, and the points they move."""

from __future__ import annotations

from ledger.domain.books import rows
from ledger.domain.books.accounts import kind_of
from ledger.domain.books.books import Books
from ledger.domain.books.fold_accruals import json_text
from ledger.domain.journal import facts
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.entries import Entry


def proposed(books: Books, entry: Entry, fact: facts.SanctionProposed) -> None:
    """A sanction is proposed; nothing moves."""
    books.sanctions.put(
        rows.Sanction(
            sanction=fact.sanction,
            organization=fact.organization,
            cause=fact.cause,
            points=fact.points,
            document=json_text(to_plain(fact.document)),
            status="proposed",
            imposed=0,
            forfeited=0,
            person=entry.actor.person,
            proposed_at=entry.recorded_at,
            decided_at="",
            entry="",
            position=entry.position,
            act_by=fact.act_by,
            checkers="",
        )
    )


def imposed(books: Books, entry: Entry, fact: facts.SanctionImposed) -> None:
    """A sanction is imposed; its postings tell what it took."""
    row = books.sanctions.require(fact.sanction)
    row = row._replace(status="imposed", imposed=fact.points, checkers=f"{row.checkers} {entry.actor.person}".strip())
    books.sanctions.put(row._replace(decided_at=entry.recorded_at, entry=entry.id))


def checked(books: Books, entry: Entry, fact: facts.SanctionChecked) -> None:
    """One of two persons approved it."""
    row = books.sanctions.require(fact.sanction)
    books.sanctions.put(row._replace(checkers=f"{row.checkers} {entry.actor.person}".strip()))


def dropped(books: Books, entry: Entry, fact: facts.SanctionDropped) -> None:
    """A proposal came to nothing."""
    row = books.sanctions.require(fact.sanction)
    books.sanctions.put(row._replace(status=fact.status, decided_at=entry.recorded_at))


def move_sanction(books: Books, entry: Entry) -> None:
    """Count what an entry, or what follows it, forfeits by a sanction."""
    if facts.movement_of(entry.fact) == facts.SanctionImposed.KIND:
        row = books.sanctions.require(str(getattr(entry.fact, "sanction", "")))
        points = -sum(posting.amount for posting in entry.postings if kind_of(posting.account) == "forfeited")
        books.sanctions.put(row._replace(forfeited=row.forfeited + points))
