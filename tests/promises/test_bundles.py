"""A bundle of the whole journal, written by either engine, is verified by nothing but what was brought along."""

from __future__ import annotations

import itertools
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.domain.journal.cosignatures import CosignerKey, cosign, with_signatures
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.notes import Checkpoint, Note
from ledger.domain.journal.tiles import parse_tile_path
from ledger.domain.refusals import Refused
from ledger.domain.verification import Replay
from ledger.services.bundles import CannotWriteBundle, write_bundle
from ledger.services.log import tile
from ledger.services.log import verifier_key as verifier_text
from ledger.services.signing import HistoryNotExtended, signed_checkpoint
from ledger.verifier import replay_checks
from ledger.verifier.manifests import Manifest
from tests.promises.damaged import Copy, Original
from tests.support.bundling import archived, put_folder, read_folder, verified, with_digests


@dataclass(frozen=True, slots=True)
class Bundled:
    """A bundle as a folder and as an archive, the log's key, and a note over all of it that was kept aside."""

    folder: Path
    archive: Path
    key: str
    kept: Path


@pytest.fixture(scope="module")
def bundled(original: Original, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bundled]:
    """Write a bundle in both forms, once for each engine."""
    place = tmp_path_factory.mktemp("bundled")
    made = Bundled(place / "b", place / "b.zip", "", place / "kept")
    with original.copied() as copy:
        write_bundle(copy.node, made.folder)
        write_bundle(copy.node, made.archive)
        made.kept.write_text(signed_checkpoint(copy.node))
        yield Bundled(made.folder, made.archive, verifier_text(copy.node), made.kept)


@pytest.fixture
def intact(original: Original) -> Iterator[Copy]:
    """Give a copy that nobody touches."""
    with original.copied() as made:
        yield made


def _says(said: str, check: str) -> str:
    return next(line for line in said.splitlines() if check in line).strip()


@pytest.mark.parametrize("form", ["folder", "archive"])
def test_a_bundle_proves_everything_to_who_has_the_key(bundled: Bundled, original: Original, form: str) -> None:
    path = getattr(bundled, form)
    code, said = verified(path, "--key", bundled.key, "--kept", bundled.kept, "--lang", "en")
    assert code == 0, said
    assert _says(said, "every entry keeps the rules").startswith("[proven]")
    assert _says(said, "kept checkpoints").startswith("[proven]")
    assert _says(said, "exports follow").endswith("exports/transactions.csv, exports/journal.hledger")
    assert f"{original.kept.size} entries, root {original.kept.root.hex()}" in said
    assert "[FAILED]" not in said


