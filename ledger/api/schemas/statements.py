"""Statements: the shapes of what a holder's accounts came to in a period, as closed and restated."""

from __future__ import annotations

from marshmallow import fields, validate

from ledger.api.conventions.fields import OneOf, Text
from ledger.api.conventions.shapes import Shown
from ledger.api.schemas.common import AsOfQuery, whole_points
from ledger.api.schemas.periods import PERIOD


class StatementQuery(AsOfQuery):
    """Of which period, seen from when."""

    period = Text(required=True, maximum=len("2026-08"), metadata=PERIOD)
    lang = OneOf(("ko", "en"), metadata={"description": "of the printed paper; Accept-Language says it too"})


class SumsSchema(Shown):
    """What an account held before, what moved, and what it held after; the outer two on the account's own side."""

    opening = fields.Integer(required=True)
    debit = whole_points()
    credit = whole_points()
    closing = fields.Integer(required=True)


class StatementAccountSchema(Shown):
    """An account in a period."""

    account = fields.String(required=True)
    as_closed = fields.Nested(
        SumsSchema, required=True, metadata={"description": "by accounting day; of an open period as it stands"}
    )
    restated = fields.Nested(SumsSchema, required=True, metadata={"description": "by the day on which it happened"})
    late = fields.Integer(required=True, metadata={"description": "restated closing less closing as closed"})


class StatementLegSchema(Shown):
    """What of a transaction is on the holder's accounts."""

    account = fields.String(required=True)
    lot = fields.String(required=True)
    side = fields.String(required=True, validate=validate.OneOf(["debit", "credit"]))
    amount = whole_points()


class StatementTransactionSchema(Shown):
    """A transaction that is accounted in another period than the one in which it happened."""

    transaction_id = fields.String(required=True)
    position = fields.Integer(required=True)
    kind = fields.String(required=True)
    happened_on = fields.String(required=True, metadata={"format": "date"})
    effective_on = fields.String(required=True, metadata={"format": "date"})
    postings = fields.List(fields.Nested(StatementLegSchema), required=True)


class MovementSchema(Shown):
    """What a transaction moved on an account in the period."""

    account = fields.String(required=True)
    transaction_id = fields.String(required=True)
    position = fields.Integer(required=True)
    kind = fields.String(required=True)
    happened_on = fields.String(required=True, metadata={"format": "date"})
    effective_on = fields.String(required=True, metadata={"format": "date"})
    subject = fields.String(
        required=True, allow_none=True, metadata={"description": "the accrual, redemption or act it is about"}
    )
    debit = whole_points()
    credit = whole_points()
    balance = fields.Integer(required=True, metadata={"description": "what the account holds after it, on its side"})


class StatementSchema(Shown):
    """What a holder's accounts came to in a period, as closed and as it really was."""

    organization_id = fields.String(required=True)
    period = fields.String(required=True, metadata=PERIOD)
    status = OneOf(("open", "closed"), required=True)
    first_day = fields.String(required=True, metadata={"format": "date"})
    last_day = fields.String(required=True, metadata={"format": "date"})
    accounts = fields.List(fields.Nested(StatementAccountSchema), required=True)
    late = fields.List(
        fields.Nested(StatementTransactionSchema),
        required=True,
        metadata={"description": "happened by the end of the period, accounted after it"},
    )
    earlier = fields.List(
        fields.Nested(StatementTransactionSchema),
        required=True,
        metadata={"description": "accounted within the period, happened before it"},
    )
    closing_root = fields.String(
        required=True, allow_none=True, metadata={"description": "of the closing, hexadecimal; null while it is open"}
    )
    effective_as_of = fields.String(
        required=True,
        allow_none=True,
        metadata={"format": "date", "description": "last accounting day that counts; null for all"},
    )
    position = fields.Integer(required=True)
    root = fields.String(required=True, metadata={"description": "root of the log at that position, hexadecimal"})
    movements = fields.List(
        fields.Nested(MovementSchema),
        required=True,
        metadata={"description": "from opening to closing as closed, account by account, by accounting day"},
    )
