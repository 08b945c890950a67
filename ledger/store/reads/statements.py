"""Statements: what moved on accounts in a period, by the accounting day and by the day on which it happened.

What takes effect before a period happened before it too, so only postings from its first day on are looked at, by the
index of an account's days; the rest is what the accounts hold without them. Postings behind a point, in the journal or
by their accounting day, are not there yet.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from ledger.store.engines.backend import Question
from ledger.store.reads.asking import ask
from ledger.store.units import ReadingUnit


class Span(NamedTuple):
    """The days of a period, and the point it is looked at from.

    Attributes:
        until: last accounting day that counts.
        position: last entry that counts.
    """

    first_day: str
    last_day: str
    until: str
    position: int


class Moved(NamedTuple):
    """What moved on an account from a first day on, signed sums debit positive.

    Attributes:
        since: all that takes effect from the first day on.
        debit, credit: what takes effect within the period, on each side.
        happened_before: what takes effect from the first day on, and happened before it.
        happened_debit, happened_credit: what happened within the period, on each side.
    """

    account: str
    since: int
    debit: int
    credit: int
    happened_before: int
    happened_debit: int
    happened_credit: int


class Shifted(NamedTuple):
    """A posting that takes effect in another period than the one in which it happened."""

    transaction_id: str
    position: int
    kind: str
    happened_on: str
    effective_on: str
    account: str
    lot: str
    amount: int


class Movement(NamedTuple):
    """What a transaction moved on an account, on each side."""

    effective_on: str
    position: int
    transaction_id: str
    kind: str
    happened_on: str
    subject: str
    debit: int
    credit: int


class Place(NamedTuple):
    """Where a movement stands among those of its account: by accounting day, then in the order of the journal."""

    effective_on: str
    position: int


_HAPPENED: Final = "CASE WHEN e.occurred_on <> '' THEN e.occurred_on ELSE e.effective_on END"
# Few postings come after a point: the sum keeps every engine on the index of an account's days, not of positions.
_COUNTS: Final = "p.effective_on >= ? AND p.effective_on <= ? AND p.position + 0 <= ?"
_WALK: Final = "FROM postings AS p JOIN entries AS e ON e.position = p.position"


def moved(unit: ReadingUnit, accounts: Collection[str], span: Span) -> dict[str, Moved]:
    """Give what moved on accounts from a first day on, by account; one on which nothing did is missing."""
    first_day, last_day, until, position = span
    effective, happened = "p.effective_on <= ?", f"{_HAPPENED} >= ? AND {_HAPPENED} <= ?"
    sql = (
        f"SELECT p.account, sum(p.amount), {_sum(effective, 1)}, {_sum(effective, -1)},"
        f" sum(CASE WHEN {_HAPPENED} < ? THEN p.amount ELSE 0 END), {_sum(happened, 1)}, {_sum(happened, -1)}"
        f" {_WALK} WHERE {_COUNTS} AND {unit.backend.among('p.account')} GROUP BY p.account"
    )
    days = (last_day, last_day, first_day, first_day, last_day, first_day, last_day)
    (found,) = ask(unit, Question(sql, (*days, first_day, until, position, unit.backend.keys(accounts))))
    return {account: Moved(account, *map(int, sums)) for account, *sums in found}


def shifted(unit: ReadingUnit, accounts: Collection[str], span: Span) -> list[Shifted]:
    """Give the postings on accounts that happened by the end of a period and take effect after it, and those that take
    effect within it and happened before, in the order of the journal."""
    first_day, last_day, until, position = span
    late = f"p.effective_on > ? AND {_HAPPENED} <= ?"
    earlier = f"p.effective_on <= ? AND {_HAPPENED} < ?"
    sql = (
        f"SELECT e.id, e.position, e.kind, {_HAPPENED}, e.effective_on, p.account, p.lot, p.amount {_WALK}"
        f" WHERE {_COUNTS} AND (({late}) OR ({earlier})) AND {unit.backend.among('p.account')}"
        " ORDER BY p.position, p.line"
    )
    days = (last_day, last_day, last_day, first_day)
    (found,) = ask(unit, Question(sql, (first_day, until, position, *days, unit.backend.keys(accounts))))
    return [Shifted._make(row) for row in found]


def movements(unit: ReadingUnit, account: str, span: Span, behind: Place, limit: int) -> list[Movement]:
    """Give up to ``limit`` movements of an account in a period behind a place."""
    last_day = min(span.last_day, span.until)
    sides = (
        "sum(CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END), sum(CASE WHEN p.amount < 0 THEN -p.amount ELSE 0 END)"
    )
    sql = (
        f"SELECT p.effective_on, p.position, e.id, e.kind, {_HAPPENED}, e.subject, {sides} {_WALK}"
        " WHERE p.account = ? AND (p.effective_on, p.position) > (?, ?) AND p.effective_on <= ? AND p.position <= ?"
        f" GROUP BY p.effective_on, p.position, e.id, e.kind, {_HAPPENED}, e.subject"
        " ORDER BY p.effective_on, p.position LIMIT ?"
    )
    (found,) = ask(unit, Question(sql, (account, *behind, last_day, span.position, limit)))
    return [Movement._make((*row[:6], int(row[6]), int(row[7]))) for row in found]


def _sum(condition: str, side: int) -> str:
    sign, amount = (">", "p.amount") if side > 0 else ("<", "-p.amount")
    return f"sum(CASE WHEN {condition} AND p.amount {sign} 0 THEN {amount} ELSE 0 END)"
