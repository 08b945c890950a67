"""The demo's plan and cast: repeatable, of the size asked for, inside its years, and naming nobody real."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from ledger.domain.registration import is_registration_number
from ledger.services.demo import Script, read_script
from ledger.services.demo_cast import read_cast
from ledger.services.demo_plan import next_weekday
from ledger.services.demo_size import read_sizes
from tests.domain.rule_data import demo_version

DATA = Path(__file__).resolve().parents[2] / "config" / "demo"
SIZES = read_sizes(DATA)
SMALL, LARGE = SIZES["small"], SIZES["large"]
STORY_COMPANIES = (1, 2, 3, 4, 100)
QUOTAS = {"quota_quantity", "quota_applications", "budget_krw"}


@pytest.fixture(scope="module")
def script() -> Script:
    return read_script(DATA, SMALL)


@pytest.fixture(scope="module")
def large() -> Script:
    """Give the plan of a large demo with a hundredth of its accruals."""
    return read_script(DATA, LARGE.resized(2_000))


def test_the_same_seed_gives_the_same_plan_and_another_seed_another(script: Script, large: Script) -> None:
    assert read_script(DATA, SMALL) == script
    assert read_script(DATA, SMALL, seed=7).plan != script.plan
    assert read_script(DATA, LARGE.resized(2_000)) == large


def test_a_plan_has_the_size_that_was_asked_for() -> None:
    for accruals in (50, 150, 3_000):
        script = read_script(DATA, SMALL.resized(accruals))
        assert len(script.plan.accruals) == accruals
        assert len(script.plan.holds) == accruals * 400 // 2_400
        assert len(script.cast.companies) == 100


def test_companies_and_quotas_keep_their_proportion_to_the_accruals_of_a_large_demo(script: Script) -> None:
    assert [LARGE.resized(accruals).companies for accruals in (50, 20_000, 400_000)] == [100, 200, 2_000]
    tenth = read_script(DATA, LARGE.resized(20_000))
    small = {program["code"]: program["terms"] for program in script.programs}
    assert small["P-301"]["quota_quantity"] == 112
    assert small["P-201"]["quota_applications"] == 11
    assert small["P-201"]["budget_krw"] == 770_000_000
    assert QUOTAS.isdisjoint(small["P-103"])
    for program in tenth.programs:
        terms = small[program["code"]]
        assert program["terms"] == {**terms, **{name: 2 * terms[name] for name in QUOTAS & terms.keys()}}


def test_a_demo_of_fewer_than_fifty_accruals_is_refused() -> None:
    with pytest.raises(ValueError, match="a demo has 50 accruals or more; asked for 49"):
        SMALL.resized(49)


def test_source_events_are_unique(script: Script) -> None:
    events = Counter((accrual.university, accrual.source_event_id) for accrual in script.plan.accruals)
    assert set(events.values()) == {1}


def test_nothing_is_posted_before_it_occurred_or_outside_the_two_years(script: Script) -> None:
    plan = script.plan
    starts_on, ends_on = plan.size.starts_on, plan.size.ends_on
    assert (starts_on, ends_on) == (date(2024, 9, 1), date(2026, 8, 31))
    for accrual in plan.accruals:
        assert accrual.occurred_on <= accrual.posted_on
        assert starts_on <= accrual.posted_on <= ends_on
        assert accrual.reversed_on is None or accrual.posted_on < accrual.reversed_on <= ends_on
    assert all(starts_on < hold.placed_on <= ends_on for hold in plan.holds)


def test_people_work_on_weekdays(script: Script) -> None:
    assert {accrual.posted_on.weekday() for accrual in script.plan.accruals} <= set(range(5))
    assert next_weekday(date(2026, 8, 29)) == next_weekday(date(2026, 8, 30)) == date(2026, 8, 31)


def test_in_a_large_demo_universities_report_on_fridays_for_four_years(large: Script) -> None:
    told_by_a_story = {accrual.source_event_id for accrual in large.plan.accruals if accrual.company in STORY_COMPANIES}
    days = {one.posted_on for one in large.plan.accruals if one.source_event_id not in told_by_a_story}
    assert {day.weekday() for day in days - {LARGE.ends_on}} == {4}
    assert (min(days).year, max(days).year) == (2022, 2026)
    assert {accrual.university for accrual in large.plan.accruals} == set(large.cast.universities)
    assert len(large.cast.universities) == 20
    assert any(hold.ends_as == "cancelled" for hold in large.plan.holds)


def test_nothing_is_posted_for_a_company_before_it_joins() -> None:
    size = LARGE.resized(20_000)
    plan = read_script(DATA, size).plan
    assert all(size.joins_on(accrual.company) <= accrual.posted_on for accrual in plan.accruals)
    late = {accrual.company for accrual in plan.accruals if accrual.company > size.joined_by(size.starts_on)}
    assert len(late) > 50


def test_an_agreement_stays_with_one_university_and_one_company(script: Script) -> None:
    parties: dict[str, set[tuple[str, int]]] = {}
    for accrual in script.plan.accruals:
        if accrual.agreement_reference is not None:
            parties.setdefault(accrual.agreement_reference, set()).add((accrual.university, accrual.company))
    assert len(parties) > 100
    assert {len(of_one) for of_one in parties.values()} == {1}


def test_what_adds_up_before_it_is_priced_is_only_taken_back_whole(large: Script) -> None:
    reversed_ones = [accrual for accrual in large.plan.accruals if accrual.reversed_on is not None]
    adding_up = {one.activity for one in reversed_ones if demo_version(one.activity).terms.accumulates_over}
    assert len(adding_up) >= 3
    assert all(one.reversed_permille == 1_000 for one in reversed_ones if one.activity in adding_up)
    assert any(one.reversed_permille < 1_000 for one in reversed_ones)


def test_every_drawn_activity_comes_with_all_documents_that_its_rule_asks_for(script: Script) -> None:
    drawn = {accrual.activity: accrual.evidence for accrual in script.plan.accruals}
    assert drawn == {code: demo_version(code).terms.evidence for code in drawn}
    assert len(drawn) == 14
    assert all(drawn.values())


def test_most_documents_come_along_some_come_late_and_a_few_never(script: Script) -> None:
    ways = Counter(accrual.way.documents for accrual in script.plan.accruals)
    assert set(ways) == {"complete", "late", "never"}
    assert ways["never"] < ways["late"] < ways["complete"] // 10
    undocumented = [one for one in script.plan.accruals if one.way.documents != "complete"]
    assert all(one.reversed_on is None for one in undocumented)
    for one in undocumented:
        assert one.way.documents_after_days < (demo_version(one.activity).terms.evidence_days or 0)


def test_every_internship_says_whose_it_was_and_when_it_began(script: Script) -> None:
    drawn = [one for one in script.plan.accruals if one.company not in STORY_COMPANIES]
    internships = [one for one in drawn if one.activity in ("INT-STD", "INT-AUT", "INT-HEAD", "COOP-TERM")]
    assert len({one.subject_reference for one in internships}) == len(internships)
    assert all(one.started_on is not None and one.started_on < one.occurred_on for one in internships)
    assert all(one.subject_reference is None for one in drawn if one not in internships)


def test_a_branch_is_reported_once_a_year(large: Script) -> None:
    branches = Counter((one.company, one.occurred_on.year) for one in large.plan.accruals if one.activity == "BRN")
    assert len(branches) >= 20
    assert set(branches.values()) == {1}


def test_an_activity_is_shared_with_another_company_that_has_joined() -> None:
    size = LARGE.resized(20_000)
    shared = [one for one in read_script(DATA, size).plan.accruals if one.shared_with is not None]
    assert len(shared) > 50
    for one in shared:
        assert one.shared_with is not None
        assert one.shared_with not in (one.company, 100)
        assert size.joins_on(one.shared_with) <= one.posted_on
        assert 0 < one.shared_basis_points < 10_000


def test_nothing_happens_to_the_company_that_stands_apart_but_its_story(script: Script) -> None:
    assert [accrual.source_event_id for accrual in script.plan.accruals if accrual.company == 100] == [
        "DAU-2025-0007",
        "DAU-2025-0031",
        "DEU-2025-0112",
        "DAU-2024-V003",
    ]


def test_nothing_is_bought_at_random_for_a_company_of_a_story(script: Script) -> None:
    assert script.plan.story_companies == set(STORY_COMPANIES)


def test_every_call_is_in_its_programs_window_and_settled_while_the_bids_are_held(script: Script) -> None:
    versions = {program["code"]: [program["terms"]] for program in script.programs}
    for change in script.plan.spending.changes:
        versions[change.program].append({**versions[change.program][-1], **change.terms})
    for call in script.plan.spending.calls:
        (terms,) = (one for one in versions[call.program] if one.get("call", call.call) == call.call)
        window = terms.get("window", {"opens_on": call.opens_on, "closes_on": call.submitted_on})
        last_bid = call.opens_on + timedelta(days=len(call.bids) + call.others)
        assert window["opens_on"] <= call.opens_on
        assert next_weekday(last_bid) <= min(call.submitted_on, window["closes_on"])
        assert call.submitted_on < call.settled_on < call.opens_on + timedelta(seconds=terms["hold_ttl_seconds"])
        assert call.selected <= terms["quota_applications"]


def test_who_drafts_and_who_decides_do_so_on_weekdays_and_in_that_order(script: Script) -> None:
    spending = script.plan.spending
    pairs = [(change.drafted_on, change.approved_on) for change in spending.changes]
    pairs += [(sanction.proposed_on, sanction.decided_on) for sanction in spending.sanctions]
    pairs += [(one.submitted_on, one.decided_on) for one in spending.applications if one.decided_on is not None]
    assert all(first < second for first, second in pairs)
    assert {day.weekday() for pair in pairs for day in pair} <= set(range(5))


def test_most_of_what_is_captured_is_delivered_and_nothing_that_is_cancelled(large: Script) -> None:
    days = [(hold.ends_as, hold.delivered_after_days) for hold in large.plan.holds]
    captured = [after for ends_as, after in days if ends_as in ("captured", "captured_in_part")]
    assert {after for ends_as, after in days if ends_as not in ("captured", "captured_in_part")} == {None}
    assert len(captured) // 2 < sum(after is not None for after in captured) < len(captured)


def test_companies_have_names_and_numbers_of_their_own_and_no_real_tax_office(script: Script) -> None:
    companies = read_cast(DATA, LARGE.companies).companies
    assert companies[:100] == script.cast.companies
    assert (companies[0].name_en, companies[0].name_ko) == ("Haeundae Marine Tech Co., Ltd.", "(주)해운대마린텍")
    assert (companies[400].name_en, companies[400].name_ko) == (
        "Hanbit Haeundae Marine Tech Co., Ltd.",
        "(주)한빛해운대마린텍",
    )
    for values in ("name_ko", "name_en", "number"):
        assert len({getattr(company, values) for company in companies}) == 2_000
    assert all(is_registration_number(company.number) and company.number[:3] == "999" for company in companies)
