"""Calls over HTTP: the owner of a program reports who was selected, in a file or not; the call is decided at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import g, request

from ledger.api.conventions.here import node
from ledger.api.conventions.negotiation import JSON
from ledger.api.conventions.parsing import load, media_type_of, read_body
from ledger.api.conventions.problems import Invalid
from ledger.api.conventions.resource import FreeBody, Resource
from ledger.api.schemas.calls import SelectionBody, SelectionQuery, SettledCallSchema
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.domain.refusals import Refusal, Refused
from ledger.services import calls
from ledger.services.calls import Selection
from ledger.services.context import Request
from ledger.services.imports.files.reading import CSV_TYPE, XLSX_TYPE

resource = Resource("calls", "Selections among those who applied.")

_BINARY: Final = {"type": "string", "format": "binary"}
_SELECTION: Final = SelectionBody()


def _read_selection(query: Mapping[str, Any]) -> tuple[str, Selection | bytes]:
    """Read a report: JSON that says it all, or a file, of which the query says the rest; gives the call's code."""
    if media_type_of(request, (JSON, CSV_TYPE, XLSX_TYPE)) == JSON:
        g.body = read_body(request)
        told = load(_SELECTION, g.body)
        return told["call"], Selection(tuple(told["selected"]), tuple(told["declined"]), told["rest_is_declined"])
    if not query["call"]:
        raise Invalid([Refusal("field_missing", {"found": "call"}, "call")], "parameter")
    data = request.get_data(cache=True)
    if not data.strip():
        raise Refused("body_missing")
    g.body = {"call": query["call"], "rest_is_declined": query["rest_is_declined"], "file": data.hex()}
    return query["call"], data


@resource.command(
    "/programs/<code>/selections",
    "redemptions.select",
    SettledCallSchema,
    body=FreeBody(_read_selection, {JSON: SelectionBody, CSV_TYPE: _BINARY, XLSX_TYPE: _BINARY}),
    query=SelectionQuery,
)
def settle_call(asked: Request, body: tuple[str, Selection | bytes], code: str) -> Answer:
    """Report who was selected in a call: those are captured, everybody else gets back what was held."""
    call, told = body
    selection = told if isinstance(told, Selection) else _selection_of(code, told)
    return calls.settle_call(node(), asked, code, call, selection)


def _selection_of(code: str, data: bytes) -> Selection:
    rest = g.body["rest_is_declined"]
    found = calls.read_selection(node(), caller(), code, data, rest_is_declined=rest)
    if isinstance(found, Selection):
        return found
    raise Invalid(
        Refusal(one.code, {"expected": one.expected, "found": one.found}, f"/{one.row}/{one.column}") for one in found
    )
