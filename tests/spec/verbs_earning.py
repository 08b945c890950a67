"""Verbs of earning: universities award, document and take back."""

from __future__ import annotations

from tests.api.earning import documents
from tests.spec.story import ACTS, OUTCOMES, Story

ACCRUALS = "/accruals"
KRW_PER_POINT = 10_000
REASON = {"reason": "as told"}


@ACTS("{who} awards {points:number} of {rule} to {company} as {lot}[, occurred on {day:day}][, without {document}]")
def award(
    story: Story, who: str, points: int, rule: str, company: str, lot: str, day: str | None, document: str | None
) -> None:
    """Report an activity that is worth so many points; what it became bears the name of its lot."""
    today = story.house.clock.now.date().isoformat()
    body = story.house.activity(
        story.actor(company),
        activity=rule,
        occurred_on=day or today,
        inputs={"allowance_krw": points * KRW_PER_POINT},
    )
    if story.post(who, ACCRUALS, body):
        story.awards[lot] = story.answer["id"]
        (earned,) = story.read(f"{ACCRUALS}/{story.answer['id']}", who)["earned"]
        story.name_lot(lot, earned["lot"])


@ACTS("{who} documents {award}: {kind}")
def document(story: Story, who: str, award: str, kind: str) -> None:
    """Hand in a document of an activity."""
    path = f"{ACCRUALS}/{story.award(award)}"
    story.post(who, f"{path}/evidence", {"evidence": documents(kind)}, path)


@ACTS("{who} reverses[ {points:number} of] {award}")
def reverse(story: Story, who: str, points: int | None, award: str) -> None:
    """Take an award back, or a part of it."""
    path = f"{ACCRUALS}/{story.award(award)}"
    story.post(who, f"{path}/reverse", {**REASON, "points": points}, path)


@OUTCOMES("active {points:number}[, valid until {expires:day}]")
def active(story: Story, points: int, expires: str | None) -> None:
    """Compare an award that can be spent."""
    _award_is(story, "active", points, None, expires)


@OUTCOMES("pending {points:number}[, active on {active:day}][, valid until {expires:day}]")
def pending(story: Story, points: int, active: str | None, expires: str | None) -> None:
    """Compare an award that waits."""
    _award_is(story, "pending", points, active, expires)


@OUTCOMES("taken back {points:number}")
def taken_back(story: Story, points: int) -> None:
    """Compare what a reversal has taken."""
    found = story.answer["points"]
    assert found == points, f"found {found:,}"


@OUTCOMES("{award} is {status} with {points:number} points")
def award_stands(story: Story, award: str, status: str, points: int) -> None:
    """Compare what has become of an award, and how many of its points were not taken back."""
    found = story.read(f"{ACCRUALS}/{story.award(award)}")
    standing = found["points"] - found["reversed_points"]
    assert (found["status"], standing) == (status, points), f"found {found['status']} with {standing:,} points"


def _award_is(story: Story, status: str, points: int, active: str | None, expires: str | None) -> None:
    found = story.read(story.subject)
    told = {"status": status, "points": points, "active_on": active, "expires_on": expires}
    for name, value in told.items():
        assert value is None or found[name] == value, f"{name}: found {found[name]}"
