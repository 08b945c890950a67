"""Explanations: why an award is what it is, told from the journal's own entry and the rule version that priced it."""

from __future__ import annotations

from typing import Any

from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.entries import Entry, EntryInvalid
from ledger.domain.journal.facts import AccrualPosted
from ledger.domain.published import rule_version
from ledger.domain.rules.explaining import said, tell_award, tell_steps
from ledger.services.accruals import get_accrual
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.store.reads.log import entry_bytes
from ledger.store.reads.rule_versions import versions


def explain_accrual(node: Node, caller: Caller, accrual_id: str, language: str) -> dict[str, Any]:
    """Tell the arithmetic of an accrual in sentences.

    Args:
        language: "ko" is Korean, anything else English.

    Raises:
        Refused: ``permission_missing``, ``accrual_unknown``.
    """
    shown = get_accrual(node, caller, accrual_id)
    with node.store.reading() as unit:
        fact = _award(next(entry_bytes(unit, shown["position"] - 1, 1)))
        rule = next(rule_version(row) for row in versions(unit, fact.rule) if row.version == fact.rule_version)
    return {
        "accrual_id": accrual_id,
        "rule": {"code": rule.code, "version": rule.version, "name": said(rule.terms.name, language)},
        "occurred_on": shown["occurred_on"],
        "points": fact.points,
        "steps": to_plain(tell_steps(rule.terms, fact.steps, language)),
        "summary": tell_award(rule, shown["occurred_on"], fact.points, language),
    }


def _award(data: bytes) -> AccrualPosted:
    """Read the award of an accrual's entry.

    Raises:
        EntryInvalid: the entry was altered behind the ledger's back.
    """
    fact = Entry.from_bytes(data).fact
    if not isinstance(fact, AccrualPosted):
        raise EntryInvalid(f"expected an award, found {fact.KIND}")
    return fact
