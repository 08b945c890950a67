"""Control accounts: each compared with its source, because a trial balance of zero alone proves little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.fold_objections import DISPUTED, contested
from ledger.domain.finding import Finding

FREEZES: Final = ("open", "timed_out")
"""Objections by which points can be frozen: an open one, and one of which not every holder was settled since."""


def _disputed(books: Books) -> dict[str, int]:
    """Give what stands in each disputed account of lots that somebody objects to."""
    objections = [row for row in books.objections.rows() if row.status in FREEZES]
    awards = [(books.accruals.require(row.accrual), row.organization, row.university) for row in objections]
    lots = {(lot.lot, holder) for award in awards for lot, holder in contested(books, *award)}
    disputed: dict[str, int] = defaultdict(int)
    for part in books.lot_balances.rows():
        if part.kind == DISPUTED:
            disputed[part.account] += part.amount if (part.lot, part.holder) in lots else 0
    return disputed


def _undone_decisions(books: Books) -> Iterator[Finding]:
    for row in books.objections.find("being_carried_out", True):
        what = "what was decided is carried out"
        yield Finding("objection_not_carried_out", row.objection, what, "the journal's end")


def control_findings(books: Books) -> Iterator[Finding]:
    """Compare each control account with its source.

    Issued with the awards, redeemed with the captures, forfeited with the sanctions, held with the holds, every
    holder's account with its lots, disputed with the objections; and nothing that was decided waits.
    """
    yield from _undone_decisions(books)
    sources: dict[str, int] = defaultdict(int)
    for award in books.accruals.rows():
        sources[f"issued:{award.rule}"] += award.points - award.reversed_points
    for following in books.parts.rows():
        if following.role != "share":  # which the award counts itself
            sources[f"issued:{following.rule}"] += following.points - following.reversed_points
    for redemption in books.redemptions.rows():
        sources[f"redeemed:{redemption.program}"] -= redemption.captured
    sources["forfeited"] = -sum(sanction.imposed for sanction in books.sanctions.rows())
    lots: dict[str, int] = defaultdict(int)
    for part in books.lot_balances.rows():
        lots[part.account] += part.amount
    held: dict[str, int] = defaultdict(int)
    for redemption in books.redemptions.rows():
        held[of_holder(redemption.holder, "held")] -= redemption.held
    disputed = _disputed(books)
    for row in books.balances.rows():
        for name, source in (
            ("awards, captures or sanctions", sources),
            ("lots", lots),
            ("holds", held),
            ("objections", disputed),
        ):
            wanted = source.get(row.account)
            if wanted is not None and wanted != row.balance:
                yield Finding("control_account_differs", row.account, f"{wanted} by its {name}", str(row.balance))
