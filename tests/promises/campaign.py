"""A campaign of changes to bundles: random, seeded, each by somebody who is careless or careful.

The careless change files and leave the rest. The careful make everything follow that they can: digests, sums, exports,
tiles, the root; they sign with a key of their own, or even with the log's. Each change is a function of the genuine
files and a source of chance; it gives the bytes of an archive, or files for a folder.

Not covered, because nobody believes them and nothing follows from them: the times and attributes of a folder's files; a
key or a policy that only the bundle names, beside the one that was brought along; signature lines of strangers.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.domain.journal.entries import Entry
from ledger.domain.journal.notes import Checkpoint, Note, Sign, VerifierKey, sign_note
from ledger.verifier.archives import ArchiveWriter
from ledger.verifier.manifests import Manifest
from ledger.verifier.names import CHECKPOINT, EARLIER, MANIFEST, ordered
from tests.support.bundling import Files, archived, checkpoint_of, entries_of, forged, with_digests

Changed = bytes | Files
"""An archive, or the files of a folder."""


@dataclass(frozen=True, slots=True)
class Genuine:
    """What there is to be changed: the files, the same at an earlier checkpoint, and the log's own way to sign."""

    files: Files
    older: Files
    key: VerifierKey
    sign: Sign

    def as_the_log(self, checkpoint: Checkpoint) -> bytes:
        """Sign as the log itself would, were its key stolen."""
        return sign_note(checkpoint.text(), self.key, self.sign).format().encode()

    def with_the_old_signature(self, checkpoint: Checkpoint) -> bytes:
        """Put the signature of the genuine checkpoint under another."""
        note = Note.parse(self.files[CHECKPOINT].decode())
        return replace(note, text=checkpoint.text()).format().encode()


def as_somebody_else(genuine: Genuine, chance: Random) -> Callable[[Checkpoint], bytes]:
    """Sign with a key of one's own, under the log's name."""
    key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    named = VerifierKey(genuine.key.name, key.public_key().public_bytes_raw())
    return lambda checkpoint: sign_note(checkpoint.text(), named, key.sign).format().encode()


def flipped(data: bytes, chance: Random) -> bytes:
    """Turn one bit round."""
    changed = bytearray(data)
    changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _inserted(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.randint(1, 9)) + data[at:]


_BYTES: Final[tuple[Callable[[bytes, Random], bytes], ...]] = (flipped, _cut, _inserted)


def a_file_changed(genuine: Genuine, chance: Random) -> Changed:
    """Flip, cut or insert bytes of one file."""
    name = chance.choice(sorted(genuine.files))
    return {**genuine.files, name: chance.choice(_BYTES)(genuine.files[name], chance)}


def a_file_changed_and_its_digest(genuine: Genuine, chance: Random) -> Changed:
    """The same, and the manifest says so."""
    name = chance.choice(sorted(genuine.files.keys() - {MANIFEST}))
    return with_digests({**genuine.files, name: chance.choice(_BYTES)(genuine.files[name], chance)})


def a_file_dropped(genuine: Genuine, chance: Random) -> Changed:
    """Leave a file out; half of the time the manifest does not know it either."""
    dropped = chance.choice(sorted(name for name in genuine.files if name.startswith(("tile/", CHECKPOINT, "vkeys"))))
    files = {name: data for name, data in genuine.files.items() if name != dropped}
    return with_digests(files) if chance.random() < 0.5 and not dropped.startswith(EARLIER) else files


def a_file_too_many(genuine: Genuine, chance: Random) -> Changed:
    """Add a file, told in the manifest or not."""
    names = ("tile/0/005", "tile/entries/001", "tile/2/000.p/1", "checkpoints/7", "notes.txt", "tile/0/000.p/9")
    files = {**genuine.files, chance.choice(names): chance.randbytes(32)}
    return with_digests(files) if chance.random() < 0.5 else files


def two_files_swapped(genuine: Genuine, chance: Random) -> Changed:
    """Exchange the contents of two files."""
    one, other = chance.sample(sorted(genuine.files.keys() - {MANIFEST}), 2)
    files = {**genuine.files, one: genuine.files[other], other: genuine.files[one]}
    return with_digests(files) if chance.random() < 0.5 else files


def _entries_changed(entries: list[bytes], chance: Random) -> list[bytes]:
    """Change, drop, insert, swap, repeat or cut off entries."""
    at = chance.randrange(1, len(entries))
    act = chance.choice(("flip", "drop", "insert", "swap", "repeat", "truncate", "nonce", "amount"))
    if act == "swap":
        other = chance.choice([nth for nth in range(1, len(entries)) if nth != at])
        entries[at], entries[other] = entries[other], entries[at]
    elif act == "truncate":
        del entries[at:]
    elif act in ("drop", "insert", "repeat"):
        entries[at : at + (act == "drop")] = {"drop": [], "insert": [entries[at]], "repeat": [entries[at - 1]]}[act]
    elif act == "flip":
        entries[at] = flipped(entries[at], chance)
    else:
        entries[at] = _rewritten(entries[at], act, chance)
    return entries


