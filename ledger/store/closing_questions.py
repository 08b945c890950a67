"""Closing questions: what a closing rests on, each told by one statement over an index.

They are asked by the unit of work that closes a period, and by no other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from ledger.domain.books.books import Books
from ledger.domain.books.figures import day_after
from ledger.domain.calendar_periods import CalendarPeriod
from ledger.domain.dates import instant_text, start_of
from ledger.domain.needs import Needs
from ledger.store.engines.backend import Backend, Question

Receiver = Callable[[list[Any]], None]
"""Takes what a question was answered."""


def closing_questions(backend: Backend, books: Books, needs: Needs) -> list[tuple[Question, Receiver]]:
    """Ask what was posted on each account in periods, and whether anything is due for anybody by their last days."""
    asked = []
    for name in sorted(books.activity.unknown(needs.activity)):
        period = CalendarPeriod.named(name)
        between = (period.first_day, period.last_day) if period.is_month else (f"{name}-01", f"{name}-12")
        sql = (_posted if period.is_month else _closed_months)(backend.placeholder)
        asked.append((Question(sql, between), _admit_activity(books, name)))
    for day in sorted(needs.due_through - books.due_through.keys()):
        until = instant_text(start_of(date.fromisoformat(day_after(day))))
        asked.append((Question(_due(backend.placeholder), (day, until)), _admit_due(books, day)))
    return asked


def _admit_activity(books: Books, period: str) -> Receiver:
    def receive(answer: list[Any]) -> None:
        books.activity.admit(period, ((account, int(debit), int(credit)) for account, debit, credit in answer))

    return receive


def _admit_due(books: Books, day: str) -> Receiver:
    def receive(answer: list[Any]) -> None:
        books.due_through[day] = answer[0][0] if answer else ""

    return receive


def _posted(placeholder: str) -> str:
    """Write the question what was posted on each account between two accounting days, by the index of those days."""
    return (
        "SELECT p.account, sum(CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END),"
        " sum(CASE WHEN p.amount < 0 THEN -p.amount ELSE 0 END)"
        " FROM entries AS e JOIN postings AS p ON p.position = e.position"
        f" WHERE e.effective_on BETWEEN {placeholder} AND {placeholder} GROUP BY p.account"
    )


def _closed_months(placeholder: str) -> str:
    """Write the question what the closed months between two add up to on each account."""
    return (
        "SELECT t.account, sum(t.debit), sum(t.credit) FROM period_lines AS t"
        f" WHERE t.period BETWEEN {placeholder} AND {placeholder} GROUP BY t.account"
    )


def _due(placeholder: str) -> str:
    """Write the question for somebody of whom a lot is due by a day, or a hold is over before an instant."""
    return (
        "SELECT d.holder FROM ("
        f"SELECT l.holder FROM lot_balances AS l WHERE l.amount <> 0 AND l.due_on <> '' AND l.due_on <= {placeholder}"
        " UNION SELECT r.holder FROM redemptions AS r"
        f" WHERE r.settled_at = '' AND r.hold_expires_at < {placeholder}) AS d ORDER BY d.holder LIMIT 1"
    )
