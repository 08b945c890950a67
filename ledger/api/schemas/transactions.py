"""Transactions: the shapes of the history, and of the proof that an entry is in the log."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields, validate

from ledger.api.conventions.fields import Count, Day, Id, Instant, OneOf, Text, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.common import AsOfQuery, PageQuery
from ledger.domain.books.accounts import CHART, CREDIT_NORMAL, DEBIT_NORMAL, EITHER, HOLDER_STATES
from ledger.domain.points import POINTS_MAX
from ledger.services.history_filters import OLDEST, ORDERS, as_pasted

_HOLDERS: Final = "|".join(HOLDER_STATES)
_SYSTEM: Final = "|".join(sorted((DEBIT_NORMAL | CREDIT_NORMAL | EITHER) - set(HOLDER_STATES)))
ORGANIZATION: Final = {"description": "whose wallet moved, or who posted it"}


class Pasted(Text):
    """A text as somebody pasted it: spaces around it are left out, and it is read in Unicode NFC."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(as_pasted(value) if isinstance(value, str) else value, attr, data, **kwargs)


def client_text(description: str) -> Text:
    """Make a field that reads who acted: a client, a user, or the clock."""
    return Text(
        maximum=36,
        shape="(?:cli|usr)_[0-9a-f]{32}|system",
        expected="an id such as cli_01a0551da00070008000000000000000, or system for the clock",
        metadata={"description": description},
    )


class TransactionsQuery(PageQuery, AsOfQuery):
    """Which transactions: those that meet all that is told."""

    organization_id = Id("organization", metadata=ORGANIZATION)
    university_id = Id("organization", metadata={"description": "which university posted it"})
    account = Text(
        maximum=120,
        shape=f"org_[0-9a-f]{{32}}:(?:{_HOLDERS})|(?:{_SYSTEM})(?::\\S+)?",
        expected="an account such as org_01a0551da00070008000000000000000:available or issued:INT-STD",
        metadata={"example": "org_01a0551da00070008000000000000000:available"},
    )
    lot = Id("lot", metadata={"description": "of which it moved points"})
    kind = OneOf(tuple(CHART))
    program = Text(maximum=64, metadata={"description": "code of the program of the redemption that they are about"})
    activity = Text(maximum=64, metadata={"description": "code of the activity that earned points which they moved"})
    person_id = Id("person", metadata={"description": "who acted"})
    client_id = client_text("by which client or user, or system for the clock")
    recorded_from = Instant(data_key="from", metadata={"description": "recorded then or later"})
    recorded_to = Instant(data_key="to", metadata={"description": "recorded before then"})
    effective_from = Day(metadata={"description": "first accounting day"})
    effective_to = Day(metadata={"description": "last accounting day"})
    occurred_from = Day(metadata={"description": "first day of the real event; what has none is left out"})
    occurred_to = Day(metadata={"description": "last day of the real event; what has none is left out"})
    subject = Text(maximum=64, metadata={"description": "id of the accrual or redemption that they are about"})
    reference = Text(maximum=128, metadata={"description": "source_event_id, or reference of a redemption"})
    q = Pasted(
        maximum=128,
        metadata={
            "description": "what somebody pasted: an id, an account, a position, or a reference as it was written"
        },
    )
    order = OneOf(ORDERS, load_default=OLDEST, metadata={"description": "which of them first"})


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
    """A page of the history as it stood at a position."""

    items = fields.List(fields.Nested(TransactionSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    position = fields.Integer(
        required=True, metadata={"description": "where the journal stood; the same on all pages of a walk"}
    )
    root = fields.String(required=True, metadata={"description": "root of the log at that position, hexadecimal"})
