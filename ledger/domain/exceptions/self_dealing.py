"""Self-dealing: one person, or one organization, on both sides of what should take two.

Persons are known by the grants in the journal: whoever was ever granted to act for an organization is related to it,
revoked or not. What the ledger refuses at its doors is looked for all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.domain.exceptions.listing import (
    SETTLED_BY_CLOCK,
    Exceptional,
    Figures,
    Listing,
    Place,
    Read,
    concerned,
    place_of,
)
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry

_CLAIM, _PROPOSAL, _SANCTION = ("claim", "accrual"), ("proposal", "proposal"), ("sanction", "sanction")
_RULE, _PROGRAM = ("rule", "code", "version"), ("program", "code", "version")
_MADE: Final[Mapping[type, tuple[str, ...]]] = {
    facts.ClaimSubmitted: _CLAIM,
    facts.ClaimResubmitted: _CLAIM,
    facts.ProposalMade: _PROPOSAL,
    facts.AllotmentProposed: _PROPOSAL,
    facts.SanctionProposed: _SANCTION,
    facts.RuleDrafted: _RULE,
    facts.ProgramDrafted: _PROGRAM,
}
"""What one person makes: the noun, and by which members of the fact it is known."""
_CHECKED: Final[Mapping[type, tuple[str, ...]]] = {
    facts.SanctionImposed: _SANCTION,
    facts.RulePublished: _RULE,
    facts.ProgramPublished: _PROGRAM,
}
"""What another person must do about it; whatever names a proposal besides carries it out."""
_STEPS: Final = ("confirmed", "verified", "approved", "cleared")


def find(read: Read, _: Mapping[str, int]) -> Iterator[Exceptional]:
    """Find entries whose actor is related to whom they are about, makers who checked, and own awards."""
    related: dict[str, set[str]] = defaultdict(set)
    makers: dict[tuple[str, ...], tuple[str, Place]] = {}
    why: Figures
    for entry in read(()):
        fact, person = entry.fact, entry.actor.person
        if isinstance(fact, facts.ClientGranted | facts.UserInvited):
            related[fact.person].add(fact.organization)
        elif person and entry.kind not in SETTLED_BY_CLOCK:
            others = related[person] - {entry.actor.organization}
            for organization in sorted(concerned(fact) & others):
                why = {"person": person, "acts_for": entry.actor.organization, "related_to": organization}
                yield Exceptional("person_on_both_sides", why, (place_of(entry),))
        if isinstance(fact, facts.AccrualPosted) and fact.university == fact.organization:
            why = {"organization": fact.organization, "points": fact.points}
            yield Exceptional("organization_on_both_sides", why, (place_of(entry),))
        yield from _checked_alone(makers, entry)


def _checked_alone(makers: dict[tuple[str, ...], tuple[str, Place]], entry: Entry) -> Iterator[Exceptional]:
    fact: Any = entry.fact
    if (noun := _MADE.get(type(fact))) is not None:
        makers[_key(fact, noun)] = entry.actor.person, place_of(entry)
        return
    noun = _CHECKED.get(type(fact))
    if isinstance(fact, facts.ClaimStepped) and fact.step in _STEPS:
        noun = _CLAIM
    elif getattr(fact, "proposal", "") and not isinstance(fact, facts.ProposalDropped):
        noun = _PROPOSAL
    made = makers.get(_key(fact, noun)) if noun else None
    if made and made[0] == entry.actor.person:
        why: Figures = {"person": entry.actor.person, "made": made[1].position, "checked": entry.position}
        yield Exceptional("made_and_checked_by_one_person", why, (made[1], place_of(entry)))
    if isinstance(fact, facts.AccrualPosted):
        makers.pop((_CLAIM[0], fact.accrual), None)


def _key(fact: Any, noun: tuple[str, ...]) -> tuple[str, ...]:
    name, *members = noun
    return (name, *(str(getattr(fact, member)) for member in members))


LISTING: Final = Listing(
    "self-dealing",
    "Give what one person or one organization did on both sides, as far as grants in the journal show it.",
    (),
    find,
)
