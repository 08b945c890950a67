"""Objections: the shapes of what is contested, and of how that ends."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from ledger.api.conventions.fields import Id, OneOf, Part, Text, Whole, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.accruals import EvidenceBody
from ledger.api.schemas.awards import BackingDocumentSchema
from ledger.api.schemas.common import PageQuery, WalletSchema, whole_points
from ledger.domain.objection_terms import DECIDED_BECAUSE, OUTCOMES, REASON_CODES, STATUSES
from ledger.services.corrections import Grounds
from ledger.services.objections import DecisionInput, ObjectionInput


class ObjectionBody(Body):
    """What is contested, and why."""

    accrual_id = Id("accrual", required=True, metadata={"description": "an award of the company, or of the university"})
    reason_code = OneOf(REASON_CODES, required=True)
    reason = Text(required=True, maximum=500)
    document = Part(EvidenceBody, required=True, metadata={"description": "what the objection rests on"})

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> ObjectionInput:
        return ObjectionInput(**data)


class DecisionBody(Body):
    """How an objection is to be decided, and why."""

    outcome = OneOf(OUTCOMES, required=True)
    points = Whole(
        load_default=nothing,
        allow_none=True,
        minimum=1,
        metadata={"description": "taken back where it is upheld; left out: all that stands of the award"},
    )
    grace_days = Whole(
        load_default=0,
        minimum=0,
        metadata={"description": "how long points live that stand in for what lapsed meanwhile; 0: they lapse"},
    )
    reason_code = OneOf(DECIDED_BECAUSE, required=True)
    reason = Text(required=True, maximum=500)
    document = Part(EvidenceBody, required=True, metadata={"description": "what the decision rests on"})

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> DecisionInput:
        grounds = Grounds(data.pop("reason_code"), data.pop("reason"), data.pop("document"))
        return DecisionInput(grounds=grounds, **data)


class ObjectionsQuery(PageQuery):
    """Which objections."""

    organization_id = Id("organization", metadata={"description": "the company that they concern"})
    accrual_id = Id("accrual")
    status = OneOf(STATUSES)


class EndedObjectionSchema(Shown):
    """An objection as it stands after an act."""

    id = fields.String(required=True)
    status = OneOf(STATUSES, required=True)
    accrual_id = fields.String(required=True)
    organization_id = fields.String(required=True, metadata={"description": "the company that it concerns"})
    objector_id = fields.String(required=True, metadata={"description": "that company, or the university"})
    reason_code = OneOf(REASON_CODES, required=True)
    document = fields.Nested(BackingDocumentSchema, required=True)
    frozen = whole_points("frozen when it was raised")
    taken_back = whole_points("of the award, because it was upheld")
    grace_days = fields.Integer(required=True, metadata={"minimum": 0})
    proposal_id = fields.String(required=True, allow_none=True, metadata={"description": "that decided it"})
    decide_by = fields.String(
        required=True, metadata={"format": "date", "description": "the last day; then what is frozen comes free"}
    )
    raised_at = fields.String(required=True, metadata={"format": "date-time"})
    decided_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    transaction_id = fields.String(
        required=True, allow_none=True, metadata={"description": "of the act; in a list and alone, of what ended it"}
    )
    position = fields.Integer(
        required=True, metadata={"description": "of the act; in a list and alone, of its raising"}
    )
    balance = fields.Nested(WalletSchema, metadata={"description": "of the company, after the act"})


class ObjectionSchema(EndedObjectionSchema):
    """An objection with its reasons."""

    reason = fields.String(required=True, allow_none=True, metadata={"description": "null where it was erased"})
    withdrawn_because = fields.String(required=True, allow_none=True)
    decided_because = fields.String(required=True, allow_none=True)


class ObjectionsPageSchema(Shown):
    """A page of objections, in the order in which they were raised."""

    items = fields.List(fields.Nested(ObjectionSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
