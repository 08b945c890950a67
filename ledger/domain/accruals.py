"""Accruals: an activity of a company, reported by a university, becomes points in a lot.

The university's own event id is unique for ever; the rule in force when the activity occurred prices it; caps cut or
refuse; the award, its caps and its agreement move together in one entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from ledger.domain.books.accounts import of_holder
from ledger.domain.books.books import Books
from ledger.domain.commands import PostAccrual, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, balance_shown, need_wallet
from ledger.domain.journal.entries import Entry, Leg
from ledger.domain.journal.facts import AccrualPosted, ActivityNoted, Step
from ledger.domain.needs import Needs
from ledger.domain.published import rule_in_force
from ledger.domain.refusals import Refused
from ledger.domain.rules.clauses import Scope
from ledger.domain.rules.limits import apply_limits, meters
from ledger.domain.rules.pricing import NO_BASE, Base, price
from ledger.domain.rules.versions import RuleVersion
from ledger.domain.settlement import pay_arrears, settle


@dataclass(frozen=True, slots=True)
class Award:
    """What an activity is worth here and now."""

    rule: RuleVersion
    points: int
    steps: tuple[Step, ...]
    agreement: str
    paid_krw: int
    usage: Mapping[str, int]
    active_on: str
    expires_on: str


def base_key(rule: RuleVersion, command: PostAccrual, university: str) -> str:
    """Name what amounts add up over under a cumulative rule, "" under any other.

    An agreement is one rule, one university, one company and one reference (by its blind digest); a company's year is
    one rule, one company and the year of occurrence.
    """
    over = rule.terms.accumulates_over
    if over == "agreement" and command.agreement_reference is not None:
        parts = ["agreement", rule.code, university, command.organization_id, command.agreement_reference.blind]
    elif over == "organization_year":
        parts = ["organization_year", rule.code, command.organization_id, command.occurred_on[:4]]
    else:
        return ""
    return sha256("|".join(parts).encode()).hexdigest()


def first(command: PostAccrual, submission: Submission, needs: Needs) -> None:
    """Need the company, the rule, and whether the event is known."""
    needs.organizations.add(command.organization_id)
    needs.rule_codes.add(command.activity)
    needs.sources.add((submission.organization, command.source_event_id.blind))


def second(command: PostAccrual, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the wallet, what the amounts add up over, and the meters of the rule's limits."""
    if books.organizations.get(command.organization_id) is None:
        return
    need_wallet(needs, command.organization_id)
    needs.balances.add(f"issued:{command.activity}")
    try:
        rule = rule_in_force(books.rules.find("code", command.activity), command.activity, command.occurred_on)
    except Refused:
        return
    base = base_key(rule, command, submission.organization)
    if base:
        needs.agreements.add(base)
    if base or not rule.terms.agreement:
        needs.usage.update(_meters(rule, command, base).values())


def _meters(rule: RuleVersion, command: PostAccrual, base: str) -> dict[Scope, str]:
    day = date.fromisoformat(command.occurred_on)
    return meters(rule.terms, rule.code, command.organization_id, day, base or None)


