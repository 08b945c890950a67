"""Verbs of acts that take two persons: what is moved by hand is proposed by one and carried out by another."""

from __future__ import annotations

from typing import Any

from tests.api.proposing import adjustment, correction, debit
from tests.spec.story import ACTS, OUTCOMES, Story

PROPOSALS = "/proposals"
REASON = {"reason": "as told"}


@ACTS("{who} proposes {name}: credit {company} with {points:number} until {until:day}")
def propose_credit(story: Story, who: str, name: str, company: str, points: int, until: str) -> None:
    """Propose to grant points in a lot that gets the name of the proposal."""
    body = adjustment(story.house, story.actor(company), points, expires_on=until)
    propose(story, who, name, "/adjustments", body)


@ACTS("{who} proposes {name}: debit {company} by {points:number}")
def propose_debit(story: Story, who: str, name: str, company: str, points: int) -> None:
    """Propose to take points away."""
    propose(story, who, name, "/adjustments", debit(story.house, story.actor(company), points))


@ACTS("{who} proposes {name}: write off {points:number} of {company}")
def propose_write_off(story: Story, who: str, name: str, points: int, company: str) -> None:
    """Propose to give up what is owed."""
    body = correction(story.house, story.actor(company), points, "uncollectible")
    propose(story, who, name, "/write-offs", body)


@ACTS("{who} proposes {name}: reinstate {points:number} of {lot} for {company} until {until:day}")
def propose_reinstatement(story: Story, who: str, name: str, points: int, lot: str, company: str, until: str) -> None:
    """Propose to bring back what lapsed, in a lot that gets the name of the proposal."""
    about = {"lot_id": story.lots[lot], "expires_on": until}
    body = correction(story.house, story.actor(company), points, "appeal", **about)
    propose(story, who, name, "/reinstatements", body)


def propose(story: Story, who: str, name: str, path: str, body: dict[str, Any]) -> None:
    """Propose something, and remember it by its name."""
    if story.post(who, path, body):
        assert name not in story.proposals, f"there is a proposal {name} already"
        story.proposals[name] = story.answer["id"]


@ACTS("{who} {what} proposal {name}")
def decide(story: Story, who: str, what: str, name: str) -> None:
    """Approve, reject or withdraw a proposal; a lot that it grants gets its name."""
    assert name in story.proposals, f"no proposal is called {name!r}: {sorted(story.proposals)}"
    done = {"approves": "approve", "rejects": "reject", "withdraws": "withdraw"}
    assert what in done, f"nobody {what} a proposal: {sorted(done)}"
    path = f"{PROPOSALS}/{story.proposals[name]}"
    story.post(who, f"{path}/{done[what]}", {} if what == "approves" else REASON, path)
    if granted := dict(story.answer.get("result") or {}).get("lot"):
        story.name_lot(name, granted)


@OUTCOMES("proposal {name} is {status}")
def stands(story: Story, name: str, status: str) -> None:
    """Compare how a proposal stands."""
    found = story.read(f"{PROPOSALS}/{story.proposals[name]}")["status"]
    assert found == status, f"found {found}"
