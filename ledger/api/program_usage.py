"""Program usage over HTTP: everyone reads what of a program's quotas and budget is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.versions import is_code
from ledger.api.schemas.program_usage import ProgramUsageQuery, ProgramUsageSchema
from ledger.domain.refusals import Refused
from ledger.services import program_usage as service

resource = Resource("program usage", "What of a program's quotas and budget is used.")


@resource.reading("/programs/<code>/usage", ProgramUsageSchema, query=ProgramUsageQuery)
def get_program_usage(query: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    """Tell what of a program's quotas is used, and what of its budget is committed and executed, in a period."""
    if not is_code(code):
        raise Refused("program_unknown", program=code)
    return service.program_usage(node(), code, query.get("call", ""))
