"""Reports and audits on the command line: as a table, as lines, as CSV, at a point that is told beside them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from ledger.cli.reports import reports
from tests.cli.installation import Installation


def test_reports_samples_and_exceptions_are_printed_with_the_point_they_were_read_at(sqlite_demo: Installation) -> None:
    size = sqlite_demo.run("checkpoint").stdout.split("\n")[1]
    done = sqlite_demo.run("reports", "control-accounts", "--json", "--recorded-as-of", size)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["difference"] for row in rows} == {0}
    assert f"Read at position {size}, root " in done.stderr
    told = sqlite_demo.run("reports", "movements", "--by", "activity", "--csv").stdout.splitlines()
    assert told[0].startswith("period,first_day,last_day,movement,key,debit,credit,net")
    frame = ("--frame-to", str(int(size) - 1), "--seed-checkpoint", size)
    drawn = sqlite_demo.run("audit", "sample", *frame, "--size", "4", "--json")
    assert len(json.loads(drawn.stdout)["items"]) == 4
    listed = sqlite_demo.run("audit", "exceptions", "round-sums", "--points-multiple", "0", "--krw-multiple", "0")
    assert (listed.returncode, listed.stdout.split()) == (0, ["rule", "why", "positions", "transaction_ids"])


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--recorded-as-of", "yesterday"),
        ("--recorded-as-of", "2026-08-31T12:00:00"),
        ("--effective-as-of", "2026-02-30"),
        ("--effective-from", "August"),
    ],
)
def test_a_moment_that_is_none_is_refused_before_anything_is_read(option: str, told: str) -> None:
    done = CliRunner().invoke(reports, ["movements", option, told])
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"found {told}" in done.stderr
