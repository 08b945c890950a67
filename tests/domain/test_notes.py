"""Notes, checkpoints and keys agree with published examples; whatever parses is written back unchanged."""

import base64
import hashlib
import hmac

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.journal.notes import (
    ED25519,
    Checkpoint,
    Note,
    NoteRefused,
    Signature,
    VerifierKey,
    key_id,
    parse_verifier_key,
    sign_note,
    verifier_key,
)

# The first draw of text builds Hypothesis's tables, which takes a second on a fresh checkout.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Published with Go's golang.org/x/mod/sumdb/note.
NEUMANN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# Published with c2sp.org/tlog-checkpoint.
SOFA_CHECKPOINT = (
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
ROOT = hashlib.sha256(b"root").digest()
BUSAN = VerifierKey("busan.example/mileage", hashlib.sha256(b"busan").digest())
WITNESS = VerifierKey("witness.example", hashlib.sha256(b"witness").digest())


def ed25519_verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def seal_of(key: VerifierKey, message: bytes) -> bytes:
    """Stand in for a signature: whoever knows the public key can make it."""
    return hmac.digest(key.public_key, message, "sha256")


def seal_verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    return hmac.digest(public_key, message, "sha256") == signature


def sealed(text: str, *keys: VerifierKey) -> Note:
    return Note(text, tuple(Signature(key.name, key.key_id, seal_of(key, text.encode())) for key in keys))


def test_the_note_published_with_go_parses_verifies_and_is_written_back() -> None:
    key = parse_verifier_key(NEUMANN_KEY)
    note = Note.parse(NEUMANN_NOTE)
    assert note.verified_text(key, ed25519_verify).endswith("what your problem is.\n")
    assert note.format() == NEUMANN_NOTE
    assert verifier_key(key.name, key.public_key) == NEUMANN_KEY
    assert key.key_id == key_id("PeterNeumann", ED25519, key.public_key) == bytes.fromhex("c74f20a3")


def test_the_published_note_with_one_word_changed_is_refused() -> None:
    note = Note.parse(NEUMANN_NOTE.replace("answer", "ANSWER"))
    with pytest.raises(NoteRefused, match="the signature of PeterNeumann with key c74f20a3 is not good"):
        note.verified_text(parse_verifier_key(NEUMANN_KEY), ed25519_verify)


def test_the_checkpoint_published_with_the_specification_parses_and_is_written_back() -> None:
    note = Note.parse(SOFA_CHECKPOINT)
    checkpoint = Checkpoint.parse(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert checkpoint.text() == note.text
    assert note.format() == SOFA_CHECKPOINT


def test_a_checkpoint_signed_with_ed25519_verifies_by_its_verifier_key_alone() -> None:
    private_key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"the log's key").digest())
    key = VerifierKey("busan.example/mileage", private_key.public_key().public_bytes_raw())
    checkpoint = Checkpoint("busan.example/mileage", 4711, ROOT)
    published = sign_note(checkpoint.text(), key, private_key.sign).format()
    known = parse_verifier_key(verifier_key(key.name, key.public_key))
    assert Checkpoint.parse(Note.parse(published).verified_text(known, ed25519_verify)) == checkpoint


def test_cosignatures_of_others_are_ignored_and_each_signer_is_found() -> None:
    note = Note.parse(sealed("text\n", BUSAN, WITNESS).format())
    assert note.verified_text(BUSAN, seal_verify) == note.verified_text(WITNESS, seal_verify) == "text\n"


def test_a_note_without_the_signature_asked_for_is_refused() -> None:
    note = sealed("text\n", WITNESS)
    with pytest.raises(NoteRefused, match=f"not signed by busan.example/mileage with key {BUSAN.key_id.hex()}"):
        note.verified_text(BUSAN, seal_verify)
    same_name = VerifierKey(WITNESS.name, BUSAN.public_key)
    with pytest.raises(NoteRefused, match=r"not signed by witness\.example"):
        note.verified_text(same_name, seal_verify)


def test_a_note_with_a_good_and_a_bad_signature_of_one_key_is_refused() -> None:
    good = sealed("text\n", BUSAN).signatures[0]
    note = Note("text\n", (good, Signature(BUSAN.name, BUSAN.key_id, b"bad")))
    with pytest.raises(NoteRefused, match="is not good"):
        note.verified_text(BUSAN, seal_verify)


lines = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="+"), min_size=1)
hashes = st.binary(min_size=32, max_size=32)


@unhurried
@given(st.builds(Checkpoint, lines, st.integers(0, 2**63 - 1), hashes, st.lists(lines, max_size=3).map(tuple)))
def test_every_checkpoint_reads_back_the_same(checkpoint: Checkpoint) -> None:
    assert Checkpoint.parse(checkpoint.text()) == checkpoint


@unhurried
@given(
    st.lists(st.just("") | lines).map(lambda parts: "".join(f"{part}\n" for part in parts) or "\n"),
    st.lists(
        st.builds(Signature, names, st.binary(min_size=4, max_size=4), st.binary(min_size=1)),
        min_size=1,
        max_size=4,
    ),
)
def test_every_note_reads_back_the_same_also_with_empty_lines_in_its_text(text: str, signed: list[Signature]) -> None:
    note = Note(text, tuple(signed))
    assert Note.parse(note.format()) == note


