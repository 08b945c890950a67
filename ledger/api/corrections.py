"""Corrections over HTTP: the operator proposes what is moved by hand; ``proposals`` carry it out."""

from __future__ import annotations

from typing import Any, Final

from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.corrections import AdjustmentBody, ReinstatementBody, WriteOffBody
from ledger.api.schemas.proposals import DecidedProposalSchema
from ledger.domain.commands import Answer
from ledger.services import corrections
from ledger.services.context import Request
from ledger.services.corrections import CorrectionInput

resource = Resource("corrections", "Points that people move by hand: adjustments, write-offs, reinstatements.")
_PROPOSED: Final[dict[str, Any]] = {"status": 201, "location": "/api/v1/proposals/{id}"}


@resource.command("/adjustments", "corrections.propose", DecidedProposalSchema, body=AdjustmentBody, **_PROPOSED)
def propose_adjustment(request: Request, body: CorrectionInput) -> Answer:
    """Propose to grant points to a holder, or to take some away."""
    return corrections.propose_adjustment(node(), request, body)


@resource.command("/write-offs", "corrections.propose", DecidedProposalSchema, body=WriteOffBody, **_PROPOSED)
def propose_write_off(request: Request, body: CorrectionInput) -> Answer:
    """Propose to give up points that a holder owes."""
    return corrections.propose_write_off(node(), request, body)


@resource.command("/reinstatements", "corrections.propose", DecidedProposalSchema, body=ReinstatementBody, **_PROPOSED)
def propose_reinstatement(request: Request, body: CorrectionInput) -> Answer:
    """Propose to bring back points that lapsed."""
    return corrections.propose_reinstatement(node(), request, body)
