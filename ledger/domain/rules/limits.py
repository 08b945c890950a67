"""Limits: how many of the priced points may be posted, by event, agreement, organization and year, and rule.

The noun is Limited: the points that fit, and the cuts that were made. Invariants: what is posted never lifts
a meter above its limit; limits apply in the order event, agreement, organization_year, rule; a ``truncate``
limit cuts to what fits, perhaps to nothing, and a ``reject`` limit refuses whatever does not fit whole. A
meter is the name under which usage is counted; the cap year is the year of occurrence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from ledger.domain.journal.facts import Step
from ledger.domain.refusals import Refused
from ledger.domain.rules.clauses import SCOPES, LimitTerm, Scope
from ledger.domain.rules.terms import RuleTerms

_ORDER: Final = {scope: at for at, scope in enumerate(SCOPES)}


class Limited(NamedTuple):
    """The points that fit, and one step ``limit_<scope>`` with the points left for each cut."""

    points: int
    cuts: tuple[Step, ...]


def apply_limits(terms: RuleTerms, points: int, used: Mapping[Scope, int]) -> Limited:
    """Fit priced points into the limits of a rule.

    Args:
        points: the price, floored.
        used: points counted so far on the meter of each limited scope except ``event``; a missing one is a
            ``KeyError``, so that an uncounted limit can never be passed.

    Raises:
        Refused: ``limit_reached`` with ``limit`` (the scope), ``points_max``, ``used`` and ``asked``.
    """
    cuts: list[Step] = []
    for limit in _in_order(terms):
        counted = 0 if limit.scope == "event" else used[limit.scope]
        fits = max(0, limit.points_max - counted)
        if points <= fits:
            continue
        if limit.edge == "reject":
            raise Refused("limit_reached", limit=limit.scope, points_max=limit.points_max, used=counted, asked=points)
        points = fits
        cuts.append(Step(f"limit_{limit.scope}", str(fits)))
    return Limited(points, tuple(cuts))


def meters(
    terms: RuleTerms, code: str, organization: str, occurred_on: date, agreement: str | None
) -> dict[Scope, str]:
    """Name the meter of each limited scope except ``event``, in the order in which the limits apply.

    ``agreement`` is the key under which the agreement is known; needed where the rule limits agreements.

    Names are ``cap:INT-STD:org_x:2026``, ``cap:RES-JNT:agreement:<key>`` and ``cap:RULE:INT-STD``; a pool's
    name (always lower case) stands in for the code (never lower case) where a limit is shared.
    """
    named: dict[Scope, str] = {}
    for limit in _in_order(terms):
        whose = limit.pool or code
        if limit.scope == "agreement":
            if agreement is None:
                raise ValueError(f"{code} limits each agreement: expected the agreement's key, found none")
            named["agreement"] = f"cap:{whose}:agreement:{agreement}"
        elif limit.scope == "organization_year":
            named["organization_year"] = f"cap:{whose}:{organization}:{occurred_on.year}"
        elif limit.scope == "rule":
            named["rule"] = f"cap:RULE:{whose}"
    return named


def _in_order(terms: RuleTerms) -> Sequence[LimitTerm]:
    if len(terms.limits) < 2:
        return terms.limits
    return sorted(terms.limits, key=lambda limit: _ORDER[limit.scope])
