"""The log of reads, and the vault, in the hands of somebody who owns the database: verification finds what was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ledger.domain.access import BEFORE_THE_FIRST, line_behind
from ledger.domain.commands import ApproveProposal, NoteAccess
from ledger.services.access import anchor
from ledger.services.context import CLOCK, Request
from ledger.services.corrections import Grounds
from ledger.services.erasing import propose_erasure
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.posting import post
from ledger.services.verification import verify
from ledger.store import guards
from ledger.store.migrations import owner_connection
from ledger.store.reads import access
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import documents, furnish


@pytest.fixture
def world(store: Store, tmp_path: Path) -> tuple[MirroredLedger, Node]:
    """Give a ledger with an award, in which three reads were noted, and anchored."""
    keys = Keys.load_or_create(tmp_path / "keys")
    ledger = furnish(MirroredLedger([store], keys))
    ledger.accrue("pukyong", "E-1", "INT", "gijang-robotics", "2026-08-31", allowance_krw=9_000_000)
    node = Node(store, lambda: ledger.now, keys, ledger.ledger)
    for subject in ("org_1", "", "per_1"):
        note = NoteAccess("list_users", subject, "", "", private("reason", f"audit of {subject}"))
        post(node, [ledger.submission("operator", [note])])
    assert anchor(node) == 3
    return ledger, node


@contextmanager
def _owning(node: Node) -> Iterator[Any]:
    """Give a connection of the tables' owner, with the guards down."""
    with owner_connection(node.store.engine) as connection:
        guards.take_down(connection)
        yield lambda sql, **values: connection.execute(text(sql), values)


def _codes(node: Node) -> list[str]:
    return [finding.code for finding in verify(node).findings]


def test_a_line_that_was_changed_or_taken_out_is_found(world: tuple[MirroredLedger, Node]) -> None:
    _, node = world
    assert (_codes(node), verify(node).accesses) == ([], 3)
    with _owning(node) as sql:
        sql("UPDATE access_log SET door = 'get_balance' WHERE number = 2")
    assert _codes(node) == ["access_chain_broken"]
    with _owning(node) as sql:
        sql("UPDATE access_log SET door = 'list_users' WHERE number = 2")
    assert _codes(node) == []
    with _owning(node) as sql:
        sql("DELETE FROM access_log WHERE number = 3")
    assert _codes(node) == ["access_log_truncated"]


def test_a_log_that_was_chained_anew_contradicts_the_journal(world: tuple[MirroredLedger, Node]) -> None:
    _, node = world
    with node.store.reading() as unit:
        lines = list(access.every_line(unit))
    last = BEFORE_THE_FIRST
    with _owning(node) as sql:
        for number, line in enumerate(lines, start=1):
            forged = line.access._replace(client="cli_nobody") if number == 2 else line.access
            last = line_behind(number, last, forged).hash
            told = {"client": forged.client, "hash": last, "number": number}
            sql("UPDATE access_log SET client = :client, hash = :hash WHERE number = :number", **told)
    assert _codes(node) == ["access_log_differs"]


def test_a_text_that_is_missing_or_another_is_found(world: tuple[MirroredLedger, Node]) -> None:
    _, node = world
    company = world[0].clients["haeundae-marine-tech"][1]
    with _owning(node) as sql:
        sql("UPDATE vault SET value = value || ' & Sons' WHERE subject = :at AND field = 'name_en'", at=company)
    assert _codes(node) == ["vault_text_differs"]
    with _owning(node) as sql:
        sql("DELETE FROM vault WHERE subject = :at AND field = 'name_en'", at=company)
    assert _codes(node) == ["vault_text_missing"]


def test_a_reason_that_was_rewritten_or_taken_out_is_found(world: tuple[MirroredLedger, Node]) -> None:
    _, node = world
    proven = verify(node).texts
    with _owning(node) as sql:
        sql("UPDATE vault SET value = 'court order' WHERE value = 'audit of org_1'")
    assert _codes(node) == ["vault_text_differs"]
    with _owning(node) as sql:
        sql("DELETE FROM vault WHERE value = 'court order'")
    assert _codes(node) == ["vault_text_missing"]
    assert verify(node).texts == proven - 1


def test_a_text_that_comes_back_after_it_was_erased_is_found(world: tuple[MirroredLedger, Node]) -> None:
    ledger, node = world
    with node.store.reading() as unit:
        kept = unit.connection.execute(text("SELECT * FROM vault WHERE subject LIKE 'acr_%'"))
        rows = [tuple(row) for row in kept]
    told = verify(node)
    _erase(ledger, node, rows[0][0])
    assert verify(node).findings == ()
    assert verify(node).erased == told.erased + len(rows)
    with _owning(node) as sql:
        sql("UPDATE erasures SET erased_at = erased_at || 'x'")
    assert _codes(node) == ["projection_differs"]
    with _owning(node) as sql:
        for subject, field, salt, value in rows:
            values = {"subject": subject, "field": field, "salt": salt, "value": value}
            sql("INSERT INTO vault VALUES (:subject, :field, :salt, :value)", **values)
    assert "erased_text_present" in _codes(node)


def _erase(ledger: MirroredLedger, node: Node, subject: str) -> None:
    """Let two persons erase the texts about a subject."""
    client, organization = ledger.clients["operator"]
    caller = replace(CLOCK, client_id=client, organization_id=organization)
    (request,) = documents("request")
    told = propose_erasure(
        node, Request(caller, "erasures.propose"), subject, Grounds("request", "asked in writing", request)
    )
    assert not told.outcomes[0].code, told
    approve = ledger.submission("approver", [ApproveProposal(str(told.outcomes[0].result["id"]))])
    (outcome,) = post(node, [approve])[0].outcomes
    assert not outcome.code, outcome
