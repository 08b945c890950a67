"""Due: what falls due by the clock: whose points, and what of one wallet, now and at any position.

Whoever touches a holder settles all that is due first, in entries of their own. So what was due at a position and not
settled by then is either still due, or it was settled by the holder's next entries: neither needs the wallet's past.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Subquery, func, literal_column, select, union

from ledger.domain.books import rows
from ledger.domain.books.accounts import kind_of
from ledger.store.engines.backend import Question, select_list
from ledger.store.reads.accounts import LotState
from ledger.store.reads.asking import ask
from ledger.store.reads.objections import objector
from ledger.store.schema import LotBalances, Objections, Redemptions
from ledger.store.schema.base import present
from ledger.store.tables import OF_ROW
from ledger.store.units import ReadingUnit

_CONTINUATION: Final = "continuation"
_ARREARS: Final = "arrears_payment"
_THAW: Final = "unfreeze"
_SETTLEMENT: Final = f"('activation', 'drop', 'expiry', 'release', '{_THAW}', '{_ARREARS}', '{_CONTINUATION}')"
_LOT_WIDTH: Final = len(rows.Lot._fields)
_LOT: Final = select_list(OF_ROW[rows.Lot].columns, "lots")


class Due(NamedTuple):
    """What of a wallet is due, and maybe more.

    Attributes:
        parts: parts of lots that stand in the wallet, the held ones among them.
        held: points that a redemption holds, by redemption and lot.
    """

    parts: list[LotState]
    held: dict[str, dict[str, int]]


def holders_due(unit: ReadingUnit, today: str, now: str, limit: int) -> list[str]:
    """Give up to ``limit`` holders of whom a lot is due by ``today``, a hold is over by ``now``, or an objection was to
    be decided before ``today``, in order of id."""
    due = _holders(today, now)
    return list(unit.connection.execute(select(due.c.holder).order_by(due.c.holder).limit(limit)).scalars())


def count_due(unit: ReadingUnit, today: str, now: str) -> int:
    """Count those whom ``holders_due`` gives."""
    return int(unit.connection.execute(select(func.count()).select_from(_holders(today, now))).scalar_one())


def _holders(today: str, now: str) -> Subquery:
    lots = select(LotBalances.holder.label("holder")).where(
        LotBalances.amount != literal_column("0"), present(LotBalances.due_on), LotBalances.due_on <= today
    )
    holds = select(Redemptions.holder.label("holder")).where(
        Redemptions.settled_at == literal_column("''"), Redemptions.hold_expires_at <= now
    )
    objections = select(objector().label("holder")).where(
        Objections.status == literal_column("'open'"), Objections.decide_by < today
    )
    return union(lots, holds, objections).subquery()


def due_at(unit: ReadingUnit, holder: str, position: int, today: str, now: str) -> Due | None:
    """Give what of a wallet was due at a position, by the business day and the instant of that position.

    Reads no more than what was settled between that position and the next command that touched the wallet.

    Returns:
        ``None`` where the position lies between the linked entries of one command, arrears were paid meanwhile, or
            what somebody objected to came free, be it by a decision.
    """
    walk = "FROM postings AS p JOIN entries AS e ON e.position = p.position"
    behind = "WHERE p.holder = ? AND p.holder <> '' AND p.position > ?"
    command = f"SELECT p.position {walk} {behind} AND e.kind NOT IN {_SETTLEMENT} ORDER BY p.position LIMIT 1"
    ((touched,),) = ask(unit, Question(f"SELECT min(t.position) FROM ({command}) AS t", (holder, position)))
    until = unit.head.position + 1 if touched[0] is None else touched[0]
    legs = f"SELECT {_LOT}, p.account, p.amount, e.subject, e.kind {walk} JOIN lots ON lots.lot = p.lot {behind}"
    (settled,) = ask(
        unit, Question(f"{legs} AND p.position < ? ORDER BY p.position, p.line", (holder, position, until))
    )
    if not settled and touched[0] is None:
        return _due_now(unit, holder, today, now)
    kinds = [leg[-1] for leg in settled]
    return None if not {_ARREARS, _THAW}.isdisjoint(kinds) or _CONTINUATION in kinds[:1] else _before(settled)


def _due_now(unit: ReadingUnit, holder: str, today: str, now: str) -> Due:
    lots, holds = ask(
        unit,
        Question(
            f"SELECT {_LOT}, b.kind, b.amount FROM lot_balances AS b JOIN lots ON lots.lot = b.lot"
            " WHERE b.holder = ? AND b.kind IN ('available', 'pending', 'disputed') AND b.amount <> 0"
            " AND b.due_on <= ?",
            (holder, today),
        ),
        Question(
            f"SELECT {_LOT}, r.redemption, h.held FROM redemptions AS r"
            " JOIN redemption_lots AS h ON h.redemption = r.redemption JOIN lots ON lots.lot = h.lot"
            " WHERE r.holder = ? AND r.settled_at = '' AND r.hold_expires_at <= ? AND h.held > 0",
            (holder, now),
        ),
    )
    parts = [LotState(_lot(row), *row[_LOT_WIDTH:]) for row in lots]
    held: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for *lot, redemption, points in holds:
        parts.append(LotState(_lot(lot), "held", -points))
        held[redemption][lot[0]] = points
    return Due(parts, held)


def _before(settled: list[Any]) -> Due:
    """Give what stood where a settlement took points: it takes all there is, so what came and went sums to that."""
    sums: defaultdict[tuple[str, rows.Lot], int] = defaultdict(int)
    drained = set()
    held: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for *lot, account, amount, subject, _ in settled:
        part = kind_of(account), _lot(lot)
        sums[part] += amount
        if amount > 0:
            drained.add(part)
            if part[0] == "held":
                held[subject][lot[0]] = amount
    parts = [LotState(lot, state, -total) for (state, lot), total in sums.items() if (state, lot) in drained and total]
    return Due(parts, held)


def _lot(row: Sequence[Any]) -> rows.Lot:
    return rows.Lot._make(row[:_LOT_WIDTH])
