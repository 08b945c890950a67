"""Notes: signed texts that other people's tools read, and the checkpoint, the one text the log signs.

A *note* is text, an empty line, and one or more signature lines ("— name base64(key id || signature)"). A
*checkpoint* is a note's text that states the log's name (origin), its size and its root. A *verifier key* is
the line by which a signer is known. Signing and verifying are callables: there is no cryptography here.

Invariant: whatever parses is written back to the same text, byte for byte; anything else is refused.
Sources: c2sp.org/signed-note, c2sp.org/tlog-checkpoint; verifier keys as in golang.org/x/mod/sumdb/note.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

ED25519 = 0x01
NOTE_TEXT_MAX = 1_000_000
SIGNATURES_MAX = 100
COUNT_MAX = 2**63 - 1
PROOF_HASHES_MAX = 63
"""A proof in a log of so many leaves is no longer."""
_HASH_BYTES = 32
_ED25519_KEY_BYTES = 32
_KEY_ID_BYTES = 4
_DASH = "— "

_control_in = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]").search
_decimal = re.compile("0|[1-9][0-9]{0,18}").fullmatch

Sign = Callable[[bytes], bytes]
"""Sign a message: (message) -> signature."""

Verify = Callable[[bytes, bytes, bytes], bool]
"""Tell whether a signature is good: (public_key, signature, message) -> bool."""


class NoteRefused(ValueError):
    """A text is not a well-formed note, checkpoint, key or proof file, or lacks the signature asked for."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """By whom a note may be signed: a name and an Ed25519 public key (32 bytes)."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        _refuse_bad_name(self.name)
        if len(self.public_key) != _ED25519_KEY_BYTES:
            raise NoteRefused(f"an Ed25519 public key has 32 bytes, found {len(self.public_key)}")

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand for this key in a signature line."""
        return key_id(self.name, ED25519, self.public_key)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note: who signed, with which key (4 bytes), and the signature itself."""

    name: str
    key_id: bytes
    signature: bytes

    def __post_init__(self) -> None:
        _refuse_bad_name(self.name)
        if len(self.key_id) != _KEY_ID_BYTES:
            raise NoteRefused(f"a key id has 4 bytes, found {len(self.key_id)}")
        if not self.signature:
            raise NoteRefused(f"the signature of {self.name} is empty")

    def line(self) -> str:
        """Return the line, without its newline."""
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.signature)}"

    @classmethod
    def parse(cls, line: str) -> Signature:
        """Read what ``line`` writes. Raises NoteRefused."""
        name, space, encoded = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not space:
            raise NoteRefused(f"a signature line is '— name base64', found {line[:80]!a}")
        signed = from_base64(encoded, f"the signature of {name}")
        return cls(name, signed[:_KEY_ID_BYTES], signed[_KEY_ID_BYTES:])


@dataclass(frozen=True, slots=True)
class Note:
    """A text, ending in a newline, with its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        if not self.text.endswith("\n"):
            raise NoteRefused("a note's text ends in a newline")
        if _control_in(self.text):
            raise NoteRefused("a note's text holds a control character or half of a surrogate pair")
        if not 1 <= len(self.signatures) <= SIGNATURES_MAX:
            raise NoteRefused(f"a note has 1 to {SIGNATURES_MAX} signatures, found {len(self.signatures)}")

    def format(self) -> str:
        """Return the whole note as it is published."""
        return self.text + "\n" + "".join(f"{signature.line()}\n" for signature in self.signatures)

    @classmethod
    def parse(cls, note: str) -> Note:
        """Read a published note; its signatures are *not* verified: ask ``verified_text`` before use.

        Raises:
            NoteRefused: not a well-formed note.
        """
        if len(note) > NOTE_TEXT_MAX:
            raise NoteRefused(f"a note has at most {NOTE_TEXT_MAX} characters, found {len(note)}")
        text, gap, lines = note.rpartition("\n\n")
        if not gap or not lines.endswith("\n"):
            raise NoteRefused("a note is text, an empty line, and signature lines that end in a newline")
        return cls(text + "\n", tuple(Signature.parse(line) for line in lines[:-1].split("\n")))

    def verified_text(self, key: VerifierKey, verify: Verify) -> str:
        """Return the text if this key signed it; signatures of other keys are ignored.

        Raises:
            NoteRefused: the key did not sign, or one of its signatures is not good.
        """
        own = [found for found in self.signatures if (found.name, found.key_id) == (key.name, key.key_id)]
        if not own:
            raise NoteRefused(f"the note is not signed by {key.name} with key {key.key_id.hex()}")
        for found in own:
            if not verify(key.public_key, found.signature, self.text.encode()):
                raise NoteRefused(f"the signature of {key.name} with key {key.key_id.hex()} is not good")
        return self.text


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log at one size: its origin (name), its size in leaves, its root (32 bytes), extension lines."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for line in (self.origin, *self.extensions):
            if not line or "\n" in line or _control_in(line):
                raise NoteRefused(f"a checkpoint's line is not empty and holds no control character: {line!a}")
        if not 0 <= self.size <= COUNT_MAX:
            raise NoteRefused(f"a log has 0 to 2^63-1 leaves, found {self.size}")
        if len(self.root) != _HASH_BYTES:
            raise NoteRefused(f"a root has 32 bytes, found {len(self.root)}")

    def text(self) -> str:
        """Return the text that is signed."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read a note's text as a checkpoint. Raises NoteRefused."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop():
            raise NoteRefused("a checkpoint is three lines or more: origin, size, root; each ends in a newline")
        origin, size, root, *extensions = lines
        return cls(origin, to_count(size, "the size"), from_base64(root, "the root"), tuple(extensions))


