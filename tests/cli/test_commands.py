"""What the commands say, write and refuse, and the exit codes by which scripts know it."""

import csv
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from ledger.services import parquet
from ledger.store.database import create_store_engine
from tests.cli.installation import PROGRAM, Installation

NAMES = ("--name-en", "Busan Cooperation Centre", "--name-ko", "부산 지산학협력센터", "--person", "Kim")


@pytest.fixture
def opened(installation: Installation) -> dict[str, str]:
    """Open a ledger; gives the operator's first client with its secret."""
    client: dict[str, str] = installation.told("init", *NAMES)
    return client


def test_init_opens_a_ledger_once_and_shows_a_secret_once(installation: Installation, opened: dict[str, str]) -> None:
    assert set(opened) == {"client_id", "client_secret", "organization_id", "role"}
    again = installation.run("init", *NAMES)
    assert again.returncode == 1
    assert (
        "The ledger is already open (ledger_already_open). The ledger is open and stands at position 3." in again.stderr
    )
    assert opened["client_secret"] not in installation.run("clients", "list", "--json").stdout


def test_a_ledger_by_a_simulated_clock_is_opened_at_its_time(installation: Installation, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("2024-09-02T00:30:00.000Z\n", encoding="ascii")
    done = installation.run("init", *NAMES, "--clock", "simulated", LEDGER_LEDGER_CLOCK_FILE=str(clock))
    assert done.returncode == 0, done.stderr
    engine = create_store_engine(installation.database_url)
    with engine.connect() as connection:
        times = connection.execute(text("SELECT recorded_at, effective_on FROM entries")).all()
    engine.dispose()
    assert set(map(tuple, times)) == {("2024-09-02T00:30:00.000Z", "2024-09-02")}


def test_migrate_is_safe_to_repeat(installation: Installation) -> None:
    first, second = installation.told("migrate"), installation.told("migrate")
    assert first == second
    assert first["revision"]


def test_a_client_is_granted_and_revoked_by_one_that_proves_itself(
    installation: Installation, opened: dict[str, str]
) -> None:
    acting, secret = ("--as", opened["client_id"]), opened["client_secret"] + "\n"
    organization = opened["organization_id"]
    granting = ("clients", "grant", organization, "--role", "operator", "--person", "Lee", *acting)
    assert "client_secret" not in installation.told(*granting, "--dry-run", typed=secret)
    granted = installation.told(*granting, typed=secret)
    assert granted["role"] == "operator"
    revoked = installation.told("clients", "revoke", granted["client_id"], *acting, typed=secret)
    listed = {one["client_id"]: one["revoked_at"] for one in installation.told("clients", "list")}
    assert listed == {opened["client_id"]: None, granted["client_id"]: revoked["revoked_at"]}
    assert installation.told("verify")["findings"] == [], "every act has an actor with authority behind it"


def test_a_wrong_secret_changes_nothing(installation: Installation, opened: dict[str, str]) -> None:
    done = installation.run("clients", "revoke", opened["client_id"], "--as", opened["client_id"], typed="guess\n")
    assert done.returncode == 3
    assert "expected the secret of a client in force" in done.stderr
    assert installation.entries() == 3


def test_a_refusal_speaks_korean_when_asked(installation: Installation, opened: dict[str, str]) -> None:
    acting, secret = ("--as", opened["client_id"]), opened["client_secret"] + "\n"
    unknown = ("clients", "revoke", "cli_00000000000070008000000000000000", *acting)
    english, korean = installation.run(*unknown, typed=secret), installation.run("--lang", "ko", *unknown, typed=secret)
    assert english.returncode == korean.returncode == 1
    assert "(client_unknown)" in english.stderr
    assert "(client_unknown)" in korean.stderr
    assert english.stderr != korean.stderr


def test_verify_names_what_was_changed_behind_the_ledgers_back(
    installation: Installation, opened: dict[str, str]
) -> None:
    engine = create_store_engine(installation.database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE clients SET role = 'auditor'"))
    engine.dispose()
    for command in (("verify",), ("rebuild", "--check")):
        done = installation.run(*command)
        assert done.returncode == 1
        assert "WRONG" in done.stdout
        assert f"Client ('{opened['client_id']}',): projection_differs" in done.stdout
        told = json.loads(installation.run(*command, "--json").stdout)
        assert [finding["code"] for finding in told["findings"]] == ["projection_differs"]


def test_a_checkpoint_kept_aside_is_checked_and_another_logs_is_not_accepted(
    installation: Installation, opened: dict[str, str], tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.write_text(installation.run("checkpoint").stdout, encoding="utf-8")
    assert installation.run("verify", "--checkpoint", str(kept)).returncode == 0
    forged = tmp_path / "forged"
    forged.write_text(kept.read_text(encoding="utf-8").replace("\n3\n", "\n4\n"), encoding="utf-8")
    done = installation.run("verify", "--checkpoint", str(forged))
    assert done.returncode == 3
    assert "is not good" in done.stderr
    forged.write_bytes(b"\xff\xfe" * 40)
    done = installation.run("verify", "--checkpoint", str(forged))
    assert (done.returncode, "expected a signed checkpoint" in done.stderr) == (3, True), done.stderr
    assert installation.run("verify", "--checkpoint", str(tmp_path / "nowhere")).returncode == 2


def test_rebuild_only_checks_and_wants_that_said(installation: Installation) -> None:
    done = installation.run("rebuild")
    assert done.returncode == 2
    assert "Missing option '--check'" in done.stderr


def test_commands_that_need_a_ledger_say_how_to_open_one(installation: Installation) -> None:
    installation.run("migrate")
    for command in (["verify"], ["run-due"], ["export"], ["checkpoint"], ["clients", "list"], ["rules", "list"]):
        done = installation.run(*command)
        assert done.returncode == 3
        assert "`ledger init` opens one, `ledger demo` loads a demo" in done.stderr


def test_run_due_twice_finds_nothing_the_second_time(with_demo: Installation) -> None:
    installation = with_demo
    first, second = installation.told("run-due"), installation.told("run-due")
    assert first["holders"] > 0
    assert second == {"holders": 0, "entries": 0, "warnings": 0, "expired": 0}
    assert installation.told("verify")["findings"] == []


def test_run_due_warns_once_of_what_lapses_within_the_settings_and_events_and_wallets_tell_it(
    with_demo: Installation,
) -> None:
    installation, far = with_demo, {"LEDGER_DUE_WARNING_DAYS": "1500"}
    before = installation.told("events", "--kind", "expiry_warning")
    ran = [json.loads(installation.run("run-due", "--json", **far).stdout) for _ in range(2)]
    assert ran[0]["warnings"] > 0
    assert ran[1] == {"holders": 0, "entries": 0, "warnings": 0, "expired": 0}
    told = installation.told("events", "--kind", "expiry_warning")[len(before) :]
    assert len(told) == ran[0]["warnings"]
    assert installation.told("events", "--after", str(told[0]["position"])) == told[1:]
    holder = told[0]["organization_id"]
    own = installation.told("events", "--organization", holder)
    assert told[0] in own
    wallet = installation.told("expiring", holder, "--within-days", "1500")
    days = {(day["expires_on"], day["points"]) for day in wallet["due"]}
    assert days == {(one["expires_on"], one["points"]) for one in wallet["warnings"]}
    assert wallet["points_due"] == wallet["spendable"] == sum(month["points"] for month in wallet["months"])
    shown = installation.run("expiring", holder, "--within-days", "1500").stdout
    assert f"{wallet['points_due']} of {wallet['spendable']} points lapse within 1500 days." in shown
    assert all(month["month"] in shown for month in wallet["months"])
    listed = installation.run("events", "--kind", "expiry_warning").stdout.splitlines()
    assert len(listed) == 1 + len(before) + len(told)
    assert installation.run("expiring", "org_nobody").returncode == 1
    assert installation.told("verify")["findings"] == []


def test_csv_and_ndjson_say_the_same(sqlite_demo: Installation, tmp_path: Path) -> None:
    lines = sqlite_demo.run("export").stdout.splitlines()
    postings = [
        (transaction["id"], posting["account"], posting["lot"], posting["side"], str(posting["amount"]))
        for transaction in map(json.loads, lines)
        for posting in transaction["postings"]
    ]
    written = tmp_path / "transactions.csv"
    assert sqlite_demo.run("export", "--format", "csv", "--output", str(written)).returncode == 0
    rows = list(csv.DictReader(io.StringIO(written.read_text(encoding="utf-8"))))
    assert [(row["id"], row["account"], row["lot"], row["side"], row["amount"]) for row in rows] == postings


def test_an_export_is_a_workbook_too(sqlite_demo: Installation, tmp_path: Path) -> None:
    written = tmp_path / "history.xlsx"
    narrow = ("--kind", "capture")
    assert sqlite_demo.run("export", "--format", "xlsx", "--output", str(written), *narrow).returncode == 0
    rows = CalamineWorkbook.from_path(str(written)).get_sheet_by_name("transactions").to_python()
    table = sqlite_demo.run("export", "--format", "csv", *narrow).stdout.splitlines()
    assert [",".join(map(str, rows[0])), len(rows)] == [table[0], len(table)]


def test_a_form_that_cannot_be_written_here_says_what_it_needs(
    sqlite_demo: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "INSTALLED", False)
    for command in (("export",), ("statement", "org_unknown", "2025")):
        done = sqlite_demo.run(*command, "--format", "parquet")
        assert (done.returncode, "needs pyarrow" in done.stderr) == (2, True)


def test_an_export_can_be_narrowed(sqlite_demo: Installation) -> None:
    company = sqlite_demo.demo_file()["clients"]["company"]["organization_id"]
    asked = ("export", "--organization", company, "--kind", "capture", "--from", "2025-01-01", "--to", "2025-12-31")
    captures: list[dict[str, Any]] = [json.loads(line) for line in sqlite_demo.run(*asked).stdout.splitlines()]
    assert [capture["effective_on"] for capture in captures] == ["2025-02-14", "2025-04-15", "2025-11-20"]
    until = str(captures[1]["position"])
    newest = sqlite_demo.run(*asked, "--order", "newest", "--recorded-as-of", until, "--q", captures[1]["subject"])
    assert [json.loads(line)["position"] for line in newest.stdout.splitlines()] == [int(until)]
    for wrong in (("--from", "2025-02-30"), ("--recorded-from", "yesterday"), ("--kind", "genesis")):
        assert sqlite_demo.run("export", *wrong).returncode == 2


def test_config_check_names_the_source_of_each_setting_and_no_password(sqlite_installation: Installation) -> None:
    address = "postgresql+psycopg://ledger:hunter2@db.example/ledger"
    done = sqlite_installation.run("config", "check", "--json", LEDGER_DATABASE_URL=address, PORT="8765")
    assert done.returncode == 0, done.stderr
    found = {one["name"]: one for one in json.loads(done.stdout)}
    assert found["server.port"]["value"] == "8765"
    assert "environment" in found["server.port"]["source"]
    assert found["server.host"]["source"] == "config/default.toml"
    assert "hunter2" not in done.stdout
    assert "db.example" in found["database.url"]["value"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LEDGER_DATABASE_URL", "mysql://db.example/ledger", "expected sqlite:///... or postgresql+psycopg://..."),
        ("LEDGER_DATABSE_URL", "sqlite:///ledger.db", "there is no setting LEDGER_DATABSE_URL"),
        ("PORT", "eighty", "PORT"),
    ],
)
def test_settings_that_do_not_fit_end_with_3(
    sqlite_installation: Installation, name: str, value: str, said: str
) -> None:
    done = sqlite_installation.run("migrate", **{name: value})
    assert done.returncode == 3
    assert said in done.stderr


def test_a_database_that_does_not_answer_ends_with_3(sqlite_installation: Installation) -> None:
    nobody = "postgresql+psycopg://postgres@127.0.0.1:1/ledger?connect_timeout=2"
    done = sqlite_installation.run("verify", LEDGER_DATABASE_URL=nobody)
    assert done.returncode == 3
    assert done.stderr.startswith("ledger: ")


def test_the_program_itself_ends_with_the_same_codes(sqlite_installation: Installation) -> None:
    for arguments, code in ((["--version"], 0), (["verfy"], 2), (["run-due"], 3)):
        ended = subprocess.run(
            [*PROGRAM, *arguments],
            env=sqlite_installation.environment,
            cwd=sqlite_installation.folder,
            capture_output=True,
            check=False,
        )
        assert ended.returncode == code
