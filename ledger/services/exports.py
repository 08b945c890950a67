"""Exports: the history as bytes, a page at a time, as NDJSON or CSV.

A line of NDJSON is an item of the list of transactions, byte for byte; a CSV (RFC 4180, UTF-8 without a byte order
mark) has a line for each posting. Each page is read and let go before the next is asked for, so whoever is slow or has
left holds no connection of the database. Text cells of a CSV that a spreadsheet would take for a formula are made
harmless; numbers are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

Pages = Iterable[list[dict[str, Any]]]
Line = tuple[str, ...]
"""The cells of a line of CSV."""

COLUMNS: Final = (
    "position",
    "id",
    "kind",
    "occurred_on",
    "effective_on",
    "recorded_at",
    "client_id",
    "organization_id",
    "subject",
    "reverses",
    "line",
    "account",
    "lot",
    "side",
    "amount",
    "account_version",
    "balance_after",
    "leaf_hash",
)
"""One line for each posting; what belongs to the transaction is on each of its lines."""

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_SPECIAL: Final = re.compile('[,"\r\n]')
_UNSAFE: Final = ('"', "=", "+", "@", "\t", ",-")
"""Without these, and with no more commas and ends of lines than there must be, a page is written as it is."""


def ndjson_lines(pages: Pages) -> Iterator[bytes]:
    """Write pages of transactions as one JSON value a line, one chunk for each page."""
    return map(msgspec.json.Encoder().encode_lines, pages)


def csv_lines(pages: Pages) -> Iterator[bytes]:
    """Write pages of transactions as CSV, the names of the columns first, one chunk for each page."""
    yield f"{','.join(COLUMNS)}\r\n".encode()
    for page in pages:
        yield _csv([line for transaction in page for line in _lines(transaction)]).encode()


def table_lines(columns: Sequence[str], pages: Pages) -> Iterator[bytes]:
    """Write pages of flat items as CSV, a line for each, the names of the columns first, one chunk for each page."""
    yield f"{','.join(columns)}\r\n".encode()
    for page in pages:
        lines = [[item[name] for name in columns] for item in page]
        yield "".join(f"{','.join(map(_plain_cell, line))}\r\n" for line in lines).encode()


FORMS: Final[Mapping[str, Callable[[Pages], Iterator[bytes]]]] = {"ndjson": ndjson_lines, "csv": csv_lines}
"""How pages are written, by the name of the form, which is a file's extension too."""


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula (OWASP: CSV injection)."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def cell(text: str) -> str:
    """Write a text as a cell that every reader takes for that text, and no spreadsheet for a formula.

    Source: RFC 4180 section 2; OWASP: CSV injection.

    >>> print(cell("PKNU-2026-1"), cell("=1+1"), cell('INT "A", B'), sep=";")
    PKNU-2026-1;'=1+1;"INT ""A"", B"
    """
    safe = guarded(text)
    return '"' + safe.replace('"', '""') + '"' if _SPECIAL.search(safe) else safe


def _plain_cell(value: str | int | None) -> str:
    """Write a value as a cell; what is not known stays empty."""
    return cell(value) if isinstance(value, str) else "" if value is None else str(value)


def _csv(lines: list[Line]) -> str:
    """Write lines; their cells are looked at one by one only where one of them cannot be written as it is."""
    plain = "\r\n".join([*map(",".join, lines), ""])
    signs = (",", len(lines) * (len(COLUMNS) - 1)), ("\r", len(lines)), ("\n", len(lines))
    if all(plain.count(sign) == count for sign, count in signs) and not any(map(plain.__contains__, _UNSAFE)):
        return plain
    return "\r\n".join([*(",".join(map(cell, line)) for line in lines), ""])


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
