"""Selections: a program's owner selects among applications, one by one.

Who is selected counts on the program's quotas and budget; who is not gets back what was held. Those who apply together
are selected together, and not at all where too few of them are left.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold_redemptions import pool_of
from ledger.domain.commands import DeclineRedemption, SelectRedemption, Submission
from ledger.domain.dates import add_months_to_month_end
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, need_overdue
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import RedemptionSelected
from ledger.domain.needs import Needs
from ledger.domain.programs.clauses import StatusPrice
from ledger.domain.programs.terms import ProgramTerms
from ledger.domain.redemption_usage import taken_by_selection, terms_of
from ledger.domain.redemption_views import shown
from ledger.domain.redemptions import (
    check_first_of_pool,
    check_pool_size,
    first,
    open_hold,
    second,
)
from ledger.domain.refusals import Refused
from ledger.domain.settlement import pay_arrears, release, settle, settle_program


def decide_select(desk: Desk, command: SelectRedemption) -> Mapping[str, Any]:
    """Select an application, with all who apply together; a right is granted by that.

    Refusals, in this order: ``redemption_unknown``, ``hold_already_settled``, ``program_selects_nobody``,
    ``redemption_pooled``, ``redemption_not_submitted``, ``redemption_already_selected``, ``pool_too_small``,
    ``amount_out_of_range``, ``program_limit_reached``.
    """
    row = application(desk, command.redemption_id)
    settle_program(desk, row.program)
    krw = check_selection(desk.books, row, command.amount_krw)
    # From here on the selection succeeds, unless a quota or the budget is full.
    entry = select(desk, row, krw)
    return shown(desk, row.redemption, entry)


def second_select(command: SelectRedemption, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need what every command about a redemption needs, and the holds for its program whose time is over."""
    second(command, submission, books, needs, today)
    row = books.redemptions.get(command.redemption_id)
    needs.programs_due.update(() if row is None else (row.program,))


def third_select(command: SelectRedemption, books: Books, needs: Needs, today: str) -> None:
    """Need the wallets of those holds."""
    row = books.redemptions.get(command.redemption_id)
    if row is not None:
        need_overdue(needs, books, row.program, today)


def decide_decline(desk: Desk, command: DeclineRedemption) -> Mapping[str, Any]:
    """Do not select an application: what is held goes back, to all who apply together.

    Refusals, in this order: ``redemption_unknown``, ``hold_already_settled``, ``program_selects_nobody``,
    ``redemption_pooled``, ``redemption_already_selected``.
    """
    row = application(desk, command.redemption_id)
    check_not_selected(row)
    # From here on it succeeds.
    together = pool_of(desk.books, row)
    entries = [release(desk, one, "not_selected", desk.today, {"reason": command.reason}) for one in together]
    for one in together:
        pay_arrears(desk, one.holder)
    return shown(desk, row.redemption, entries[0])


def application(desk: Desk, redemption_id: str) -> rows.Redemption:
    row = open_hold(desk, redemption_id)
    if not terms_of(desk.books, row).is_selected:
        raise Refused("program_selects_nobody", redemption_id=row.redemption, program=row.program)
    check_first_of_pool(row)
    for one in pool_of(desk.books, row)[1:]:
        settle(desk, one.holder)
    return row


def check_not_selected(row: rows.Redemption) -> None:
    if row.selected_at:
        raise Refused("redemption_already_selected", redemption_id=row.redemption)


def check_selection(books: Books, row: rows.Redemption, amount_krw: int | None) -> int:
    """See that an application can be selected; gives what the program is to pay.

    Refusals, in this order: ``redemption_not_submitted``, ``redemption_already_selected``, ``pool_too_small``,
    ``amount_out_of_range``.
    """
    if not row.submitted_at:
        raise Refused("redemption_not_submitted", redemption_id=row.redemption)
    check_not_selected(row)
    terms = terms_of(books, row)
    check_pool_size(books, row, terms)
    krw_min, krw_max = (terms.support.krw_min, terms.support.krw_max) if terms.support else (0, 0)
    krw = (krw_min if krw_min == krw_max else -1) if amount_krw is None else amount_krw
    if not krw_min <= krw <= krw_max:
        found = "-" if amount_krw is None else str(amount_krw)
        raise Refused("amount_out_of_range", "/amount_krw", expected=f"{krw_min}..{krw_max}", found=found)
    return krw


def select(desk: Desk, row: rows.Redemption, krw: int) -> Entry:
    """Record that an application is selected; what the program pays is told with the first who applies."""
    valid_until = right_until(terms_of(desk.books, row), desk.today)
    entries = []
    for one in pool_of(desk.books, row):
        paid = 0 if one.pool else krw
        usage = taken_by_selection(desk.books, one, paid)
        entries.append(desk.record(RedemptionSelected(one.redemption, one.holder, paid, valid_until, usage)))
    return entries[0]


def right_until(terms: ProgramTerms, today: str) -> str:
    """Give the last day of a right that is granted today, "" where the program grants none."""
    if not isinstance(terms.price, StatusPrice):
        return ""
    return add_months_to_month_end(date.fromisoformat(today), terms.price.months).isoformat()


SELECT = Handler("redemptions.select", first, second_select, decide_select, third_select)
DECLINE = Handler("redemptions.select", first, second, decide_decline)
