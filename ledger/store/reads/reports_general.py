"""Report of the general ledger: accounts in order, what each held before a day, and its postings from there on.

Postings of an account come in the order of the journal, a page at a time along the account's own index.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.store.engines.backend import Question
from ledger.store.reads.asking import ask
from ledger.store.reads.reports_parts import Where
from ledger.store.units import ReadingUnit


class Account(NamedTuple):
    """An account, its kind, and what it held before the period, signed."""

    account: str
    kind: str
    opening: int


class Line(NamedTuple):
    """A posting of an account; the amount is debit positive."""

    position: int
    line: int
    transaction_id: str
    kind: str
    recorded_at: str
    effective_on: str
    lot: str
    amount: int


_BEFORE: Final = (
    "coalesce((SELECT sum(p.amount) FROM postings AS p WHERE p.account = b.account AND p.effective_on < ?"
    " AND {counts}), 0)"
)


def accounts(
    unit: ReadingUnit, account: str, kind: str, holder: str, first_day: str | None, where: Where, after: str, limit: int
) -> list[Account]:
    """Give up to ``limit`` accounts behind one, by name, that had a posting by then; "" does not matter.

    Args:
        first_day: of the period; the opening is what took effect before it. ``None`` where nothing did: to find that
            out, an engine would read every posting of each account.
    """
    conditions, parameters = ["b.account > ?"], [after]
    for column, value in (("b.account", account), ("b.kind", kind), ("b.holder", holder)):
        if value:
            conditions.append(f"{column} = ?")
            parameters.append(value)
    counts, counted = where.postings()
    before, summed = ("0", ()) if first_day is None else (_BEFORE.format(counts=counts), (first_day, *counted))
    sql = (
        f"SELECT b.account, b.kind, {before} FROM balances AS b WHERE {' AND '.join(conditions)}"
        f" AND EXISTS (SELECT 1 FROM postings AS p WHERE p.account = b.account AND {counts})"
        " ORDER BY b.account LIMIT ?"
    )
    (found,) = ask(unit, Question(sql, (*summed, *parameters, *counted, limit)))
    return [Account(row[0], row[1], int(row[2])) for row in found]


def lines(
    unit: ReadingUnit, account: str, first_day: str, where: Where, after: tuple[int, int], limit: int
) -> list[Line]:
    """Give up to ``limit`` postings of an account that take effect from a day on, behind a position and a line."""
    counts, counted = where.postings()
    sql = (
        "SELECT p.position, p.line, e.id, e.kind, e.recorded_at, p.effective_on, p.lot, p.amount"
        " FROM postings AS p JOIN entries AS e ON e.position = p.position WHERE p.account = ? AND p.effective_on >= ?"
        f" AND {counts} AND (p.position, p.line) > (?, ?) ORDER BY p.position, p.line LIMIT ?"
    )
    (found,) = ask(unit, Question(sql, (account, first_day, *counted, *after, limit)))
    return [Line._make(row) for row in found]
