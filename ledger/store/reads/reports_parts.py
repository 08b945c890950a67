"""Report parts: what of each lot stands in each holder's account at a point, summed in the database.

Of the present they are what the projection of lots holds; of the past they are the sums of the postings up to there.
Nothing but sums leaves the database: by state and band of days, and by holder for a page of holders.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from ledger.domain.bands import Band
from ledger.store.engines.backend import Question
from ledger.store.reads.asking import ask
from ledger.store.units import ReadingUnit

Condition = tuple[str, tuple[Any, ...]]
"""SQL text with ``?`` for each of its parameters."""

OUTSTANDING: Final = ("available", "pending", "held", "disputed")
"""The states in which points are owed to their holder."""

_STATES: Final = ", ".join(f"'{state}'" for state in OUTSTANDING)


class Where(NamedTuple):
    """A point: the journal up to a position, and of it what takes effect by an accounting day, ``None`` for all."""

    position: int
    effective_on: str | None = None

    def postings(self, alias: str = "p") -> Condition:
        """Write the condition that a posting, or an entry, counts."""
        if self.effective_on is None:
            return f"{alias}.position <= ?", (self.position,)
        return f"{alias}.position <= ? AND {alias}.effective_on <= ?", (self.position, self.effective_on)

    def is_head(self, unit: ReadingUnit) -> bool:
        """Tell whether the projections hold what stood at this point."""
        return self.effective_on is None and self.position == unit.head.position


class BandSum(NamedTuple):
    """Points of a state in a band, of one holder or, with "", of all; ``kind`` is the holder's kind where asked."""

    holder: str
    kind: str
    state: str
    band: int
    points: int


def holders(unit: ReadingUnit, after: str, limit: int) -> list[str]:
    """Give up to ``limit`` holders behind one, in their order."""
    sql = "SELECT DISTINCT holder FROM balances WHERE holder > ? AND holder <> '' ORDER BY holder LIMIT ?"
    (found,) = ask(unit, Question(sql, (after, limit)))
    return [row[0] for row in found]


def parts(unit: ReadingUnit, where: Where, among: Sequence[str] | None = None) -> Condition:
    """Write the parts of lots as a FROM item ``h(holder, state, lot, amount)``: outstanding, of some holders or all."""
    if where.is_head(unit):
        condition, parameters = _of(unit, "x.holder", among)
        chosen = (
            "SELECT x.holder AS holder, x.kind AS state, x.lot AS lot, x.amount AS amount FROM lot_balances AS x"
            f" WHERE x.amount <> 0 AND x.kind IN ({_STATES}){condition}"
        )
        return f"({chosen}) AS h", parameters
    counts, counted = where.postings()
    condition, parameters = _of(unit, "p.holder", among)
    chosen = (
        "SELECT p.holder AS holder, b.kind AS state, p.lot AS lot, sum(p.amount) AS amount FROM postings AS p"
        f" JOIN balances AS b ON b.account = p.account WHERE p.holder <> '' AND {counts} AND b.kind IN ({_STATES})"
        f"{condition} GROUP BY p.holder, b.kind, p.lot HAVING sum(p.amount) <> 0"
    )
    return f"({chosen}) AS h", (*counted, *parameters)


def by_band(
    unit: ReadingUnit,
    where: Where,
    day: str,
    bands: Sequence[Band],
    among: Sequence[str] | None = None,
    *,
    by_kind: bool = False,
) -> list[BandSum]:
    """Sum what is outstanding by state and by the band that a day of the lot lies in, in points.

    Args:
        day: ``active_on`` or ``expires_on``.
        among: holders to tell apart; ``None`` sums all of them.
        by_kind: tell kinds of holders apart.
    """
    found, parameters = parts(unit, where, among)
    band, days = band_of(f"l.{day}", bands)
    holder, kind = ("h.holder" if among is not None else "''"), ("o.kind" if by_kind else "''")
    joined = " JOIN organizations AS o ON o.organization = h.holder" if by_kind else ""
    sql = (
        f"SELECT {holder}, {kind}, h.state, {band}, sum(-h.amount) FROM {found} JOIN lots AS l ON l.lot = h.lot{joined}"
        " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 4, 3"
    )
    (answer,) = ask(unit, Question(sql, (*days, *parameters)))
    return [BandSum._make((*row[:4], int(row[4]))) for row in answer]


def parts_total(unit: ReadingUnit, where: Where) -> int:
    """Give all points that are outstanding at a point."""
    found, parameters = parts(unit, where)
    (answer,) = ask(unit, Question(f"SELECT coalesce(sum(-h.amount), 0) FROM {found}", parameters))
    return int(answer[0][0])


def owed_by_band(
    unit: ReadingUnit, where: Where, bands: Sequence[Band], among: Sequence[str] | None = None
) -> list[BandSum]:
    """Sum what is owed back by the band that the day of each debit lies in, in points.

    A payment names the lot that pays and not the debt, so payments and write-offs settle the oldest debits first: what
    stands are the newest debits, up to the account's balance.
    """
    counts, counted = where.postings()
    condition, parameters = _of(unit, "p.holder", among)
    band, days = band_of("u.effective_on", bands)
    holder = "u.holder" if among is not None else "''"
    arrears = f"p.account IN (SELECT b.account FROM balances AS b WHERE b.kind = 'arrears') AND {counts}{condition}"
    debits = (
        "SELECT p.holder AS holder, p.effective_on AS effective_on, p.amount AS amount, o.owed - sum(p.amount) OVER"
        " (PARTITION BY p.account ORDER BY p.effective_on DESC, p.position DESC, p.line DESC"
        " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) + p.amount AS standing FROM postings AS p"
        f" JOIN (SELECT p.account AS account, sum(p.amount) AS owed FROM postings AS p WHERE {arrears}"
        f" GROUP BY p.account) AS o ON o.account = p.account WHERE p.amount > 0 AND {counts}"
    )
    sql = (
        f"SELECT {holder}, '', 'arrears', {band},"
        " sum(CASE WHEN u.standing < u.amount THEN u.standing ELSE u.amount END)"
        f" FROM ({debits}) AS u WHERE u.standing > 0 GROUP BY 1, 2, 3, 4 ORDER BY 1, 4"
    )
    (answer,) = ask(unit, Question(sql, (*days, *counted, *parameters, *counted)))
    return [BandSum._make((*row[:4], int(row[4]))) for row in answer]


def band_of(column: str, bands: Sequence[Band]) -> Condition:
    """Write the number of the band that a day lies in."""
    cases = " ".join(f"WHEN {column} BETWEEN ? AND ? THEN {number}" for number in range(len(bands)))
    return f"CASE {cases} END", tuple(day for band in bands for day in (band.first_day, band.last_day))


def _of(unit: ReadingUnit, column: str, among: Sequence[str] | None) -> Condition:
    if among is None:
        return "", ()
    return f" AND {unit.backend.among(column)}", (unit.backend.keys(among),)
