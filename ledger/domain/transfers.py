"""Transfers: companies merge, hand over a part of what they have, count as one, and close.

A merger makes all that was the source's the target's: points in every state with their lots and dates, what it owes,
its redemptions, and what is awarded to it later. A succession hands over available points and the source lives on. A
wallet that is closed is empty and unheld. Who merged or closed acts and earns no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ledger.domain.active import check_active
from ledger.domain.books import rows
from ledger.domain.books.accounts import HOLDER_STATES, of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.successions import counted_with, together, with_merged
from ledger.domain.desk import Desk
from ledger.domain.handler import FIRST_LOTS, balance_shown, need_wallet
from ledger.domain.journal.facts import AffiliationChanged, EmptyWalletMerged, OrganizationClosed, PointsTransferred
from ledger.domain.needs import Needs
from ledger.domain.organizations import company
from ledger.domain.refusals import Refused
from ledger.domain.settlement import pay_arrears, settle
from ledger.domain.transferring import everything, named, points_of, transfer_of

COUNTED_AS_ONE_MAX: Final = 50
"""Most companies that count as one, those that were merged into them too."""


CLOSURE: Final = "closure"
"""Name of the act that closes a company."""


def need_parties(needs: Needs, books: Books, *organizations: str) -> None:
    """Need everybody who counts as one with these, who are loaded."""
    for organization in organizations:
        if (row := books.organizations.get(organization)) is not None:
            needs.organizations.update(counted_with(row))


def need_merger(needs: Needs, books: Books, source: str, target: str) -> None:
    """Need all that is the source's, and the target's wallet."""
    need_parties(needs, books, source, target)
    need_wallet(needs, source, FIRST_LOTS)
    need_wallet(needs, target, FIRST_LOTS)
    needs.wallets_whole.add(source)
    needs.redemptions_of.add(source)
    needs.objections_of.add((source, "open"))


def need_succession(needs: Needs, source: str, target: str) -> None:
    """Need both wallets; the lots that are named are here."""
    need_wallet(needs, source, FIRST_LOTS)
    need_wallet(needs, target, FIRST_LOTS)


def need_closure(needs: Needs, books: Books, organization: str) -> None:
    """Need the wallet, every redemption, and the open claims of the company and of those merged into it."""
    need_parties(needs, books, organization)
    need_wallet(needs, organization)
    needs.redemptions_of.add(organization)
    needs.proposals_of.add(organization)
    needs.objections_of.add((organization, "open"))
    if (row := books.organizations.get(organization)) is not None:
        needs.claims_of.update(counted_with(row))


def check_parties(books: Books, source: str, target: str) -> None:
    """See that points can go from one company to another.

    Refusals, in this order: ``organization_unknown``, ``organization_is_not_a_company``, ``organization_merged``,
    ``organization_closed``, ``transfer_to_itself``.
    """
    for pointer, organization in (("/source_id", source), ("/target_id", target)):
        check_active(company(books, organization, pointer), pointer)
    if source == target:
        raise Refused("transfer_to_itself", "/target_id", organization_id=source)


def check_merging(books: Books, source: str, target: str) -> None:
    """See that one company can be merged into another.

    Refusals, in this order: those of ``check_parties``, ``too_many_affiliates``.
    """
    check_parties(books, source, target)
    check_size({*with_merged(books, source), *counted_with(books.organizations.require(target))})


def check_merger(desk: Desk, source: str, target: str) -> int:
    """Give how many points a company has that can be merged into another; both are settled.

    Refusals: those of ``check_merging``.
    """
    check_merging(desk.books, source, target)
    settle(desk, source)
    settle(desk, target)
    return points_of(everything(desk.books, source))


def check_size(companies: set[str]) -> None:
    """Refuse ``too_many_affiliates`` where more would count as one than can be looked after at every award."""
    if len(companies) > COUNTED_AS_ONE_MAX:
        raise Refused("too_many_affiliates", maximum=COUNTED_AS_ONE_MAX, found=len(companies))


def merge(desk: Desk, source: str, target: str, proposal: str) -> Mapping[str, Any]:
    """Merge a company into another, which pays what both owe.

    Refusals: those of ``check_merger``.
    """
    points = check_merger(desk, source, target)
    # From here on the merger succeeds.
    kind = PointsTransferred if everything(desk.books, source) else EmptyWalletMerged
    return _transfer(desk, kind(source, target, points, whole=True, proposal=proposal))


def check_succession(desk: Desk, source: str, target: str, points: int, lots: Sequence[str]) -> int:
    """See that a part can be handed over, and give how many points that are; both are settled.

    ``lots`` names lots, all that is available of each; without them it is ``points``, or with 0 all that is available.

    Refusals, in this order: those of ``check_parties``, ``points_and_lots_told``, ``lot_not_available``,
    ``nothing_to_transfer``, ``exceeds_available_balance``.
    """
    check_parties(desk.books, source, target)
    if points and lots:
        raise Refused("points_and_lots_told", "/points", organization_id=source)
    settle(desk, source)
    settle(desk, target)
    available = desk.balance_of(source, "available")
    if lots:
        parts = named(desk.books, source, lots)
        there = {part.lot for part in parts}
        for lot in (lot for lot in lots if lot not in there):
            raise Refused("lot_not_available", "/lots", organization_id=source, lot=lot)
        return points_of(parts)
    asked = points or available
    if not asked:
        raise Refused("nothing_to_transfer", "/source_id", organization_id=source)
    if asked > available:
        raise Refused("exceeds_available_balance", "/points", organization_id=source, asked=asked, available=available)
    return asked


def succeed(desk: Desk, source: str, target: str, points: int, lots: Sequence[str], proposal: str) -> Mapping[str, Any]:
    """Hand over a part of a company's available points, each lot with its dates.

    Refusals: those of ``check_succession``.
    """
    found = check_succession(desk, source, target, points, lots)
    # From here on the succession succeeds.
    return _transfer(desk, PointsTransferred(source, target, found, lots=tuple(sorted(set(lots))), proposal=proposal))


def _transfer(desk: Desk, fact: PointsTransferred) -> Mapping[str, Any]:
    entry = desk.record(fact, transfer_of(desk.books, fact))
    pay_arrears(desk, fact.target)
    return {
        "source_id": fact.source,
        "target_id": fact.target,
        "points": fact.points,
        "transaction_id": entry.id,
        "position": entry.position,
        "balance": balance_shown(desk, fact.target),
    }


def left_over(books: Books, organization: str, today: str) -> str:
    """Tell what stands against closing a company's wallet, the first of it, "" for nothing: a state that is not empty,
    an open redemption, an open claim, an open objection, or a proposal other than to close it that can still be
    approved."""
    for state in HOLDER_STATES:
        if books.points_in(of_holder(organization, state)):
            return state
    if any(not row.settled_at for row in books.redemptions.find("holder", organization)):
        return "redemption"
    if any(books.accruals.find("open_claim", one) for one in with_merged(books, organization)):
        return "claim"
    if books.objections.find("organization_status", (organization, "open")):
        return "objection"
    waiting = books.proposals.find("open_of", organization)
    return "proposal" if any(row.act != CLOSURE and row.act_by >= today for row in waiting) else ""


def check_closure(desk: Desk, organization: str) -> rows.Organization:
    """See that a company can be closed; it is settled.

    Refusals, in this order: ``organization_unknown``, ``organization_is_not_a_company``, ``organization_merged``,
    ``organization_closed``, ``wallet_not_empty``.
    """
    row = company(desk.books, organization)
    check_active(row)
    settle(desk, organization)
    if what := left_over(desk.books, organization, desk.today):
        points = desk.balance_of(organization, what) if what in HOLDER_STATES else 0
        raise Refused("wallet_not_empty", organization_id=organization, what=what, points=points)
    return row


def close(desk: Desk, organization: str, proposal: str) -> Mapping[str, Any]:
    """End a company of which nothing is left.

    Refusals: those of ``check_closure``.
    """
    row = check_closure(desk, organization)
    # From here on it is closed.
    entry = desk.record(OrganizationClosed(row.organization, proposal))
    return {"organization_id": row.organization, "transaction_id": entry.id, "position": entry.position}


def check_members(books: Books, organizations: Sequence[str], *, as_one: bool) -> None:
    """See that companies can count as one from now on, or each alone again.

    Refusals, in this order: for each ``organization_unknown``, ``organization_is_not_a_company``,
    ``organization_merged``, ``organization_closed``; ``not_affiliated`` for one that counts alone already,
    ``too_many_affiliates``.
    """
    for index, organization in enumerate(organizations):
        pointer = f"/organizations/{index}"
        row = company(books, organization, pointer)
        check_active(row, pointer)
        alone = with_merged(books, organization) == counted_with(row)
        if not as_one and alone:
            raise Refused("not_affiliated", pointer, organization_id=organization)
    if as_one:
        check_size(set(together(books, organizations)))


def affiliate(desk: Desk, organizations: Sequence[str], *, as_one: bool, proposal: str) -> Mapping[str, Any]:
    """Let companies count as one for yearly caps, or each alone again.

    Refusals: those of ``check_members``.
    """
    check_members(desk.books, organizations, as_one=as_one)
    # From here on they do.
    named_once = tuple(sorted(set(organizations)))
    entry = desk.record(AffiliationChanged(named_once, as_one, proposal))
    counted = {one: counted_with(desk.books.organizations.require(one)) for one in named_once}
    return {"affiliates": counted, "transaction_id": entry.id, "position": entry.position}