def test_a_long_bundle_is_replayed_over_a_file_which_goes_away(
    bundled: Bundled, original: Original, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "--key", bundled.key, "--json"
    files = read_folder(bundled.folder)
    cut = put_folder(tmp_path / "cut", with_digests({**files, "exports/journal.hledger": b"; nothing"}))
    in_memory = [verified(path, *asked) for path in (bundled.archive, cut)]
    with monkeypatch.context() as changed:
        changed.setattr(replay_checks, "SPILLED_FROM", original.kept.size)
        changed.setattr(replay_checks, "ROWS_AT_HAND", 4)
        changed.setattr(tempfile, "tempdir", str(tmp_path))
        spilled = [verified(path, *asked) for path in (bundled.archive, cut)]
        changed.setattr(replay_checks, "Replay", _BreaksOff)
        with pytest.raises(KeyboardInterrupt):
            verified(bundled.archive, *asked)
    assert spilled == in_memory
    assert [code for code, _ in spilled] == [0, 2]
    assert list(tmp_path.iterdir()) == [cut]


class _BreaksOff(Replay):
    """A replay that whoever waits for it breaks off, once rows lie in a file."""

    def step(self, data: bytes) -> tuple[Entry, bytes]:
        """Take an entry, but for the hundredth."""
        if self.books.position == 99:
            raise KeyboardInterrupt
        return super().step(data)


def test_a_folder_and_an_archive_hold_the_same_files_and_each_writing_the_same_bytes(
    bundled: Bundled, intact: Copy, tmp_path: Path
) -> None:
    files = read_folder(bundled.folder)
    assert bundled.archive.read_bytes() == archived(files)
    with zipfile.ZipFile(bundled.archive) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
    write_bundle(intact.node, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == bundled.archive.read_bytes()


def test_a_folder_has_every_tile_where_the_service_serves_it(bundled: Bundled, intact: Copy) -> None:
    files = read_folder(bundled.folder)
    tiles = [name for name in files if name.startswith("tile/") and "entries" not in name]
    assert len(tiles) == 3
    assert all(files[name] == tile(intact.node, parse_tile_path(name)) for name in tiles)


def test_a_manifest_tells_sums_that_are_zero_together_and_the_digest_of_every_file(bundled: Bundled) -> None:
    files = read_folder(bundled.folder)
    manifest = Manifest.from_bytes(files["manifest.json"])
    assert sum(manifest.totals.values()) == 0
    assert sum(manifest.kinds.values()) == manifest.size
    assert manifest.files.keys() == files.keys() - {"manifest.json"}
    assert all(sha256(files[name]).hexdigest() == digest for name, (_, digest) in manifest.files.items())


def test_a_bundle_of_an_earlier_checkpoint_is_as_it_was_then_and_no_newer_one_passes_for_it(
    bundled: Bundled, intact: Copy, tmp_path: Path
) -> None:
    earlier = int(next(iter((bundled.folder / "checkpoints").iterdir())).name)
    assert write_bundle(intact.node, tmp_path / "then", earlier, exports=False).size == earlier
    assert verified(tmp_path / "then", "--key", bundled.key)[0] == 0
    code, said = verified(tmp_path / "then", "--key", bundled.key, "--kept", bundled.kept)
    assert code == 2
    assert "journal_truncated" in said
    with pytest.raises(Refused, match="checkpoint_unknown"):
        write_bundle(intact.node, tmp_path / "never", earlier + 1)
    assert not (tmp_path / "never").exists()


def test_a_key_that_only_the_bundle_names_proves_nothing(bundled: Bundled, tmp_path: Path) -> None:
    code, said = verified(bundled.archive, "--lang", "en")
    assert code == 3
    assert _says(said, "checkpoint is signed").startswith("[not checked]")
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    stranger = CosignerKey("mileage.example/test", other).format()
    assert verified(bundled.archive, "--key", stranger)[0] == 1  # a witness's key is no log's key
    keys = tmp_path / "keys"
    keys.write_text(f"{bundled.key}\n")
    assert verified(bundled.archive, "--quick", "--key", f"@{keys}")[0] == 0


def test_a_policy_asks_for_witnesses_and_counts_only_good_cosignatures(bundled: Bundled, tmp_path: Path) -> None:
    witnesses = [Ed25519PrivateKey.from_private_bytes(bytes([nth]) * 32) for nth in (1, 2, 3)]
    keys = [CosignerKey(f"w{nth}.example", key.public_key().public_bytes_raw()) for nth, key in enumerate(witnesses)]
    lines = [f"witness w{nth} {key.format()}" for nth, key in enumerate(keys)]
    policy = tmp_path / "policy"
    policy.write_text("\n".join([f"log {bundled.key}", *lines, "group g 2 w0 w1 w2", "quorum g", ""]))
    files = read_folder(bundled.folder)
    note = Note.parse(files["checkpoint"].decode())
    lines_of = [cosign(note.text, 1_790_000_000, key, key_of.sign) for key, key_of in zip(keys, witnesses, strict=True)]

    def told(*signatures: object) -> tuple[int, str]:
        changed = with_signatures(note, tuple(signatures))  # type: ignore[arg-type]
        made = tmp_path / f"{next(_numbers)}.zip"
        made.write_bytes(archived(with_digests({**files, "checkpoint": changed.format().encode()})))
        return verified(made, "--quick", "--policy", policy, "--lang", "en")

    assert told(lines_of[0])[0] == 3
    code, said = told(*lines_of[:2])
    assert code == 0, said
    assert _says(said, "witnesses").endswith("w0, w1")
    of_another_text = cosign(
        Checkpoint(note.text.split("\n")[0], 1, bytes(32)).text(), 1_790_000_000, keys[2], witnesses[2].sign
    )
    code, said = told(*lines_of[:2], of_another_text)
    assert code == 2
    assert "cosignature_not_good" in said


_numbers = itertools.count()


def test_a_policy_that_only_the_bundle_names_proves_nothing(bundled: Bundled, tmp_path: Path) -> None:
    claimed = with_digests({**read_folder(bundled.folder), "policy": f"log {bundled.key}\nquorum none\n".encode()})
    put_folder(tmp_path / "claimed", claimed)
    assert verified(tmp_path / "claimed", "--quick", "--key", bundled.key)[0] == 3


def test_nothing_is_written_over(intact: Copy, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("dear auditor")
    (tmp_path / "mine.zip").write_text("dear auditor")
    for name in ("mine", "mine.zip"):
        with pytest.raises(CannotWriteBundle, match="is there already"):
            write_bundle(intact.node, tmp_path / name)
    assert {path.name for path in tmp_path.rglob("*")} == {"mine", "letter", "mine.zip"}


def test_a_journal_that_does_not_hash_to_what_was_signed_gives_no_bundle(copy: Copy, tmp_path: Path) -> None:
    data = bytearray(copy.one("SELECT bytes FROM entries WHERE position = 40"))
    data[-3] ^= 1
    copy.sql("UPDATE entries SET bytes = :data WHERE position = 40", data=bytes(data))
    assert copy.command(tmp_path, "export", "bundle", "-o", str(tmp_path / "b"))[0] == 1
    with pytest.raises(HistoryNotExtended):
        write_bundle(copy.node, tmp_path / "b")
    assert not list(tmp_path.iterdir())


def test_the_command_line_writes_the_bundle_and_the_program_that_verifies_it(
    intact: Copy, bundled: Bundled, tmp_path: Path
) -> None:
    code, said = intact.command(tmp_path, "export", "bundle", "-o", str(tmp_path / "b.zip"), "--json")
    assert code == 0, said
    assert (tmp_path / "b.zip").read_bytes() == bundled.archive.read_bytes()
    assert intact.command(tmp_path, "export", "bundle", "-o", str(tmp_path / "b.zip"))[0] == 3
    for name in ("one.pyz", "two.pyz"):
        assert intact.command(tmp_path, "verifier", "-o", str(tmp_path / name))[0] == 0
    assert (tmp_path / "one.pyz").read_bytes() == (tmp_path / "two.pyz").read_bytes()
    told = _alone(tmp_path, "one.pyz", "b.zip", "--key", bundled.key, PATH="/usr/bin:/bin")
    assert told.returncode in (0, 3), told.stderr  # 3 where there is no openssl
    assert "every entry keeps the rules, " in told.stdout
    told = _alone(tmp_path, "one.pyz", "b.zip", "--key", bundled.key, "--quick", PATH="")
    assert told.returncode == 3
    assert "neither the cryptography package nor a fit openssl command" in told.stdout


def _alone(folder: Path, program: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program with the standard library and nothing else."""
    command = [sys.executable, "-I", "-S", program, *arguments, "--lang", "en"]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
