"""Due: settle what is due by the clock, for all holders, in batches, warn of what is about to lapse, and end proposals
that nobody decided in time.

No answer depends on it, because every command and every balance settles what it touches. It may run twice at once,
be killed and run again: each holder is settled by the same path as any command, and a second time finds nothing. A
warning is an entry of the journal, so it is given once, whoever comes first.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from ledger.domain import dates
from ledger.domain.commands import Command, ExpireProposal, SettleDue, Submission, WarnExpiry
from ledger.domain.journal.entries import SYSTEM
from ledger.services.access import anchor
from ledger.services.node import Node
from ledger.services.posting import post
from ledger.store.reads.due import count_due, holders_due
from ledger.store.reads.proposals import overdue
from ledger.store.reads.warnings import Place, holders_to_warn
from ledger.store.units import ReadingUnit

HOLDERS_AT_ONCE: Final = 100

Progress = Callable[[int, int], None]


class Ran(NamedTuple):
    """What a run came to: holders settled, entries made by that, warnings given, and proposals ended."""

    holders: int
    entries: int
    warnings: int
    expired: int


def silent(reached: int, total: int) -> None:
    """Tell nobody how far it is."""


def run_due(
    node: Node, warning_days: Sequence[int] = (), progress: Progress = silent, at_once: int = HOLDERS_AT_ONCE
) -> Ran:
    """Settle everything that is due now, warn of what lapses soon, and note how far the access log has come.

    Args:
        warning_days: at how many days before a last day its holder is warned; none leaves all warnings out.
        progress: told how many holders were settled or warned so far, and how many there will be as far as is known.
        at_once: how many holders are settled in one unit of work; between two of them others get their turn.
    """
    holders = entries = warnings = reached = 0
    total = _count(node)
    for found in _due(node, at_once):
        entries += _total(node, [SettleDue(holder) for holder in found], "entries")
        holders += len(found)
        progress(holders, max(holders, total))
    for found in _to_warn(node, warning_days, at_once):
        warnings += _total(node, [WarnExpiry(holder, tuple(warning_days)) for holder in found], "warnings")
        reached += len(found)
        progress(holders + reached, holders + reached)
    expired = 0
    for late in _overdue(node, at_once):
        expired += _total(node, [ExpireProposal(proposal) for proposal in late], "expired")
    anchor(node)
    return Ran(holders, entries, warnings, expired)


def _count(node: Node) -> int:
    with node.store.reading() as unit:
        now, today = _present(node, unit)
        return count_due(unit, today, now)


def _due(node: Node, at_once: int) -> Iterator[list[str]]:
    """Give those of whom something is due, a batch at a time; each must be settled before the next is asked for."""
    while True:
        with node.store.reading() as unit:
            now, today = _present(node, unit)
            found = holders_due(unit, today, now, at_once)
        if not found:
            return
        yield found


def _to_warn(node: Node, warning_days: Sequence[int], at_once: int) -> Iterator[list[str]]:
    """Give those who are to be warned, a batch at a time, each holder once."""
    place: Place | None = None
    while warning_days:
        with node.store.reading() as unit:
            _, today = _present(node, unit)
            found, place = holders_to_warn(unit, today, warning_days, place, at_once)
        if not found:
            return
        yield found


def _overdue(node: Node, at_once: int) -> Iterator[list[str]]:
    """Give the proposals whose last day is over, a batch at a time; each must be ended before the next."""
    while True:
        with node.store.reading() as unit:
            _, today = _present(node, unit)
            found = overdue(unit, today, at_once)
        if not found:
            return
        yield found


def _present(node: Node, unit: ReadingUnit) -> tuple[str, str]:
    """Give the instant and the business day at which a unit of work would be recorded now."""
    at = dates.truncate_to_milliseconds(node.clock())
    now = max(dates.instant_text(at), unit.head.recorded_at)
    return now, dates.business_day_of(now)


def _total(node: Node, commands: Sequence[Command], counted: str) -> int:
    """Post the clock's commands as one unit of work, and add up what their results count."""
    answer = post(node, [Submission(SYSTEM, "", secrets.token_hex(16), tuple(commands))])[0]
    return sum(int(outcome.result[counted]) for outcome in answer.outcomes)
