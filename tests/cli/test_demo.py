"""The demo, loaded by the command line on both engines."""

import stat
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import DEMO_ACCRUALS
from tests.cli.exported import exported, shapes
from tests.cli.installation import Installation
from tests.domain.rule_data import demo_file
from tests.support.engines import POSTGRESQL, SQLITE

ROLES = ["operator", "operator_approver", "university", "university_verifier", "company", "auditor"]
AGENCIES = [one["code"] for one in demo_file("organizations.toml")["agency"]]

RULES = sorted(rule["code"] for name in ("rules.toml", "campaigns.toml") for rule in demo_file(name)["rule"])


@pytest.fixture(scope="module")
def transactions(sqlite_demo: Installation) -> list[dict[str, Any]]:
    return exported(sqlite_demo)


@pytest.fixture(scope="module")
def report(with_demo: Installation) -> dict[str, Any]:
    """Verify the demo, and compute every award again."""
    return dict(with_demo.told("verify", "--reperform"))


def test_the_demo_file_tells_how_to_log_in_and_is_for_its_owner_alone(sqlite_demo: Installation) -> None:
    path = sqlite_demo.folder / "build" / "demo.json"
    told = sqlite_demo.demo_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(told) == ["base_url", "database_url", "clients", "users"]
    assert told["database_url"] == sqlite_demo.database_url
    assert list(told["clients"]) == [*ROLES, *AGENCIES]
    assert all(set(one) == {"client_id", "client_secret", "organization_id"} for one in told["clients"].values())
    assert list(told["users"]) == [*ROLES, AGENCIES[0]], "one for each role"
    assert all(set(one) == {"login", "password", "user_id", "organization_id"} for one in told["users"].values())
    assert sorted(path.parent.iterdir()) == [path], "no marker of a load that goes on"


def test_the_demo_is_verified_and_has_the_accruals_that_were_asked_for(
    report: dict[str, Any], transactions: list[dict[str, Any]]
) -> None:
    assert report["findings"] == []
    kinds = Counter(transaction["kind"] for transaction in transactions)
    assert kinds["accrual"] > DEMO_ACCRUALS * 8 // 10
    assert kinds["reversal"] >= 2
    assert kinds["hold"] >= 20
    assert kinds["capture"] >= 10
    assert kinds["release"] >= 2
    assert kinds["arrears_payment"] >= 1
    assert kinds["drop"] >= 1


def test_every_award_of_the_demo_is_computed_again_and_none_differs(
    report: dict[str, Any], transactions: list[dict[str, Any]]
) -> None:
    posted = sum(transaction["kind"] == "accrual" for transaction in transactions)
    assert (report["differing"], report["findings"]) == (0, [])
    assert report["awards"] >= posted, "those that earned nothing are computed again too"


def test_both_engines_live_the_same_two_years(demos: Callable[[str], Installation]) -> None:
    assert shapes(demos(SQLITE)) == shapes(demos(POSTGRESQL))


def test_twelve_universities_a_hundred_companies_two_that_came_twice_and_their_office(
    sqlite_demo: Installation,
) -> None:
    kinds = Counter(organization["kind"] for organization in sqlite_demo.told("organizations", "list"))
    assert kinds == {"operator": 1, "auditor": 1, "agency": 5, "university": 12, "company": 102}
    assert [rule["code"] for rule in sqlite_demo.told("rules", "list")] == RULES
    assert len({program["code"] for program in sqlite_demo.told("programs", "list")}) == 14


def test_what_eligibility_asks_is_known_of_every_company(sqlite_demo: Installation) -> None:
    companies = sqlite_demo.told("organizations", "list", "--kind", "company")
    assert {one["size"] for one in companies} == {"micro", "small", "medium", "large"}
    assert {"haeundae", "gijang"} <= {one["region"] for one in companies}
    assert None not in {one["region"] for one in companies}


