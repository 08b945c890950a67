"""Pricing: what inputs earn under the rule in force, told without a company, an agreement or a ledger's state.

It is the price of a first event, or of one after so much was paid: nothing is counted on any limit yet. What an
activity would earn here and now, all that was counted before, is a quote.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain.journal.codec import to_plain
from ledger.domain.published import rule_in_force
from ledger.domain.refusals import Refused
from ledger.domain.rules.clauses import Scope
from ledger.domain.rules.explaining import said, tell_award, tell_steps
from ledger.domain.rules.limits import apply_limits
from ledger.domain.rules.pricing import NO_BASE, Base, Priced, price, price_of_award, reprice
from ledger.domain.rules.terms import RuleTerms
from ledger.services.node import Node
from ledger.store.reads.rule_versions import versions

AWARD = "award"
"""The one input of a rule that follows others: the points that it follows."""


def price_inputs(
    node: Node, code: str, occurred_on: str, inputs: Mapping[str, int], paid_before_krw: int, language: str
) -> dict[str, Any]:
    """Price inputs under the version in force on a day.

    Args:
        paid_before_krw: what was paid on the agreement, or in the year, before; counts where amounts add up.

    Raises:
        Refused: ``activity_unknown``, ``no_rule_in_force``, those of the price, ``limit_reached``.
    """
    with node.store.reading() as unit:
        rule = rule_in_force(versions(unit, code), code, occurred_on)
    terms, unused = rule.terms, dict[Scope, int].fromkeys((limit.scope for limit in rule.terms.limits), 0)
    priced, posted = _price(terms, inputs, paid_before_krw)
    if terms.accumulates_over is not None:
        unused[terms.accumulates_over] = posted
    limited = apply_limits(terms, priced.points, unused)
    steps = (*priced.steps, *limited.cuts)
    return {
        "rule": {"code": rule.code, "version": rule.version, "name": said(terms.name, language)},
        "occurred_on": occurred_on,
        "points": limited.points,
        "steps": to_plain(tell_steps(terms, steps, language)),
        "summary": tell_award(rule, occurred_on, limited.points, language),
    }


def _price(terms: RuleTerms, inputs: Mapping[str, int], paid_before_krw: int) -> tuple[Priced, int]:
    """Give the price, and the points that were posted for what it comes on top of."""
    if terms.follows is not None:
        return _price_followed(terms, inputs), 0
    if terms.accumulates_over is None:
        return price(terms, inputs, NO_BASE), 0
    posted = reprice(terms, paid_before_krw)
    return price(terms, inputs, Base(paid_before_krw, posted)), posted


def _price_followed(terms: RuleTerms, inputs: Mapping[str, int]) -> Priced:
    for name, found in inputs.items():
        if name != AWARD:
            raise Refused("input_unknown", f"/inputs/{name}", name=name, expected=AWARD, found=found)
    if AWARD not in inputs:
        raise Refused("input_missing", f"/inputs/{AWARD}", name=AWARD, expected="points", found="nothing")
    return price_of_award(terms, inputs[AWARD])
