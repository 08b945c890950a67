"""Provenance: the shapes in which the origin of points, and their whereabouts, are told."""

from __future__ import annotations

from typing import Final

from marshmallow import fields

from ledger.api.conventions.fields import OneOf
from ledger.api.conventions.shapes import Shown
from ledger.api.schemas.accruals import StepSchema
from ledger.api.schemas.awards import RuleReferenceSchema
from ledger.api.schemas.common import BY_HAND, whole_points
from ledger.domain.corrections import ADJUSTED

ROLES: Final = ("award", "share", "campaign", "mirror")
OWN: Final = "null where the activity is another company's"
_DATE: Final = {"format": "date"}


class EvidenceDigestSchema(Shown):
    """A document that backs an activity."""

    kind = fields.String(required=True)
    sha256 = fields.String(required=True)


class EarnedBySchema(Shown):
    """The activity that earned a lot."""

    accrual_id = fields.String(required=True)
    role = OneOf(ROLES, required=True)
    organization_id = fields.String(required=True, metadata={"description": "who earned the lot"})
    university_id = fields.String(required=True, metadata={"description": "who reported the activity"})
    activity = fields.String(required=True, metadata={"description": "code of the rule it was reported under"})
    rule = fields.Nested(RuleReferenceSchema, required=True, metadata={"description": "that priced the lot"})
    occurred_on = fields.String(required=True, metadata=_DATE)
    inputs = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, allow_none=True, metadata={"description": OWN}
    )
    steps = fields.List(
        fields.Nested(StepSchema), required=True, allow_none=True, metadata={"description": f"arithmetic; {OWN}"}
    )
    points = whole_points("of the lot as it was awarded")
    reversed_points = whole_points("taken back of it so far")
    evidence = fields.List(
        fields.Nested(EvidenceDigestSchema), required=True, allow_none=True, metadata={"description": OWN}
    )
    transaction_id = fields.String(required=True, metadata={"description": "that awarded it"})
    position = fields.Integer(required=True)
    leaf_hash = fields.String(required=True, metadata={"description": "hexadecimal"})


class GrantedBySchema(Shown):
    """The adjustment that granted a lot by hand."""

    proposal_id = fields.String(required=True)
    reason_code = OneOf(ADJUSTED, required=True)
    organization_id = fields.String(required=True, metadata={"description": "to whom it was granted"})
    points = whole_points("of the lot as it was granted")
    document = fields.Nested(
        EvidenceDigestSchema,
        required=True,
        allow_none=True,
        metadata={"description": "null where it was granted to another"},
    )
    transaction_id = fields.String(required=True, metadata={"description": "that granted it"})
    position = fields.Integer(required=True)
    leaf_hash = fields.String(required=True, metadata={"description": "hexadecimal"})


class LotOriginSchema(Shown):
    """A lot that a transaction moved."""

    lot = fields.String(required=True)
    points = whole_points("that the transaction moved of it")
    active_on = fields.String(required=True, metadata=_DATE)
    expires_on = fields.String(required=True, metadata=_DATE)
    stands_for = fields.String(
        required=True, allow_none=True, metadata={"description": "the lapsed lot in whose place this one was granted"}
    )
    earned_by = fields.Nested(EarnedBySchema, required=True, allow_none=True, metadata={"description": BY_HAND})
    granted_by = fields.Nested(
        GrantedBySchema, required=True, allow_none=True, metadata={"description": "null for what was earned"}
    )


class ProvenanceSchema(Shown):
    """What a transaction moved, and the activities or adjustments behind it."""

    transaction_id = fields.String(required=True, metadata={"description": "of a continuation, what it continues"})
    kind = fields.String(required=True)
    points = whole_points(
        "of a capture what was redeemed, of a cancellation or reinstatement what came back, else all it moved"
    )
    lots = fields.List(fields.Nested(LotOriginSchema), required=True)
    position = fields.Integer(required=True)
    root = fields.String(required=True)


class WithWhomSchema(Shown):
    """Points that somebody has."""

    organization_id = fields.String(required=True)
    points = whole_points()


class WhereSchema(Shown):
    """Points of a lot, by the state in which they are with its holder."""

    available = whole_points()
    pending = whole_points()
    held = whole_points()
    disputed = whole_points()


class UsedForSchema(Shown):
    """A redemption that a lot was held for."""

    redemption_id = fields.String(required=True)
    program = fields.String(required=True)
    reference = fields.String(required=True, allow_none=True)
    held = whole_points("of the lot, now")
    captured = whole_points("of the lot, now")
    status = fields.String(required=True)


class TakenBackSchema(Shown):
    """What was taken back of a lot."""

    taken_from = fields.Nested(WhereSchema, required=True, data_key="from")
    arrears = whole_points("that were spent or had lapsed, and so are owed")
    arrears_written_off = whole_points("of those, given up")
    arrears_left = whole_points("of those, neither paid nor given up yet; the oldest arrears go first")


class LotUseSchema(Shown):
    """A lot of an activity and what became of it: all of it adds up to its points, arrears aside."""

    lot = fields.String(required=True)
    holder = fields.String(required=True)
    role = OneOf(ROLES, required=True)
    rule = fields.Nested(RuleReferenceSchema, required=True)
    points = whole_points()
    stands_for = fields.String(
        required=True, allow_none=True, metadata={"description": "the lapsed lot in whose place this one was granted"}
    )
    now = fields.Nested(WhereSchema, required=True)
    now_with = fields.List(
        fields.Nested(WithWhomSchema),
        required=True,
        metadata={"description": "who has what stands of it, whoever earned it"},
    )
    redemptions = fields.List(fields.Nested(UsedForSchema), required=True)
    expired = whole_points("and did not come back")
    reinstated = whole_points("that had lapsed and came back, in lots that stand in for this one")
    forfeited = whole_points()
    adjusted = whole_points("taken away by hand")
    paid_arrears = whole_points("of its holder, whatever they were owed for")
    taken_back = fields.Nested(TakenBackSchema, required=True)


class ArrearsPaymentSchema(Shown):
    """Points that paid what was owed for a lot that was taken back."""

    organization_id = fields.String(required=True)
    owed_for = fields.String(required=True, metadata={"description": "the lot that was taken back"})
    lot = fields.String(required=True, metadata={"description": "the lot that paid"})
    accrual_id = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "the activity that earned the lot that paid; null where it was granted by hand"},
    )
    points = whole_points()
    transaction_id = fields.String(required=True)
    position = fields.Integer(required=True)


class UsesSchema(Shown):
    """What became of the points of an activity."""

    accrual_id = fields.String(required=True)
    points = whole_points("awarded, all shares together")
    reversed_points = whole_points()
    lots = fields.List(fields.Nested(LotUseSchema), required=True)
    arrears_paid_by = fields.List(fields.Nested(ArrearsPaymentSchema), required=True)
    position = fields.Integer(required=True)
    root = fields.String(required=True)
