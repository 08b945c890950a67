"""Expected movements: what an entry moves, told anew from the books before it and from what it says happened.

A replay holds every movement to this, whatever its kind, and what follows it in linked entries too: nothing else moves,
nothing less, and no lot is passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, count
from typing import Any, Final

from ledger.domain.award_legs import award_legs
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.figures import day_after
from ledger.domain.corrections import adjustment_legs, reinstatement_legs, write_off_legs
from ledger.domain.dates import business_day_of
from ledger.domain.endings import Ending, cancellation_of, capture_of, release_of
from ledger.domain.freezing import Thaw, freezing, thawing
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry, Leg
from ledger.domain.journal.facts import GraceLot
from ledger.domain.movements import activating, arrears_payment, from_soonest, lapsing
from ledger.domain.taking_back import standing, taken_back
from ledger.domain.transferring import transfer_of

_ENDINGS: Final = (facts.HoldCaptured, facts.HoldReleased, facts.RedemptionCancelled)


def ending_of(books: Books, entry: Entry) -> Ending:
    """Give the ending of a redemption that an entry tells of.

    Lots of grace have the ids that the entry gave them; those that linked entries are to grant have stand-ins.
    """
    fact: Any = entry.fact
    row, today = books.redemptions.require(fact.redemption), business_day_of(entry.recorded_at)
    new_lot = chain((lot.lot for lot in fact.grace), map("untold {}".format, count())).__next__
    if isinstance(fact, facts.HoldCaptured):
        return capture_of(books, row, fact.points, today, new_lot)
    if isinstance(fact, facts.RedemptionCancelled):
        return cancellation_of(books, row, today, new_lot)
    day = business_day_of(row.hold_expires_at) if fact.cause == "timed_out" else today
    return release_of(books, row, day, new_lot)


def untold_grace(books: Books, entry: Entry) -> tuple[GraceLot, ...]:
    """Give the lots of grace that linked entries are to grant behind an entry, under the ids of their stand-ins."""
    if not isinstance(entry.fact, _ENDINGS):
        return ()
    return ending_of(books, entry).grace[len(entry.fact.grace) :]


def _ended(books: Books, entry: Entry) -> list[Leg]:
    return list(ending_of(books, entry).legs)


def _awarded(books: Books, entry: Entry) -> list[Leg]:
    fact: Any = entry.fact
    return award_legs(books, fact, business_day_of(entry.recorded_at))


def _taken_back(books: Books, entry: Entry) -> list[Leg]:
    fact: Any = entry.fact
    row = books.accruals.require(fact.accrual)
    legs, _ = taken_back(books, row, min(fact.points, standing(row)))
    return legs


def _held(books: Books, entry: Entry) -> list[Leg]:
    fact: Any = entry.fact
    return from_soonest(books, fact.organization, fact.points, of_holder(fact.organization, "held"))


def _forfeited(books: Books, entry: Entry) -> list[Leg]:
    fact: Any = entry.fact
    return from_soonest(books, fact.organization, fact.points, "forfeited")


def _adjusted(books: Books, entry: Entry) -> list[Leg]:
    fact: Any = entry.fact
    return adjustment_legs(books, fact)


def _written_off(books: Books, entry: Entry) -> list[Leg]:
    fact: Any = entry.fact
    return write_off_legs(books, fact)


def _reinstated(books: Books, entry: Entry) -> list[Leg]:
    fact: Any = entry.fact
    return reinstatement_legs(fact)


def _lapsed(books: Books, entry: Entry) -> list[Leg]:
    return lapsing(books, getattr(entry.fact, "holder", ""), entry.effective_on)


def _activated(books: Books, entry: Entry) -> list[Leg]:
    return activating(books, getattr(entry.fact, "holder", ""), entry.effective_on)


def _frozen(books: Books, entry: Entry) -> list[Leg]:
    fact: Any = entry.fact
    return freezing(books, books.accruals.require(fact.accrual), fact.organization, fact.university)


def thaw_of(books: Books, entry: Entry) -> Thaw:
    """Give what comes free at the end of an objection that an entry tells of; lots of grace have the ids it gave."""
    fact: Any = entry.fact
    row = books.objections.require(fact.objection)
    day = day_after(row.decide_by) if fact.cause == "timed_out" else business_day_of(entry.recorded_at)
    new_lot = chain((lot.lot for lot in fact.grace), map("untold {}".format, count())).__next__
    return thawing(books, row, day, fact.grace_days, new_lot, fact.holder)


def _thawed(books: Books, entry: Entry) -> list[Leg]:
    return thaw_of(books, entry).legs


def _paid(books: Books, entry: Entry) -> list[Leg]:
    return arrears_payment(books, getattr(entry.fact, "holder", ""))


def _transferred(books: Books, entry: Entry) -> list[Leg]:
    fact: Any = entry.fact
    return transfer_of(books, fact)


EXPECTED: Final[dict[str, Callable[[Books, Entry], list[Leg]]]] = {
    facts.AccrualPosted.KIND: _awarded,
    facts.AccrualReversed.KIND: _taken_back,
    facts.PendingDropped.KIND: _taken_back,
    facts.LotsActivated.KIND: _activated,
    facts.LotsExpired.KIND: _lapsed,
    facts.ArrearsPaid.KIND: _paid,
    facts.HoldPlaced.KIND: _held,
    facts.HoldCaptured.KIND: _ended,
    facts.HoldReleased.KIND: _ended,
    facts.RedemptionCancelled.KIND: _ended,
    facts.SanctionImposed.KIND: _forfeited,
    facts.PointsAdjusted.KIND: _adjusted,
    facts.ArrearsWrittenOff.KIND: _written_off,
    facts.PointsReinstated.KIND: _reinstated,
    facts.ObjectionRaised.KIND: _frozen,
    facts.ObjectionEnded.KIND: _thawed,
    facts.PointsTransferred.KIND: _transferred,
    facts.EmptyWalletMerged.KIND: _transferred,
}
"""What each kind of movement is; a test holds these to the chart."""
