"""Proofs: an inclusion proof as JSON, or as a .tlog-proof file (C2SP) for who asks for text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.negotiation import JSON, TEXT, negotiated
from ledger.services import log

PROOF_FORMS: Final = (JSON, TEXT)


def proof_told(proof: Mapping[str, Any]) -> Mapping[str, Any] | Response:
    """Answer with a proof in the form asked for; a file always holds a checkpoint, that of the proof's size."""
    if negotiated(PROOF_FORMS) != TEXT:
        return proof
    note = proof["checkpoint"] or log.checkpoint(node(), proof["tree_size"])
    return Response(log.proof_file({**proof, "checkpoint": note}), content_type=f"{TEXT}; charset=utf-8")
