"""Rulebook: a rule version is drafted, simulated, and brought into force by a second person, each as an entry.

A draft may be replaced until it is approved, and then needs another simulation. What is in force never changes; a new
meaning is a new, higher version. A rule that follows others (a campaign, a mirror) does so in all its versions and is
followed by none, so that an award is never followed in a circle.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.commands import ApproveRule, DraftRule, RecordSimulation, Submission
from ledger.domain.desk import Desk
from ledger.domain.drafting import check_length, check_version
from ledger.domain.handler import Handler, nothing_more
from ledger.domain.journal.facts import RuleDrafted, RulePublished, RuleSimulated
from ledger.domain.needs import Needs
from ledger.domain.published import draft_version, rule_version
from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import TermsInvalid
from ledger.domain.rules.terms import RuleTerms
from ledger.domain.rules.versions import RuleVersion


def first(command: DraftRule | RecordSimulation | ApproveRule, submission: Submission, needs: Needs) -> None:
    """Need the rule's versions, in force and drafted."""
    needs.rule_codes.add(command.code)
    needs.draft_codes.add(command.code)


def second_approve(command: ApproveRule, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the rules that the draft follows."""
    for draft in books.rule_drafts.find("code", command.code):
        if draft.version == command.version:
            follows = draft_version(draft).terms.follows
            needs.rule_codes.update(follows.rules if follows else ())


def decide_draft(desk: Desk, command: DraftRule) -> Mapping[str, Any]:
    """Draft a rule version, in the place of an earlier draft of it.

    Refusals, in this order: ``rule_version_already_in_force``, ``version_not_next``, ``terms_invalid``.
    """
    if command.unless_there and (known := _said_already(desk.books, command)):
        return known
    in_force = desk.books.rules.find("code", command.code)
    if any(row.version == command.version for row in in_force):
        raise _in_force(command.code, command.version)
    check_version(in_force, command.code, command.version)
    try:
        version = read_version(
            command.code, command.version, command.valid_from, command.valid_to or None, command.terms
        )
    except TermsInvalid as error:
        raise Refused("terms_invalid", "/terms", reason=str(error)) from error
    # From here on the draft succeeds.
    told = version.terms.to_json()
    entry = desk.record(RuleDrafted(command.code, command.version, command.valid_from, told, command.valid_to))
    return {**_shown(command, "draft"), "drafted": True, "position": entry.position}


def decide_simulation(desk: Desk, command: RecordSimulation) -> Mapping[str, Any]:
    """Put on record that a draft was replayed, and what came of it.

    Refusals, in this order: ``period_ends_before_it_begins``, ``rule_draft_unknown``,
    ``rule_version_already_in_force``, ``rule_draft_changed``.
    """
    if command.occurred_to < command.occurred_from:
        told = {"begins": command.occurred_from, "ends": command.occurred_to}
        raise Refused("period_ends_before_it_begins", "/occurred_to", **told)
    draft = _draft(desk.books, command.code, command.version)
    if draft.position != command.draft:
        raise Refused("rule_draft_changed", rule=draft.code, version=draft.version, position=draft.position)
    # From here on the simulation counts.
    entry = desk.record(
        RuleSimulated(
            code=command.code,
            version=command.version,
            draft=command.draft,
            occurred_from=command.occurred_from,
            occurred_to=command.occurred_to,
            read_at=command.read_at,
            activities=command.activities,
            refused=command.refused,
            before=command.before,
            after=command.after,
            digest=command.digest,
        )
    )
    return {
        "code": command.code,
        "version": command.version,
        "draft_position": command.draft,
        "occurred_from": command.occurred_from,
        "occurred_to": command.occurred_to,
        "read_at": command.read_at,
        "totals": {
            "activities": command.activities,
            "refused": command.refused,
            "before": command.before,
            "after": command.after,
            "difference": command.after - command.before,
        },
        "digest": command.digest,
        "position": entry.position,
    }


def decide_approval(desk: Desk, command: ApproveRule) -> Mapping[str, Any]:
    """Bring a simulated draft into force; who drafted it cannot, by whichever client.

    Refusals, in this order: ``rule_draft_unknown``, ``rule_version_already_in_force``, ``rule_not_simulated``,
    ``same_person_approval``, ``version_not_next``, ``followed_rule_unknown``, ``followed_rule_follows``,
    ``rule_changes_whether_it_follows``.
    """
    draft = _draft(desk.books, command.code, command.version)
    if draft.status != "simulated":
        raise Refused("rule_not_simulated", rule=draft.code, version=draft.version)
    if draft.person == desk.actor.person:
        raise Refused("same_person_approval", subject=f"{draft.code} v{draft.version}", person_id=draft.person)
    in_force = desk.books.rules.find("code", draft.code)
    check_version(in_force, draft.code, draft.version)
    _check_following(desk.books, draft_version(draft), in_force)
    # From here on the version is in force.
    terms = json.loads(draft.terms)
    entry = desk.record(RulePublished(draft.code, draft.version, draft.valid_from, terms, draft.valid_to))
    return {**_shown(draft, "in_force"), "position": entry.position}


def read_version(
    code: str, version: int, valid_from: str, valid_to: str | None, terms: Mapping[str, Any]
) -> RuleVersion:
    """Read a rule version as it will stand in the journal.

    Args:
        valid_from: first day of occurrence, ISO text; ``valid_to`` is the last, ``None`` for no end.

    Raises:
        TermsInvalid: its terms are not sound, or too long for an entry.
    """
    last = date.fromisoformat(valid_to) if valid_to else None
    read = RuleVersion(code, version, date.fromisoformat(valid_from), last, RuleTerms.from_json(code, terms))
    check_length(code, read.terms.to_json())
    return read


def _said_already(books: Books, command: DraftRule) -> Mapping[str, Any] | None:
    """Give what stands in force or is drafted, where it says the same; ``None`` where it does not, or nothing does."""
    try:
        version = read_version(
            command.code, command.version, command.valid_from, command.valid_to or None, command.terms
        )
    except TermsInvalid:
        return None
    for row in books.rules.find("code", command.code):
        if rule_version(row) == version:
            return {**_shown(row, "in_force"), "drafted": False, "position": row.position}
    for draft in books.rule_drafts.find("code", command.code):
        if draft_version(draft) == version:
            return {**_shown(draft, draft.status), "drafted": False, "position": draft.position}
    return None


def _draft(books: Books, code: str, version: int) -> rows.RuleDraft:
    for draft in books.rule_drafts.find("code", code):
        if draft.version == version:
            if draft.status == "approved":
                raise _in_force(code, version)
            return draft
    raise Refused("rule_draft_unknown", rule=code, version=version)


def _in_force(code: str, version: int) -> Refused:
    return Refused("rule_version_already_in_force", "/version", rule=code, version=version)


def _check_following(books: Books, version: RuleVersion, in_force: list[rows.Rule]) -> None:
    follows = version.terms.follows
    for followed in follows.rules if follows else ():
        known = books.rules.find("code", followed)
        if not known:
            raise Refused("followed_rule_unknown", "/terms/follows", rule=version.code, followed=followed)
        if any(rule_version(row).terms.follows for row in known):
            raise Refused("followed_rule_follows", "/terms/follows", rule=version.code, followed=followed)
    for row in in_force:
        if (rule_version(row).terms.follows is None) != (follows is None):
            raise Refused("rule_changes_whether_it_follows", "/terms/follows", rule=row.code, version=row.version)


def _shown(version: DraftRule | rows.Rule | rows.RuleDraft, status: str) -> dict[str, Any]:
    return {
        "code": version.code,
        "version": version.version,
        "status": status,
        "valid_from": version.valid_from,
        "valid_to": version.valid_to or None,
    }


DRAFT = Handler("rules.draft", first, nothing_more, decide_draft)
SIMULATE = Handler("rules.simulate", first, nothing_more, decide_simulation)
APPROVE = Handler("rules.approve", first, second_approve, decide_approval)
