"""Holders: who has points of one activity, in the order in which they are settled."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.domain.books import rows


def in_order(row: rows.Accrual, holders: Iterable[str]) -> list[str]:
    """Give the activity's company first, its university last, and those who share it between them by their ids.

    Ids are drawn, so an order by ids alone would make another history of the same events.
    """
    return sorted(set(holders), key=lambda holder: (holder == row.university, holder != row.organization, holder))
