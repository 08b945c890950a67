"""Holds: a company reserves the price of a program, or applies for a right; alone, or together with others.

A hold takes the lots that expire soonest. Who applies together holds each from its own wallet, behind the redemption of
the first of them. What a company could have of each program is told by the same checks, and records nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from ledger.domain import dates
from ledger.domain.books import rows
from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.books.fold_redemptions import pool_of
from ledger.domain.books.successions import others_counted_with
from ledger.domain.commands import PlaceHold, QuotePrograms, Submission
from ledger.domain.desk import Desk
from ledger.domain.eligibility import Wish, check_wish, counted_at_hold, hindrances, quantity_max
from ledger.domain.handler import FIRST_LOTS, Handler, balance_shown, need_overdue, need_wallet
from ledger.domain.journal.facts import HoldPlaced, RightRequested
from ledger.domain.movements import from_soonest
from ledger.domain.needs import Needs
from ledger.domain.programs.terms import ProgramTerms, price
from ledger.domain.published import program_in_force
from ledger.domain.redemption_usage import amounts_at_hold, meters_at_hold, terms_of
from ledger.domain.redemption_views import shown
from ledger.domain.refusals import Refused
from ledger.domain.settlement import settle, settle_program
from ledger.domain.tier_standings import need_earned, need_tiers


def first(command: PlaceHold, submission: Submission, needs: Needs) -> None:
    """Need the company, the program, whether the reference is known, and whom it applies together with."""
    needs.organizations.add(command.organization_id)
    needs.program_codes.add(command.program)
    needs.programs_due.add(command.program)
    needs.references.add((command.organization_id, command.reference.blind))
    if command.pool:
        needs.redemptions.add(command.pool)
        needs.pools.add(command.pool)


def second(command: PlaceHold, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the wallet with its lots, the program's meters, and the wallet of whom it applies together with."""
    if books.organizations.get(command.organization_id) is None:
        return
    if command.pool and (first_of_all := books.redemptions.get(command.pool)) is not None:
        need_wallet(needs, first_of_all.holder)
    need_wallet(needs, command.organization_id, FIRST_LOTS)
    need_overdue(needs, books, command.program, today)
    _need_meters(needs, books, command.organization_id, command.program, today)


def _need_meters(needs: Needs, books: Books, organization: str, program: str, today: str) -> None:
    versions = books.programs.find("code", program)
    if versions:
        _, terms = program_in_force(versions, program)
        others = others_counted_with(books, organization)
        for meter in meters_at_hold(terms, program, organization, today, others):
            needs.usage.update((meter.name, *meter.beside))
        if terms.eligibility.tier_min:
            need_tiers(needs)


def third(command: PlaceHold, books: Books, needs: Needs, today: str) -> None:
    """Need what the company earned, where the program asks for a tier."""
    _need_earned(needs, books, command.organization_id, (command.program,), today)


def _need_earned(needs: Needs, books: Books, organization: str, programs: Iterable[str], today: str) -> None:
    if books.organizations.get(organization) is None:
        return
    found = [versions for code in programs if (versions := books.programs.find("code", code))]
    if any(program_in_force(versions, versions[0].code)[1].eligibility.tier_min for versions in found):
        need_earned(needs, books, organization, today)


def decide(desk: Desk, command: PlaceHold) -> Mapping[str, Any]:
    """Hold the price of a program.

    Refusals, in this order: ``organization_unknown``, ``organization_is_not_a_company``, ``reference_already_used``,
    ``program_unknown``, ``pool_unknown``, ``program_not_pooled``, ``pool_closed``, ``pool_full``,
    ``company_already_in_pool``, and those of a wish.
    """
    books, holder = desk.books, command.organization_id
    if holder != desk.actor.organization:
        raise Refused("organization_unknown", "/organization_id", organization_id=holder)
    company = _company(books, holder)
    for known in books.redemptions.find("reference", (holder, command.reference.blind)):
        raise Refused("reference_already_used", "/reference", redemption_id=known.redemption)
    version, terms = program_in_force(books.programs.find("code", command.program), command.program)
    if command.pool and (first_of_all := books.redemptions.get(command.pool)) is not None:
        settle(desk, first_of_all.holder)
    settle(desk, holder)
    settle_program(desk, command.program)
    call = call_of(terms, desk.today)
    if command.pool:
        check_pool(books, command.pool, holder, command.program, version, call)
    wish = Wish(company, command.program, terms, command.quantity, desk.today)
    check_wish(books, wish)
    # From here on the hold succeeds.
    redemption = desk.new_id("redemption")
    points = price(terms, command.quantity)
    legs = from_soonest(books, holder, points, of_holder(holder, "held"))
    kind = HoldPlaced if points else RightRequested
    fact = kind(
        redemption=redemption,
        organization=holder,
        program=command.program,
        program_version=version,
        reference=command.reference.blind,
        quantity=command.quantity,
        points=points,
        hold_expires_at=hold_expires_at(desk.recorded_at, terms),
        usage=counted_at_hold(books, wish),
        call=call,
        pool=command.pool,
        amount_krw=amounts_at_hold(terms, points, command.quantity)["krw"],
    )
    entry = desk.record(fact, legs, private={"reference": command.reference}, subject=redemption)
    return shown(desk, redemption, entry)


