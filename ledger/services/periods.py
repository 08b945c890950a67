"""Periods: what is open and what is closed, the lines of a closing, and the proof of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from ledger.domain import dates
from ledger.domain.books import rows
from ledger.domain.calendar_periods import CalendarPeriod, periods_until
from ledger.domain.closing_lines import leaf_bytes, proof_of
from ledger.domain.commands import Answer, Command, ProposeClosing
from ledger.domain.periods import ACT, open_period_shown, period_named, period_shown
from ledger.domain.refusals import Refused
from ledger.services.context import Caller, Request
from ledger.services.due import run_due
from ledger.services.exports import Form, forms_of
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.services.tables import flat
from ledger.services.visibility import narrowed, require_reader
from ledger.store.reads import periods as read
from ledger.store.reads import proposals as read_proposals
from ledger.store.reads.proposals import Wanted
from ledger.store.units import ReadingUnit

PAGE: Final = 500
OPEN_MAX: Final = 500
"""Most open proposals to close something that are looked at: more than there are periods to close in forty years."""
COLUMNS: Final = ("period", "account", "opening", "debit", "credit", "closing")
"""A line's cells, as a CSV has them."""
FORMS: Final[Mapping[str, Form]] = forms_of(flat("closing", COLUMNS, ("opening", "debit", "credit", "closing")))
"""How pages of lines are written, by the name of the form, which is a file's extension too."""


def propose_closing(node: Node, request: Request, name: str) -> Answer:
    """Propose that a period is closed; where only something due stands against that, it is settled first."""
    return answer_when_settled(node, request, ProposeClosing(name))


def answer_when_settled(node: Node, request: Request, command: Command) -> Answer:
    """Answer a command that closes a period, or proposes it; what is refused for another reason settles nothing."""
    if not request.dry_run:
        foreseen = answer(node, replace(request, dry_run=True), command).outcomes[0]
        if foreseen.code == "period_not_settled":
            run_due(node)
    return answer(node, request, command)


def list_periods(node: Node, caller: Caller) -> list[dict[str, Any]]:
    """Give every month and year from the opening to today, by their last day.

    Raises:
        Refused: ``permission_missing``.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        opened_on, today = _span(node, unit)
        closed, proposed = read.periods(unit), _proposed(unit, today)
        return [_shown(period, closed, proposed) for period in periods_until(opened_on, today)]


def get_period(node: Node, caller: Caller, name: str) -> dict[str, Any]:
    """Give one period.

    Raises:
        Refused: ``permission_missing``, ``period_unknown``.
    """
    require_reader(caller)
    with node.store.reading() as unit:
        period = known_period(node, unit, name)
        return _shown(period, read.periods(unit), _proposed(unit, _span(node, unit)[1]))


def known_period(node: Node, unit: ReadingUnit, name: str) -> CalendarPeriod:
    """Give a period that has begun; raises ``Refused``: ``period_unknown``."""
    return period_named(name, *_span(node, unit))


def _span(node: Node, unit: ReadingUnit) -> tuple[str, str]:
    """Give the first day of the ledger and the day on which a unit of work would be recorded now."""
    now = max(dates.instant_text(dates.truncate_to_milliseconds(node.clock())), unit.head.recorded_at)
    return node.ledger.opened_on, dates.business_day_of(now)


def closing_lines(
    node: Node, caller: Caller, name: str, organization_id: str, after: str, limit: int
) -> list[dict[str, Any]]:
    """Give up to ``limit`` lines of a closing behind the account ``after``, by name; others see their own alone.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``, ``period_unknown``, ``period_not_closed``.
    """
    return _lines(node, name, narrowed(caller, organization_id), after, limit)


def line_pages(
    node: Node, caller: Caller, name: str, organization_id: str = "", after: str = ""
) -> Iterator[list[dict[str, Any]]]:
    """Walk all lines of a closing behind the account ``after``, a page at a time in constant memory.

    Raises:
        Refused: as ``closing_lines``; at once, before the first page is asked for.
    """
    organization = narrowed(caller, organization_id)
    first = _lines(node, name, organization, after, PAGE)
    return _pages(node, name, organization, first)


def _pages(node: Node, name: str, organization: str, page: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while page:
        yield page
        page = _lines(node, name, organization, str(page[-1]["account"]), PAGE)


def _lines(node: Node, name: str, organization: str, after: str, limit: int) -> list[dict[str, Any]]:
    with node.store.reading() as unit:
        _closed(node, unit, name)
        return [dict(line._asdict()) for line in read.lines(unit, name, organization, after, limit)]


def prove_line(node: Node, caller: Caller, name: str, account: str) -> dict[str, Any]:
    """Give a line of a closing with the proof that the closing's root contains it (RFC 6962 inclusion proof).

    Raises:
        Refused: ``permission_missing``, ``period_unknown``, ``period_not_closed``, ``period_line_unknown``.
    """
    holder = narrowed(caller, "")
    with node.store.reading() as unit:
        row = _closed(node, unit, name)
        every = read.lines(unit, name)
        of_caller = {line.account for line in (read.lines(unit, name, holder) if holder else every)}
    places = {line.account: place for place, line in enumerate(every)}
    if account not in of_caller:
        raise Refused("period_line_unknown", period=name, account=account)
    place = places[account]
    return {
        **every[place]._asdict(),
        "leaf": leaf_bytes(every[place]).decode(),
        "leaf_index": place,
        "lines": row.lines,
        "hashes": [found.hex() for found in proof_of(every, place)],
        "root": row.root,
        "transaction_id": row.entry,
        "position": row.position,
    }


def _closed(node: Node, unit: ReadingUnit, name: str) -> rows.Period:
    period = known_period(node, unit, name)
    row = read.period(unit, period.name)
    if row is None:
        raise Refused("period_not_closed", period=period.name)
    return row


def _proposed(unit: ReadingUnit, today: str) -> dict[str, str]:
    """Give the proposals to close a period that wait for another person, by the period's name."""
    found = read_proposals.proposals(unit, Wanted(today, status="proposed", acts={ACT.name}), limit=OPEN_MAX)
    return {json.loads(row.terms)["period"]: row.proposal for row in found}


def _shown(period: CalendarPeriod, closed: Mapping[str, rows.Period], proposed: Mapping[str, str]) -> dict[str, Any]:
    row = closed.get(period.name)
    return period_shown(row) if row else open_period_shown(period, proposed.get(period.name, ""))
