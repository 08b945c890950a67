"""Spending in a replay: an act on what is another's, an ending that could not be, and an id that is taken are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from ledger.domain.commands import (
    CancelRedemption,
    CaptureHold,
    DeclineRedemption,
    FulfilRedemption,
    PlaceHold,
    ReleaseHold,
    SelectRedemption,
    SubmitRedemption,
)
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import GraceLot
from ledger.domain.verification import NotVerified, Replay
from tests.support.memory import MemoryLedger, private
from tests.support.world import documents, furnish, program_terms

HAEUNDAE, GIJANG, SAHA = "haeundae-marine-tech", "gijang-robotics", "saha-footwear"
REASON = private("reason", "the committee decided so")
Journal = list[Entry]


@cache
def _story() -> tuple[Entry, ...]:
    """Haeundae wins a call, Gijang does not, and Saha wins but lets go; Haeundae's voucher is delivered and undone."""
    ledger = furnish(MemoryLedger())
    grace = {"expired_lots": "grace", "grace_days": 30}
    ledger.publish_program("SLOW", program_terms(100, hold_ttl_seconds=200 * 86_400, release=grace))
    for company in (HAEUNDAE, GIJANG, SAHA):
        ledger.accrue("pukyong", f"E-{company}", "INT", company, "2026-08-31", allowance_krw=9_000_000)
    won, lost, voucher, given, slow, left = (
        str(ledger.accept(who, PlaceHold(ledger.clients[who][1], program, 1, private("reference", program)))["id"])
        for who, program in (
            (HAEUNDAE, "CALL"), (GIJANG, "CALL"), (HAEUNDAE, "VOUCHER"), (GIJANG, "VOUCHER"), (GIJANG, "SLOW"),
            (SAHA, "CALL"),
        )
    )  # fmt: skip
    ledger.accept(HAEUNDAE, SubmitRedemption(won, documents("plan")))
    ledger.accept("technopark", SelectRedemption(won, 2_000))
    ledger.accept("technopark", DeclineRedemption(lost, REASON))
    ledger.accept(GIJANG, ReleaseHold(given, REASON))
    ledger.accept(SAHA, SubmitRedemption(left, documents("plan")))
    ledger.accept("technopark", SelectRedemption(left, 2_000))
    ledger.accept("operator", ReleaseHold(left, REASON))
    ledger.accept(HAEUNDAE, CaptureHold(voucher))
    ledger.accept("operator", FulfilRedemption(voucher))
    ledger.accept("operator", CancelRedemption(voucher, REASON))
    ledger.go_to("2026-12-24")
    ledger.accept(GIJANG, ReleaseHold(slow, REASON))
    return tuple(sealed.entry for sealed in ledger.entries)


def told() -> Journal:
    return list(_story())


def place(journal: Journal, kind: str, nth: int = -1) -> int:
    return [at for at, entry in enumerate(journal) if entry.kind == kind][nth]


def changed(kind: str, nth: int = -1, **values: Any) -> Callable[[Journal], None]:
    """Change fields of the fact of an entry."""

    def change(journal: Journal) -> None:
        at = place(journal, kind, nth)
        fact: Any = journal[at].fact
        journal[at] = replace(journal[at], fact=replace(fact, **values))

    return change


def company(journal: Journal, nth: int) -> Any:
    facts: list[Any] = [entry.fact for entry in journal if entry.kind == "organization_registered"]
    return [fact.organization for fact in facts if fact.kind == "company"][nth]


def handed_in_by_another(journal: Journal) -> None:
    """Let Gijang say that it hands in what is Haeundae's, as its own."""
    at, other = place(journal, "submission"), journal[place(journal, "hold", 1)].actor
    fact: Any = journal[at].fact
    journal[at] = replace(journal[at], actor=other, fact=replace(fact, organization=company(journal, 1)))


def told_of_another(kind: str) -> Callable[[Journal], None]:
    """Let an entry say that the redemption is Saha's, so that Saha is told of it and its company is not."""

    def forge(journal: Journal) -> None:
        changed(kind, 0, organization=company(journal, 2))(journal)

    return forge


