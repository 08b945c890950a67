"""Calls: the owner of a program reports who was selected, and all applications of the call are decided at once."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.commands import Answer, Chosen, SettleCall
from ledger.services.applications import require_owner
from ledger.services.context import Caller, Request
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.services.selection_files import RowProblem
from ledger.services.selections import read_report


@dataclass(frozen=True, slots=True)
class Selection:
    """What a program's owner says of a call; ``rest_is_declined`` takes whoever is not named as not selected."""

    selected: tuple[Chosen, ...]
    declined: tuple[str, ...]
    rest_is_declined: bool


def read_selection(
    node: Node, caller: Caller, program: str, data: bytes, *, rest_is_declined: bool
) -> Selection | tuple[RowProblem, ...]:
    """Read a report of a selection from a file: what it says, or all that is wrong with it.

    Raises:
        Refused: ``permission_missing``; ``program_unknown``, as another agency's program is.
    """
    require_owner(node, caller, program)
    report = read_report(node, program, data)
    if report.problems:
        return report.problems
    selected = tuple(Chosen(one.redemption_id, one.points, one.amount_krw) for one in report.reported if one.selected)
    declined = tuple(one.redemption_id for one in report.reported if not one.selected)
    return Selection(selected, declined, rest_is_declined)


def settle_call(node: Node, request: Request, program: str, call: str, selection: Selection) -> Answer:
    """Decide all applications of a call: the selected are captured, the others given back, in one unit of work."""
    command = SettleCall(program, call, selection.selected, selection.declined, selection.rest_is_declined)
    return answer(node, request, command)
