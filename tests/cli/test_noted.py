"""Every way to read a text of the vault is noted: each command, and each answer over HTTP, is tried in all its forms.

What asks the vault is seen in what SQLite is asked, not in what is printed: a paper's letters are not in its bytes. A
new command or path fails here until it is told what to be tried with, so that none is forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
import pytest
from flask import Flask
from sqlalchemy import Engine, event, text

from ledger.api.conventions.documenting import Conventions
from ledger.api.conventions.negotiation import NDJSON, PARQUET, XLSX
from ledger.cli.main import main
from ledger.store.database import create_store_engine
from tests.cli.installation import Installation
from tests.cli.test_sanctions import told_as

ASKS_THE_VAULT: Final = re.compile(r"\b(FROM|JOIN)\s+vault\b", re.IGNORECASE)

READING: Final[dict[str, str]] = {
    "access-log": "",
    "accruals explain": "{accrual}",
    "accruals uses": "{accrual}",
    "allotments list": "",
    "audit exceptions velocity": "",
    "audit sample": "--frame-to 10 --seed-checkpoint {checkpoint}",
    "authority": "",
    "bounds list": "",
    "certificates list": "",
    "certificates show": "{certificate}",
    "checkpoint": "",
    "clients list": "",
    "events": "",
    "expiring": "{company}",
    "export": "",
    "export bundle": "-o {folder}/bundle.zip",
    "objections list": "",
    "objections show": "{objection}",
    "organizations list": "",
    "periods lines": "{period}",
    "periods list": "",
    "periods proof": "{period} {account}",
    "periods show": "{period}",
    "programs applications": "{program}",
    "programs list": "",
    "programs show": "{program}",
    "proof": "1",
    "proposals list": "",
    "proposals show": "{proposal}",
    "provenance": "{transaction}",
    "reports ageing": "",
    "rules diff": "{rule} 1 1",
    "rules export": "",
    "rules list": "",
    "rules price": "HIRE students=5 --occurred-on 2025-03-03",
    "rules show": "{rule}",
    "sanctions list": "",
    "seal keys": "",
    "statement": "{company} {period}",
    "tiers of": "{company}",
    "tiers show": "",
    "users list": "",
}
"""What each command that reads a ledger is tried with. Reports are all one command, and over HTTP each is tried."""

NOT_READING: Final = {
    "certificates check",  # a file that is brought along
    "config check",
    "demo",
    "init",
    "migrate",
    "rebuild",  # goes through everything and shows only what is wrong
    "run",
    "run-due",
    "seal",
    "seal key",
    "users accept",  # a person proves itself
    "verifier",
    "verify",  # as rebuild
    "witness init",
    "witness run",
    "witness status",
    "witness trust",
    "witness vkey",
    "writer",
}
"""Commands that show nothing of a ledger's content."""

NOT_FOR_READERS: Final = {"list_imports", "get_import", "get_rejected_rows", "list_sessions"}
"""Views of files that universities handed in and of a user's sessions: each sees its own, and nobody else any."""


@pytest.fixture(scope="module")
def demo(sqlite_demo: Installation) -> Installation:
    """Give a demo in which something waits to be decided, and whose head is signed."""
    waiting = ("bounds", "propose", "adjustment", "--points-max", "7", "--second-from", "0", "--days", "3")
    told_as(sqlite_demo, "operator", *waiting, "--reason", "less is enough")
    sqlite_demo.run("checkpoint")
    return sqlite_demo


@contextmanager
def _watched() -> Iterator[list[str]]:
    """Collect everything that SQLite is asked over connections that are made meanwhile."""
    asked: list[str] = []

    def watch(connection: Any, _: Any) -> None:
        connection.set_trace_callback(asked.append)

    event.listen(Engine, "connect", watch)
    yield asked
    event.remove(Engine, "connect", watch)


@pytest.fixture(scope="module")
def database(demo: Installation) -> Iterator[Engine]:
    """Look into the demo's database, by the driver that the ledger has: two in a process take each other's locks."""
    engine = create_store_engine(demo.database_url)
    yield engine
    engine.dispose()


def _all(database: Engine, sql: str, **values: Any) -> list[Any]:
    with database.connect() as connection:
        return list(connection.scalars(text(sql), values))


def _doors(database: Engine, after: int = 0) -> list[str]:
    return _all(database, "SELECT door FROM access_log WHERE number > :after ORDER BY number", after=after)


def _ids(demo: Installation, database: Engine, folder: Path) -> dict[str, Any]:
    def one(sql: str) -> Any:
        return _all(database, sql)[0]

    return {
        "folder": folder,
        "checkpoint": one("SELECT max(size) FROM checkpoints"),
        "company": demo.demo_file()["clients"]["company"]["organization_id"],
        "accrual": one("SELECT accrual FROM accruals WHERE points > 0"),
        "redemption": one("SELECT redemption FROM redemptions"),
        "program": one("SELECT program FROM redemptions"),
        "certificate": one("SELECT certificate FROM certificates"),
        "objection": one("SELECT objection FROM objections"),
        "proposal": one("SELECT proposal FROM proposals"),
        "sanction": one("SELECT sanction FROM sanctions"),
        "transaction": one("SELECT id FROM entries WHERE kind = 'capture'"),
        "period": one("SELECT min(period) FROM period_lines"),
        "account": one("SELECT account FROM period_lines ORDER BY period"),
        "rule": one("SELECT code FROM rules"),
    }


