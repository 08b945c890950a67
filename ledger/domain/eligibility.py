"""Eligibility: whether a company can have what it wishes of a program, and if not, why not.

The noun is Wish. Each check refuses one thing; a hold is refused by the first, an overview tells all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.domain.books import rows
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.successions import counted_with
from ledger.domain.programs.meters import Meter
from ledger.domain.programs.terms import ProgramTerms, check_open, price
from ledger.domain.redemption_usage import amounts_at_hold, meters_at_hold, taken, used_of
from ledger.domain.refusals import Refused
from ledger.domain.tier_standings import standing_of


@dataclass(frozen=True, slots=True)
class Wish:
    """What a company asks of a program on a day; all that was due for it has been settled."""

    company: rows.Organization
    program: str
    terms: ProgramTerms
    quantity: int
    today: str


def _is_open(books: Books, wish: Wish) -> None:
    check_open(wish.terms, date.fromisoformat(wish.today))


def _lies_in_the_region(books: Books, wish: Wish) -> None:
    _is_among(wish, "region", wish.company.region, wish.terms.eligibility.regions)


def _has_the_size(books: Books, wish: Wish) -> None:
    _is_among(wish, "size", wish.company.size, wish.terms.eligibility.sizes)


def _is_among(wish: Wish, what: str, found: str, expected: tuple[str, ...]) -> None:
    if expected and found not in expected:
        raise Refused(
            "organization_not_eligible",
            "/organization_id",
            program=wish.program,
            because=what,
            expected=", ".join(expected),
            found=found or "-",
        )


def _owes_nothing(books: Books, wish: Wish) -> None:
    owed = _balance(books, wish, "arrears")
    if wish.terms.eligibility.no_arrears and owed:
        raise Refused("arrears_stand", "/organization_id", organization_id=wish.company.organization, arrears=owed)


def _has_enough(books: Books, wish: Wish) -> None:
    available, least = _balance(books, wish, "available"), wish.terms.eligibility.balance_min
    if available < least:
        raise Refused(
            "balance_below_minimum",
            "/organization_id",
            program=wish.program,
            organization_id=wish.company.organization,
            expected=least,
            available=available,
        )


def _has_the_tier(books: Books, wish: Wish) -> None:
    expected, holder = wish.terms.eligibility.tier_min, wish.company.organization
    if not expected:
        return
    terms, standing = standing_of(books, holder, wish.today)
    found = standing.tier.code if standing and standing.tier else ""
    least = terms.rank(expected) if terms else None
    reached = terms.rank(found) if terms else None
    if least is None or reached is None or reached < least:
        raise Refused(
            "tier_below_minimum",
            "/organization_id",
            program=wish.program,
            organization_id=holder,
            expected=expected,
            found=found or "-",
            points_earned=standing.points_earned if standing else 0,
        )


def _has_a_price(books: Books, wish: Wish) -> None:
    price(wish.terms, wish.quantity)


def _is_within_limits(books: Books, wish: Wish) -> None:
    counted_at_hold(books, wish)


def _can_pay(books: Books, wish: Wish) -> None:
    asked, available = price(wish.terms, wish.quantity), _balance(books, wish, "available")
    if asked > available:
        holder = wish.company.organization
        raise Refused(
            "exceeds_available_balance", "/quantity", organization_id=holder, asked=asked, available=available
        )


CHECKS: Final[tuple[Callable[[Books, Wish], None], ...]] = (
    _is_open,
    _lies_in_the_region,
    _has_the_size,
    _owes_nothing,
    _has_enough,
    _has_the_tier,
    _has_a_price,
    _is_within_limits,
    _can_pay,
)
"""Every check of a wish, in this order."""


def check_wish(books: Books, wish: Wish) -> None:
    """See that a wish can be granted.

    Raises:
        Refused: ``program_not_open``, ``organization_not_eligible``, ``arrears_stand``, ``balance_below_minimum``,
            ``tier_below_minimum``, ``quantity_out_of_range``, ``program_limit_reached``,
            ``exceeds_available_balance``, in this order.
    """
    for check in CHECKS:
        check(books, wish)


def hindrances(books: Books, wish: Wish) -> Iterable[Refused]:
    """Give all that stands against a wish."""
    for check in CHECKS:
        try:
            check(books, wish)
        except Refused as refused:
            yield refused


def counted_at_hold(books: Books, wish: Wish) -> dict[str, int]:
    """Count a wish on what a hold counts on.

    Raises:
        Refused: ``quantity_out_of_range``, ``program_limit_reached``.
    """
    amounts = amounts_at_hold(wish.terms, price(wish.terms, wish.quantity), wish.quantity)
    counted = _meters_at_hold(wish)
    return taken(books, wish.program, counted, amounts)


def _meters_at_hold(wish: Wish) -> tuple[Meter, ...]:
    company = wish.company
    others = [one for one in counted_with(company) if one != company.organization]
    return meters_at_hold(wish.terms, wish.program, company.organization, wish.today, others)


def quantity_max(books: Books, wish: Wish) -> int:
    """Give how many units the balance and the limits have room for, whatever else stands against it."""
    points = price(wish.terms, 1)
    each = amounts_at_hold(wish.terms, points, 1)
    rooms = [_balance(books, wish, "available") // points if points else 1]
    for meter in _meters_at_hold(wish):
        if meter.maximum is not None and (counts := each.get(meter.counts, 0)):
            room = max(0, meter.maximum - used_of(books, meter)) // counts
            # One application is one, however many units it asks for.
            rooms.append(rooms[0] if meter.counts == "applications" and room else room)
    return min(rooms)


def _balance(books: Books, wish: Wish, state: str) -> int:
    return books.points_in(of_holder(wish.company.organization, state))
