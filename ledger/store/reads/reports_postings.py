"""Report postings: the legs behind any figure of a report, found by what the figure says of itself, page by page.

Of each leg its lot tells the activity, the university and the days. They come in the order of the journal, behind a
place in it; where few match, the walk goes as far as it must.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from ledger.store.engines.backend import Question
from ledger.store.reads.asking import ask
from ledger.store.reads.reports_parts import Condition, Where
from ledger.store.units import ReadingUnit


@dataclass(frozen=True, slots=True)
class Legs:
    """Which legs; what is "" or empty does not matter.

    Attributes:
        kinds: kinds of accounts, such as "available" or "issued".
        activity: rule of the lot; ``BY_HAND`` for lots that no activity earned. ``university`` reported it.
        posted_year: year in which the award was posted.
        active_from, expires_from: first of the days on which the lot became active, and lapses; ``_to`` is the last.
    """

    account: str = ""
    kinds: tuple[str, ...] = ()
    organization: str = ""
    holder_kind: str = ""
    lot: str = ""
    activity: str = ""
    university: str = ""
    posted_year: str = ""
    effective_from: str = ""
    active_from: str = ""
    active_to: str = ""
    expires_from: str = ""
    expires_to: str = ""


class Leg(NamedTuple):
    """A leg with its transaction and its lot; the amount is debit positive."""

    position: int
    line: int
    transaction_id: str
    kind: str
    recorded_at: str
    effective_on: str
    account: str
    lot: str
    amount: int
    activity: str
    accrual: str
    active_on: str
    expires_on: str


BY_HAND: Final = "by_hand"
"""Stands for the activity of lots that none earned; no code of a rule holds an underscore."""
_COLUMNS: Final = (
    "p.position, p.line, e.id, e.kind, e.recorded_at, p.effective_on, p.account, p.lot, p.amount,"
    " l.rule, l.accrual, l.active_on, l.expires_on"
)


def legs(unit: ReadingUnit, wanted: Legs, where: Where, after: tuple[int, int], limit: int) -> list[Leg]:
    """Give up to ``limit`` legs behind the place ``after``, a position and a line."""
    position, line = after
    behind = ("(p.position > ? OR (p.position = ? AND p.line > ?))", (position, position, line))
    conditions = [behind, where.postings(), *_conditions(unit, wanted)]
    clause = " AND ".join(text for text, _ in conditions)
    parameters = tuple(value for _, values in conditions for value in values)
    joined = " LEFT JOIN accruals AS a ON a.accrual = l.accrual" if wanted.university or wanted.posted_year else ""
    joined += " JOIN organizations AS o ON o.organization = p.holder" if wanted.holder_kind else ""
    joined += " JOIN balances AS b ON b.account = p.account" if wanted.kinds else ""
    sql = (
        f"SELECT {_COLUMNS} FROM postings AS p JOIN entries AS e ON e.position = p.position"
        f" JOIN lots AS l ON l.lot = p.lot{joined} WHERE {clause} ORDER BY p.position, p.line LIMIT {limit:d}"
    )
    (found,) = ask(unit, Question(sql, parameters))
    return [Leg._make(row) for row in found]


def _conditions(unit: ReadingUnit, wanted: Legs) -> list[Condition]:
    found: list[Condition] = []
    for column, value in (
        ("p.account =", wanted.account),
        ("o.kind =", wanted.holder_kind),
        ("p.lot =", wanted.lot),
        ("a.university =", "" if wanted.university == BY_HAND else wanted.university),
        ("substr(a.posted_on, 1, 4) =", wanted.posted_year),
        ("p.effective_on >=", wanted.effective_from),
        ("l.active_on >=", wanted.active_from),
        ("l.active_on <=", wanted.active_to),
        ("l.expires_on >=", wanted.expires_from),
        ("l.expires_on <=", wanted.expires_to),
        ("l.rule =", "" if wanted.activity == BY_HAND else wanted.activity),
    ):
        if value:
            found.append((f"{column} ?", (value,)))
    if wanted.activity == BY_HAND:
        found.append(("l.rule = ''", ()))
    if wanted.university == BY_HAND:
        found.append(("l.accrual = ''", ()))
    if wanted.organization:
        found.append(("p.holder = ? AND p.holder <> ''", (wanted.organization,)))
    if wanted.kinds:
        found.append((unit.backend.among("b.kind"), (unit.backend.keys(wanted.kinds),)))
    return found
