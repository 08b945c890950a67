"""Bounds: how far acts by hand reach, and proposals to change that."""

from __future__ import annotations

from typing import Any

from ledger.domain.books import rows
from ledger.domain.bounds import DEFAULTS, bound_shown
from ledger.domain.commands import Answer, ProposeBound
from ledger.services.context import Caller, Request, private
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.services.visibility import require_all
from ledger.store.reads.proposals import bounds


def propose_bound(
    node: Node, request: Request, name: str, *, points_max: int, second_from: int, days: int, reason: str
) -> Answer:
    """Propose how far an act reaches; 0 points is no limit."""
    command = ProposeBound(name, points_max, second_from, days, private(node, "reason", reason))
    return answer(node, request, command)


def list_bounds(node: Node, caller: Caller) -> list[dict[str, Any]]:
    """Give every bound as it stands, by its name.

    Raises:
        Refused: ``permission_missing``.
    """
    require_all(caller)
    with node.store.reading() as unit:
        known = {row.name: row for row in bounds(unit)}
    standing = [known.get(name) or rows.Bound(name, *figures, 0) for name, figures in sorted(DEFAULTS.items())]
    return [bound_shown(row) for row in standing]
