"""Expiring: the shapes in which a wallet is shown by when its points lapse."""

from __future__ import annotations

from typing import Final

from marshmallow import fields

from ledger.api.conventions.fields import Count
from ledger.api.conventions.shapes import Shown
from ledger.api.schemas.common import BY_HAND, AsOfQuery, whole_points
from ledger.services.expiring import WITHIN_DAYS

WITHIN_DAYS_MAX: Final = 3650


class ExpiringQuery(AsOfQuery):
    """How far ahead, as of when."""

    within_days = Count(
        maximum=WITHIN_DAYS_MAX,
        load_default=WITHIN_DAYS,
        metadata={"description": "lots whose last day is at most so many days ahead are listed one by one"},
    )


class MonthSchema(Shown):
    """What has its last day in a month."""

    month = fields.String(required=True, metadata={"example": "2027-03"})
    points = whole_points()


class ExpiringLotSchema(Shown):
    """What of a lot lapses."""

    lot = fields.String(required=True)
    points = whole_points()
    accrual_id = fields.String(required=True, allow_none=True, metadata={"description": BY_HAND})
    rule = fields.String(required=True, allow_none=True, metadata={"description": BY_HAND})


class DueDaySchema(Shown):
    """What has its last day on one day."""

    expires_on = fields.String(required=True, metadata={"format": "date"})
    points = whole_points()
    lots = fields.List(fields.Nested(ExpiringLotSchema), required=True)


class WarningSchema(Shown):
    """A warning that was given; its entry stands at the position."""

    expires_on = fields.String(required=True, metadata={"format": "date"})
    days = fields.Integer(required=True, metadata={"description": "the threshold that was reached"})
    points = whole_points("what was about to lapse then")
    position = fields.Integer(required=True)


class ExpiringSchema(Shown):
    """A wallet by when its points lapse, all that is due being settled."""

    organization_id = fields.String(required=True)
    months = fields.List(
        fields.Nested(MonthSchema),
        required=True,
        metadata={"description": "spendable points; they add up to spendable"},
    )
    held_months = fields.List(
        fields.Nested(MonthSchema), required=True, metadata={"description": "held points; released, they lapse then"}
    )
    spendable = whole_points("as in the balance")
    today = fields.String(required=True, metadata={"format": "date", "description": "from which days are counted"})
    within_days = fields.Integer(required=True)
    due = fields.List(fields.Nested(DueDaySchema), required=True)
    points_due = whole_points("all that is listed in due")
    warnings = fields.List(
        fields.Nested(WarningSchema), required=True, metadata={"description": "given, of last days still to come"}
    )
    position = fields.Integer(required=True)
    root = fields.String(required=True, metadata={"description": "root of the log at that position, hexadecimal"})
