"""Arguments: what whoever runs the verifier says, and the files that they bring along."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from ledger.domain.journal.notes import NoteRefused, parse_verifier_key
from ledger.domain.journal.policies import Policy, PolicyRefused
from ledger.verifier.certified import read_certificate
from ledger.verifier.names import NOTE_BYTES_MAX
from ledger.verifier.signatures import signature_tool
from ledger.verifier.trust import Trust, read_signed
from ledger.verifier.words import Language

EXIT_CODES = """exit codes:
  0  everything that was asked is proven
  1  the command was not understood
  2  something is wrong; the first finding is named
  3  nothing is wrong, but the signature or the witness policy was not checked or not satisfied
  4  the bundle cannot be read"""


class NotUnderstood(Exception):
    """The command line, or a file named on it, cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: a bundle, what is believed beforehand, and how to tell it."""

    bundle: Path
    trust: Trust
    quick: bool
    as_json: bool
    language: Language
    with_progress: bool


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise NotUnderstood(message)


def understood(arguments: list[str]) -> Asked:
    """Read the command line and the files it names.

    Raises:
        NotUnderstood: an argument is missing, unknown or malformed.
    """
    told = _parser().parse_args(arguments)
    try:
        trust = Trust(
            keys=tuple(parse_verifier_key(line) for key in told.key for line in _key_lines(key)),
            policy=None if told.policy is None else Policy.parse(_read(told.policy).decode()),
            kept=tuple(read_signed(_read(path)).checkpoint for path in told.kept),
            certificates=tuple(read_certificate(str(path), _read(path)) for path in told.certificate),
            tool=signature_tool(),
        )
    except (NoteRefused, OSError, PolicyRefused, ValueError) as error:
        raise NotUnderstood(str(error)) from error
    if told.quick and told.certificate:
        raise NotUnderstood("--certificate asks the replay: leave out --quick")
    language: Language = told.lang or ("ko" if os.environ.get("LANG", "").startswith("ko") else "en")
    return Asked(told.bundle, trust, told.quick, told.json, language, told.progress)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="ledger-verify.pyz",
        description="Verify a bundle of a mileage ledger, with nothing but the bundle and what you bring along.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="a folder, or a .zip file")
    add = parser.add_argument
    add("--key", action="append", default=[], metavar="VKEY",
        help="key of the log, from elsewhere than the bundle; a file of keys after an @; may be repeated")  # fmt: skip
    add("--policy", type=Path, metavar="FILE", help="which witnesses must have cosigned (C2SP tlog-policy)")
    add("--kept", action="append", default=[], type=Path, metavar="FILE",
        help="a checkpoint that was kept aside; may be repeated")  # fmt: skip
    add("--certificate", action="append", default=[], type=Path, metavar="FILE",
        help="a certificate, as JSON; may be repeated")  # fmt: skip
    add("--quick", action="store_true", help="hashes, tiles, root, signatures and checkpoints; no replay")
    add("--json", action="store_true", help="JSON instead of text")
    add("--lang", choices=["ko", "en"], help="language; else LANG")
    add("--no-progress", dest="progress", action="store_false", help="no progress bar")
    return parser


def _key_lines(key: str) -> list[str]:
    if not key.startswith("@"):
        return [key]
    return [line for line in _read(Path(key[1:])).decode().splitlines() if line.strip()]


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(NOTE_BYTES_MAX + 1)
    if len(data) > NOTE_BYTES_MAX:
        raise NotUnderstood(f"{path} has more than {NOTE_BYTES_MAX} bytes")
    return data