def declined(nth: int) -> Callable[[Journal], None]:
    """Let the operator decline what it let go."""

    def forge(journal: Journal) -> None:
        at, operator = place(journal, "release", nth), journal[place(journal, "cancellation")].actor
        journal[at] = replace(journal[at], actor=operator, fact=replace(_any(journal[at]), cause="not_selected"))

    return forge


def undone_by_its_company(journal: Journal) -> None:
    """Let Haeundae undo what was delivered to it."""
    at, own = place(journal, "cancellation"), journal[place(journal, "hold", 0)].actor
    journal[at] = replace(journal[at], actor=own)


def hold_of_a_known_id(journal: Journal) -> None:
    """Let Haeundae's second hold take the place of the first."""
    first = _any(journal[place(journal, "hold", 0)])
    changed("hold", 2, redemption=first.redemption)(journal)
    del journal[place(journal, "hold", 2) + 1 :]


def grace_of_a_known_lot(journal: Journal) -> None:
    """Let the grace of a lot be what another lot is from now on, with a new last day."""
    at, known = place(journal, "release"), _any(journal[place(journal, "accrual", 0)]).lot
    (grace,) = _any(journal[at]).grace
    told = GraceLot(known, grace.of, grace.points, grace.expires_on)
    postings = tuple(leg._replace(lot=known) if leg.lot == grace.lot else leg for leg in journal[at].postings)
    journal[at] = replace(journal[at], fact=replace(_any(journal[at]), grace=(told,)), postings=postings)


def award_of_a_known_lot(journal: Journal) -> None:
    """Let what Gijang earned be of Haeundae's lot."""
    known, at = _any(journal[place(journal, "accrual", 0)]).lot, place(journal, "accrual", 1)
    changed("accrual", 1, lot=known)(journal)
    del journal[at + 1 :]
    journal[at] = replace(journal[at], postings=tuple(leg._replace(lot=known) for leg in journal[at].postings))


def award_of_a_known_activity(journal: Journal) -> None:
    """Let what Gijang did take the place of what Haeundae did."""
    changed("accrual", 1, accrual=_any(journal[place(journal, "accrual", 0)]).accrual)(journal)
    del journal[place(journal, "accrual", 1) + 1 :]


def accounted_on(kind: str, day: str) -> Callable[[Journal], None]:
    """Let an entry stand on another accounting day, and so in another balance of that day."""

    def forge(journal: Journal) -> None:
        at = place(journal, kind)
        journal[at] = replace(journal[at], effective_on=day)

    return forge


def _any(entry: Entry) -> Any:
    return entry.fact


def finding(journal: Journal) -> str:
    """Give the code of what a replay finds first, "" for nothing."""
    replay = Replay()
    try:
        for entry in journal:
            replay.step(entry.to_bytes())
    except NotVerified as wrong:
        return wrong.finding.code
    return ""


def test_spending_as_it_happened_is_found_right() -> None:
    assert finding(told()) == ""


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (handed_in_by_another, "redemption_of_another"),
        (told_of_another("selection"), "redemption_of_another"),
        (told_of_another("capture"), "redemption_of_another"),
        (told_of_another("release"), "redemption_of_another"),
        (told_of_another("fulfilment"), "redemption_of_another"),
        (changed("release", 1, cause="not_selected"), "actor_without_authority"),
        (declined(1), "application_out_of_order"),  # of a voucher
        (declined(2), "application_out_of_order"),  # of what was selected
        (undone_by_its_company, "cancelled_out_of_time"),
        (hold_of_a_known_id, "id_used_twice"),
        (grace_of_a_known_lot, "id_used_twice"),
        (award_of_a_known_lot, "id_used_twice"),
        (award_of_a_known_activity, "id_used_twice"),
        (accounted_on("hold", "2025-01-01"), "accounted_on_another_day"),
        (accounted_on("capture", "2030-01-01"), "accounted_on_another_day"),
        (accounted_on("cancellation", "2025-01-01"), "accounted_on_another_day"),
        (accounted_on("accrual", "2030-01-01"), "accounted_on_another_day"),
    ],
)  # fmt: skip
def test_what_could_not_have_happened_is_found_and_named(forge: Callable[[Journal], None], code: str) -> None:
    journal = told()
    forge(journal)
    assert finding(journal) == code
