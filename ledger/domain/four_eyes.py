"""Four eyes: what one person makes another approves, and what is approved is what was made.

Persons are compared, never clients: one person may hold several.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold_accruals import json_text
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry

ALONE: Final = {
    facts.RulePublished.KIND: "rules.publish",
    facts.ProgramPublished.KIND: "programs.publish",
}
"""The permissions of the operators of old ledgers to publish rules and programs alone."""


APPROVED: Final = (
    facts.RuleDrafted,
    facts.RuleSimulated,
    facts.RulePublished,
    facts.ProgramPublished,
    facts.AllotmentSet,
)
"""Facts that are steps towards an approval, or one."""


class NotApproved(NamedTuple):
    """Why an entry that approves could not have been made."""

    code: str
    expected: str
    found: str


def objection(books: Books, entry: Entry) -> NotApproved | None:
    """Tell what stands against a step towards an approval, given the books before it; ``None`` where nothing does."""
    fact = entry.fact
    if isinstance(fact, facts.RuleDrafted):
        known = books.rules.get((fact.code, fact.version))
        return NotApproved("rule_version_drafted_in_force", "a version not in force", _told(known)) if known else None
    if isinstance(fact, facts.RuleSimulated):
        draft = books.rule_drafts.get((fact.code, fact.version))
        there = draft is not None and draft.status != "approved" and draft.position == fact.draft
        return None if there else NotApproved("simulated_without_draft", f"a draft at {fact.draft}", _told(draft))
    if isinstance(fact, facts.RulePublished):
        rule = books.rule_drafts.get((fact.code, fact.version))
        return None if published_alone(books, entry) else _rule(rule, fact, entry.actor.person)
    if isinstance(fact, facts.ProgramPublished):
        program = books.program_drafts.get((fact.code, fact.version))
        return None if published_alone(books, entry) else _program(program, fact, entry.actor.person)
    if isinstance(fact, facts.AllotmentSet):
        return _allotment(books.allotment_proposals.get(fact.proposal), fact, entry.actor.person)
    return None


def published_alone(books: Books, entry: Entry) -> bool:
    """Tell whether what nobody drafted was published by an actor granted to do it alone, as no role is any more."""
    fact = entry.fact
    if not isinstance(fact, facts.RulePublished | facts.ProgramPublished):
        return False
    client = books.clients.get(entry.actor.client)
    if client is None:
        return False
    drafts = books.rule_drafts if isinstance(fact, facts.RulePublished) else books.program_drafts
    return drafts.get((fact.code, fact.version)) is None and ALONE[entry.kind] in client.permissions.split()


def _rule(draft: rows.RuleDraft | None, fact: facts.RulePublished, person: str) -> NotApproved | None:
    if draft is None or draft.status != "simulated":
        return NotApproved("approved_before_it_was_simulated", "a simulated draft", _told(draft))
    drafted = (draft.valid_from, draft.valid_to, draft.terms)
    if drafted != (fact.valid_from, fact.valid_to, json_text(fact.terms)):
        return NotApproved("approved_differs_from_draft", "what was drafted", f"{fact.code} v{fact.version}")
    return _second(draft.person, person)


def _program(draft: rows.ProgramDraft | None, fact: facts.ProgramPublished, person: str) -> NotApproved | None:
    if draft is None or draft.status != "draft":
        return NotApproved("approved_before_it_was_drafted", "an open draft", _told(draft))
    if draft.terms != json_text(fact.terms):
        return NotApproved("approved_differs_from_draft", "what was drafted", f"{fact.code} v{fact.version}")
    return _second(draft.person, person)


def _allotment(proposal: rows.AllotmentProposal | None, fact: facts.AllotmentSet, person: str) -> NotApproved | None:
    if proposal is None or proposal.status != "proposed":
        return NotApproved("approved_before_it_was_proposed", "an open proposal", _told(proposal))
    proposed = (proposal.university, proposal.year, proposal.points_max)
    if proposed != (fact.university, fact.year, fact.points_max):
        return NotApproved("approved_differs_from_draft", "what was proposed", fact.proposal)
    return _second(proposal.person, person)


def _second(maker: str, approver: str) -> NotApproved | None:
    return NotApproved("approved_by_its_maker", f"a person other than {maker}", approver) if maker == approver else None


def _told(row: rows.Rule | rows.RuleDraft | rows.ProgramDraft | rows.AllotmentProposal | None) -> str:
    return "nothing" if row is None else str(tuple(row))
