"""Affording: the shape in which a company sees what it can have."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.shapes import Shown
from ledger.api.schemas.common import WalletSchema, whole_points


class HindranceSchema(Shown):
    """One thing that stands against a hold, with the code and the words of its refusal."""

    code = fields.String(required=True)
    detail = fields.String(required=True)


class AffordableProgramSchema(Shown):
    """What of a program a company can have; nothing while anything stands against one unit."""

    program = fields.String(required=True)
    version = fields.Integer(required=True)
    kind = fields.String(required=True, metadata={"enum": ["fixed", "per_unit", "step", "bid", "status"]})
    name = fields.Dict(required=True)
    points = whole_points("the price of one unit")
    quantity_max = fields.Integer(
        required=True, metadata={"description": "units that balance and limits have room for"}
    )
    hindrances = fields.List(fields.Nested(HindranceSchema), required=True)


class AffordableSchema(Shown):
    """Every program, as a company could have it at a position."""

    organization_id = fields.String(required=True)
    balance = fields.Nested(WalletSchema, required=True)
    programs = fields.List(fields.Nested(AffordableProgramSchema), required=True)
    position = fields.Integer(required=True)
