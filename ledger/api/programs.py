"""Programs over HTTP: everyone reads what points can be spent on, the operator publishes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.programs import ProgramBody, ProgramsSchema, PublishedProgramSchema
from ledger.domain.commands import Answer
from ledger.domain.refusals import Refused
from ledger.services import rulebook
from ledger.services.context import Request

resource = Resource("programs", "What points can be spent on, by version.")


@resource.command(
    "/programs",
    "programs.publish",
    PublishedProgramSchema,
    body=ProgramBody,
    status=201,
    location="/api/v1/programs/{code}",
)
def publish_program(request: Request, body: Mapping[str, Any]) -> Answer:
    """Publish a version of a program's terms."""
    return rulebook.publish_program(node(), request, body["code"], body["version"], body["terms"])


@resource.reading("/programs", ProgramsSchema)
def list_programs(_: Any) -> Mapping[str, Any]:
    """List every version of every program."""
    return {"items": rulebook.list_programs(node())}


@resource.reading("/programs/<code>", ProgramsSchema)
def get_program(_: Any, code: str) -> Mapping[str, Any]:
    """Give every version of one program."""
    found = [program for program in rulebook.list_programs(node()) if program["code"] == code]
    if not found:
        raise Refused("program_unknown", program=code)
    return {"items": found}
