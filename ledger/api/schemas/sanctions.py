"""Sanctions: the shapes of what companies forfeit."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from ledger.api.conventions.fields import Id, OneOf, Part, Text, Whole, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.accruals import EvidenceBody
from ledger.api.schemas.awards import BackingDocumentSchema
from ledger.api.schemas.common import PageQuery, WalletSchema, whole_points
from ledger.domain.sanction_checks import CAUSES
from ledger.services.sanctions import STATUSES, SanctionInput


class SanctionBody(Body):
    """What a company is to forfeit, and why."""

    organization_id = Id("organization", required=True, metadata={"description": "the company that forfeits"})
    cause = OneOf(CAUSES, required=True)
    points = Whole(
        load_default=nothing,
        allow_none=True,
        minimum=1,
        metadata={"description": "left out: all that is available when it is approved"},
    )
    reason = Text(required=True, maximum=500)
    document = Part(EvidenceBody, required=True, metadata={"description": "what it rests on, such as a decision"})

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> SanctionInput:
        return SanctionInput(**data)


class SanctionsQuery(PageQuery):
    """Which sanctions."""

    organization_id = Id("organization", metadata={"description": "a company sees its own"})
    status = OneOf(STATUSES)


class DecidedSanctionSchema(Shown):
    """A sanction as it stands after an act."""

    id = fields.String(required=True)
    status = OneOf(STATUSES, required=True)
    organization_id = fields.String(required=True)
    cause = OneOf(CAUSES, required=True)
    points = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"minimum": 1, "description": "proposed; null: all that is available when it is approved"},
    )
    forfeited = whole_points("taken by it; 0 until it is imposed")
    document = fields.Nested(BackingDocumentSchema, required=True)
    act_by = fields.String(
        required=True,
        allow_none=True,
        metadata={"format": "date", "description": "the last day on which it can be decided; null in old ledgers"},
    )
    proposed_by = fields.String(required=True, metadata={"description": "id of the person"})
    approved_by = fields.List(fields.String(), required=True, metadata={"description": "ids of the persons"})
    proposed_at = fields.String(required=True, metadata={"format": "date-time"})
    decided_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    transaction_id = fields.String(
        required=True, allow_none=True, metadata={"description": "of the movement that imposed it"}
    )
    position = fields.Integer(
        required=True, metadata={"description": "of the act; in a list and alone, of the proposal"}
    )
    balance = fields.Nested(WalletSchema, metadata={"description": "after it was imposed"})


class SanctionSchema(DecidedSanctionSchema):
    """A sanction with its reasons."""

    reason = fields.String(required=True, allow_none=True, metadata={"description": "null where it was erased"})
    rejected_because = fields.String(required=True, allow_none=True)
    withdrawn_because = fields.String(required=True, allow_none=True)


class SanctionsPageSchema(Shown):
    """A page of sanctions, in the order in which they were proposed."""

    items = fields.List(fields.Nested(SanctionSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
