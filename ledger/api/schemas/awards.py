"""Awards: the shapes that several answers about activities have in common."""

from __future__ import annotations

from typing import Final

from marshmallow import fields

from ledger.api.conventions.fields import OneOf
from ledger.api.conventions.shapes import Shown
from ledger.api.schemas.common import whole_points

STATUSES: Final = (
    "held",
    "submitted",
    "cleared",
    "confirmed",
    "verified",
    "returned",
    "rejected",
    "withdrawn",
    "pending",
    "active",
    "partly_reversed",
    "reversed",
    "dropped",
)
"""Up to ``withdrawn`` an activity is a claim and no points exist; from ``pending`` on they do."""


class RuleReferenceSchema(Shown):
    """A version of a rule."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)


class NextStepSchema(Shown):
    """What an activity waits for."""

    step = fields.String(required=True, metadata={"description": "what comes next, such as confirmed or activated"})
    who = OneOf(("company", "university", "operator", "clock"), required=True)
    by = fields.String(required=True, allow_none=True, metadata={"format": "date", "description": "last day for it"})
    missing = fields.List(fields.String(), metadata={"description": "kinds of documents that must come"})


class BackingDocumentSchema(Shown):
    """A document by its digest."""

    kind = fields.String(required=True)
    sha256 = fields.String(required=True)
    media_type = fields.String(required=True)
    bytes = fields.Integer(required=True)


class EarnedSchema(Shown):
    """What one holder earns by an activity, under one rule."""

    role = OneOf(("award", "share", "campaign", "mirror"), required=True)
    organization_id = fields.String(required=True)
    rule = fields.Nested(RuleReferenceSchema, required=True)
    points = whole_points()


class HeldLotSchema(EarnedSchema):
    """One lot of an award."""

    lot = fields.String(required=True)
    reversed_points = whole_points("taken back so far")
