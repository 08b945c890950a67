"""Programs: the catalogue as data, its prices, windows and meters."""

from datetime import date
from typing import Any

import pytest

from ledger.domain.journal.canonical import decode, encode
from ledger.domain.points import POINTS_MAX
from ledger.domain.programs.clauses import CancelRule, ReturnRule, Support
from ledger.domain.programs.meters import Meter, ceilings, quotas
from ledger.domain.programs.terms import ProgramTerms, check_open, price
from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import TermsInvalid
from tests.domain.rule_data import demo_file

CATALOGUE: dict[str, dict[str, Any]] = {
    program["code"]: program["terms"] for program in demo_file("programs.toml")["program"]
}


def terms_of(code: str, **changes: Any) -> ProgramTerms:
    return ProgramTerms.from_json(code, {**CATALOGUE[code], **changes})


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_program_of_the_demo_is_sound_and_survives_its_canonical_bytes(code: str) -> None:
    terms = terms_of(code)
    assert ProgramTerms.from_json(code, decode(encode(terms.to_json()))) == terms


def test_the_catalogue_is_whole() -> None:
    codes = "P-101 P-102 P-103 P-104 P-201 P-203 P-204 P-205 P-207 P-301 P-302 P-303 P-401 P-405"
    assert list(CATALOGUE) == codes.split()
    strategies = {one["code"] for one in demo_file("organizations.toml")["strategy"]}
    assert {terms["strategy"] for terms in CATALOGUE.values()} == strategies
    for terms in CATALOGUE.values():
        assert terms["project"].startswith(f"{terms['task']}-")
        assert terms["task"].startswith(f"{terms['strategy']}-")


def test_whatever_the_demo_redeems_has_a_price() -> None:
    for redemption in demo_file("activities.toml")["redemption"]:
        assert price(terms_of(redemption["program"]), redemption["quantity"]["to"]) > 0


@pytest.mark.parametrize(
    ("code", "quantity", "points"),
    [
        ("P-301", 2, 1_200),
        ("P-101", 10, 10_000),
        ("P-102", 4, 4_000),
        ("P-103", 5, 5_000),
        ("P-203", 1, 2_000),
        ("P-204", 30, 3_000),
        ("P-207", 2, 800),
        ("P-302", 3, 3_000),
        ("P-303", 10, 2_000),
        ("P-401", 1, 1_500),
        ("P-405", 7, 700),
    ],
)
def test_a_price_is_points_times_quantity(code: str, quantity: int, points: int) -> None:
    assert price(terms_of(code), quantity) == points


def test_a_certification_is_a_right_and_takes_no_points() -> None:
    assert price(terms_of("P-104"), 1) == 0
    with pytest.raises(Refused) as caught:
        price(terms_of("P-104"), 2)
    assert caught.value.refusal.params == {"expected": "1..1", "found": "2"}


