"""Closing lines: what a closing says of each account, and the Merkle tree over them.

A leaf is SHA-256(0x00 || bytes), where bytes are the canonical JSON (RFC 8785) of ``{"account", "closing", "credit",
"debit", "opening", "period"}``; the leaves stand in the order of the accounts' names, compared byte by byte, in a tree
of RFC 6962. So whoever has a line, its proof and the root needs nothing but SHA-256 to see that it was closed so.

Invariant: an account has a line if it held anything before or if anything was posted on it in the period; openings are
the closings of the period before, and debits and credits are equal over all lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledger.domain.books import rows
from ledger.domain.books.activity import NOTHING_MOVED, Turnover
from ledger.domain.books.books import Books
from ledger.domain.calendar_periods import CalendarPeriod
from ledger.domain.journal import canonical
from ledger.domain.journal.merkle import Frontier, inclusion_proof, leaf_hash


def lines_of(books: Books, period: CalendarPeriod) -> list[rows.PeriodLine]:
    """Give the lines of a period as the books have it, by account."""
    prior = books.period_lines.find("period", period.before().name)
    return added_up(period.name, prior, books.activity.of(period.name))


def added_up(period: str, prior: Sequence[rows.PeriodLine], turnovers: Mapping[str, Turnover]) -> list[rows.PeriodLine]:
    """Add what was posted in a period to the closings of the one before it."""
    openings = {line.account: line.closing for line in prior if line.closing}
    lines = []
    for account in sorted(openings.keys() | turnovers.keys()):
        opening, (debit, credit) = openings.get(account, 0), turnovers.get(account, NOTHING_MOVED)
        if opening or debit or credit:
            lines.append(rows.PeriodLine(period, account, opening, debit, credit, opening + debit - credit))
    return lines


def leaf_bytes(line: rows.PeriodLine) -> bytes:
    """Write the bytes of a line's leaf.

    >>> leaf_bytes(rows.PeriodLine("2026-08", "expired", -5, 0, 10, -15)).decode()
    '{"account":"expired","closing":-15,"credit":10,"debit":0,"opening":-5,"period":"2026-08"}'
    """
    return canonical.encode(dict(line._asdict()))


def root_over(lines: Sequence[rows.PeriodLine]) -> str:
    """Give the root over lines in their order, hexadecimal."""
    return Frontier().extend([leaf_hash(leaf_bytes(line)) for line in lines])[0].root().hex()


def proof_of(lines: Sequence[rows.PeriodLine], index: int) -> list[bytes]:
    """Give the inclusion proof (RFC 6962) of the line at an index."""
    leaves = [leaf_hash(leaf_bytes(line)) for line in lines]

    def subtree(level: int, at: int) -> bytes:
        width = 1 << level
        return Frontier().extend(leaves[at * width : (at + 1) * width])[0].root()

    return inclusion_proof(index, len(leaves), subtree)