def test_every_program_is_run_by_an_agency_that_reads_who_applied_or_by_the_operator(sqlite_demo: Installation) -> None:
    owners = {one["code"]: one["terms"]["owner"] for one in sqlite_demo.told("programs", "list")}
    assert set(owners.values()) == {*AGENCIES, demo_file("organizations.toml")["operator"]["code"]}
    applied = {code: sqlite_demo.told("programs", "applications", code) for code in owners}
    assert any(applied[code] for code, owner in owners.items() if owner in AGENCIES)
    with sqlite_demo.answering() as service:
        clients = sqlite_demo.demo_file()["clients"]
        for agency in AGENCIES:
            token = service.log_in(clients[agency])
            for code, owner in owners.items():
                status, told = service.ask("GET", f"/api/v1/programs/{code}/applications?limit=500", token)
                assert status == (200 if owner == agency else 404)
                assert status == 404 or told["items"] == applied[code]


def test_two_years_pass_in_the_demo(transactions: list[dict[str, Any]]) -> None:
    days = [transaction["recorded_at"][:10] for transaction in transactions]
    assert days == sorted(days)
    assert days[0] < "2024-11"
    assert "2026-08" <= days[-1] <= "2026-08-31"


def test_research_paid_in_four_parts_earns_435_224_182_and_159(
    sqlite_demo: Installation, transactions: list[dict[str, Any]]
) -> None:
    company = sqlite_demo.demo_file()["clients"]["company"]["organization_id"]
    university = sqlite_demo.demo_file()["clients"]["university"]["organization_id"]
    earned = [
        posting["amount"]
        for transaction in transactions
        if transaction["kind"] == "accrual" and transaction["actor"]["organization_id"] == university
        for posting in transaction["postings"]
        if posting["account"] == f"{company}:available"
        and any(other["account"] == "issued:RES-JNT" for other in transaction["postings"])
    ]
    assert [points for points in earned if points in (435, 224, 182, 159)] == [435, 224, 182, 159]


def test_an_award_taken_back_after_it_was_spent_becomes_arrears_and_is_paid(transactions: list[dict[str, Any]]) -> None:
    owed = [
        (transaction["kind"], posting["side"], posting["amount"])
        for transaction in transactions
        for posting in transaction["postings"]
        if posting["account"].endswith(":arrears")
    ]
    assert ("reversal", "debit", 1_800) in owed
    assert sum(amount if side == "debit" else -amount for _, side, amount in owed) == 0


def test_the_shown_company_has_points_to_spend_and_every_client_can_log_in(sqlite_demo: Installation) -> None:
    with sqlite_demo.answering() as service:
        clients = sqlite_demo.demo_file()["clients"]
        tokens = {role: service.log_in(client) for role, client in clients.items()}
        path = f"/api/v1/organizations/{clients['company']['organization_id']}/balance"
        status, balance = service.ask("GET", path, tokens["company"])
        assert status == 200
        assert 3_000 <= balance["spendable"] <= 30_000
        assert balance["pending"] >= 1_500, "five hires wait for three months of employment"
        assert service.ask("GET", path, tokens["university"])[0] == 404


def test_on_everybodys_desk_something_lies_when_the_demo_ends(sqlite_demo: Installation) -> None:
    with sqlite_demo.answering() as service:
        clients = sqlite_demo.demo_file()["clients"]
        tokens = {role: service.log_in(client) for role, client in clients.items()}
        path = f"/api/v1/accruals?organization_id={clients['company']['organization_id']}&limit=200"
        status, told = service.ask("GET", path, tokens["auditor"])
        assert status == 200, told
        waiting = {(one["next"]["step"], one["rule"]["code"]): one["id"] for one in told["items"] if one["next"]}
        assert {step for step, _ in waiting} >= {
            "confirmed", "verified", "approved", "cleared", "resubmitted", "activated",
        }  # fmt: skip
        acts = [
            ("company", "confirm", "confirmed", "EDU-CON", None),
            ("university_verifier", "verify", "verified", "BRN", None),
            ("operator_approver", "approve", "approved", "EDU-CON", None),
            ("operator", "reject", "cleared", "INT-STD", {"reason": "The same internship was reported by Pukyong."}),
        ]
        for role, act, step, rule, body in acts:
            status, done = service.ask(
                "POST",
                f"/api/v1/accruals/{waiting[step, rule]}/{act}",
                tokens[role],
                body,
                **{"Idempotency-Key": f"demo {act}"},
            )
            assert (status, done.get("code", "")) == (200, ""), (role, act, done)
    assert sqlite_demo.told("verify")["findings"] == []


