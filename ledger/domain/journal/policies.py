"""Policies: which logs are believed, and how many of which witnesses must have cosigned a checkpoint.

A *policy* is a small text: ``log`` and ``witness`` lines with verifier keys, ``group`` lines that say how many of
their members are enough, one ``quorum`` line that names what is asked. A checkpoint *satisfies* it if a log of the
policy signed it and the quorum has cosigned it.

Invariant: each name stands in one group at most and each public key for one log or one witness, so that nobody
counts twice; a name is used only after its own line, so that groups never go round in a circle.
Source: c2sp.org/tlog-policy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ledger.domain.journal.cosignatures import CosignerKey, cosigned_at
from ledger.domain.journal.notes import (
    Checkpoint,
    Note,
    NoteRefused,
    VerifierKey,
    Verify,
    parse_verifier_key,
)

NONE = "none"
POLICY_TEXT_MAX = 100_000
"""Characters."""

_forbidden_in = re.compile("[\x00-\x08\x0b-\x1f\x7f]").search
_blanks = re.compile("[ \t]+")
_threshold = re.compile("[1-9][0-9]{0,3}").fullmatch


class PolicyRefused(ValueError):
    """A text is not a policy; the message names the line."""


@dataclass(frozen=True, slots=True)
class Log:
    """A log that is believed: its key, whose name is its origin, and where it is served, if told."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness: its name in the policy, its key, and the prefix it takes checkpoints at, if told."""

    name: str
    key: CosignerKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses and groups of which ``threshold`` are enough."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """What a policy says of a checkpoint: whose signatures are good, whose are not, and whether that is enough.

    ``log_keys`` are the logs' keys that signed (two, where one hands over to the next), ``witnesses`` maps each
    witness that cosigned, by its name in the policy, to the time of its cosignature in seconds since 1970; ``bad``
    names who is known and has a signature that is not good: then nothing is believed.
    """

    checkpoint: Checkpoint
    log_keys: tuple[VerifierKey, ...]
    witnesses: Mapping[str, int]
    bad: tuple[str, ...]
    satisfied: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """Logs, witnesses, groups, and the quorum: the name of a witness or group, or ``none``."""

    quorum: str
    logs: tuple[Log, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    groups: tuple[Group, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Policy:
        """Read a policy.

        Raises:
            PolicyRefused: it breaks the format; the message says in which line, and what was expected.
        """
        if len(text) > POLICY_TEXT_MAX:
            raise PolicyRefused(f"a policy has at most {POLICY_TEXT_MAX} characters, found {len(text)}")
        draft = _Draft()
        for number, line in enumerate(text.split("\n"), 1):
            try:
                draft.read(line)
            except ValueError as refused:
                raise PolicyRefused(f"line {number}: {refused}") from None
        if draft.quorum is None:
            raise PolicyRefused("a policy has a line 'quorum <name>' or 'quorum none'")
        return cls(draft.quorum, tuple(draft.logs), tuple(draft.witnesses.values()), tuple(draft.groups.values()))

    def check(self, note_text: str, verify: Verify, known: Sequence[VerifierKey] = ()) -> PolicyResult:
        """Tell what this policy says of a published checkpoint, its signature lines included.

        ``known`` are keys of the log that are believed beside the policy's own (one learned from the log, say).

        Raises:
            NoteRefused: not a well-formed note of a checkpoint.
        """
        note = Note.parse(note_text)
        checkpoint = Checkpoint.parse(note.text)
        bad: list[str] = []
        signed: list[VerifierKey] = []
        for key in dict.fromkeys((*(log.key for log in self.logs), *known)):
            if key.name != checkpoint.origin or not _has(note, key):
                continue
            try:
                note.verified_text(key, verify)
                signed.append(key)
            except NoteRefused:
                bad.append(key.name)
        times: dict[str, int] = {}
        for witness in self.witnesses:
            try:
                lines = filter(witness.key.signed_by, note.signatures)
                found = [cosigned_at(note.text, line, witness.key, verify) for line in lines]
            except NoteRefused:
                bad.append(witness.name)
                continue
            if found:
                times[witness.name] = max(found)
        satisfied = bool(signed) and not bad and self.enough(times)
        return PolicyResult(checkpoint, tuple(signed), times, tuple(bad), satisfied)

    def enough(self, cosigned: Mapping[str, int]) -> bool:
        """Tell whether these witnesses, by their names in the policy, make up the quorum."""
        if self.quorum == NONE:
            return True
        witnessed = {witness.name for witness in self.witnesses if witness.name in cosigned}
        for group in self.groups:
            if len(witnessed.intersection(group.members)) >= group.threshold:
                witnessed.add(group.name)
        return self.quorum in witnessed


def _has(note: Note, key: VerifierKey) -> bool:
    return any((found.name, found.key_id) == (key.name, key.key_id) for found in note.signatures)


@dataclass(slots=True)
class _Draft:
    """A policy as far as it has been read."""

    logs: list[Log] = field(default_factory=list)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str | None = None
    used: set[str] = field(default_factory=set)

    def read(self, line: str) -> None:
        if _forbidden_in(line):
            raise PolicyRefused("of control characters only the tab is allowed")
        line = line.strip(" \t")
        if not line or line.startswith("#"):
            return
        verb, *words = _blanks.split(line)
        match verb, words:
            case "log", [key, *url] if len(url) <= 1:
                self.add_log(Log(parse_verifier_key(key), *url))
            case "witness", [name, key, *url] if len(url) <= 1:
                self.add_witness(Witness(self.fresh(name), CosignerKey.parse(key), *url))
            case "group", [name, threshold, *members] if members:
                self.groups[name] = Group(self.fresh(name), _count(threshold, len(members)), self.members(members))
            case "quorum", [name]:
                self.set_quorum(name)
            case _:
                raise PolicyRefused(
                    "expected 'log <vkey> [url]', 'witness <name> <vkey> [url]', "
                    f"'group <name> <all|any|k> <name>...' or 'quorum <name|none>', found {line[:80]!a}"
                )

    def add_log(self, log: Log) -> None:
        if any(log.key.public_key == other.key.public_key for other in self.logs):
            raise PolicyRefused(f"the public key of {log.key.name} stands for a log already")
        self.logs.append(log)

    def add_witness(self, witness: Witness) -> None:
        if any(witness.key.public_key == other.key.public_key for other in self.witnesses.values()):
            raise PolicyRefused(f"the public key of {witness.name} stands for a witness already")
        self.witnesses[witness.name] = witness

    def set_quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise PolicyRefused(f"the quorum is {self.quorum} already")
        if name != NONE and name not in self.witnesses and name not in self.groups:
            raise PolicyRefused(f"the quorum {name!a} is no witness or group of a line before")
        self.quorum = name

    def fresh(self, name: str) -> str:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise PolicyRefused(f"the name {name!a} is taken")
        return name

    def members(self, names: Sequence[str]) -> tuple[str, ...]:
        for name in names:
            if name not in self.witnesses and name not in self.groups:
                raise PolicyRefused(f"the member {name!a} is no witness or group of a line before")
            if name in self.used:
                raise PolicyRefused(f"{name!a} is a member already")
            self.used.add(name)
        return tuple(names)


def _count(threshold: str, members: int) -> int:
    if threshold in ("all", "any"):
        return members if threshold == "all" else 1
    if not _threshold(threshold) or int(threshold) > members:
        raise PolicyRefused(f"a threshold is all, any, or 1 to the {members} members, found {threshold[:20]!a}")
    return int(threshold)