@unhurried
@given(st.text(st.sampled_from("a\n —A=+0\t"), max_size=30))
def test_a_text_is_either_refused_or_written_back_unchanged(text: str) -> None:
    try:
        note = Note.parse(text)
    except NoteRefused:
        return
    assert note.format() == text


@unhurried
@given(names, hashes)
def test_every_verifier_key_reads_back_the_same(name: str, public_key: bytes) -> None:
    assert parse_verifier_key(verifier_key(name, public_key)) == VerifierKey(name, public_key)


SIGNED = "— n " + base64.b64encode(b"idid" + b"s").decode()


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ("", "a note is text, an empty line"),
        ("text\n", "a note is text, an empty line"),
        (f"text\n{SIGNED}\n", "a note is text, an empty line"),
        (f"text\n\n{SIGNED}", "end in a newline"),
        ("text\n\n", "end in a newline"),
        (f"text\n\n{SIGNED}\nmore\n", "a signature line is"),
        ("text\n\n- n aWRpZHM=\n", "a signature line is"),
        ("text\n\n— n\n", "a signature line is"),
        ("text\n\n—  aWRpZHM=\n", "a key name is not empty"),
        ("text\n\n— n+m aWRpZHM=\n", "no plus"),
        ("text\n\n— n\u2003m aWRpZHM=\n", "no space"),
        ("text\n\n— n aWRpZHM\n", "is not base64"),
        ("text\n\n— n aWRpZHM= \n", "is not base64"),
        ("text\n\n— n aWRpZHN=\n", "not base64 in its canonical form"),
        ("text\n\n— n aWRpZA==\n", "the signature of n is empty"),
        ("text\n\n— n aWQ=\n", "a key id has 4 bytes, found 2"),
        (f"te\txt\n\n{SIGNED}\n", "control character"),
        (f"te\rxt\n\n{SIGNED}\n", "control character"),
        (f"te\ud800xt\n\n{SIGNED}\n", "surrogate"),
        (f"text\n\n{SIGNED}\r\n", "is not base64"),
        ("text\n\n" + f"{SIGNED}\n" * 101, "1 to 100 signatures, found 101"),
        ("x" * 1_000_001, "at most 1000000 characters"),
    ],
)
def test_a_malformed_note_is_refused(note: str, reason: str) -> None:
    with pytest.raises(NoteRefused, match=reason):
        Note.parse(note)


def test_sixteen_signatures_are_accepted() -> None:
    assert len(Note.parse("text\n\n" + f"{SIGNED}\n" * 16).signatures) == 16


ROOT64 = base64.b64encode(ROOT).decode()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "three lines or more"),
        (f"o\n1\n{ROOT64}", "each ends in a newline"),
        ("o\n1\n", "three lines or more"),
        (f"\n1\n{ROOT64}\n", "line is not empty"),
        (f"o\n01\n{ROOT64}\n", "the size is a decimal"),
        (f"o\n-1\n{ROOT64}\n", "the size is a decimal"),
        (f"o\n+1\n{ROOT64}\n", "the size is a decimal"),
        (f"o\n1_0\n{ROOT64}\n", "the size is a decimal"),
        (f"o\n١\n{ROOT64}\n", "the size is a decimal"),
        (f"o\n9223372036854775808\n{ROOT64}\n", "the size is a decimal"),
        ("o\n1\nAAAA\n", "a root has 32 bytes, found 3"),
        (f"o\n1\n{ROOT64[:-1]}\n", "the root is not base64"),
        (f"o\n1\n{ROOT64}\n\n", "line is not empty"),
        (f"o\n1\n{ROOT64}\next\x00\n", "no control character"),
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NoteRefused, match=reason):
        Checkpoint.parse(text)


def test_a_checkpoint_of_impossible_values_cannot_be_made() -> None:
    with pytest.raises(NoteRefused, match="found -1"):
        Checkpoint("busan.example/mileage", -1, ROOT)
    with pytest.raises(NoteRefused, match="line is not empty"):
        Checkpoint("busan.example\n/mileage", 1, ROOT)
    with pytest.raises(NoteRefused, match="found 31"):
        Checkpoint("busan.example/mileage", 1, ROOT[:31])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("PeterNeumann", "is not base64 in its canonical form"),
        (NEUMANN_KEY.replace("c74f20a3", "c74f20a4"), "has id c74f20a3, but states 'c74f20a4'"),
        (NEUMANN_KEY.replace("c74f20a3", "C74F20A3"), "has id c74f20a3, but states 'C74F20A3'"),
        (NEUMANN_KEY.replace("Peter", "Paul"), "but states 'c74f20a3'"),
        (NEUMANN_KEY.replace("+AR", "+BB"), "not of Ed25519"),
        (NEUMANN_KEY[:-4], "an Ed25519 public key has 32 bytes, found 29"),
        (NEUMANN_KEY + "\n", "is not base64"),
        (NEUMANN_KEY.replace("Peter", "Peter "), "holds no space"),
    ],
)
def test_a_malformed_verifier_key_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NoteRefused, match=reason):
        parse_verifier_key(text)
