"""Verbs of the clock: what is due is settled, and who is about to lose points is warned."""

from __future__ import annotations

from ledger.services.due import run_due
from ledger.settings import load_settings
from tests.spec.story import ACTS, OUTCOMES, Story


@ACTS("the sweep runs")
def sweep(story: Story) -> None:
    """Settle all that is due, for all holders, as ``ledger run-due`` does."""
    run_due(story.house.node)


@ACTS("the sweep runs and warns")
def sweep_and_warn(story: Story) -> None:
    """Settle all that is due, and warn of what lapses soon, as ``ledger run-due`` does."""
    run_due(story.house.node, load_settings().due.warning_days)


@OUTCOMES("{company} is told: {points:number} points can be spent until {until:day}, {days:number} days before")
def warned(story: Story, company: str, points: int, until: str, days: int) -> None:
    """Compare the one warning that the last act gave a company."""
    found = _warnings(story, company)
    assert found == [(points, until, days)], f"found {found}"


@OUTCOMES("{company} is told nothing")
def not_warned(story: Story, company: str) -> None:
    """Hold that the last act gave a company no warning."""
    found = _warnings(story, company)
    assert not found, f"found {found}"


def _warnings(story: Story, company: str) -> list[tuple[int, str, int]]:
    events = story.read(f"/events?after={story.before[0]}&limit=500", company)["items"]
    return [(fact["points"], fact["expires_on"], fact["days"]) for fact in (event["fact"] for event in events)]
