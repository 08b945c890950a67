"""Due: settle what is due by the clock, for all holders, in batches.

No answer depends on it, because every command and every balance settles what it touches. It may run twice at once,
be killed and run again: each holder is settled by the same path as any command, and a second time finds nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

from ledger.domain import dates
from ledger.domain.commands import SettleDue, Submission
from ledger.domain.journal.entries import SYSTEM
from ledger.services.node import Node
from ledger.services.posting import post
from ledger.store.reads.due import holders_due

HOLDERS_AT_ONCE: Final = 100


def run_due(node: Node, progress: Callable[[int], None] = lambda settled: None) -> tuple[int, int]:
    """Settle everything that is due now; gives (holders settled, entries made).

    ``progress`` is told how many holders were settled so far.
    """
    holders = entries = 0
    while True:
        at = dates.truncate_to_milliseconds(node.clock())
        with node.store.reading() as unit:
            now = max(dates.instant_text(at), unit.head.recorded_at)
            today = dates.business_date(dates.parse_instant(now)).isoformat()
            found = holders_due(unit, today, now, HOLDERS_AT_ONCE)
        if not found:
            return holders, entries
        commands = tuple(SettleDue(holder) for holder in found)
        answer = post(node, [Submission(SYSTEM, "", secrets.token_hex(16), commands)])[0]
        holders += len(found)
        entries += sum(int(outcome.result["entries"]) for outcome in answer.outcomes)
        progress(holders)
