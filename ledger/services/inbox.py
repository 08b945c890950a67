"""Inbox: everything that waits for the caller's decision and that the person behind it may decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ledger.domain import inbox
from ledger.domain.acts import ACTS
from ledger.domain.books import rows
from ledger.domain.dates import business_date, instant_text
from ledger.domain.inbox import PERMISSIONS, Waiting, steps_of, waiting_shown
from ledger.domain.published import program_terms
from ledger.services.agencies import owned_programs
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.store.reads import inbox as read
from ledger.store.reads import journal, organizations
from ledger.store.reads.inbox import Page
from ledger.store.units import ReadingUnit

Source = Callable[[ReadingUnit, Caller, Page], list[Waiting]]


def list_inbox(
    node: Node, caller: Caller, kind: str = "", after: int | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """Give up to ``limit`` things that wait for the caller behind position ``after``, the oldest first.

    A decision of what is here is never refused for lack of a permission, nor because the caller's person has had a
    part in it; what is left out for one of these reasons is somebody else's to decide.

    Args:
        kind: one of ``KINDS``, or "" for all.
    """
    now = node.clock()
    page = Page(caller.person_id, business_date(now).isoformat(), instant_text(now), after, limit)
    wanted = [name for name in SOURCES if kind in ("", name) and PERMISSIONS.get(name, "") in (*caller.permissions, "")]
    with node.store.reading() as unit:
        found = [one for name in wanted for one in SOURCES[name](unit, caller, page)]
    found.sort(key=lambda one: one.position)
    return [waiting_shown(one._replace(decide=f"/api/v1/{one.decide}")) for one in found[:limit]]


def _proposals(unit: ReadingUnit, caller: Caller, page: Page) -> list[Waiting]:
    acts = [act.name for act in ACTS.values() if act.approve in caller.permissions]
    return read.proposals(unit, page, acts) if acts else []


def _claims(unit: ReadingUnit, caller: Caller, page: Page) -> list[Waiting]:
    steps, own = steps_of(caller.permissions, caller.organization_kind), caller.organization_id
    if not steps:
        return []
    if caller.organization_kind == "university":
        return read.claims(unit, page, steps, "university", own)
    if caller.organization_kind == "company":
        heirs = [own, *organizations.merged_into(unit, own)]
        return [one for of in heirs for one in read.claims(unit, page, steps, "organization", of)]
    return read.claims(unit, page, steps)


def _applications(unit: ReadingUnit, caller: Caller, page: Page) -> list[Waiting]:
    mine = None if caller.organization_kind == "operator" else owned_programs(unit, caller)
    selecting = [
        (row.code, row.version)
        for row in journal.rows(unit, rows.Program)
        if (mine is None or row.code in mine) and program_terms(row).is_selected
    ]
    return read.applications(unit, page, selecting)


SOURCES: Final[Mapping[str, Source]] = {
    inbox.PROPOSAL: _proposals,
    inbox.SANCTION: lambda unit, caller, page: read.sanctions(unit, page),
    inbox.RULE_DRAFT: lambda unit, caller, page: read.rule_drafts(unit, page),
    inbox.PROGRAM_DRAFT: lambda unit, caller, page: read.program_drafts(unit, page),
    inbox.ALLOTMENT: lambda unit, caller, page: read.allotments(unit, page),
    inbox.CLAIM: _claims,
    inbox.OBJECTION: lambda unit, caller, page: read.objections(unit, page),
    inbox.APPLICATION: _applications,
}
"""Where each kind is found."""
