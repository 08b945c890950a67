"""Programbook: versions of programs' terms on their way into force; what is in force is public to every caller.

Drafts are for those who read all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.commands import Answer, ApproveProgram, CloseProgram, DraftProgram
from ledger.domain.programbook import ProgramVersion
from ledger.domain.refusals import Refused
from ledger.services.context import Caller, Request
from ledger.services.node import Node
from ledger.services.posting import answer, answer_all
from ledger.services.visibility import require_all, sees_all
from ledger.store.reads import journal
from ledger.store.units import ReadingUnit

IN_FORCE: Final = "in_force"
STATUSES: Final = (IN_FORCE, "draft")
"""How far a version of a program has come."""


def draft_program(node: Node, request: Request, code: str, version: int, terms: Mapping[str, Any]) -> Answer:
    """Draft a version of a program's terms, in the place of an earlier draft of it."""
    return answer(node, request, DraftProgram(code, version, terms))


def draft_programs(node: Node, request: Request, versions: Sequence[ProgramVersion]) -> Answer:
    """Draft every version that is not there; the outcomes are in the order of the versions."""
    return answer_all(node, request, [_drafting(version) for version in versions])


def close_program(node: Node, request: Request, code: str, closes_on: str) -> Answer:
    """Draft the next version of a program: what is in force, closing on a day."""
    return answer(node, request, CloseProgram(code, closes_on))


def approve_program(node: Node, request: Request, code: str, version: int) -> Answer:
    """Bring a draft into force."""
    return answer(node, request, ApproveProgram(code, version))


def put_program_in_force(node: Node, drafter: Caller, approver: Caller, version: ProgramVersion) -> Answer:
    """Draft a version and approve it; gives the first refusal, or the approval."""
    told = answer(node, Request(drafter, "programs.draft"), _drafting(version))
    if not told.outcomes[0].code:
        told = approve_program(node, Request(approver, "programs.approve"), version.code, version.version)
    return told


def list_programs(node: Node, caller: Caller, status: str = IN_FORCE) -> list[dict[str, Any]]:
    """Give every version of every program that has come so far, by code and version.

    Raises:
        Refused: ``permission_missing`` for drafts.
    """
    if status != IN_FORCE:
        require_all(caller)
    with node.store.reading() as unit:
        return [_shown(row) for row in _versions(unit, caller) if _status(row) == status]


def get_program(node: Node, caller: Caller, code: str) -> list[dict[str, Any]]:
    """Give every version of a program that the caller may see.

    Raises:
        Refused: ``program_unknown``.
    """
    with node.store.reading() as unit:
        found = [_shown(row) for row in _versions(unit, caller) if row.code == code]
    if not found:
        raise Refused("program_unknown", program=code)
    return found


def _drafting(version: ProgramVersion) -> DraftProgram:
    return DraftProgram(version.code, version.version, version.terms.to_json(), unless_there=True)


def _versions(unit: ReadingUnit, caller: Caller) -> Iterator[rows.Program | rows.ProgramDraft]:
    """Walk what is in force, and what is drafted where the caller may see it, by code and version."""
    found: list[rows.Program | rows.ProgramDraft] = list(journal.rows(unit, rows.Program))
    if sees_all(caller):
        found += [draft for draft in journal.rows(unit, rows.ProgramDraft) if draft.status != "approved"]
    return iter(sorted(found, key=lambda row: (row.code, row.version)))


def _status(row: rows.Program | rows.ProgramDraft) -> str:
    return row.status if isinstance(row, rows.ProgramDraft) else IN_FORCE


def _shown(row: rows.Program | rows.ProgramDraft) -> dict[str, Any]:
    return {
        "code": row.code,
        "version": row.version,
        "status": _status(row),
        "terms": json.loads(row.terms),
        "position": row.position,
    }
