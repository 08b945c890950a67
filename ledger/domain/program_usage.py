"""Program usage: what of a program's quotas and budget is used in a period, which is a calendar year or a call.

What a program pays is committed by a hold or a selection, and executed by a capture; both together never pass the
budget. Holds whose time is over count no more, whether a sweep has run or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain.books.books import Books
from ledger.domain.commands import QuoteUsage, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, need_overdue
from ledger.domain.needs import Needs
from ledger.domain.programs.meters import quotas
from ledger.domain.programs.terms import ProgramTerms
from ledger.domain.published import program_in_force
from ledger.domain.redemption_usage import used_of
from ledger.domain.settlement import settle_program


def first(command: QuoteUsage, submission: Submission, needs: Needs) -> None:
    """Need the program, and the holds for it whose time is over."""
    needs.program_codes.add(command.program)
    needs.programs_due.add(command.program)


def second(command: QuoteUsage, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the program's meters, and the wallets of those holds."""
    need_overdue(needs, books, command.program, today)
    versions = books.programs.find("code", command.program)
    if versions:
        _, terms = program_in_force(versions, command.program)
        period = _period(terms, command, today)
        needs.usage.update(meter.name for meter in quotas(terms, command.program, period))


def _period(terms: ProgramTerms, command: QuoteUsage, today: str) -> str:
    return command.call or terms.call or today[:4]


def decide(desk: Desk, command: QuoteUsage) -> Mapping[str, Any]:
    """Tell what is used of the quotas and the budget of a program's newest terms; records nothing.

    Refusals: ``program_unknown``.
    """
    _, terms = program_in_force(desk.books.programs.find("code", command.program), command.program)
    settle_program(desk, command.program)
    period = _period(terms, command, desk.today)
    meters = {meter.counts: meter for meter in quotas(terms, command.program, period)}
    paid, executed, budget = meters.pop("krw", None), meters.pop("executed_krw", None), None
    if paid is not None and executed is not None:
        both, done = used_of(desk.books, paid), used_of(desk.books, executed)
        budget = {"maximum": paid.maximum, "committed_krw": both - done, "executed_krw": done}
    told = [
        {"counts": meter.counts, "maximum": meter.maximum, "used": used_of(desk.books, meter)}
        for meter in meters.values()
    ]
    return {"program": command.program, "period": period, "quotas": told, "budget": budget}


HANDLER = Handler("", first, second, decide)
