"""The signer and a witness as processes of their own, over real HTTP: growth, a witness that is away, a fork."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from ledger.domain.journal.notes import Checkpoint, Note, parse_verifier_key
from ledger.domain.journal.policies import Policy
from ledger.domain.journal.proof_files import ProofFile
from ledger.services.signer_papers import LAST_SIGNED
from ledger.services.signing_keys import is_good
from tests.cli.installation import Installation, free_port
from tests.cli.office import NAMES

WAIT_SECONDS_MAX = 120.0


def text_of(url: str) -> str:
    with urlopen(url) as answer:
        return str(answer.read().decode())


@contextmanager
def witnessing(installation: Installation, port: int) -> Iterator[str]:
    """Let a witness take checkpoints; gives its address."""
    process = installation.start("witness", "run", "--port", str(port))
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    try:
        while True:
            try:
                text_of(url)
                break
            except URLError:
                assert process.poll() is None, installation.said
                assert time.monotonic() < deadline, installation.said
                time.sleep(0.05)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(WAIT_SECONDS_MAX)


def grow(installation: Installation, opened: dict[str, str], person: str) -> None:
    """Add one entry to the ledger."""
    wish = (
        "grants",
        "propose",
        opened["organization_id"],
        "--role",
        "operator",
        "--person",
        person,
        "--reason",
        "hands",
    )
    installation.told(*wish, "--as", opened["client_id"], typed=opened["client_secret"] + "\n")


def test_signer_and_witness_work_together_and_neither_lets_a_fork_through(
    sqlite_installation: Installation, tmp_path: Path
) -> None:
    port, policy_file = free_port(), tmp_path / "policy"
    more = {
        "LEDGER_SEAL_MODE": "process",
        "LEDGER_SEAL_FOLDER": str(tmp_path / "seal"),
        "LEDGER_SEAL_POLICY_FILE": str(policy_file),
        "LEDGER_SEAL_INTERVAL_SECONDS": "1",
        "LEDGER_WITNESS_FOLDER": str(tmp_path / "witness"),
    }
    ours = replace(sqlite_installation, more=more)
    opened = ours.told("init", *NAMES)
    cosigner = ours.run("witness", "init", "witness.pukyong.example").stdout.strip()
    policy_file.write_text(f"witness pukyong {cosigner} http://127.0.0.1:{port}\nquorum pukyong\n")
    assert ours.run("checkpoint").returncode == 1, "nothing is signed yet"

    assert "satisfied  False" in ours.run("seal", "--once").stdout, "a witness that is away keeps nobody waiting"
    vkey = ours.run("checkpoint", "--vkey").stdout.strip()
    policy_file.write_text(f"log {vkey}\n{policy_file.read_text()}")
    policy = Policy.parse(policy_file.read_text())
    with witnessing(ours, port) as url:
        assert "satisfied  False" in ours.run("seal", "--once").stdout, "it cosigns for nobody whom it does not know"
        assert ours.run("witness", "trust", vkey).returncode == 0
        assert "satisfied  True" in ours.run("seal", "--once").stdout
        assert policy.check(ours.run("checkpoint").stdout, is_good).satisfied
        grow(ours, opened, "Lee")
        sealing = replace(ours, folder=tmp_path / "seal").start("seal")
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while "size 4 alarms 0" not in text_of(url):
            assert time.monotonic() < deadline, text_of(url)
            time.sleep(0.1)
        sealing.send_signal(signal.SIGTERM)
        assert sealing.wait(WAIT_SECONDS_MAX) == 0

        last = tmp_path / "seal" / LAST_SIGNED
        signed = last.read_text()
        told = Checkpoint.parse(Note.parse(signed).text)
        last.write_text(Note(replace(told, root=bytes(32)).text(), Note.parse(signed).signatures).format())
        refused = ours.run("seal", "--once")
        assert (refused.returncode, "have the root" in refused.stderr) == (1, True)
        last.write_text(signed)

        assert ours.run("proof", "2", "-o", str(tmp_path / "2.tlog-proof")).returncode == 0
        proof = ProofFile.parse((tmp_path / "2.tlog-proof").read_text())
        assert policy.check(proof.checkpoint.format(), is_good).satisfied
        assert proof.index == 1
        kept = tmp_path / "kept"
        kept.write_text(ours.run("checkpoint").stdout)
        assert ours.run("verify", "--checkpoint", str(kept)).returncode == 0
    assert parse_verifier_key(vkey).name == told.origin
    assert not (ours.folder / "keys" / "log.pem").exists(), "no other process has the log's key"


def test_a_key_is_made_and_changed_at_the_command_line(sqlite_installation: Installation, tmp_path: Path) -> None:
    ours = replace(sqlite_installation, more={"LEDGER_SEAL_MODE": "process"})
    opened = ours.told("init", *NAMES)
    secret = opened["client_secret"] + "\n"
    grant = ("clients", "grant", opened["organization_id"], "--role", "operator_approver", "--person", "Lee")
    lee = ours.told(*grant, "--as", opened["client_id"], typed=secret)
    assert ours.run("seal", "--once").returncode == 0
    made = ours.told("seal", "key")
    proposing = ("seal", "propose", made["public_key"], "--reason", "the yearly change", "--as", opened["client_id"])
    proposed = ours.told(*proposing, typed=secret)
    approving = ("proposals", "approve", proposed["id"], "--as", lee["client_id"])
    ours.told(*approving, typed=lee["client_secret"] + "\n")
    assert ours.run("seal", "--once").returncode == 0
    assert len(Note.parse(ours.run("checkpoint").stdout).signatures) == 2
    assert ours.run("checkpoint", "--vkey").stdout.strip() == made["vkey"]
    assert [one["public_key"] == made["public_key"] for one in ours.told("seal", "keys")["items"]] == [False, True]
    assert ours.told("verify")["findings"] == []
