"""Programbook: program terms come into force as entries of the journal.

What is published never changes; a new meaning is a new, higher version.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain.commands import PublishProgram, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, nothing_more
from ledger.domain.journal.facts import ProgramPublished
from ledger.domain.needs import Needs
from ledger.domain.programs import ProgramTerms
from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import TermsInvalid


def first(command: PublishProgram, submission: Submission, needs: Needs) -> None:
    """Need the program's versions."""
    needs.program_codes.add(command.code)


def decide(desk: Desk, command: PublishProgram) -> Mapping[str, Any]:
    """Publish a program's terms.

    Refusals, in this order: ``version_not_next``, ``terms_invalid``.
    """
    newest = max((row.version for row in desk.books.programs.find("code", command.code)), default=0)
    if command.version <= newest:
        raise Refused("version_not_next", "/version", published=command.code, newest=newest, found=command.version)
    try:
        terms = ProgramTerms.from_json(command.code, command.terms)
    except TermsInvalid as error:
        raise Refused("terms_invalid", "/terms", reason=str(error)) from error
    # From here on the publication succeeds.
    entry = desk.record(ProgramPublished(command.code, command.version, terms.to_json()))
    return {"code": command.code, "version": command.version, "position": entry.position}


PUBLISH = Handler("programs.publish", first, nothing_more, decide)
