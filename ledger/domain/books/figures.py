"""Figures: the running numbers that entries bring forward, meters, bases and days that fall due.

What is here follows from one entry and the rows before it; nothing is decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from ledger.domain.books import rows
from ledger.domain.books.books import Books


@lru_cache(maxsize=4096)
def day_after(day: str) -> str:
    """Give the day after an ISO day: when a lot whose last day it is falls due."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def due_on(kind: str, lot: rows.Lot, documents_by: str = "") -> str:
    """Give the day on which a lot in an account of this kind falls due, "" where nothing is due.

    ``documents_by`` is the last day for documents that a pending lot waits for, "" where it waits for none.
    """
    if kind == "available":
        return day_after(lot.expires_on)
    if kind != "pending":
        return ""
    return day_after(documents_by) if documents_by else lot.active_on


def documents_by(row: rows.Accrual) -> str:
    """Give the last day for the documents that an award waits for, "" where it waits for none."""
    return row.evidence_by if row.missing else ""


def use(books: Books, deltas: Mapping[str, int]) -> None:
    """Move meters."""
    for meter, delta in deltas.items():
        before = books.usage.get(meter)
        books.usage.put(rows.Usage(meter, delta if before is None else before.used + delta))


def rebase(books: Books, agreement: str, paid_krw: int, points: int) -> None:
    """Move what an agreement stands at."""
    if agreement:
        base = books.agreements.get(agreement) or rows.Agreement(agreement, 0, 0)
        books.agreements.put(rows.Agreement(agreement, base.paid_krw + paid_krw, base.points + points))


def allotment_meter(university: str, posted_on: str) -> str:
    """Name the meter of all points that a university has issued in a year, whoever earned them."""
    return f"allotment:{university}:{posted_on[:4]}"
