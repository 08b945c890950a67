"""Grants that take two persons: propose who may act for the operator, and hand out the secret in two halves.

The first half is in the answer to the proposal, the second in the answer to the approval; the secret is the first
followed by the second. The second half waits in the vault, sealed under a key that is not in the database.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ledger.domain.commands import Answer, ProposeGrant
from ledger.domain.granting import ACT, USER
from ledger.services.context import Request, private
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.services.secrets import hashed, new_secret, open_sealed
from ledger.services.users import LABEL, login_name
from ledger.store.reads import vault

OTHER_HALF: Final = "other_half"


@dataclass(frozen=True, slots=True)
class GrantInput:
    """Who may act for an organization; ``login`` for a user, None for a machine client."""

    organization_id: str
    role: str
    reason: str
    login: str | None = None
    person_name: str | None = None
    same_person_as: str | None = None


def propose_grant(node: Node, request: Request, item: GrantInput) -> Answer:
    """Propose a grant; the answer alone shows the first half of the secret or code, to the person who proposes it.

    Raises:
        Refused: ``login_not_an_address``.
    """
    first, second = new_secret(node, request), secrets.token_urlsafe(32)
    command = ProposeGrant(
        organization_id=item.organization_id,
        kind="client" if item.login is None else USER,
        role=item.role,
        reason=private(node, "reason", item.reason),
        secret_hash=hashed(first.plain + second),
        sealed_half=first.sealed,
        other_half=private(node, OTHER_HALF, _seal(node, second)),
        invitation_days=0 if item.login is None else node.users.invitation_days,
        login=None if item.login is None else private(node, LABEL, login_name(item.login)),
        person_name=None if item.person_name is None else private(node, "name", item.person_name),
        same_person_as=item.same_person_as or "",
    )
    told = answer(node, request, command)
    outcome = told.outcomes[0]
    if outcome.code:
        return told
    result = dict(outcome.result)
    sealed = result.pop("sealed_half")
    if not request.dry_run and result["proposed_by"] == request.caller.person_id:
        result["first_half"] = open_sealed(node, request, sealed)
    return replace(told, outcomes=(replace(outcome, result=result),))


def showing_second_half(node: Node, request: Request, told: Answer) -> Answer:
    """Put the second half of the secret into the answer that carried a grant out, for the person who approved it last.

    A dry run has none to show, and neither has the answer that a colleague gets who repeats the request.
    """
    outcome = told.outcomes[0]
    carried_out: Mapping[str, Any] | None = outcome.result.get("result")
    if outcome.result.get("act") != ACT.name or carried_out is None or request.dry_run:
        return told
    if outcome.result["approved_by"][-1] != request.caller.person_id:
        return told
    proposal = str(outcome.result["id"])
    with node.store.reading() as unit:
        sealed = vault.texts(unit, [proposal]).get((proposal, OTHER_HALF))
    half = {} if sealed is None else {"second_half": _open(node, sealed)}
    result = {**outcome.result, "result": {**carried_out, **half}}
    return replace(told, outcomes=(replace(outcome, result=result),))


def _seal(node: Node, half: str) -> str:
    nonce = secrets.token_bytes(12)
    return base64.urlsafe_b64encode(nonce + AESGCM(_key(node)).encrypt(nonce, half.encode(), None)).decode()


def _open(node: Node, sealed: str) -> str:
    data = base64.urlsafe_b64decode(sealed)
    return AESGCM(_key(node)).decrypt(data[:12], data[12:], None).decode()


def _key(node: Node) -> bytes:
    return HKDF(SHA256(), 32, salt=b"second half", info=b"").derive(node.keys.seal_key)
