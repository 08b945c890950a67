"""Journals: the shapes of entries as they were written."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.fields import Day, Id, Instant, OneOf, Text
from ledger.api.conventions.shapes import Shown
from ledger.api.schemas.common import AsOfQuery, PageQuery
from ledger.api.schemas.transactions import ActorSchema, Pasted, client_text
from ledger.domain.journal.facts import FACTS
from ledger.services.history_filters import OLDEST, ORDERS


class JournalQuery(PageQuery, AsOfQuery):
    """Which entries: those that meet all that is told."""

    kind = OneOf(tuple(FACTS))
    person_id = Id("person", metadata={"description": "who acted"})
    client_id = client_text("by which client or user, or system for the clock")
    university_id = Id("organization", metadata={"description": "which university posted it"})
    program = Text(maximum=64, metadata={"description": "code of the program of the redemption that they are about"})
    recorded_from = Instant(data_key="from", metadata={"description": "recorded then or later"})
    recorded_to = Instant(data_key="to", metadata={"description": "recorded before then"})
    effective_from = Day(metadata={"description": "first accounting day"})
    effective_to = Day(metadata={"description": "last accounting day"})
    subject = Text(maximum=64, metadata={"description": "id of the accrual, redemption or sanction they are about"})
    q = Pasted(maximum=128, metadata={"description": "an id, a position, or a reference exactly as it was written"})
    order = OneOf(ORDERS, load_default=OLDEST, metadata={"description": "which of them first"})


class EntrySchema(Shown):
    """An entry of the journal."""

    position = fields.Integer(required=True)
    id = fields.String(required=True)
    kind = fields.String(required=True)
    recorded_at = fields.String(required=True, metadata={"format": "date-time"})
    effective_on = fields.String(required=True, metadata={"format": "date"})
    actor = fields.Nested(ActorSchema, required=True)
    leaf_hash = fields.String(required=True, metadata={"description": "hexadecimal"})
    entry = fields.Dict(required=True, metadata={"description": "the canonical bytes, to the byte (RFC 8785)"})


class JournalPageSchema(Shown):
    """A page of the journal as it stood at a position."""

    items = fields.List(fields.Nested(EntrySchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    position = fields.Integer(
        required=True, metadata={"description": "where the journal stood; the same on all pages of a walk"}
    )
    root = fields.String(required=True, metadata={"description": "root of the log at that position, hexadecimal"})
