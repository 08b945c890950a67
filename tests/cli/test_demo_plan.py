"""The demo's plan and cast: repeatable, of the size asked for, inside its two years, and naming nobody real."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ledger.domain.registration import is_registration_number
from ledger.services.demo import Script, read_script
from ledger.services.demo_plan import next_weekday

DATA = Path(__file__).resolve().parents[2] / "config" / "demo"


@pytest.fixture(scope="module")
def script() -> Script:
    return read_script(DATA)


def test_the_same_seed_gives_the_same_plan_and_another_seed_another(script: Script) -> None:
    assert read_script(DATA) == script
    assert read_script(DATA, seed=7).plan != script.plan


def test_a_plan_has_the_size_that_was_asked_for() -> None:
    for size in (50, 150, 3_000):
        plan = read_script(DATA, size).plan
        assert len(plan.accruals) == size
        assert len(plan.holds) == size * 400 // 2_400


def test_a_demo_of_fewer_than_fifty_accruals_is_refused() -> None:
    with pytest.raises(ValueError, match="a demo has 50 accruals or more; asked for 49"):
        read_script(DATA, 49)


def test_source_events_are_unique(script: Script) -> None:
    events = Counter((accrual.university, accrual.source_event_id) for accrual in script.plan.accruals)
    assert set(events.values()) == {1}


def test_nothing_is_posted_before_it_occurred_or_outside_the_two_years(script: Script) -> None:
    plan = script.plan
    assert (plan.starts_on, plan.ends_on) == (date(2024, 9, 1), date(2026, 8, 31))
    for accrual in plan.accruals:
        assert accrual.occurred_on <= accrual.posted_on
        assert plan.starts_on <= accrual.posted_on <= plan.ends_on
        assert accrual.reversed_on is None or accrual.posted_on < accrual.reversed_on <= plan.ends_on
    assert all(plan.starts_on < hold.placed_on <= plan.ends_on for hold in plan.holds)


def test_people_work_on_weekdays(script: Script) -> None:
    assert {accrual.posted_on.weekday() for accrual in script.plan.accruals} <= set(range(5))
    assert next_weekday(date(2026, 8, 29)) == next_weekday(date(2026, 8, 30)) == date(2026, 8, 31)


def test_an_agreement_stays_with_one_university_and_one_company(script: Script) -> None:
    parties: dict[str, set[tuple[str, int]]] = {}
    for accrual in script.plan.accruals:
        if accrual.agreement_reference is not None:
            parties.setdefault(accrual.agreement_reference, set()).add((accrual.university, accrual.company))
    assert len(parties) > 100
    assert {len(of_one) for of_one in parties.values()} == {1}


def test_a_payment_on_an_agreement_is_only_taken_back_whole(script: Script) -> None:
    reversed_ones = [accrual for accrual in script.plan.accruals if accrual.reversed_on is not None]
    assert len(reversed_ones) > 20
    assert all(one.reversed_permille == 1_000 for one in reversed_ones if one.agreement_reference is not None)


def test_nothing_happens_to_the_company_that_stands_apart_but_its_story(script: Script) -> None:
    assert [accrual.source_event_id for accrual in script.plan.accruals if accrual.company == 100] == [
        "DAU-2025-0007",
        "DAU-2025-0031",
        "DEU-2025-0112",
    ]


def test_companies_have_names_and_numbers_of_their_own_and_no_real_tax_office(script: Script) -> None:
    companies = script.cast.companies
    assert len(companies) == 100
    assert companies[0].name_en == "Haeundae Marine Tech Co., Ltd."
    assert companies[0].name_ko == "(주)해운대마린텍"
    assert len({company.name_ko for company in companies}) == 100
    assert len({company.number for company in companies}) == 100
    assert all(is_registration_number(company.number) and company.number[:3] == "999" for company in companies)
