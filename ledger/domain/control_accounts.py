"""Control accounts: each compared with its source, because a trial balance of zero alone proves little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.finding import Finding


def control_findings(books: Books) -> Iterator[Finding]:
    """Compare each control account with its source.

    Issued with the awards, redeemed with the captures, forfeited with the sanctions, held with the holds, every
    holder's account with its lots.
    """
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
        held[of_holder(redemption.organization, "held")] -= redemption.held
    for row in books.balances.rows():
        for name, source in (("awards, captures or sanctions", sources), ("lots", lots), ("holds", held)):
            wanted = source.get(row.account)
            if wanted is not None and wanted != row.balance:
                yield Finding("control_account_differs", row.account, f"{wanted} by its {name}", str(row.balance))
