"""Settings: read from defaults, a file and the environment, each slip named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ledger.app import Installation
from ledger.application import LedgerNotOpen, create_app
from ledger.cli.runtime import CannotRun
from ledger.settings import ROOT, SettingsInvalid, load_settings
from ledger.store.errors import StoreUnfit
from tests.api.house import settings_for


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of the machine into the tests."""
    for name in list(os.environ):
        if name == "PORT" or (name.startswith("LEDGER_") and not name.startswith("LEDGER_TEST_")):
            monkeypatch.delenv(name)


def test_defaults_are_complete_and_safe() -> None:
    told = load_settings()
    assert told.server.host == "127.0.0.1"
    assert told.database.url == f"sqlite:///{ROOT}/var/ledger.db"
    assert told.keys_folder == ROOT / "var" / "ledger.db.keys"
    assert set(told.sources.values()) == {"config/default.toml"}


def test_the_environment_overrides_a_file_and_the_file_the_defaults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "own.toml"
    file.write_text("[server]\nport = 9000\nthreads = 3\n[door]\nmetrics = false\n")
    monkeypatch.setenv("LEDGER_CONFIG", str(file))
    monkeypatch.setenv("PORT", "9100")
    monkeypatch.setenv("LEDGER_TOKENS_LIFETIME_SECONDS", "60")
    told = load_settings()
    assert (told.server.port, told.server.threads, told.door.metrics) == (9100, 3, False)
    assert told.tokens.lifetime_seconds == 60
    assert told.sources["server.port"] == "environment PORT"
    assert told.sources["server.threads"] == str(file)


@pytest.mark.parametrize(("told", "days"), [("60, 14", (60, 14)), ("", ()), (None, (90, 30, 7))])
def test_days_are_told_apart_by_commas(
    monkeypatch: pytest.MonkeyPatch, told: str | None, days: tuple[int, ...]
) -> None:
    if told is not None:
        monkeypatch.setenv("LEDGER_DUE_WARNING_DAYS", told)
    assert load_settings().due.warning_days == days
    shown = {name: value for name, value, _ in load_settings().told()}
    assert shown["due.warning_days"] == ",".join(map(str, days))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LEDGER_SERVER_PROT", "1", "there is no setting LEDGER_SERVER_PROT"),
        ("LEDGER_SERVER_PORT", "eighty", "LEDGER_SERVER_PORT"),
        ("LEDGER_SERVER_THREADS", "0", "server.threads is 1 or more, found 0"),
        ("LEDGER_SERVER_LOG_LEVEL", "loud", "server.log_level is one of"),
        ("LEDGER_DATABASE_URL", "", "database.url is of kind str"),
        ("LEDGER_DUE_WARNING_DAYS", "90,soon", "LEDGER_DUE_WARNING_DAYS"),
        ("LEDGER_DUE_WARNING_DAYS", "90,0", "due.warning_days are whole numbers from 1 to 3650, found"),
        ("LEDGER_CONFIG", "/nowhere.toml", "expected a TOML file"),
    ],
)
def test_a_slip_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsInvalid, match=says.replace(".", r"\.")):
        load_settings()
    with pytest.raises(CannotRun):
        _ = Installation().port


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[server]\nprot = 1", "no setting server.prot"),
        ("[sever]\nport = 1", "no setting sever.port"),
        ("port = 1", "expected tables only"),
        ("[server]\nport = '1'", "server.port is of kind int"),
        ("[due]\nwarning_days = 90", "due.warning_days is of kind list"),
        ("[due]\nwarning_days = ['90']", "due.warning_days are whole numbers"),
        ("[door]\nmetrics = 1", "door.metrics is of kind bool"),
    ],
)
def test_a_slip_in_a_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text)
    monkeypatch.setenv("LEDGER_CONFIG", str(file))
    with pytest.raises(SettingsInvalid, match=says.replace(".", r"\.")):
        load_settings()


def test_each_database_has_keys_of_its_own_and_shows_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_DATABASE_URL", "postgresql+psycopg://kim:geheim@db.example:5432/busan?sslmode=require")
    told = load_settings()
    assert told.keys_folder.name.startswith("busan-")
    shown = {name: value for name, value, _ in told.told()}
    assert shown["database.url"] == "postgresql+psycopg://***@db.example:5432/busan?sslmode=require"


def test_the_service_starts_on_no_database_that_is_unfit_or_empty(database_url: str, tmp_path: Path) -> None:
    settings = settings_for(database_url, tmp_path)
    with pytest.raises(StoreUnfit, match="ledger migrate"):
        create_app(settings)
    installation = Installation()
    installation.__dict__["_settings"] = settings
    assert installation.migrate()
    with pytest.raises(LedgerNotOpen):
        create_app(settings)
    assert not installation.open_node().is_open
    installation.reset()
    installation.close()
    with pytest.raises(StoreUnfit, match="ledger migrate"):
        create_app(settings)