def _commands(command: click.Command, *path: str) -> Iterator[tuple[str, click.Command]]:
    """Walk the commands in which nobody acts who has proved itself."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _commands(found, *path, name)
    runs = not isinstance(command, click.Group) or command.invoke_without_command
    if runs and not any("--as" in option.opts for option in command.params):
        yield " ".join(path), command


def _forms(command: click.Command) -> Iterator[tuple[str, ...]]:
    """Give the options by which a command shows something in another form; JSON and text are made of the same."""
    yield ("--json",) if any("--json" in option.opts for option in command.params) else ()
    for option in command.params:
        for name in {"--csv", "--proposals"}.intersection(option.opts):
            yield (name,)
        if "--format" in option.opts and isinstance(option.type, click.Choice):
            papers = {"csv", "pdf"}.intersection(option.type.choices)
            yield from (("--format", form, "--output", "{folder}/written") for form in papers)
        if "--pdf" in option.opts:
            yield "--pdf", "{folder}/written"


def test_every_command_that_shows_a_text_of_the_vault_is_noted(
    demo: Installation, database: Engine, tmp_path: Path
) -> None:
    ids, noted = _ids(demo, database, tmp_path), set()
    commands = dict(_commands(main))
    reports = {name for name in commands if name.startswith(("reports ", "audit exceptions "))}
    assert READING.keys() | reports | NOT_READING == commands.keys()
    for name in READING:
        for form in _forms(commands[name]):
            arguments = [part.format(**ids) for part in (*name.split(), *READING.get(name, "").split(), *form)]
            before = len(_doors(database))
            with _watched() as asked:
                done = demo.run(*arguments)
            assert done.returncode == 0, (arguments, done.stderr)
            doors = _doors(database, before)
            if any(map(ASKS_THE_VAULT.search, asked)):
                noted.add(name)
                assert doors == [name], arguments
            assert doors in ([], [name]), arguments
    assert {"users list", "proposals show", "objections show", "statement", "certificates show"} <= noted
    assert "reports ageing" not in noted


OF_PATHS: Final = {
    "account": "{account}",
    "accrual_id": "{accrual}",
    "certificate_id": "{certificate}",
    "code": "{program}",
    "digest": "0" * 64,
    "objection_id": "{objection}",
    "organization_id": "{company}",
    "period": "{period}",
    "place": "000",
    "position": "1",
    "proposal_id": "{proposal}",
    "redemption_id": "{redemption}",
    "sanction_id": "{sanction}",
    "transaction_id": "{transaction}",
}
"""What stands in a path under the name of a part of it."""

ASKED: Final = {
    "compare_rules": "from=1&to=1",
    "draw_sample": "frame_from=1&frame_to=10&seed_checkpoint={checkpoint}",
    "statement": "period={period}",
}
"""What must be asked of a path beside it."""

MADE_OF_THE_SAME: Final = {NDJSON, XLSX, PARQUET}
"""Files that are made of the pages of which a CSV is made."""

NOT_THERE: Final = {"get_evidence", "get_backing"}
"""Views of documents, of which the demo files none; who asks is noted all the same."""


def _views(app: Flask) -> Iterator[tuple[str, Conventions]]:
    """Walk the paths that are read by somebody who says who they are, with what their views bring with them."""
    for rule in app.url_map.iter_rules():
        told = getattr(app.view_functions[rule.endpoint], "_apidoc", {}).get("conventions")
        if told is not None and told.kind == "reading":
            yield re.sub(r"<(?:path:)?(\w+)>", r"{\1}", rule.rule), told


def test_every_answer_that_shows_a_text_of_the_vault_is_noted(
    demo: Installation, database: Engine, tmp_path: Path
) -> None:
    ids, noted = _ids(demo, database, tmp_path), set()
    parts = {name: part.format(**ids) for name, part in OF_PATHS.items()}
    with _watched() as asked, demo.answering() as door:
        token = door.log_in(demo.demo_file()["clients"]["auditor"])
        headers = {"Authorization": f"Bearer {token}", "Access-Reason": "yearly audit"}
        for path, view in _views(door.app):
            if view.name in NOT_FOR_READERS:
                continue
            code = {"code": ids["rule"]} if path.startswith("/api/v1/rules") else {}
            url = path.format(**(parts | code)) + "?" + ASKED.get(view.name, "").format(**ids)
            for media_type in set(view.offered or ("*/*",)) - MADE_OF_THE_SAME:
                before = len(_doors(database))
                asked.clear()
                answer = door.app.test_client().get(url, headers={**headers, "Accept": media_type})
                answer.get_data()
                expected = 404 if view.name in NOT_THERE else 200
                assert answer.status_code == expected, (url, media_type, answer.data)
                doors = _doors(database, before)
                if any(map(ASKS_THE_VAULT.search, asked)):
                    noted.add(view.name)
                    assert doors == [view.name], (url, media_type)
                assert doors in ([], [view.name])
    assert {"list_users", "get_proposal", "get_objection", "statement", "get_certificate"} <= noted
    assert "trial_balance" not in noted
