"""Programs over HTTP: everyone reads what points can be spent on; the operator drafts it, and a second person
approves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.versions import is_code, is_version
from ledger.api.schemas.programs import (
    ApprovedProgramSchema,
    CloseProgramBody,
    DraftedProgramSchema,
    ProgramBody,
    ProgramsQuery,
    ProgramsSchema,
)
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.domain.refusals import Refused
from ledger.services import programbook
from ledger.services.context import Request

resource = Resource("programs", "What points can be spent on, by version.")


@resource.command(
    "/programs",
    "programs.draft",
    DraftedProgramSchema,
    body=ProgramBody,
    status=201,
    location="/api/v1/programs/{code}",
)
def draft_program(request: Request, body: Mapping[str, Any]) -> Answer:
    """Draft a version of a program's terms, in the place of an earlier draft of it; nothing is spent by it yet."""
    return programbook.draft_program(node(), request, body["code"], body["version"], body["terms"])


@resource.command("/programs/<code>/close", "programs.draft", DraftedProgramSchema, body=CloseProgramBody)
def close_program(request: Request, body: Mapping[str, Any], code: str) -> Answer:
    """Draft the next version of a program: what is in force, closing on a day. It closes once that is approved."""
    if not is_code(code):
        raise Refused("program_unknown", program=code)
    return programbook.close_program(node(), request, code, body["closes_on"])


@resource.command("/programs/<code>/versions/<version>/approve", "programs.approve", ApprovedProgramSchema)
def approve_program(request: Request, _: Any, code: str, version: str) -> Answer:
    """Bring a draft into force, as another person than the one who drafted it."""
    if not is_version(code, version):
        raise Refused("program_draft_unknown", program=code, version=version)
    return programbook.approve_program(node(), request, code, int(version))


@resource.reading("/programs", ProgramsSchema, query=ProgramsQuery)
def list_programs(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """List every version of every program that is in force, or is drafted."""
    return {"items": programbook.list_programs(node(), caller(), query["status"])}


@resource.reading("/programs/<code>", ProgramsSchema)
def get_program(_: Any, code: str) -> Mapping[str, Any]:
    """Give every version of one program; drafts to those who read all."""
    return {"items": programbook.get_program(node(), caller(), code)}
