"""What the demo tells of what persons decide by hand: some of it done, some of it waiting for others."""

from collections import Counter
from typing import Any

import pytest

from tests.cli.exported import exported
from tests.cli.installation import Installation

WAITING, TIERS, PERIODS = "/api/v1/proposals?status=proposed&limit=200", "/api/v1/tiers", "/api/v1/periods"
COMPANIES, SESSIONS = "/api/v1/organizations?kind=company&limit=200", "/api/v1/sessions"


@pytest.fixture(scope="module")
def read(sqlite_demo: Installation) -> dict[str, list[dict[str, Any]]]:
    """Give what the auditor reads at each address."""
    with sqlite_demo.answering() as service:
        token = service.log_in(sqlite_demo.demo_file()["clients"]["auditor"])
        answers = {path: service.ask("GET", path, token) for path in (WAITING, TIERS, PERIODS, COMPANIES)}
    assert {status for status, _ in answers.values()} == {200}, answers
    return {path: told["items"] for path, (_, told) in answers.items()}


def test_an_inbox_has_what_waits_for_one_person_and_for_a_second(
    sqlite_demo: Installation, read: dict[str, list[dict[str, Any]]]
) -> None:
    waiting = [(one["act"], one["points"], one["checked"], one["checks"]) for one in read[WAITING]]
    assert waiting == [("adjustment", 40, 0, 1), ("adjustment", 8_000, 1, 2)]
    statuses = Counter(one["status"] for one in sqlite_demo.told("proposals", "list"))
    assert (statuses["rejected"], statuses["withdrawn"], statuses["expired"]) == (1, 1, 0)


def test_objections_are_open_rejected_upheld_and_taken_back(sqlite_demo: Installation) -> None:
    told = [(one["status"], one["frozen"], one["taken_back"]) for one in sqlite_demo.told("objections", "list")]
    assert told == [
        ("open", 90, 0), ("rejected", 90, 0), ("upheld", 90, 90), ("withdrawn", 90, 0), ("rejected", 0, 0),
    ]  # fmt: skip


def test_a_merger_hands_a_hold_over(sqlite_demo: Installation, read: dict[str, list[dict[str, Any]]]) -> None:
    (merger,) = [one for one in exported(sqlite_demo) if one["kind"] == "transfer"]
    kinds = Counter(posting["account"].partition(":")[2] for posting in merger["postings"])
    assert kinds["held"] >= 2
    assert Counter(one["status"] for one in read[COMPANIES]) == {"active": 99, "merged": 2, "closed": 1}


def test_tiers_are_set_and_two_months_are_closed(read: dict[str, list[dict[str, Any]]]) -> None:
    assert len(read[TIERS]) == 1
    assert [one["period"] for one in read[PERIODS] if one["status"] == "closed"] == ["2024-09", "2024-10"]


def test_a_user_of_each_role_logs_in_with_the_password_of_the_file_and_no_other(sqlite_demo: Installation) -> None:
    users = sqlite_demo.demo_file()["users"]
    with sqlite_demo.answering() as service:
        for name, user in users.items():
            body = {"login": user["login"], "password": user["password"]}
            status, opened = service.ask("POST", SESSIONS, body=body)
            assert status == 201, opened
            assert opened["user_id"] == user["user_id"], name
        wrong = {"login": users["company"]["login"], "password": users["auditor"]["password"]}
        assert service.ask("POST", SESSIONS, body=wrong)[0] == 401
