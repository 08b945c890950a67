"""Verbs of what becomes of companies: they merge, hand over a part, count as one, and close."""

from __future__ import annotations

from tests.api.transferring import affiliation, closure, transfer
from tests.spec.story import ACTS, Story
from tests.spec.verbs_proposals import propose


@ACTS("{who} proposes {name}: merge {source} into {target}")
def propose_merger(story: Story, who: str, name: str, source: str, target: str) -> None:
    """Propose that all that is one company's becomes another's."""
    parties = story.actor(source), story.actor(target)
    propose(story, who, name, "/transfers", transfer(story.house, "merger", *parties))


@ACTS("{who} proposes {name}: {source} hands {points:number} to {target}")
def propose_succession(story: Story, who: str, name: str, source: str, points: int, target: str) -> None:
    """Propose that so many points become another company's, soonest to expire first."""
    parties = story.actor(source), story.actor(target)
    propose(story, who, name, "/transfers", transfer(story.house, "succession", *parties, points=points))


@ACTS("{who} proposes {name}: hand lot {lot} of {source} to {target}")
def propose_lot(story: Story, who: str, name: str, lot: str, source: str, target: str) -> None:
    """Propose that what is available of a lot becomes another company's."""
    parties = story.actor(source), story.actor(target)
    propose(story, who, name, "/transfers", transfer(story.house, "succession", *parties, lots=[story.lots[lot]]))


@ACTS("{who} proposes {name}: close {company}")
def propose_closure(story: Story, who: str, name: str, company: str) -> None:
    """Propose to close a company."""
    propose(story, who, name, f"/organizations/{story.organization(company)}/close", closure())


@ACTS("{who} proposes {name}: {company} and {other} count as one")
def propose_affiliation(story: Story, who: str, name: str, company: str, other: str) -> None:
    """Propose that two companies count as one for yearly caps and ceilings."""
    body = affiliation(story.house, story.actor(company), story.actor(other))
    propose(story, who, name, "/affiliations", body)
