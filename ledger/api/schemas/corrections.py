"""Corrections: the shapes of what people move by hand."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from ledger.api.conventions.fields import Day, Id, OneOf, Part, Text, Whole
from ledger.api.conventions.shapes import Body
from ledger.api.schemas.accruals import EvidenceBody
from ledger.domain.corrections import ADJUSTED, DIRECTIONS, REINSTATED, WRITTEN_OFF
from ledger.services.corrections import CorrectionInput, Grounds


class CorrectionBody(Body):
    """Whose points, how many, and why."""

    organization_id = Id("organization", required=True, metadata={"description": "whose points"})
    points = Whole(required=True, minimum=1)
    reason = Text(required=True, maximum=500)
    document = Part(EvidenceBody, required=True, metadata={"description": "what it rests on"})

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> CorrectionInput:
        grounds = Grounds(data.pop("reason_code"), data.pop("reason"), data.pop("document"))
        return CorrectionInput(grounds=grounds, **data)


class AdjustmentBody(CorrectionBody):
    """A wallet that is to be put right."""

    direction = OneOf(DIRECTIONS, required=True)
    expires_on = Day(metadata={"description": "last day of the points that a credit grants; a debit has none"})
    reason_code = OneOf(ADJUSTED, required=True)


class WriteOffBody(CorrectionBody):
    """Arrears that are to be given up."""

    reason_code = OneOf(WRITTEN_OFF, required=True)


class ReinstatementBody(CorrectionBody):
    """Points of a lot that lapsed and are to come back."""

    lot_id = Id("lot", required=True, metadata={"description": "the lot that lapsed"})
    expires_on = Day(required=True, metadata={"description": "last day of the points that come back"})
    reason_code = OneOf(REINSTATED, required=True)
