"""Exports: lists as bytes, a page at a time, as NDJSON, CSV, XLSX or Parquet.

A line of NDJSON is an item of the list, byte for byte; a CSV (RFC 4180, UTF-8 without a byte order mark), a workbook
and a Parquet file have the lines of its table: for a history, one for each posting. Each page is read and let go before
the next is asked for, so whoever is slow or has left holds no connection of the database. How a CSV is written stands
in ``domain.interchange.table``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import msgspec

from ledger.domain.interchange.table import COLUMNS, Line, cell, csv_of, header
from ledger.services.parquet import parquet_file
from ledger.services.tables import Pages, Table
from ledger.services.workbooks import workbook

Form = Callable[[Pages], Iterator[bytes]]
"""Writes pages of a list as the bytes of a file."""


def ndjson_lines(pages: Pages) -> Iterator[bytes]:
    """Write pages of transactions as one JSON value a line, one chunk for each page."""
    return map(msgspec.json.Encoder().encode_lines, pages)


def csv_lines(pages: Pages) -> Iterator[bytes]:
    """Write pages of transactions as CSV, the names of the columns first, one chunk for each page."""
    yield header()
    for page in pages:
        yield csv_of([line for transaction in page for line in _lines(transaction)]).encode()


def table_lines(table: Table, pages: Pages) -> Iterator[bytes]:
    """Write pages of a list as CSV, the names of the columns first, one chunk for each page."""
    yield f"{','.join(table.columns)}\r\n".encode()
    for page in pages:
        yield "".join(f"{','.join(map(_plain_cell, line))}\r\n" for line in table.lines([page])).encode()


def forms_of(table: Table) -> Mapping[str, Form]:
    """Give the ways to write a list, by the name of the form, which is a file's extension too."""
    return {
        "ndjson": ndjson_lines,
        "csv": partial(table_lines, table),
        "xlsx": partial(workbook, table),
        "parquet": partial(parquet_file, table),
    }


def _plain_cell(value: str | int | None) -> str:
    """Write a value as a cell; what is not known stays empty."""
    return cell(value) if isinstance(value, str) else "" if value is None else str(value)


def _lines(transaction: Mapping[str, Any]) -> Iterator[Line]:
    """Give the cells of each posting, the first of them a number."""
    actor, leaf_hash = transaction["actor"], transaction["leaf_hash"]
    head = (
        str(transaction["position"]),
        transaction["id"],
        transaction["kind"],
        transaction["occurred_on"] or "",
        transaction["effective_on"],
        transaction["recorded_at"],
        actor["client_id"],
        actor["organization_id"] or "",
        transaction["subject"] or "",
        transaction["reverses"] or "",
    )
    for number, posting in enumerate(transaction["postings"], start=1):
        version, balance = posting["account_version"], posting["balance_after"]
        known = ("", "") if version is None else (str(version), str(balance))
        leg = posting["account"], posting["lot"], posting["side"], str(posting["amount"])
        yield (*head, str(number), *leg, *known, leaf_hash)


TRANSACTIONS: Final = Table(
    "transactions",
    COLUMNS,
    frozenset({"position", "line", "amount", "account_version", "balance_after"}),
    _lines,
)
FORMS: Final[Mapping[str, Form]] = {**forms_of(TRANSACTIONS), "csv": csv_lines}
"""How pages of transactions are written; those of CSV quicker than any table's."""
