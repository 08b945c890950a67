"""Closing while others post: whoever comes first, nothing takes effect in the closed month, and everything verifies."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ledger.domain.commands import ApproveProposal, PostAccrual, ProposeClosing
from ledger.domain.journal.entries import Entry
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.posting import post
from ledger.services.verification import verify
from ledger.store.database import create_store_engine
from ledger.store.reads import journal
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import furnish

NODES = 3
EACH = 12


def test_a_month_closed_amid_postings_of_other_nodes_has_none_of_them_behind_it(
    store: Store, migrated_url: str, tmp_path: Path
) -> None:
    ledger = MirroredLedger([store], Keys.load_or_create(tmp_path / "keys"))
    furnish(ledger)
    company = ledger.clients["haeundae-marine-tech"][1]
    ledger.accrue("pukyong", "E-0", "ADV", "haeundae-marine-tech", "2026-09-01", allowance_krw=1_000_000)
    ledger.go_to("2026-10-05")
    proposed = ledger.accept("operator", ProposeClosing("2026-09"))["id"]
    now = ledger.now
    stores = [Store(create_store_engine(migrated_url)) for _ in range(NODES)]
    nodes = [Node(one, lambda: now, ledger.keys, ledger.ledger) for one in stores]

    def late(number: int) -> PostAccrual:
        source = private("source_event_id", f"LATE-{number}")
        return PostAccrual(source, "ADV", company, "2026-09-20", {"allowance_krw": 10_000})

    posted = [ledger.submission("pukyong", [late(number)]) for number in range(NODES * EACH)]
    closing = ledger.submission("approver", [ApproveProposal(proposed)])
    work = [(nodes[number % NODES], one) for number, one in enumerate(posted)]
    work.insert(random.Random(5).randrange(5, 20), (nodes[0], closing))
    with ThreadPoolExecutor(NODES) as pool:
        answers = list(pool.map(lambda job: post(job[0], [job[1]])[0], work))
    assert all(not answer.outcomes[0].code for answer in answers), answers
    with store.reading() as unit:
        entries = [Entry.from_bytes(bytes(stored.data)) for stored in journal.entries(unit, 1)]
    (closed,) = (entry for entry in entries if entry.kind == "period_closed")
    days: dict[str, set[str]] = {"before": set(), "behind": set()}
    for entry in entries:
        if entry.occurred_on == "2026-09-20":
            days["before" if entry.position < closed.position else "behind"].add(entry.effective_on)
    assert days["before"] <= {"2026-09-20"}
    assert days["behind"] == {"2026-10-01"}
    assert verify(nodes[1]).findings == ()
    for one in stores:
        one.engine.dispose()
