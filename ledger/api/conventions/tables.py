"""Tables: a report as a page of JSON, or whole as a file, read at one point whatever its length.

A JSON answer says what it was read at; of a file the headers do, so that its lines are nothing but rows. The cursor of
a page holds the point of the first, so all pages together are one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from flask import Response
from marshmallow import Schema, fields

from ledger.api.conventions.answers import json_response
from ledger.api.conventions.here import node
from ledger.api.conventions.lists import filters_of, place_asked_for
from ledger.api.conventions.negotiation import JSON, LISTED, negotiated
from ledger.api.conventions.paging import cursor_after, next_link
from ledger.api.conventions.shapes import Shown
from ledger.api.conventions.streaming import EXTENSIONS, read_at, streamed
from ledger.services.reports.table import Column, Report, Table


def table_response(query: Mapping[str, Any], path: str, read: Callable[[str], Table]) -> Response:
    """Make the answer of a report.

    Args:
        path: of the resource, to which a cursor belongs.
        read: opens the report behind a place, "" for all of it.
    """
    media_type, told = negotiated(LISTED), read(place_asked_for(query))
    if media_type != JSON:
        chunks = told.forms()[EXTENSIONS[media_type]](told.pages())
        return streamed(chunks, media_type, told.report.name, read_at(told.point.position, told.point.root))
    limit = query["limit"]
    found = list(islice(told.rows, limit + 1))
    items, cursor, headers = found[:limit], None, {}
    if len(found) > limit:
        cursor = cursor_after(items[-1].place, node().keys.seal_key, path, filters_of(query))
        headers["Link"] = next_link(cursor)
    return json_response({**told.about, "items": [row.cells for row in items], "next_cursor": cursor}, headers=headers)


def page_schema(report: Report) -> type[Schema]:
    """Make the shape of a page of a report from its columns."""
    noun = "".join(word.capitalize() for word in report.name.split("-"))
    row = Shown.from_dict({column.name: _field(column) for column in report.columns}, name=f"{noun}RowSchema")
    row.__doc__ = f"A row of the report {report.name}."
    page = Shown.from_dict(
        {
            "report": fields.String(required=True),
            "items": fields.List(fields.Nested(row), required=True),
            "next_cursor": fields.String(required=True, allow_none=True),
            "at": fields.String(
                required=True, metadata={"format": "date-time", "description": "by which ages and months are counted"}
            ),
            "asked": fields.Dict(
                keys=fields.String(),
                values=fields.String(),
                required=True,
                metadata={"description": "what it was asked for besides the point"},
            ),
            "effective_as_of": fields.String(required=True, allow_none=True, metadata={"format": "date"}),
            "position": fields.Integer(required=True, metadata={"description": "the position it was read at"}),
            "root": fields.String(
                required=True, metadata={"description": "root of the log at that position, hexadecimal"}
            ),
        },
        name=f"{noun}PageSchema",
    )
    page.__doc__ = report.title
    return page


def _field(column: Column) -> fields.Field[Any]:
    told = {"description": column.told} if column.told else {}
    if column.kind == "whole":
        return fields.Integer(required=True, allow_none=column.optional, metadata=told)
    if column.kind == "truth":
        return fields.Boolean(required=True, allow_none=column.optional, metadata=told)
    days = {"format": "date"} if column.kind == "day" else {}
    return fields.String(required=True, allow_none=column.optional, metadata={**days, **told})