def call_of(terms: ProgramTerms, today: str) -> str:
    """Give the period that an application of this day competes in, or "" where nobody selects."""
    return (terms.call or today[:4]) if terms.is_selected else ""


def hold_expires_at(recorded_at: str, terms: ProgramTerms) -> str:
    """Give the instant at which a hold of this instant falls back."""
    return dates.instant_text(dates.parse_instant(recorded_at) + timedelta(seconds=terms.hold_ttl_seconds))


def _company(books: Books, holder: str) -> rows.Organization:
    company = books.organizations.get(holder)
    if company is None:
        raise Refused("organization_unknown", "/organization_id", organization_id=holder)
    if company.kind != "company":
        raise Refused("organization_is_not_a_company", "/organization_id", organization_id=holder, kind=company.kind)
    return company


def check_pool(books: Books, pool_id: str, company: str, program: str, version: int, call: str) -> None:
    """See that a company can join whom it wants to apply together with: the same program and call, in the same terms.

    Refusals, in this order: ``pool_unknown``, ``program_not_pooled``, ``pool_closed``, ``pool_full``,
    ``company_already_in_pool``.
    """
    first_of_all = books.redemptions.get(pool_id)
    applied = first_of_all and (first_of_all.program, first_of_all.program_version, first_of_all.call)
    if first_of_all is None or applied != (program, version, call):
        raise Refused("pool_unknown", "/pool", pool=pool_id, program=program)
    pool = terms_of(books, first_of_all).pool
    if pool is None:
        raise Refused("program_not_pooled", "/pool", program=program)
    if first_of_all.pool or first_of_all.settled_at or first_of_all.submitted_at:
        raise Refused("pool_closed", "/pool", pool=pool_id, status=first_of_all.status)
    together = pool_of(books, first_of_all)
    if len(together) >= pool.organizations_max:
        raise Refused("pool_full", "/pool", pool=pool_id, maximum=pool.organizations_max)
    if any(one.holder == company for one in together):
        raise Refused("company_already_in_pool", "/pool", pool=pool_id, organization_id=company)


def first_afford(command: QuotePrograms, submission: Submission, needs: Needs) -> None:
    """Need the company and every program."""
    needs.organizations.add(command.organization_id)
    needs.program_codes.update(command.programs)
    needs.programs_due.update(command.programs)


def second_afford(command: QuotePrograms, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the wallet, and the meters of every program."""
    if books.organizations.get(command.organization_id) is not None:
        need_wallet(needs, command.organization_id)
        for program in command.programs:
            need_overdue(needs, books, program, today)
            _need_meters(needs, books, command.organization_id, program, today)


def third_afford(command: QuotePrograms, books: Books, needs: Needs, today: str) -> None:
    """Need what the company earned, where a program asks for a tier."""
    _need_earned(needs, books, command.organization_id, command.programs, today)


def decide_afford(desk: Desk, command: QuotePrograms) -> Mapping[str, Any]:
    """Tell of each program how much of it the company can have now, and what stands against it.

    Refusals, in this order: ``organization_unknown``, ``organization_is_not_a_company``.
    """
    company = _company(desk.books, command.organization_id)
    settle(desk, company.organization)
    items = []
    for program in command.programs:
        settle_program(desk, program)
        version, terms = program_in_force(desk.books.programs.find("code", program), program)
        wish = Wish(company, program, terms, 1, desk.today)
        against = [refused.refusal for refused in hindrances(desk.books, wish)]
        items.append(
            {
                "program": program,
                "version": version,
                "kind": terms.price.to_json()["kind"],
                "name": terms.name.to_json(),
                "points": price(terms, 1),
                "quantity_max": 0 if against else quantity_max(desk.books, wish),
                "hindrances": [{"code": refusal.code, "params": dict(refusal.params)} for refusal in against],
            }
        )
    return {
        "organization_id": company.organization,
        "balance": balance_shown(desk, company.organization),
        "programs": items,
    }


HOLD = Handler("redemptions.hold", first, second, decide, third)
AFFORD = Handler("", first_afford, second_afford, decide_afford, third_afford)
