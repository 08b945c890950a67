"""Signers: who signed the checkpoint, and whether enough witnesses saw it.

A key that only the bundle names proves nothing: whoever forges a bundle names their own.
"""

from __future__ import annotations

from ledger.domain.finding import Finding
from ledger.domain.journal.notes import NoteRefused, VerifierKey, parse_verifier_key
from ledger.verifier.names import KEYS
from ledger.verifier.results import Check, Results
from ledger.verifier.signatures import SignatureTool
from ledger.verifier.trust import Signed, Trust


def check_signers(signed: Signed, claimed: bytes, trust: Trust, policy_claimed: bool, results: Results) -> None:
    """Hold the checkpoint to the keys and the policy that are believed.

    Args:
        claimed: the keys that the bundle names, a line each; a key that is believed must be one of them.
        policy_claimed: whether the bundle brings a policy of its own.
    """
    _check_signature(signed, claimed, trust, results)
    _check_witnesses(signed, trust, policy_claimed, results)


def wrongly_signed(signed: Signed, where: str, keys: tuple[VerifierKey, ...], tool: SignatureTool) -> Finding | None:
    """Tell what is wrong with the log's signatures: one that is not good, or none by a key that is believed for it.

    A key of another log proves nothing of this one, however much it is believed.
    """
    good, bad = set[str](), ""
    names = ", ".join(f"{key.name} {key.key_id.hex()}" for key in keys)
    for key in keys:
        if not any((line.name, line.key_id) == (key.name, key.key_id) for line in signed.note.signatures):
            continue
        try:
            signed.note.verified_text(key, tool.verify)
            good.add(key.name)
        except NoteRefused as refused:
            bad = str(refused)
    if bad:
        return Finding("signature_not_good", where, f"a good signature of {names}", bad)
    if not good:
        found = ", ".join(f"{line.name} {line.key_id.hex()}" for line in signed.note.signatures)
        return Finding("signed_by_another_key", where, f"a signature of {names}", found)
    if signed.checkpoint.origin not in good:
        return Finding("signed_for_another_log", where, names, signed.checkpoint.origin)
    return None


def claimed_keys(told: bytes) -> tuple[VerifierKey, ...]:
    """Give the keys that a bundle names; none where it does not name them as it should, which is found elsewhere."""
    try:
        return _parsed(told)
    except ValueError:
        return ()


def _parsed(told: bytes) -> tuple[VerifierKey, ...]:
    return tuple(parse_verifier_key(line) for line in told.decode().splitlines())


def _unclaimed(told: bytes, keys: tuple[VerifierKey, ...]) -> Finding | None:
    """Tell whether the bundle names its keys otherwise than whoever believes one of them."""
    expected = ", ".join(f"{key.name} {key.key_id.hex()}" for key in keys)
    try:
        claimed = _parsed(told)
    except ValueError as refused:
        return Finding("key_not_claimed", KEYS, expected, str(refused)[:200])
    if set(claimed).isdisjoint(keys):
        found = ", ".join(sorted(f"{key.name} {key.key_id.hex()}" for key in claimed))
        return Finding("key_not_claimed", KEYS, expected, found or "no key")
    return None


def _check_signature(signed: Signed, claimed: bytes, trust: Trust, results: Results) -> None:
    if not trust.log_keys:
        return results.not_checked(Check.SIGNATURE, "no_key")
    if trust.tool is None:
        return results.not_checked(Check.SIGNATURE, "no_tool")
    wrong = wrongly_signed(signed, "checkpoint", trust.log_keys, trust.tool)
    wrong = wrong or _unclaimed(claimed, trust.log_keys)
    if wrong is not None:
        return results.failed(Check.SIGNATURE, wrong)
    return results.proven(Check.SIGNATURE, "signed_by", signed.checkpoint.origin, trust.tool.name)


def _check_witnesses(signed: Signed, trust: Trust, policy_claimed: bool, results: Results) -> None:
    if trust.policy is None:
        if policy_claimed:
            return results.not_checked(Check.WITNESSES, "policy_only_claimed")
        return results.not_asked(Check.WITNESSES, "no_policy")
    if trust.tool is None:
        return results.not_checked(Check.WITNESSES, "no_tool")
    found = trust.policy.check(signed.text, trust.tool.verify, trust.keys)
    if found.bad:
        bad = ", ".join(found.bad)
        finding = Finding("cosignature_not_good", "checkpoint", "good signatures of all who are known", bad)
        return results.failed(Check.WITNESSES, finding)
    told = ", ".join(sorted(found.witnesses)) or "-"
    if not found.satisfied:
        return results.not_checked(Check.WITNESSES, "policy_not_satisfied", told)
    return results.proven(Check.WITNESSES, "witnessed_by", told)
