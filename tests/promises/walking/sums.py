"""Sums: what entries and rows come to, added up beside the books, and compared with them after every step.

Postings are added up by account and by lot, the system's own accounts too; meters, bases and control accounts are
counted anew from the awards and redemptions that they count. Nothing here reads a figure that the books keep for that.
Only what a step has changed is added; ``from_nothing`` adds up everything and must come to the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ledger.domain.books import rows
from ledger.domain.books.accounts import holder_of, kind_of
from ledger.domain.control_accounts import control_findings
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry
from tests.promises.walking.counting import counted, maxima
from tests.promises.walking.guarding import Guards
from tests.support.memory import MemoryLedger

ENDINGS = ("capture", "release", "application_ended")
METERS = ("cap:", "allotment:", "ceiling:", "quota:", "budget:")
COUNTED = (rows.Accrual, rows.AccrualPart, rows.Redemption, rows.Sanction)


class Sums:
    """Sums of a ledger so far.

    Attributes:
        accounts: points by account; ``parts`` by account and lot; ``lots`` by lot, which must all be 0.
        sources: what meters, bases and control accounts come to by what they count.
        ended: for each redemption whose hold ended, the entry that ended it.
    """

    def __init__(self, ledger: MemoryLedger) -> None:
        self.ledger = ledger
        self.accounts: Counter[str] = Counter()
        self.parts: Counter[tuple[str, str]] = Counter()
        self.lots: Counter[str] = Counter()
        self.sources: Counter[str] = Counter()
        self.ended: dict[str, str] = {}
        self.cancelled: set[str] = set()
        self.guards = Guards(ledger)
        self._by_row: dict[tuple[type, Any], Counter[str]] = {}
        self._taken = 0
        everything = {row_type: list(ledger.books.shelves()[row_type].rows()) for row_type in rows.KEYS}
        self._take(everything)

    def check(self) -> None:
        """Add what the last step changed, and hold the books to it."""
        if self._taken == len(self.ledger.entries):
            return
        entries = [sealed.entry for sealed in self.ledger.entries[self._taken :]]
        changed = self.ledger.changed
        touched = self._take(changed)
        self._postings_are_the_balances(entries, changed)
        self._sources_are_the_figures(touched, changed)
        self._nothing_passes_its_maximum(entries)
        self._holds_add_up(changed)
        self.guards.check(changed)
        assert not list(control_findings(self.ledger.books))

    def check_from_nothing(self) -> None:
        """Add everything up again: it must come to the same."""
        again = Sums(self.ledger)
        again.guards.check_lines()
        assert again.guards.lines == self.guards.lines
        for name in ("accounts", "parts", "lots", "sources"):
            assert +getattr(self, name) == +getattr(again, name), name
            assert -getattr(self, name) == -getattr(again, name), name
        assert self.ended.keys() == again.ended.keys()
        balances = {row.account: row.balance for row in self.ledger.books.balances.rows()}
        assert balances == {account: self.accounts[account] for account in balances}
        assert set(self.accounts) <= set(balances)
        figures = Counter({row.meter: row.used for row in self.ledger.books.usage.rows()})
        assert +figures == +Counter({name: used for name, used in self.sources.items() if name.startswith(METERS)})

    def _take(self, changed: dict[type, list[Any]]) -> set[str]:
        """Add new entries and changed rows; gives the names of the sources that moved."""
        entries = [sealed.entry for sealed in self.ledger.entries[self._taken :]]
        self._taken = len(self.ledger.entries)
        touched: set[str] = set()
        for entry in entries:
            for posting in entry.postings:
                self.accounts[posting.account] += posting.amount
                self.parts[posting.account, posting.lot] += posting.amount
                self.lots[posting.lot] += posting.amount
            assert not any(self.lots[posting.lot] for posting in entry.postings), entry
            for name, points in by_hand(entry.fact):
                self.sources[name] += points
                touched.add(name)
            self._end(entry)
        for row_type in COUNTED:
            for row in changed.get(row_type, ()):
                key = row_type, row[0]
                before, after = self._by_row.get(key, Counter()), counted(self.ledger.books, row)
                self.sources.subtract(before)
                self.sources.update(after)
                self._by_row[key] = after
                touched |= before.keys() | after.keys()
        self._end_by_reversal(changed.get(rows.Redemption, ()), entries)
        return touched

    def _end(self, entry: Entry) -> None:
        fact = entry.fact
        granted = isinstance(fact, facts.RedemptionSelected) and fact.valid_until
        if entry.kind in ENDINGS or granted:
            redemption = str(getattr(fact, "redemption", ""))
            assert redemption not in self.ended, (redemption, self.ended[redemption], entry)
            self.ended[redemption] = entry.id
        elif isinstance(fact, facts.RedemptionCancelled):
            assert fact.redemption in self.ended, entry
            assert fact.redemption not in self.cancelled, entry
            self.cancelled.add(fact.redemption)

    def _end_by_reversal(self, changed: Iterable[rows.Redemption], entries: list[Entry]) -> None:
        """Note the holds of which nothing is left because their awards were taken back."""
        for row in changed:
            if row.settled_at and row.redemption not in self.ended:
                assert row.status == "revoked", row
                assert row.revoked == row.points, row
                accounts = {f"{row.organization}:held", f"{row.holder}:held"}
                by = [
                    entry.id
                    for entry in entries
                    if isinstance(entry.fact, facts.AccrualReversed)
                    and any(posting.account in accounts for posting in entry.postings)
                ]
                assert by, row
                self.ended[row.redemption] = by[-1]

    def _postings_are_the_balances(self, entries: list[Entry], changed: dict[type, list[Any]]) -> None:
        books, today = self.ledger.books, max(entry.recorded_at for entry in entries)[:10]
        moved = {(posting.account, posting.lot) for entry in entries for posting in entry.postings}
        for account in {account for account, _ in moved}:
            row = books.balances.require(account)
            assert row.balance == self.accounts[account], row
            assert row.kind != "arrears" or row.balance >= 0, row
        for row in changed.get(rows.Balance, ()):
            assert row.balance == self.accounts[row.account], row
        for account, lot in moved:
            amount, kind = self.parts[account, lot], kind_of(account)
            if holder_of(account):
                part = books.lot_balances.require((account, lot))
                assert part.amount == amount, part
                assert amount <= 0 or kind == "arrears", part  # a lot that pays arrears was not the one that made them
            elif kind in ("expired", "forfeited", "redeemed"):
                assert amount <= 0, (account, lot, amount)
            elif kind != "adjusted":  # which is debited by what is granted, credited by what is taken away
                assert amount >= 0, (account, lot, amount)
            if kind == "expired" and amount:
                assert books.lots.require(lot).expires_on <= today, (lot, amount)
        for part in changed.get(rows.LotBalance, ()):
            assert part.amount == self.parts[part.account, part.lot], part
        assert not sum(self.accounts.values())

    def _sources_are_the_figures(self, touched: set[str], changed: dict[type, list[Any]]) -> None:
        books = self.ledger.books
        for name in touched | {row.meter for row in changed.get(rows.Usage, ())}:
            if name.startswith(METERS):
                found = books.usage.get(name)
                assert (found.used if found else 0) == self.sources[name], (name, found, self.sources[name])
            elif name.startswith(("base:", "paid:")):
                agreement = books.agreements.require(name.partition(":")[2])
                figure = agreement.points if name.startswith("base:") else agreement.paid_krw
                assert figure == self.sources[name], (name, agreement)
            else:
                assert self.accounts[name] == self.sources[name], (name, self.accounts[name], self.sources[name])

    def _nothing_passes_its_maximum(self, entries: list[Entry]) -> None:
        """Hold every meter that was raised to the greatest maximum that it was raised under in this step."""
        allowed: dict[str, int] = {}
        for entry in entries:
            for meter, maximum in maxima(self.ledger.books, entry):
                allowed[meter] = max(maximum, allowed.get(meter, 0))
        for meter, maximum in allowed.items():
            assert self.sources[meter] <= maximum, (meter, self.sources[meter], maximum)

    def _holds_add_up(self, changed: dict[type, list[Any]]) -> None:
        books = self.ledger.books
        for row in changed.get(rows.Redemption, ()):
            assert bool(row.settled_at) == (row.redemption in self.ended), row
            assert row.points == row.held + row.captured + row.returned + row.revoked, row
            assert not (row.settled_at and row.held), row
            lots = books.redemption_lots.find("redemption", row.redemption)
            assert (row.held, row.captured) == (sum(lot.held for lot in lots), sum(lot.captured for lot in lots)), row
            assert all(lot.held >= 0 and lot.captured >= 0 for lot in lots), lots


def by_hand(fact: facts.Fact) -> Iterator[tuple[str, int]]:
    """Give the accounts that something was granted from by hand, or taken away to, and how much; debit positive."""
    if isinstance(fact, facts.PointsAdjusted):
        yield f"adjusted:{fact.reason}", fact.points if fact.lot else -fact.points
    elif isinstance(fact, facts.ArrearsWrittenOff):
        yield "written-off", fact.points
    elif isinstance(fact, facts.PointsReinstated):
        yield "adjusted:reinstatement", 0
    else:
        for lot in getattr(fact, "grace", ()):
            yield "adjusted:grace", lot.points


def movements(entries: Iterable[Entry]) -> Iterator[str]:
    """Give the kinds of entries, a continuation with the kind that it goes on with."""
    for entry in entries:
        fact = entry.fact
        yield f"continuation of {fact.movement}" if isinstance(fact, facts.Continued) else entry.kind
