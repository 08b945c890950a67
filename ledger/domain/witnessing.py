"""Witnessing: whether a witness cosigns the checkpoint that a log shows it, by what it cosigned before.

A *submission* says which size the log believes the witness has seen, proves that the new checkpoint extends it, and
brings the new checkpoint. A witness knows of each log its keys and the last checkpoint that it cosigned. It cosigns
what extends that one, and nothing else, ever.

Invariant: any two checkpoints of one log that are found to be cosigned here are shown to extend one another.
Source: c2sp.org/tlog-witness.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ledger.domain.journal.merkle import EMPTY_ROOT, ProofRefused, verify_consistency
from ledger.domain.journal.notes import (
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


class Verdict(Enum):
    """What a witness says of a submission; the value is the word for it."""

    COSIGNED = "cosigned"
    LOG_UNKNOWN = "log_unknown"
    KEY_UNKNOWN = "key_unknown"
    OLD_SIZE_TOO_LARGE = "old_size_too_large"
    STALE = "stale"
    """It extends another size than the last one that was cosigned; the log asks again from there."""
    ROLLBACK = "rollback"
    """The log signed a tree smaller than the last one that was cosigned, and never showed it."""
    FORK = "fork"
    """The log signed two trees of one size: nothing innocent explains that."""
    PROOF_REFUSED = "proof_refused"


ALARMING = frozenset({Verdict.ROLLBACK, Verdict.FORK, Verdict.PROOF_REFUSED})
"""Verdicts that a person must look at."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a log sends: the size it extends, the proof (hashes of 32 bytes), the signed checkpoint."""

    old_size: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint

    @classmethod
    def parse(cls, text: str) -> Submission:
        """Read a submission; nothing in it is verified yet.

        Raises:
            NoteRefused: it is not a well-formed one.
        """
        head, gap, note_text = text.partition("\n\n")
        old, *proof = head.split("\n")
        if not gap or not old.startswith("old "):
            raise NoteRefused("a submission is a line 'old <size>', lines of a proof, an empty line, and a checkpoint")
        if len(proof) > PROOF_HASHES_MAX:
            raise NoteRefused(f"a consistency proof is at most {PROOF_HASHES_MAX} hashes, found {len(proof)}")
        note = Note.parse(note_text)
        hashes = tuple(from_base64(line, "a hash of the proof") for line in proof)
        return cls(to_count(old.removeprefix("old "), "the old size"), hashes, note, Checkpoint.parse(note.text))

    def format(self) -> str:
        """Return the text that is sent."""
        lines = "".join(f"{to_base64(step)}\n" for step in self.proof)
        return f"old {self.old_size}\n{lines}\n{self.note.format()}"


@dataclass(frozen=True, slots=True)
class WitnessedLog:
    """What a witness knows of a log: whose signatures it believes, and the last tree that it cosigned."""

    keys: tuple[VerifierKey, ...]
    size: int = 0
    root: bytes = EMPTY_ROOT


def judge(submission: Submission, known: WitnessedLog | None, seen_root: bytes | None, verify: Verify) -> Verdict:
    """Say whether a submission is cosigned, in the order in which the protocol refuses.

    Args:
        known: what the witness knows of the log with the checkpoint's origin, if anything.
        seen_root: the root that the witness cosigned at the checkpoint's size, if it ever did.
    """
    if known is None:
        return Verdict.LOG_UNKNOWN
    if not any(_signed(submission.note, key, verify) for key in known.keys):
        return Verdict.KEY_UNKNOWN
    if submission.old_size > submission.checkpoint.size:
        return Verdict.OLD_SIZE_TOO_LARGE
    return _held_to_the_past(submission, known, seen_root)


def _held_to_the_past(submission: Submission, known: WitnessedLog, seen_root: bytes | None) -> Verdict:
    new = submission.checkpoint
    if (seen_root or new.root) != new.root:
        return Verdict.FORK
    if new.size < known.size and seen_root is None:
        return Verdict.ROLLBACK
    if submission.old_size != known.size:
        return Verdict.STALE
    if new.size == known.size and new.root != known.root:
        return Verdict.FORK
    return Verdict.COSIGNED if _extends(submission, known) else Verdict.PROOF_REFUSED


def _signed(note: Note, key: VerifierKey, verify: Verify) -> bool:
    try:
        note.verified_text(key, verify)
    except NoteRefused:
        return False
    return True


def _extends(submission: Submission, known: WitnessedLog) -> bool:
    if known.size in (0, submission.checkpoint.size):
        return not submission.proof
    new = submission.checkpoint
    try:
        verify_consistency(known.size, new.size, known.root, new.root, submission.proof)
    except ProofRefused:
        return False
    return True
