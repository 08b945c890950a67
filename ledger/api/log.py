"""The log over HTTP: checkpoints, proofs and tiles in C2SP formats, for anyone and without a token.

The log shows hashes and counts only; entries themselves are shown with their transactions, to those who may see them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.negotiation import BYTES, TEXT
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.log import ConsistencyProofSchema, ConsistencyQuery
from ledger.domain.journal.notes import NoteRefused
from ledger.domain.journal.tiles import TILE_WIDTH, parse_tile_path
from ledger.domain.refusals import Refused
from ledger.services import log

_FOREVER: Final = "public, max-age=31536000, immutable"
_BRIEFLY: Final = "public, max-age=5"

resource = Resource("log", "The transparency log over the journal.")


@resource.public("/log/checkpoint", media_type=TEXT)
def checkpoint() -> Response:
    """Give the journal's head as a signed note (C2SP tlog-checkpoint)."""
    return _text(log.checkpoint(node()))


@resource.public("/log/vkey", media_type=TEXT)
def verifier_key() -> Response:
    """Give the key that verifies checkpoints (C2SP signed-note)."""
    return _text(log.verifier_key(node()) + "\n")


@resource.public("/log/consistency", ConsistencyProofSchema, query=ConsistencyQuery)
def prove_consistency(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """Prove that an older log is the beginning of a newer one."""
    return log.consistency_proof(node(), query["old"], query["new"])


@resource.public("/log/tile/<path:place>", media_type=BYTES)
def tile(place: str) -> Response:
    """Give a tile of hashes (C2SP tlog-tiles)."""
    try:
        wanted = parse_tile_path(f"tile/{place}")
    except NoteRefused:
        raise Refused("resource_unknown", path=f"log/tile/{place}"[:80]) from None
    if wanted.level == "entries":
        raise Refused("resource_unknown", path="log/tile/entries")
    headers = {"Cache-Control": _FOREVER if wanted.width == TILE_WIDTH else _BRIEFLY}
    return Response(log.tile(node(), wanted), content_type=BYTES, headers=headers)


def _text(text: str) -> Response:
    return Response(text, content_type=f"{TEXT}; charset=utf-8", headers={"Cache-Control": _BRIEFLY})
