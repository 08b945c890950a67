"""Simulation: what a draft would have awarded is what posting the same activities under it would have given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.commands import PostAccrual, ReverseAccrual
from ledger.domain.dates import business_date
from ledger.domain.journal.facts import AccrualPosted
from ledger.domain.published import rule_version
from ledger.domain.rules.terms import RuleTerms
from ledger.domain.rules.versions import RuleVersion
from ledger.domain.simulation import Activity, Simulation
from tests.support.memory import MemoryLedger, private
from tests.support.world import following_terms, research_terms, rule_terms

COMPANIES = ("haeundae", "gijang")
SPRING, SUMMER, AUGUST = "2026-03-15", "2026-07-01", "2026-08-31"
PERIOD = ("2026-06-01", "2026-12-31")
REASON = private("reason", "reported by mistake")


def opened(rule: dict[str, Any]) -> MemoryLedger:
    """Open a ledger with one rule, R, and another, OTHER, that counts on the pool "shared"."""
    ledger = MemoryLedger()
    ledger.open()
    ledger.register("pukyong", "university")
    for number, name in enumerate(COMPANIES):
        ledger.register(name, "company", f"100000000{number}")
    ledger.publish_rule("R", 1, "2020-01-01", rule)
    roomy = {"scope": "organization_year", "points_max": 10**9, "edge": "truncate", "pool": "shared"}
    ledger.publish_rule("OTHER", 1, "2020-01-01", rule_terms(limits=[roomy]))
    return ledger


class Poster:
    """Posts activities of Pukyong, each with an event id of its own."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self.ledger = ledger
        self.events = count(1)

    def post(self, company: str, krw: int, day: str, rule: str = "R", agreement: str = "") -> str:
        """Post an activity; gives its accrual, "" where it was refused."""
        versions = [rule_version(row) for row in self.ledger.books.rules.find("code", rule)]
        command = PostAccrual(
            private("source_event_id", f"E-{next(self.events)}"),
            rule,
            self.ledger.clients[company][1],
            day,
            {versions[0].terms.inputs[0].name: krw},
            private("agreement_reference", agreement) if agreement else None,
        )
        outcome = self.ledger.do("pukyong", command)
        assert outcome.code in ("", "limit_reached"), outcome
        return "" if outcome.code else str(outcome.result["id"])


def activities(ledger: MemoryLedger) -> Iterator[Activity]:
    """Give the awards of a ledger as its books have them."""
    for row in sorted(ledger.books.accruals.rows(), key=lambda row: row.position):
        fact = ledger.entries[row.position - 1].entry.fact
        assert isinstance(fact, AccrualPosted)
        yield Activity(
            row.university,
            row.organization,
            row.rule,
            row.rule_version,
            row.occurred_on,
            row.agreement,
            row.paid_krw,
            row.points,
            row.reversed_points,
            row.status == "reversed",
            fact.inputs,
            row.posted_on,
        )


def simulated(ledger: MemoryLedger, terms: dict[str, Any], code: str = "R") -> Simulation:
    """Simulate a draft over the period."""
    draft = RuleVersion(code, 9, date(2027, 1, 1), None, RuleTerms.from_json(code, terms))
    simulation = Simulation(draft, map(rule_version, ledger.books.rules.rows()), *PERIOD)
    for activity in activities(ledger):
        if activity.rule in simulation.rules:
            simulation.take(activity)
    return simulation


def told(ledger: MemoryLedger, simulation: Simulation, company: str) -> tuple[int, int, int, int]:
    """Give a company's activities, refused, before and after."""
    tally = simulation.tallies[ledger.clients[company][1]]
    return tally.activities, tally.refused, tally.before, tally.after


def limit(points_max: int, edge: str = "truncate", **more: str) -> list[dict[str, Any]]:
    return [{"scope": "organization_year", "points_max": points_max, "edge": edge, **more}]


def test_a_draft_of_twice_the_points_with_a_cap_gives_each_company_what_fits() -> None:
    """Haeundae: 100 + 200 at a point for KRW 10,000; 200 + 400 at 5,000, of which 550 fit. Gijang: 50, then 100."""
    ledger = opened(rule_terms(limits=[]))
    poster = Poster(ledger)
    poster.post("haeundae", 1_000_000, SUMMER)
    poster.post("gijang", 500_000, SUMMER)
    poster.post("haeundae", 2_000_000, AUGUST)
    formula = {"kind": "per_amount", "krw_per_point": 5_000, "amount": {"of": "allowance_krw"}}
    simulation = simulated(ledger, rule_terms(formula=formula, limits=limit(550)))
    assert told(ledger, simulation, "haeundae") == (2, 0, 300, 550)
    assert told(ledger, simulation, "gijang") == (1, 0, 50, 100)
    assert simulation.totals.to_json() == {
        "activities": 3, "refused": 0, "before": 350, "after": 650, "difference": 300
    }  # fmt: skip


