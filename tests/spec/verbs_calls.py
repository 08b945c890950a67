"""Verbs of calls: a program's owner selects among those who applied, one by one or a whole call at once."""

from __future__ import annotations

from typing import Any

from tests.spec.language import Phrasebook
from tests.spec.story import ACTS, OUTCOMES, Story
from tests.spec.verbs_spending import REASON, act_on, redemption_is

RESULTS = Phrasebook("result in a report")
"""What a line of a report can say: functions that add it to the body of the request."""


@ACTS("{who} selects {redemption}[, paying {krw:number} KRW]")
def select(story: Story, who: str, redemption: str, krw: int | None) -> None:
    """Select an application."""
    act_on(story, who, redemption, "select", {"amount_krw": krw})


@ACTS("{who} declines {redemption}")
def decline(story: Story, who: str, redemption: str) -> None:
    """Do not select an application."""
    act_on(story, who, redemption, "decline", REASON)


@ACTS("{who} reports call {call} of {program}:")
def report(story: Story, who: str, call: str, program: str) -> None:
    """Report who was selected, line by line; the whole call is settled at once."""
    lines = story.act.details if story.act else ()
    assert lines, "tell who was selected, and who was not"
    body: dict[str, Any] = {"call": call, "selected": [], "declined": []}
    for line in lines:
        meaning, told = RESULTS.understood(line.text)
        meaning(story, body, **told)
    story.post(who, f"/programs/{program}/selections", body)


@RESULTS("{redemption} selected[, {points:number} points used][, paying {krw:number} KRW]")
def reported_selected(story: Story, body: dict[str, Any], redemption: str, points: int | None, krw: int | None) -> None:
    """Report an application that is selected."""
    body["selected"].append({"redemption_id": story.redemption(redemption), "points": points, "amount_krw": krw})


@RESULTS("{redemption} not selected")
def reported_declined(story: Story, body: dict[str, Any], redemption: str) -> None:
    """Report an application that is not."""
    body["declined"].append(story.redemption(redemption))


@RESULTS("all others not selected")
def others_declined(story: Story, body: dict[str, Any]) -> None:
    """Report that whoever is not named is not selected."""
    body["rest_is_declined"] = True


@OUTCOMES("selected {points:number} = {lots:parts}")
def selected(story: Story, points: int, lots: dict[str, int]) -> None:
    """Compare an application that waits for its capture."""
    redemption_is(story, "selected", points, lots)


@OUTCOMES("not selected, {points:number} given back")
def not_selected(story: Story, points: int) -> None:
    """Compare an application that came to nothing."""
    redemption_is(story, "not_selected", points, {})


@OUTCOMES("the call is settled: {won:number} selected, {lost:number} not, {points:number} points used")
def settled(story: Story, won: int, lost: int, points: int) -> None:
    """Compare what a settled call came to."""
    found = tuple(story.answer[name] for name in ("selected", "not_selected", "points"))
    assert found == (won, lost, points), f"found {found}"
