"""Everything that an auditor holds in hand, made by the commands that make it, and held together offline.

The demo goes on for a day: a company has its balance certified, somebody who left is erased, a month is closed, the
log's key is changed, a witness cosigns, the auditor is shown names. Then it is bundled, and the packed verifier, alone
with the standard library, proves all of it; whatever is changed of any of these is told. The worst forger has the log's
newest key and makes everything else follow.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.domain.journal import canonical
from ledger.domain.journal.notes import Note, VerifierKey, sign_note
from ledger.services.signing_keys import signing_key
from ledger.verifier.names import CHECKPOINT, DISCLOSURES, KEYS, POLICY
from tests.cli.conftest import copy_of
from tests.cli.installation import Installation, free_port
from tests.cli.test_sanctions import told_as
from tests.cli.test_seal import witnessing
from tests.support.bundling import (
    Files,
    archived,
    checkpoint_of,
    entries_of,
    forged,
    read_folder,
    verified,
    with_digests,
)
from tests.support.engines import SQLITE

MONTH = "2024-11"


@dataclass(frozen=True, slots=True)
class Audited:
    """What the auditor holds: the bundle's files, and beside it key, policy, kept checkpoint, certificate; and how the
    newest key of the log signs, which only its holder knows."""

    folder: Path
    files: Files
    sign: Callable[[Any], bytes]

    @property
    def brought(self) -> tuple[object, ...]:
        """What is brought along to every verification."""
        at = self.folder
        return (
            "--key", f"@{at / 'vkey'}", "--policy", at / "policy", "--kept", at / "kept",
            "--certificate", at / "certificate.json",
        )  # fmt: skip


@pytest.fixture(scope="module")
def audited(
    demos: Callable[[str], Installation], request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Audited]:
    """Let the demo go on for a day and hand it to the auditor."""
    place = tmp_path_factory.mktemp("audited")
    with copy_of(demos(SQLITE), place / "office", request) as installation:
        files = _lead(installation, place)
        made = max((installation.folder / "keys").glob("log-*.pem"), key=lambda path: path.stat().st_mtime)
        yield Audited(place, files, _signing(signing_key(made), files))


def _lead(office: Installation, place: Path) -> Files:
    """Let everything happen, by the commands that people type."""
    port = free_port()
    policy = {"LEDGER_SEAL_POLICY_FILE": str(place / "policy"), "LEDGER_WITNESS_FOLDER": str(place / "witness")}
    ours = replace(office, more=policy)
    clients = ours.demo_file()["clients"]
    company = clients["company"]["organization_id"]
    vkey = office.run("checkpoint", "--vkey").stdout
    (place / "vkey").write_text(vkey, encoding="utf-8")
    (place / "kept").write_text(office.run("checkpoint").stdout, encoding="utf-8")
    cosigner = ours.run("witness", "init", "witness.council.example").stdout.strip()
    assert ours.run("witness", "trust", vkey.strip()).returncode == 0
    told = f"log {vkey}witness council {cosigner} http://127.0.0.1:{port}\nquorum council\n"
    (place / "policy").write_text(told, encoding="utf-8")

    def two_persons(*proposing: str) -> None:
        proposed = told_as(office, "operator", *proposing)
        assert told_as(office, "operator_approver", "proposals", "approve", proposed["id"])["status"] == "approved"

    certified = told_as(office, "company", "certificates", "issue", company)
    inviting = ("users", "invite", company, "--login", "bae@haeundae.example", "--role", "company")
    left = told_as(office, "operator", *inviting, "--person", "Bae Su-jin")["user_id"]
    told_as(office, "operator", "users", "revoke", left)
    (place / "request.pdf").write_bytes(b"%PDF-1.7 asked in writing")
    why = ("--reason-code", "request", "--reason", "asked in writing", "--document", str(place / "request.pdf"))
    two_persons("erase", left, *why)
    two_persons("periods", "close", MONTH)
    two_persons("seal", "propose", office.told("seal", "key")["public_key"], "--reason", "the yearly change")
    with witnessing(ours, port):
        assert "satisfied  True" in ours.run("seal", "--once").stdout
    auditor = clients["auditor"]
    showing = ("disclose", "--subject", company, "--reason", "audit", "-o", str(place / "shown.ndjson"))
    shown = office.run(*showing, "--as", auditor["client_id"], typed=auditor["client_secret"] + "\n")
    assert shown.returncode == 0, shown.stderr
    certificate = office.run("certificates", "show", certified["id"]).stdout
    (place / "certificate.json").write_text(certificate, encoding="utf-8")
    bundling = ("export", "bundle", "-o", str(place / "bundle"), "--disclosures", str(place / "shown.ndjson"))
    assert ours.run(*bundling).returncode == 0
    assert ours.run("verifier", "-o", str(place / "ledger-verify.pyz")).returncode == 0
    return read_folder(place / "bundle")


def _signing(key: Ed25519PrivateKey, files: Files) -> Callable[[Any], bytes]:
    named = VerifierKey(checkpoint_of(files).origin, key.public_key().public_bytes_raw())
    return lambda checkpoint: sign_note(checkpoint.text(), named, key.sign).format().encode()


def test_all_of_it_together_is_proven_by_one_file_of_python(audited: Audited) -> None:
    command = [sys.executable, "-I", "ledger-verify.pyz", "bundle", *map(str, audited.brought), "--json"]
    done = subprocess.run(command, cwd=audited.folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout
    told = {one["check"]: (one["outcome"], one["because"]) for one in json.loads(done.stdout)["checks"]}
    assert {outcome for outcome, _ in told.values()} == {"proven"}
    assert told["witnesses"][1] == "council"
    assert told["disclosures"][1] == "3 texts; erasures on record: 2", "one of the demo, one of this audit"
    assert len(Note.parse(audited.files[CHECKPOINT].decode()).signatures) == 3, "both keys and the witness"


def _judged(audited: Audited, files: Files, *instead: object) -> tuple[int, str]:
    """Verify changed files, with other things brought along if told so."""
    bundle = audited.folder / "changed.zip"
    bundle.write_bytes(archived(files))
    return verified(bundle, *(instead or audited.brought), "--lang", "en")


def _rewritten(audited: Audited, kind: str, **changed: Any) -> tuple[int, str]:
    """Let whoever has the log's newest key rewrite the last entry of a kind, and make everything else follow."""
    entries = entries_of(audited.files)
    decoded: list[Any] = [canonical.decode(data) for data in entries]
    nth = max(at for at, entry in enumerate(decoded) if entry["kind"] == kind)
    entry = decoded[nth]
    assert entry["fact"].keys() >= changed.keys()
    entry["fact"] |= changed
    entries[nth] = canonical.encode(entry)
    return _judged(audited, _forged(audited, entries), *_new_key(audited))


