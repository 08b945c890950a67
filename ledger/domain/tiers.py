"""Tiers: what an organization has come to by the points that it earned; the noun is Standing.

Invariants: a tier follows from the points of awards whose events lie in the last ``months`` months, never from a
balance, so spending costs nobody a tier; a tier that was reached is kept for ``grace_months`` after the points for it
fall away. Pure: the same terms, points by day and day give the same standing, as of any day.

The terms, an entry of the journal in each version:

    months          how many months count, up to and including the day that is asked for
    grace_months    how many months a tier is kept, from the first day on which the points do not suffice; 0 for none
    tiers           [{"code", "name": {"en", "ko"}, "points_min"}], lowest first, each for more points than the last
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from ledger.domain.dates import months_after
from ledger.domain.journal.canonical import Json, JsonObject
from ledger.domain.rules.fields import Bilingual, Fields, Object, TermsInvalid

MONTHS_MAX: Final = 120
TIERS_MAX: Final = 20
_DAY: Final = timedelta(days=1)
_CUT_SHORT: Final = 4 * _DAY
"""More than a month's end can be cut short by: 31 January and a month is 28 February."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier, and the fewest points that reach it."""

    code: str
    name: Bilingual
    points_min: int

    def to_json(self) -> JsonObject:
        """Write it as it was read."""
        return {"code": self.code, "name": self.name.to_json(), "points_min": self.points_min}


@dataclass(frozen=True, slots=True)
class TierTerms:
    """The tiers of one version, lowest first; the module's docstring tells the fields."""

    months: int
    grace_months: int
    tiers: tuple[Tier, ...]

    @classmethod
    def from_json(cls, data: Object) -> TierTerms:
        """Read terms strictly; raises ``TermsInvalid``."""
        fields = Fields(data, "tiers")
        months = fields.whole("months", 1, MONTHS_MAX)
        grace_months = fields.whole("grace_months", 0, MONTHS_MAX)
        tiers = tuple(_read_tier(each) for each in fields.tables("tiers"))
        if not 1 <= len(tiers) <= TIERS_MAX:
            raise fields.invalid("tiers", f"1 to {TIERS_MAX} tiers")
        for place, (below, above) in enumerate(pairwise(tiers), start=1):
            if above.points_min <= below.points_min:
                path = f"{fields.path}.tiers[{place}].points_min"
                raise TermsInvalid(path, f"more than the {below.points_min} of {below.code}", above.points_min)
        if len({tier.code for tier in tiers}) < len(tiers):
            raise fields.invalid("tiers", "each code once")
        fields.done()
        return cls(months, grace_months, tiers)

    def to_json(self) -> JsonObject:
        """Write the terms as canonical-JSON material."""
        told: list[Json] = [tier.to_json() for tier in self.tiers]
        return {"months": self.months, "grace_months": self.grace_months, "tiers": told}

    def rank(self, code: str) -> int | None:
        """Give the place of a tier, 0 for the lowest; ``None`` where there is no such tier."""
        return next((place for place, tier in enumerate(self.tiers) if tier.code == code), None)


def _read_tier(fields: Fields) -> Tier:
    tier = Tier(fields.code("code"), fields.bilingual("name"), fields.whole("points_min", 1))
    fields.done()
    return tier


@dataclass(frozen=True, slots=True)
class Standing:
    """What an organization has come to on a day.

    Attributes:
        tier: ``None`` for less than the lowest.
        points_earned: from ``counts_from`` to ``counts_to``, both included.
        reached_with: the points that its tier rests on, as they stood on ``reached_on``, the last day on which they
            sufficed; 0 and ``None`` without a tier.
        kept_until: the last day of a tier that is kept by grace; ``None`` where the points of the day suffice.
        next_tier: the tier above, and how many ``points_missing`` to it; ``None`` and 0 at the top.
    """

    tier: Tier | None
    points_earned: int
    counts_from: date
    counts_to: date
    reached_with: int
    reached_on: date | None
    kept_until: date | None
    next_tier: Tier | None
    points_missing: int


def holders_counted(organization: str) -> tuple[str, ...]:
    """Give the organizations whose awards count for an organization's tier: its own."""
    return (organization,)


def counts_from(terms: TierTerms, on: date) -> date:
    """Give the first day whose events count on a day.

    >>> counts_from(TierTerms(24, 6, ()), date(2026, 8, 31))
    datetime.date(2024, 9, 1)
    """
    return months_after(on, -terms.months) + _DAY


def needed_from(terms: TierTerms, on: date) -> date:
    """Give a day before which no event matters for the standing on a day: nothing earned then is in grace any more."""
    oldest_kept = max(months_after(on, -terms.grace_months), date.min + _CUT_SHORT) - _CUT_SHORT
    return months_after(oldest_kept, -terms.months)


def standing(terms: TierTerms, earned: Iterable[tuple[str, int]], on: date) -> Standing:
    """Give the standing on a day.

    Args:
        earned: points by the day of the event (ISO text), less what was taken back, from ``needed_from`` at least;
            a day may come more than once, and events after ``on`` do not count.
    """
    stretches = _stretches(terms, earned, on)
    points = stretches[-1][1] if stretches else 0
    tier, reached_with, reached_on, kept_until = None, 0, None, None
    for candidate in reversed(terms.tiers):
        last = _last_day(stretches, candidate.points_min, on)
        if last is None:
            continue
        reached, sufficed = last
        until = None if reached == on else months_after(reached + _DAY, terms.grace_months) - _DAY
        if until is None or on <= until:
            tier, reached_with, reached_on, kept_until = candidate, sufficed, reached, until
            break
    above = terms.tiers.index(tier) + 1 if tier else 0
    next_tier = terms.tiers[above] if above < len(terms.tiers) else None
    missing = next_tier.points_min - points if next_tier else 0
    return Standing(tier, points, counts_from(terms, on), on, reached_with, reached_on, kept_until, next_tier, missing)


def _stretches(terms: TierTerms, earned: Iterable[tuple[str, int]], on: date) -> list[tuple[date, int]]:
    """Give from which day on which points counted, up to a day, oldest first; between two of them nothing changes."""
    changes: dict[date, int] = {}
    for day, points in earned:
        occurred = date.fromisoformat(day)
        if occurred > on:
            continue
        changes[occurred] = changes.get(occurred, 0) + points
        left = _leaves(terms, occurred)
        if left <= on:
            changes[left] = changes.get(left, 0) - points
    stretches, points = [], 0
    for day_of_change in sorted(changes):
        points += changes[day_of_change]
        stretches.append((day_of_change, points))
    return stretches


def _leaves(terms: TierTerms, occurred: date) -> date:
    """Give the first day on which an event does not count any more."""
    left = months_after(occurred, terms.months)
    return left if left == date.max or counts_from(terms, left) > occurred else left + _DAY


def _last_day(stretches: Sequence[tuple[date, int]], points_min: int, on: date) -> tuple[date, int] | None:
    """Give the last day up to ``on`` on which the points sufficed, and the points of that day."""
    last = on
    for start, points in reversed(stretches):
        if points >= points_min:
            return last, points
        last = start - _DAY
    return None
