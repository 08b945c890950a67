"""Splitting in the books: whatever is paid and taken back, what stands for an agreement or a year is its price at once.

Two universities report on one company under the demo's own power rules; a company's year is one base for both.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.commands import PostAccrual, ReverseAccrual
from ledger.domain.published import rule_version
from ledger.domain.rules.pricing import reprice
from ledger.services.demo_actions import documents
from ledger.services.demo_cast import registration_number
from tests.domain.rule_data import demo_file
from tests.support.memory import MemoryLedger, private

RULES = {rule["code"]: rule for rule in demo_file("rules.toml")["rule"] if rule["terms"]["formula"]["kind"] == "power"}
UNIVERSITIES = ("pukyong", "dong-a")
WHY = private("reason", "the invoice was wrong")


class Payments:
    """A ledger, and what was paid in it by event."""

    def __init__(self) -> None:
        self.ledger = MemoryLedger(datetime(2026, 9, 1, 3, tzinfo=UTC))
        self.ledger.open()
        for university in UNIVERSITIES:
            self.ledger.register(university, "university")
        self.ledger.register("haeundae", "company", registration_number(1))
        for code, rule in RULES.items():
            self.ledger.publish_rule(code, rule["version"], rule["valid_from"].isoformat(), rule["terms"])
        self.standing: list[tuple[str, str]] = []
        self._serial = 0

    def pay(self, university: str, code: str, agreement: int, amount_krw: int) -> int:
        """Report a payment; gives the points it earned."""
        self._serial += 1
        event = f"{university}-{self._serial}"
        terms = RULES[code]["terms"]
        reference = private("agreement_reference", f"{university}-R{agreement}") if terms["agreement"] else None
        day = f"2026-{1 + self._serial // 28 % 8:02d}-{1 + self._serial % 28:02d}"
        company = self.ledger.clients["haeundae"][1]
        command = PostAccrual(
            private("source_event_id", event),
            code,
            company,
            day,
            {"paid_krw": amount_krw},
            reference,
            documents(event, terms["evidence"]),
        )
        told = self.ledger.accept(university, command)
        self.standing.append((university, told["id"]))
        return int(told["points"])

    def take_back(self, which: int) -> None:
        """Reverse one payment that stands."""
        university, accrual = self.standing.pop(which % len(self.standing))
        self.ledger.accept(university, ReverseAccrual(accrual, WHY))

    def check(self) -> None:
        """Hold that every base has the points of what was paid on it, and its awards the points of the base."""
        books = self.ledger.books
        for base in books.agreements.rows():
            awards = books.accruals.find("agreement", base.agreement)
            rule = rule_version(books.rules.require((awards[0].rule, awards[0].rule_version)))
            assert base.points == reprice(rule.terms, base.paid_krw)
            assert base.points == sum(award.points - award.reversed_points for award in awards)


pays = st.tuples(
    st.sampled_from(UNIVERSITIES),
    st.sampled_from(sorted(RULES)),
    st.integers(1, 2),
    st.one_of(st.integers(1, 10_000), st.integers(1, 300_000_000), st.integers(1, 10**11)),
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(pays, pays, st.integers(0, 9)), max_size=14))
def test_what_stands_always_earns_what_it_would_earn_at_once(acts: list[tuple[str, str, int, int] | int]) -> None:
    payments = Payments()
    for act in acts:
        if isinstance(act, tuple):
            payments.pay(*act)
        elif payments.standing:
            payments.take_back(act)
        payments.check()


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_sum_paid_in_ten_parts_earns_what_it_earns_at_once(code: str) -> None:
    whole, parts = Payments(), Payments()
    earned = whole.pay("pukyong", code, 1, 1_000_000_000)
    assert sum(parts.pay("pukyong", code, 1, 100_000_000) for _ in range(10)) == earned


def test_after_the_second_of_four_payments_is_taken_back_841_points_remain() -> None:
    payments = Payments()
    assert [payments.pay("pukyong", "RES-JNT", 1, 25_000_000) for _ in range(4)] == [435, 224, 182, 159]
    payments.take_back(1)
    (base,) = payments.ledger.books.agreements.rows()
    assert (base.paid_krw, base.points) == (75_000_000, 841)
    payments.check()
