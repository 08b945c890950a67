"""Verbs of sanctions: one person proposes what a company forfeits, and another imposes it."""

from __future__ import annotations

from tests.api.sanctioning import sanction_body
from tests.spec.story import ACTS, OUTCOMES, Story

SANCTIONS = "/sanctions"
REASON = {"reason": "as told"}


@ACTS("{who} proposes {sanction}: {company} forfeits {points:number} points")
def propose(story: Story, who: str, sanction: str, company: str, points: int) -> None:
    """Propose that a company forfeits so many points."""
    _propose(story, who, sanction, company, points)


@ACTS("{who} proposes {sanction}: {company} forfeits all that is available")
def propose_all(story: Story, who: str, sanction: str, company: str) -> None:
    """Propose that a company forfeits whatever is available when that is approved."""
    _propose(story, who, sanction, company, None)


@ACTS("{who} {what} sanction {sanction}")
def decide(story: Story, who: str, what: str, sanction: str) -> None:
    """Approve, reject or withdraw a proposal."""
    assert sanction in story.sanctions, f"no sanction is called {sanction!r}: {sorted(story.sanctions)}"
    done = {"approves": "approve", "rejects": "reject", "withdraws": "withdraw"}
    assert what in done, f"nobody {what} a sanction: {sorted(done)}"
    path = f"{SANCTIONS}/{story.sanctions[sanction]}"
    story.post(who, f"{path}/{done[what]}", {} if what == "approves" else REASON, path)


@OUTCOMES("sanction {sanction} is {status}[, {points:number} points forfeited]")
def stands(story: Story, sanction: str, status: str, points: int | None) -> None:
    """Compare how a sanction stands, and what it has taken."""
    found = story.read(f"{SANCTIONS}/{story.sanctions[sanction]}")
    told = found["status"], found["forfeited"]
    assert told == (status, points or 0), f"found {told[0]}, {told[1]:,} points forfeited"


def _propose(story: Story, who: str, sanction: str, company: str, points: int | None) -> None:
    body = sanction_body(story.house, story.actor(company), points)
    if story.post(who, SANCTIONS, body):
        assert sanction not in story.sanctions, f"there is a sanction {sanction} already"
        story.sanctions[sanction] = story.answer["id"]