def _rewritten(data: bytes, act: str, chance: Random) -> bytes:
    """Write an entry that is one, and says something else."""
    entry = Entry.from_bytes(data)
    if act == "amount" and entry.postings:
        first, *rest = entry.postings
        return replace(entry, postings=(first._replace(amount=first.amount + 1), *rest)).to_bytes()
    return replace(entry, nonce=chance.randbytes(16).hex()).to_bytes()


def entries_changed_by_a_stranger(genuine: Genuine, chance: Random) -> Changed:
    """Change entries, make everything follow, and sign with another key, or keep the old signature."""
    entries = _entries_changed(entries_of(genuine.files), chance)
    old = chance.random() < 0.3
    return forged(genuine.files, entries, genuine.with_the_old_signature if old else as_somebody_else(genuine, chance))


def entries_changed_by_the_log(genuine: Genuine, chance: Random) -> Changed:
    """Change entries, make everything follow, and sign with the log's own key: a fork."""
    return forged(genuine.files, _entries_changed(entries_of(genuine.files), chance), genuine.as_the_log)


def signed_by_another(genuine: Genuine, chance: Random) -> Changed:
    """Change nothing, and sign with another key."""
    note = as_somebody_else(genuine, chance)(checkpoint_of(genuine.files))
    return with_digests({**genuine.files, CHECKPOINT: note})


def rolled_back(genuine: Genuine, chance: Random) -> Changed:
    """Hand out an older copy, with its genuine signature."""
    return archived(genuine.older) if chance.random() < 0.5 else genuine.older


def another_sum(genuine: Genuine, chance: Random) -> Changed:
    """Write another figure or text into the manifest."""
    manifest = Manifest.from_bytes(genuine.files[MANIFEST])
    name = chance.choice(("origin", "size", "root", "parameters", "kinds", "postings", "totals", "files"))
    return {**genuine.files, MANIFEST: replace(manifest, **{name: _other(getattr(manifest, name), chance)}).to_bytes()}


def _other(value: Any, chance: Random) -> Any:
    if isinstance(value, int):
        return value + chance.choice((-1, 1))
    if isinstance(value, str):
        return f"{value}0"
    if isinstance(value, tuple):
        return value[0] + 1, value[1]
    key = chance.choice(sorted(value))
    if chance.random() < 0.3:
        return {name: item for name, item in value.items() if name != key}
    return {**value, key: _other(value[key], chance)}


def another_export(genuine: Genuine, chance: Random) -> Changed:
    """Change a digit, drop or repeat a line of an export, and the manifest says so."""
    name = chance.choice(sorted(name for name in genuine.files if name.startswith("exports/")))
    lines = genuine.files[name].splitlines(keepends=True)
    at = chance.randrange(len(lines))
    act = chance.choice(("drop", "repeat", "digit"))
    if act == "digit":
        lines[at] = lines[at][:-3] + bytes([lines[at][-3] ^ 1]) + lines[at][-2:]
    else:
        lines[at : at + 1] = [] if act == "drop" else [lines[at], lines[at]]
    return with_digests({**genuine.files, name: b"".join(lines)})


def archive_bytes_changed(genuine: Genuine, chance: Random) -> Changed:
    """Flip, cut or insert bytes anywhere in the archive, its own fields included."""
    return chance.choice(_BYTES)(archived(genuine.files), chance)


def archive_fields_changed(genuine: Genuine, chance: Random) -> Changed:
    """Flip a bit where an archive has no contents: in a header, or in the directory at its end."""
    data = archived(genuine.files)
    heads = [data.index(b"PK\3\4") + nth for nth in range(30)]
    tail = len(data) - 22 - 60 * len(genuine.files)
    at = chance.choice((*heads, *range(tail, len(data))))
    return data[:at] + flipped(data[at : at + 1], chance) + data[at + 1 :]


def archive_spelled_otherwise(genuine: Genuine, chance: Random) -> Changed:
    """Write the same files as another archive: compressed, in another order, dated, or with something behind."""
    file = io.BytesIO()
    act = chance.choice(("compressed", "order", "dated", "comment", "twice"))
    if act in ("compressed", "dated"):
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED if act == "compressed" else zipfile.ZIP_STORED) as made:
            for name in ordered(genuine.files):
                made.writestr(zipfile.ZipInfo(name, (2026, 8, 31, 0, 0, 0)), genuine.files[name])
        return file.getvalue()
    if act == "comment":
        return archived(genuine.files) + chance.randbytes(9)
    names = ordered(genuine.files)
    one, other = sorted(chance.sample(range(len(names)), 2))
    names[one], names[other] = names[other], names[one] if act == "order" else names[other]
    writer = ArchiveWriter(file)
    for name in names:
        writer.add(name, [genuine.files[name]])
    writer.close()
    return file.getvalue()


CHANGES: Final[Sequence[Callable[[Genuine, Random], Changed]]] = (
    a_file_changed,
    a_file_changed_and_its_digest,
    a_file_dropped,
    a_file_too_many,
    two_files_swapped,
    entries_changed_by_a_stranger,
    entries_changed_by_the_log,
    signed_by_another,
    rolled_back,
    another_sum,
    another_export,
    archive_bytes_changed,
    archive_fields_changed,
    archive_spelled_otherwise,
)
"""Every kind of change; a campaign takes them in turn."""
