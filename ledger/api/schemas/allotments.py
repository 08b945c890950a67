"""Allotments: the shapes of what each university may issue in a year."""

from __future__ import annotations

from typing import Final

from marshmallow import fields

from ledger.api.conventions.fields import Count, Id, OneOf, Whole
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.common import PageQuery, whole_points

YEARS: Final = {"minimum": 2000, "maximum": 2999}
STATUSES: Final = ("proposed", "approved")


class AllotmentBody(Body):
    """How many points a university may issue in a calendar year."""

    university_id = Id("organization", required=True)
    year = Whole(required=True, **YEARS)
    points_max = Whole(required=True, metadata={"description": "0 lets it issue none"})


class AllotmentsQuery(PageQuery):
    """Whose allotments, of which year."""

    university_id = Id("organization", metadata={"description": "a university sees its own"})
    year = Count(**YEARS)


class ProposalsQuery(PageQuery):
    """Which proposals."""

    status = OneOf(STATUSES)


class ProposedAllotmentSchema(Shown):
    """A proposal."""

    id = fields.String(required=True)
    status = OneOf(STATUSES, required=True)
    university_id = fields.String(required=True)
    year = fields.Integer(required=True)
    points_max = whole_points()
    position = fields.Integer(required=True)


class ProposalsPageSchema(Shown):
    """A page of proposals, oldest first."""

    items = fields.List(fields.Nested(ProposedAllotmentSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AllotmentSchema(Shown):
    """What a university may issue in a year, and what it has issued."""

    university_id = fields.String(required=True)
    year = fields.Integer(required=True)
    points_max = whole_points()
    used = whole_points("issued in the year, less what was taken back")
    remaining = whole_points("0 where more was issued before the allotment was set")
    position = fields.Integer(required=True)


class AllotmentsPageSchema(Shown):
    """A page of allotments, in the order in which they were set."""

    items = fields.List(fields.Nested(AllotmentSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
