"""Claims over HTTP: whoever is due agrees to an activity or gives it back; its university documents it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.accruals import PostedAccrualSchema
from ledger.api.schemas.claims import CorrectionBody, DocumentedSchema, EvidencesBody
from ledger.api.schemas.common import ReasonBody
from ledger.domain.commands import Answer
from ledger.services import claims
from ledger.services.claims import Correction
from ledger.services.context import Request

resource = Resource("claims", "Activities that others look at before they become points.")


@resource.command("/accruals/<accrual_id>/confirm", "accruals.confirm", PostedAccrualSchema)
def confirm_accrual(request: Request, _: Any, accrual_id: str) -> Answer:
    """Confirm, as the company, that an activity took place."""
    return claims.agree(node(), request, accrual_id, "confirm")


@resource.command("/accruals/<accrual_id>/verify", "accruals.verify", PostedAccrualSchema)
def verify_accrual(request: Request, _: Any, accrual_id: str) -> Answer:
    """Verify an activity, as a second person at its university."""
    return claims.agree(node(), request, accrual_id, "verify")


@resource.command("/accruals/<accrual_id>/approve", "accruals.approve", PostedAccrualSchema)
def approve_accrual(request: Request, _: Any, accrual_id: str) -> Answer:
    """Approve an activity, as the operator."""
    return claims.agree(node(), request, accrual_id, "approve")


@resource.command("/accruals/<accrual_id>/clear", "accruals.clear", PostedAccrualSchema, body=ReasonBody)
def clear_accrual(request: Request, body: Mapping[str, Any], accrual_id: str) -> Answer:
    """Let an activity go on that looks like another one, as the operator."""
    return claims.end(node(), request, accrual_id, "clear", body["reason"])


@resource.command("/accruals/<accrual_id>/return", "accruals.return", PostedAccrualSchema, body=ReasonBody)
def return_accrual(request: Request, body: Mapping[str, Any], accrual_id: str) -> Answer:
    """Give an activity back to its university, to be put right."""
    return claims.end(node(), request, accrual_id, "return", body["reason"])


@resource.command("/accruals/<accrual_id>/reject", "accruals.reject", PostedAccrualSchema, body=ReasonBody)
def reject_accrual(request: Request, body: Mapping[str, Any], accrual_id: str) -> Answer:
    """Decline an activity for good."""
    return claims.end(node(), request, accrual_id, "reject", body["reason"])


@resource.command("/accruals/<accrual_id>/withdraw", "accruals.post", PostedAccrualSchema, body=ReasonBody)
def withdraw_accrual(request: Request, body: Mapping[str, Any], accrual_id: str) -> Answer:
    """Take an activity back before it has become points."""
    return claims.end(node(), request, accrual_id, "withdraw", body["reason"])


@resource.command("/accruals/<accrual_id>/resubmit", "accruals.post", PostedAccrualSchema, body=CorrectionBody)
def resubmit_accrual(request: Request, body: Correction, accrual_id: str) -> Answer:
    """Put a returned activity right; it goes through its steps again."""
    return claims.resubmit(node(), request, accrual_id, body)


@resource.command("/accruals/<accrual_id>/evidence", "accruals.post", DocumentedSchema, body=EvidencesBody)
def document_accrual(request: Request, body: Mapping[str, Any], accrual_id: str) -> Answer:
    """Hand in documents; points that waited for them become spendable."""
    return claims.add_evidence(node(), request, accrual_id, tuple(body["evidence"]))
