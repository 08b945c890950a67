"""Rulebook: rule versions and program terms come into force as entries of the journal.

What is published never changes; a new meaning is a new, higher version.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ledger.domain.commands import PublishProgram, PublishRule, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, nothing_more
from ledger.domain.journal.facts import ProgramPublished, RulePublished
from ledger.domain.needs import Needs
from ledger.domain.programs import ProgramTerms
from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import TermsInvalid
from ledger.domain.rules.terms import RuleTerms
from ledger.domain.rules.versions import RuleVersion


def first_rule(command: PublishRule, submission: Submission, needs: Needs) -> None:
    """Need the rule's versions."""
    needs.rule_codes.add(command.code)


def decide_rule(desk: Desk, command: PublishRule) -> Mapping[str, Any]:
    """Publish a rule version.

    Refusals, in this order: ``version_not_next``, ``terms_invalid``.
    """
    newest = max((row.version for row in desk.books.rules.find("code", command.code)), default=0)
    _check_version(command.code, newest, command.version)
    try:
        valid_to = date.fromisoformat(command.valid_to) if command.valid_to else None
        terms = RuleTerms.from_json(command.code, command.terms)
        RuleVersion(command.code, command.version, date.fromisoformat(command.valid_from), valid_to, terms)
    except TermsInvalid as error:
        raise Refused("terms_invalid", "/terms", reason=str(error)) from error
    # From here on the publication succeeds.
    fact = RulePublished(command.code, command.version, command.valid_from, terms.to_json(), command.valid_to)
    entry = desk.record(fact)
    return {
        "code": command.code,
        "version": command.version,
        "valid_from": command.valid_from,
        "valid_to": command.valid_to or None,
        "position": entry.position,
    }


def first_program(command: PublishProgram, submission: Submission, needs: Needs) -> None:
    """Need the program's versions."""
    needs.program_codes.add(command.code)


def decide_program(desk: Desk, command: PublishProgram) -> Mapping[str, Any]:
    """Publish a program's terms.

    Refusals, in this order: ``version_not_next``, ``terms_invalid``.
    """
    newest = max((row.version for row in desk.books.programs.find("code", command.code)), default=0)
    _check_version(command.code, newest, command.version)
    try:
        terms = ProgramTerms.from_json(command.code, command.terms)
    except TermsInvalid as error:
        raise Refused("terms_invalid", "/terms", reason=str(error)) from error
    # From here on the publication succeeds.
    entry = desk.record(ProgramPublished(command.code, command.version, terms.to_json()))
    return {"code": command.code, "version": command.version, "position": entry.position}


def _check_version(code: str, newest: int, version: int) -> None:
    if version <= newest:
        raise Refused("version_not_next", "/version", published=code, newest=newest, found=version)


PUBLISH_RULE = Handler("rules.publish", first_rule, nothing_more, decide_rule)
PUBLISH_PROGRAM = Handler("programs.publish", first_program, nothing_more, decide_program)
