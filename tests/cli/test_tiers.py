"""Tiers at the command line: proposed from a file by one person, and told for an organization."""

from __future__ import annotations

from pathlib import Path

from tests.cli.installation import Installation
from tests.cli.office import Office

TIERS = Path(__file__).parents[2] / "config" / "demo" / "tiers.toml"


def test_tiers_are_proposed_from_a_file(installation: Installation, tmp_path: Path) -> None:
    office = Office(installation)
    proposing = ("tiers", "propose", str(TIERS), "--reason", "the scheme of 2026")
    assert office.told(office.drafter, *proposing, "--dry-run")["status"] == "proposed"
    proposed = office.told(office.drafter, *proposing)
    assert [one["code"] for one in proposed["terms"]["tiers"]] == ["PARTICIPANT", "EXCELLENT", "OUTSTANDING"]
    assert installation.told("tiers", "show") == []
    organization = installation.told("organizations", "list")[0]["id"]
    done = installation.run("tiers", "of", organization)
    assert (done.returncode, "tiers_not_set" in done.stderr) == (1, True)
    refused = office.run(office.approver, *proposing)
    assert (refused.returncode, "permission_missing" in refused.stderr) == (1, True)
    for content, reason in (("months = 24", "tiers.grace_months"), ("months = 24.5", "tiers.months"), ("tiers =", "")):
        file = tmp_path / "tiers.toml"
        file.write_text(content, encoding="utf-8")
        done = office.run(office.drafter, "tiers", "propose", str(file), "--reason", "why")
        assert (done.returncode, "tiers_file_invalid" in done.stderr, reason in done.stderr) == (1, True, True)


def test_an_organization_is_told_what_it_has_come_to(installation: Installation) -> None:
    office = Office(installation)
    proposed = office.told(office.drafter, "tiers", "propose", str(TIERS), "--reason", "the scheme of 2026")
    approved = office.told(office.approver, "proposals", "approve", proposed["id"])
    assert (approved["status"], approved["result"]["version"]) == ("approved", 1)
    assert installation.told("tiers", "show")[0]["tiers"][0]["code"] == "PARTICIPANT"
    shown = installation.run("--lang", "ko", "tiers", "show")
    assert (shown.returncode, "최우수" in shown.stdout, "10000" in shown.stdout.replace(",", "")) == (0, True, True)
    organization = installation.told("organizations", "list")[0]["id"]
    told = installation.told("tiers", "of", organization, "--on", "2026-08-31")
    assert (told["tier"], told["counts_to"], told["points_missing"]) == (None, "2026-08-31", 1)
    done = installation.run("tiers", "of", organization)
    assert (done.returncode, "PARTICIPANT Participating" in done.stdout) == (0, True)
    assert installation.told("verify")["findings"] == []
