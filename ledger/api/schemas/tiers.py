"""Tiers: the shapes of their versions, and of what an organization has come to."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.fields import AnyObject, Text
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.common import whole_points


class TiersBody(Body):
    """Tiers to propose: how many months count, how many are kept, and the tiers, lowest first."""

    terms = AnyObject(required=True)
    reason = Text(required=True, maximum=500)


class TierSchema(Shown):
    """A tier, and the fewest points that reach it."""

    code = fields.String(required=True)
    name = fields.Dict(required=True)
    points_min = whole_points()


class TierVersionSchema(Shown):
    """One version of the tiers, lowest first."""

    version = fields.Integer(required=True)
    months = fields.Integer(required=True, metadata={"description": "how many months of events count"})
    grace_months = fields.Integer(
        required=True, metadata={"description": "how many months a tier is kept once its points fall away"}
    )
    tiers = fields.List(fields.Nested(TierSchema), required=True)
    position = fields.Integer(required=True)


class TierVersionsSchema(Shown):
    """Every version, oldest first; the last is in force."""

    items = fields.List(fields.Nested(TierVersionSchema), required=True)


class StandingSchema(Shown):
    """What an organization has come to on a day, as the journal stood at a position."""

    organization_id = fields.String(required=True)
    tier = fields.Nested(TierSchema, required=True, allow_none=True)
    points_earned = whole_points("by events from counts_from to counts_to, less what was taken back")
    counts_from = fields.String(required=True)
    counts_to = fields.String(required=True)
    reached_with = whole_points("the points that the tier rests on; 0 without a tier")
    reached_on = fields.String(
        required=True, allow_none=True, metadata={"description": "the last day on which they sufficed"}
    )
    kept_until = fields.String(
        required=True, allow_none=True, metadata={"description": "last day of a tier that is kept by grace"}
    )
    next_tier = fields.Nested(TierSchema, required=True, allow_none=True)
    points_missing = whole_points("to the next tier; 0 at the top")
    tiers_version = fields.Integer(required=True)
    position = fields.Integer(required=True)
    root = fields.String(required=True)
