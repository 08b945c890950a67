"""Trust: what whoever runs the verifier brings along, which the bundle's own claims are held against."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.domain.journal.notes import Checkpoint, Note, NoteRefused, VerifierKey
from ledger.domain.journal.policies import Policy
from ledger.verifier.certified import Certificate
from ledger.verifier.signatures import SignatureTool


@dataclass(frozen=True, slots=True)
class Trust:
    """What is believed beforehand.

    Attributes:
        keys: the log's keys, from elsewhere than the bundle.
        policy: which witnesses must have cosigned, ``None`` where nobody asks.
        kept: checkpoints that were kept aside.
        certificates: certificates that the journal is asked about.
        tool: what verifies signatures, ``None`` where nothing does.
    """

    keys: tuple[VerifierKey, ...] = ()
    policy: Policy | None = None
    kept: tuple[Checkpoint, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    tool: SignatureTool | None = None

    @property
    def log_keys(self) -> tuple[VerifierKey, ...]:
        """Give every key of a log that is believed."""
        named = () if self.policy is None else (log.key for log in self.policy.logs)
        return tuple(dict.fromkeys((*self.keys, *named)))


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as it was published: the text of the note, the note, and what it says."""

    text: str
    note: Note = field(repr=False)
    checkpoint: Checkpoint


def read_signed(data: bytes) -> Signed:
    """Read a published checkpoint; nothing of it is believed yet.

    Raises:
        NoteRefused: not one, or not in its one spelling.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise NoteRefused("a checkpoint is text in UTF-8") from None
    note = Note.parse(text)
    signed = Signed(text, note, Checkpoint.parse(note.text))
    if note.format() != text:
        raise NoteRefused("the checkpoint is spelled otherwise than it is written")
    return signed
