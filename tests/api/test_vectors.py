"""The scheme's test vectors through the door: what is quoted is what is posted next, under the demo's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger.services.demo_cast import registration_number
from tests.api.house import NOW, House, open_house
from tests.domain.rule_data import demo_file, demo_version
from tests.support.engines import ENGINES, fresh_database

ACCRUALS = "/api/v1/accruals"
EARLY_2022 = datetime(2022, 2, 10, 3, 0, tzinfo=UTC)
RULES = {rule["code"]: rule for rule in demo_file("rules.toml")["rule"]}


def furnished(url: str, folder: Path, now: datetime) -> House:
    """Open a house with one university, an auditor and all rules of the demo."""
    house = open_house(url, folder, now)
    house.onboard("pukyong", "university", None)
    house.onboard("council", "auditor", None)
    house.grant("approver", "operator", "operator_approver")
    for rule in RULES.values():
        days = {name: rule[name].isoformat() for name in ("valid_from", "valid_to") if name in rule}
        house.publish_rule(rule["code"], rule["version"], rule["terms"], **days)
    return house


@pytest.fixture(scope="module", params=ENGINES)
def scheme(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a house of the scheme as it is in 2026."""
    folder = tmp_path_factory.mktemp("scheme")
    with fresh_database(request.param, folder, lambda: request.getfixturevalue("postgres_server")) as url:
        house = furnished(url, folder, NOW)
        yield house
        house.node.store.engine.dispose()