def key_id(name: str, algorithm: int, public_key: bytes) -> bytes:
    """Return SHA-256(name || 0x0A || algorithm byte || public key)[:4]."""
    return hashlib.sha256(name.encode() + b"\n" + bytes((algorithm,)) + public_key).digest()[:_KEY_ID_BYTES]


def verifier_key(name: str, public_key: bytes) -> str:
    """Return the line by which an Ed25519 signer is known: name+key id in hex+base64(0x01 || public key).

    Raises:
        NoteRefused: the name or the key is malformed.
    """
    key = VerifierKey(name, public_key)
    return key_line(key.name, ED25519, key.public_key)


def parse_verifier_key(text: str) -> VerifierKey:
    """Read what ``verifier_key`` writes.

    Raises:
        NoteRefused: malformed, of another algorithm than Ed25519, or its key id is not that of name and key.
    """
    return VerifierKey(*key_in_line(text, ED25519, "verifier key", "of Ed25519"))


def key_line(name: str, algorithm: int, public_key: bytes) -> str:
    """Return the line of a key: name+key id in hex+base64(algorithm byte || public key)."""
    return f"{name}+{key_id(name, algorithm, public_key).hex()}+{to_base64(bytes((algorithm,)) + public_key)}"


def key_in_line(text: str, algorithm: int, noun: str, kind: str) -> tuple[str, bytes]:
    """Read name and public key from what ``key_line`` writes; ``noun`` and ``kind`` name in words what is expected.

    Raises:
        NoteRefused: malformed, of another algorithm, or its key id is not that of name and key.
    """
    name, _, rest = text.partition("+")
    found_id, _, encoded = rest.partition("+")
    keyed = from_base64(encoded, f"the {noun} of {name}")
    if keyed[:1] != bytes((algorithm,)):
        raise NoteRefused(f"the {noun} of {name} is not {kind} (0x{algorithm:02x}), found 0x{keyed[:1].hex()}")
    key = VerifierKey(name, keyed[1:])
    expected = key_id(key.name, algorithm, key.public_key).hex()
    if found_id != expected:
        raise NoteRefused(f"the {noun} of {name} has id {expected}, but states {found_id!a}")
    return key.name, key.public_key


def sign_note(text: str, key: VerifierKey, sign: Sign) -> Note:
    """Return the text as a note signed by this key; ``sign`` is given the text in UTF-8."""
    return Note(text, (Signature(key.name, key.key_id, sign(text.encode())),))


def _refuse_bad_name(name: str) -> None:
    """Refuse a key name that is empty, or holds a space, a plus or a control character."""
    if not name or "+" in name or any(map(str.isspace, name)) or _control_in(name):
        raise NoteRefused(f"a key name is not empty and holds no space and no plus, found {name!a}")


def to_base64(data: bytes) -> str:
    """Return standard base64 (RFC 4648 section 4), with padding."""
    return base64.b64encode(data).decode()


def from_base64(text: str, what: str) -> bytes:
    """Read standard base64, only in its canonical spelling; ``what`` names it in the NoteRefused."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise NoteRefused(f"{what} is not base64: {text[:80]!a}") from None
    if not data or to_base64(data) != text:
        raise NoteRefused(f"{what} is not base64 in its canonical form: {text[:80]!a}")
    return data


def to_count(text: str, what: str) -> int:
    """Read a decimal of 0 to 2^63-1 without leading zeros; ``what`` names it in the NoteRefused."""
    if not _decimal(text) or int(text) > COUNT_MAX:
        raise NoteRefused(f"{what} is a decimal of 0 to 2^63-1 without leading zeros, found {text[:80]!a}")
    return int(text)
