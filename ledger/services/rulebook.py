"""Rulebook: rule versions on their way into force; what is in force is public to every caller.

Drafts are for those who read all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.commands import Answer, ApproveRule, DraftRule
from ledger.domain.published import draft_version, rule_version
from ledger.domain.refusals import Refused
from ledger.domain.rules.differences import differences
from ledger.domain.rules.versions import RuleVersion
from ledger.services.context import Caller, Request
from ledger.services.node import Node
from ledger.services.posting import answer, answer_all
from ledger.services.rule_files import write_rules
from ledger.services.simulation import simulate_rule
from ledger.services.visibility import require_all, sees_all
from ledger.store.reads import journal
from ledger.store.units import ReadingUnit

IN_FORCE: Final = "in_force"
STATUSES: Final = (IN_FORCE, "draft", "simulated")
"""How far a version of a rule has come."""


def draft_rule(
    node: Node,
    request: Request,
    code: str,
    version: int,
    valid_from: str,
    valid_to: str | None,
    terms: Mapping[str, Any],
) -> Answer:
    """Draft a rule version, in the place of an earlier draft of it."""
    return answer(node, request, DraftRule(code, version, valid_from, terms, valid_to or ""))


def draft_rules(node: Node, request: Request, versions: Sequence[RuleVersion]) -> Answer:
    """Draft every version that is not there; the outcomes are in the order of the versions."""
    return answer_all(node, request, [_drafting(version) for version in versions])


def approve_rule(node: Node, request: Request, code: str, version: int) -> Answer:
    """Bring a simulated draft into force."""
    return answer(node, request, ApproveRule(code, version))


def put_in_force(node: Node, drafter: Caller, approver: Caller, version: RuleVersion, today: str) -> Answer:
    """Draft a version, simulate it over all days until ``today``, and approve it; gives the first refusal, or the
    approval."""
    code, number = version.code, version.version
    told = answer(node, Request(drafter, "rules.draft"), _drafting(version))
    if not told.outcomes[0].code:
        first = min(version.valid_from.isoformat(), today)
        told = simulate_rule(node, Request(drafter, "rules.simulate"), code, number, first, today)
    if not told.outcomes[0].code:
        told = approve_rule(node, Request(approver, "rules.approve"), code, number)
    return told


def list_rules(node: Node, caller: Caller, status: str = IN_FORCE) -> list[dict[str, Any]]:
    """Give every version of every rule that has come so far, by code and version.

    Raises:
        Refused: ``permission_missing`` for drafts.
    """
    if status != IN_FORCE:
        require_all(caller)
    with node.store.reading() as unit:
        return [_shown(row) for row in _versions(unit, caller) if _status(row) == status]


def get_rule(node: Node, caller: Caller, code: str) -> list[dict[str, Any]]:
    """Give every version of a rule that the caller may see.

    Raises:
        Refused: ``activity_unknown``.
    """
    with node.store.reading() as unit:
        found = [_shown(row) for row in _versions(unit, caller) if row.code == code]
    if not found:
        raise Refused("activity_unknown", activity=code)
    return found


def compare_rules(node: Node, caller: Caller, code: str, first: int, second: int) -> dict[str, Any]:
    """Tell field by field what two versions of a rule say differently.

    Raises:
        Refused: ``activity_unknown``, ``rule_version_unknown``.
    """
    versions = {version["version"]: version for version in get_rule(node, caller, code)}
    for number in (first, second):
        if number not in versions:
            raise Refused("rule_version_unknown", rule=code, version=number)
    before, after = (
        {name: versions[number][name] for name in ("valid_from", "valid_to", "terms")} for number in (first, second)
    )
    found = [
        {"pointer": found.pointer, "from": found.before, "to": found.after} for found in differences(before, after)
    ]
    return {"code": code, "from": first, "to": second, "differences": found}


def export_rules(node: Node, caller: Caller, status: str = IN_FORCE) -> str:
    """Give every version that has come so far as TOML. Raises as ``list_rules``."""
    if status != IN_FORCE:
        require_all(caller)
    with node.store.reading() as unit:
        found = [row for row in _versions(unit, caller) if _status(row) == status]
    return write_rules(draft_version(row) if isinstance(row, rows.RuleDraft) else rule_version(row) for row in found)


def _drafting(version: RuleVersion) -> DraftRule:
    valid_to = version.valid_to.isoformat() if version.valid_to else ""
    terms = version.terms.to_json()
    return DraftRule(version.code, version.version, version.valid_from.isoformat(), terms, valid_to, unless_there=True)


def _versions(unit: ReadingUnit, caller: Caller) -> Iterator[rows.Rule | rows.RuleDraft]:
    """Walk what is in force, and what is drafted where the caller may see it, by code and version."""
    found: list[rows.Rule | rows.RuleDraft] = list(journal.rows(unit, rows.Rule))
    if sees_all(caller):
        found += [draft for draft in journal.rows(unit, rows.RuleDraft) if draft.status != "approved"]
    return iter(sorted(found, key=lambda row: (row.code, row.version)))


def _status(row: rows.Rule | rows.RuleDraft) -> str:
    return row.status if isinstance(row, rows.RuleDraft) else IN_FORCE


def _shown(row: rows.Rule | rows.RuleDraft) -> dict[str, Any]:
    return {
        "code": row.code,
        "version": row.version,
        "status": _status(row),
        "valid_from": row.valid_from,
        "valid_to": row.valid_to or None,
        "terms": json.loads(row.terms),
        "position": row.position,
    }
