"""Objection decisions: what becomes of a contested award, as an act of two persons who did not contest it.

Rejected, everything that is frozen comes free with its dates; upheld, the award is taken back, in whole or part, what
is frozen first, and the rest comes free. All of it is one unit of work. What lapsed meanwhile lapses then, unless the
decision grants grace.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain import objections, reversals
from ledger.domain.act import Act
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.bounds import bound_of
from ledger.domain.commands import ProposeObjectionDecision
from ledger.domain.desk import Desk
from ledger.domain.handler import FIRST_LOTS, need_wallet
from ledger.domain.journal.facts import ObjectionDecided
from ledger.domain.needs import Needs
from ledger.domain.objection_terms import ACT as NAME
from ledger.domain.objection_terms import DECIDED_BECAUSE, GRACE
from ledger.domain.refusals import Refused
from ledger.domain.settlement import pay_arrears, settle
from ledger.domain.taking_back import check_debtors

Terms = Mapping[str, Any]


def _terms(command: ProposeObjectionDecision) -> Terms:
    return {
        "objection": command.objection_id,
        "accrual": command.accrual_id,
        "organization": command.organization_id,
        "outcome": command.outcome,
        "points": command.points or 0,
        "grace_days": command.grace_days,
    }


def _first(terms: Terms, needs: Needs) -> None:
    needs.objections.add(terms["objection"])
    needs.bounds.add(GRACE)
    needs.balances.add("adjusted:grace")
    objections.need_award(needs, terms["accrual"])


def _second(terms: Terms, books: Books, needs: Needs, today: str) -> None:
    objections.need_lots(needs, books, terms["accrual"])
    need_wallet(needs, terms["organization"], FIRST_LOTS)
    award = books.accruals.get(terms["accrual"])
    if award is not None and award.agreement:
        needs.agreements.add(award.agreement)
        needs.agreement_accruals.add(award.agreement)


def _check(desk: Desk, terms: Terms) -> int:
    """Refusals, in this order: ``objection_unknown``, ``objection_already_decided``, ``same_person_approval`` (for who
    objects), ``points_without_reversal``, ``grace_out_of_range``, and where it is upheld ``accrual_already_reversed``,
    ``cumulative_reversal_must_be_whole``, ``reversal_exceeds_accrual``, ``organization_closed`` (nobody is left to
    owe what was spent).
    """
    row = desk.books.objections.get(terms["objection"])
    if row is None or row.accrual != terms["accrual"]:
        raise Refused("objection_unknown", objection_id=terms["objection"])
    row, _ = objections.open_objection(desk, row)
    if desk.actor.person == row.person:
        raise Refused("same_person_approval", subject=row.objection, person_id=row.person)
    if terms["points"] and terms["outcome"] != "upheld":
        raise Refused("points_without_reversal", "/points", objection_id=row.objection)
    days_max = bound_of(desk.books, GRACE).days
    if terms["grace_days"] > days_max:
        raise Refused("grace_out_of_range", "/grace_days", days_max=days_max, found=terms["grace_days"])
    award = desk.books.accruals.require(row.accrual)
    if terms["outcome"] == "rejected":
        return 0
    if award.status in objections.GONE:
        raise Refused("accrual_already_reversed", accrual_id=award.accrual)
    reversals.check_part(award, terms["points"] or None)
    shares = reversals.shares_of(desk.books, award, terms["points"] or None)
    check_debtors(desk.books, shares)
    return sum(points for _, points in shares)


def _taken(books: Books, award: rows.Accrual, terms: Terms) -> list[tuple[rows.Accrual, int]]:
    """Give from which awards how many points are taken back: the contested one first."""
    return reversals.shares_of(books, award, terms["points"] or None) if terms["outcome"] == "upheld" else []


def _enact(desk: Desk, proposal: rows.Proposal, terms: Terms) -> Mapping[str, Any]:
    row = desk.books.objections.require(terms["objection"])
    award = desk.books.accruals.require(row.accrual)
    holders = reversals.holders_of(desk.books, award)
    for holder in holders if terms["outcome"] == "upheld" else ():
        settle(desk, holder)
    shares = _taken(desk.books, desk.books.accruals.require(row.accrual), terms)
    points = shares[0][1] if shares else 0
    of_row = row.objection, row.accrual, row.organization, row.university
    desk.record(ObjectionDecided(*of_row, terms["outcome"], points, terms["grace_days"], proposal.proposal))
    if shares:
        reversals.reverse(desk, shares[0][0], shares, objection=row.objection)
    objections.end(desk, row, terms["outcome"], grace_days=terms["grace_days"])
    for holder in holders:
        settle(desk, holder)
        pay_arrears(desk, holder)
    return objections.objection_shown(desk.books.objections.require(row.objection))


def _carries_out(books: Books, fact: Any, terms: Terms) -> bool:
    """Tell whether an objection is decided as it was proposed."""
    if not isinstance(fact, ObjectionDecided):
        return False
    row = books.objections.require(fact.objection)
    shares = _taken(books, books.accruals.require(row.accrual), terms)
    told = (fact.objection, fact.accrual, fact.organization, fact.university, fact.outcome, fact.points)
    of_row = (terms["objection"], row.accrual, row.organization, row.university)
    expected = (*of_row, terms["outcome"], shares[0][1] if shares else 0)
    return told == expected and fact.grace_days == terms["grace_days"] and row.status == "open" and not row.outcome


ACT = Act(
    name=NAME,
    propose="objections.propose",
    approve="objections.approve",
    reasons=DECIDED_BECAUSE,
    kinds=(ObjectionDecided.KIND,),
    terms=_terms,
    check=_check,
    enact=_enact,
    carries_out=_carries_out,
    first=_first,
    second=_second,
)
