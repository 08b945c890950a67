"""Program usage: the shape in which a program shows what of its quotas and budget is used."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.calls import call_code
from ledger.api.schemas.common import whole_points


class ProgramUsageQuery(Body):
    """In which period."""

    call = call_code(
        metadata={"description": "a call or a calendar year; else the call that the terms name, or this year"}
    )


class QuotaSchema(Shown):
    """A quota of all organizations together."""

    counts = fields.String(required=True, metadata={"enum": ["quantity", "points", "applications"]})
    maximum = fields.Integer(required=True)
    used = fields.Integer(required=True)


class BudgetSchema(Shown):
    """What the program pays in the period, in KRW; the maximum is null where there is none."""

    maximum = fields.Integer(required=True, allow_none=True)
    committed_krw = whole_points("bound by holds and selections, and not paid yet")
    executed_krw = whole_points("paid for what was captured")


class ProgramUsageSchema(Shown):
    """What is used of a program at a position; the budget is null where the program pays nothing."""

    program = fields.String(required=True)
    period = fields.String(required=True)
    quotas = fields.List(fields.Nested(QuotaSchema), required=True)
    budget = fields.Nested(BudgetSchema, required=True, allow_none=True)
    position = fields.Integer(required=True)
