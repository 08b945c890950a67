"""Programs: the catalogue as data, its prices, windows and meters."""

from datetime import date
from typing import Any

import pytest

from ledger.domain.journal.canonical import decode, encode
from ledger.domain.points import POINTS_MAX
from ledger.domain.programs import CancelRule, Meter, ProgramTerms, check_open, meters, price
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


def test_a_certification_is_a_right_and_has_no_price() -> None:
    with pytest.raises(Refused) as caught:
        price(terms_of("P-104"), 1)
    assert (caught.value.refusal.code, caught.value.refusal.pointer) == ("program_has_no_price", "/program")


@pytest.mark.parametrize("quantity", [0, -1, True, POINTS_MAX // 600 + 1])
def test_a_quantity_that_cannot_be_priced_is_refused(quantity: int) -> None:
    with pytest.raises(Refused) as caught:
        price(terms_of("P-301"), quantity)
    assert caught.value.refusal.code == "quantity_out_of_range"
    assert caught.value.refusal.params == {"expected": f"1..{POINTS_MAX // 600}", "found": str(quantity)}


def test_a_hold_counts_on_the_companys_ceilings_and_the_programs_quotas() -> None:
    assert meters(terms_of("P-101"), "P-101", "org_x", 2026) == (
        Meter("ceiling:P-101:org_x:2026:points", "points", 10_000),
        Meter("quota:P-101:2026:quantity", "quantity", 600),
    )
    everything = terms_of("P-301", points_max_per_organization_year=1_800, quota_points=67_200)
    assert meters(everything, "P-301", "org_x", 2026) == (
        Meter("ceiling:P-301:org_x:2026:quantity", "quantity", 3),
        Meter("ceiling:P-301:org_x:2026:points", "points", 1_800),
        Meter("quota:P-301:2026:quantity", "quantity", 112),
        Meter("quota:P-301:2026:points", "points", 67_200),
    )


def test_more_may_bid_than_can_win() -> None:
    assert terms_of("P-201").quota_quantity == 33
    assert meters(terms_of("P-201"), "P-201", "org_x", 2026) == (
        Meter("ceiling:P-201:org_x:2026:quantity", "quantity", 3),
    )


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
    assert terms_of("P-301").cancel == CancelRule(until_days_after_capture=14, grace_days=None)
    assert terms_of("P-204").cancel == CancelRule(until_days_after_capture=30, grace_days=30)


@pytest.mark.parametrize(
    ("change", "path", "expected"),
    [
        ({"budget": 1}, "P-301.budget", "only the keys"),
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
