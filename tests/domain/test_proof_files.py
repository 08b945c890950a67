"""A proof file carries all that shows an entry to be in the log, and refuses what does not."""

import hmac

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.journal.merkle import Frontier, ProofRefused, inclusion_proof, leaf_hash, root_of
from ledger.domain.journal.notes import Checkpoint, Note, NoteRefused, VerifierKey, sign_note
from ledger.domain.journal.proof_files import ProofFile

KEY = VerifierKey("busan.example/mileage", bytes(range(32)))
ENTRIES = [b'{"kind":"accrual","points":%d}' % points for points in range(1, 12)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


def sign(message: bytes) -> bytes:
    """Stand in for a signature: whoever knows the public key can make it."""
    return hmac.digest(KEY.public_key, message, "sha256")


def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    return hmac.digest(public_key, message, "sha256") == signature


def hash_of_subtree(level: int, index: int) -> bytes:
    return Frontier().extend(LEAVES[index << level : (index + 1) << level])[0].root()


def proof_file(index: int, extra: bytes = b"") -> ProofFile:
    checkpoint = Checkpoint(KEY.name, len(LEAVES), root_of(len(LEAVES), hash_of_subtree))
    proof = inclusion_proof(index, len(LEAVES), hash_of_subtree)
    return ProofFile(index, tuple(proof), sign_note(checkpoint.text(), KEY, sign), extra)


def test_a_proof_file_is_spelled_as_the_specification_says() -> None:
    file = proof_file(10, b"age-v1.2.1")
    header, extra, index, one, two, empty, *note = file.format().split("\n")
    assert (header, extra, index, empty) == (
        "c2sp.org/tlog-proof@v1",
        "extra YWdlLXYxLjIuMQ==",
        "index 10",
        "",
    )
    assert len(one) == len(two) == 44
    assert Note.parse("\n".join(note)) == file.checkpoint
    assert "extra" not in proof_file(10).format()


@settings(deadline=None)
@given(st.integers(0, len(LEAVES) - 1), st.binary(max_size=40))
def test_every_entry_is_shown_by_its_file_alone_after_reading_it_back(index: int, extra: bytes) -> None:
    file = ProofFile.parse(proof_file(index, extra).format())
    assert file == proof_file(index, extra)
    assert file.verify(leaf_hash(ENTRIES[index]), KEY, verify).size == len(LEAVES)


def test_another_entry_or_another_signer_is_refused() -> None:
    with pytest.raises(ProofRefused, match="leads to root"):
        proof_file(3).verify(LEAVES[4], KEY, verify)
    with pytest.raises(NoteRefused, match="not signed by"):
        proof_file(3).verify(LEAVES[3], VerifierKey("elsewhere.example", KEY.public_key), verify)


def test_a_log_of_one_entry_has_a_file_without_hashes() -> None:
    note = sign_note(Checkpoint(KEY.name, 1, LEAVES[0]).text(), KEY, sign)
    file = ProofFile(0, (), note)
    assert file.format() == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{note.format()}"
    assert ProofFile.parse(file.format()).verify(LEAVES[0], KEY, verify).root == LEAVES[0]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("tlog-proof@v1", "tlog-proof@v2", "begins with the line"),
        ("index 10", "index 010", "the index is a decimal"),
        ("index 10", "index -1", "the index is a decimal"),
        ("index 10", "leaf 10", "in a line 'index <decimal>'"),
        ("index 10\n", "", "in a line 'index <decimal>'"),
        ("index 10", "extra \nindex 10", "the extra data is not base64"),
        ("index 10", "extra !!\nindex 10", "the extra data is not base64"),
        ("index 10", "index 10\nAAAA", "at most 63 hashes of 32 bytes"),
        ("index 10", "index 10\n!", "a hash of the proof is not base64"),
        ("index 10\n", "index 10\r\n", "the index is a decimal"),
        ("index 10\n", "index 10\n\n", "the size is a decimal"),
        ("\n\n", "\n", "is not base64"),
    ],
)
def test_a_malformed_proof_file_is_refused(old: str, new: str, reason: str) -> None:
    text = proof_file(10).format()
    assert old in text
    with pytest.raises(NoteRefused, match=reason):
        ProofFile.parse(text.replace(old, new, 1))


def test_a_file_of_impossible_values_cannot_be_made() -> None:
    note = proof_file(0).checkpoint
    with pytest.raises(NoteRefused, match="found -1"):
        ProofFile(-1, (), note)
    with pytest.raises(NoteRefused, match="at most 63 hashes"):
        ProofFile(0, (LEAVES[0],) * 64, note)
