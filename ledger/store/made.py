"""Made: the question what persons made for organizations that is open, or was decided since a bound can reach back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from ledger.domain.bounds import DAYS_MAX
from ledger.store.engines.backend import Backend, Question, Table, select_list


def made_question(backend: Backend, table: Table, makers: Collection[tuple[str, str]], today: str) -> Question:
    """Ask for rows of proposals or sanctions.

    Args:
        makers: (person, organization) of who made them, and for whom.
        today: the business day, ISO text.
    """
    since = (date.fromisoformat(today) - timedelta(days=DAYS_MAX + 1)).isoformat()
    sql = (
        f"SELECT {select_list(table.columns, 't')}"
        f" FROM {backend.pairs('person', 'organization')} CROSS JOIN {table.name} AS t"
        " WHERE t.person = k.person AND t.organization = k.organization"
        f" AND (t.status = 'proposed' OR t.decided_at >= {backend.placeholder})"
    )
    return Question(sql, (*backend.pair_parameters(makers), since))
