"""Inbox: the shapes of what waits for a decision."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.fields import OneOf
from ledger.api.conventions.shapes import Shown
from ledger.api.schemas.common import PageQuery
from ledger.domain.inbox import KINDS


class InboxQuery(PageQuery):
    """Which things."""

    kind = OneOf(KINDS)


class WaitingSchema(Shown):
    """Something that the caller may decide."""

    kind = OneOf(KINDS, required=True)
    id = fields.String(required=True, metadata={"description": "of a draft its code and version"})
    organization_id = fields.String(required=True, allow_none=True, metadata={"description": "whom it concerns"})
    since = fields.String(required=True, metadata={"format": "date-time", "description": "when it was made"})
    last_day = fields.String(
        required=True,
        allow_none=True,
        metadata={"format": "date", "description": "the last day to decide it; null: it waits without end"},
    )
    made_by = fields.List(
        fields.String(), required=True, metadata={"description": "ids of the persons who made it, as far as it is told"}
    )
    decide = fields.String(required=True, metadata={"description": "path of the door that decides it"})
    position = fields.Integer(required=True, metadata={"description": "of the entry that made it"})


class WaitingPageSchema(Shown):
    """A page of what waits, the oldest first."""

    items = fields.List(fields.Nested(WaitingSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
