"""Cosignatures: what a witness says of a checkpoint, and the key by which the witness is known.

A *cosignature* is a signature line beside the log's own: at this time, the largest tree of this log that the witness
has seen, each extending the one before, was the one that the checkpoint states. It signs the time with the text, so
it is not a plain note signature, and its key is of another type (0x04).

Invariant: a cosigner's key never passes for a log's key, nor a log's for a cosigner's: their ids differ by the type.
Source: c2sp.org/tlog-cosignature (Ed25519, "cosignature/v1").
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.journal.notes import (
    COUNT_MAX,
    Checkpoint,
    Note,
    NoteRefused,
    Sign,
    Signature,
    VerifierKey,
    Verify,
    key_id,
    key_in_line,
    key_line,
)

COSIGNATURE_ED25519 = 0x04
_HEADER = "cosignature/v1"
_TIME_BYTES = 8
_SIGNED_BYTES = 64


@dataclass(frozen=True, slots=True)
class CosignerKey:
    """By whom a checkpoint may be cosigned: a name and an Ed25519 public key (32 bytes)."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        VerifierKey(self.name, self.public_key)

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand for this key in a signature line."""
        return key_id(self.name, COSIGNATURE_ED25519, self.public_key)

    @property
    def known_as(self) -> str:
        """Name and id, joined with a plus: two keys of one name are two witnesses."""
        return f"{self.name}+{self.key_id.hex()}"

    def format(self) -> str:
        """Return the verifier key as a line: name+key id in hex+base64(0x04 || public key)."""
        return key_line(self.name, COSIGNATURE_ED25519, self.public_key)

    @classmethod
    def parse(cls, text: str) -> CosignerKey:
        """Read what ``format`` writes.

        Raises:
            NoteRefused: malformed, of another type than 0x04, or its id is not that of name and key.
        """
        return cls(*key_in_line(text, COSIGNATURE_ED25519, "cosigner's key", "a cosigner's"))

    def signed_by(self, signature: Signature) -> bool:
        """Tell whether a signature line says it is of this key; whether it is good, ``cosigned_at`` tells."""
        return (signature.name, signature.key_id) == (self.name, self.key_id)


def cosign(text: str, time_seconds: int, key: CosignerKey, sign: Sign) -> Signature:
    """Make the cosignature of a checkpoint's text at a time, in seconds since 1970.

    Raises:
        NoteRefused: the text is not a checkpoint, or the time is outside 0..2^63-1.
    """
    Checkpoint.parse(text)
    message = cosigned_message(text, time_seconds)
    return Signature(key.name, key.key_id, time_seconds.to_bytes(_TIME_BYTES, "big") + sign(message))


def cosigned_at(text: str, signature: Signature, key: CosignerKey, verify: Verify) -> int:
    """Verify a cosignature of a checkpoint's text, and return its time in seconds since 1970.

    Raises:
        NoteRefused: of another key, not eight bytes of time and 64 of Ed25519, or not good.
    """
    if not key.signed_by(signature):
        raise NoteRefused(
            f"the cosignature is of {signature.name}, key {signature.key_id.hex()}, not of {key.format()}"
        )
    if len(signature.signature) != _TIME_BYTES + _SIGNED_BYTES:
        raise NoteRefused(f"a cosignature has {_TIME_BYTES + _SIGNED_BYTES} bytes, found {len(signature.signature)}")
    time_seconds = int.from_bytes(signature.signature[:_TIME_BYTES], "big")
    if not verify(key.public_key, signature.signature[_TIME_BYTES:], cosigned_message(text, time_seconds)):
        raise NoteRefused(f"the cosignature of {key.name} with key {key.key_id.hex()} is not good")
    return time_seconds


def cosigned_message(text: str, time_seconds: int) -> bytes:
    """Return the bytes that a cosigner signs: a header, the time, the checkpoint's text.

    Raises:
        NoteRefused: the time is outside 0..2^63-1.
    """
    if not 0 <= time_seconds <= COUNT_MAX:
        raise NoteRefused(f"a cosignature's time is 0 to 2^63-1 seconds since 1970, found {time_seconds}")
    return f"{_HEADER}\ntime {time_seconds}\n{text}".encode()


def with_signatures(note: Note, added: tuple[Signature, ...]) -> Note:
    """Give the note with further signature lines after its own; a line that it has already is not added again.

    Raises:
        NoteRefused: they would be more than a note may have.
    """
    lines = dict.fromkeys((*note.signatures, *added))
    return Note(note.text, tuple(lines))
