"""Tiers: what a standing rests on, held to an oracle that adds up every day anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.dates import months_after
from ledger.domain.journal.canonical import decode, encode
from ledger.domain.rules.fields import TermsInvalid
from ledger.domain.tiers import TierTerms, counts_from, needed_from, standing
from tests.support.tiering import tier_terms

FIRST = date(2020, 1, 1)
DAY = timedelta(days=1)

terms_drawn = st.builds(
    lambda months, grace, steps: tier_terms(months, grace, *(sum(steps[: n + 1]) for n in range(len(steps)))),
    st.integers(1, 5),
    st.integers(0, 3),
    st.lists(st.integers(1, 60), min_size=1, max_size=4),
)
days_drawn = st.integers(0, 400).map(lambda days: FIRST + timedelta(days=days))
events_drawn = st.lists(st.tuples(days_drawn.map(date.isoformat), st.integers(1, 60)), max_size=12)


def points_on(terms: TierTerms, earned: list[tuple[str, int]], day: date) -> int:
    """Add up what counts on a day, event by event."""
    oldest = months_after(day, -terms.months)
    return sum(points for at, points in earned if oldest < date.fromisoformat(at) <= day)


def oracle(terms: TierTerms, earned: list[tuple[str, int]], on: date) -> tuple[str, str]:
    """Walk every day from the first: the highest tier that suffices or is in grace, and until when it is kept."""
    best = "", ""
    for tier in terms.tiers:
        last, day = None, FIRST
        while day <= on:
            if points_on(terms, earned, day) >= tier.points_min:
                last = day
            day += DAY
        if last == on:
            best = tier.code, ""
        elif last is not None and on < months_after(last + DAY, terms.grace_months):
            best = tier.code, (months_after(last + DAY, terms.grace_months) - DAY).isoformat()
    return best


@given(terms_drawn, events_drawn, days_drawn)
def test_a_standing_is_what_a_walk_over_every_day_finds(
    told: dict[str, Any], earned: list[tuple[str, int]], on: date
) -> None:
    terms = TierTerms.from_json(told)
    found = standing(terms, earned, on)
    kept = found.kept_until.isoformat() if found.kept_until else ""
    assert (found.tier.code if found.tier else "", kept) == oracle(terms, earned, on)
    assert found.points_earned == points_on(terms, earned, on)


@given(terms_drawn, events_drawn, days_drawn)
def test_nothing_before_the_first_day_that_is_needed_matters(
    told: dict[str, Any], earned: list[tuple[str, int]], on: date
) -> None:
    terms = TierTerms.from_json(told)
    first = needed_from(terms, on).isoformat()
    assert standing(terms, [one for one in earned if one[0] >= first], on) == standing(terms, earned, on)


@given(terms_drawn, events_drawn, days_drawn)
def test_what_is_taken_back_is_as_if_it_had_never_been_earned(
    told: dict[str, Any], earned: list[tuple[str, int]], on: date
) -> None:
    terms = TierTerms.from_json(told)
    taken = [(day, -points) for day, points in earned]
    assert standing(terms, [*earned, *taken], on) == standing(terms, [], on)


def test_a_tier_is_lost_with_the_day_that_leaves_and_kept_through_its_grace() -> None:
    terms = TierTerms.from_json(tier_terms(24, 6, 100, 300, 1_000))
    earned = [("2024-09-01", 800), ("2025-03-10", 300)]
    reached = standing(terms, earned, date(2026, 8, 31))
    assert reached.tier is not None
    assert (reached.tier.code, reached.points_earned, reached.kept_until) == ("T3", 1_100, None)
    assert (reached.counts_from, reached.next_tier, reached.points_missing) == (date(2024, 9, 1), None, 0)
    kept = standing(terms, earned, date(2026, 9, 1))
    assert kept.tier is not None
    assert (kept.tier.code, kept.points_earned, kept.reached_with) == ("T3", 300, 1_100)
    assert (kept.reached_on, kept.kept_until) == (date(2026, 8, 31), date(2027, 2, 28))
    assert standing(terms, earned, date(2027, 2, 28)).tier == kept.tier
    lost = standing(terms, earned, date(2027, 3, 1))
    assert lost.tier is not None
    assert lost.next_tier is not None
    assert (lost.tier.code, lost.next_tier.code, lost.points_missing) == ("T2", "T3", 700)


def test_without_grace_a_tier_ends_on_the_day_on_which_its_points_do() -> None:
    terms = TierTerms.from_json(tier_terms(1, 0, 100))
    earned = [("2026-01-31", 100)]
    assert standing(terms, earned, date(2026, 2, 28)).tier is not None
    assert standing(terms, earned, date(2026, 3, 1)).tier is None
    assert counts_from(terms, date(2026, 2, 28)) == date(2026, 1, 29)


def test_a_standing_can_be_asked_for_the_first_and_the_last_day_of_the_calendar() -> None:
    terms = TierTerms.from_json(tier_terms(120, 120, 100))
    for day in (date.min, date.max):
        assert standing(terms, [("2026-01-31", 100)], day).tier is None


def test_terms_survive_their_canonical_bytes() -> None:
    terms = TierTerms.from_json(tier_terms(24, 6, 1, 300, 1_000))
    assert TierTerms.from_json(decode(encode(terms.to_json()))) == terms
    assert (terms.rank("T1"), terms.rank("T3"), terms.rank("T9")) == (0, 2, None)


@pytest.mark.parametrize(
    "change",
    [
        {"months": 0},
        {"grace_months": -1},
        {"tiers": []},
        {"tiers": tier_terms(24, 6, 300, 300)["tiers"]},
        {"tiers": tier_terms(24, 6, 300, 100)["tiers"]},
        {"tiers": [{**tier, "code": "ONE"} for tier in tier_terms(24, 6, 1, 2)["tiers"]]},
        {"tiers": [{**tier, "points_min": 0} for tier in tier_terms(24, 6, 1)["tiers"]]},
        {"colour": "gold"},
    ],
)
def test_terms_that_are_not_sound_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(TermsInvalid):
        TierTerms.from_json({**tier_terms(24, 6, 1, 300), **change})
