"""Verbs of objections: somebody contests an award, and that is decided by two other persons."""

from __future__ import annotations

from tests.api.objecting import decision_body, objection_body
from tests.spec.story import ACTS, OUTCOMES, Story
from tests.spec.verbs_proposals import propose

OBJECTIONS = "/objections"


@ACTS("{who} objects to {lot} as {name}")
def object_to(story: Story, who: str, lot: str, name: str) -> None:
    """Contest the award that a lot came from."""
    if story.post(who, OBJECTIONS, objection_body(story.award(lot))):
        assert name not in story.objections, f"there is an objection {name} already"
        story.objections[name] = story.answer["id"]


@ACTS("{who} withdraws objection {name}")
def withdraw(story: Story, who: str, name: str) -> None:
    """Take an objection back."""
    path = f"{OBJECTIONS}/{story.objections[name]}"
    story.post(who, f"{path}/withdraw", {"reason": "as told"}, path)


@ACTS("{who} proposes {proposal}: reject {name}[ with {days:number} days of grace]")
def propose_rejection(story: Story, who: str, proposal: str, name: str, days: int | None) -> None:
    """Propose that an objection is rejected."""
    body = decision_body("rejected", grace_days=days or 0)
    propose(story, who, proposal, f"{OBJECTIONS}/{story.objections[name]}/decide", body)


@ACTS("{who} proposes {proposal}: uphold {name}[ for {points:number} points]")
def propose_reversal(story: Story, who: str, proposal: str, name: str, points: int | None) -> None:
    """Propose that an objection is upheld, for all that stands of the award or for so many points."""
    body = decision_body("upheld", points=points)
    propose(story, who, proposal, f"{OBJECTIONS}/{story.objections[name]}/decide", body)


@OUTCOMES("objection {name} is {status}, {frozen:number} points frozen[, {points:number} taken back]")
def stands(story: Story, name: str, status: str, frozen: int, points: int | None) -> None:
    """Compare how an objection stands, what it froze, and what was taken back for it."""
    found = story.read(f"{OBJECTIONS}/{story.objections[name]}")
    told = found["status"], found["frozen"], found["taken_back"]
    assert told == (status, frozen, points or 0), f"found {told}"
