"""Authorities: who could do what, and by which rules, programs, allotments and bounds, at a position of the journal.

It is told by the entries of a few kinds alone, folded as everywhere else: every grant, revocation and approval is one.
Each line names the entry that made it so, who proposed that, and who approved it; where one person sufficed, there is
nobody who approved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold import fold
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry

KINDS: Final = (
    facts.OrganizationRegistered.KIND,
    facts.ClientGranted.KIND,
    facts.UserInvited.KIND,
    facts.ClientRevoked.KIND,
    facts.RuleDrafted.KIND,
    facts.RulePublished.KIND,
    facts.ProgramDrafted.KIND,
    facts.ProgramPublished.KIND,
    facts.AllotmentProposed.KIND,
    facts.AllotmentSet.KIND,
    facts.ProposalMade.KIND,
    facts.BoundSet.KIND,
)
"""The kinds of entries that authority follows from."""

LETTING_IN: Final = frozenset({"organizations.register", "clients.grant"})
"""Whoever holds one of these lets persons in and knows their first secrets."""

AGREEING: Final = frozenset({"accruals.post", "accruals.confirm", "accruals.verify", "accruals.approve"})
"""Parts in a claim that are to be kept apart from that: a person who holds both could act for those let in."""

Made = Mapping[int, tuple[str, str, str]]
"""Position of an entry to who proposed it, who approved it or "", and by which client or user it was recorded."""


def authorities(entries: Iterable[Entry], day: str) -> dict[str, Any]:
    """Tell who could do what after these entries, which are all of ``KINDS`` up to a position.

    Args:
        day: by which rules' days are judged.
    """
    books, made, ended = Books(complete=True), dict[int, tuple[str, str, str]](), dict[str, int]()
    for entry in entries:
        made[entry.position] = (*_persons(books, entry), entry.actor.client)
        if isinstance(entry.fact, facts.ClientRevoked):
            ended[entry.fact.client] = entry.position
        fold(books, entry)
        books.forget_undo()
    return {
        "grants": [_grant(row, made, ended) for row in books.clients.rows()],
        "rules": [_rule(row, made, books, day) for row in books.rules.rows()],
        "programs": [_program(row, made, books) for row in books.programs.rows()],
        "allotments": [_allotment(row, made) for row in books.allotments.rows()],
        "bounds": [_bound(row, made) for row in books.bounds.rows()],
        "not_apart": _not_apart(books),
    }


def _not_apart(books: Books) -> list[dict[str, Any]]:
    """Name the persons in force who let others in and agree to claims, with the clients and users by which they do."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for row in books.clients.rows():
        if not row.revoked_at:
            for held, there in zip((LETTING_IN, AGREEING), found.setdefault(row.person, ([], [])), strict=True):
                there.extend([row.client] if held.intersection(row.permissions.split()) else [])
    both = ((person, *hands) for person, hands in sorted(found.items()) if all(hands))
    return [{"person_id": person, "lets_in_by": letting, "agrees_by": agreeing} for person, letting, agreeing in both]


def _persons(books: Books, entry: Entry) -> tuple[str, str]:
    """Give who made what an entry records, and who approved it, "" where one person sufficed."""
    fact, maker = entry.fact, ""
    if isinstance(fact, facts.RulePublished):
        draft = books.rule_drafts.get((fact.code, fact.version))
        maker = draft.person if draft else ""
    elif isinstance(fact, facts.ProgramPublished):
        program = books.program_drafts.get((fact.code, fact.version))
        maker = program.person if program else ""
    elif isinstance(fact, facts.AllotmentSet):
        maker = books.allotment_proposals.require(fact.proposal).person
    elif isinstance(fact, facts.ClientGranted | facts.UserInvited | facts.BoundSet) and fact.proposal:
        maker = books.proposals.require(fact.proposal).person
    return (maker, entry.actor.person) if maker else (entry.actor.person, "")


def _made(position: int, made: Made) -> dict[str, Any]:
    maker, approver, actor = made[position]
    return {
        "position": position,
        "made_by": maker or None,
        "approved_by": approver or None,
        "recorded_by": actor,
    }


def _grant(row: rows.Client, made: Made, ended: Mapping[str, int]) -> dict[str, Any]:
    revoked = ended.get(row.client)
    return {
        "client_id": row.client,
        "kind": "user" if row.login else "client",
        "organization_id": row.organization,
        "person_id": row.person,
        "role": row.role,
        "permissions": row.permissions.split(),
        "in_force": revoked is None,
        **_made(row.position, made),
        "revoked_at": row.revoked_at or None,
        "revoked_position": revoked,
        "revoked_by": None if revoked is None else made[revoked][0],
    }


def _rule(row: rows.Rule, made: Made, books: Books, day: str) -> dict[str, Any]:
    versions = books.rules.find("code", row.code)
    running = [one.version for one in versions if one.valid_from <= day and (not one.valid_to or day <= one.valid_to)]
    return {
        "code": row.code,
        "version": row.version,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to or None,
        "in_force": bool(running) and max(running) == row.version,
        **_made(row.position, made),
    }


def _program(row: rows.Program, made: Made, books: Books) -> dict[str, Any]:
    latest = max(one.version for one in books.programs.find("code", row.code))
    return {"code": row.code, "version": row.version, "in_force": row.version == latest, **_made(row.position, made)}


def _allotment(row: rows.Allotment, made: Made) -> dict[str, Any]:
    told = {"university_id": row.university, "year": row.year, "points_max": row.points_max}
    return {**told, **_made(row.position, made)}


def _bound(row: rows.Bound, made: Made) -> dict[str, Any]:
    limits = {"points_max": row.points_max or None, "second_from": row.second_from or None, "days": row.days}
    return {"name": row.name, **limits, **_made(row.position, made)}
