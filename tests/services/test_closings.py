"""Closings: a closed period stays closed whatever comes late, each of its lines proves itself, and a statement tells to
the point what came to light since; asked again as of where it was read, it is the same to the byte.

A random history of three companies, with late awards, reversals, drops and holds that time out, whose months and year
are closed in between.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger.domain import dates
from ledger.domain.books import rows
from ledger.domain.commands import ApproveProposal, ProposeClosing, SettleDue
from ledger.domain.journal.merkle import Frontier
from ledger.services import periods
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.statements import FORMS, line_pages, movement_pages, statement
from ledger.services.verification import verify
from ledger.store.store import Store
from tests.services.test_balances import READER, Life
from tests.support.mirrored import MirroredLedger
from tests.support.world import COMPANIES, furnish


@dataclass
class ClosingLife(Life):
    """A life whose periods are closed now and then."""

    closed: dict[str, list[rows.PeriodLine]] = field(default_factory=dict)
    """The lines of every closed period, as they were when it was closed."""

    papers: list[dict[str, Any]] = field(default_factory=list)
    """Statements as they were told on the way, each with its ``csv``."""

    def take_statements(self) -> None:
        """Keep two statements of somebody, of a late period and of any that has begun, as they are told now."""
        company = self.chance.choice(self.companies)
        names = [period["period"] for period in periods.list_periods(self.node, READER)]
        self.papers += [self.paper(company, self.chance.choice(some)) for some in (names[-3:], names)]

    def paper(self, company: str, name: str, *as_of: Any) -> dict[str, Any]:
        """Give a statement with its bytes as CSV."""
        told = statement(self.node, READER, company, name, *as_of)
        return {**told, "csv": b"".join(FORMS["csv"](line_pages(self.node, told)))}

    def close(self, name: str) -> dict[str, Any]:
        """Settle everybody, and close a period by two persons."""
        holders = sorted({row.holder for row in self.ledger.books.lot_balances.rows()})
        for holder in holders:
            self.ledger.accept("system", SettleDue(holder))
        proposed = self.ledger.accept("operator", ProposeClosing(name))
        told = self.ledger.accept("approver", ApproveProposal(proposed["id"]))["result"]
        self.closed[name] = self.lines(name)
        return dict(told)

    def lines(self, name: str) -> list[rows.PeriodLine]:
        """Give the lines of a closed period as the store has them."""
        items = [line for page in periods.line_pages(self.node, READER, name) for line in page]
        return [rows.PeriodLine(**line) for line in items]

    def close_what_is_over(self) -> None:
        """Close every month and year that is over, as far as chance goes."""
        today = dates.business_date(self.ledger.now).isoformat()
        for period in periods.list_periods(self.node, READER):
            if period["status"] == "open" and period["last_day"] < today and self.chance.random() < 0.8:
                asked = self.ledger.submission("operator", [ProposeClosing(period["period"])])
                if self.ledger.preview([asked])[0].outcomes[0].code in ("", "period_not_settled"):
                    self.close(period["period"])


@pytest.fixture
def life(store: Store, tmp_path: Path) -> ClosingLife:
    """Give a life that has not begun."""
    ledger = MirroredLedger([store], Keys.load_or_create(tmp_path / "keys"))
    furnish(ledger)
    return ClosingLife(ledger, random.Random(1))


def by_hand(life: ClosingLife, first_day: str, last_day: str) -> dict[str, tuple[int, int, int]]:
    """Add up from the journal what every account held before, its debits and its credits, by accounting day."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for sealed in life.ledger.entries:
        for posting in sealed.entry.postings:
            if sealed.entry.effective_on < first_day:
                found[posting.account][0] += posting.amount
            elif sealed.entry.effective_on <= last_day:
                found[posting.account][1 if posting.amount > 0 else 2] += abs(posting.amount)
    return {account: (sums[0], sums[1], sums[2]) for account, sums in found.items() if any(sums)}


def root_from(proven: dict[str, Any]) -> str:
    """Follow an inclusion proof with nothing but SHA-256, as anybody can who holds a line (RFC 9162, 2.1.3.2)."""
    node = sha256(b"\x00" + proven["leaf"].encode()).digest()
    place, last = proven["leaf_index"], proven["lines"] - 1
    for told in map(bytes.fromhex, proven["hashes"]):
        if place % 2 or place == last:
            node = sha256(b"\x01" + told + node).digest()
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            node = sha256(b"\x01" + node + told).digest()
        place, last = place // 2, last // 2
    return node.hex()


