"""Rules and allotments on the command line: two persons, each proving itself, and files in between."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.installation import Installation
from tests.cli.office import Office

RULES = Path(__file__).parents[2] / "config" / "demo" / "rules.toml"
YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")


def test_rules_go_from_a_file_into_force_by_two_persons(installation: Installation, tmp_path: Path) -> None:
    office = Office(installation)
    dry = office.told(office.drafter, "rules", "import", str(RULES), "--dry-run")
    assert {(one["status"], one["drafted"]) for one in dry} == {("draft", True)}
    assert installation.told("rules", "list", "--status", "draft") == []
    assert office.told(office.drafter, "rules", "import", str(RULES)) == dry
    simulated = office.told(office.drafter, "rules", "simulate", "INT-STD", "2", *YEAR)
    assert simulated["totals"]["activities"] == 0
    refused = office.run(office.drafter, "rules", "approve", "INT-STD", "2")
    assert (refused.returncode, "permission_missing" in refused.stderr) == (1, True)
    assert office.told(office.approver, "rules", "approve", "INT-STD", "2")["status"] == "in_force"
    (in_force,) = installation.told("rules", "list")
    assert (in_force["code"], in_force["version"]) == ("INT-STD", 2)
    kept = tmp_path / "kept.toml"
    kept.write_text(installation.run("rules", "export").stdout, encoding="utf-8")
    (again,) = office.told(office.drafter, "rules", "import", str(kept))
    assert (again["status"], again["drafted"]) == ("in_force", False)
    changed = tmp_path / "changed.toml"
    text = kept.read_text(encoding="utf-8")
    changed.write_text(text.replace("version = 2", "version = 3").replace("6_000", "7_000"), encoding="utf-8")
    office.told(office.drafter, "rules", "draft", str(changed))
    assert installation.told("rules", "diff", "INT-STD", "2", "3")["differences"] == [
        {"pointer": "/terms/limits/0/points_max", "from": 6_000, "to": 7_000}
    ]
    assert [one["status"] for one in installation.told("rules", "show", "INT-STD")] == ["in_force", "draft"]
    changed.write_text(text.replace("6_000", "7_000"), encoding="utf-8")
    done = office.run(office.drafter, "rules", "import", str(changed), "--json")
    assert (done.returncode, json.loads(done.stdout)[0]["refused"]) == (1, "rule_version_already_in_force")
    assert installation.told("verify")["findings"] == []


def test_an_allotment_is_proposed_and_approved(installation: Installation) -> None:
    office = Office(installation)
    (operator,) = installation.told("organizations", "list")
    wrong = office.run(office.drafter, "allotments", "propose", operator["id"], "2026", "1")
    assert (wrong.returncode, "organization_is_not_a_university" in wrong.stderr) == (1, True)
    assert installation.told("allotments", "list") == installation.told("allotments", "list", "--proposals") == []
