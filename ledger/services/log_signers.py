"""Log signers: the keys that sign the log's checkpoints, from the first to the one in force, and what they signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ledger.domain.commands import Answer, ProposeLogKey
from ledger.domain.journal.notes import VerifierKey, verifier_key
from ledger.domain.refusals import Refused
from ledger.services.context import Request, private
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.services.signing import signing_key_name
from ledger.store.reads import log, signers
from ledger.store.units import ReadingUnit


def propose_log_key(node: Node, request: Request, public_key: str, reason: str) -> Answer:
    """Propose with which key checkpoints are signed; the signer holds its private part already."""
    return answer(node, request, ProposeLogKey(public_key, private(node, "reason", reason)))


def known_keys(node: Node) -> list[VerifierKey]:
    """Give every key that signed a checkpoint of this log, and the one that this process signs with, if it does."""
    with node.store.reading() as unit:
        known = _that_signed(node, unit)
    if not node.seal.process:
        known.append(signing_key_name(node))
    return list(dict.fromkeys(known))


def key_in_force(node: Node) -> VerifierKey:
    """Give the key that the newest checkpoint is signed with.

    Raises:
        Refused: ``not_in_a_checkpoint_yet``, where another process signs and has signed nothing yet.
    """
    if not node.seal.process:
        return signing_key_name(node)
    with node.store.reading() as unit:
        known, position = _that_signed(node, unit), unit.head.position
    if not known:
        raise Refused("not_in_a_checkpoint_yet", position=position, size=0)
    return known[-1]


def key_history(node: Node) -> dict[str, Any]:
    """Give the log's keys, oldest first, each with the entry that set it and the first checkpoint that it signed."""
    with node.store.reading() as unit:
        signed, named = signers.signers(unit), signers.keys_set(unit)
        position, root = unit.head.position, unit.head.frontier.root().hex()
    keys = list(dict.fromkeys([*_ordered(signed, named), *named]))
    items = [
        {
            "public_key": key,
            "vkey": verifier_key(node.ledger.origin, bytes.fromhex(key)),
            "position": named.get(key),
            "first_size": signed.get(key),
        }
        for key in keys
    ]
    return {"items": items, "position": position, "root": root}


def newest_checkpoint(node: Node) -> dict[str, Any] | None:
    """Tell how large the newest published checkpoint is, when it was signed, and how many seconds ago."""
    with node.store.reading() as unit:
        newest = log.last_checkpoint(unit)
    if newest is None:
        return None
    age = node.clock() - datetime.fromisoformat(newest.signed_at)
    return {"size": newest.size, "signed_at": newest.signed_at, "age_seconds": max(0, int(age.total_seconds()))}


def _that_signed(node: Node, unit: ReadingUnit) -> list[VerifierKey]:
    ordered = _ordered(signers.signers(unit), signers.keys_set(unit))
    return [VerifierKey(node.ledger.origin, bytes.fromhex(key)) for key in ordered]


def _ordered(signed: dict[str, int], named: dict[str, int]) -> list[str]:
    """Order the keys that signed by the checkpoint that they signed first; two of one checkpoint by their entries."""
    return sorted(signed, key=lambda key: (signed[key], named.get(key, 0)))
