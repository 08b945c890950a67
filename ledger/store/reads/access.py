"""Access: the log of who read what concerns persons, page by page, and how far the journal has noted it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.domain.access import BEFORE_THE_FIRST, AccessLine
from ledger.domain.decided import Access
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import AccessNoted
from ledger.store.engines.backend import Question
from ledger.store.reads.asking import ask
from ledger.store.units import LAST_LINE, ReadingUnit

PAGE: Final = 2_000
_COLUMNS: Final = f"number, {', '.join(Access._fields)}, hash"
_OF_SUBJECT: Final = {
    "acr": "SELECT organization FROM accruals WHERE accrual = ?",
    "red": "SELECT holder FROM redemptions WHERE redemption = ?",
    "prp": "SELECT organization FROM proposals WHERE proposal = ?",
    "san": "SELECT organization FROM sanctions WHERE sanction = ?",
    "obj": "SELECT organization FROM objections WHERE objection = ?",
    "cer": "SELECT organization FROM certificates WHERE certificate = ?",
}


def about(unit: ReadingUnit, subject: str) -> str:
    """Give the organization that an id is about, "" where it is about none or about more than one."""
    if subject.startswith("org_"):
        return subject
    sql = _OF_SUBJECT.get(subject.partition("_")[0])
    found = ask(unit, Question(sql, (subject,)))[0] if sql else []
    return str(found[0][0]) if found else ""


def last_line(unit: ReadingUnit) -> tuple[int, bytes]:
    """Give the number and the hash of the last line; 0 and 32 zero bytes before the first."""
    (found,) = ask(unit, Question(LAST_LINE, ()))
    return (found[0][0], bytes(found[0][1])) if found else (0, BEFORE_THE_FIRST)


def written_at(unit: ReadingUnit, number: int) -> str:
    """Give the instant at which a line was written, "" where there is none."""
    (found,) = ask(unit, Question("SELECT at FROM access_log WHERE number = ?", (number,)))
    return str(found[0][0]) if found else ""


def noted(unit: ReadingUnit) -> int:
    """Give how many lines the journal noted last."""
    sql = "SELECT bytes FROM entries WHERE kind = ? ORDER BY position DESC LIMIT 1"
    (found,) = ask(unit, Question(sql, (AccessNoted.KIND,)))
    fact = Entry.from_bytes(bytes(found[0][0])).fact if found else None
    return fact.count if isinstance(fact, AccessNoted) else 0


def lines(unit: ReadingUnit, organization: str, after: int, limit: int) -> list[AccessLine]:
    """Give up to ``limit`` lines behind a number; of an organization only what it may see.

    Args:
        organization: lines about it, and those of lists that were narrowed to nobody; "" for all lines.
    """
    condition = "number > ?"
    if organization:
        condition += " AND (about = ? OR (about = '' AND subject = ''))"
    asked = (after, organization) if organization else (after,)
    sql = f"SELECT {_COLUMNS} FROM access_log WHERE {condition} ORDER BY number LIMIT {limit:d}"
    (found,) = ask(unit, Question(sql, asked))
    return [AccessLine(row[0], Access._make(row[1:-1]), bytes(row[-1])) for row in found]


def every_line(unit: ReadingUnit) -> Iterator[AccessLine]:
    """Walk all lines in order, a page at a time."""
    after = 0
    while page := lines(unit, "", after, PAGE):
        yield from page
        after = page[-1].number
