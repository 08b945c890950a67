"""Earned: the question what holders earned, by the day of the event, less what was taken back by a position.

It walks the lots of those holders and days by an index, and beside each the entries about its award that came later.
What an award issued stands in its lot; what was taken back is read off the postings, so any position can be asked.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from ledger.store.engines.backend import Backend, Question

_TAKEN_BACK: Final = (
    "coalesce((SELECT sum(p.amount) FROM entries AS e CROSS JOIN postings AS p"
    " WHERE e.subject = l.accrual AND e.subject <> '' AND e.position > l.position AND e.position <= ?"
    " AND p.position = e.position AND p.lot = l.lot AND p.account >= 'issued:' AND p.account < 'issued;'), 0)"
)


def earned_question(backend: Backend, holders: Collection[str], first: str, last: str, position: int) -> Question:
    """Ask for (holder, day, points) of events from day ``first`` to ``last``, as the journal stood at a position."""
    sql = (
        f"SELECT l.holder, l.occurred_on, sum(l.points + {_TAKEN_BACK}) FROM lots AS l"
        " WHERE l.occurred_on <> '' AND l.occurred_on >= ? AND l.occurred_on <= ? AND l.position <= ?"
        f" AND {backend.among('l.holder')} GROUP BY l.holder, l.occurred_on ORDER BY l.holder, l.occurred_on"
    )
    parameters = (position, first, last, position, backend.keys(holders))
    return Question(sql.replace("?", backend.placeholder), parameters)
