"""The log over HTTP: checkpoints, proofs and tiles in C2SP formats, for anyone and without a token.

The log shows hashes and counts only; entries themselves are shown with their transactions, or in bundles to those who
may see them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request

from ledger.api.conventions.here import node
from ledger.api.conventions.negotiation import BYTES, TEXT
from ledger.api.conventions.proofs import PROOF_FORMS, proof_told
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.log import (
    CheckpointQuery,
    ConsistencyProofSchema,
    ConsistencyQuery,
    CosignatureBody,
    CosignatureSchema,
    LogKeyBody,
    LogKeysSchema,
    PositionProofSchema,
    PositionQuery,
)
from ledger.api.schemas.proposals import DecidedProposalSchema
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.domain.journal.notes import NoteRefused
from ledger.domain.journal.tiles import Tile, parse_tile_path
from ledger.domain.refusals import Refused
from ledger.services import cosigning, log, log_signers
from ledger.services.context import Request

_FOREVER: Final = "public, max-age=31536000, immutable"
_FOREVER_PRIVATE: Final = "private, max-age=31536000, immutable"
_BRIEFLY: Final = "public, max-age=5"

resource = Resource("log", "The transparency log over the journal.")


@resource.public("/log/checkpoint", media_type=TEXT, query=CheckpointQuery)
def checkpoint(query: Mapping[str, Any]) -> Response:
    """Give the newest checkpoint, or that of a size, as a signed note with its cosignatures (C2SP tlog-checkpoint)."""
    return _text(log.checkpoint(node(), query["size"]))


@resource.public("/log/vkey", media_type=TEXT)
def verifier_key() -> Response:
    """Give the key that verifies checkpoints (C2SP signed-note)."""
    return _text(log.verifier_key(node()) + "\n")


@resource.public("/log/keys", LogKeysSchema)
def list_log_keys() -> Mapping[str, Any]:
    """List every key of the log, oldest first, with the entry that set it and the first checkpoint it signed."""
    return log_signers.key_history(node())


@resource.command(
    "/log/keys", "log.propose", DecidedProposalSchema, body=LogKeyBody, status=201, location="/api/v1/proposals/{id}"
)
def propose_log_key(request: Request, body: Mapping[str, Any]) -> Answer:
    """Propose with which key checkpoints are signed; the signer made it, and a second person approves."""
    return log_signers.propose_log_key(node(), request, body["public_key"], body["reason"])


@resource.public("/log/policy", media_type=TEXT)
def policy() -> Response:
    """Give the policy that names the log's witnesses, and how many are enough (C2SP tlog-policy)."""
    return _text(cosigning.policy_text(node()))


@resource.testimony("/log/cosignatures", CosignatureSchema, body=CosignatureBody)
def add_cosignature(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the cosignature of a witness of the policy over a checkpoint; the signature itself is the proof."""
    return cosigning.add_cosignature(node(), body["size"], body["cosignature"])


@resource.public("/log/consistency", ConsistencyProofSchema, query=ConsistencyQuery)
def prove_consistency(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """Prove that an older log is the beginning of a newer one."""
    return log.consistency_proof(node(), query["old"], query["new"])


@resource.public("/log/proof", PositionProofSchema, query=PositionQuery, offered=PROOF_FORMS)
def prove_position(query: Mapping[str, Any]) -> Mapping[str, Any] | Response:
    """Prove that the entry at a position is in the log, whatever its kind; as text a .tlog-proof file (C2SP)."""
    return proof_told(log.position_proof(node(), query["position"]))


@resource.reading(
    "/log/tile/entries/<path:place>", None, permissions=("histories.read_all",), offered=None, media_type=BYTES
)
def entry_bundle(_: Any, place: str) -> Response:
    """Give a bundle of entries (C2SP tlog-tiles): each with its length before it, for those who read all histories."""
    wanted = _tile_at(f"entries/{place}")
    return _tile(log.entry_bundle(node(), caller(), wanted), _FOREVER_PRIVATE)


@resource.public("/log/tile/<path:place>", media_type=BYTES)
def tile(place: str) -> Response:
    """Give a tile of hashes (C2SP tlog-tiles)."""
    return _tile(log.tile(node(), _tile_at(place)), _FOREVER)


def _tile_at(place: str) -> Tile:
    try:
        return parse_tile_path(f"tile/{place}")
    except NoteRefused:
        raise Refused("resource_unknown", path=f"log/tile/{place}"[:80]) from None


def _tile(data: bytes, kept: str) -> Response:
    """Answer with a tile: the leaves of a place never change, however many of them are asked for."""
    answer = Response(data, content_type=BYTES, headers={"Cache-Control": kept})
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _text(text: str) -> Response:
    return Response(text, content_type=f"{TEXT}; charset=utf-8", headers={"Cache-Control": _BRIEFLY})
