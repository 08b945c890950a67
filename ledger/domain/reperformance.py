"""Re-performance: an award computed again from its inputs, under the rules in force and the bases before it (I11)."""

from __future__ import annotations

from typing import NamedTuple

from ledger.domain.awards import Award, award_of
from ledger.domain.books.books import Books
from ledger.domain.journal import facts
from ledger.domain.published import rule_in_force
from ledger.domain.reports import Report


class Reperformed(NamedTuple):
    """What an award's inputs give again; ``earned`` tells (role, holder, rule, version, points) of every lot."""

    rule_version: int
    points: int
    steps: tuple[facts.Step, ...]
    paid_krw: int
    usage: dict[str, int]
    active_on: str
    expires_on: str
    earned: tuple[tuple[str, str, str, int, int], ...]


def reperform(books: Books, fact: facts.AccrualPosted, occurred_on: str, posted_on: str) -> Reperformed:
    """Compute an award again.

    Raises:
        Refused: where the rule would not have awarded it.
    """
    rule = rule_in_force(books.rules.find("code", fact.rule), fact.rule, occurred_on)
    report = Report(
        fact.university,
        fact.organization,
        fact.source,
        fact.rule,
        occurred_on,
        fact.inputs,
        evidence=fact.evidence,
        shares=fact.shares,
    )
    award = award_of(books, rule, report, fact.agreement, posted_on)
    return Reperformed(
        rule.version,
        award.points,
        award.steps,
        award.paid_krw,
        dict(award.usage),
        award.active_on,
        award.expires_on,
        _earned(award),
    )


def recorded(fact: facts.AccrualPosted) -> Reperformed:
    """Give what an award's entry says, in the same words."""
    shared = sum(part.points for part in fact.parts if part.role == "share")
    first = ("award", fact.holder or fact.organization, fact.rule, fact.rule_version, fact.points - shared)
    return Reperformed(
        fact.rule_version,
        fact.points,
        fact.steps,
        fact.paid_krw,
        dict(fact.usage),
        fact.active_on,
        fact.expires_on,
        (
            *((first,) if fact.points else ()),
            *((part.role, part.organization, part.rule, part.rule_version, part.points) for part in fact.parts),
        ),
    )


def _earned(award: Award) -> tuple[tuple[str, str, str, int, int], ...]:
    code, version = award.rule.code, award.rule.version
    own = [
        ("share" if at else "award", holder, code, version, points) for at, (holder, points) in enumerate(award.held)
    ]
    following = [
        (each.role, holder, each.rule.code, each.rule.version, points)
        for each in award.followed
        for holder, points in each.held
    ]
    return (*own, *following)
