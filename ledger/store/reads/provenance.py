"""Provenance: a movement with the lots and awards behind it, and every leg that ever named a lot.

However many lots there are, a fixed number of questions. No index leads from a lot to its postings, which would cost
every posting something: a lot is found along the accounts of its holder from the position at which it was granted, and
along the redemptions that it was held for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from ledger.domain.books import rows
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import Continued, HoldCaptured, HoldReleased, RedemptionCancelled
from ledger.domain.provenance import Moved
from ledger.store.engines.backend import Question, select_list
from ledger.store.reads.asking import ask
from ledger.store.reads.paging import NO_POSITION
from ledger.store.tables import OF_ROW
from ledger.store.units import ReadingUnit

_LEG: Final = "p.position, e.id, p.account, p.lot, p.amount"
_LOT: Final = select_list(OF_ROW[rows.Lot].columns, "l")
_AWARD: Final = select_list(OF_ROW[rows.Accrual].columns, "a")
_PART: Final = select_list(OF_ROW[rows.AccrualPart].columns, "t")
_LOT_WIDTH: Final = len(rows.Lot._fields)
GRANTING: Final = (HoldCaptured.KIND, HoldReleased.KIND, RedemptionCancelled.KIND, Continued.KIND)
"""Kinds of entries that may grant lots of grace."""


class Movement(NamedTuple):
    """A transaction with every leg of it, those of the entries that continue it too."""

    position: int
    id: str
    kind: str
    university: str
    legs: list[Moved]


class AwardEntry(NamedTuple):
    """The entry that made an award."""

    entry: Entry
    leaf_hash: bytes


class Held(NamedTuple):
    """What a redemption holds and has used of a lot."""

    lot: str
    redemption: str
    program: str
    status: str
    held: int
    captured: int


def movement(unit: ReadingUnit, transaction_id: str) -> Movement | None:
    """Give a transaction, of a continuation the one it continues; ``None`` where no entry with this id moves points."""
    header = "SELECT position, id, kind, university, bytes FROM entries WHERE id = ? AND lines > 0"
    (found,) = ask(unit, Question(header, (transaction_id,)))
    if not found:
        return None
    position, entry_id, kind, university, data = found[0]
    fact = Entry.from_bytes(bytes(data)).fact
    if isinstance(fact, Continued):
        return movement(unit, fact.of)
    behind = "SELECT n.position FROM entries AS n WHERE n.position > ? AND n.kind <> ? ORDER BY n.position LIMIT 1"
    legs = (
        f"SELECT {_LEG} FROM entries AS e JOIN postings AS p ON p.position = e.position"
        f" WHERE e.position >= ? AND e.position < coalesce(({behind}), {NO_POSITION})"
        f" AND p.position >= ? AND p.position < coalesce(({behind}), {NO_POSITION}) ORDER BY p.position, p.line"
    )
    one = position, position, Continued.KIND
    (moved,) = ask(unit, Question(legs, (*one, *one)))
    return Movement(position, entry_id, kind, university, [Moved._make(leg) for leg in moved])


def lots_with_awards(unit: ReadingUnit, lots: Collection[str]) -> list[tuple[rows.Lot, rows.Accrual]]:
    """Give lots with the activities that earned them."""
    chosen = f"SELECT {_LOT}, {_AWARD} FROM lots AS l JOIN accruals AS a ON a.accrual = l.accrual"
    (found,) = ask(unit, _of(unit, f"{chosen} WHERE", "l.lot", lots))
    return [(rows.Lot._make(row[:_LOT_WIDTH]), rows.Accrual._make(row[_LOT_WIDTH:])) for row in found]


def parts_of(unit: ReadingUnit, accruals: Collection[str]) -> list[rows.AccrualPart]:
    """Give the further lots of awards."""
    (found,) = ask(unit, _of(unit, f"SELECT {_PART} FROM accrual_parts AS t WHERE", "t.accrual", accruals))
    return [rows.AccrualPart._make(row) for row in found]


def award_entries(unit: ReadingUnit, ids: Collection[str]) -> dict[str, AwardEntry]:
    """Give entries by their ids."""
    (found,) = ask(unit, _of(unit, "SELECT e.id, e.bytes, e.leaf_hash FROM entries AS e WHERE", "e.id", ids))
    return {row[0]: AwardEntry(Entry.from_bytes(bytes(row[1])), bytes(row[2])) for row in found}


def entries_of(unit: ReadingUnit, subjects: Collection[str], kinds: Sequence[str]) -> list[Entry]:
    """Give the entries of some kinds about accruals or redemptions, in order."""
    chosen = f"SELECT e.bytes FROM entries AS e WHERE {_among_kinds(kinds)} AND e.subject <> '' AND"
    (found,) = ask(unit, _of(unit, chosen, "e.subject", subjects, *kinds, behind=" ORDER BY e.position"))
    return [Entry.from_bytes(bytes(row[0])) for row in found]


def stood_for(unit: ReadingUnit, lots: Collection[str]) -> dict[str, str]:
    """Tell for each lot among these that was granted in grace, which lot it stands for."""
    granted = f"SELECT l.position FROM lots AS l WHERE {unit.backend.among('l.lot')}"
    chosen = f"SELECT e.bytes FROM entries AS e WHERE {_among_kinds(GRANTING)} AND e.position IN ({granted})"
    (found,) = ask(unit, Question(chosen, (*GRANTING, unit.backend.keys(lots))))
    facts = (Entry.from_bytes(bytes(row[0])).fact for row in found)
    graces = (grace for fact in facts for grace in getattr(fact, "grace", ()))
    return {grace.lot: grace.of for grace in graces}


def _among_kinds(kinds: Sequence[str]) -> str:
    return f"e.kind IN ({', '.join('?' * len(kinds))})"


def legs_of_lots(unit: ReadingUnit, lots: Collection[rows.Lot]) -> tuple[list[Moved], set[str]]:
    """Give every leg that names one of these lots, in order, and the redemptions that they were held for."""
    names, holders = {lot.lot for lot in lots}, {lot.holder for lot in lots}
    among, keys = unit.backend.among, unit.backend.keys(names)
    own = (
        f"SELECT DISTINCT w.position, w.lot FROM postings AS w WHERE {among('w.holder')} AND w.holder <> ''"
        f" AND w.position >= ? AND {among('w.lot')}"
    )
    moved = (
        f"SELECT {_LEG}, p.line, e.subject FROM ({own}) AS k"
        " JOIN postings AS p ON p.position = k.position AND p.lot = k.lot JOIN entries AS e ON e.position = p.position"
    )
    first = min((lot.position for lot in lots), default=0)
    (by_holder,) = ask(unit, Question(moved, (unit.backend.keys(holders), first, keys)))
    redemptions = {row[-1] for row in by_holder if row[-1].startswith("red_")}
    about = (
        f"SELECT {_LEG}, p.line, e.subject FROM entries AS e JOIN postings AS p ON p.position = e.position"
        f" WHERE e.subject <> '' AND {among('e.subject')} AND {among('p.lot')}"
    )
    (by_redemption,) = ask(unit, Question(about, (unit.backend.keys(redemptions), keys)))
    legs = {(row[0], row[5]): Moved._make(row[:5]) for row in (*by_holder, *by_redemption)}
    return [legs[place] for place in sorted(legs)], redemptions


def held_of(unit: ReadingUnit, redemptions: Collection[str], lots: Collection[str]) -> list[Held]:
    """Give what redemptions hold and have used of lots, oldest redemption first."""
    chosen = (
        "SELECT h.lot, r.redemption, r.program, r.status, h.held, h.captured FROM redemption_lots AS h"
        f" JOIN redemptions AS r ON r.redemption = h.redemption WHERE {unit.backend.among('h.redemption')}"
        f" AND {unit.backend.among('h.lot')} ORDER BY r.position, h.lot"
    )
    (found,) = ask(unit, Question(chosen, (unit.backend.keys(redemptions), unit.backend.keys(lots))))
    return [Held._make(row) for row in found]


def legs_of_accounts(unit: ReadingUnit, accounts: Collection[str]) -> list[Moved]:
    """Give every leg of accounts, in order."""
    chosen = f"SELECT {_LEG} FROM postings AS p JOIN entries AS e ON e.position = p.position WHERE"
    (found,) = ask(unit, _of(unit, chosen, "p.account", accounts, behind=" ORDER BY p.position, p.line"))
    return [Moved._make(row) for row in found]


def _of(
    unit: ReadingUnit, chosen: str, column: str, keys: Collection[str], *parameters: Any, behind: str = ""
) -> Question:
    """Ask for what has one of the keys; the keys are the last parameter."""
    return Question(f"{chosen} {unit.backend.among(column)}{behind}", (*parameters, unit.backend.keys(keys)))
