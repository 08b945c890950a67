"""Inbox: what waits for a person's decision, kind by kind, page by page along the positions at which it was made.

Each question walks an index of what is open, so that it never passes what was decided long ago.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, Select, exists, literal_column, or_, select, text
from sqlalchemy.orm import InstrumentedAttribute

from ledger.domain import inbox
from ledger.domain.books import rows
from ledger.domain.dates import business_day_of
from ledger.domain.inbox import Waiting
from ledger.domain.objection_terms import ACT as OBJECTION_DECISION
from ledger.store.reads.paging import along_index, along_places
from ledger.store.schema import (
    Accruals,
    AllotmentProposals,
    Claims,
    Entries,
    Objections,
    ProgramDrafts,
    Proposals,
    Redemptions,
    RuleDrafts,
    Sanctions,
)
from ledger.store.schema.activities import APPLIED, WAITING, WAITING_STATUSES
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit

Lead = tuple[InstrumentedAttribute[str], str]


@dataclass(frozen=True, slots=True)
class Page:
    """Who asks, when, and for which page.

    Attributes:
        person: has no part in what is wanted.
        today, now: what is over by then does not wait any more.
        after: position behind which the page begins.
    """

    person: str
    today: str
    now: str
    after: int | None
    limit: int


def proposals(unit: ReadingUnit, page: Page, acts: Collection[str]) -> list[Waiting]:
    """Give proposals of these acts; who objected has a part in the decision of the objection."""
    own_objection = exists().where(
        Proposals.act == OBJECTION_DECISION,
        literal_column("objections.status") == literal_column("'open'"),
        Objections.person == page.person,
        Proposals.terms.contains(Objections.objection),
    )
    chosen = select(*projection(rows.Proposal).columns).where(
        Proposals.act.in_(sorted(acts)),
        Proposals.act_by >= page.today,
        Proposals.person != page.person,
        Proposals.checkers.not_like(f"%{page.person}%"),
        ~own_objection,
    )
    found = _rows(unit, rows.Proposal, chosen, (Proposals.status, "proposed"), Proposals.position, page)
    door = "proposals/{}/approve"
    return [_of_one(inbox.PROPOSAL, row, row.proposal, row.proposed_at, row.act_by, door) for row in found]


def sanctions(unit: ReadingUnit, page: Page) -> list[Waiting]:
    """Give sanctions that nobody has decided yet."""
    chosen = select(*projection(rows.Sanction).columns).where(
        (Sanctions.act_by == "") | (Sanctions.act_by >= page.today),
        Sanctions.person != page.person,
        Sanctions.checkers.not_like(f"%{page.person}%"),
    )
    found = _rows(unit, rows.Sanction, chosen, (Sanctions.status, "proposed"), Sanctions.position, page)
    door = "sanctions/{}/approve"
    return [_of_one(inbox.SANCTION, row, row.sanction, row.proposed_at, row.act_by, door) for row in found]


def rule_drafts(unit: ReadingUnit, page: Page) -> list[Waiting]:
    """Give drafts of rules that were simulated."""
    columns = RuleDrafts.code, RuleDrafts.version
    found = _drafted(unit, RuleDrafts, columns, (RuleDrafts.status, "simulated"), page)
    return [
        Waiting(inbox.RULE_DRAFT, f"{code} v{version}", "", since, "", person, _version("rules", code, version), at)
        for since, person, at, code, version in found
    ]


def program_drafts(unit: ReadingUnit, page: Page) -> list[Waiting]:
    """Give drafts of programs."""
    columns = ProgramDrafts.code, ProgramDrafts.version
    found = _drafted(unit, ProgramDrafts, columns, (ProgramDrafts.status, "draft"), page)
    return [
        Waiting(
            inbox.PROGRAM_DRAFT, f"{code} v{version}", "", since, "", person, _version("programs", code, version), at
        )
        for since, person, at, code, version in found
    ]


def allotments(unit: ReadingUnit, page: Page) -> list[Waiting]:
    """Give allotments that are proposed."""
    columns = AllotmentProposals.proposal, AllotmentProposals.university
    found = _drafted(unit, AllotmentProposals, columns, (AllotmentProposals.status, "proposed"), page)
    return [
        Waiting(inbox.ALLOTMENT, proposal, of, since, "", person, f"allotments/{proposal}/approve", at)
        for since, person, at, proposal, of in found
    ]


def objections(unit: ReadingUnit, page: Page) -> list[Waiting]:
    """Give objections that nobody has decided yet: what is proposed about one decides nothing until it is approved."""
    chosen = select(*projection(rows.Objection).columns).where(
        Objections.decide_by >= page.today, Objections.person != page.person
    )
    found = _rows(unit, rows.Objection, chosen, (Objections.status, "open"), Objections.position, page)
    door = "objections/{}/decide"
    return [_of_one(inbox.OBJECTION, row, row.objection, row.raised_at, row.decide_by, door) for row in found]


def claims(unit: ReadingUnit, page: Page, steps: dict[str, str], whose: str = "", of: str = "") -> list[Waiting]:
    """Give claims of which one of these steps is due.

    Args:
        steps: with the word of the door that takes each.
        whose: "university" or "organization" (the company), which is ``of``; "" for all claims.
    """
    column = {"university": Accruals.university, "organization": Accruals.organization}.get(whose)
    due = or_(*(Claims.waiting.startswith(step) for step in sorted(steps)))
    chosen = (
        select(Accruals.accrual, Accruals.organization, Accruals.position, _since(Accruals.position))
        .add_columns(Claims.waiting, Claims.act_by, Claims.submitters)
        .join(Claims, Claims.accrual == Accruals.accrual)
        .where(
            due,
            Claims.persons.not_like(f"%{page.person}%"),
            Claims.submitters.not_like(f"%{page.person}%"),
        )
    )
    if column is not None:
        chosen = chosen.where(text(WAITING))
    found = list[Any]()
    for status in WAITING_STATUSES:
        leads = ([] if column is None else [(column, of)]) + [(Accruals.status, status)]
        found += unit.connection.execute(
            along_places(unit, chosen, leads, Accruals.position, page.after, page.limit)
        ).all()
    return [
        Waiting(inbox.CLAIM, accrual, company, since, last_day, made_by, _step(accrual, waiting, steps), at)
        for accrual, company, at, since, waiting, last_day, made_by in found
    ]


def applications(unit: ReadingUnit, page: Page, versions: Collection[tuple[str, int]]) -> list[Waiting]:
    """Give applications for these versions of programs that were submitted and not selected yet."""
    found: list[rows.Redemption] = []
    for code in sorted({code for code, _ in versions}):
        numbers = [version for of, version in versions if of == code]
        chosen = select(*projection(rows.Redemption).columns).where(
            text(APPLIED),
            Redemptions.program_version.in_(numbers),
            Redemptions.pool == "",
            Redemptions.hold_expires_at > page.now,
        )
        cut = along_places(unit, chosen, [(Redemptions.program, code)], Redemptions.position, page.after, page.limit)
        found += [rows.Redemption._make(row) for row in unit.connection.execute(cut)]
    return [
        Waiting(
            inbox.APPLICATION,
            row.redemption,
            row.holder,
            row.submitted_at,
            business_day_of(row.hold_expires_at),
            "",
            f"redemptions/{row.redemption}/select",
            row.position,
        )
        for row in found
    ]


def _of_one(kind: str, row: Any, name: str, since: str, last_day: str, door: str) -> Waiting:
    """Tell of what one person made, under its own id, which goes into the path of its door."""
    return Waiting(kind, name, row.organization, since, last_day, row.person, door.format(name), row.position)


def _rows(
    unit: ReadingUnit,
    row_type: Any,
    chosen: Select[Any],
    lead: Lead,
    position: InstrumentedAttribute[int],
    page: Page,
) -> list[Any]:
    cut = along_index(unit, chosen, (lead,), position, page.after, page.limit)
    return [row_type._make(row) for row in unit.connection.execute(cut)]


def _drafted(unit: ReadingUnit, table: Any, columns: Sequence[Any], lead: Lead, page: Page) -> list[Any]:
    """Give (instant, person, position, *columns) of what another person drafted or proposed."""
    chosen = select(_since(table.position), table.person, table.position, *columns).where(table.person != page.person)
    return list(unit.connection.execute(along_index(unit, chosen, (lead,), table.position, page.after, page.limit)))


def _since(position: InstrumentedAttribute[int]) -> ScalarSelect[str]:
    """Give when an entry was recorded; told beside what it made, it leads neither engine off the index of that."""
    return select(Entries.recorded_at).where(Entries.position == position).scalar_subquery()


def _version(family: str, code: str, version: int) -> str:
    return f"{family}/{code}/versions/{version}/approve"


def _step(accrual: str, waiting: str, steps: dict[str, str]) -> str:
    return f"accruals/{accrual}/{steps[waiting.split(maxsplit=1)[0]]}"
