"""Taking back: points of an award leave from wherever their lots are, and what followed the award leaves in proportion.

What is still with a holder leaves pending, available, disputed and held, in this order; what was spent or has expired
becomes arrears. Caps, budgets, bases and allotments are given back in the same entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from ledger.domain.active import check_active
from ledger.domain.books import rows
from ledger.domain.books.accounts import holder_of, kind_of, of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.figures import allotment_meter
from ledger.domain.books.fold_redemptions import holds_hit
from ledger.domain.books.successions import heir_of
from ledger.domain.commands import Private
from ledger.domain.desk import Desk
from ledger.domain.journal.entries import Entry, Leg
from ledger.domain.journal.facts import AccrualReversed
from ledger.domain.needs import Needs
from ledger.domain.points import spread
from ledger.domain.published import rule_version
from ledger.domain.redemption_usage import given_back
from ledger.domain.rules.limits import meters
from ledger.domain.rules.pricing import price_of_award, reprice
from ledger.domain.rules.versions import RuleVersion

TAKEN_FROM: Final = ("pending", "available", "disputed", "held")
"""Where a lot is taken from, in this order."""


def need_meters(needs: Needs, books: Books, row: rows.Accrual) -> None:
    """Need what an award was counted on; its rules and parts are loaded."""
    needs.usage.update(_meters(books, row.rule, row.rule_version, row.organization, row))
    needs.usage.add(allotment_meter(row.university, row.posted_on))
    needs.balances.add(f"issued:{row.rule}")
    for part in books.parts.find("accrual", row.accrual):
        needs.balances.add(f"issued:{part.rule}")
        needs.usage.update(_meters(books, part.rule, part.rule_version, _counted_on(part, row), row))


def _rule(books: Books, code: str, version: int) -> RuleVersion:
    return rule_version(books.rules.require((code, version)))


def _meters(books: Books, code: str, version: int, organization: str, row: rows.Accrual) -> list[str]:
    terms, day = _rule(books, code, version).terms, date.fromisoformat(row.occurred_on)
    return list(meters(terms, code, organization, day, row.agreement or None).values())


def _counted_on(part: rows.AccrualPart, row: rows.Accrual) -> str:
    return row.university if part.role == "mirror" else row.organization


def standing(row: rows.Accrual) -> int:
    """Give what stands of an award, in points."""
    return row.points - row.reversed_points


def excess_without(books: Books, row: rows.Accrual) -> int:
    """Give by how much its agreement, or company's year, is too high without an award's payment.

    What is left is priced under the newest of the versions that the payments left were posted under.
    """
    base = books.agreements.require(row.agreement)
    together = books.accruals.find("agreement", row.agreement)
    left = [one.rule_version for one in together if one.paid_krw and one.accrual != row.accrual]
    if not left:
        return base.points
    terms = _rule(books, row.rule, max(left)).terms
    return max(0, base.points - reprice(terms, base.paid_krw - row.paid_krw))


def taken_back(books: Books, row: rows.Accrual, points: int) -> tuple[list[Leg], dict[str, int]]:
    """Give the legs by which ``points`` of an award leave, with what followed them, and what is counted back."""
    legs: list[Leg] = []
    usage: dict[str, int] = {}
    hit: dict[str, int] = {}

    def take(lot: str, rule: str, share: int) -> None:
        more, holds = _take(books, lot, rule, share)
        legs.extend(more)
        _add(hit, holds, 1)

    parts = sorted(books.parts.find("accrual", row.accrual), key=lambda part: part.lot)
    shared = [part for part in parts if part.role == "share"]
    lots = [(row.lot, standing(row) - sum(left_of(part) for part in shared))] if row.lot else []
    lots += [(part.lot, left_of(part)) for part in shared]
    for (lot, _), share in zip(lots, spread(points, [left for _, left in lots]), strict=True):
        take(lot, row.rule, share)
    if points:
        _add(usage, dict.fromkeys(_meters(books, row.rule, row.rule_version, row.organization, row), 1), -points)
    for (code, version), following in _followed(parts).items():
        lefts = [left_of(part) for part in following]
        target = price_of_award(_rule(books, code, version).terms, standing(row) - points).points
        taken = max(0, sum(lefts) - target)
        for part, share in zip(following, spread(taken, lefts), strict=True):
            take(part.lot, code, share)
        if taken:
            names = _meters(books, code, version, _counted_on(following[0], row), row)
            _add(usage, dict.fromkeys(names, 1), -taken)
    for redemption, taken in hit.items():
        # Several lots of one award may be in one hold, and only together empty it.
        hold = books.redemptions.require(redemption)
        emptied = hold.held == taken
        _add(usage, given_back(books, hold, taken, ended=emptied, krw=hold.amount_krw if emptied else 0), 1)
    return legs, usage


def take_back(
    desk: Desk,
    kind: type[AccrualReversed],
    row: rows.Accrual,
    points: int,
    *,
    whole: bool,
    objection: str = "",
    private: Mapping[str, Private] | None = None,
    effective_on: str = "",
) -> Entry:
    """Record that ``points`` of an award are taken back, and what followed them; ``whole`` ends the award.

    Args:
        kind: the fact that tells it.
        objection: the one that is upheld by it, or "".
        points: at most what stands of the award; none where its agreement is worth as much without it.
    """
    legs, usage = taken_back(desk.books, row, points)
    fact = kind(
        accrual=row.accrual,
        university=row.university,
        organization=row.organization,
        points=points,
        whole=whole,
        paid_krw=row.paid_krw if whole else 0,
        usage=usage,
        objection=objection,
    )
    day = row.occurred_on
    return desk.record(fact, legs, occurred_on=day, effective_on=effective_on, reverses=row.entry, private=private)


def lots_of_award(books: Books, row: rows.Accrual) -> list[rows.Lot]:
    """Give every lot of an award, the first one first."""
    lots = [row.lot, *(part.lot for part in books.parts.find("accrual", row.accrual))]
    return [books.lots.require(lot) for lot in lots if lot]


def whereabouts(books: Books, row: rows.Accrual) -> set[str]:
    """Give everybody in whose wallet something of an award stands, and who would owe what does not."""
    found = set()
    for lot in lots_of_award(books, row):
        found.add(heir_of(books, lot.holder))
        found |= {part.holder for part in books.lot_balances.find("lot", lot.lot) if part.amount and part.holder}
    return found


def check_debtors(books: Books, shares: Sequence[tuple[rows.Accrual, int]]) -> None:
    """See that somebody is left to owe what is not there any more of what is to be taken back.

    Refusals: ``organization_closed``.
    """
    for row, points in shares:
        legs, _ = taken_back(books, row, points)
        for holder in (holder_of(leg.account) for leg in legs if kind_of(leg.account) == "arrears"):
            debtor = books.organizations.get(holder)
            if debtor is not None:
                check_active(debtor)


def left_of(part: rows.AccrualPart) -> int:
    """Give what stands of a further lot of an award, in points."""
    return part.points - part.reversed_points


def _followed(parts: list[rows.AccrualPart]) -> dict[tuple[str, int], list[rows.AccrualPart]]:
    followed: dict[tuple[str, int], list[rows.AccrualPart]] = {}
    for part in parts:
        if part.role != "share":
            followed.setdefault((part.rule, part.rule_version), []).append(part)
    return followed


def _add(usage: dict[str, int], more: Mapping[str, int], times: int) -> None:
    for meter, delta in more.items():
        usage[meter] = usage.get(meter, 0) + delta * times


def _take(books: Books, lot: str, rule: str, points: int) -> tuple[list[Leg], dict[str, int]]:
    """Take points of a lot from wherever they are: the legs, and how many are taken out of which holds."""
    if not points:
        return [], {}
    legs, hit, left = [], dict[str, int](), points
    parts = [part for part in books.lot_balances.find("lot", lot) if part.kind in TAKEN_FROM and part.amount]
    for part in sorted(parts, key=lambda part: (TAKEN_FROM.index(part.kind), part.account)):
        share = min(left, -part.amount)
        if not share:
            break
        legs.append(Leg(part.account, lot, share))
        left -= share
        if part.kind == "held":
            for hold, _, taken in holds_hit(books, lot, share):
                hit[hold.redemption] = hit.get(hold.redemption, 0) + taken
    if left:
        legs.append(Leg(of_holder(heir_of(books, books.lots.require(lot).holder), "arrears"), lot, left))
    legs.append(Leg(f"issued:{rule}", lot, -points))
    return legs, hit
