"""Key changes: the keys that the log itself names, believed as far as a key that is believed already signed for them.

An entry sets the key that signs from there on; the first checkpoint over it bears the signatures of the key before and
of that one. So who trusts the old key learns the new one. The other way round nothing follows: who knows the newest key
alone cannot tell what signed before it was set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ledger.domain.finding import Finding
from ledger.domain.journal import canonical
from ledger.domain.journal.notes import NoteRefused, VerifierKey
from ledger.verifier.signatures import SignatureTool
from ledger.verifier.trust import Signed

KIND: Final = "log_key_set"
"""As ``facts.LogKeySet.KIND``; the facts are not read for it, so that a quick verification does without them."""

_MARK: Final = f'"{KIND}"'.encode()


class KeySet(NamedTuple):
    """An entry that sets a key: its position, and the public key (32 bytes)."""

    position: int
    public_key: bytes


def key_set_by(position: int, data: bytes) -> KeySet | None:
    """Read the key that an entry sets, ``None`` where it sets none."""
    if _MARK not in data:
        return None
    try:
        entry = canonical.decode(data)
        fact = entry.get("fact")
        if entry.get("kind") != KIND or not isinstance(fact, dict):
            return None
        return KeySet(position, bytes.fromhex(str(fact.get("public_key"))))
    except ValueError:
        return None  # the replay says what is wrong with it


def believed_keys(
    given: Sequence[VerifierKey],
    checkpoints: Iterable[Signed],
    roots: Mapping[int, bytes],
    sets: Sequence[KeySet],
    tool: SignatureTool | None,
) -> tuple[VerifierKey, ...]:
    """Give the keys that are believed: those given, and each that a believed checkpoint covers.

    Args:
        roots: the root of the entries at hand at each checkpoint's size.
        sets: the entries that set keys, in order.
    """
    known = dict.fromkeys(given)
    if tool is None or not sets:
        return tuple(known)
    for signed in sorted(checkpoints, key=lambda each: each.checkpoint.size):
        checkpoint = signed.checkpoint
        if roots.get(checkpoint.size) != checkpoint.root or not _signed_by_any(signed, tuple(known), tool):
            continue
        for position, public_key in sets:
            if position <= checkpoint.size:
                try:
                    known[VerifierKey(checkpoint.origin, public_key)] = None
                except NoteRefused:
                    continue
    return tuple(known)


def signed_by_one_given_up(signed: Signed, where: str, sets: Sequence[KeySet], tool: SignatureTool) -> Finding | None:
    """Tell whether a checkpoint lacks the signature of the key that the last of its entries to set one names.

    A key that was given up signs nothing alone any more, whoever has got hold of it.
    """
    checkpoint = signed.checkpoint
    covered = [key_set for key_set in sets if key_set.position <= checkpoint.size]
    if not covered:
        return None
    position, public_key = covered[-1]
    try:
        signed.note.verified_text(VerifierKey(checkpoint.origin, public_key), tool.verify)
    except NoteRefused as refused:
        expected = f"a signature of the key that entry {position} sets"
        return Finding("signed_by_a_key_given_up", where, expected, str(refused))
    return None


def _signed_by_any(signed: Signed, keys: Sequence[VerifierKey], tool: SignatureTool) -> bool:
    for key in keys:
        if key.name != signed.checkpoint.origin:
            continue
        try:
            signed.note.verified_text(key, tool.verify)
        except NoteRefused:
            continue
        return True
    return False
