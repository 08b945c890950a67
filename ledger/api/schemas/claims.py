"""Claims: the shapes in which activities are agreed to, given back, put right and documented."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from ledger.api.conventions.fields import Day, Items, Part, WholeNumbers, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.accruals import INPUTS_MAX, SHARES_MAX, EvidenceBody, ShareBody
from ledger.api.schemas.awards import STATUSES, BackingDocumentSchema, NextStepSchema
from ledger.api.schemas.common import WalletSchema
from ledger.services.claims import Correction


class CorrectionBody(Body):
    """What of a returned activity is put right; what identifies it stays as it was."""

    occurred_on = Day(required=True)
    inputs = WholeNumbers(required=True, names_max=INPUTS_MAX)
    evidence = Items(Part(EvidenceBody), maximum=32, load_default=())
    started_on = Day(load_default=nothing, allow_none=True)
    shares = Items(Part(ShareBody), maximum=SHARES_MAX, load_default=())

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Correction:
        return Correction(**{**data, "evidence": tuple(data["evidence"]), "shares": tuple(data["shares"])})


class EvidencesBody(Body):
    """Documents of an activity."""

    evidence = Items(Part(EvidenceBody), required=True, minimum=1, maximum=32)


class DocumentedSchema(Shown):
    """An activity after documents came in."""

    id = fields.String(required=True)
    status = fields.String(required=True, metadata={"enum": list(STATUSES)})
    evidence = fields.List(
        fields.Nested(BackingDocumentSchema), required=True, metadata={"description": "what came in"}
    )
    transaction_id = fields.String(required=True)
    position = fields.Integer(required=True)
    balance = fields.Nested(WalletSchema, required=True)
    next = fields.Nested(NextStepSchema, required=True, allow_none=True)