def decide(desk: Desk, command: PostAccrual) -> Mapping[str, Any]:
    """Award an activity.

    Refusals, in this order: ``source_event_already_posted``, ``organization_unknown``,
    ``organization_is_not_a_company``, ``occurred_in_the_future``, ``activity_unknown``, ``no_rule_in_force``,
    ``agreement_reference_missing``, ``agreement_reference_not_used``, those of the price, ``limit_reached``.
    """
    books, university = desk.books, desk.actor.organization
    for known in books.accruals.find("source", (university, command.source_event_id.blind)):
        raise Refused("source_event_already_posted", "/source_event_id", accrual_id=known.accrual)
    company = books.organizations.get(command.organization_id)
    if company is None:
        raise Refused("organization_unknown", "/organization_id", organization_id=command.organization_id)
    if company.kind != "company":
        raise Refused(
            "organization_is_not_a_company",
            "/organization_id",
            organization_id=company.organization,
            kind=company.kind,
        )
    if command.occurred_on > desk.today:
        raise Refused("occurred_in_the_future", "/occurred_on", occurred_on=command.occurred_on, today=desk.today)
    settle(desk, command.organization_id)
    award = assess(desk, command)
    # From here on the accrual succeeds.
    accrual = desk.new_id("accrual")
    entry = _record(desk, command, award, accrual)
    if award.points and award.active_on <= desk.today:
        pay_arrears(desk, command.organization_id)
    return {
        "id": accrual,
        "status": books.accruals.require(accrual).status,
        "points": award.points,
        "rule": {"code": award.rule.code, "version": award.rule.version},
        "transaction_id": entry.id,
        "position": entry.position,
        "active_on": award.active_on,
        "expires_on": award.expires_on,
        "balance": balance_shown(desk, command.organization_id),
    }


def assess(desk: Desk, command: PostAccrual) -> Award:
    """Price an activity against the rule in force, its agreement and its caps; records nothing."""
    books, university = desk.books, desk.actor.organization
    rule = rule_in_force(books.rules.find("code", command.activity), command.activity, command.occurred_on)
    if rule.terms.agreement and command.agreement_reference is None:
        raise Refused("agreement_reference_missing", "/agreement_reference", activity=rule.code)
    if command.agreement_reference is not None and not rule.terms.agreement:
        raise Refused("agreement_reference_not_used", "/agreement_reference", activity=rule.code)
    base = base_key(rule, command, university)
    row = books.agreements.get(base) if base else None
    priced = price(rule.terms, command.inputs, Base(row.paid_krw, row.points) if row else NO_BASE)
    names = _meters(rule, command, base)
    used = {scope: _used(books, name) for scope, name in names.items()}
    limited = apply_limits(rule.terms, priced.points, used)
    active_on = rule.terms.activation.active_on(date.fromisoformat(command.occurred_on), date.fromisoformat(desk.today))
    return Award(
        rule=rule,
        points=limited.points,
        steps=(*priced.steps, *limited.cuts),
        agreement=base,
        paid_krw=priced.paid_krw,
        usage={name: limited.points for name in names.values()} if limited.points else {},
        active_on=active_on.isoformat(),
        expires_on=rule.terms.expires_on(active_on).isoformat(),
    )


def _used(books: Books, meter: str) -> int:
    row = books.usage.get(meter)
    return row.used if row else 0


def _record(desk: Desk, command: PostAccrual, award: Award, accrual: str) -> Entry:
    lot = desk.new_id("lot") if award.points else ""
    kind = AccrualPosted if award.points else ActivityNoted
    fact = kind(
        accrual=accrual,
        university=desk.actor.organization,
        organization=command.organization_id,
        source=command.source_event_id.blind,
        rule=award.rule.code,
        rule_version=award.rule.version,
        inputs=dict(command.inputs),
        steps=award.steps,
        points=award.points,
        active_on=award.active_on,
        expires_on=award.expires_on,
        lot=lot,
        agreement=award.agreement,
        paid_krw=award.paid_krw,
        evidence=command.evidence,
        usage=award.usage,
    )
    state = "available" if award.active_on <= desk.today else "pending"
    target = of_holder(command.organization_id, state)
    legs = [Leg(f"issued:{award.rule.code}", lot, award.points), Leg(target, lot, -award.points)]
    private = {"source_event_id": command.source_event_id}
    if command.agreement_reference is not None:
        private["agreement_reference"] = command.agreement_reference
    return desk.record(
        fact,
        legs if award.points else (),
        occurred_on=command.occurred_on,
        effective_on=desk.accounting_day(command.occurred_on),
        private=private,
        subject=accrual,
    )


HANDLER = Handler("accruals.post", first, second, decide)
