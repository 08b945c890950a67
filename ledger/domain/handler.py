"""Handler: how one kind of command is loaded for and decided; each feature gives one for each of its commands.

``first`` names what the command needs by its own fields; ``second`` what it needs by what was found then. ``decide``
raises ``Refused`` or returns the result in the words of the wire, having recorded its entries on the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.domain.books.accounts import HOLDER_STATES, of_holder
from ledger.domain.books.books import Books
from ledger.domain.commands import Submission
from ledger.domain.dates import business_day_of
from ledger.domain.desk import Desk
from ledger.domain.needs import Needs

FIRST_LOTS = 32
"""How many available lots a spending command loads at first; a larger selection loads the whole wallet."""


@dataclass(frozen=True, slots=True)
class Handler:
    """One kind of command; ``permission`` is what its client must have been granted ("" for the clock's own)."""

    permission: str
    first: Callable[[Any, Submission, Needs], None]
    second: Callable[[Any, Submission, Books, Needs, str], None]
    decide: Callable[[Desk, Any], Mapping[str, Any]]
    third: Callable[[Any, Books, Needs, str], None] | None = None
    """What it needs by what the second look found, where that is not all."""


def nothing_more(command: Any, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need no second look."""


def need_wallet(needs: Needs, holder: str, spend_lots: int | None = None) -> None:
    """Need a holder's accounts and all that is due for it, and available lots where something is spent."""
    needs.balances.update(of_holder(holder, state) for state in HOLDER_STATES)
    needs.balances.update(("expired", "adjusted:grace"))
    needs.wallets_due.add(holder)
    if spend_lots is not None:
        needs.wallets_spend[holder] = spend_lots


def need_overdue(needs: Needs, books: Books, program: str, today: str) -> None:
    """Need the wallets of those whose holds for a program are over; their holds are here."""
    for row in books.redemptions.find("overdue", program):
        if business_day_of(row.hold_expires_at) <= today:
            need_wallet(needs, row.holder)


def balance_shown(desk: Desk, holder: str) -> dict[str, int]:
    """Give a wallet as an answer shows it: all that is due is settled, so what is booked is what can be spent."""
    available = desk.balance_of(holder, "available")
    return {
        "posted": available,
        "spendable": available,
        **{state: desk.balance_of(holder, state) for state in HOLDER_STATES if state != "available"},
    }
