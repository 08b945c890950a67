"""Events: the shapes in which callers are told of what concerns them."""

from __future__ import annotations

from marshmallow import fields, validate

from ledger.api.conventions.fields import Count, Id, OneOf
from ledger.api.conventions.shapes import Shown
from ledger.api.schemas.common import PageQuery
from ledger.domain.books.fold_events import TELLS

KINDS = tuple(TELLS)


class EventsQuery(PageQuery):
    """Which events."""

    after = Count(load_default=0, metadata={"description": "the last position that was handled; 0 begins at the first"})
    kind = OneOf(KINDS)
    organization_id = Id("organization", metadata={"description": "whom they concern"})


class EventSchema(Shown):
    """An event: an entry of the journal that a caller should be told of."""

    position = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    recorded_at = fields.String(required=True, metadata={"format": "date-time"})
    organization_id = fields.String(required=True, metadata={"description": "whom it concerns"})
    subject = fields.String(required=True, allow_none=True, metadata={"description": "id of what it is about"})
    fact = fields.Dict(required=True, metadata={"description": "what the entry says, by the fields of its kind"})


class EventsPageSchema(Shown):
    """A page of events, oldest first."""

    items = fields.List(fields.Nested(EventSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
