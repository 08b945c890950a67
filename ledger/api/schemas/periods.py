"""Periods: the shapes of what is open and closed, of a closing's lines and of their proofs."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields

from ledger.api.conventions.fields import Id, OneOf
from ledger.api.conventions.shapes import Shown
from ledger.api.schemas.accounts import TotalsSchema
from ledger.api.schemas.common import PageQuery, whole_points

STATUSES: Final = ("open", "closing_proposed", "closed")
PERIOD: Final[dict[str, Any]] = {"example": "2026-08", "description": "a month or a fiscal year"}
SIGNED: Final[dict[str, Any]] = {"description": "signed, debit positive"}


def _none_until_closed(kind: type[fields.Field[Any]], description: str) -> fields.Field[Any]:
    return kind(required=True, allow_none=True, metadata={"description": f"{description}; null until it is closed"})


class PeriodSchema(Shown):
    """A month or a fiscal year."""

    period = fields.String(required=True, metadata=PERIOD)
    status = OneOf(STATUSES, required=True)
    first_day = fields.String(required=True, metadata={"format": "date"})
    last_day = fields.String(required=True, metadata={"format": "date"})
    closed_at = _none_until_closed(fields.String, "when")
    lines = _none_until_closed(fields.Integer, "how many accounts held or moved anything")
    root = _none_until_closed(fields.String, "Merkle root (RFC 6962) over the lines by account, hexadecimal")
    totals = fields.Nested(
        TotalsSchema, required=True, allow_none=True, metadata={"description": "what was posted in it on each side"}
    )
    through = _none_until_closed(fields.Integer, "the last position that the closing covers")
    log_root = _none_until_closed(fields.String, "root of the log at that position, hexadecimal")
    prior = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "position of the closing that it goes on from; null for the first"},
    )
    proposal_id = fields.String(
        required=True, allow_none=True, metadata={"description": "of the proposal that closed it, or is to close it"}
    )
    transaction_id = _none_until_closed(fields.String, "of the closing's entry")
    position = _none_until_closed(fields.Integer, "of the closing's entry")


class PeriodsSchema(Shown):
    """Every period from the opening to today, by its last day."""

    items = fields.List(fields.Nested(PeriodSchema), required=True)


class LinesQuery(PageQuery):
    """Which lines of a closing."""

    organization_id = Id("organization", metadata={"description": "whose; others than the operator see their own"})


class LineSchema(Shown):
    """What an account held before a period, what moved on it, and what it held after."""

    period = fields.String(required=True, metadata=PERIOD)
    account = fields.String(required=True)
    opening = fields.Integer(required=True, metadata=SIGNED)
    debit = whole_points("posted on the debit side")
    credit = whole_points("posted on the credit side")
    closing = fields.Integer(required=True, metadata={"description": "opening + debit - credit"})


class LinesPageSchema(Shown):
    """A page of a closing's lines, by account."""

    items = fields.List(fields.Nested(LineSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class ProvenLineSchema(LineSchema):
    """A line with the proof that the closing's root contains it."""

    leaf = fields.String(
        required=True, metadata={"description": "the bytes of the leaf; its hash is SHA-256(0x00 || leaf)"}
    )
    leaf_index = fields.Integer(required=True, metadata={"minimum": 0})
    lines = fields.Integer(required=True, metadata={"minimum": 1, "description": "leaves of the tree"})
    hashes = fields.List(
        fields.String(), required=True, metadata={"description": "inclusion proof (RFC 6962), hexadecimal"}
    )
    root = fields.String(required=True, metadata={"description": "of the closing, hexadecimal"})
    transaction_id = fields.String(required=True, metadata={"description": "of the closing's entry"})
    position = fields.Integer(required=True, metadata={"description": "of the closing's entry"})
