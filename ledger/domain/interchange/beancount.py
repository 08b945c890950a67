"""Beancount: the journal as beancount reads it, with the balance of every account that ever moved at each month's end.

Accounts open where they first move. A balance is asserted for the beginning of a day, so the end of a month stands
under the first day of the next.
Format: https://beancount.github.io/docs/beancount_language_syntax.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from ledger.domain.interchange.moves import COMMODITY, MonthEnd, Move, account_name, journal
from ledger.domain.journal.entries import Entry


def beancount_journal(origin: str, entries: Iterable[Entry]) -> Iterator[str]:
    """Write the journal of ``origin`` for beancount, a few lines at a time."""
    heading = f'option "title" "{origin}"\noption "operating_currency" "{COMMODITY}"\n'
    return journal(heading, entries, _transaction, _assertions)


def _transaction(move: Move, names: dict[str, str]) -> str:
    lines = []
    for posting in move.postings:
        if posting.account not in names:
            names[posting.account] = account_name(posting.account)
            lines.append(f"{move.recorded_on} open {names[posting.account]} {COMMODITY}")
    lines.append(f'{move.recorded_on} * "{move.kind}"')
    lines.append(f'  id: "{move.id}"')
    lines.append(f"  effective_on: {move.effective_on}")
    for posting in move.postings:
        lines.append(f"  {names[posting.account]}  {posting.amount} {COMMODITY}")
        lines.append(f'    lot: "{posting.lot}"')
    return "\n".join([*lines, ""])


def _assertions(end: MonthEnd, names: dict[str, str]) -> str:
    day = (date.fromisoformat(end.last_day) + timedelta(days=1)).isoformat()
    lines = [f"{day} balance {names[account]}  {end.balances[account]} {COMMODITY}" for account in sorted(end.balances)]
    return "\n".join([*lines, ""])
