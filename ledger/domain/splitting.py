"""Splitting: what one person proposes piece by piece counts as one act, so that no piece is checked by fewer.

The pieces are the acts of one kind that a person proposed for one organization and that are open still, or were carried
out within the window that a bound tells. Whichever of them is carried out last was held to the sum when it was
proposed, in whatever order they are decided; so a single other person never approves as much as takes two.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from ledger.domain.act import Act
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.bounds import WITHOUT_END, bound_of
from ledger.domain.commands import Submission
from ledger.domain.dates import business_day_of
from ledger.domain.needs import Needs

WINDOW: Final = "splitting_window"
"""The bound whose days, today among them, are those within which what was carried out counts."""


def need_pieces(needs: Needs, submission: Submission, books: Books, organization: str) -> None:
    """Need what the person behind a submission proposed for an organization."""
    client = books.clients.get(submission.client)
    if client is not None:
        needs.proposals_by.add((client.person, organization))


def points_before(books: Books, person: str, act: Act, organization: str, today: str) -> int:
    """Give how many points of an act a person has proposed for an organization that count together with the next."""
    if not act.adds_up:
        return 0
    first_day = first_day_of(books, today)
    mine = books.proposals.find("maker", (person, organization))
    counted = (row.points for row in mine if row.act == act.name and _counts(row, first_day, today))
    return min(sum(counted), WITHOUT_END)


def forfeited_before(books: Books, person: str, organization: str, today: str) -> int:
    """Give how many points sanctions took that a person proposed for a company and that count with one more.

    What a sanction takes may be known only when it is imposed, so it is held to the sum then: no open one counts.
    """
    first_day = first_day_of(books, today)
    mine = books.sanctions.find("maker", (person, organization))
    return sum(row.imposed for row in mine if row.imposed and business_day_of(row.decided_at) >= first_day)


def first_day_of(books: Books, today: str) -> str:
    """Give the first day of the window that ends today."""
    return (date.fromisoformat(today) - timedelta(days=bound_of(books, WINDOW).days - 1)).isoformat()


def _counts(row: rows.Proposal, first_day: str, today: str) -> bool:
    if row.status == "proposed":
        return row.act_by >= today
    return row.status == "approved" and business_day_of(row.decided_at) >= first_day
