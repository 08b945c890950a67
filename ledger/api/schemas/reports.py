"""Reports: the query strings of reports, made from what each can be asked for."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields

from ledger.api.conventions.fields import Count, Day, Id, OneOf, Text
from ledger.api.conventions.shapes import Body
from ledger.api.schemas.common import AsOfQuery, PageQuery
from ledger.services.reports.table import Option, Report

_TEXT_MAX: Final = 120


def query_of(report: Report) -> type[Body]:
    """Make the query string of a report."""
    noun = "".join(word.capitalize() for word in report.name.split("-"))
    members: dict[str, Any] = {option.name: _field(option) for option in report.options}
    made = type(f"{noun}Query", (PageQuery, AsOfQuery), {**members, "__doc__": f"What of the report {report.name}."})
    return made


def _field(option: Option) -> fields.Field[Any]:
    told = {"description": option.told} if option.told else {}
    if option.kind == "whole":
        return Count(load_default=int(option.choices[0]), metadata=told)
    if option.choices:
        return OneOf(option.choices, load_default=option.choices[0], metadata=told)
    if option.kind == "day":
        return Day(metadata=told)
    if option.kind == "organization":
        return Id("organization", metadata=told)
    return Text(maximum=_TEXT_MAX, metadata=told)