@pytest.mark.parametrize("quantity", [0, -1, True, POINTS_MAX // 600 + 1])
def test_a_quantity_that_cannot_be_priced_is_refused(quantity: int) -> None:
    with pytest.raises(Refused) as caught:
        price(terms_of("P-301"), quantity)
    assert caught.value.refusal.code == "quantity_out_of_range"
    assert caught.value.refusal.params == {"expected": f"1..{POINTS_MAX // 600}", "found": str(quantity)}


def test_ceilings_are_of_a_company_and_a_year_and_quotas_of_all_and_a_period() -> None:
    assert ceilings(terms_of("P-101"), "P-101", "org_x", 2026) == (
        Meter("ceiling:P-101:org_x:2026:points", "points", 10_000),
    )
    assert quotas(terms_of("P-101"), "P-101", "2026") == (Meter("quota:P-101:2026:applications", "applications", 60),)
    assert quotas(terms_of("P-201"), "P-201", "2025-1") == (
        Meter("quota:P-201:2025-1:applications", "applications", 11),
        Meter("budget:P-201:2025-1:krw", "krw", 770_000_000),
        Meter("budget:P-201:2025-1:executed_krw", "executed_krw", None),
    )
    everything = terms_of(
        "P-301",
        points_max_per_organization_year=1_800,
        quota_points=67_200,
        quota_applications=40,
        support={"krw_per_unit": 100_000},
        budget_krw=5_000_000,
    )
    assert ceilings(everything, "P-301", "org_x", 2026) == (
        Meter("ceiling:P-301:org_x:2026:quantity", "quantity", 3),
        Meter("ceiling:P-301:org_x:2026:points", "points", 1_800),
    )
    assert quotas(everything, "P-301", "2026-1") == (
        Meter("quota:P-301:2026-1:quantity", "quantity", 112),
        Meter("quota:P-301:2026-1:points", "points", 67_200),
        Meter("quota:P-301:2026-1:applications", "applications", 40),
        Meter("budget:P-301:2026-1:krw", "krw", 5_000_000),
        Meter("budget:P-301:2026-1:executed_krw", "executed_krw", None),
    )


def test_the_firms_that_win_are_paid_out_of_the_budget_and_no_more() -> None:
    call = terms_of("P-201")
    assert call.support is not None
    assert call.budget_krw == (call.quota_applications or 0) * call.support.krw_max
    voucher, share = terms_of("P-204"), terms_of("P-405")
    assert (voucher.support, voucher.budget_krw) == (Support(100_000, 0, 0), 300_000_000)
    assert (share.support, share.budget_krw) == (Support(100_000, 0, 0), 50_000_000)


def test_whom_a_program_is_for_is_told_by_its_terms() -> None:
    pool = terms_of("P-205").pool
    assert pool is not None
    assert pool.organizations_min == 2
    assert "large" not in terms_of("P-303").eligibility.sizes
    districts = {place["region"] for place in demo_file("organizations.toml")["company_words"]["places"]}
    assert set(terms_of("P-203").eligibility.regions) < districts
    assert terms_of("P-104").eligibility.balance_min == 1_000


def test_more_may_bid_than_can_win() -> None:
    assert (terms_of("P-201").is_selected, terms_of("P-104").is_selected) == (True, True)
    assert not terms_of("P-301").is_selected


def test_a_price_in_points_and_what_is_paid_for_it_both_stay_whole() -> None:
    terms = terms_of("P-204", support={"krw_per_unit": 1_000_000_000}, budget_krw=10**15)
    with pytest.raises(Refused) as caught:
        price(terms, POINTS_MAX // 1_000_000_000 + 1)
    assert caught.value.refusal.params["expected"] == f"1..{POINTS_MAX // 1_000_000_000}"


def test_a_program_without_a_window_is_always_open() -> None:
    check_open(terms_of("P-301"), date(1998, 1, 1))


def test_a_window_includes_both_its_days() -> None:
    terms = terms_of("P-201", window={"opens_on": date(2026, 3, 2), "closes_on": "2026-03-31"})
    for day in (date(2026, 3, 2), date(2026, 3, 31)):
        check_open(terms, day)
    for day in (date(2026, 3, 1), date(2026, 4, 1)):
        with pytest.raises(Refused) as caught:
            check_open(terms, day)
        assert caught.value.refusal.code == "program_not_open"
        assert caught.value.refusal.params == {"on": day.isoformat(), "window": "2026-03-02..2026-03-31"}
    assert terms.to_json()["window"] == {"opens_on": "2026-03-02", "closes_on": "2026-03-31"}


def test_a_window_may_stay_open_at_one_end() -> None:
    terms = terms_of("P-201", window={"closes_on": "2026-03-31"})
    check_open(terms, date(2020, 1, 1))
    with pytest.raises(Refused) as caught:
        check_open(terms, date(2026, 4, 1))
    assert caught.value.refusal.params["window"] == "..2026-03-31"


def test_a_cancel_rule_keeps_the_dates_or_grants_days() -> None:
    assert terms_of("P-301").cancel == CancelRule(until_days_after_capture=14, returned=ReturnRule(None))
    assert terms_of("P-204").cancel == CancelRule(until_days_after_capture=30, returned=ReturnRule(30))


@pytest.mark.parametrize(
    ("change", "path", "expected"),
    [
        ({"budget": 1}, "P-301.budget", "only the keys"),
        ({"budget_krw": 1}, "P-301.budget_krw", "no support"),
        ({"call": "2026-1"}, "P-301.call", "no bid"),
        ({"pool": {"organizations_min": 2, "organizations_max": 3}}, "P-301.pool", "no bid"),
        ({"support": {"krw_min": 1, "krw_max": 2}}, "P-301.support.krw_per_unit", "a value"),
        ({"eligibility": {"sizes": ["giant"]}}, "P-301.eligibility.sizes", "sizes out of"),
        ({"eligibility": {"regions": []}}, "P-301.eligibility.regions", "at least one"),
        ({"release": {"expired_lots": "grace"}}, "P-301.release.grace_days", "a value"),
        ({"owner": "부산"}, "P-301.owner", "a code of letters"),
        ({"price": {"kind": "auction", "points": 1}}, "P-301.price.kind", "one of fixed"),
        ({"price": {"kind": "fixed", "points": 0.5}}, "P-301.price.points", "a whole number"),
        ({"price": {"kind": "status", "points": 1}}, "P-301.price.months", "a value"),
        ({"hold_ttl_seconds": 59}, "P-301.hold_ttl_seconds", "from 60"),
        ({"quota_quantity": 0}, "P-301.quota_quantity", "from 1"),
        ({"window": {"opens_on": "2026-02-30"}}, "P-301.window.opens_on", "a date"),
        ({"window": {"opens_on": 20260101}}, "P-301.window.opens_on", "a date"),
        (
            {"window": {"opens_on": "2026-04-01", "closes_on": "2026-03-31"}},
            "P-301.window.closes_on",
            "a day from 2026-04-01",
        ),
        (
            {"cancel": {"until_days_after_capture": 1, "expired_lots": "grace"}},
            "P-301.cancel.grace_days",
            "a value",
        ),
        (
            {"cancel": {"until_days_after_capture": 1, "expired_lots": "keep_original", "grace_days": 3}},
            "P-301.cancel.grace_days",
            "only the keys",
        ),
    ],
)
def test_unsound_terms_are_refused_where_they_are_wrong(change: dict[str, Any], path: str, expected: str) -> None:
    with pytest.raises(TermsInvalid) as caught:
        terms_of("P-301", **change)
    assert caught.value.path == path
    assert expected in caught.value.expected
