"""Report movements: what was issued, redeemed, expired, forfeited, adjusted and written off, summed by month.

These are the postings on the system's own accounts. Each names its lot, and the lot its activity and university, so
one statement tells any of them apart.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.store.engines.backend import Question
from ledger.store.reads.asking import ask
from ledger.store.reads.reports_parts import Where
from ledger.store.units import ReadingUnit


class Movement(NamedTuple):
    """What moved on accounts of a kind in a month of accounting days, on each side, in points."""

    month: str
    kind: str
    key: str
    debit: int
    credit: int


_KEYS: Final = {
    "total": ("''", ""),
    "account": ("p.account", ""),
    "activity": ("l.rule", " JOIN lots AS l ON l.lot = p.lot"),
    "university": (
        "coalesce(a.university, '')",
        " JOIN lots AS l ON l.lot = p.lot LEFT JOIN accruals AS a ON a.accrual = l.accrual",
    ),
}
"""By what movements are told apart: the key, and what must be joined for it."""


def movements(unit: ReadingUnit, by: str, where: Where, effective_from: str, kind: str = "") -> list[Movement]:
    """Sum the movements from an accounting day on, by month, kind of account and key.

    Args:
        by: ``total``, ``account``, ``activity`` or ``university``.
        kind: such as "issued"; "" for all.
    """
    key, joined = _KEYS[by]
    counts, counted = where.postings()
    condition, parameters = (" AND b.kind = ?", (kind,)) if kind else ("", ())
    sql = (
        f"SELECT substr(p.effective_on, 1, 7), b.kind, {key}, sum(CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END),"
        " sum(CASE WHEN p.amount < 0 THEN -p.amount ELSE 0 END)"
        f" FROM postings AS p JOIN balances AS b ON b.account = p.account{joined}"
        f" WHERE p.holder = '' AND {counts} AND p.effective_on >= ?{condition} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    (found,) = ask(unit, Question(sql, (*counted, effective_from, *parameters)))
    return [Movement._make((*row[:3], int(row[3]), int(row[4]))) for row in found]