def test_what_lies_before_the_period_fills_the_cap_as_it_was_posted() -> None:
    """80 in spring as posted; of a cap of 150 that leaves 70 for a summer activity of 100."""
    ledger = opened(rule_terms(limits=limit(1_000)))
    poster = Poster(ledger)
    poster.post("haeundae", 800_000, SPRING)
    poster.post("haeundae", 1_000_000, SUMMER)
    assert told(ledger, simulated(ledger, rule_terms(limits=limit(150))), "haeundae") == (1, 0, 100, 70)


def test_what_a_rejecting_draft_would_refuse_is_counted_and_earns_nothing() -> None:
    ledger = opened(rule_terms(limits=[]))
    poster = Poster(ledger)
    for krw in (1_000_000, 600_000, 400_000):
        poster.post("haeundae", krw, SUMMER)
    assert told(ledger, simulated(ledger, rule_terms(limits=limit(140, "reject"))), "haeundae") == (3, 1, 200, 140)


def test_another_rules_use_of_a_shared_pool_counts_as_posted() -> None:
    """OTHER has used 90 of the pool; 60 of 150 are left for 100."""
    ledger = opened(rule_terms(limits=[]))
    poster = Poster(ledger)
    poster.post("haeundae", 900_000, SUMMER, rule="OTHER")
    poster.post("haeundae", 1_000_000, SUMMER)
    draft = rule_terms(limits=limit(150, pool="shared"))
    assert told(ledger, simulated(ledger, draft), "haeundae") == (1, 0, 100, 60)


def test_v4_under_another_curve_is_priced_on_the_agreements_cumulative_amount() -> None:
    """4 x 25 m: 435, 224, 182, 159 as posted; at the exponent 1 each quarter is worth 250."""
    ledger = opened(research_terms())
    poster = Poster(ledger)
    poster.post("haeundae", 25_000_000, SPRING, agreement="A-1")
    for _ in range(3):
        poster.post("haeundae", 25_000_000, SUMMER, agreement="A-1")
    line = research_terms()["formula"] | {"exponent": "1"}
    draft = research_terms() | {"formula": line}
    # 435 stand from spring: cumulative 500, 750, 1,000 give 65, 250, 250.
    assert told(ledger, simulated(ledger, draft), "haeundae") == (3, 0, 565, 565)


def test_a_payment_that_was_taken_back_is_no_part_of_the_agreement() -> None:
    """The second of 4 x 25 m taken back: 841 stand for 75 m, and 750 would."""
    ledger = opened(research_terms())
    poster = Poster(ledger)
    payments = [poster.post("haeundae", 25_000_000, SUMMER, agreement="A-1") for _ in range(4)]
    ledger.accept("pukyong", ReverseAccrual(payments[1], REASON))
    line = research_terms()["formula"] | {"exponent": "1"}
    assert told(ledger, simulated(ledger, research_terms() | {"formula": line}), "haeundae") == (3, 0, 841, 750)


def test_a_part_that_was_taken_back_is_taken_back_of_what_the_draft_gives() -> None:
    """30 of 100 taken back: 70 stand; of 200 that would have been, 170."""
    ledger = opened(rule_terms(limits=[]))
    accrual = Poster(ledger).post("haeundae", 1_000_000, SUMMER)
    ledger.accept("pukyong", ReverseAccrual(accrual, REASON, 30))
    formula = {"kind": "per_amount", "krw_per_point": 5_000, "amount": {"of": "allowance_krw"}}
    assert told(ledger, simulated(ledger, rule_terms(formula=formula)), "haeundae") == (1, 0, 70, 170)


def test_a_draft_per_agreement_cannot_award_what_was_posted_without_one() -> None:
    ledger = opened(rule_terms(limits=[]))
    Poster(ledger).post("haeundae", 1_000_000, SUMMER)
    formula = research_terms()["formula"] | {"amount": {"of": "allowance_krw"}}
    draft = rule_terms(formula=formula, agreement=True, limits=[])
    assert told(ledger, simulated(ledger, draft), "haeundae") == (1, 1, 100, 0)


def test_a_mirror_is_a_share_of_what_stands_of_each_award_and_goes_to_the_university() -> None:
    """A tenth of 105 and of 99, each floored: 10 + 9."""
    ledger = opened(rule_terms(limits=[]))
    poster = Poster(ledger)
    poster.post("haeundae", 1_050_000, SUMMER)
    poster.post("gijang", 990_000, SUMMER)
    simulation = simulated(ledger, following_terms("R"), "MIRROR")
    assert told(ledger, simulation, "pukyong") == (2, 0, 0, 19)


