"""Cosignatures agree with the published form, and hold for one text, one time and one key alone."""

import base64
import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.domain.journal.cosignatures import CosignerKey, cosign, cosigned_at, cosigned_message, with_signatures
from ledger.domain.journal.notes import Checkpoint, Note, NoteRefused, Signature, VerifierKey, sign_note, verifier_key

# Published with c2sp.org/tlog-cosignature; the witness's key is not.
SOFA = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ"
    "qhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
SIGNER = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"Pukyong's witness").digest())
PUKYONG = CosignerKey("witness.pukyong.example", SIGNER.public_key().public_bytes_raw())
TEXT = Checkpoint("busan.example/mileage", 4711, hashlib.sha256(b"root").digest()).text()
NOON_SECONDS = 1_795_000_000


def good(public_key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_the_published_cosignature_is_eight_bytes_of_time_and_a_signature():
    note = Note.parse(SOFA)
    cosignature = note.signatures[1]
    assert len(cosignature.signature) == 72
    assert int.from_bytes(cosignature.signature[:8], "big") == 1679315147
    assert cosigned_message(note.text, 1679315147) == b"cosignature/v1\ntime 1679315147\n" + note.text.encode()
    assert note.format() == SOFA


def test_a_cosignature_tells_its_time():
    assert cosigned_at(TEXT, cosign(TEXT, NOON_SECONDS, PUKYONG, SIGNER.sign), PUKYONG, good) == NOON_SECONDS


def test_a_cosignature_of_another_text_or_time_is_refused():
    made = cosign(TEXT, NOON_SECONDS, PUKYONG, SIGNER.sign)
    later = Signature(made.name, made.key_id, (NOON_SECONDS + 1).to_bytes(8, "big") + made.signature[8:])
    for text, signature in ((TEXT.replace("4711", "4712"), made), (TEXT, later)):
        with pytest.raises(NoteRefused, match="is not good"):
            cosigned_at(text, signature, PUKYONG, good)


def test_a_plain_note_signature_does_not_pass_for_a_cosignature():
    plain = sign_note(TEXT, VerifierKey(PUKYONG.name, PUKYONG.public_key), SIGNER.sign).signatures[0]
    with pytest.raises(NoteRefused, match="the cosignature is of"):
        cosigned_at(TEXT, plain, PUKYONG, good)
    with pytest.raises(NoteRefused, match="has 72 bytes"):
        cosigned_at(TEXT, Signature(PUKYONG.name, PUKYONG.key_id, plain.signature), PUKYONG, good)


def test_what_is_no_checkpoint_or_no_time_is_not_cosigned():
    for text, time_seconds in (("Haeundae\n", NOON_SECONDS), (TEXT, -1), (TEXT, 2**63)):
        with pytest.raises(NoteRefused):
            cosign(text, time_seconds, PUKYONG, SIGNER.sign)


def test_a_cosigners_key_is_written_back_as_read():
    line = PUKYONG.format()
    assert CosignerKey.parse(line) == PUKYONG
    assert base64.b64decode(line.split("+", 2)[2])[:1] == b"\x04"


def test_a_logs_key_does_not_pass_for_a_cosigners():
    with pytest.raises(NoteRefused, match="not a cosigner's"):
        CosignerKey.parse(verifier_key(PUKYONG.name, PUKYONG.public_key))
    name, key_id, key = PUKYONG.format().split("+", 2)
    with pytest.raises(NoteRefused, match="has id"):
        CosignerKey.parse(f"{name}+{'0' * len(key_id)}+{key}")


def test_signatures_are_added_after_the_logs_own_and_once():
    note = Note.parse(SOFA)
    made = cosign(note.text, NOON_SECONDS, PUKYONG, SIGNER.sign)
    assert with_signatures(note, (note.signatures[1], made, made)).signatures == (*note.signatures, made)
