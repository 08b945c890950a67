"""Witness: who watches the logs of others: its key, its logs, and what it cosigned, in a folder and no database.

    witness.pem, name          its key and the name under which it signs
    logs/<digest>/keys         the log's verifier keys, one a line; the digest is that of the origin
    logs/<digest>/last         the last checkpoint that it cosigned
    logs/<digest>/seen         every size and root that it cosigned
    logs/<digest>/refused/     what it refused and somebody must look at, as it came

Invariant: a checkpoint is on the disk as the last before its cosignature leaves; a loss in between costs the log one
question, and never lets it take anything back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import structlog

from ledger.domain.journal.cosignatures import CosignerKey, cosign
from ledger.domain.journal.notes import Checkpoint, Note, NoteRefused, VerifierKey, parse_verifier_key, verifier_key
from ledger.domain.witnessing import ALARMING, Submission, Verdict, WitnessedLog, judge
from ledger.services.clock import Clock
from ledger.services.signing_keys import is_good, signing_key
from ledger.store import durable_files

REFUSED_MAX: Final = 1_000
"""How many refused checkpoints are kept; further ones are told in the service's log alone, but for forks, which nobody
but the log can make: each is evidence."""

_log = structlog.get_logger()


class WitnessUnfit(Exception):
    """The folder is not one of a witness, or is already; the message says the way out."""


class Said(NamedTuple):
    """What a witness answers: its verdict, the size that it has seen, its signature line if it cosigned."""

    verdict: Verdict
    size: int
    line: str


class Standing(NamedTuple):
    """How a log stands with a witness."""

    origin: str
    size: int
    alarms: int


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness at work in its folder."""

    folder: Path
    clock: Clock

    def init(self, name: str) -> CosignerKey:
        """Make a witness of a folder that is none.

        Raises:
            WitnessUnfit: it is one already.
            NoteRefused: the name is not one to sign with.
        """
        if (self.folder / "name").exists():
            raise WitnessUnfit(f"{self.folder} is the folder of a witness already; `ledger witness vkey` shows its key")
        CosignerKey(name, bytes(32))
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        signing_key(self.folder / "witness.pem")
        durable_files.keep(self.folder / "name", f"{name}\n")
        return self.key()

    def key(self) -> CosignerKey:
        """Give the name and public key that it signs with.

        Raises:
            WitnessUnfit: the folder is none of a witness, or its name is no text.
        """
        try:
            name = (self.folder / "name").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise WitnessUnfit(f"{self.folder} is no witness's folder; `ledger witness init` makes it one") from None
        except UnicodeDecodeError:
            raise WitnessUnfit(f"{self.folder / 'name'} is damaged; restore it from its backup") from None
        return CosignerKey(name, signing_key(self.folder / "witness.pem").public_key().public_bytes_raw())

    def trust(self, vkey: str) -> VerifierKey:
        """Believe what this key signs for the log that it names, from now on, besides the keys believed before.

        Raises:
            NoteRefused: it is no verifier key of a log.
        """
        self.key()
        key = parse_verifier_key(vkey.strip())
        place = self._place(key.name)
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with durable_files.alone(place / "lock"):
            keys = dict.fromkeys((*self._keys(place), key))
            durable_files.keep(place / "keys", "".join(f"{verifier_key(k.name, k.public_key)}\n" for k in keys))
        return key

    def hear(self, text: str) -> Said:
        """Judge a submission, and cosign it if it extends what was cosigned before.

        Raises:
            NoteRefused: it is not a well-formed one.
        """
        submission = Submission.parse(text)
        new = submission.checkpoint
        place = self._place(new.origin)
        if not (place / "keys").exists():
            return Said(Verdict.LOG_UNKNOWN, 0, "")
        with durable_files.alone(place / "lock"):
            known = self._known(place)
            verdict = judge(submission, known, self._seen(place, new.size), is_good)
            if verdict is not Verdict.COSIGNED:
                self._refuse(place, verdict, submission, text)
                return Said(verdict, known.size, "")
            if new.size > known.size or not (place / "last").exists():
                durable_files.append(place / "seen", f"{new.size} {new.root.hex()}")
                durable_files.keep(place / "last", submission.note.format())
            # From here on the checkpoint is the last, whether or not the answer arrives.
            line = cosign(submission.note.text, int(self.clock().timestamp()), self.key(), self._sign).line()
            return Said(verdict, new.size, line)

    def standings(self) -> list[Standing]:
        """Tell how every log stands, and how often a submission of it was refused that somebody must look at."""
        told = []
        for place in sorted((self.folder / "logs").glob("*/keys")):
            known, refused = self._known(place.parent), place.parent / "refused"
            told.append(
                Standing(known.keys[0].name, known.size, len(list(refused.glob("*"))) if refused.exists() else 0)
            )
        return told

    def _sign(self, message: bytes) -> bytes:
        return signing_key(self.folder / "witness.pem").sign(message)

    def _place(self, origin: str) -> Path:
        return self.folder / "logs" / sha256(origin.encode()).hexdigest()[:32]

    def _keys(self, place: Path) -> Iterator[VerifierKey]:
        if (place / "keys").exists():
            yield from map(parse_verifier_key, (place / "keys").read_text(encoding="utf-8").split())

    def _known(self, place: Path) -> WitnessedLog:
        keys = tuple(self._keys(place))
        if not (place / "last").exists():
            return WitnessedLog(keys)
        last = Checkpoint.parse(Note.parse((place / "last").read_text(encoding="utf-8")).text)
        return WitnessedLog(keys, last.size, last.root)

    def _seen(self, place: Path, size: int) -> bytes | None:
        """Give the root that was cosigned at a size; of a line without its end nothing was."""
        if not (place / "seen").exists():
            return None
        with (place / "seen").open(encoding="utf-8") as lines:
            whole = (line for line in lines if line.startswith(f"{size} ") and line.endswith("\n"))
            return next((bytes.fromhex(line.split()[1]) for line in whole), None)

    def _refuse(self, place: Path, verdict: Verdict, submission: Submission, text: str) -> None:
        """Tell of a refusal, and keep what a person must look at."""
        told = {"origin": submission.checkpoint.origin, "size": submission.checkpoint.size, "why": verdict.value}
        if verdict not in ALARMING:
            _log.info("checkpoint_refused", **told)
            return
        _log.critical("witness_alarm", **told)
        refused = place / "refused"
        refused.mkdir(mode=0o700, exist_ok=True)
        # By what the log signed: old size, proof and lines of strangers are anybody's, and make no alarm of their own.
        signed = sha256(submission.note.text.encode()).hexdigest()[:16]
        path = refused / f"{verdict.value}-{submission.checkpoint.size}-{signed}"
        there_is_room = verdict is Verdict.FORK or len(list(refused.iterdir())) < REFUSED_MAX
        if there_is_room and not path.exists():
            durable_files.keep(path, text)


def listen(witness: Witness, body: bytes) -> tuple[int, str, str]:
    """Answer ``POST /add-checkpoint``; gives the HTTP status, the media type and the text (C2SP tlog-witness)."""
    try:
        said = witness.hear(body.decode())
    except (NoteRefused, UnicodeDecodeError) as refused:
        return 400, _TEXT, f"{refused}\n"
    if said.verdict is Verdict.COSIGNED:
        return 200, _TEXT, f"{said.line}\n"
    if said.verdict in _CONFLICTS:
        return 409, "text/x.tlog.size", f"{said.size}\n"
    return _STATUS[said.verdict], _TEXT, f"{said.verdict.value}\n"


_TEXT: Final = "text/plain; charset=utf-8"
_CONFLICTS: Final = frozenset({Verdict.STALE, Verdict.ROLLBACK, Verdict.FORK})
_STATUS: Final = {
    Verdict.LOG_UNKNOWN: 404,
    Verdict.KEY_UNKNOWN: 403,
    Verdict.OLD_SIZE_TOO_LARGE: 400,
    Verdict.PROOF_REFUSED: 422,
}
