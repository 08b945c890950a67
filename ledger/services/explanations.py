"""Explanations: why an award is what it is, told from the journal's own entry and the rule version that priced it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ledger.domain.books import rows
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import AccrualPosted
from ledger.domain.published import rule_in_force, rule_version
from ledger.domain.rules.explaining import NOT_PRICED, Told, said, tell_award, tell_award_steps, tell_validity
from ledger.services.accruals import require_accrual
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.store.reads.journal import entries_about
from ledger.store.reads.rule_versions import versions


def explain_accrual(node: Node, caller: Caller, accrual_id: str, language: str) -> dict[str, Any]:
    """Tell the arithmetic of an accrual in sentences.

    Args:
        language: "ko" is Korean, anything else English.

    Raises:
        Refused: ``permission_missing``, ``accrual_unknown``.
    """
    with node.store.reading() as unit:
        row, _, _ = require_accrual(unit, caller, accrual_id)
        about = [Entry.from_bytes(data) for data in entries_about(unit, accrual_id)]
        award = next((entry for entry in about if isinstance(entry.fact, AccrualPosted)), about[0])
        fact, day, of_rule = award.fact, row.occurred_on, {"code": row.rule, "version": row.rule_version}
        if not isinstance(fact, AccrualPosted):
            return _told(row, of_rule, said(NOT_PRICED, language), None, 0, ())
        rule = next(rule_version(one) for one in versions(unit, fact.rule) if one.version == fact.rule_version)
        followers = {
            code: rule_in_force([one for one in versions(unit, code) if one.position < award.position], code, day).terms
            for code in {step.step.rpartition(":")[0] for step in fact.steps} - {""}
        }
    summary = tell_award(rule, day, fact.points, language)
    named = {**of_rule, "name": said(rule.terms.name, language)}
    validity = tell_validity(rule.terms, fact.active_on, fact.expires_on, language) if fact.points else None
    steps = tell_award_steps(rule.terms, followers, fact.steps, language)
    return _told(row, named, summary, validity, fact.points, steps)


def _told(
    row: rows.Accrual, rule: Mapping[str, Any], summary: str, validity: str | None, points: int, steps: Sequence[Told]
) -> dict[str, Any]:
    return {
        "accrual_id": row.accrual,
        "rule": rule,
        "occurred_on": row.occurred_on,
        "points": points,
        "steps": to_plain(tuple(steps)),
        "summary": summary,
        "validity": validity,
    }
