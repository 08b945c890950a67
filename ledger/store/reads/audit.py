"""Audit reads: what samples are drawn from and what lists of exceptions are found in, a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from ledger.domain.journal.entries import Entry
from ledger.domain.sampling import Unit
from ledger.store.engines.backend import Question
from ledger.store.reads.asking import ask
from ledger.store.reads.reports_parts import Where
from ledger.store.units import ReadingUnit

_DEBITS: Final = "(SELECT sum(p.amount) FROM postings AS p WHERE p.position = e.position AND p.amount > 0)"


def units(unit: ReadingUnit, after: int, last: int, limit: int) -> list[Unit]:
    """Give up to ``limit`` transactions behind a position, up to the last, in order."""
    sql = (
        f"SELECT e.position, e.id, e.kind, e.university, {_DEBITS}, e.leaf_hash FROM entries AS e"
        f" WHERE e.position > ? AND e.position <= ? AND e.lines > 0 ORDER BY e.position LIMIT {limit:d}"
    )
    (found,) = ask(unit, Question(sql, (after, last)))
    return [Unit._make((*row[:4], int(row[4]), bytes(row[5]))) for row in found]


def entries(unit: ReadingUnit, kinds: Collection[str], where: Where, after: int, limit: int) -> list[Entry]:
    """Give up to ``limit`` entries of some kinds, or of all, behind a position, as of a point."""
    counts, counted = where.postings("e")
    condition = f" AND {unit.backend.among('e.kind')}" if kinds else ""
    parameters = (unit.backend.keys(kinds),) if kinds else ()
    sql = (
        f"SELECT e.bytes FROM entries AS e WHERE e.position > ? AND {counts}{condition}"
        f" ORDER BY e.position LIMIT {limit:d}"
    )
    (found,) = ask(unit, Question(sql, (after, *counted, *parameters)))
    return [Entry.from_bytes(bytes(row[0])) for row in found]
