"""Redemptions: what was reserved and used, page by page along their positions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from sqlalchemy import func, literal, literal_column, select, tuple_
from sqlalchemy.orm import aliased

from ledger.domain.books import rows
from ledger.store.reads.paging import along_index
from ledger.store.schema import Entries, Postings, RedemptionLots, Redemptions
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit

REFERENCES_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class RedemptionFilter:
    """Which redemptions are wanted; what is "" does not matter."""

    status: str = ""
    organization: str = ""
    program: str = ""
    call: str = ""


def redemptions(
    unit: ReadingUnit, wanted: RedemptionFilter, after: int | None = None, limit: int = 50
) -> list[rows.Redemption]:
    """Give up to ``limit`` redemptions behind position ``after``; a program's calls are looked at along the way."""
    chosen = select(*projection(rows.Redemption).columns)
    leads = (
        (Redemptions.holder, wanted.organization),
        (Redemptions.program, wanted.program),
        (Redemptions.status, wanted.status),
    )
    if wanted.call:
        chosen = chosen.where(Redemptions.call == wanted.call)
    page = along_index(unit, chosen, leads, Redemptions.position, after, limit)
    return [rows.Redemption._make(row) for row in unit.connection.execute(page)]


def redemptions_of_programs(
    unit: ReadingUnit, wanted: RedemptionFilter, programs: Collection[str], after: int | None = None, limit: int = 50
) -> list[rows.Redemption]:
    """Give up to ``limit`` redemptions of some programs behind position ``after``: a page of each, and their first."""
    chosen = [code for code in programs if wanted.program in ("", code)]
    found = [row for code in chosen for row in redemptions(unit, replace(wanted, program=code), after, limit)]
    return sorted(found, key=lambda row: row.position)[:limit]


def redemption(unit: ReadingUnit, redemption_id: str) -> rows.Redemption | None:
    """Give one redemption, ``None`` where there is none."""
    chosen = select(*projection(rows.Redemption).columns).where(Redemptions.redemption == redemption_id)
    row = unit.connection.execute(chosen).first()
    return rows.Redemption._make(row) if row else None


def ids_by_reference(
    unit: ReadingUnit, program: str, references: Collection[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Give the redemptions of a program by organization and blind digest of its own reference, as far as there are."""
    wanted, found = sorted(set(references)), dict[tuple[str, str], str]()
    for start in range(0, len(wanted), REFERENCES_AT_ONCE):
        # Like this SQLite is kept from the program's own index.
        of_program = Redemptions.program.concat(literal("")) == program
        own = tuple_(Redemptions.organization, Redemptions.reference)
        chosen = select(Redemptions.organization, Redemptions.reference, Redemptions.redemption).where(
            own.in_(wanted[start : start + REFERENCES_AT_ONCE]), of_program
        )
        rows_found = unit.connection.execute(chosen)
        found |= {(row.organization, row.reference): row.redemption for row in rows_found}
    return found


def lots_of_redemption(unit: ReadingUnit, redemption_id: str) -> list[rows.RedemptionLot]:
    """Give what a redemption holds and has used of each lot."""
    chosen = select(*projection(rows.RedemptionLot).columns).where(RedemptionLots.redemption == redemption_id)
    found = unit.connection.execute(chosen.order_by(RedemptionLots.lot))
    return [rows.RedemptionLot._make(row) for row in found]


def held_now(unit: ReadingUnit, organization: str) -> dict[str, dict[str, int]]:
    """Give what an organization's open redemptions hold: points by lot by redemption."""
    chosen = (
        select(RedemptionLots.redemption, RedemptionLots.lot, RedemptionLots.held)
        .join(Redemptions, Redemptions.redemption == RedemptionLots.redemption)
        .where(Redemptions.holder == organization, Redemptions.settled_at == literal_column("''"))
        .where(RedemptionLots.held > 0)
    )
    held: dict[str, dict[str, int]] = {}
    for row in unit.connection.execute(chosen.order_by(RedemptionLots.redemption, RedemptionLots.lot)):
        held.setdefault(row.redemption, {})[row.lot] = row.held
    return held


class HeldPart(NamedTuple):
    """Points of a lot in a holder's held account, by what moved them: a redemption, or the reversal of an accrual."""

    subject: str
    lot: str
    amount: int


def held_at(unit: ReadingUnit, held_account: str, position: int, effective_on: str | None) -> list[HeldPart]:
    """Give what stood in a held account at a position, seen on an accounting day, by subject and lot; signed.

    What a merger brought into it stands under what it was held for before.
    """
    amount = func.sum(Postings.amount)
    accounts = _handed_over(unit, held_account, position)
    chosen = (
        select(Entries.subject, Postings.lot, amount.label("amount"))
        .join(Entries, Entries.position == Postings.position)
        .where(Postings.account.in_(accounts), Postings.position <= position)
        .group_by(Entries.subject, Postings.lot)
        .having(amount != 0)
    )
    if effective_on is not None:
        chosen = chosen.where(Postings.effective_on <= effective_on)
    found = unit.connection.execute(chosen.order_by(Entries.subject, Postings.lot))
    return [HeldPart(row.subject, row.lot, int(row.amount)) for row in found]


def _handed_over(unit: ReadingUnit, held_account: str, position: int) -> list[str]:
    """Give a held account and those that mergers emptied into it by a position: only they move what is held so."""
    found, fresh = [held_account], [held_account]
    came, left = aliased(Postings), aliased(Postings)
    while fresh:
        chosen = (
            select(left.account)
            .distinct()
            .join(came, (came.position == left.position) & (came.lot == left.lot))
            .where(came.account.in_(fresh), came.amount < 0, came.position <= position)
            .where(left.amount > 0, left.account.like("%:held"), left.account.notin_(found))
        )
        fresh = sorted(unit.connection.execute(chosen).scalars())
        found += fresh
    return found
