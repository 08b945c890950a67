"""Transactions: the shapes of the history, and of the proof that an entry is in the log."""

from __future__ import annotations

from marshmallow import fields, validate

from ledger.api.conventions.fields import Count, Day, Id, Instant, OneOf, Text, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.common import PageQuery
from ledger.domain.books.accounts import CHART
from ledger.domain.points import POINTS_MAX


class TransactionsQuery(PageQuery):
    """Which transactions."""

    organization_id = Id("organization", metadata={"description": "whose wallet moved, or who posted it"})
    account = Text(maximum=120, metadata={"example": "org_01a0551da00070008000000000000000:available"})
    kind = OneOf(tuple(CHART))
    recorded_from = Instant(data_key="from", metadata={"description": "recorded then or later"})
    recorded_to = Instant(data_key="to", metadata={"description": "recorded before then"})
    effective_from = Day(metadata={"description": "first accounting day"})
    effective_to = Day(metadata={"description": "last accounting day"})
    subject = Text(maximum=64, metadata={"description": "id of the accrual or redemption that they are about"})
    reference = Text(maximum=128, metadata={"description": "source_event_id, or reference of a redemption"})


class ProofQuery(Body):
    """In which log."""

    size = Count(
        minimum=1, load_default=nothing, metadata={"description": "entries of the log; default: its present size"}
    )


class PostingSchema(Shown):
    """One leg."""

    account = fields.String(required=True)
    lot = fields.String(required=True)
    side = fields.String(required=True, validate=validate.OneOf(["debit", "credit"]))
    amount = fields.Integer(required=True, metadata={"minimum": 1, "maximum": POINTS_MAX})
    account_version = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "gapless for each account; null where the caller may not see all of it"},
    )
    balance_after = fields.Integer(
        required=True, allow_none=True, metadata={"description": "of the account, on its side; null likewise"}
    )


class ActorSchema(Shown):
    """Who did it."""

    client_id = fields.String(required=True)
    person_id = fields.String(required=True, allow_none=True)
    organization_id = fields.String(required=True, allow_none=True)


class TransactionSchema(Shown):
    """A balanced set of postings, as it was recorded for ever."""

    id = fields.String(required=True)
    position = fields.Integer(required=True)
    kind = fields.String(required=True)
    occurred_on = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    effective_on = fields.String(required=True, metadata={"format": "date"})
    recorded_at = fields.String(required=True, metadata={"format": "date-time"})
    actor = fields.Nested(ActorSchema, required=True)
    subject = fields.String(required=True, allow_none=True, metadata={"description": "id of what it is about"})
    reverses = fields.String(required=True, allow_none=True, metadata={"description": "id of a transaction"})
    postings = fields.List(fields.Nested(PostingSchema), required=True)
    leaf_hash = fields.String(required=True, metadata={"description": "hexadecimal"})


class TransactionsPageSchema(Shown):
    """A page of the history, oldest first."""

    items = fields.List(fields.Nested(TransactionSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
