"""Verbs of periods: one person proposes to close a month or a year, and another closes it."""

from __future__ import annotations

from tests.spec.story import ACTS, OUTCOMES, Story
from tests.spec.verbs_proposals import propose


@ACTS("{who} proposes {name}: close the books of {period}")
def propose_closing(story: Story, who: str, name: str, period: str) -> None:
    """Propose to close a period; what is due is settled by that."""
    propose(story, who, name, f"/periods/{period}/close", {})


@OUTCOMES("period {period} is {status}")
def stands(story: Story, period: str, status: str) -> None:
    """Compare how a period stands."""
    found = story.read(f"/periods/{period}")["status"]
    assert found == status, f"found {found}"


@OUTCOMES("period {period} closed {company} with {points:number} available[, restated {restated:number}]")
def closed_with(story: Story, period: str, company: str, points: int, restated: int | None) -> None:
    """Compare what a company's available account was closed with, and what it really was by then."""
    told = story.read(f"/organizations/{story.organization(company)}/statement?period={period}")
    (account,) = (line for line in told["accounts"] if line["account"].endswith(":available"))
    wanted = points if restated is None else restated
    found = account["as_closed"]["closing"], account["restated"]["closing"]
    assert found == (points, wanted), f"closed with {found[0]}, restated {found[1]}"