def test_a_closed_period_stays_as_it_was_closed_and_its_statements_add_up(life: ClosingLife) -> None:
    for nth, _ in enumerate(life.go_on()):
        if nth % 2 == 0:
            life.take_statements()
        if nth % 4 == 0:
            life.close_what_is_over()
            assert {name: life.lines(name) for name in life.closed} == life.closed
    assert {"2026-09", "2026-10", "2026"} <= life.closed.keys()
    late = 0
    for name, lines in life.closed.items():
        told = periods.get_period(life.node, READER, name)
        expected = by_hand(life, told["first_day"], told["last_day"])
        assert {line.account: line[2:5] for line in lines} == expected
        assert told["totals"]["debit"] == told["totals"]["credit"] == sum(line.debit for line in lines)
        for line in lines[:: max(1, len(lines) // 2)]:
            proven = periods.prove_line(life.node, READER, name, line.account)
            assert json.loads(proven["leaf"]) == line._asdict()
            assert root_from(proven) == told["root"]
        frontier, _ = Frontier().extend([sealed.leaf_hash for sealed in life.ledger.entries[: told["through"]]])
        assert told["log_root"] == frontier.root().hex()
        for company in life.companies:
            late += statement_adds_up(life, company, name)
    assert late, "no late event was drawn"
    what_was_told_is_told_again(life)
    what_takes_effect_later_does_not_count(life)
    life.ledger.compare_projections()
    now = life.ledger.now
    assert verify(Node(life.ledger.stores[0], lambda: now, life.ledger.keys, life.ledger.ledger)).findings == ()


def statement_adds_up(life: ClosingLife, company: str, name: str) -> int:
    """Hold a statement to the closing's lines, to the journal by real date, and to itself; count what came late."""
    told = statement(life.node, READER, company, name)
    of_account = {line.account: line for line in life.closed.get(name, ())}
    for account in told["accounts"]:
        sign = 1 if account["account"].endswith(":arrears") else -1
        line = of_account.get(account["account"])
        if line is not None:
            closed = {"opening": sign * line.opening, "debit": line.debit, "credit": line.credit}
            assert account["as_closed"] == {**closed, "closing": sign * line.closing}
        really = really_was(life, account["account"], told["first_day"], told["last_day"])
        assert account["restated"] == {
            "opening": sign * really[0],
            "debit": really[1],
            "credit": really[2],
            "closing": sign * (really[0] + really[1] - really[2]),
        }
        legs = {
            basis: [
                (leg["amount"] if leg["side"] == "debit" else -leg["amount"], transaction["happened_on"])
                for transaction in told[basis]
                for leg in transaction["postings"]
                if leg["account"] == account["account"]
            ]
            for basis in ("late", "earlier")
        }
        later = sign * sum(amount for amount, _ in legs["late"])
        assert account["restated"]["closing"] - account["as_closed"]["closing"] == account["late"] == later
        before = [*legs["earlier"], *((amount, day) for amount, day in legs["late"] if day < told["first_day"])]
        difference = account["restated"]["opening"] - account["as_closed"]["opening"]
        assert difference == sign * sum(amount for amount, _ in before)
    _movements_lead_from_opening_to_closing(life, told)
    lines = [line for page in line_pages(life.node, told) for line in page]
    assert sum(line["line"] == "as_closed" for line in lines) == len(told["accounts"])
    return len(told["late"])


def what_was_told_is_told_again(life: ClosingLife) -> None:
    """Ask for every statement again as of the position, and the time, at which it was read."""
    recorded = [sealed.entry.recorded_at for sealed in life.ledger.entries]
    changed = 0
    for kept in life.papers:
        asked, position = (kept["organization_id"], kept["period"]), kept["position"]
        assert life.paper(*asked, position, None) == kept
        if position == len(recorded) or recorded[position] > recorded[position - 1]:
            assert life.paper(*asked, recorded[position - 1], None) == kept
        changed += life.paper(*asked)["csv"] != kept["csv"]
    assert changed
    assert {kept["status"] for kept in life.papers} == {"open", "closed"}
    assert any(kept["late"] for kept in life.papers)


def what_takes_effect_later_does_not_count(life: ClosingLife) -> None:
    """Hold statements as of an accounting day to the journal without what takes effect behind it."""
    for kept in life.papers[::5]:
        days = [kept["last_day"], f"{kept['first_day'][:7]}-11", kept["first_day"], "2020-01-01"]
        day, head = life.chance.choice(days), life.chance.choice([kept["position"], len(life.ledger.entries)])
        told = life.paper(kept["organization_id"], kept["period"], head, day)
        assert (told["position"], told["effective_as_of"]) == (head, day)
        for account in told["accounts"]:
            sign = 1 if account["account"].endswith(":arrears") else -1
            for basis, happened in (("as_closed", False), ("restated", True)):
                opening, sides = 0, [0, 0]
                for sealed in life.ledger.entries[:head]:
                    entry = sealed.entry
                    on = (entry.occurred_on if happened else "") or entry.effective_on
                    for posting in entry.postings if entry.effective_on <= day and on <= told["last_day"] else ():
                        if posting.account == account["account"] and on < told["first_day"]:
                            opening += posting.amount
                        elif posting.account == account["account"]:
                            sides[posting.amount < 0] += abs(posting.amount)
                closing = opening + sides[0] - sides[1]
                assert account[basis] == {
                    "opening": sign * opening,
                    "debit": sides[0],
                    "credit": sides[1],
                    "closing": sign * closing,
                }, (basis, told)
        if day < told["last_day"]:
            assert (told["status"], told["closing_root"]) == ("open", None)
        _movements_lead_from_opening_to_closing(life, told)


def _movements_lead_from_opening_to_closing(life: ClosingLife, told: dict[str, Any]) -> None:
    moved = defaultdict(list)
    for page in movement_pages(life.node, told):
        for item in page:
            moved[item["account"]].append(item)
    for account in told["accounts"]:
        sign, balance = 1 if account["account"].endswith(":arrears") else -1, account["as_closed"]["opening"]
        for item in moved[account["account"]]:
            balance += sign * (item["debit"] - item["credit"])
            assert (item["balance"], told["first_day"] <= item["effective_on"] <= told["last_day"]) == (balance, True)
        assert balance == account["as_closed"]["closing"]
        days = [(item["effective_on"], item["position"]) for item in moved[account["account"]]]
        assert days == sorted(set(days))


def really_was(life: ClosingLife, account: str, first_day: str, last_day: str) -> tuple[int, int, int]:
    """Add an account up from the journal by the days on which things happened."""
    opening, sides = 0, [0, 0]
    for sealed in life.ledger.entries:
        day = sealed.entry.occurred_on or sealed.entry.effective_on
        for posting in sealed.entry.postings:
            if posting.account == account and day < first_day:
                opening += posting.amount
            elif posting.account == account and day <= last_day:
                sides[posting.amount < 0] += abs(posting.amount)
    return opening, sides[0], sides[1]


def test_what_comes_late_is_accounted_on_the_first_open_day_and_keeps_its_real_date(life: ClosingLife) -> None:
    life.ledger.go_to("2026-10-02")
    assert life.close("2026-09")["status"] == "closed"
    (company,) = (life.ledger.clients[name][1] for name in list(COMPANIES)[:1])
    life.ledger.accrue("pukyong", "LATE-1", "ADV", next(iter(COMPANIES)), "2026-09-15", allowance_krw=5_000_000)
    entry = life.ledger.entries[-1].entry
    assert (entry.kind, entry.occurred_on, entry.effective_on) == ("accrual", "2026-09-15", "2026-10-01")
    told = statement(life.node, READER, company, "2026-09")
    assert [(line["kind"], line["happened_on"]) for line in told["late"]] == [("accrual", "2026-09-15")]


def test_history_settled_late_is_booked_as_history_settled_early(store: Store, tmp_path: Path) -> None:
    """Haeundae holds for a voucher and lets it lapse: settled each day, or all at once when the month is closed."""
    balances = []
    for often in (True, False):
        ledger = MirroredLedger([] if often else [store], Keys.load_or_create(tmp_path / str(often)))
        furnish(ledger)
        life = ClosingLife(ledger, random.Random(7))
        for number in range(6):
            company = list(COMPANIES)[number % 2]
            ledger.accrue(
                "pukyong",
                f"E-{number}",
                ("INT", "HIRE", "DOC")[number % 3],
                company,
                "2026-09-01",
                allowance_krw=3_000_000,
            )
        for day in ("2026-09-20", "2026-10-05", "2026-11-03", "2026-12-01"):
            ledger.go_to(day)
            for holder in life.companies if often else ():
                ledger.accept("system", SettleDue(holder))
        for holder in life.companies:
            ledger.accept("system", SettleDue(holder))
        balances.append(
            {
                (
                    row.holder and [ledger.clients[name][1] for name in COMPANIES].index(row.holder),
                    row.kind,
                ): row.balance
                for row in ledger.books.balances.rows()
                if row.holder in life.companies
            }
        )
    assert balances[0] == balances[1]
