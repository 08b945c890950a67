"""Meters: what of a program's ceilings, quotas and budget is used; the noun is Meter.

A meter is named by what it limits and for when: an organization's ceiling for a calendar year, everybody's quota and
the budget for a period, which is a calendar year or a call. Where applications are selected, quotas and budget bind at
selection: more may bid than can win.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ledger.domain.programs.terms import ProgramTerms

Counts: TypeAlias = Literal["points", "quantity", "applications", "krw", "executed_krw"]


@dataclass(frozen=True, slots=True)
class Meter:
    """A count that a redemption raises and whatever gives back lowers; it never passes ``maximum``.

    ``krw`` counts what is committed or executed, ``executed_krw`` what is executed; without a maximum it only counts.
    """

    name: str
    counts: Counts
    maximum: int | None
    beside: tuple[str, ...] = ()
    """The same count of those who count as one with the organization: all of it together stays below the maximum."""


def ceilings(
    terms: ProgramTerms, code: str, organization: str, year: int, others: Sequence[str] = ()
) -> tuple[Meter, ...]:
    """Give the meters of what one organization may have of a program in a year, together with ``others``."""
    names = [f"ceiling:{code}:{one}:{year}" for one in (organization, *others)]
    every: tuple[tuple[Counts, int | None], ...] = (
        ("quantity", terms.quantity_max_per_organization_year),
        ("points", terms.points_max_per_organization_year),
    )
    found = []
    for counts, maximum in every:
        if maximum is not None:
            own, *beside = [f"{name}:{counts}" for name in names]
            found.append(Meter(own, counts, maximum, tuple(beside)))
    return tuple(found)


def quotas(terms: ProgramTerms, code: str, period: str) -> tuple[Meter, ...]:
    """Give the meters of what all organizations together may have of a program in a year, or in a call."""
    every: tuple[tuple[Counts, int | None], ...] = (
        ("quantity", terms.quota_quantity),
        ("points", terms.quota_points),
        ("applications", terms.quota_applications),
    )
    found = [
        Meter(f"quota:{code}:{period}:{counts}", counts, maximum) for counts, maximum in every if maximum is not None
    ]
    if terms.support is not None:
        found.append(Meter(f"budget:{code}:{period}:krw", "krw", terms.budget_krw))
        found.append(Meter(f"budget:{code}:{period}:executed_krw", "executed_krw", None))
    return tuple(found)
