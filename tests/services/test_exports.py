"""Exports: a line of NDJSON is an item of a page, and a CSV says to every reader what was written, and no formula."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.interchange.table import COLUMNS, cell
from ledger.services.exports import csv_lines, ndjson_lines


def _transaction(position: int, account: str = "org_01:available", version: int | None = 3) -> dict[str, Any]:
    legs = [("issued:INT", "debit", None), (account, "credit", version)]
    return {
        "id": f"txn_{position}",
        "position": position,
        "kind": "accrual",
        "occurred_on": None,
        "effective_on": "2026-09-01",
        "recorded_at": "2026-09-01T00:00:00.000Z",
        "actor": {"client_id": "cli_01", "person_id": None, "organization_id": "org_pknu"},
        "subject": "acr_01",
        "reverses": None,
        "postings": [
            {
                "account": name,
                "lot": "lot_01",
                "side": side,
                "amount": 1_854,
                "account_version": known,
                "balance_after": None if known is None else 9_210,
            }
            for name, side, known in legs
        ],
        "leaf_hash": "9f" * 32,
    }


def test_a_line_of_ndjson_is_the_item_of_a_page_byte_for_byte() -> None:
    page = [_transaction(7), _transaction(8)]
    assert b"".join(ndjson_lines([page])).splitlines() == [msgspec.json.encode(item) for item in page]


def test_a_csv_has_a_line_for_each_posting_and_the_transaction_on_each_of_them() -> None:
    written = b"".join(csv_lines([[_transaction(7)], [_transaction(8, version=None)]])).decode()
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    assert [(row["position"], row["line"], row["account"]) for row in rows] == [
        ("7", "1", "issued:INT"),
        ("7", "2", "org_01:available"),
        ("8", "1", "issued:INT"),
        ("8", "2", "org_01:available"),
    ]
    assert tuple(rows[0]) == COLUMNS
    known = [(row["side"], row["amount"], row["account_version"], row["balance_after"]) for row in rows]
    assert known[:2] == [("debit", "1854", "", ""), ("credit", "1854", "3", "9210")]
    assert {row["leaf_hash"] for row in rows} == {"9f" * 32}
    assert json.loads(next(ndjson_lines([[_transaction(7)]])))["reverses"] is None
    assert {row["reverses"] for row in rows} == {""}


def test_an_empty_history_is_a_csv_with_the_names_of_its_columns() -> None:
    assert b"".join(csv_lines([])).decode() == ",".join(COLUMNS) + "\r\n"


@given(st.text(min_size=1))
def test_a_cell_is_read_as_it_was_written_but_for_what_makes_a_formula_harmless(text: str) -> None:
    (read,) = next(csv.reader(io.StringIO(f"{cell(text)},\r\n", newline="")))[:1]
    assert read in (text, "'" + text)
    assert not read.startswith(("=", "+", "-", "@", "\t", "\r"))
