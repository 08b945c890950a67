"""Agencies on the command line: the operator says what is known of whom, and prints who applied for a program."""

from __future__ import annotations

import csv
import io

from ledger.services.applications import COLUMNS
from tests.cli.installation import Installation


def test_an_operator_that_proves_itself_says_what_is_known_of_an_organization(own_sqlite_demo: Installation) -> None:
    operator = own_sqlite_demo.demo_file()["clients"]["operator"]
    company = own_sqlite_demo.demo_file()["clients"]["company"]["organization_id"]
    acting, secret = ("--as", operator["client_id"]), operator["client_secret"] + "\n"
    profiling = ("organizations", "profile", company, "--region", "gijang", "--size", "large", *acting)
    before = _shown(own_sqlite_demo, company)
    assert own_sqlite_demo.told(*profiling, "--dry-run", typed=secret)["region"] == "gijang"
    assert _shown(own_sqlite_demo, company) == before
    told = own_sqlite_demo.told(*profiling, typed=secret)
    assert (told["region"], told["size"], told["owner"]) == ("gijang", "large", None)
    assert _shown(own_sqlite_demo, company) == ("gijang", "large", None)
    refused = own_sqlite_demo.run(
        "organizations", "profile", company, "--owner", "busan-technopark", *acting, typed=secret
    )
    assert refused.returncode == 1
    assert "owner_not_for_kind" in refused.stderr
    assert _shown(own_sqlite_demo, company) == ("gijang", "large", None)
    assert own_sqlite_demo.told("verify")["findings"] == []


def test_who_applied_for_a_program_is_printed_as_a_table_as_json_and_as_csv(sqlite_demo: Installation) -> None:
    programs = {one["code"] for one in sqlite_demo.told("programs", "list")}
    code = max(programs, key=lambda code: len(sqlite_demo.told("programs", "applications", code)))
    applied = sqlite_demo.told("programs", "applications", code)
    assert len(applied) > 1
    printed = sqlite_demo.run("programs", "applications", code)
    assert printed.returncode == 0
    assert all(one["redemption_id"] in printed.stdout for one in applied)
    table = sqlite_demo.run("programs", "applications", code, "--csv").stdout
    lines = list(csv.DictReader(io.StringIO(table, newline="")))
    assert tuple(lines[0]) == COLUMNS
    assert [line["redemption_id"] for line in lines] == [one["redemption_id"] for one in applied]
    held = sqlite_demo.told("programs", "applications", code, "--status", "captured")
    assert held == [one for one in applied if one["status"] == "captured"]
    unknown = sqlite_demo.run("programs", "applications", "NOPE")
    assert unknown.returncode == 1
    assert "program_unknown" in unknown.stderr


def test_a_call_is_settled_from_a_file_by_whoever_proves_to_be_its_owner(own_sqlite_demo: Installation) -> None:
    owner = own_sqlite_demo.demo_file()["clients"]["operator"]
    acting, secret = ("--as", owner["client_id"]), owner["client_secret"] + "\n"
    redemption, call = _applied(own_sqlite_demo)
    file = own_sqlite_demo.folder / "report.csv"
    file.write_text(f"redemption_id,result\n{redemption},perhaps\n", encoding="utf-8")
    settling = ("programs", "settle", "P-104", call, str(file), "--rest-declined", *acting)
    wrong = own_sqlite_demo.run(*settling, typed=secret)
    assert (wrong.returncode, "selection_result_unknown" in wrong.stdout) == (1, True)
    file.write_text(f"신청id,선정결과\n{redemption},선정\n", encoding="cp949")
    assert own_sqlite_demo.told(*settling, "--dry-run", typed=secret)["selected"] == 1
    assert redemption in _in(own_sqlite_demo, "submitted")
    told = own_sqlite_demo.told(*settling, typed=secret)
    assert (told["selected"], told["not_selected"]) == (1, 0)
    assert redemption in _in(own_sqlite_demo, "granted")
    assert own_sqlite_demo.told("verify")["findings"] == []


def _applied(installation: Installation) -> tuple[str, str]:
    """Let the demo's company apply for a certificate; gives the application and its call."""
    client = installation.demo_file()["clients"]["company"]
    document = {"kind": "self_assessment", "sha256": "9f" * 32, "media_type": "application/pdf", "bytes": 48_211}
    wish = {"organization_id": client["organization_id"], "program": "P-104", "quantity": 1, "reference": "CERT-1"}
    with installation.answering() as service:
        token, key = service.log_in(client), {"Idempotency-Key": "certificate"}
        status, held = service.ask("POST", "/api/v1/redemptions", token, wish, **key)
        assert status == 201, held
        path = f"/api/v1/redemptions/{held['id']}/submit"
        status, told = service.ask("POST", path, token, {"evidence": [document]}, **key)
        assert status == 200, told
    return held["id"], held["call"]


def _in(installation: Installation, status: str) -> list[str]:
    """Give the certificates in a state."""
    found = installation.told("programs", "applications", "P-104", "--status", status)
    return [one["redemption_id"] for one in found]


def _shown(installation: Installation, organization: str) -> tuple[str | None, ...]:
    """Give what is known of an organization."""
    listed = installation.told("organizations", "list")
    one = next(one for one in listed if one["id"] == organization)
    return one["region"], one["size"], one["owner"]
