"""Guards: what no entry may do, held by what entries say and not by what the books keep of it.

Nothing takes effect in a closed month and its lines stay what was posted in it; who makes a proposal does not carry it
out; what is frozen is somebody's objection, and stays; who merged or closed has nothing; a merger moves every point in
its state under its own lot.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from ledger.domain.books import rows
from ledger.domain.books.accounts import HOLDER_STATES, holder_of, kind_of, of_holder
from ledger.domain.books.fold_objections import contested
from ledger.domain.calendar_periods import CalendarPeriod
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry
from tests.support.memory import MemoryLedger

LOOSE = ("available", "pending")

Moved = tuple[int, int]
"""What was posted on both sides: debit and credit, in points."""


class Guards:
    """What the entries so far say of months, proposals and objections.

    Attributes:
        moved: for each month and account, what was posted in it.
        closed_through: the last day of the last closed month, or "".
        lines: the lines of each closed period, as they were when it closed.
        hands: for each proposal, and sanction, who made it and who approved it so far; ``checks`` how many must.
        arrived: lots, and in whose wallets they came loose by a transfer: nobody objected to that part of them.
        open: for each objection that is open, or whose time is over without everybody being settled, its award.
        frozen: for each of them the lots, and in whose wallets, that it froze; who merged is followed.
    """

    def __init__(self, ledger: MemoryLedger) -> None:
        self.ledger = ledger
        self.moved: dict[tuple[str, str], Moved] = {}
        self.closed_through = ""
        self.lines: dict[str, list[rows.PeriodLine]] = {}
        self.hands: dict[str, list[str]] = {}
        self.checks: dict[str, int] = {}
        self.done: set[str] = set()
        self.arrived: set[tuple[str, str]] = set()
        self.open: dict[str, str] = {}
        self.frozen: dict[str, set[tuple[str, str]]] = {}
        self._taken = 0
        self.take()

    def take(self) -> None:
        """Take the entries that came since, one by one."""
        taken, self._taken = self._taken, len(self.ledger.entries)
        for sealed in self.ledger.entries[taken:]:
            self._dated(sealed.entry)
            self._by_several(sealed.entry)
            self._handed_over(sealed.entry)
            self._contested(sealed.entry)

    def check(self, changed: dict[type, list[Any]]) -> None:
        """Take the last step's entries, and hold the books to them."""
        self.take()
        for line in changed.get(rows.PeriodLine, ()):
            assert line in self.lines[line.period], line
        self._what_is_frozen_is_contested()
        self._who_ended_has_nothing()

    def check_lines(self) -> None:
        """Hold the lines of every closed period to all that was ever posted in it."""
        for name, lines in self.lines.items():
            found = sorted(self.ledger.books.period_lines.find("period", name))
            assert found == lines == self._lines_of(CalendarPeriod.named(name)), name

    def _dated(self, entry: Entry) -> None:
        assert entry.effective_on > self.closed_through, (self.closed_through, entry)
        month = entry.effective_on[: len("2026-08")]
        for posting in entry.postings:
            debit, credit = self.moved.get((month, posting.account), (0, 0))
            amount = posting.amount
            self.moved[month, posting.account] = debit + max(amount, 0), credit + max(-amount, 0)
        if isinstance(entry.fact, facts.PeriodClosed):
            period = CalendarPeriod.named(entry.fact.period)
            lines = self._lines_of(period)
            self.lines[period.name] = lines
            told = sum(line.debit for line in lines), sum(line.credit for line in lines), len(lines)
            assert told == (entry.fact.debit, entry.fact.credit, entry.fact.lines), entry
            self.closed_through = max(self.closed_through, period.last_day)

    def _lines_of(self, period: CalendarPeriod) -> list[rows.PeriodLine]:
        """Add up what was posted until a period's end: what each account held before, and what moved in it."""
        opening: Counter[str] = Counter()
        debits: Counter[str] = Counter()
        credits: Counter[str] = Counter()
        for (month, account), (debit, credit) in self.moved.items():
            if month < period.first_day[: len(month)]:
                opening[account] += debit - credit
            elif month <= period.last_day[: len(month)]:
                debits[account] += debit
                credits[account] += credit
        lines = []
        for account in sorted({*opening, *debits, *credits}):
            moved = opening[account], debits[account], credits[account]
            if any(moved):
                lines.append(rows.PeriodLine(period.name, account, *moved, moved[0] + moved[1] - moved[2]))
        return lines

    def _by_several(self, entry: Entry) -> None:
        fact, person = entry.fact, entry.actor.person
        if isinstance(fact, facts.ProposalMade):
            self.hands[fact.proposal], self.checks[fact.proposal] = [person], fact.checks
            return
        if isinstance(fact, facts.SanctionProposed):
            self.hands[fact.sanction], self.checks[fact.sanction] = [person], 1
            return
        proposal = str(getattr(fact, "proposal", "") or getattr(fact, "sanction", ""))
        if proposal not in self.hands or proposal in self.done:
            return
        hands = self.hands[proposal]
        if isinstance(fact, facts.ProposalDropped | facts.SanctionDropped):
            assert fact.status != "rejected" or person not in hands, entry
            self.done.add(proposal)
            return
        assert person, entry
        assert person not in hands, entry
        hands.append(person)
        if not isinstance(fact, facts.ProposalChecked | facts.SanctionChecked):
            assert len(hands) > self.checks[proposal], entry
            self.done.add(proposal)

    def _handed_over(self, entry: Entry) -> None:
        """See that a transfer leaves every lot in its state: totals and the days on which points lapse are the same."""
        fact = entry.fact
        if isinstance(fact, facts.PointsTransferred) or getattr(fact, "movement", "") == facts.PointsTransferred.KIND:
            left: Counter[tuple[str, str]] = Counter()
            for posting in entry.postings:
                left[kind_of(posting.account), posting.lot] += posting.amount
                if posting.amount < 0 and kind_of(posting.account) in LOOSE:
                    self.arrived.add((posting.lot, holder_of(posting.account)))
            assert not any(left.values()), entry
        if isinstance(fact, facts.PointsTransferred) and fact.whole:
            for objection, pairs in self.frozen.items():
                moved = {(lot, fact.target if holder == fact.source else holder) for lot, holder in pairs}
                self.frozen[objection] = moved

    def _contested(self, entry: Entry) -> None:
        fact = entry.fact
        if isinstance(fact, facts.ObjectionRaised):
            assert fact.accrual not in self._awards(), entry
            self.open[fact.objection] = fact.accrual
        elif isinstance(fact, facts.ObjectionEnded) and fact.cause != "timed_out":
            assert self.open.pop(fact.objection) == fact.accrual, entry
            self.frozen.pop(fact.objection, None)

    def _awards(self) -> set[str]:
        """Give the awards that somebody objects to still."""
        objections = self.ledger.books.objections
        return {award for one, award in self.open.items() if (row := objections.get(one)) and row.status == "open"}

    def _what_is_frozen_is_contested(self) -> None:
        """Nothing is frozen but by an objection, and of what an open one contests nothing is loose."""
        books, today = self.ledger.books, self.ledger.books.recorded_at[:10]
        contested_awards = set(self.open.values())
        for part in books.lot_balances.rows():
            if part.kind == "disputed" and part.amount:
                assert books.lots.require(part.lot).accrual in contested_awards, part
        for objection in self.open:
            row = books.objections.require(objection)
            if objection not in self.frozen:
                award = books.accruals.require(row.accrual)
                found = contested(books, award, row.organization, row.university)
                self.frozen[objection] = {(lot.lot, holder) for lot, holder in found}
            if row.status == "open" and row.decide_by > today:
                for lot, holder in self.frozen[objection] - self.arrived:
                    parts = (books.lot_balances.get((of_holder(holder, state), lot)) for state in LOOSE)
                    loose = [part for part in parts if part is not None and part.amount]
                    assert not loose, (row, loose)

    def _who_ended_has_nothing(self) -> None:
        books = self.ledger.books
        for row in books.organizations.rows():
            if row.status != "active":
                for state in HOLDER_STATES:
                    assert not books.points_in(of_holder(row.organization, state)), (row, state)
                assert not books.redemptions.find("holder", row.organization) or row.status == "closed", row
                assert all(one.settled_at for one in books.redemptions.find("holder", row.organization)), row
                assert not books.objections.find("organization_status", (row.organization, "open")), row
