"""Proof files (.tlog-proof): all that is needed to check offline that an entry is in the log.

A file holds the entry's index, its inclusion proof and the signed checkpoint that the proof leads to; the
entry itself and the keys to trust come from elsewhere. No signature covers the extra data.

Invariant: whatever parses is written back to the same text, byte for byte; anything else is refused.
Source: c2sp.org/tlog-proof.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.journal.merkle import HASH_BYTES, verify_inclusion
from ledger.domain.journal.notes import (
    COUNT_MAX,
    PROOF_HASHES_MAX,
    Checkpoint,
    Note,
    NoteRefused,
    VerifierKey,
    Verify,
    from_base64,
    to_base64,
    to_count,
)

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class ProofFile:
    """The leaf's index (from 0), its inclusion proof (sibling first), the signed checkpoint, extra data."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes = b""

    def __post_init__(self) -> None:
        if not 0 <= self.index <= COUNT_MAX:
            raise NoteRefused(f"a leaf's index is 0 to 2^63-1, found {self.index}")
        if len(self.proof) > PROOF_HASHES_MAX or any(len(step) != HASH_BYTES for step in self.proof):
            raise NoteRefused(f"an inclusion proof is at most {PROOF_HASHES_MAX} hashes of {HASH_BYTES} bytes")
        Checkpoint.parse(self.checkpoint.text)

    def format(self) -> str:
        """Return the text of the file."""
        lines = [HEADER]
        if self.extra:
            lines.append(f"extra {to_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines += map(to_base64, self.proof)
        return "\n".join(lines) + "\n\n" + self.checkpoint.format()

    @classmethod
    def parse(cls, text: str) -> ProofFile:
        """Read a proof file; nothing in it is verified yet: see ``verify``.

        Raises:
            NoteRefused: not a well-formed proof file.
        """
        head, _, note = text.partition("\n\n")
        lines = head.split("\n")
        if lines.pop(0) != HEADER:
            raise NoteRefused(f"a proof file begins with the line {HEADER}")
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = from_base64(lines.pop(0).removeprefix("extra "), "the extra data")
        if not lines or not lines[0].startswith("index "):
            raise NoteRefused("a proof file states the leaf in a line 'index <decimal>'")
        index = to_count(lines.pop(0).removeprefix("index "), "the index")
        proof = tuple(from_base64(line, "a hash of the proof") for line in lines)
        return cls(index, proof, Note.parse(note), extra)

    def verify(self, leaf_hash: bytes, key: VerifierKey, verify: Verify) -> Checkpoint:
        """Check that the leaf is in a log that this key signed, and return the checkpoint that says so.

        The caller compares the checkpoint's origin with the log it means.

        Raises:
            NoteRefused: the checkpoint is malformed or not signed by the key.
            ProofRefused: the leaf is not shown to be in the log.
        """
        checkpoint = Checkpoint.parse(self.checkpoint.verified_text(key, verify))
        verify_inclusion(self.index, checkpoint.size, leaf_hash, self.proof, checkpoint.root)
        return checkpoint
