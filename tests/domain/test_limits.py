"""Limits: what fits is posted, what does not is cut or refused, scope by scope in a fixed order."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.refusals import Refused
from ledger.domain.rules.clauses import Scope
from ledger.domain.rules.limits import apply_limits, meters
from ledger.domain.rules.terms import RuleTerms
from tests.domain.rule_data import changed, demo_version


def limited(*limits: dict[str, Any]) -> RuleTerms:
    return RuleTerms.from_json("INT-STD", changed(limits=list(limits)))


def limit(scope: str, points_max: int, edge: str = "truncate", **more: str) -> dict[str, Any]:
    return {"scope": scope, "points_max": points_max, "edge": edge, **more}


def test_what_fits_passes_whole() -> None:
    fitted = apply_limits(demo_version("INT-STD").terms, 1_854, {"organization_year": 4_146})
    assert (fitted.points, fitted.cuts) == (1_854, ())


def test_a_truncating_limit_posts_what_fits_and_records_the_cut() -> None:
    fitted = apply_limits(demo_version("INT-STD").terms, 1_854, {"organization_year": 4_147})
    assert fitted.points == 1_853
    assert [(cut.step, cut.value) for cut in fitted.cuts] == [("limit_organization_year", "1853")]


@pytest.mark.parametrize("used", [6_000, 6_001])
def test_a_full_limit_leaves_nothing(used: int) -> None:
    assert apply_limits(demo_version("INT-STD").terms, 1_854, {"organization_year": used}).points == 0


def test_a_rejecting_limit_says_how_much_was_used_and_asked() -> None:
    once_a_year = limited(limit("organization_year", 200, "reject"))
    assert apply_limits(once_a_year, 200, {"organization_year": 0}).points == 200
    with pytest.raises(Refused) as caught:
        apply_limits(once_a_year, 200, {"organization_year": 200})
    assert caught.value.refusal.code == "limit_reached"
    assert caught.value.refusal.params == {
        "limit": "organization_year",
        "points_max": 200,
        "used": 200,
        "asked": 200,
    }


def test_limits_apply_from_the_event_outwards_whatever_their_order_in_the_rule() -> None:
    terms = limited(limit("rule", 400), limit("organization_year", 700), limit("event", 900))
    fitted = apply_limits(terms, 1_000, {"organization_year": 200, "rule": 0})
    assert fitted.points == 400
    assert [cut.step for cut in fitted.cuts] == ["limit_event", "limit_organization_year", "limit_rule"]


def test_an_uncounted_limit_is_never_passed() -> None:
    with pytest.raises(KeyError):
        apply_limits(demo_version("INT-STD").terms, 1, {})


@given(st.lists(st.integers(0, 3_000), max_size=12), st.integers(1, 5_000))
def test_no_series_of_events_lifts_a_meter_above_its_limit(events: list[int], points_max: int) -> None:
    terms = limited(limit("organization_year", points_max))
    used = 0
    for points in events:
        used += apply_limits(terms, points, {"organization_year": used}).points
    assert used == min(sum(events), points_max)


def test_meters_are_named_by_rule_organization_year_and_agreement() -> None:
    occurred_on = date(2026, 8, 31)
    internship, research = demo_version("INT-STD").terms, demo_version("RES-JNT").terms
    assert meters(internship, "INT-STD", "org_x", occurred_on, None) == {"organization_year": "cap:INT-STD:org_x:2026"}
    assert meters(research, "RES-JNT", "org_x", occurred_on, "a1") == {"agreement": "cap:RES-JNT:agreement:a1"}
    whole: dict[Scope, str] = {"rule": "cap:RULE:INT-STD"}
    assert meters(limited(limit("rule", 1), limit("event", 1)), "INT-STD", "o", occurred_on, None) == whole


def test_a_pool_is_one_meter_for_all_rules_that_name_it() -> None:
    terms = limited(limit("organization_year", 6_000, pool="internships"))
    for code in ("INT-STD", "INT-AUT"):
        named = meters(terms, code, "org_x", date(2026, 1, 1), None)
        assert named == {"organization_year": "cap:internships:org_x:2026"}


def test_an_agreement_limit_needs_the_agreements_key() -> None:
    with pytest.raises(ValueError, match="expected the agreement's key"):
        meters(demo_version("RES-JNT").terms, "RES-JNT", "org_x", date(2026, 1, 1), None)
