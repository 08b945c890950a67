"""Due: the clock's own command, which settles what is due for one holder.

Every command settles the holders it touches; this one touches a holder for nothing else. Done twice it does nothing
the second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain.books.books import Books
from ledger.domain.commands import SettleDue, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, balance_shown, need_wallet
from ledger.domain.needs import Needs
from ledger.domain.objections import end_overdue
from ledger.domain.settlement import settle


def first(command: SettleDue, submission: Submission, needs: Needs) -> None:
    """Need nothing by key."""


def second(command: SettleDue, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the wallet."""
    need_wallet(needs, command.organization_id)
    needs.objections_of.add((command.organization_id, "open"))
    needs.objections_by.add((command.organization_id, "open"))


def decide(desk: Desk, command: SettleDue) -> Mapping[str, Any]:
    """Settle a holder; the result tells how many entries that took and the wallet after."""
    before = desk.books.position
    settle(desk, command.organization_id)
    end_overdue(desk, command.organization_id)
    return {
        "organization_id": command.organization_id,
        "entries": desk.books.position - before,
        "balance": balance_shown(desk, command.organization_id),
    }


HANDLER = Handler("", first, second, decide)
