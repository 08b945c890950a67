"""Verbs of tiers: what companies come to by the points that they earn."""

from __future__ import annotations

from tests.api.tiering import set_tiers
from tests.spec.language import Line, Phrasebook
from tests.spec.story import STATEMENTS, Story
from tests.support.tiering import tier_terms

TIERS = Phrasebook("tier")


@TIERS("T{place:number} from {points:number} points")
def tier_from(place: int, points: int) -> tuple[int, int]:
    """Tell how many points reach a tier."""
    return place, points


@STATEMENTS("tiers: {months:number} months count, {grace:number} months of grace:")
def tiers(story: Story, line: Line, months: int, grace: int) -> None:
    """Let two persons set the tiers, lowest first."""
    steps = []
    for detail in line.details:
        meaning, told = TIERS.understood(detail.text)
        steps.append(meaning(**told))
    assert [place for place, _ in steps] == [*range(1, len(steps) + 1)], "tell the tiers in order, from T1"
    set_tiers(story.house, tier_terms(months, grace, *(points for _, points in steps)))


@STATEMENTS(
    "tier {company}[ as of {day:day}]: {tier}[ until {until:day}], {points:number} points earned"
    "[, {missing:number} missing]"
)
def stands(
    story: Story,
    line: Line,
    company: str,
    day: str | None,
    tier: str,
    until: str | None,
    points: int,
    missing: int | None,
) -> None:
    """Compare what a company has come to, its last day where it is kept by grace, and what is missing to the next."""
    query = f"?effective_as_of={day}" if day else ""
    found = story.read(f"/organizations/{story.organization(company)}/tier{query}", company)
    code = found["tier"]["code"] if found["tier"] else "none"
    shown = code, found["kept_until"], found["points_earned"], found["points_missing"]
    told = tier, until, points, missing or 0
    assert shown == told, f"found {code} until {shown[1]}, {shown[2]} points earned, {shown[3]} missing"
    story.count_outcome()
