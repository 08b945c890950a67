"""Certificates on the command line, over the demo: issued, printed, checked with no server, and revoked."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.installation import Installation
from tests.cli.test_sanctions import told_as


def test_a_certificate_is_issued_checked_from_a_file_and_revoked(own_sqlite_demo: Installation, tmp_path: Path) -> None:
    company = own_sqlite_demo.demo_file()["clients"]["company"]["organization_id"]
    issuing = ("certificates", "issue", company)
    before = own_sqlite_demo.told("certificates", "list")
    assert told_as(own_sqlite_demo, "company", *issuing, "--dry-run")["code"] is None
    assert own_sqlite_demo.told("certificates", "list") == before
    issued = told_as(own_sqlite_demo, "company", *issuing)
    file, key = tmp_path / "certificate.json", tmp_path / "log.vkey"
    file.write_text(own_sqlite_demo.run("certificates", "show", issued["id"]).stdout, encoding="utf-8")
    key.write_text(own_sqlite_demo.run("checkpoint", "--vkey").stdout, encoding="utf-8")
    checking = ("certificates", "check", str(file), "--key", str(key))
    certified = own_sqlite_demo.told(*checking, "--code", issued["code"])
    assert (certified["certificate"], certified["points"]["available"]) == (issued["id"], issued["posted"])
    assert own_sqlite_demo.run(*checking, "--code", "2ZQ4K-8H0WD-1M7XA-RT5N2-9EJ3B-W").returncode == 1
    forged = json.loads(file.read_text(encoding="utf-8"))
    forged["certificate"]["posted"] += 1
    file.write_text(json.dumps(forged), encoding="utf-8")
    refused = own_sqlite_demo.run(*checking)
    assert (refused.returncode, "the entry says posted" in refused.stderr) == (1, True)
    nameless = own_sqlite_demo.run("certificates", "check", str(file), "--key", "k" * 300)
    assert (nameless.returncode, f"{file}: " in nameless.stderr) == (1, True), nameless.stderr
    assert "Traceback" not in nameless.stderr
    paper = tmp_path / "certificate.pdf"
    assert (
        own_sqlite_demo.run("certificates", "show", issued["id"], "--pdf", str(paper), "--lang", "en").returncode == 0
    )
    assert paper.read_bytes().startswith(b"%PDF-")
    statement = tmp_path / "statement.pdf"
    printing = ("statement", company, "2025", "--format", "pdf", "--output", str(statement))
    assert own_sqlite_demo.run(*printing).returncode == 0
    assert statement.read_bytes().startswith(b"%PDF-")
    dated = ("statement", company, "2025", "--format", "csv")
    position = str(own_sqlite_demo.told("statement", company, "2025")["position"])
    before_that = own_sqlite_demo.run(*dated, "--recorded-as-of", position).stdout
    assert own_sqlite_demo.run(*dated).stdout == before_that
    at_first = own_sqlite_demo.told(
        "statement", company, "2025", "--recorded-as-of", "1", "--effective-as-of", "2024-01-01"
    )
    assert (at_first["position"], at_first["status"], at_first["movements"]) == (1, "open", [])
    revoked = told_as(own_sqlite_demo, "operator", "certificates", "revoke", issued["id"], "--reason", "a wrong day")
    assert revoked["status"] == "revoked"
    listed = own_sqlite_demo.told("certificates", "list", "--organization", company)
    assert [one["status"] for one in listed if one["id"] == issued["id"]] == ["revoked"]
    assert own_sqlite_demo.told("verify")["findings"] == []
