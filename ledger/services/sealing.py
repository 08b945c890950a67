"""Sealing: one pass of the signer's own process: sign the head, publish it, and ask the witnesses."""

from __future__ import annotations

from typing import NamedTuple

import structlog

from ledger.domain.journal.policies import Policy
from ledger.services.cosigning import collect
from ledger.services.signing import Signer
from ledger.store.reads import log

_log = structlog.get_logger()


class Sealed(NamedTuple):
    """What a pass came to: the checkpoint's size, who cosigned it by name in the policy, whether that is enough."""

    size: int
    witnesses: tuple[str, ...]
    satisfied: bool


def seal(signer: Signer, policy: Policy | None) -> Sealed:
    """Sign the journal's head unless it is signed, and ask those witnesses that did not cosign it yet.

    Raises:
        HistoryNotExtended: the journal does not extend what was signed.
        SigningKeyMissing: the journal names a key that is not among the signer's papers.
    """
    signer.sign()
    with signer.store.reading() as unit:
        newest = log.last_checkpoint(unit)
    if newest is None:
        raise LookupError("expected the checkpoint that was just published, found none")
    names = collect(signer.store, policy, newest) if policy else []
    sealed = Sealed(newest.size, tuple(names), policy.enough(dict.fromkeys(names, 0)) if policy else True)
    _log.info("sealed", size=sealed.size, witnesses=list(sealed.witnesses), satisfied=sealed.satisfied)
    return sealed
