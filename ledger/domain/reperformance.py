"""Re-performance: an award computed again from its inputs, under the rule in force and the bases before it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ledger.domain.books.books import Books
from ledger.domain.journal import facts
from ledger.domain.published import rule_in_force
from ledger.domain.rules.limits import apply_limits, meters
from ledger.domain.rules.pricing import NO_BASE, Base, price


class Reperformed(NamedTuple):
    """An award computed again."""

    rule_version: int
    points: int
    steps: tuple[facts.Step, ...]
    paid_krw: int
    usage: dict[str, int]


def reperform(books: Books, fact: facts.AccrualPosted, occurred_on: str) -> Reperformed:
    """Compute an award again from its inputs, under the rule in force and on the bases before it (I11).

    Raises:
        Refused: where the rule would not have awarded it.
    """
    rule = rule_in_force(books.rules.find("code", fact.rule), fact.rule, occurred_on)
    base = books.agreements.get(fact.agreement) if fact.agreement else None
    priced = price(rule.terms, fact.inputs, Base(base.paid_krw, base.points) if base else NO_BASE)
    day = date.fromisoformat(occurred_on)
    names = meters(rule.terms, rule.code, fact.organization, day, fact.agreement or None)
    used = {scope: row.used if (row := books.usage.get(name)) else 0 for scope, name in names.items()}
    limited = apply_limits(rule.terms, priced.points, used)
    usage = {name: limited.points for name in names.values()} if limited.points else {}
    return Reperformed(rule.version, limited.points, (*priced.steps, *limited.cuts), priced.paid_krw, usage)