def _forged(audited: Audited, entries: list[bytes]) -> Files:
    """Make everything follow from other entries; no witness cosigns that, so the bundle speaks of none."""
    return forged({name: data for name, data in audited.files.items() if name != POLICY}, entries, audited.sign)


def _new_key(audited: Audited) -> tuple[object, ...]:
    """What somebody believes who was told the newest key, asks no witness and kept nothing."""
    return ("--key", audited.files[KEYS].decode().splitlines()[-1])


def test_who_has_the_newest_key_and_changes_nothing_is_believed_by_who_asks_no_witness(audited: Audited) -> None:
    again = _forged(audited, entries_of(audited.files))
    assert _judged(audited, again, *_new_key(audited))[0] == 0
    assert _judged(audited, again, *_new_key(audited), "--policy", audited.folder / "policy")[0] == 3


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("log_key_set", {"public_key": "7c" * 32}),
        ("certificate", {"available": 1_000_000}),
        ("texts_erased", {"subject": "usr_" + "0" * 32}),
        ("period_closed", {"root": sha256(b"another").hexdigest()}),
    ],
    ids=["key", "certificate", "erasure", "closing"],
)
def test_an_entry_that_says_something_else_is_found_even_if_the_logs_own_key_signs_it(
    audited: Audited, kind: str, changed: dict[str, Any]
) -> None:
    code, said = _rewritten(audited, kind, **changed)
    assert (code, "[proven] the checkpoint stands for exactly these entries" in said) == (2, True), said
    assert re.search(rf"\[FAILED\] every entry keeps the rules.*\n +entry \d+ \({kind} ", said), said


def test_a_fork_is_found_by_whoever_kept_a_checkpoint_though_nothing_else_is_wrong(audited: Audited) -> None:
    entries = entries_of(audited.files)
    entry: Any = canonical.decode(entries[10])
    entries[10] = canonical.encode(entry | {"nonce": "0" * 32})
    fork = _forged(audited, entries)
    assert _judged(audited, fork, *_new_key(audited), "--quick")[0] == 0
    code, said = _judged(audited, fork, *_new_key(audited), "--quick", "--kept", audited.folder / "kept")
    assert (code, said.count("[FAILED]"), "checkpoint_not_extended" in said) == (2, 1, True), said


def test_a_stranger_who_signs_is_found(audited: Audited) -> None:
    sign = _signing(Ed25519PrivateKey.from_private_bytes(bytes(32)), audited.files)
    code, said = _judged(audited, forged(audited.files, entries_of(audited.files), sign))
    assert (code, "signed_by_another_key" in said) == (2, True), said


def test_a_cosignature_that_is_another_is_found_and_one_that_is_missing_is_missed(audited: Audited) -> None:
    note = Note.parse(audited.files[CHECKPOINT].decode())
    own, cosigned = note.signatures[:-1], note.signatures[-1]
    other = replace(cosigned, signature=cosigned.signature[:-1] + bytes([cosigned.signature[-1] ^ 1]))
    for signatures, code in (((*own, other), 2), (own, 3)):
        changed = Note(note.text, signatures).format().encode()
        assert _judged(audited, with_digests({**audited.files, CHECKPOINT: changed}))[0] == code


def test_another_name_is_found(audited: Audited) -> None:
    shown = audited.files[DISCLOSURES].replace(b"Haeundae", b"Gwangalli")
    assert shown != audited.files[DISCLOSURES]
    code, said = _judged(audited, with_digests({**audited.files, DISCLOSURES: shown}))
    assert (code, "disclosure_differs" in said, "Gwangalli" in said) == (2, True, False)


def test_a_certificate_that_shows_more_is_found(audited: Audited) -> None:
    told = json.loads((audited.folder / "certificate.json").read_text(encoding="utf-8"))
    told["certificate"]["posted"] += 1
    other = audited.folder / "other.json"
    other.write_text(json.dumps(told), encoding="utf-8")
    code, said = _judged(audited, audited.files, *audited.brought[:2], "--certificate", other)
    assert (code, "certificate_differs" in said) == (2, True)
