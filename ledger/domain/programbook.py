"""Programbook: a version of a program's terms is drafted, and brought into force by a second person, each as an entry.

A draft may be replaced until it is approved. What is in force never changes; a new meaning is a new, higher version,
and so is the end: a program is closed by a version that says what the one before it said, and on which day it closes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.commands import ApproveProgram, CloseProgram, DraftProgram, Submission
from ledger.domain.desk import Desk
from ledger.domain.drafting import check_length, check_version
from ledger.domain.handler import Handler, nothing_more
from ledger.domain.journal.facts import ProgramDrafted, ProgramPublished
from ledger.domain.needs import Needs
from ledger.domain.programs.terms import ProgramTerms
from ledger.domain.published import program_in_force, program_terms
from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import TermsInvalid


@dataclass(frozen=True, slots=True)
class ProgramVersion:
    """One version of a program's terms."""

    code: str
    version: int
    terms: ProgramTerms


def first(command: DraftProgram | CloseProgram | ApproveProgram, submission: Submission, needs: Needs) -> None:
    """Need the program's versions, in force and drafted."""
    needs.program_codes.add(command.code)
    needs.program_draft_codes.add(command.code)


def decide_draft(desk: Desk, command: DraftProgram) -> Mapping[str, Any]:
    """Draft a version of a program's terms, in the place of an earlier draft of it.

    Refusals, in this order: ``program_version_already_in_force``, ``version_not_next``, ``terms_invalid``.
    """
    if command.unless_there and (known := _said_already(desk.books, command)):
        return known
    in_force = desk.books.programs.find("code", command.code)
    if any(row.version == command.version for row in in_force):
        raise _in_force(command.code, command.version)
    check_version(in_force, command.code, command.version)
    return _draft(desk, command.code, command.version, command.terms, "/terms")


def decide_close(desk: Desk, command: CloseProgram) -> Mapping[str, Any]:
    """Draft the next version of a program: what is in force, closing on a day.

    An open draft of that version gives way. What was held before keeps its conditions.

    Refusals, in this order: ``program_unknown``, ``program_already_closed`` where it closes no later as it stands,
    ``terms_invalid`` where it would close before it opens.
    """
    version, terms = program_in_force(desk.books.programs.find("code", command.code), command.code)
    told: dict[str, Any] = dict(terms.to_json())
    window = told.get("window", {})
    closes_on = window.get("closes_on", "")
    if closes_on and closes_on <= command.closes_on:
        known = {"program": command.code, "closes_on": closes_on, "asked": command.closes_on}
        raise Refused("program_already_closed", "/closes_on", **known)
    closing = {**told, "window": {**window, "closes_on": command.closes_on}}
    return _draft(desk, command.code, version + 1, closing, "/closes_on")


def decide_approval(desk: Desk, command: ApproveProgram) -> Mapping[str, Any]:
    """Bring a draft into force; who drafted it cannot, by whichever client.

    Refusals, in this order: ``program_draft_unknown``, ``program_version_already_in_force``,
    ``same_person_approval``, ``version_not_next``.
    """
    draft = _drafted(desk.books, command.code, command.version)
    if draft.person == desk.actor.person:
        raise Refused("same_person_approval", subject=f"{draft.code} v{draft.version}", person_id=draft.person)
    check_version(desk.books.programs.find("code", draft.code), draft.code, draft.version)
    # From here on the version is in force.
    entry = desk.record(ProgramPublished(draft.code, draft.version, json.loads(draft.terms)))
    return {**_shown(draft, "in_force"), "position": entry.position}


def read_program_version(code: str, version: int, terms: Mapping[str, Any]) -> ProgramVersion:
    """Read a version of a program's terms as it will stand in the journal.

    Raises:
        TermsInvalid: its terms are not sound, or too long for an entry.
    """
    read = ProgramTerms.from_json(code, terms)
    check_length(code, read.to_json())
    return ProgramVersion(code, version, read)


def _draft(desk: Desk, code: str, version: int, terms: Mapping[str, Any], pointer: str) -> Mapping[str, Any]:
    try:
        read = read_program_version(code, version, terms)
    except TermsInvalid as error:
        raise Refused("terms_invalid", pointer, reason=str(error)) from error
    # From here on the draft succeeds.
    entry = desk.record(ProgramDrafted(code, version, read.terms.to_json()))
    return {**_shown(read, "draft"), "drafted": True, "position": entry.position}


def _said_already(books: Books, command: DraftProgram) -> Mapping[str, Any] | None:
    """Give what stands in force or is drafted, where it says the same; ``None`` where it does not, or nothing does."""
    try:
        asked = read_program_version(command.code, command.version, command.terms)
    except TermsInvalid:
        return None
    for row in books.programs.find("code", command.code):
        if row.version == asked.version and program_terms(row) == asked.terms:
            return {**_shown(row, "in_force"), "drafted": False, "position": row.position}
    for draft in books.program_drafts.find("code", command.code):
        if draft.version == asked.version and draft.status == "draft" and program_terms(draft) == asked.terms:
            return {**_shown(draft, draft.status), "drafted": False, "position": draft.position}
    return None


def _drafted(books: Books, code: str, version: int) -> rows.ProgramDraft:
    for draft in books.program_drafts.find("code", code):
        if draft.version == version:
            if draft.status == "approved":
                raise _in_force(code, version)
            return draft
    raise Refused("program_draft_unknown", program=code, version=version)


def _in_force(code: str, version: int) -> Refused:
    return Refused("program_version_already_in_force", "/version", program=code, version=version)


def _shown(version: ProgramVersion | rows.Program | rows.ProgramDraft, status: str) -> dict[str, Any]:
    return {"code": version.code, "version": version.version, "status": status}


DRAFT = Handler("programs.draft", first, nothing_more, decide_draft)
CLOSE = Handler("programs.draft", first, nothing_more, decide_close)
APPROVE = Handler("programs.approve", first, nothing_more, decide_approval)
