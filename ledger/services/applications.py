"""Applications: who applied for a program, as the agency that runs it needs to know for its call.

An application is a redemption in the eyes of the program's owner: whose it is, under which reference of the company's
own, and what it holds; nothing of the company's wallet. What is shown stands in ``COLUMNS`` and ``_shown`` alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.refusals import Refused
from ledger.services.agencies import owned_programs, reads_programs
from ledger.services.context import Caller
from ledger.services.exports import Form, forms_of
from ledger.services.node import Node
from ledger.services.tables import flat
from ledger.services.visibility import READ_PROGRAM, sees_all
from ledger.store.reads import programs, vault
from ledger.store.reads import redemptions as read
from ledger.store.reads.redemptions import RedemptionFilter
from ledger.store.units import ReadingUnit

PAGE: Final = 500
COLUMNS: Final = (
    "redemption_id",
    "organization_id",
    "name_ko",
    "name_en",
    "reference",
    "quantity",
    "points",
    "held",
    "captured",
    "status",
    "call",
    "pool",
    "amount_krw",
    "executed_krw",
    "held_at",
    "submitted_at",
    "hold_expires_at",
    "position",
)
"""What of an application is shown, in the order of a CSV's columns; a report of a selection may bring them back."""

WHOLE: Final = ("quantity", "points", "held", "captured", "amount_krw", "executed_krw", "position")
FORMS: Final[Mapping[str, Form]] = forms_of(flat("applications", COLUMNS, WHOLE))
"""How pages are written, by the extension of the file."""


def list_applications(
    node: Node, caller: Caller, program: str, status: str, call: str, after: int | None, limit: int
) -> list[dict[str, Any]]:
    """Give up to ``limit`` applications for a program behind position ``after``, oldest first; "" is any.

    Raises:
        Refused: ``permission_missing``; ``program_unknown``, as another agency's program is.
    """
    with node.store.reading() as unit:
        _require_owner(unit, caller, program)
        found = read.redemptions(unit, RedemptionFilter(status=status, program=program, call=call), after, limit)
        subjects = {subject for row in found for subject in (row.redemption, row.organization)}
        texts = vault.texts(unit, subjects)
    return [_shown(row, texts) for row in found]


def pages(
    node: Node, caller: Caller, program: str, status: str = "", call: str = "", after: int | None = None
) -> Iterator[list[dict[str, Any]]]:
    """Walk all applications behind position ``after``, a page at a time in constant memory.

    Raises:
        Refused: as ``list_applications``; at once, before the first page is asked for.
    """
    require_owner(node, caller, program)
    return _walked(node, caller, program, status, call, after)


def require_owner(node: Node, caller: Caller, program: str) -> None:
    """Let pass whoever may see who applied for a program.

    Raises:
        Refused: ``permission_missing``; ``program_unknown``, as another agency's program is.
    """
    with node.store.reading() as unit:
        _require_owner(unit, caller, program)


def _walked(
    node: Node, caller: Caller, program: str, status: str, call: str, after: int | None
) -> Iterator[list[dict[str, Any]]]:
    while page := list_applications(node, caller, program, status, call, after, PAGE):
        yield page
        after = page[-1]["position"]


def _require_owner(unit: ReadingUnit, caller: Caller, program: str) -> None:
    if not (sees_all(caller) or reads_programs(caller)):
        raise Refused("permission_missing", client_id=caller.client_id, permission=READ_PROGRAM)
    there = programs.versions(unit, program) if sees_all(caller) else program in owned_programs(unit, caller)
    if not there:
        raise Refused("program_unknown", program=program)


def _shown(row: rows.Redemption, texts: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    told = (
        row.redemption,
        row.organization,
        texts.get((row.organization, "name_ko")),
        texts.get((row.organization, "name_en")),
        texts.get((row.redemption, "reference")),
        row.quantity,
        row.points,
        row.held,
        row.captured,
        row.status,
        row.call or None,
        row.pool or None,
        row.amount_krw,
        row.executed_krw,
        row.held_at,
        row.submitted_at or None,
        row.hold_expires_at,
        row.position,
    )
    return dict(zip(COLUMNS, told, strict=True))
