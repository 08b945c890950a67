"""What the demo tells of spending: every state of a redemption, every kind of entry, calls, changes and warnings."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import text

from ledger.domain.journal.facts import FACTS
from ledger.store.database import create_store_engine
from tests.cli.exported import exported
from tests.cli.installation import Installation
from tests.domain.rule_data import demo_file

NOT_SHOWN = {
    "continuation": "no movement of a small demo has more postings than an entry holds",
    "log_key_set": "the log's first key is in force still",
    "sanction_checked": "no sanction of the demo takes as many points as two others must approve",
    "user_renewed": "nobody forgets a password",
}
STATUSES = {
    "held", "submitted", "selected", "granted", "captured", "fulfilled",
    "cancelled", "revoked", "released", "timed_out", "not_selected",
}  # fmt: skip
REDEMPTIONS = "/api/v1/redemptions?limit=200"


@pytest.fixture(scope="module")
def redemptions(sqlite_demo: Installation) -> list[dict[str, Any]]:
    """Give every redemption, as the auditor reads them over HTTP."""
    with sqlite_demo.answering() as service:
        status, told = service.ask("GET", REDEMPTIONS, service.log_in(sqlite_demo.demo_file()["clients"]["auditor"]))
    assert status == 200, told
    return list(told["items"])


def test_every_status_of_a_redemption_is_there(redemptions: list[dict[str, Any]]) -> None:
    assert {one["status"] for one in redemptions} == STATUSES


def test_every_kind_of_entry_is_there_but_those_with_a_reason(with_demo: Installation) -> None:
    engine = create_store_engine(with_demo.database_url)
    with engine.connect() as connection:
        kinds = set(connection.scalars(text("SELECT DISTINCT kind FROM entries")))
    engine.dispose()
    assert kinds == FACTS.keys() - NOT_SHOWN.keys()


def test_each_call_is_settled_as_a_whole_and_pays_what_its_owner_said(redemptions: list[dict[str, Any]]) -> None:
    for call in demo_file("spending.toml")["call"]:
        applied = [one for one in redemptions if (one["program"], one["call"]) == (call["program"], call["call"])]
        chosen = [one for one in applied if one["status"] in ("captured", "fulfilled")]
        first = [one for one in chosen if not one["pool"]]
        assert {one["status"] for one in applied} <= {"captured", "fulfilled", "not_selected"}
        assert 1 <= len(first) <= call["selected"]
        paid = call.get("amount_krw", {"from": 0, "to": 0})
        assert all(paid["from"] <= one["executed_krw"] <= paid["to"] for one in first)
        assert sum(one["executed_krw"] for one in applied) == sum(one["executed_krw"] for one in first)
    years = {one["call"] for one in redemptions if one["program"] == "P-201"}
    assert years == {"2025-1", "2026-1"}
    assert any(one["status"] == "not_selected" for one in redemptions if one["program"] == "P-201")


def test_three_companies_apply_together_each_with_a_point_of_its_own(redemptions: list[dict[str, Any]]) -> None:
    together = [one for one in redemptions if one["program"] == "P-205"]
    assert [one["pool"] for one in together] == [None, together[0]["id"], together[0]["id"]]
    assert [(one["captured"], one["status"]) for one in together] == [(1_000, "fulfilled")] * 3
    assert len({one["organization_id"] for one in together}) == 3


def test_a_certificate_is_granted_for_two_years_and_another_taken_away(redemptions: list[dict[str, Any]]) -> None:
    certificates = Counter(
        (one["status"], one["valid_until"]) for one in redemptions if one["program"] == "P-104" and not one["points"]
    )
    assert certificates == {
        ("granted", "2027-12-31"): 1, ("revoked", "2027-12-31"): 1, ("not_selected", None): 1, ("submitted", None): 1,
    }  # fmt: skip


def test_a_program_changes_by_two_persons_and_another_closes(sqlite_demo: Installation) -> None:
    versions = {code: sqlite_demo.told("programs", "show", code) for code in ("P-201", "P-103", "P-203")}
    assert {tuple(one["status"] for one in found) for found in versions.values()} == {("in_force", "in_force")}
    assert [one["terms"]["call"] for one in versions["P-201"]] == ["2025-1", "2026-1"]
    assert versions["P-203"][1]["terms"]["window"] == {"closes_on": "2026-07-31"}


def test_what_a_program_redeems_its_owner_has_captured(sqlite_demo: Installation) -> None:
    clients = sqlite_demo.demo_file()["clients"]
    owners = {one["code"]: one["terms"]["owner"] for one in sqlite_demo.told("programs", "list")}
    captures = [one for one in exported(sqlite_demo) if one["kind"] == "capture"]
    agencies = set()
    for capture in captures:
        (program,) = {
            posting["account"].removeprefix("redeemed:")
            for posting in capture["postings"]
            if posting["account"].startswith("redeemed:")
        }
        agencies.add(owners[program])
        client = clients.get(owners[program], clients["operator"])
        assert capture["actor"]["organization_id"] == client["organization_id"]
    assert {"busan-technopark", "busan-cooperation-centre"} <= agencies


def test_one_sanction_stands_and_one_was_withdrawn(sqlite_demo: Installation) -> None:
    told = sqlite_demo.told("sanctions", "list")
    assert [(one["status"], one["forfeited"]) for one in told] == [("imposed", 200), ("withdrawn", 0)]


def test_the_shown_company_is_warned_of_points_that_lapse_in_three_months(sqlite_demo: Installation) -> None:
    company = sqlite_demo.demo_file()["clients"]["company"]["organization_id"]
    told = sqlite_demo.told("events", "--organization", company, "--kind", "expiry_warning")
    fact = {"holder": company, "expires_on": "2026-11-29", "days": 90, "points": 75}
    assert [one["fact"] for one in told] == [fact]