def test_one_internship_that_two_universities_reported_earned_points_once(
    sqlite_demo: Installation, transactions: list[dict[str, Any]]
) -> None:
    company = sqlite_demo.demo_file()["clients"]["company"]["organization_id"]
    earned = Counter(
        (transaction["effective_on"], posting["amount"])
        for transaction in transactions
        if transaction["kind"] == "accrual"
        for posting in transaction["postings"]
        if posting["account"] == f"{company}:available" and posting["amount"] in (360, 180, 300, 320)
    )
    assert [earned["2025-08-29", points] for points in (360, 180)] == [1, 0], "one report of two is rejected"
    assert [earned["2026-02-27", points] for points in (320, 300)] == [1, 1], "two that look alike are cleared"


def test_every_university_has_an_allotment_for_every_year_and_keeps_within_it(sqlite_demo: Installation) -> None:
    with sqlite_demo.answering() as service:
        token = service.log_in(sqlite_demo.demo_file()["clients"]["auditor"])
        status, told = service.ask("GET", "/api/v1/allotments?limit=200", token)
    assert status == 200, told
    assert Counter(one["year"] for one in told["items"]) == {2024: 12, 2025: 12, 2026: 12}
    assert any(one["used"] > 0 for one in told["items"])
    assert all(one["used"] * 2 < one["points_max"] for one in told["items"])


def test_a_demo_that_is_there_is_left_as_it_is_and_its_file_follows_the_port(with_demo: Installation) -> None:
    before, size = with_demo.demo_file(), with_demo.entries()
    done = with_demo.run("demo", "--if-empty", PORT="8123")
    assert done.returncode == 0, done.stderr
    after = with_demo.demo_file()
    assert after == {**before, "base_url": "http://127.0.0.1:8123"}
    assert with_demo.entries() == size


def test_a_demo_is_not_loaded_over_a_ledger(with_demo: Installation) -> None:
    done = with_demo.run("demo")
    assert done.returncode == 3
    assert "expected an empty database, found a ledger: --if-empty leaves it, --reset throws it away" in done.stderr


def test_starting_over_gives_the_same_events_and_new_secrets(own_demo: Installation) -> None:
    installation = own_demo
    before, events = installation.demo_file(), shapes(installation)
    assert installation.run("checkpoint").returncode == 0
    done = installation.run("demo", "--reset", "--accruals", str(DEMO_ACCRUALS))
    assert done.returncode == 0, done.stderr
    after = installation.demo_file()
    assert after["clients"]["company"]["client_secret"] != before["clients"]["company"]["client_secret"]
    assert shapes(installation) == events
    assert installation.told("verify")["findings"] == []
    assert installation.run("checkpoint").returncode == 0, "the signer follows the new ledger"


def test_a_ledger_by_the_system_clock_is_never_thrown_away(installation: Installation) -> None:
    names = ("--name-en", "Busan Cooperation Centre", "--name-ko", "부산 지산학협력센터", "--person", "Kim")
    client = installation.told("init", *names)
    done = installation.run("demo", "--reset")
    assert done.returncode == 3
    assert "this is no demo and is not thrown away" in done.stderr
    assert [one["client_id"] for one in installation.told("clients", "list")] == [client["client_id"]]
    left = installation.run("demo", "--if-empty")
    assert left.returncode == 0
    assert "does not know; it is left as it is" in left.stderr


def test_a_load_that_was_cut_short_starts_over(sqlite_installation: Installation) -> None:
    installation = sqlite_installation
    process = installation.start("demo", "--if-empty")
    marker = installation.folder / "build" / "demo.loading"
    while not marker.exists():
        assert process.poll() is None, installation.said
        time.sleep(0.02)
    time.sleep(1)
    process.kill()
    process.wait()
    assert not (installation.folder / "build" / "demo.json").exists()
    done = installation.run("demo", "--if-empty", "--accruals", "50")
    assert done.returncode == 0, done.stderr
    assert installation.told("verify")["findings"] == []
    assert not marker.exists()
    assert list(installation.demo_file()["clients"]) == [*ROLES, *AGENCIES]
