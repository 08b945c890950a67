"""Cosigning: what witnesses say of this log's checkpoints, asked of them or brought by them, and who they are.

Only a good cosignature, of a witness of the policy, over a checkpoint that this log signed, is ever kept.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import structlog

from ledger.domain.dates import instant_text
from ledger.domain.journal.cosignatures import cosigned_at
from ledger.domain.journal.notes import Checkpoint, Note, NoteRefused, Signature
from ledger.domain.journal.policies import Policy, PolicyRefused, Witness
from ledger.domain.refusals import Refused
from ledger.domain.witnessing import Submission
from ledger.services.log import consistency
from ledger.services.node import Node
from ledger.services.signing_keys import is_good
from ledger.store.reads import log, signers
from ledger.store.store import Store

TIMEOUT_SECONDS: Final = 10
ANSWER_BYTES_MAX: Final = 65_536
_SIZE_TYPE: Final = "text/x.tlog.size"

_log = structlog.get_logger()


class PolicyUnfit(Exception):
    """The policy file cannot be read; the message says why."""


def read_policy(path: Path) -> tuple[Policy, str]:
    """Read a policy file; gives its text too.

    Raises:
        PolicyUnfit: it cannot be read, or is none.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return Policy.parse(text), text
    except (OSError, UnicodeDecodeError, PolicyRefused) as error:
        raise PolicyUnfit(f"{path}: expected a policy (c2sp.org/tlog-policy), found {error}") from error


def policy_text(node: Node) -> str:
    """Give the policy of this log as its file has it.

    Raises:
        Refused: ``resource_unknown``, where there is none.
        PolicyUnfit: it cannot be read.
    """
    if node.seal.policy_file is None:
        raise Refused("resource_unknown", path="log/policy")
    return read_policy(node.seal.policy_file)[1]


def add_cosignature(node: Node, size: int, line: str) -> dict[str, Any]:
    """Keep a cosignature that a witness brings; one that is there already is not kept again.

    Raises:
        Refused: ``checkpoint_unknown``, ``cosigner_unknown``, ``cosignature_not_good``.
    """
    with node.store.reading() as unit:
        found = log.checkpoint_of_size(unit, size)
    if found is None:
        raise Refused("checkpoint_unknown", "/size", size=size)
    try:
        signature = Signature.parse(line)
    except NoteRefused:
        raise Refused("cosignature_not_good", "/cosignature", name="-", size=size) from None
    witnesses = read_policy(node.seal.policy_file)[0].witnesses if node.seal.policy_file else ()
    witness = next((one for one in witnesses if one.key.signed_by(signature)), None)
    if witness is None:
        name, key_id = signature.name, signature.key_id.hex()
        raise Refused("cosigner_unknown", "/cosignature", name=name, key_id=key_id)
    try:
        kept = _keep(node.store, found, witness, signature)
    except NoteRefused:
        raise Refused("cosignature_not_good", "/cosignature", name=signature.name, size=size) from None
    return {"size": size, "name": witness.key.name, "cosigned_at": kept.cosigned_at}


def collect(store: Store, policy: Policy, checkpoint: log.Checkpoint) -> list[str]:
    """Ask every witness of a policy that has an address and has not cosigned a checkpoint yet; gives who has now.

    A witness that is down, or refuses, keeps nobody else waiting, and is asked again with the next pass.
    """
    with store.reading() as unit:
        there = {one.key for one in signers.cosignatures_of(unit, checkpoint.size)}
    asked = [one for one in policy.witnesses if one.url and one.key.known_as not in there]
    if asked:
        with ThreadPoolExecutor(len(asked)) as pool:
            there.update(key for key in pool.map(lambda one: _asked(store, one, checkpoint), asked) if key)
    return [one.name for one in policy.witnesses if one.key.known_as in there]


def _asked(store: Store, witness: Witness, checkpoint: log.Checkpoint) -> str:
    """Ask one witness; gives by what its key is known if it cosigned, or ""."""
    with store.reading() as unit:
        old = signers.last_cosigned(unit, witness.key.known_as)
    try:
        told = _sent(store, witness, checkpoint, old)
        if isinstance(told, int):
            told = _sent(store, witness, checkpoint, told)
        if isinstance(told, int):
            raise NoteRefused(f"it has seen {told} entries, and refuses a checkpoint of {checkpoint.size}")
        lines = [Signature.parse(line) for line in told.splitlines()]
        mine = next((line for line in lines if witness.key.signed_by(line)), None)
        if mine is None:
            raise NoteRefused("its answer holds no line of its key")
        return _keep(store, checkpoint, witness, mine).key
    except (OSError, HTTPException, ValueError) as error:  # also an address that is none, an answer that is no note
        _log.warning("witness_did_not_cosign", witness=witness.name, size=checkpoint.size, reason=str(error))
        return ""


def _sent(store: Store, witness: Witness, checkpoint: log.Checkpoint, old: int) -> str | int:
    """Send a checkpoint as one that extends the log of a size; gives the answer, or the size that was seen."""
    if old > checkpoint.size:
        raise NoteRefused(f"it has seen {old} entries; the checkpoint has {checkpoint.size}")
    proof: list[bytes] = []
    if 0 < old < checkpoint.size:
        with store.reading() as unit:
            proof = consistency(unit, old, checkpoint.size)
    note = Note.parse(checkpoint.note)
    body = Submission(old, tuple(proof), note, Checkpoint.parse(note.text)).format().encode()
    request = Request(f"{str(witness.url).rstrip('/')}/add-checkpoint", data=body, method="POST")
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            return str(answer.read(ANSWER_BYTES_MAX).decode())
    except HTTPError as error:
        with error:
            told = error.read(64).decode(errors="replace").strip()
            if error.code == 409 and error.headers.get_content_type() == _SIZE_TYPE and told.isdecimal():
                return int(told)
        raise NoteRefused(f"it answers {error.code}: {told}") from error


def _keep(store: Store, checkpoint: log.Checkpoint, witness: Witness, signature: Signature) -> signers.Cosignature:
    """Verify a cosignature and keep it, unless there is one of this witness.

    Raises:
        NoteRefused: it is not good.
    """
    seconds = cosigned_at(Note.parse(checkpoint.note).text, signature, witness.key, is_good)
    try:
        at = instant_text(datetime.fromtimestamp(seconds, UTC))
    except (OverflowError, ValueError, OSError):
        raise NoteRefused(f"the time of the cosignature is no time: {seconds}") from None
    made = signers.Cosignature(checkpoint.size, witness.key.known_as, signature.line(), at)
    with store.writing() as unit:
        before = {one.key: one for one in signers.cosignatures_of(unit, checkpoint.size)}
        if made.key not in before:
            signers.save_cosignature(unit, made)
    return before.get(made.key, made)
