"""Applications: the shapes in which the owner of a program sees who applied for it."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.fields import OneOf
from ledger.api.conventions.shapes import Shown
from ledger.api.schemas.calls import call_code
from ledger.api.schemas.common import PageQuery, whole_points
from ledger.api.schemas.redemptions import STATUSES


class ApplicationsQuery(PageQuery):
    """Which applications."""

    status = OneOf(STATUSES)
    call = call_code()


class ApplicationSchema(Shown):
    """An application for a program; names and reference are null once they were erased."""

    redemption_id = fields.String(required=True)
    organization_id = fields.String(required=True)
    name_ko = fields.String(required=True, allow_none=True)
    name_en = fields.String(required=True, allow_none=True)
    reference = fields.String(required=True, allow_none=True, metadata={"description": "the company's own"})
    quantity = fields.Integer(required=True)
    points = whole_points()
    held = whole_points()
    captured = whole_points()
    status = OneOf(STATUSES, required=True)
    call = fields.String(required=True, allow_none=True)
    pool = fields.String(required=True, allow_none=True, metadata={"description": "whom it applies together with"})
    amount_krw = whole_points("what the program is bound to pay, in KRW")
    executed_krw = whole_points("what it pays for what was captured, in KRW")
    held_at = fields.String(required=True, metadata={"format": "date-time"})
    submitted_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    hold_expires_at = fields.String(required=True, metadata={"format": "date-time"})
    position = fields.Integer(required=True)


class ApplicationsPageSchema(Shown):
    """A page of applications, oldest first."""

    items = fields.List(fields.Nested(ApplicationSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
