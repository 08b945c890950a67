"""Programs on the command line: from a file into force, and to their end, by two persons who prove themselves."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.installation import Installation
from tests.cli.office import Office

PROGRAMS = Path(__file__).parents[2] / "config" / "demo" / "programs.toml"


def test_programs_go_from_a_file_into_force_and_to_their_end_by_two_persons(
    installation: Installation, tmp_path: Path
) -> None:
    office = Office(installation)
    dry = office.told(office.drafter, "programs", "draft", str(PROGRAMS), "--dry-run")
    assert {(one["status"], one["drafted"]) for one in dry} == {("draft", True)}
    assert installation.told("programs", "list", "--status", "draft") == []
    assert office.told(office.drafter, "programs", "draft", str(PROGRAMS)) == dry
    assert len(installation.told("programs", "list", "--status", "draft")) == len(dry)
    refused = office.run(office.drafter, "programs", "approve", "P-301", "1")
    assert (refused.returncode, "permission_missing" in refused.stderr) == (1, True)
    assert office.told(office.approver, "programs", "approve", "P-301", "1")["status"] == "in_force"
    (in_force,) = installation.told("programs", "list")
    assert (in_force["code"], in_force["version"]) == ("P-301", 1)
    again = office.told(office.drafter, "programs", "draft", str(PROGRAMS))
    assert {one["drafted"] for one in again} == {False}
    closing = office.told(office.drafter, "programs", "close", "P-301", "2099-12-31")
    assert (closing["version"], closing["status"]) == (2, "draft")
    assert [one["status"] for one in installation.told("programs", "show", "P-301")] == ["in_force", "draft"]
    office.told(office.approver, "programs", "approve", "P-301", "2")
    assert installation.told("programs", "show", "P-301")[1]["terms"]["window"]["closes_on"] == "2099-12-31"
    assert "2099-12-31" in installation.run("programs", "list").stdout
    late = office.run(office.drafter, "programs", "close", "P-301", "2100-01-01")
    assert (late.returncode, "program_already_closed" in late.stderr) == (1, True)
    changed = tmp_path / "changed.toml"
    changed.write_text(PROGRAMS.read_text(encoding="utf-8").replace("points = 600", "points = 500"), encoding="utf-8")
    done = office.run(office.drafter, "programs", "draft", str(changed), "--json")
    told = {one["code"]: one for one in json.loads(done.stdout)}
    assert (done.returncode, told["P-301"]["refused"]) == (1, "program_version_already_in_force")
    assert installation.told("verify")["findings"] == []


def test_a_file_that_holds_no_programs_says_where_and_why(installation: Installation, tmp_path: Path) -> None:
    office = Office(installation)
    file = tmp_path / "programs.toml"
    for text, reason in (
        ("program = 1", "expected [[program]]"),
        ("[[program]\n", "line 1"),
        ('[[program]]\ncode = "P-1"\nversion = 0\n[program.terms]\n', "program.version"),
        ('[[program]]\ncode = "P-1"\nversion = 1\nopen = true\n[program.terms]\n', "program.open"),
        ('[[program]]\ncode = "P-1"\nversion = 1\n[program.terms]\n', "P-1.price"),
    ):
        file.write_text(text, encoding="utf-8")
        done = office.run(office.drafter, "programs", "draft", str(file))
        assert (done.returncode, "programs_file_invalid" in done.stderr, reason in done.stderr) == (1, True, True)
    file.write_bytes(b"\xff")
    assert office.run(office.drafter, "programs", "draft", str(file)).returncode == 3
    assert installation.told("programs", "list", "--status", "draft") == []
