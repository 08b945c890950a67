"""Plain text: the journal as hledger and ledger read it, which check its assertions for themselves.

Each posting asserts its account's balance after it, and the end of every month asserts the balance of every account
that ever moved. The two dialects differ in how they want to be told of commodities, accounts and tags before these are
used; said so, ``hledger check --strict`` and ``ledger --pedantic`` find nothing that was not declared.
Formats: https://hledger.org/hledger.html#journal, https://ledger-cli.org/doc/ledger3.html#Journal-Format
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ledger.domain.interchange.moves import COMMODITY, MonthEnd, Move, account_name, journal
from ledger.domain.journal.entries import Entry


class Dialect(NamedTuple):
    """What one of the two tools wants to be told first."""

    declarations: str

    def heading(self, origin: str) -> str:
        """Begin the journal of ``origin``."""
        return f"; journal of {origin}\n{self.declarations}"


HLEDGER: Final = Dialect(f"commodity 1000. {COMMODITY}\n")
LEDGER: Final = Dialect(f"commodity {COMMODITY}\ntag id\ntag lot\n")


def hledger_journal(origin: str, entries: Iterable[Entry]) -> Iterator[str]:
    """Write the journal of ``origin`` for hledger, a few lines at a time."""
    return journal(HLEDGER.heading(origin), entries, _transaction, _assertions)


def ledger_journal(origin: str, entries: Iterable[Entry]) -> Iterator[str]:
    """Write the journal of ``origin`` for ledger, a few lines at a time."""
    return journal(LEDGER.heading(origin), entries, _transaction, _assertions)


def _transaction(move: Move, names: dict[str, str]) -> str:
    lines = []
    for posting in move.postings:
        if posting.account not in names:
            names[posting.account] = account_name(posting.account)
            lines.append(f"account {names[posting.account]}")
    lines.append(f"{move.recorded_on}={move.effective_on} * {move.kind}  ; id: {move.id}")
    for posting in move.postings:
        amount = f"{posting.amount} {COMMODITY} = {posting.balance} {COMMODITY}"
        lines.append(f"    {names[posting.account]}    {amount}  ; lot: {posting.lot}")
    return "\n".join([*lines, ""])


def _assertions(end: MonthEnd, names: dict[str, str]) -> str:
    """Assert balances by postings of nothing."""
    lines = [f"{end.last_day} * balances at the end of {end.last_day}"]
    for account in sorted(end.balances):
        lines.append(f"    {names[account]}    0 {COMMODITY} = {end.balances[account]} {COMMODITY}")
    return "\n".join([*lines, ""])