def test_the_digest_tells_one_report_from_another() -> None:
    ledger = opened(rule_terms(limits=[]))
    Poster(ledger).post("haeundae", 1_000_000, SUMMER)
    first, again, other = (simulated(ledger, rule_terms(limits=limit(cap))) for cap in (80, 80, 79))
    assert first.digest() == again.digest() != other.digest()


POWER = {
    "kind": "power",
    "amount": {"of": "allowance_krw"},
    "base_krw": 10_000_000,
    "exponent": "0.56",
    "scale": 700,
    "over": "organization_year",
}
LIMITS = st.lists(
    st.builds(
        lambda scope, points, edge: {"scope": scope, "points_max": points, "edge": edge},
        st.sampled_from(["event", "organization_year", "rule"]),
        st.integers(1, 900),
        st.sampled_from(["truncate", "reject"]),
    ),
    max_size=3,
    unique_by=lambda one: one["scope"],
)
SHARED = st.builds(lambda points: limit(points, pool="shared"), st.integers(1, 900))
PLAIN = st.builds(
    lambda rate, limits: rule_terms(
        formula={"kind": "per_amount", "krw_per_point": rate, "amount": {"of": "allowance_krw"}}, limits=limits
    ),
    st.integers(3_000, 30_000),
    LIMITS | SHARED,
)
YEARLY = st.builds(lambda limits: rule_terms(formula=POWER, limits=limits), LIMITS)
RESEARCH = st.builds(
    lambda exponent, points: (
        research_terms()
        | {
            "formula": research_terms()["formula"] | {"exponent": exponent},
            "limits": [{"scope": "agreement", "points_max": points, "edge": "truncate"}],
        }
    ),
    st.sampled_from(["0.3", "0.6", "1"]),
    st.integers(1, 900),
)
ACTIVITIES = st.lists(
    st.tuples(
        st.sampled_from(COMPANIES),
        st.integers(1, 9_000_000),
        st.sampled_from(["R", "R", "R", "OTHER"]),
        st.sampled_from(["A-1", "A-2"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("family", ["plain", "research"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_simulation_gives_what_posting_under_the_draft_gives(family: str, data: st.DataObject) -> None:
    """The oracle posts what is not taken back under the draft, which is in force in it for the period."""
    research = family == "research"
    rule = research_terms() if research else rule_terms(limits=[])
    draft = data.draw(RESEARCH if research else PLAIN | YEARLY)
    in_spring, told_of = data.draw(st.integers(0, 3)), data.draw(ACTIVITIES)
    posted, oracle = opened(rule), opened(rule)
    oracle.publish_rule("R", 2, PERIOD[0], draft, PERIOD[1])
    here, there = Poster(posted), Poster(oracle)
    by_company = dict.fromkeys(COMPANIES, 0)
    for number, (company, krw, code, agreement, taken_back) in enumerate(told_of):
        day = SPRING if number < in_spring else AUGUST
        arguments = (company, krw * (20 if research else 1), day, code, agreement if research and code == "R" else "")
        accrual = here.post(*arguments)
        if taken_back and code == "R" and day == AUGUST:
            posted.accept("pukyong", ReverseAccrual(accrual, REASON))
            continue
        awarded = there.post(*arguments)
        if awarded and code == "R" and day == AUGUST:
            by_company[company] += oracle.books.accruals.require(awarded).points
    simulation = simulated(posted, draft)
    assert simulation.totals.after == sum(by_company.values())
    for company, points in by_company.items():
        tally = simulation.tallies.get(posted.clients[company][1])
        assert (tally.after if tally else 0) == points


def test_a_draft_whose_points_all_lapse_on_one_day_awards_nothing_that_was_posted_after_it() -> None:
    """Haeundae's 100 were posted on the first day of the ledger and stand; Gijang's 50, a month later, would not."""
    ledger = opened(rule_terms(limits=[]))
    poster = Poster(ledger)
    poster.post("haeundae", 1_000_000, SUMMER)
    first_day = business_date(ledger.now)
    ledger.go_to(first_day.replace(month=first_day.month + 1).isoformat())
    poster.post("gijang", 500_000, SUMMER)
    fixed = {name: value for name, value in rule_terms(limits=[]).items() if name != "validity_months"}
    terms = RuleTerms.from_json("R", fixed | {"expires_on": first_day.isoformat()})
    draft = RuleVersion("R", 9, date(2020, 1, 1), None, terms)
    simulation = Simulation(draft, map(rule_version, ledger.books.rules.rows()), *PERIOD)
    for activity in activities(ledger):
        simulation.take(activity)
    assert told(ledger, simulation, "haeundae") == (1, 0, 100, 100)
    assert told(ledger, simulation, "gijang") == (1, 1, 50, 0)
