"""Under a threshold: amounts just below where more is asked, and several that together are above it.

Thresholds are those in force at the entry: from how many points on an act takes two approvals, the most that one act
may move, above how many points a rule's awards need the operator's approval, and the cap of one event.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ledger.domain.bounds import DEFAULTS
from ledger.domain.exceptions.listing import (
    Exceptional,
    Figures,
    Listing,
    Parameter,
    Place,
    Read,
    days_between,
    place_of,
)
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry

_KINDS: Final = (
    facts.BoundSet.KIND,
    facts.RulePublished.KIND,
    facts.ProposalMade.KIND,
    facts.AccrualPosted.KIND,
)
_PARAMETERS: Final = (
    Parameter("percent", 5, "how far below the threshold, in percent of it"),
    Parameter("split_days", 7, "within how many days several are taken together"),
)
_WHOLE: Final = 100


class Threshold(NamedTuple):
    """A number of points at which more is asked; ``above`` says that the number itself is still below it."""

    name: str
    points: int
    above: bool


class _Part(NamedTuple):
    place: Place
    recorded_at: str
    points: int


def find(read: Read, parameters: Mapping[str, int]) -> Iterator[Exceptional]:
    """Find amounts within so many percent below a threshold, and splits within so many days."""
    bounds = {name: (most, second) for name, (most, second, _) in DEFAULTS.items()}
    rules: dict[tuple[str, int], list[Threshold]] = {}
    recent: dict[tuple[str, ...], deque[_Part]] = defaultdict(deque)
    for entry in read(_KINDS):
        fact: Any = entry.fact
        if isinstance(fact, facts.BoundSet):
            bounds[fact.name] = (fact.points_max, fact.second_from)
        elif isinstance(fact, facts.RulePublished):
            rules[fact.code, fact.version] = list(_of_rule(fact.terms))
        else:
            if isinstance(fact, facts.ProposalMade):
                told, noun = list(_of_act(*bounds.get(fact.act, (0, 0)))), fact.act
            else:
                told, noun = rules.get((fact.rule, fact.rule_version), []), fact.rule
            for threshold in told:
                yield from _near(entry, fact.points, noun, threshold, parameters["percent"])
                yield from _split(recent, entry, fact, noun, threshold, parameters["split_days"])


def _of_act(points_max: int, second_from: int) -> Iterator[Threshold]:
    if second_from:
        yield Threshold("second_from", second_from, above=False)
    if points_max:
        yield Threshold("points_max", points_max, above=True)


def _of_rule(terms: Mapping[str, Any]) -> Iterator[Threshold]:
    for step in terms.get("workflow", ()):
        if step.get("above_points"):
            yield Threshold(f"{step['step']}_above", step["above_points"], above=True)
    for limit in terms.get("limits", ()):
        if limit["scope"] == "event":
            yield Threshold("event_cap", limit["points_max"], above=True)


def _is_below(points: int, threshold: Threshold) -> bool:
    return 0 < points <= threshold.points if threshold.above else 0 < points < threshold.points


def _near(entry: Entry, points: int, noun: str, threshold: Threshold, percent: int) -> Iterator[Exceptional]:
    if _is_below(points, threshold) and points * _WHOLE >= threshold.points * (_WHOLE - percent):
        why: Figures = {"of": noun, "threshold": threshold.name, "at": threshold.points, "points": points}
        yield Exceptional("just_under", why, (place_of(entry),))


def _split(
    recent: dict[tuple[str, ...], deque[_Part]],
    entry: Entry,
    fact: Any,
    noun: str,
    threshold: Threshold,
    days: int,
) -> Iterator[Exceptional]:
    """Take several of one maker for one holder together; what was told once is not told again."""
    if threshold.name == "event_cap" or not _is_below(fact.points, threshold):
        return
    parts = recent[noun, threshold.name, entry.actor.person, fact.organization]
    parts.append(_Part(place_of(entry), entry.recorded_at, fact.points))
    while days_between(parts[0].recorded_at, entry.recorded_at) >= days:
        parts.popleft()
    total = sum(part.points for part in parts)
    if len(parts) > 1 and not _is_below(total, threshold):
        why: Figures = {
            "of": noun,
            "threshold": threshold.name,
            "at": threshold.points,
            "points": total,
            "parts": len(parts),
            "person": entry.actor.person,
            "organization": fact.organization,
        }
        yield Exceptional("split", why, tuple(part.place for part in parts))
        parts.clear()


LISTING: Final = Listing(
    "under-threshold",
    "Give amounts just below where more is asked, and several of one maker that together are above it.",
    _PARAMETERS,
    find,
)
