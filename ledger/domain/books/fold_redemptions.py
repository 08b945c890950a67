"""Fold of redemptions: what each entry of spending does to the books.

A redemption's points are followed lot by lot: held, captured, returned or revoked. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.books.accounts import kind_of
from ledger.domain.books.books import Books
from ledger.domain.books.figures import use
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry

RELEASED_AS: Final = {"requested": "released", "timed_out": "timed_out", "not_selected": "not_selected"}
"""Status of a redemption whose hold ended unused, by the cause."""


def held(books: Books, entry: Entry, fact: facts.HoldPlaced) -> None:
    """Open a redemption: a hold, or an application for a right."""
    books.redemption_lots.admit_index("redemption", (fact.redemption,))
    books.redemptions.admit_index("pool", (fact.redemption,))
    books.redemptions.put(
        rows.Redemption(
            redemption=fact.redemption,
            organization=fact.organization,
            program=fact.program,
            program_version=fact.program_version,
            reference=fact.reference,
            quantity=fact.quantity,
            points=fact.points,
            held=0,
            captured=0,
            returned=0,
            revoked=0,
            status="held",
            held_at=entry.recorded_at,
            hold_expires_at=fact.hold_expires_at,
            settled_at="",
            entry=entry.id,
            position=entry.position,
            call=fact.call,
            pool=fact.pool,
            amount_krw=fact.amount_krw,
            executed_krw=0,
            submitted_at="",
            selected_at="",
            fulfilled_at="",
            valid_until="",
            holder=fact.organization,
        )
    )
    use(books, fact.usage)


def pool_of(books: Books, row: rows.Redemption) -> list[rows.Redemption]:
    """Give a redemption, and behind it those that apply together with it and are open, as they joined it."""
    joined = (one for one in books.redemptions.find("pool", row.redemption) if not one.settled_at)
    return [row, *sorted(joined, key=_joined)]


def _joined(row: rows.Redemption) -> int:
    return row.position


def submitted(books: Books, entry: Entry, fact: facts.RedemptionSubmitted) -> None:
    """Note that an application was handed in, with all who apply together."""
    for row in pool_of(books, books.redemptions.require(fact.redemption)):
        books.redemptions.put(row._replace(status="submitted", submitted_at=entry.recorded_at))


def selected(books: Books, entry: Entry, fact: facts.RedemptionSelected) -> None:
    """Note that an application was selected; a right is granted by that, and nothing of it stays open."""
    row = books.redemptions.require(fact.redemption)
    row = row._replace(status="selected", selected_at=entry.recorded_at, amount_krw=fact.amount_krw)
    if fact.valid_until:
        row = row._replace(status="granted", settled_at=entry.recorded_at, valid_until=fact.valid_until)
    books.redemptions.put(row)
    use(books, fact.usage)


def captured(books: Books, entry: Entry, fact: facts.HoldCaptured) -> None:
    """End a hold that was used."""
    graced(books, entry, fact.grace)
    row = books.redemptions.require(fact.redemption)
    paid = fact.executed_krw
    row = row._replace(status="captured", settled_at=entry.recorded_at, amount_krw=paid, executed_krw=paid)
    books.redemptions.put(row)
    use(books, fact.usage)


def released(books: Books, entry: Entry, fact: facts.HoldReleased) -> None:
    """End a hold, or an application, with nothing used."""
    graced(books, entry, fact.grace)
    row = books.redemptions.require(fact.redemption)
    row = row._replace(status=RELEASED_AS[fact.cause], settled_at=entry.recorded_at, amount_krw=0)
    books.redemptions.put(row)
    use(books, fact.usage)


def fulfilled(books: Books, entry: Entry, fact: facts.RedemptionFulfilled) -> None:
    """Note that what was redeemed has been delivered."""
    row = books.redemptions.require(fact.redemption)
    books.redemptions.put(row._replace(status="fulfilled", fulfilled_at=entry.recorded_at))


def revoked(books: Books, entry: Entry, fact: facts.RedemptionRevoked) -> None:
    """Note that what was redeemed was taken away."""
    books.redemptions.put(books.redemptions.require(fact.redemption)._replace(status="revoked"))


def cancelled(books: Books, entry: Entry, fact: facts.RedemptionCancelled) -> None:
    """Undo a captured redemption."""
    graced(books, entry, fact.grace)
    row = books.redemptions.require(fact.redemption)
    row = row._replace(status="cancelled", settled_at=entry.recorded_at, amount_krw=0, executed_krw=0)
    books.redemptions.put(row)
    use(books, fact.usage)


def continued(books: Books, entry: Entry, fact: facts.Continued) -> None:
    """Go on with a movement: what it grants in grace is granted where its postings are."""
    graced(books, entry, fact.grace)


def graced(books: Books, entry: Entry, grace: Iterable[facts.GraceLot]) -> None:
    """Put down the lots that stand in for lapsed ones."""
    for lot in grace:
        origin = books.lots.require(lot.of)
        books.lot_balances.admit_index("lot", (lot.lot,))
        books.lots.put(
            origin._replace(
                lot=lot.lot,
                points=lot.points,
                active_on=entry.effective_on,
                expires_on=lot.expires_on,
                position=entry.position,
                occurred_on="",
            )
        )


_BY_REDEMPTION: Final = frozenset({"hold", "capture", "release", "cancellation"})


def move_redemption_lots(books: Books, entry: Entry) -> None:
    """Follow each lot through the redemption that an entry is about: held, captured, returned or revoked."""
    fact: Any = entry.fact
    movement = facts.movement_of(fact)
    if movement in _BY_REDEMPTION:
        redemption = str(getattr(fact, "redemption", ""))
        for posting in entry.postings:
            _move_redemption_lot(books, redemption, movement, kind_of(posting.account), posting.lot, posting.amount)
    elif movement == "reversal":
        for posting in entry.postings:
            if kind_of(posting.account) == "held":
                _revoke_held(books, posting.lot, posting.amount, entry.recorded_at)


def _move_redemption_lot(books: Books, redemption: str, movement: str, kind: str, lot: str, amount: int) -> None:
    row = books.redemptions.require(redemption)
    part = books.redemption_lots.get((redemption, lot))
    if part is None:
        if movement != "hold":
            return  # a lot granted in the place of a lapsed one was never the redemption's
        part = rows.RedemptionLot(redemption, lot, 0, 0)
    if kind == "held":
        row, part = row._replace(held=row.held - amount), part._replace(held=part.held - amount)
    elif kind == "redeemed":
        row, part = (
            row._replace(captured=row.captured - amount),
            part._replace(captured=part.captured - amount),
        )
    elif movement != "hold":
        row = row._replace(returned=row.returned - amount)
    books.redemptions.put(row)
    books.redemption_lots.put(part)


def holds_hit(books: Books, lot: str, points: int) -> list[tuple[rows.Redemption, rows.RedemptionLot, int]]:
    """Tell out of which holds ``points`` of a lot are taken when its award is reversed: the oldest first."""
    hit = []
    holds = [(books.redemptions.require(part.redemption), part) for part in books.redemption_lots.find("held_lot", lot)]
    for hold, part in sorted(holds, key=lambda pair: pair[0].position):
        taken = min(points, part.held)
        if taken:
            hit.append((hold, part, taken))
            points -= taken
    return hit


def _revoke_held(books: Books, lot: str, points: int, at: str) -> None:
    for hold, part, taken in holds_hit(books, lot, points):
        left = hold.held - taken
        row = hold._replace(held=left, revoked=hold.revoked + taken)
        books.redemptions.put(row if left else row._replace(status="revoked", settled_at=at, amount_krw=0))
        books.redemption_lots.put(part._replace(held=part.held - taken))
