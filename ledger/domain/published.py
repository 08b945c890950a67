"""Published: rule versions and program terms as the books keep them, read back into their types.

A row never changes once it is published, so what was read is kept by the row itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from ledger.domain.books import rows
from ledger.domain.programs.terms import ProgramTerms
from ledger.domain.refusals import Refused
from ledger.domain.rules.terms import RuleTerms
from ledger.domain.rules.versions import RuleVersion, choose


@lru_cache(maxsize=1024)
def rule_version(row: rows.Rule) -> RuleVersion:
    """Read a rule version from its row."""
    return _version(row)


@lru_cache(maxsize=256)
def draft_version(row: rows.RuleDraft) -> RuleVersion:
    """Read a rule version from its draft."""
    return _version(row)


def _version(row: rows.Rule | rows.RuleDraft) -> RuleVersion:
    valid_to = date.fromisoformat(row.valid_to) if row.valid_to else None
    terms = RuleTerms.from_json(row.code, json.loads(row.terms))
    return RuleVersion(row.code, row.version, date.fromisoformat(row.valid_from), valid_to, terms)


@lru_cache(maxsize=1024)
def program_terms(row: rows.Program | rows.ProgramDraft) -> ProgramTerms:
    """Read a program's terms from its row, in force or drafted."""
    return ProgramTerms.from_json(row.code, json.loads(row.terms))


def rule_in_force(versions: Iterable[rows.Rule], code: str, occurred_on: str) -> RuleVersion:
    """Choose the version under which an activity of ``occurred_on`` is priced.

    Raises:
        Refused: ``activity_unknown``, ``no_rule_in_force``.
    """
    known = [rule_version(row) for row in versions]
    if not known:
        raise Refused("activity_unknown", "/activity", activity=code)
    return choose(known, date.fromisoformat(occurred_on))


def program_in_force(versions: Iterable[rows.Program], code: str) -> tuple[int, ProgramTerms]:
    """Give the number and the terms of a program's highest version.

    Raises:
        Refused: ``program_unknown``.
    """
    latest = max(versions, key=lambda row: row.version, default=None)
    if latest is None:
        raise Refused("program_unknown", "/program", program=code)
    return latest.version, program_terms(latest)
