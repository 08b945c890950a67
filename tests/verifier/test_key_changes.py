"""Who trusts the log's old key learns the new one from the log, and from nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.domain.journal.canonical import encode
from ledger.domain.journal.facts import LogKeySet
from ledger.domain.journal.merkle import Frontier, leaf_hash
from ledger.domain.journal.notes import Checkpoint, Note, VerifierKey, sign_note, verifier_key
from ledger.verifier.key_changes import KIND
from ledger.verifier.manifests import Manifest
from ledger.verifier.names import CHECKPOINT, EARLIER, KEYS, MANIFEST
from tests.support.bundling import Files, forged, put_folder, verified, with_digests
from tests.verifier.conftest import ORIGIN

OLD, NEW, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([nth]) * 32) for nth in (7, 8, 9))
SET_AT = 40
HAND_OVER = 50
SIZE = 300

LEAVES = [b"leaf %d" % nth for nth in range(SIZE)]
LEAVES[SET_AT - 1] = encode({"kind": KIND, "fact": {"public_key": NEW.public_key().public_bytes_raw().hex()}})


def _named(key: Ed25519PrivateKey) -> VerifierKey:
    return VerifierKey(ORIGIN, key.public_key().public_bytes_raw())


def _vkey(key: Ed25519PrivateKey) -> str:
    return verifier_key(ORIGIN, _named(key).public_key)


def _note(checkpoint: Checkpoint, keys: Sequence[Ed25519PrivateKey]) -> bytes:
    notes = [sign_note(checkpoint.text(), _named(key), key.sign) for key in keys]
    return Note(checkpoint.text(), tuple(note.signatures[0] for note in notes)).format().encode()


def _bundle(signers: dict[int, Sequence[Ed25519PrivateKey]], leaves: Sequence[bytes] = LEAVES) -> Files:
    """Make a bundle of which the checkpoint of each size has these signatures."""
    nothing = Manifest(ORIGIN, 0, "", {}, {}, 0, {}, {}).to_bytes()
    claimed = "".join(f"{_vkey(key)}\n" for key in (OLD, NEW)).encode()
    begun = {CHECKPOINT: _note(Checkpoint(ORIGIN, 0, bytes(32)), [OLD]), KEYS: claimed, MANIFEST: nothing}
    files = forged(begun, leaves, lambda checkpoint: _note(checkpoint, signers[SIZE]))
    for size in signers.keys() - {SIZE}:
        root = Frontier().extend([leaf_hash(data) for data in leaves[:size]])[0].root()
        files[f"{EARLIER}{size}"] = _note(Checkpoint(ORIGIN, size, root), signers[size])
    return with_digests(files)


def _judged(place: Path, files: Files, *keys: Ed25519PrivateKey) -> tuple[int, str]:
    asked = [word for key in keys for word in ("--key", _vkey(key))]
    return verified(put_folder(place / "b", files), "--quick", "--lang", "en", *asked)


HANDED_OVER: dict[int, Sequence[Ed25519PrivateKey]] = {20: [OLD], HAND_OVER: [OLD, NEW], 60: [NEW], SIZE: [NEW]}


def test_the_kind_of_the_entry_is_that_of_the_fact() -> None:
    assert KIND == LogKeySet.KIND


@pytest.mark.parametrize("keys", [(OLD,), (NEW,), (OLD, NEW)], ids=["old", "new", "both"])
def test_a_log_that_handed_its_key_over_is_believed_by_whoever_knows_either(
    tmp_path: Path, keys: tuple[Ed25519PrivateKey, ...]
) -> None:
    code, said = _judged(tmp_path, _bundle(HANDED_OVER), *keys)
    assert code == 0, said


def test_a_key_that_the_old_one_did_not_sign_for_is_not_learnt(tmp_path: Path) -> None:
    code, said = _judged(tmp_path, _bundle({**HANDED_OVER, HAND_OVER: [NEW]}), OLD)
    assert code == 2
    assert "signed_by_another_key" in said


def test_a_key_that_no_entry_sets_is_not_learnt_beside_one_that_is_believed(tmp_path: Path) -> None:
    plain = [b"leaf %d" % nth for nth in range(SIZE)]
    assert _judged(tmp_path, _bundle(HANDED_OVER, plain), OLD)[0] == 2


def test_a_stranger_under_what_was_signed_before_is_found_by_who_knows_the_new_key_alone(tmp_path: Path) -> None:
    code, said = _judged(tmp_path, _bundle({**HANDED_OVER, 20: [STRANGER]}), NEW)
    assert code == 2
    assert "checkpoints/20" in said


def test_a_stranger_under_an_earlier_checkpoint_is_found(tmp_path: Path) -> None:
    code, said = _judged(tmp_path, _bundle({**HANDED_OVER, 60: [STRANGER]}), OLD)
    assert code == 2
    assert "signed_by_another_key" in said
    assert "checkpoints/60" in said


@pytest.mark.parametrize("size", [60, SIZE])
@pytest.mark.parametrize("keys", [(OLD,), (NEW,), (OLD, NEW)], ids=["old", "new", "both"])
def test_a_key_that_was_given_up_signs_nothing_alone_any_more(
    tmp_path: Path, keys: tuple[Ed25519PrivateKey, ...], size: int
) -> None:
    code, said = _judged(tmp_path, _bundle({**HANDED_OVER, size: [OLD]}), *keys)
    assert code == 2
    if OLD in keys:
        assert "signed_by_a_key_given_up" in said