@pytest.fixture(params=ENGINES)
def early_scheme(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """Give a house of the scheme as it is in February 2022, weeks after the new rules came."""
    with fresh_database(request.param, tmp_path, lambda: request.getfixturevalue("postgres_server")) as url:
        house = furnished(url, tmp_path, EARLY_2022)
        yield house
        house.node.store.engine.dispose()


class Earner:
    """A company of its own for one test, and what Pukyong reports of it."""

    def __init__(self, house: House) -> None:
        self.house = house
        serial = 500 + next(house.serial)
        self.name = f"Haeundae Marine Tech {serial}"
        house.onboard(self.name, "company", registration_number(serial))

    def activity(self, rule: str, inputs: dict[str, int], **changes: Any) -> dict[str, Any]:
        """Write an activity with every document that its rule asks for."""
        event = self.house.unique("PKNU-2026")
        return {
            "source_event_id": event,
            "activity": rule,
            "organization_id": self.house.of(self.name),
            "occurred_on": "2026-08-31",
            "inputs": inputs,
            "evidence": [
                {
                    "kind": kind,
                    "sha256": sha256(f"{event} {kind}".encode()).hexdigest(),
                    "media_type": "application/pdf",
                    "bytes": 48_211,
                }
                for kind in demo_version(rule).terms.evidence
            ],
            **changes,
        }

    def earn(self, rule: str, inputs: dict[str, int], **changes: Any) -> dict[str, Any]:
        """Quote an activity and post it: both say the same; gives the answer of the posting."""
        activity = self.activity(rule, inputs, **changes)
        quoted = self.house.post("pukyong", f"{ACCRUALS}/quote", activity, key=None)
        assert quoted.status_code == 200, quoted.json
        posted = self.house.post("pukyong", ACCRUALS, activity)
        assert posted.status_code == 201, posted.json
        for told in ("points", "rule", "active_on", "expires_on"):
            assert quoted.json[told] == posted.json[told]
        explained = self.house.get("pukyong", f"{ACCRUALS}/{posted.json['id']}/explanation")
        steps = [{"step": step["step"], "value": step["value"]} for step in explained.json["steps"]]
        assert steps == quoted.json["steps"]
        return dict(posted.json)

    def balance(self) -> dict[str, Any]:
        """Give what the company has."""
        return dict(self.house.get("council", f"/api/v1/organizations/{self.house.of(self.name)}/balance").json)


INTERNS = {"students": 3, "months": 4, "weeks": 16, "allowance_krw": 3 * 4 * 1_545_555}
SERIES = [
    ("V1", "INT-STD", [{**INTERNS, "subsidy_krw": 0}], [1_854]),
    ("V2", "INT-STD", [{**INTERNS, "subsidy_krw": 12_000_000}], [654]),
    ("V4", "RES-JNT", [{"paid_krw": 25_000_000}] * 4, [435, 224, 182, 159]),
    ("V5", "TT", [{"paid_krw": 30_000_000}], [699]),
    ("V5", "TT", [{"paid_krw": 50_000_000}], [1_000]),
    ("V5", "TT", [{"paid_krw": 100_000_000}], [1_624]),
    ("V6", "EQP", [{"paid_krw": 1_000_000}, {"paid_krw": 4_000_000}], [64, 199 - 64]),
    ("V7", "SCH", [{"paid_krw": 10_000_000}], [1_000]),
    ("V7", "SCH", [{"paid_krw": 30_000_000}], [1_850]),
    ("V7", "SCH", [{"paid_krw": 100_000_000}], [3_630]),
]


@pytest.mark.parametrize(
    ("rule", "series", "points"), [each[1:] for each in SERIES], ids=[f"{each[0]} {each[3][0]}" for each in SERIES]
)
def test_a_vector_is_posted_as_it_was_quoted(
    scheme: House, rule: str, series: list[dict[str, int]], points: list[int]
) -> None:
    company = Earner(scheme)
    changes: dict[str, Any] = {}
    if demo_version(rule).terms.agreement:
        changes["agreement_reference"] = scheme.unique("PKNU-2026-R")
    days = [f"2026-0{month}-28" for month in range(3, 3 + len(series))]
    found = [company.earn(rule, inputs, **changes, occurred_on=day) for inputs, day in zip(series, days, strict=True)]
    assert [told["points"] for told in found] == points
    assert {told["status"] for told in found} == {"active"}
    assert company.balance()["spendable"] == sum(points)


def test_v3_five_hires_wait_until_three_months_of_employment_are_over(scheme: House) -> None:
    company = Earner(scheme)
    told = company.earn("HIRE", {"students": 5})
    assert (told["points"], told["status"], told["active_on"]) == (1_500, "pending", "2026-11-30")
    balance = company.balance()
    assert (balance["pending"], balance["posted"], balance["spendable"]) == (1_500, 0, 0)


def test_v11_an_internship_of_2021_posted_in_2022_falls_under_the_old_rule(early_scheme: House) -> None:
    company = Earner(early_scheme)
    told = company.earn("INT-HEAD", {"students": 3}, occurred_on="2021-12-20")
    assert (told["points"], told["rule"]) == (300, {"code": "INT-HEAD", "version": 1})
    assert told["active_on"] == "2022-02-10"
    with early_scheme.unchanged():
        late = company.activity("INT-HEAD", {"students": 3}, occurred_on="2022-01-03")
        answer = early_scheme.post("pukyong", ACCRUALS, late)
    assert answer.json["code"] == "no_rule_in_force"
    with early_scheme.unchanged():
        early = company.activity("INT-STD", INTERNS, occurred_on="2021-12-20")
        answer = early_scheme.post("pukyong", ACCRUALS, early)
    assert answer.json["code"] == "no_rule_in_force"


def test_a_quote_tells_the_cut_of_a_limit_and_leaves_no_trace(scheme: House) -> None:
    company = Earner(scheme)
    with scheme.unchanged():
        quoted = scheme.post("pukyong", f"{ACCRUALS}/quote", company.activity("ADV", {"hours": 81}), key=None)
    assert quoted.json["points"] == 400
    assert quoted.json["steps"][-1] == {"step": "limit_organization_year", "value": "400"}


def test_the_mirror_of_an_award_is_explained_under_its_own_name(scheme: House) -> None:
    company = Earner(scheme)
    accrual = company.earn("TT", {"paid_krw": 50_000_000}, agreement_reference=scheme.unique("PKNU-2026-T"))["id"]
    steps = scheme.get("council", f"{ACCRUALS}/{accrual}/explanation").json["steps"]
    assert [step["text"] for step in steps if step["step"].startswith("UNI-MIR:")][:4] == [
        "University mileage: The award that is followed is 1,000 points.",
        "University mileage: The rule gives 0.1 times as much.",
        "University mileage: That is 100 points.",
        "University mileage: Rounded down to whole points: 100.",
    ]


def test_a_course_that_waits_for_its_company_is_not_priced_yet(scheme: House) -> None:
    company = Earner(scheme)
    posted = scheme.post("pukyong", ACCRUALS, company.activity("EDU-CON", {"paid_krw": 12_000_000}))
    told = scheme.get("council", f"{ACCRUALS}/{posted.json['id']}/explanation")
    assert told.status_code == 200, told.json
    assert (told.json["points"], told.json["steps"]) == (0, [])
    assert told.json["summary"] == "Not priced yet: those who must agree have not all done so."
