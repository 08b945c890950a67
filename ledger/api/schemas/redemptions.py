"""Redemptions: the shapes in which companies ask to spend, and in which holds and captures go out."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields

from ledger.api.conventions.fields import Id, Items, OneOf, Part, Text, Whole, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.accruals import EvidenceBody
from ledger.api.schemas.awards import BackingDocumentSchema
from ledger.api.schemas.common import PageQuery, WalletSchema, whole_points
from ledger.services.timelines import STEPS

EVIDENCE_MAX: Final = 32

STATUSES: Final = (
    "held",
    "submitted",
    "selected",
    "captured",
    "fulfilled",
    "granted",
    "released",
    "timed_out",
    "not_selected",
    "cancelled",
    "revoked",
)


def program_code(**kwargs: Any) -> Text:
    """Make a field that reads a program's code."""
    return Text(maximum=64, shape="[A-Za-z0-9][A-Za-z0-9-]*", expected="a program's code such as P-301", **kwargs)


class QuoteBody(Body):
    """What a company would like to have."""

    organization_id = Id("organization", required=True, metadata={"description": "the company that spends"})
    program = program_code(required=True)
    quantity = Whole(required=True, minimum=1, metadata={"description": "in the program's unit"})


class HoldBody(QuoteBody):
    """What a company wants to reserve."""

    reference = Text(
        required=True,
        maximum=128,
        metadata={"description": "the company's own reference; unique for it for ever", "example": "HMT-2026-7"},
    )
    pool = Id(
        "redemption",
        load_default=nothing,
        allow_none=True,
        metadata={"description": "the redemption of the company that this one applies together with"},
    )


class SubmitBody(Body):
    """The documents of an application."""

    evidence = Items(Part(EvidenceBody), maximum=EVIDENCE_MAX, load_default=())


class SelectBody(Body):
    """What the program pays for an application that is selected."""

    amount_krw = Whole(
        load_default=nothing,
        allow_none=True,
        metadata={"description": "in KRW, where the program's terms leave the amount to the selection"},
    )


class CaptureBody(Body):
    """How much of a hold is used."""

    points = Whole(load_default=nothing, allow_none=True, minimum=1, metadata={"description": "null uses all of it"})


class RedemptionsQuery(PageQuery):
    """Which redemptions."""

    status = OneOf(STATUSES)
    organization_id = Id("organization")
    program = program_code()


class HeldPointsSchema(Shown):
    """Points held for a program, and what became of them: held + captured + returned + revoked = points."""

    id = fields.String(required=True)
    status = OneOf(STATUSES, required=True)
    organization_id = fields.String(required=True)
    holder_id = fields.String(
        required=True, metadata={"description": "whose it is now: the company that applied, or its successor"}
    )
    program = fields.String(required=True)
    quantity = fields.Integer(required=True)
    points = whole_points()
    held = whole_points()
    captured = whole_points()
    returned = whole_points()
    revoked = whole_points("taken by a reversal of the award behind them")
    hold_expires_at = fields.String(required=True, metadata={"format": "date-time"})
    call = fields.String(required=True, allow_none=True, metadata={"description": "the period it competes in"})
    pool = fields.String(required=True, allow_none=True, metadata={"description": "whom it applies together with"})
    amount_krw = whole_points("what the program is bound to pay, in KRW")
    executed_krw = whole_points("what it pays for what was captured, in KRW")
    valid_until = fields.String(
        required=True, allow_none=True, metadata={"format": "date", "description": "the last day of a right"}
    )
    transaction_id = fields.String(required=True)
    position = fields.Integer(required=True)


class ChangedRedemptionSchema(HeldPointsSchema):
    """A redemption after a command; with the wallet it came from, but for the program's owner."""

    balance = fields.Nested(WalletSchema)


class RedemptionSchema(HeldPointsSchema):
    """A redemption as it stands; the reference is null once it was erased."""

    program_version = fields.Integer(required=True)
    reference = fields.String(required=True, allow_none=True)
    held_at = fields.String(required=True, metadata={"format": "date-time"})
    submitted_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    selected_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    settled_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    fulfilled_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})


class RedemptionLotSchema(Shown):
    """What of a lot a redemption holds and has used."""

    lot = fields.String(required=True)
    held = whole_points()
    captured = whole_points()


class RedemptionStepSchema(Shown):
    """One step of a redemption; its organization is null where the clock took it."""

    step = fields.String(required=True, metadata={"enum": list(STEPS)})
    at = fields.String(required=True, metadata={"format": "date-time"})
    organization_id = fields.String(required=True, allow_none=True)
    transaction_id = fields.String(required=True)
    position = fields.Integer(required=True)
    points = fields.Integer(required=True, allow_none=True)
    amount_krw = fields.Integer(required=True, allow_none=True)
    executed_krw = fields.Integer(required=True, allow_none=True)
    valid_until = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    evidence = fields.List(fields.Nested(BackingDocumentSchema))


class DetailedRedemptionSchema(RedemptionSchema):
    """A redemption with its lots, its steps, and the program's terms as they were when it was held."""

    lots = fields.List(fields.Nested(RedemptionLotSchema), required=True)
    timeline = fields.List(fields.Nested(RedemptionStepSchema), required=True)
    conditions = fields.Dict(required=True)


class RedemptionsPageSchema(Shown):
    """A page of redemptions, oldest first."""

    items = fields.List(fields.Nested(RedemptionSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class QuotedLotSchema(Shown):
    """What would be taken of a lot."""

    lot = fields.String(required=True)
    points = whole_points()


class RedemptionQuoteSchema(Shown):
    """What a hold would take now."""

    points = whole_points()
    program = fields.String(required=True)
    quantity = fields.Integer(required=True)
    lots = fields.List(fields.Nested(QuotedLotSchema), required=True)
    hold_expires_at = fields.String(required=True, metadata={"format": "date-time"})
    balance = fields.Nested(WalletSchema, required=True)
    position = fields.Integer(required=True)
