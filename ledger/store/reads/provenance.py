"""Provenance: a movement with the lots and awards behind it, and every leg that ever named a lot.

However many lots there are, as many questions as they were handed over. No index leads from a lot to its postings,
which would cost every posting something: a lot is found along the accounts of its holder from the position at which it
was granted, along the redemptions that it was held for and the reinstatements of what lapsed of it; one that was handed
over along the accounts of who has it then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from ledger.domain.books import rows
from ledger.domain.books.accounts import holder_of, of_holder
from ledger.domain.corrections import CLEARING
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import (
    Continued,
    GraceLot,
    HoldCaptured,
    HoldReleased,
    ObjectionEnded,
    PointsAdjusted,
    PointsReinstated,
    RedemptionCancelled,
)
from ledger.domain.provenance import Moved
from ledger.store.engines.backend import Question, select_list
from ledger.store.reads.asking import ask
from ledger.store.reads.paging import NO_POSITION
from ledger.store.tables import OF_ROW
from ledger.store.units import ReadingUnit

_LEG: Final = "p.position, e.id, p.account, p.lot, p.amount"
_LOT: Final = select_list(OF_ROW[rows.Lot].columns, "l")
_AWARD: Final = select_list(OF_ROW[rows.Accrual].columns, "a")
_PROPOSAL: Final = select_list(OF_ROW[rows.Proposal].columns, "q")
_PART: Final = select_list(OF_ROW[rows.AccrualPart].columns, "t")
_LOT_WIDTH: Final = len(rows.Lot._fields)
GRANTING: Final = (
    HoldCaptured.KIND,
    HoldReleased.KIND,
    RedemptionCancelled.KIND,
    Continued.KIND,
    ObjectionEnded.KIND,
    PointsReinstated.KIND,
)
"""Kinds of entries that may grant lots that stand in for others."""


class Movement(NamedTuple):
    """A transaction with every leg of it, those of the entries that continue it too."""

    position: int
    id: str
    kind: str
    university: str
    legs: list[Moved]


class AwardEntry(NamedTuple):
    """The entry that made an award, or granted a lot by hand."""

    entry: Entry
    leaf_hash: bytes


class Grant(NamedTuple):
    """The adjustment that granted a lot by hand, and the proposal that it carries out."""

    made: AwardEntry
    fact: PointsAdjusted
    proposal: rows.Proposal


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


def lots_with_awards(unit: ReadingUnit, lots: Collection[str]) -> list[tuple[rows.Lot, rows.Accrual | None]]:
    """Give lots with the activities that earned them, ``None`` where a lot was granted by hand."""
    chosen = f"SELECT {_LOT}, {_AWARD} FROM lots AS l LEFT JOIN accruals AS a ON a.accrual = l.accrual"
    (found,) = ask(unit, _of(unit, f"{chosen} WHERE", "l.lot", lots))
    halves = ((rows.Lot._make(row[:_LOT_WIDTH]), row[_LOT_WIDTH:]) for row in found)
    return [(lot, rows.Accrual._make(award) if lot.accrual else None) for lot, award in halves]


def grants_of(unit: ReadingUnit, lots: Collection[str]) -> dict[str, Grant]:
    """Give the adjustments in which lots were granted by hand, with the proposals that they carry out."""
    granted = f"SELECT l.position FROM lots AS l WHERE l.accrual = '' AND {unit.backend.among('l.lot')}"
    entries = f"SELECT e.bytes, e.leaf_hash FROM entries AS e WHERE e.kind = ? AND e.position IN ({granted})"
    (made,) = ask(unit, Question(entries, (PointsAdjusted.KIND, unit.backend.keys(lots))))
    found: dict[str, tuple[AwardEntry, PointsAdjusted]] = {}
    for data, leaf_hash in made:
        entry = Entry.from_bytes(bytes(data))
        if isinstance(entry.fact, PointsAdjusted):
            found[entry.fact.lot] = AwardEntry(entry, leaf_hash), entry.fact
    chosen = f"SELECT {_PROPOSAL} FROM proposals AS q WHERE"
    (rows_found,) = ask(unit, _of(unit, chosen, "q.proposal", {fact.proposal for _, fact in found.values()}))
    proposals = {row[0]: rows.Proposal._make(row) for row in rows_found}
    return {lot: Grant(entry, fact, proposals[fact.proposal]) for lot, (entry, fact) in found.items()}


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
    """Tell for each lot among these that was granted in the place of another, which lot it stands for."""
    granted = f"SELECT l.position FROM lots AS l WHERE {unit.backend.among('l.lot')}"
    chosen = f"SELECT e.bytes FROM entries AS e WHERE {_among_kinds(GRANTING)} AND e.position IN ({granted})"
    (found,) = ask(unit, Question(chosen, (*GRANTING, unit.backend.keys(lots))))
    return {grace.lot: grace.of for grace in _graces(found)}


def standing_in(unit: ReadingUnit, legs: Collection[Moved], lots: Collection[str]) -> set[str]:
    """Give the lots that were granted in the place of some, of which these are all the legs."""
    chosen = f"SELECT e.bytes FROM entries AS e WHERE {_among_kinds(GRANTING)} AND"
    (found,) = ask(unit, _of(unit, chosen, "e.id", {leg.transaction for leg in legs}, *GRANTING))
    return {grace.lot for grace in _graces(found) if grace.of in lots}


def _graces(found: Iterable[Any]) -> Iterator[GraceLot]:
    for row in found:
        yield from getattr(Entry.from_bytes(bytes(row[0])).fact, "grace", ())


def _among_kinds(kinds: Sequence[str]) -> str:
    return f"e.kind IN ({', '.join('?' * len(kinds))})"


def legs_of_lots(unit: ReadingUnit, lots: Collection[rows.Lot]) -> tuple[list[Moved], set[str]]:
    """Give every leg that names one of these lots, in order, and the redemptions that they were held for."""
    names, holders = {lot.lot for lot in lots}, {lot.holder for lot in lots}
    among, all_keys, keys = unit.backend.among, unit.backend.keys, unit.backend.keys(names)
    moved = (
        f"SELECT {_LEG}, p.line, e.subject FROM ({{}}) AS k"
        " JOIN postings AS p ON p.position = k.position AND p.lot = k.lot JOIN entries AS e ON e.position = p.position"
    )
    own = (
        f"SELECT DISTINCT w.position, w.lot FROM postings AS w WHERE {among('w.holder')} AND w.holder <> ''"
        f" AND w.position >= ? AND {among('w.lot')}"
    )
    begun = (
        f"SELECT w.position, w.lot FROM postings AS w WHERE w.account = ? AND {among('w.lot')}"
        f" UNION SELECT l.position, l.lot FROM lots AS l WHERE {among('l.lot')}"
    )
    about = (
        f"SELECT {_LEG}, p.line, e.subject FROM entries AS e JOIN postings AS p ON p.position = e.position"
        f" WHERE e.subject <> '' AND {among('e.subject')} AND {among('p.lot')}"
    )
    first = min((lot.position for lot in lots), default=0)
    (found,) = ask(unit, Question(moved.format(begun), (CLEARING, keys, keys)))
    reached: set[str] = set()
    redemptions: set[str] = set()
    while not holders <= reached:  # a lot that was handed over goes on along the accounts of who has it, or owes it
        reached |= holders | _successors(unit, holders)
        (by_holder,) = ask(unit, Question(moved.format(own), (all_keys(reached), first, keys)))
        redemptions = {row[-1] for row in by_holder if row[-1].startswith("red_")}
        (by_redemption,) = ask(unit, Question(about, (all_keys(redemptions), keys)))
        found = [*found, *by_holder, *by_redemption]
        holders = {holder_of(row[2]) for row in found} - {""}
    legs = {(row[0], row[5]): Moved._make(row[:5]) for row in found}
    return [legs[place] for place in sorted(legs)], redemptions


def _successors(unit: ReadingUnit, holders: Collection[str]) -> set[str]:
    chosen = "SELECT o.successor FROM organizations AS o WHERE o.successor <> '' AND"
    (found,) = ask(unit, _of(unit, chosen, "o.organization", holders))
    return {row[0] for row in found}


def held_of(unit: ReadingUnit, redemptions: Collection[str], lots: Collection[str]) -> list[Held]:
    """Give what redemptions hold and have used of lots, oldest redemption first."""
    chosen = (
        "SELECT h.lot, r.redemption, r.program, r.status, h.held, h.captured FROM redemption_lots AS h"
        f" JOIN redemptions AS r ON r.redemption = h.redemption WHERE {unit.backend.among('h.redemption')}"
        f" AND {unit.backend.among('h.lot')} ORDER BY r.position, h.lot"
    )
    (found,) = ask(unit, Question(chosen, (unit.backend.keys(redemptions), unit.backend.keys(lots))))
    return [Held._make(row) for row in found]


def debts_of(unit: ReadingUnit, holders: Collection[str]) -> tuple[list[Moved], set[int]]:
    """Give every leg of the holders' arrears, in order, and the positions at which arrears were written off."""
    accounts = [of_holder(holder, "arrears") for holder in holders]
    chosen = f"SELECT {_LEG} FROM postings AS p JOIN entries AS e ON e.position = p.position WHERE"
    owed = _of(unit, chosen, "p.account", accounts, behind=" ORDER BY p.position, p.line")
    theirs = f"SELECT w.position FROM postings AS w WHERE {unit.backend.among('w.account')}"
    given_up = f"SELECT p.position FROM postings AS p WHERE p.account = 'written-off' AND p.position IN ({theirs})"
    legs, positions = ask(unit, owed, Question(given_up, (unit.backend.keys(accounts),)))
    return [Moved._make(leg) for leg in legs], {row[0] for row in positions}


def _of(
    unit: ReadingUnit, chosen: str, column: str, keys: Collection[str], *parameters: Any, behind: str = ""
) -> Question:
    """Ask for what has one of the keys; the keys are the last parameter."""
    return Question(f"{chosen} {unit.backend.among(column)}{behind}", (*parameters, unit.backend.keys(keys)))
