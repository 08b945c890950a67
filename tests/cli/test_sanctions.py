"""Sanctions and provenance on the command line, over the demo."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.cli.exported import exported
from tests.cli.installation import Installation


def told_as(demo: Installation, role: str, *command: str) -> Any:
    """Let a client of the demo do something, and give what is told in JSON."""
    client = demo.demo_file()["clients"][role]
    return demo.told(*command, "--as", client["client_id"], typed=client["client_secret"] + "\n")


def test_a_sanction_is_proposed_listed_and_decided_by_another_person(
    own_sqlite_demo: Installation, tmp_path: Path
) -> None:
    company = own_sqlite_demo.demo_file()["clients"]["company"]["organization_id"]
    decision = tmp_path / "decision.pdf"
    decision.write_bytes(b"%PDF-1.7 as decided")
    proposing = ("sanctions", "propose", company, "sanction", "--points", "1", "--reason", "false records")
    proposing = (*proposing, "--document", str(decision))
    before = own_sqlite_demo.told("sanctions", "list")
    assert told_as(own_sqlite_demo, "operator", *proposing, "--dry-run")["status"] == "proposed"
    assert own_sqlite_demo.told("sanctions", "list") == before
    proposed = [told_as(own_sqlite_demo, "operator", *proposing) for _ in range(2)]
    assert proposed[0]["document"] == {
        "kind": "decision",
        "sha256": sha256(decision.read_bytes()).hexdigest(),
        "media_type": "application/pdf",
        "bytes": 19,
    }
    waiting = [one["id"] for one in told_as(own_sqlite_demo, "operator_approver", "inbox", "--kind", "sanction")]
    assert set(waiting) >= {one["id"] for one in proposed}
    assert told_as(own_sqlite_demo, "operator", "inbox", "--kind", "sanction") == []
    client = own_sqlite_demo.demo_file()["clients"]["operator"]
    approve = ("sanctions", "approve", proposed[0]["id"])
    refused = own_sqlite_demo.run(*approve, "--as", client["client_id"], typed=client["client_secret"] + "\n")
    assert (refused.returncode, "permission_missing" in refused.stderr) == (1, True)
    imposed = told_as(own_sqlite_demo, "operator_approver", *approve)
    assert (imposed["status"], imposed["forfeited"]) == ("imposed", 1)
    rejected = told_as(
        own_sqlite_demo, "operator_approver", "sanctions", "reject", proposed[1]["id"], "--reason", "too hard"
    )
    assert rejected["status"] == "rejected"
    listed = own_sqlite_demo.told("sanctions", "list", "--organization", company)
    assert [(one["id"], one["status"]) for one in listed] == [
        (proposed[0]["id"], "imposed"),
        (proposed[1]["id"], "rejected"),
    ]
    origin = own_sqlite_demo.told("provenance", imposed["transaction_id"])
    assert (origin["kind"], origin["points"]) == ("sanction", 1)
    (lot,) = origin["lots"]
    uses = own_sqlite_demo.told("accruals", "uses", lot["earned_by"]["accrual_id"])
    assert sum(one["forfeited"] for one in uses["lots"]) == 1
    assert own_sqlite_demo.told("verify")["findings"] == []


def test_what_was_bought_is_told_in_tables_too(sqlite_demo: Installation) -> None:
    capture = next(one for one in exported(sqlite_demo) if one["kind"] == "capture")
    told = sqlite_demo.told("provenance", capture["id"])
    done = sqlite_demo.run("provenance", capture["id"])
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, f"capture of {told['points']} points")
    accrual = told["lots"][0]["earned_by"]["accrual_id"]
    assert accrual in done.stdout
    uses = sqlite_demo.run("accruals", "uses", accrual)
    assert (uses.returncode, capture["subject"] in uses.stdout) == (0, True), uses.stderr
    missing = sqlite_demo.run("provenance", f"txn_{'0' * 32}")
    assert (missing.returncode, "transaction_unknown" in missing.stderr) == (1, True)
