"""Table: the postings as CSV (RFC 4180), a line for each, as they are exported and as anyone regenerates them.

UTF-8 without a byte order mark, the names of the columns first. Text cells that a spreadsheet would take for a formula
are made harmless; numbers are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import Fact

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


def table_of(entries: Iterable[tuple[Entry, bytes]]) -> Iterator[bytes]:
    """Write entries with their leaf hashes as CSV, one chunk for the names of the columns and one for each entry.

    The chunks together are what ``ledger export --format csv`` writes of the same entries without a filter.
    """
    yield header()
    for entry, leaf_hash in entries:
        if entry.postings:
            yield csv_of(list(_lines(entry, leaf_hash))).encode()


def header() -> bytes:
    """Write the names of the columns."""
    return f"{','.join(COLUMNS)}\r\n".encode()


def subject_of(fact: Fact) -> str:
    """Give the id of the accrual, redemption or sanction that a fact is about, or ""."""
    return str(getattr(fact, "accrual", "") or getattr(fact, "redemption", "") or getattr(fact, "sanction", ""))


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


def csv_of(lines: list[Line]) -> str:
    """Write lines; their cells are looked at one by one only where one of them cannot be written as it is."""
    plain = "\r\n".join([*map(",".join, lines), ""])
    signs = (",", len(lines) * (len(COLUMNS) - 1)), ("\r", len(lines)), ("\n", len(lines))
    if all(plain.count(sign) == count for sign, count in signs) and not any(map(plain.__contains__, _UNSAFE)):
        return plain
    return "\r\n".join([*(",".join(map(cell, line)) for line in lines), ""])


def _lines(entry: Entry, leaf_hash: bytes) -> Iterator[Line]:
    head = (
        str(entry.position),
        entry.id,
        entry.kind,
        entry.occurred_on,
        entry.effective_on,
        entry.recorded_at,
        entry.actor.client,
        entry.actor.organization,
        subject_of(entry.fact),
        entry.reverses,
    )
    leaf = leaf_hash.hex()
    for number, posting in enumerate(entry.postings, start=1):
        side = "debit" if posting.amount > 0 else "credit"
        leg = posting.account, posting.lot, side, str(abs(posting.amount))
        yield (*head, str(number), *leg, str(posting.version), str(abs(posting.balance)), leaf)
