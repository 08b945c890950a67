"""Explanations: the shape in which the arithmetic of an award is told."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.shapes import Shown
from ledger.api.schemas.accruals import StepSchema
from ledger.api.schemas.awards import RuleReferenceSchema
from ledger.api.schemas.common import whole_points


class NamedRuleSchema(RuleReferenceSchema):
    """A version of a rule and what it is called."""

    name = fields.String(metadata={"description": "in the language of the answer; absent while it waits to be priced"})


class ToldStepSchema(StepSchema):
    """One line of the arithmetic, and what it says."""

    text = fields.String(required=True, metadata={"description": "in the language of the answer"})


class AccrualExplanationSchema(Shown):
    """Why an award is what it is; Korean or English by Accept-Language."""

    accrual_id = fields.String(required=True)
    rule = fields.Nested(NamedRuleSchema, required=True)
    occurred_on = fields.String(required=True, metadata={"format": "date"})
    points = whole_points("awarded")
    steps = fields.List(fields.Nested(ToldStepSchema), required=True)
    summary = fields.String(required=True, metadata={"description": "in the language of the answer"})
    validity = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "from when until when it can be spent; null where it earned nothing, or not yet"},
    )
