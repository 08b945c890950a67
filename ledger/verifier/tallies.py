"""Tallies: what a bundle's manifest says of the journal in sums, counted from its entries.

A control total is the sum over one kind of account of all holders (``available``, ``held``), or over one account of the
system's own (``issued:INT-STD``, ``expired``). Debits are positive; all totals together are zero.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from ledger.domain.books.accounts import holder_of, kind_of
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import AccrualPosted, LedgerOpened


@dataclass(slots=True)
class Tally:
    """Counts as far as they have come: entries by kind, postings, control totals in points, the ledger's parameters."""

    kinds: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    postings: int = 0
    totals: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    parameters: dict[str, str] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """Count an entry."""
        self.kinds[entry.kind] += 1
        self.postings += len(entry.postings)
        for posting in entry.postings:
            account = posting.account
            self.totals[kind_of(account) if holder_of(account) else account] += posting.amount
        fact = entry.fact
        if isinstance(fact, LedgerOpened):
            self.parameters = {
                "ledger": fact.ledger, "origin": fact.origin, "clock": fact.clock, "opened_on": fact.opened_on
            }  # fmt: skip

    @property
    def awards(self) -> int:
        """Give how many awards there were."""
        return self.kinds.get(AccrualPosted.KIND, 0)
