"""Bounds: how far an act by hand reaches, in points and in days; a bound is changed by two persons, as an entry.

The last one that was set counts; what was never set stands as it is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from ledger.domain.act import Act
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.commands import ProposeBound
from ledger.domain.desk import Desk
from ledger.domain.journal.facts import BoundSet
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused

DAYS: Final = 14
DAYS_MAX: Final = 366
WITHOUT_END: Final = 2**53 - 1
"""As many points as there can be."""

DEFAULTS: Final[dict[str, tuple[int, int, int]]] = {
    "adjustment": (100_000, 10_000, DAYS),
    "write_off": (100_000, 10_000, DAYS),
    "reinstatement": (100_000, 10_000, DAYS),
    "bound": (0, 10_000, DAYS),
    "tiers": (0, 0, DAYS),
    "objection_window": (0, 0, 60),
    "objection": (0, 0, 30),
    "objection_grace": (0, 0, 90),
    "objection_decision": (0, 10_000, DAYS),
    "merger": (0, 100_000, DAYS),
    "succession": (1_000_000, 100_000, DAYS),
    "closure": (0, 0, DAYS),
    "affiliation": (0, 0, DAYS),
    "grant": (0, 0, DAYS),
    "close_period": (0, 0, DAYS),
    "log_key": (0, 0, DAYS),
    "erasure": (0, 0, DAYS),
    "sanction": (1_000_000, 100_000, DAYS),
    "splitting_window": (0, 0, 1),
}
"""Name of an act, or of a span of days: most points (0 is no limit), from how many on two must approve (0 is never),
days to decide."""


def bound_of(books: Books, name: str) -> rows.Bound:
    """Give how far an act reaches."""
    return books.bounds.get(name) or rows.Bound(name, *DEFAULTS[name], 0)


def check_bound(books: Books, name: str, points: int, before: int = 0) -> int:
    """See that so many points are within an act's bound, and give how many persons must approve them.

    Args:
        before: points that count together with them (``splitting``).

    Refusals: ``bound_exceeded``.
    """
    bound, together = bound_of(books, name), sum_of(points, before)
    if not within(bound, together):
        told = {"asked": points, "together": together, "points_max": bound.points_max}
        raise Refused("bound_exceeded", "/points", act=name, **told)
    return checks_wanted(bound, together)


def sum_of(points: int, before: int) -> int:
    """Give what an act counts for: its points with those before it; an act that moves none counts for none."""
    return min(points + before, WITHOUT_END) if points else 0


def within(bound: rows.Bound, points: int) -> bool:
    """Tell whether so many points are no more than a bound allows."""
    return not bound.points_max or points <= bound.points_max


def checks_wanted(bound: rows.Bound, points: int) -> int:
    """Give how many other persons must approve so many points."""
    return 2 if bound.second_from and points >= bound.second_from else 1


def last_day(books: Books, name: str, today: str) -> str:
    """Give the last day on which what is asked today can be decided."""
    return (date.fromisoformat(today) + timedelta(days=bound_of(books, name).days)).isoformat()


def _terms(command: ProposeBound) -> Mapping[str, Any]:
    return {
        "name": command.name,
        "points_max": command.points_max,
        "second_from": command.second_from,
        "days": command.days,
    }


def _first(terms: Mapping[str, Any], needs: Needs) -> None:
    needs.bounds.add(terms["name"])


def reach(name: str, points_max: int, second_from: int) -> int:
    """Give how many points of an act a single approval could reach under a bound; none of an act that moves none.

    That is what the bound itself counts for, so who widens it needs as many approvals as who would move so much.
    """
    if not any(DEFAULTS[name][:2]):
        return 0
    return second_from - 1 if second_from else points_max or WITHOUT_END


def _check(desk: Desk, terms: Mapping[str, Any]) -> int:
    return reach(terms["name"], terms["points_max"], terms["second_from"])


def _moved(fact: BoundSet) -> int:
    return reach(fact.name, fact.points_max, fact.second_from)


def _enact(desk: Desk, row: rows.Proposal, terms: Mapping[str, Any]) -> Mapping[str, Any]:
    desk.record(BoundSet(**terms, proposal=row.proposal))
    return bound_shown(bound_of(desk.books, terms["name"]))


def bound_shown(bound: rows.Bound) -> dict[str, Any]:
    """Show a bound in the words of the wire."""
    return {
        "name": bound.name,
        "points_max": bound.points_max or None,
        "second_from": bound.second_from or None,
        "days": bound.days,
        "position": bound.position or None,
    }


def carries_out(books: Books, fact: Any, terms: Mapping[str, Any]) -> bool:
    """Tell whether a bound was set as it was proposed."""
    return isinstance(fact, BoundSet) and fact == BoundSet(**terms, proposal=fact.proposal)


ACT: Final = Act(
    name="bound",
    propose="bounds.propose",
    approve="bounds.approve",
    reasons=(),
    kinds=(BoundSet.KIND,),
    terms=_terms,
    check=_check,
    enact=_enact,
    carries_out=carries_out,
    first=_first,
    moved=_moved,
    adds_up=False,
)
