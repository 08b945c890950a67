"""Linking: movements over more lots than one entry holds are found right, and forged parts of them are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.commands import CancelRedemption, CaptureHold, PlaceHold, PostAccrual, ReleaseHold, SettleDue
from ledger.domain.journal.entries import Entry, Posting
from ledger.domain.verification import NotVerified, Replay
from tests.support.memory import MemoryLedger, private
from tests.support.world import furnish, program_terms

REASON = private("reason", "the plan changed")
Journal = list[Entry]


def told(*endings: str, until: str = "2026-09-01", lots: int = 130) -> Journal:
    """Haeundae Marine Tech earns a point in each of 130 lots, holds them all at once, and ends that as it likes."""
    ledger = furnish(MemoryLedger())
    grace = {"expired_lots": "grace", "grace_days": 30}
    terms = {"cancel": {"until_days_after_capture": 3_000, **grace}, "hold_ttl_seconds": 200 * 86_400, "release": grace}
    ledger.publish_program("POINT", program_terms(1, quota_quantity=1_000, **terms))
    company = ledger.clients["haeundae-marine-tech"][1]
    reports = [
        PostAccrual(private("source_event_id", f"E-{at}"), "INT", company, "2026-09-01", {"allowance_krw": 10_000})
        for at in range(lots)
    ]
    ledger.submit([ledger.submission("pukyong", reports)])
    hold = ledger.accept("haeundae-marine-tech", PlaceHold(company, "POINT", lots, private("reference", "R1")))["id"]
    ledger.go_to(until)
    commands: dict[str, Any] = {
        "capture": CaptureHold(hold),
        "capture 125": CaptureHold(hold, 125),
        "release": ReleaseHold(hold, REASON),
        "cancel": CancelRedemption(hold, REASON),
    }
    for ending in endings:
        ledger.accept("haeundae-marine-tech", commands[ending])
    ledger.accept("system", SettleDue(company))
    return [sealed.entry for sealed in ledger.entries]


def finding(journal: Sequence[Entry]) -> str:
    """Replay a journal, numbered anew; gives the code of what is wrong with it, or ""."""
    replay = Replay()
    try:
        for position, entry in enumerate(journal, start=1):
            replay.step(replace(entry, position=position).to_bytes())
        for one in replay.linking.unfinished():
            raise NotVerified(one)
    except NotVerified as wrong:
        return wrong.finding.code
    return ""


@pytest.mark.parametrize("day", ["2026-09-01", "2026-12-24"])
@pytest.mark.parametrize("endings", [(), ("capture", "cancel"), ("capture 125", "cancel"), ("release",)])
def test_a_redemption_of_more_lots_than_an_entry_holds_is_found_right_to_its_end(
    endings: tuple[str, ...], day: str
) -> None:
    journal = told(*endings, until=day)
    assert sum(entry.kind == "continuation" for entry in journal) >= 1 + len(endings)
    assert finding(journal) == ""


def test_grace_for_more_lots_than_an_entry_can_name_is_granted_where_its_points_move() -> None:
    journal = told("release", until="2026-12-24", lots=400)
    (first,) = (entry for entry in journal if entry.kind == "release")
    parts: list[Any] = [entry.fact for entry in journal if entry.position >= first.position]
    granted = [grace for fact in parts for grace in fact.grace]
    assert len({grace.lot for grace in granted}) == len({grace.of for grace in granted}) == 400
    assert max(len(entry.to_bytes()) for entry in journal) < 50_000
    assert finding(journal) == ""


def longer_grace(journal: Journal) -> None:
    fact: Any = journal[-1].fact
    *before, last = fact.grace
    journal[-1] = replace(journal[-1], fact=replace(fact, grace=(*before, replace(last, expires_on="2029-12-31"))))


def grace_left_out(journal: Journal) -> None:
    fact: Any = journal[-1].fact
    journal[-1] = replace(journal[-1], fact=replace(fact, grace=fact.grace[:-1]))


def grace_twice(journal: Journal) -> None:
    fact: Any = journal[-1].fact
    journal[-1] = replace(journal[-1], fact=replace(fact, grace=(*fact.grace, fact.grace[-1])))


@pytest.mark.parametrize(
    ("forge", "code"),
    [(longer_grace, "ending_differs"), (grace_left_out, "movement_differs"), (grace_twice, "id_used_twice")],
)
def test_forged_grace_in_a_part_of_a_movement_is_found_and_named(forge: Callable[[Journal], None], code: str) -> None:
    journal = told("release", until="2026-12-24")
    assert journal[-1].kind == "continuation"
    forge(journal)
    assert finding(journal) == code


def without_its_end(journal: Journal) -> None:
    del journal[-1]


def of_another(journal: Journal) -> None:
    fact: Any = journal[-1].fact
    journal[-1] = replace(journal[-1], fact=replace(fact, of=journal[-3].id))


def another_movement(journal: Journal) -> None:
    fact: Any = journal[-1].fact
    journal[-1] = replace(journal[-1], fact=replace(fact, movement="capture"))


def short_of_a_lot(journal: Journal) -> None:
    journal[-1] = replace(journal[-1], postings=journal[-1].postings[:-2])


def to_another(journal: Journal) -> None:
    """Let what is held of the last lot be Gijang Robotics' from now on."""
    *before, last = journal[-1].postings
    told: list[Any] = [entry.fact for entry in journal]
    companies = [fact.organization for fact in told if getattr(fact, "kind", "") == "company"]
    stolen = Posting(f"{companies[1]}:{last.account.partition(':')[2]}", last.lot, last.amount, 1, last.amount)
    journal[-1] = replace(journal[-1], postings=(*before, stolen))


def by_another(journal: Journal) -> None:
    journal[-1] = replace(journal[-1], actor=replace(journal[-1].actor, client="system"))


def once_more(journal: Journal) -> None:
    journal.append(replace(journal[-1], id="txn_" + "f" * 32))


def left_off(journal: Journal) -> None:
    """Let something else come in the middle of a movement."""
    granted = next(entry for entry in journal if entry.kind == "organization_profiled")
    journal[-1] = replace(granted, id="txn_" + "f" * 32, recorded_at=journal[-1].recorded_at)


@pytest.mark.parametrize(
    ("endings", "forge", "code"),
    [
        ((), without_its_end, "movement_cut_short"),
        ((), of_another, "movement_goes_on_from_nothing"),
        ((), short_of_a_lot, "movement_differs"),
        ((), to_another, "movement_differs"),
        ((), by_another, "movement_goes_on_from_nothing"),
        ((), once_more, "running_balance_differs"),
        ((), left_off, "movement_cut_short"),
        (("release",), without_its_end, "movement_cut_short"),
        (("release",), another_movement, "movement_goes_on_from_nothing"),
        (("release",), short_of_a_lot, "movement_differs"),
        (("release",), to_another, "movement_differs"),
        (("capture", "cancel"), without_its_end, "movement_cut_short"),
        (("capture", "cancel"), short_of_a_lot, "movement_differs"),
    ],
)
def test_a_forged_part_of_a_movement_is_found_and_named(
    endings: tuple[str, ...], forge: Callable[[Journal], None], code: str
) -> None:
    journal = told(*endings)
    assert journal[-1].kind == "continuation"
    forge(journal)
    assert finding(journal) == code
