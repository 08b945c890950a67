"""Program usage: what of a program's quotas and budget is used in a period, as a hold would find it now."""

from __future__ import annotations

from typing import Any

from ledger.domain.commands import QuoteUsage
from ledger.services.node import Node
from ledger.services.posting import told_now


def program_usage(node: Node, code: str, call: str) -> dict[str, Any]:
    """Tell what is used of the quotas and the budget of a program's newest terms.

    Args:
        call: the period; where it is "", the call that the terms name, or this year.

    Raises:
        Refused: ``program_unknown``.
    """
    with node.store.reading() as unit:
        return told_now(node, unit, QuoteUsage(code, call))
