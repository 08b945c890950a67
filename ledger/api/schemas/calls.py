"""Calls: the shapes in which a program's owner reports who was selected."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields, post_load

from ledger.api.conventions.fields import Flag, Id, Items, Part, Text, Truth, Whole, nothing
from ledger.api.conventions.resource import CommandQuery
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.common import whole_points
from ledger.domain.commands import Chosen

APPLICATIONS_MAX: Final = 10_000


class ChosenBody(Body):
    """An application that is selected."""

    redemption_id = Id("redemption", required=True)
    points = Whole(
        load_default=nothing, allow_none=True, minimum=1, metadata={"description": "null captures all it holds"}
    )
    amount_krw = Whole(load_default=nothing, allow_none=True, metadata={"description": "what the program pays, in KRW"})

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Chosen:
        return Chosen(**data)


def call_code(**kwargs: Any) -> Text:
    """Make a field that reads the code of a call."""
    return Text(maximum=64, shape="[A-Za-z0-9][A-Za-z0-9-]*", expected="a call's code such as 2026-1", **kwargs)


class SelectionBody(Body):
    """Who was selected in a call, and who was not."""

    call = call_code(required=True, metadata={"description": "the code that the terms name, or the calendar year"})
    selected = Items(Part(ChosenBody), maximum=APPLICATIONS_MAX, load_default=())
    declined = Items(Id("redemption"), maximum=APPLICATIONS_MAX, load_default=())
    rest_is_declined = Truth(
        load_default=False, metadata={"description": "whoever is not named was not selected; else all must be named"}
    )


class SelectionQuery(CommandQuery):
    """The query string of a report; what it says of the call is for files, which have no place for it."""

    call = call_code(load_default=nothing)
    rest_is_declined = Flag(
        load_default=False, metadata={"description": "of a file: who is not in it was not selected"}
    )


class SettledCallSchema(Shown):
    """What a settled call came to."""

    program = fields.String(required=True)
    call = fields.String(required=True)
    selected = fields.Integer(required=True)
    not_selected = fields.Integer(required=True)
    points = whole_points("captured of all who were selected")
    amount_krw = whole_points("what the program pays, in KRW")
    report = fields.String(required=True, metadata={"description": "SHA-256 of what was reported"})
    transaction_id = fields.String(required=True)
    position = fields.Integer(required=True)
