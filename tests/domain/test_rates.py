"""Every rule of the demo against prices computed by hand: the table below is the arithmetic, and nothing in it is code.

``at`` is the day of the event, ``paid_krw`` and ``posted`` what stands for the agreement or the year already, ``used``
what is counted on the other limits. Powers were computed to many digits with a desk calculator and cut, not rounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pytest

from ledger.domain.refusals import Refused
from ledger.domain.rules.clauses import Scope
from ledger.domain.rules.formula import PerAmount, PerUnit, Scaled, Sum
from ledger.domain.rules.limits import Limited, apply_limits
from ledger.domain.rules.pricing import Base, price, price_of_award
from ledger.domain.rules.terms import RuleTerms
from ledger.domain.rules.versions import RuleVersion, choose
from tests.domain.rule_data import demo_file

VERSIONS = [
    RuleVersion(
        rule["code"],
        rule["version"],
        rule["valid_from"],
        rule.get("valid_to"),
        RuleTerms.from_json(rule["code"], rule["terms"]),
    )
    for rule in demo_file("rules.toml")["rule"]
]
TODAY = date(2026, 8, 31)


@dataclass(frozen=True, slots=True)
class Case:
    """One event, what it comes on top of, how its points are computed by hand, and the points."""

    rule: str
    inputs: Mapping[str, int]
    arithmetic: str
    points: int
    paid_krw: int = 0
    posted: int = 0
    used: int = 0
    at: date = field(default=TODAY)


def intern(allowance_krw: int, subsidy_krw: int = 0, students: int = 3, months: int = 4) -> dict[str, int]:
    return {"students": students, "months": months, "allowance_krw": allowance_krw, "subsidy_krw": subsidy_krw}


def coop(allowance_krw: int, terms: int, weeks: int = 16, hours: int = 640, subsidy_krw: int = 0) -> dict[str, int]:
    return {**intern(allowance_krw, subsidy_krw), "terms": terms, "weeks": weeks, "hours": hours}


def paid(million_krw: int) -> dict[str, int]:
    return {"paid_krw": million_krw * 1_000_000}


OLD = date(2021, 12, 20)
M = 1_000_000

CASES = [
    # V11: the old rule, by its date alone.
    Case("INT-HEAD", {"students": 3}, "3 students x 100 = 300", 300, at=OLD),
    Case("INT-HEAD", {"students": 1}, "1 student x 100 = 100", 100, at=date(2015, 1, 1)),
    Case("INT-HEAD", {"students": 500}, "no limit: 500 students x 100 = 50,000", 50_000, at=date(2021, 12, 31)),
    # V1: 3 students x 4 months x KRW 1,545,555. V2: less KRW 1 m for each of the 12 student-months.
    Case("INT-STD", intern(18_546_660), "18,546,660 / 10,000 = 1,854.666 -> 1,854", 1_854),
    Case("INT-STD", intern(18_546_660, 12 * M), "(18,546,660 - 12,000,000) / 10,000 = 654.666 -> 654", 654),
    Case("INT-STD", intern(12 * M, 18 * M), "12 m - 18 m is below 0, so 0", 0),
    Case("INT-STD", intern(9_999), "9,999 / 10,000 = 0.9999 -> 0", 0),
    Case("INT-STD", intern(10_000), "10,000 / 10,000 = 1", 1),
    Case("INT-STD", {**intern(18_546_660), "weeks": 4}, "4 weeks qualify; 18,546,660 / 10,000 -> 1,854", 1_854),
    Case("INT-STD", intern(18_546_660), "1,854 and 4,146 used = 6,000: all 1,854", 1_854, used=4_146),
    Case("INT-STD", intern(18_546_660), "1,854 and 4,147 used = 6,001: 1 is cut, 1,853", 1_853, used=4_147),
    Case("INT-STD", intern(18_546_660), "6,000 used: 6,000 - 6,000 = 0", 0, used=6_000),
    # Half of the standard internship, halved before the one floor.
    Case("INT-AUT", intern(18_546_660), "18,546,660 / 10,000 x 0.5 = 927.333 -> 927", 927),
    Case("INT-AUT", intern(30_000), "30,000 / 10,000 x 0.5 = 1.5 -> 1", 1),
    Case("INT-AUT", intern(19_999), "19,999 / 10,000 x 0.5 = 0.99995 -> 0", 0),
    Case("INT-AUT", intern(30 * M), "30 m / 10,000 x 0.5 = 1,500, cut to 1,000", 1_000),
    Case("INT-AUT", intern(18_546_660), "927 and 900 used: 1,000 - 900 = 100", 100, used=900),
    # The internship and 50 for each completed term.
    Case("COOP-TERM", coop(8_009_999, 1), "8,009,999 / 10,000 + 1 x 50 = 850.9999 -> 850", 850),
    Case("COOP-TERM", coop(12_800_000, 2), "12,800,000 / 10,000 + 2 x 50 = 1,280 + 100 = 1,380", 1_380),
    Case(
        "COOP-TERM", coop(12 * M, 3, subsidy_krw=20 * M), "0 + 3 x 50 = 150; the subsidy takes no term away: 150", 150
    ),
    Case("COOP-TERM", coop(8 * M, 1, 12, 420), "12 weeks and 420 hours qualify: 800 + 50 = 850", 850),
    # V4: 25 m four times on one agreement; the powers are 435.275, 659.753, 841.466 and 1,000.
    Case("RES-JNT", paid(25), "1,000 x 0.25^0.6 = 435.275 -> 435", 435),
    Case("RES-JNT", paid(25), "1,000 x 0.50^0.6 = 659.753 -> 659; 659 - 435 = 224", 224, 25 * M, 435),
    Case("RES-JNT", paid(25), "1,000 x 0.75^0.6 = 841.466 -> 841; 841 - 659 = 182", 182, 50 * M, 659),
    Case("RES-JNT", paid(25), "1,000 x 1.00^0.6 = 1,000; 1,000 - 841 = 159", 159, 75 * M, 841),
    Case("RES-JNT", {"paid_krw": 1}, "1,000 x (1/100 m)^0.6 = 0.0158 -> 0", 0),
    Case("RES-JNT", paid(4_641), "1,000 x 46.41^0.6 = 9,999.238 -> 9,999", 9_999),
    Case("RES-JNT", paid(4_642), "1,000 x 46.42^0.6 = 10,000.531, cut to 10,000", 10_000),
    Case("RES-JNT", paid(100), "10,000 is reached: 10,000 - 10,000 = 0", 0, 4_642 * M, 10_000),
    # V5.
    Case("TT", paid(30), "1,000 x 0.6^0.7 = 699.368 -> 699", 699),
    Case("TT", paid(50), "1,000 x 1^0.7 = 1,000", 1_000),
    Case("TT", paid(100), "1,000 x 2^0.7 = 1,624.504 -> 1,624", 1_624),
    Case("TT", paid(50), "1,000 x 2^0.7 -> 1,624; 1,624 - 1,000 = 624", 624, 50 * M, 1_000),
    Case("TT", paid(1_341), "1,000 x 26.82^0.7 = 9,998.184 -> 9,998", 9_998),
    Case("TT", paid(1_342), "1,000 x 26.84^0.7 = 10,003.402, cut to 10,000", 10_000),
    # V6: 1 m, then 4 m more in the year.
    Case("EQP", paid(1), "1,000 x 0.02^0.7 = 64.672 -> 64", 64),
    Case("EQP", paid(4), "1,000 x 0.1^0.7 = 199.526 -> 199; 199 - 64 = 135", 135, 1 * M, 64),
    Case("EQP", paid(240), "1,000 x 4.8^0.7 = 2,998.257 -> 2,998", 2_998),
    Case("EQP", paid(241), "1,000 x 4.82^0.7 = 3,006.996, cut to 3,000", 3_000),
    Case("EQP", paid(1), "3,000 - 2,998 posted = 2", 2, 240 * M, 2_998),
    # V7.
    Case("SCH", paid(10), "1,000 x 1^0.56 = 1,000", 1_000),
    Case("SCH", paid(30), "1,000 x 3^0.56 = 1,850.068 -> 1,850", 1_850),
    Case("SCH", paid(100), "1,000 x 10^0.56 = 3,630.780 -> 3,630", 3_630),
    Case("SCH", paid(20), "1,000 x 3^0.56 -> 1,850; 1,850 - 1,000 = 850", 850, 10 * M, 1_000),
    Case("SCH", paid(177), "1,000 x 17.7^0.56 = 4,998.791 -> 4,998", 4_998),
    Case("SCH", paid(178), "1,000 x 17.8^0.56 = 5,014.587, cut to 5,000", 5_000),
    Case("EDU-CON", paid(12), "12 m / 10,000 = 1,200", 1_200),
    Case("EDU-CON", {"paid_krw": 9_999}, "9,999 / 10,000 = 0.9999 -> 0", 0),
    Case("EDU-CON", paid(60), "60 m / 10,000 = 6,000, cut to 5,000", 5_000),
    Case("EDU-CON", paid(12), "1,200 and 3,800 used = 5,000: all 1,200", 1_200, used=3_800),
    Case("EDU-CON", paid(12), "5,000 - 4,999 used = 1", 1, used=4_999),
    # V3, and twenty hires a year: 20 x 300 = 6,000.
    Case("HIRE", {"students": 5}, "5 students x 300 = 1,500", 1_500),
    Case("HIRE", {"students": 20}, "20 students x 300 = 6,000", 6_000),
    Case("HIRE", {"students": 21}, "21 students x 300 = 6,300, cut to 6,000", 6_000),
    Case("HIRE", {"students": 2}, "19 hires used 5,700: 6,000 - 5,700 = 300", 300, used=5_700),
    Case("CAP-DES", {"teams": 1}, "1 team x 30 = 30", 30),
    Case("CAP-DES", {"teams": 10}, "10 teams x 30 = 300", 300),
    Case("CAP-DES", {"teams": 11}, "11 teams x 30 = 330, cut to 300", 300),
    Case("CAP-DES", {"teams": 4}, "9 teams used 270: 300 - 270 = 30", 30, used=270),
    Case("ADV", {"hours": 8}, "8 hours x 5 = 40", 40),
    Case("ADV", {"hours": 80}, "80 hours x 5 = 400", 400),
    Case("ADV", {"hours": 81}, "81 hours x 5 = 405, cut to 400", 400),
    Case("ADV", {"hours": 3}, "400 - 390 used = 10 of 15: 10", 10, used=390),
    Case("LEC", {"hours": 12}, "12 hours x 10 = 120", 120),
    Case("LEC", {"hours": 30}, "30 hours x 10 = 300", 300),
    Case("LEC", {"hours": 31}, "31 hours x 10 = 310, cut to 300", 300),
    Case("LEC", {"hours": 3}, "300 - 300 used = 0", 0, used=300),
    Case("BRN", {}, "a year of a branch = 200", 200),
    Case("BRN", {}, "the first year a branch may be reported: 200", 200, at=date(2022, 1, 1)),
    Case("BRN", {}, "nothing used in a new year: 200", 200, at=date(2027, 1, 1)),
    # One and a half times: the award itself and half of it again.
    Case("CAMP-2026", {"award": 1_200}, "1,200 x 0.5 = 600", 600),
    Case("CAMP-2026", {"award": 1}, "1 x 0.5 = 0.5 -> 0", 0),
    Case("CAMP-2026", {"award": 301}, "301 x 0.5 = 150.5 -> 150", 150, at=date(2026, 12, 31)),
    Case("CAMP-2026", {"award": 1_200}, "the budget has 50,000 - 49,900 = 100", 100, used=49_900),
    Case("CAMP-2026", {"award": 1_200}, "the budget is spent: 50,000 - 50,000 = 0", 0, used=50_000),
    Case("UNI-MIR", {"award": 1_854}, "1,854 x 0.1 = 185.4 -> 185", 185),
    Case("UNI-MIR", {"award": 435}, "435 x 0.1 = 43.5 -> 43", 43),
    Case("UNI-MIR", {"award": 9}, "9 x 0.1 = 0.9 -> 0", 0),
    Case("UNI-MIR", {"award": 1_854}, "5,000 - 4,900 used = 100", 100, used=4_900),
]


def awarded(rule: RuleVersion, case: Case) -> Limited:
    """Price a case and fit it into the limits of its rule."""
    terms = rule.terms
    if terms.follows is not None:
        priced = price_of_award(terms, case.inputs["award"])
    else:
        priced = price(terms, case.inputs, Base(case.paid_krw, case.posted))
    used: dict[Scope, int] = {limit.scope: case.used for limit in terms.limits}
    if terms.accumulates_over is not None:
        used[terms.accumulates_over] = case.posted
    return apply_limits(terms, priced.points, used)


def in_force(code: str, day: date) -> RuleVersion:
    return choose([version for version in VERSIONS if version.code == code], day)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.arithmetic}")
def test_a_rule_earns_what_was_computed_by_hand(case: Case) -> None:
    assert awarded(in_force(case.rule, case.at), case).points == case.points


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.arithmetic}")
def test_the_arithmetic_of_the_table_ends_in_its_points(case: Case) -> None:
    assert case.arithmetic.split()[-1] == f"{case.points:,}"


def test_every_rule_of_the_scheme_stands_in_the_table_three_times_or_more() -> None:
    told = Counter(case.rule for case in CASES)
    assert set(told) == {version.code for version in VERSIONS}
    assert min(told.values()) >= 3


@pytest.mark.parametrize(
    ("code", "inputs", "pointer", "expected"),
    [
        ("INT-STD", {**intern(18_546_660), "weeks": 3}, "/inputs/weeks", 4),
        ("COOP-TERM", coop(8 * M, 1, weeks=11), "/inputs/weeks", 12),
        ("COOP-TERM", coop(8 * M, 1, hours=419), "/inputs/hours", 420),
    ],
)
def test_below_its_minimum_an_activity_does_not_qualify(
    code: str, inputs: dict[str, int], pointer: str, expected: int
) -> None:
    with pytest.raises(Refused) as caught:
        awarded(in_force(code, TODAY), Case(code, inputs, "", 0))
    refusal = caught.value.refusal
    assert (refusal.code, refusal.pointer) == ("activity_not_eligible", pointer)
    assert refusal.params["expected"] == expected


def test_a_branch_earns_once_a_year() -> None:
    with pytest.raises(Refused) as caught:
        awarded(in_force("BRN", TODAY), Case("BRN", {}, "", 0, used=200))
    assert caught.value.refusal.code == "limit_reached"
    assert caught.value.refusal.params == {"limit": "organization_year", "points_max": 200, "used": 200, "asked": 200}


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("INT-HEAD", date(2022, 1, 1)),
        ("INT-HEAD", date(2014, 12, 31)),
        ("INT-STD", date(2021, 12, 31)),
        ("CAMP-2026", date(2025, 12, 31)),
        ("CAMP-2026", date(2027, 1, 1)),
    ],
)
def test_a_rule_earns_nothing_outside_its_days(code: str, day: date) -> None:
    with pytest.raises(Refused) as caught:
        in_force(code, day)
    assert caught.value.refusal.code == "no_rule_in_force"


def test_five_hires_wait_for_three_months_of_employment() -> None:
    terms = in_force("HIRE", TODAY).terms
    assert terms.activation.active_on(TODAY, date(2026, 9, 2)) == date(2026, 11, 30)
    assert terms.evidence_days == 30


LIMITS = {
    "INT-HEAD": [],
    "INT-STD": [("organization_year", 6_000, "truncate")],
    "INT-AUT": [("organization_year", 1_000, "truncate")],
    "COOP-TERM": [],
    "RES-JNT": [("agreement", 10_000, "truncate")],
    "TT": [("agreement", 10_000, "truncate")],
    "EQP": [("organization_year", 3_000, "truncate")],
    "SCH": [("organization_year", 5_000, "truncate")],
    "EDU-CON": [("organization_year", 5_000, "truncate")],
    "HIRE": [("organization_year", 20 * 300, "truncate")],
    "CAP-DES": [("organization_year", 10 * 30, "truncate")],
    "ADV": [("organization_year", 400, "truncate")],
    "LEC": [("organization_year", 300, "truncate")],
    "BRN": [("organization_year", 200, "reject")],
    "CAMP-2026": [("rule", 50_000, "truncate")],
    "UNI-MIR": [("organization_year", 5_000, "truncate")],
}
EVIDENCE = {
    "INT-HEAD": ["completion_list"],
    "INT-STD": ["three_party_agreement", "attendance", "evaluation", "transfer_slip"],
    "INT-AUT": ["three_party_agreement", "attendance", "evaluation", "transfer_slip"],
    "COOP-TERM": ["three_party_agreement", "attendance", "evaluation", "transfer_slip", "hours_log"],
    "RES-JNT": ["agreement", "tax_invoice", "bank_slip"],
    "TT": ["licence", "invoice"],
    "EQP": ["usage_log", "invoice"],
    "SCH": ["donation_receipt"],
    "EDU-CON": ["contract", "receipt"],
    "HIRE": ["contract", "insurance_record"],
    "CAP-DES": ["project_sheet", "report"],
    "ADV": ["report", "invoice"],
    "LEC": ["timetable", "signed_list"],
    "BRN": ["annual_report"],
    "CAMP-2026": [],
    "UNI-MIR": [],
}


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.code)
def test_limits_documents_and_validity_are_those_of_the_scheme(version: RuleVersion) -> None:
    terms = version.terms
    assert [(limit.scope, limit.points_max, limit.edge) for limit in terms.limits] == LIMITS[version.code]
    assert list(terms.evidence) == EVIDENCE[version.code]
    assert terms.validity == 36
    assert version.version == (2 if version.code == "INT-STD" else 1)


def test_only_courses_and_branches_wait_for_others_before_they_are_posted() -> None:
    waiting = {version.code: [step.step for step in version.terms.workflow] for version in VERSIONS}
    assert {code: steps for code, steps in waiting.items() if steps} == {
        "EDU-CON": ["confirmed", "approved"],
        "BRN": ["confirmed", "verified", "approved"],
    }


def test_whoever_follows_stands_behind_the_rules_it_follows_and_follows_no_follower() -> None:
    leaders = {version.code for version in VERSIONS if version.terms.follows is None}
    for place, version in enumerate(VERSIONS):
        if version.terms.follows is not None:
            assert set(version.terms.follows.rules) <= leaders
            assert set(version.terms.follows.rules) <= {before.code for before in VERSIONS[:place]}


def test_an_internship_is_recognised_whatever_it_is_called() -> None:
    kinds: dict[str, set[str]] = {}
    for version in VERSIONS:
        if version.terms.fingerprint is not None:
            kinds.setdefault(version.terms.fingerprint.kind, set()).add(version.code)
    assert kinds == {
        "internship": {"INT-HEAD", "INT-STD", "INT-AUT", "COOP-TERM"},
        "research": {"RES-JNT", "TT"},
    }


def test_half_a_standard_internship_is_the_same_formula_halved() -> None:
    standard, half = (in_force(code, TODAY).terms.formula for code in ("INT-STD", "INT-AUT"))
    assert isinstance(half, Scaled)
    assert half.of == standard
    coop_term = in_force("COOP-TERM", TODAY).terms.formula
    assert isinstance(coop_term, Sum)
    assert isinstance(standard, PerAmount)
    assert coop_term.of[0] == standard
    assert isinstance(coop_term.of[1], PerUnit)
